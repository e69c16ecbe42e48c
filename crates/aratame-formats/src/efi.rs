//! Signature lists of UEFI Secure Boot (db, dbx, KEK, PK): which certificates and digests a machine
//! trusts or refuses when it starts.
//!
//! Owns the lists of UEFI 2.10, 32.4.1, bare, behind the four bytes of attributes of a variable's
//! file, or behind the time and signature of an update (`.auth`). Certificates are byte ranges;
//! digests are counted by their kind.

use crate::malformed::Malformed;
use std::ops::Range;

/// Lists of one variable that are read; a dbx has one or two, however many entries.
const MAX_LISTS: usize = 1 << 12;

/// Length of a list's header: kind, size, size of the header behind it, size of an entry.
const HEADER: usize = 28;

/// Length of the owner's identifier before each entry.
const OWNER: usize = 16;

/// Length of the time before the signature of an update (EFI_TIME).
const TIME: usize = 16;

/// What the entries of a list are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// An X.509 certificate in DER.
    Certificate,
    /// A modulus of RSA of 2048 bits.
    Rsa2048,
    /// A digest of a program, by the name of the hash function.
    Digest(&'static str),
    /// A digest of a certificate's signed part, by the name of the hash function.
    CertificateDigest(&'static str),
}

/// Kinds by their identifier as it stands in memory: three numbers with the lowest byte first, then
/// eight bytes (UEFI 2.10, 32.4.1).
const KINDS: [([u8; 16], Kind); 9] = [
    (guid(0xa5c0_59a1, 0x94e4, 0x4aa7, 0x87b5_ab15_5c2b_f072), Kind::Certificate),
    (guid(0x3c57_66e8, 0x269c, 0x4e34, 0xaa14_ed77_6e85_b3b6), Kind::Rsa2048),
    (guid(0x826c_a512, 0xcf10, 0x4ac9, 0xb187_be01_4966_31bd), Kind::Digest("sha-1")),
    (guid(0xc1c4_1626, 0x504c, 0x4092, 0xaca9_41f9_3693_4328), Kind::Digest("sha-256")),
    (guid(0xff3e_5307, 0x9fd0, 0x48c9, 0x85f1_8ad5_6c70_1e01), Kind::Digest("sha-384")),
    (guid(0x093e_0fae, 0xa6c4, 0x4f50, 0x9f1b_d41e_2b89_c19a), Kind::Digest("sha-512")),
    (guid(0x3bd2_a492, 0x96c0, 0x4079, 0xb420_fcf9_8ef1_03ed), Kind::CertificateDigest("sha-256")),
    (guid(0x7076_876e, 0x80c2, 0x4ee6, 0xaad2_28b3_49a6_865b), Kind::CertificateDigest("sha-384")),
    (guid(0x446d_bf63, 0x2502, 0x4cda, 0xbcfa_2465_d2b0_fe9d), Kind::CertificateDigest("sha-512")),
];

const fn guid(a: u32, b: u16, c: u16, d: u64) -> [u8; 16] {
    let (a, b, c, d) = (a.to_le_bytes(), b.to_le_bytes(), c.to_le_bytes(), d.to_be_bytes());
    [a[0], a[1], a[2], a[3], b[0], b[1], c[0], c[1], d[0], d[1], d[2], d[3], d[4], d[5], d[6], d[7]]
}

/// A list of entries of one kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignatureList {
    /// What its entries are; `None` for a kind that is not known.
    pub kind: Option<Kind>,
    /// Where each entry stands, without its owner.
    pub entries: Vec<Range<usize>>,
}

/// Reads the lists of a variable.
///
/// # Errors
/// What is no signature list, or ends inside one.
pub fn parse(bytes: &[u8]) -> Result<Vec<SignatureList>, Malformed> {
    let mut at = start(bytes).ok_or(expected("a list of signatures"))?;
    let mut lists = Vec::new();
    while at < bytes.len() && lists.len() < MAX_LISTS {
        let (list, size) = list(bytes, at)?;
        lists.push(list);
        at += size;
    }
    Ok(lists)
}

/// Where the first list begins.
fn start(bytes: &[u8]) -> Option<usize> {
    let update = bytes.get(TIME..TIME + 4).map(|size| {
        TIME + usize::try_from(u32::from_le_bytes(size.try_into().unwrap_or_default())).unwrap_or(0)
    });
    // Revision and type of WIN_CERTIFICATE_UEFI_GUID.
    let is_update = bytes.get(TIME + 4..TIME + 8) == Some(&[0x00, 0x02, 0xf1, 0x0e]);
    [Some(0), Some(4), update.filter(|_| is_update)]
        .into_iter()
        .flatten()
        .find(|at| bytes.get(*at..*at + 16).is_some_and(|id| KINDS.iter().any(|(k, _)| k == id)))
}

/// The list at an offset, and its length.
fn list(bytes: &[u8], at: usize) -> Result<(SignatureList, usize), Malformed> {
    let header = bytes.get(at..at + HEADER).ok_or(expected("the header of a list"))?;
    let number = |from: usize| {
        let field = header.get(from..from + 4).and_then(|field| field.try_into().ok());
        usize::try_from(field.map_or(0, u32::from_le_bytes)).unwrap_or(usize::MAX)
    };
    let (size, before, entry) = (number(16), number(20), number(24));
    let body = HEADER.saturating_add(before);
    let is_whole = at.checked_add(size).is_some_and(|end| end <= bytes.len());
    if size < body || entry <= OWNER || !is_whole {
        return Err(expected("a list as long as it says"));
    }
    let first = at + body;
    let count = (size - body) / entry;
    let entries = (0..count).map(|nth| {
        let begin = first + nth * entry;
        begin + OWNER..begin + entry
    });
    let id = header.get(..16).unwrap_or_default();
    let kind = KINDS.iter().find(|(known, _)| known == id).map(|(_, kind)| *kind);
    Ok((SignatureList { kind, entries: entries.collect() }, size))
}

fn expected(what: &'static str) -> Malformed {
    Malformed { offset: 0, expected: what }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(kind: Kind, entries: &[&[u8]]) -> Vec<u8> {
        let id = KINDS.iter().find(|(_, known)| *known == kind).unwrap().0;
        let entry = OWNER + entries[0].len();
        let mut list = id.to_vec();
        for number in [HEADER + entry * entries.len(), 0, entry] {
            list.extend(u32::try_from(number).unwrap().to_le_bytes());
        }
        for each in entries {
            list.extend([0; OWNER]);
            list.extend(*each);
        }
        list
    }

    #[test]
    fn lists_stand_bare_in_variables_and_in_updates() {
        let mut lists = of(Kind::Digest("sha-256"), &[&[1; 32], &[2; 32]]);
        lists.extend(of(Kind::Certificate, &[b"DER"]));
        let update = [vec![0; TIME], vec![24, 0, 0, 0, 0, 2, 0xf1, 0x0e], vec![7; 16]].concat();
        for before in [Vec::new(), vec![7, 0, 0, 0], update] {
            let bytes = [before.clone(), lists.clone()].concat();
            let found = parse(&bytes).unwrap();
            let kinds: Vec<_> = found.iter().map(|l| (l.kind, l.entries.len())).collect();
            assert_eq!(kinds, [(Some(Kind::Digest("sha-256")), 2), (Some(Kind::Certificate), 1)]);
            assert_eq!(bytes.get(found[1].entries[0].clone()), Some(&b"DER"[..]));
        }
    }

    #[test]
    fn what_is_cut_or_no_list_is_an_error() {
        let whole = of(Kind::Digest("sha-256"), &[&[1; 32]]);
        for length in 0..whole.len() {
            assert!(parse(&whole[..length]).is_err(), "{length}");
        }
        let mut wrong = whole.clone();
        wrong[24] = 0;
        assert!(parse(&wrong).is_err());
    }
}
