//! Priority strings of GnuTLS: `NORMAL:-VERS-TLS1.0:+ECDHE-PSK` to versions, suites, groups and
//! signature schemes.
//!
//! Owns the language as GnuTLS 3.7.9 answers it, order included. Named configurations
//! (`@SYSTEM`) stand in a file of the system and are not known here.

mod table;

use std::fmt;

use table::{CIPHERS, GROUPS, KEY_EXCHANGES, LEVELS, MACS, SIGNATURES, SUITES};

/// Longest priority string that is read: a hundred times the longest that names everything.
const MAX_STRING: usize = 1 << 18;

/// Key exchanges that TLS 1.3 does not go with: GnuTLS leaves that version out beside them.
const NOT_WITH_TLS13: [&str; 4] = ["RSA-PSK", "SRP", "SRP-RSA", "SRP-DSS"];

/// Every version, the newest first; those of DTLS behind.
const STREAM: [&str; 5] =
    ["VERS-TLS1.3", "VERS-TLS1.2", "VERS-TLS1.1", "VERS-TLS1.0", "VERS-SSL3.0"];
const DATAGRAM: [&str; 3] = ["VERS-DTLS1.2", "VERS-DTLS1.0", "VERS-DTLS0.9"];

/// Versions that need a signature scheme.
const SIGNED: [&str; 3] = ["VERS-TLS1.3", "VERS-TLS1.2", "VERS-DTLS1.2"];

/// Other words behind `%` that GnuTLS takes; `PROFILE_…` besides.
const FLAGS: &[&str] = &[
    "COMPAT",
    "DUMBFW",
    "ALLOW_SMALL_RECORDS",
    "NO_EXTENSIONS",
    "NO_STATUS_REQUEST",
    "NO_TICKETS",
    "NO_TICKETS_TLS12",
    "NO_SESSION_HASH",
    "STATELESS_COMPRESSION",
    "VERIFY_ALLOW_SIGN_RSA_MD5",
    "VERIFY_ALLOW_SIGN_WITH_SHA1",
    "VERIFY_ALLOW_BROKEN",
    "VERIFY_ALLOW_X509_V1_CA_CRT",
    "VERIFY_DISABLE_CRL_CHECKS",
    "SSL3_RECORD_VERSION",
    "LATEST_RECORD_VERSION",
    "SAFE_RENEGOTIATION",
    "UNSAFE_RENEGOTIATION",
    "PARTIAL_RENEGOTIATION",
    "DISABLE_SAFE_RENEGOTIATION",
    "DISABLE_WILDCARDS",
    "DISABLE_TLS13_COMPAT_MODE",
    "SERVER_PRECEDENCE",
    "FALLBACK_SCSV",
    "FORCE_ETM",
    "FORCE_SESSION_HASH",
    "NO_ETM",
];

/// What a level stands for: versions, ciphers, MACs, key exchanges, groups, signatures.
struct Level {
    lists: [&'static [&'static str]; 6],
}

const VERSIONS: usize = 0;
const CIPHER: usize = 1;
const MAC: usize = 2;
const KEY_EXCHANGE: usize = 3;
const GROUP: usize = 4;
const SIGNATURE: usize = 5;

/// A cipher suite that a priority string selects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GnutlsSuite {
    /// The code point of TLS.
    pub code_point: u16,
    /// The lowest version that has it, such as `TLS1.2`.
    pub minimum: &'static str,
}

/// What a priority string selects, in the order of preference.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GnutlsExpansion {
    /// Versions of TLS, such as `TLS1.3`.
    pub versions: Vec<&'static str>,
    /// Versions of DTLS.
    pub datagram_versions: Vec<&'static str>,
    /// Suites.
    pub suites: Vec<GnutlsSuite>,
    /// Groups, such as `SECP256R1`.
    pub groups: Vec<&'static str>,
    /// Signature schemes, such as `RSA-PSS-RSAE-SHA256`.
    pub signatures: Vec<&'static str>,
    /// The words behind `%`.
    pub flags: Vec<String>,
}

/// Why GnuTLS would refuse a priority string.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PriorityError {
    /// A word that GnuTLS 3.7.9 does not know; where it begins, in bytes.
    UnknownWord {
        /// Offset in bytes.
        offset: usize,
    },
    /// A configuration of the system (`@…`), which is not known here.
    NamedConfiguration,
    /// Nothing is left.
    Nothing,
    /// Longer than is read.
    TooLong,
}

impl fmt::Display for PriorityError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownWord { offset } => write!(f, "unknown word at byte {offset}"),
            Self::NamedConfiguration => f.write_str("a configuration of the system is named"),
            Self::Nothing => f.write_str("nothing is selected"),
            Self::TooLong => write!(f, "longer than {MAX_STRING} bytes"),
        }
    }
}

impl std::error::Error for PriorityError {}

/// Expands a priority string as GnuTLS 3.7.9 does.
///
/// ```
/// let only = aratame_algorithms::expand_gnutls_priority("SECURE256:-VERS-ALL:+VERS-TLS1.3").unwrap();
/// assert_eq!(only.versions, ["TLS1.3"]);
/// assert_eq!(only.suites[0].code_point, 0x1302);
/// ```
///
/// # Errors
/// What GnuTLS would refuse, and `@` configurations.
pub fn expand_gnutls_priority(text: &str) -> Result<GnutlsExpansion, PriorityError> {
    if text.len() > MAX_STRING {
        return Err(PriorityError::TooLong);
    }
    if text.trim_start().starts_with('@') {
        return Err(PriorityError::NamedConfiguration);
    }
    let mut selection = Selection::default();
    let mut offset = 0;
    for (index, raw) in text.split(':').enumerate() {
        let word = raw.trim();
        if !selection.take(word, index == 0) {
            return Err(PriorityError::UnknownWord { offset });
        }
        offset += raw.len() + 1;
    }
    selection.finish()
}

#[derive(Default)]
struct Selection {
    lists: [Vec<&'static str>; 6],
    flags: Vec<String>,
}

impl Selection {
    /// Follows one word; whether it is one.
    fn take(&mut self, word: &str, is_first: bool) -> bool {
        let (sign, name) = match word.split_at_checked(1) {
            Some((sign @ ("+" | "-" | "!" | "%"), name)) => (sign, name),
            _ => ("", word),
        };
        match sign {
            "" => self.level(name, is_first),
            "%" => self.flag(name),
            "+" => self.add_level(name) || self.change(name, true),
            _ => self.change(name, false),
        }
    }

    fn level(&mut self, name: &str, is_first: bool) -> bool {
        if name.eq_ignore_ascii_case("NONE") {
            return is_first;
        }
        let Some(level) = level(name) else { return false };
        self.lists = level.lists.map(<[_]>::to_vec);
        true
    }

    /// Adds what a level has; versions stay as they are.
    fn add_level(&mut self, name: &str) -> bool {
        let Some(level) = level(name) else { return false };
        for (list, more) in self.lists.iter_mut().zip(level.lists).skip(CIPHER) {
            more.iter().for_each(|name| add(list, name));
        }
        true
    }

    fn flag(&mut self, name: &str) -> bool {
        let name = name.to_ascii_uppercase();
        let is_known = FLAGS.contains(&name.as_str()) || name.starts_with("PROFILE_");
        self.flags.push(name);
        is_known
    }

    fn change(&mut self, name: &str, adds: bool) -> bool {
        let upper = name.to_ascii_uppercase();
        if let Some((list, members)) = bulk(&upper) {
            let list = &mut self.lists[list];
            match adds {
                true => members.iter().for_each(|name| add(list, name)),
                false if upper == "VERS-TLS-ALL" || upper == "VERS-DTLS-ALL" => {
                    list.retain(|known| !members.contains(known));
                }
                false if upper.starts_with("GROUP-") && upper != "GROUP-ALL" => {
                    list.retain(|known| !members.contains(known));
                }
                false => list.clear(),
            }
            return true;
        }
        // What has no bearing on what is negotiated any more.
        if upper.starts_with("COMP-") || upper.starts_with("CTYPE-") {
            return true;
        }
        let upper = upper.replace("CURVE-", "GROUP-");
        let Some((list, name)) = single(&upper) else { return upper == "VERS-SSL3.0" };
        let list = &mut self.lists[list];
        match adds {
            true => add(list, name),
            false => list.retain(|known| *known != name),
        }
        true
    }

    fn finish(mut self) -> Result<GnutlsExpansion, PriorityError> {
        let key_exchanges = &self.lists[KEY_EXCHANGE];
        let without_tls13 = key_exchanges.iter().any(|name| NOT_WITH_TLS13.contains(name))
            || self.lists[GROUP].is_empty()
            || self.has_gap_below_tls13();
        let unsigned = self.lists[SIGNATURE].is_empty();
        self.lists[VERSIONS].retain(|version| {
            let is_13 = *version == "VERS-TLS1.3";
            !(without_tls13 && is_13 || unsigned && SIGNED.contains(version))
        });
        let mut suites = self.suites();
        if self.lists[VERSIONS].is_empty() || suites.is_empty() {
            return Err(PriorityError::Nothing);
        }
        suites.retain(|suite| self.has_version_of(suite));
        let plain = |name: &&'static str, prefix| name.strip_prefix(prefix);
        let of =
            |list: usize, prefix| self.lists[list].iter().filter_map(move |n| plain(n, prefix));
        let (stream, datagram): (Vec<_>, Vec<_>) =
            of(VERSIONS, "VERS-").partition(|version| !version.starts_with('D'));
        Ok(GnutlsExpansion {
            versions: stream,
            datagram_versions: datagram,
            groups: of(GROUP, "GROUP-").collect(),
            signatures: of(SIGNATURE, "SIGN-").collect(),
            suites,
            flags: self.flags,
        })
    }

    /// TLS 1.3 without TLS 1.2 beside an older version: servers without 1.3 would choose 1.2, so
    /// GnuTLS leaves 1.3 out.
    fn has_gap_below_tls13(&self) -> bool {
        let versions = &self.lists[VERSIONS];
        let has = |version| versions.contains(&version);
        !has("VERS-TLS1.2") && (has("VERS-TLS1.1") || has("VERS-TLS1.0"))
    }

    /// Suites of TLS 1.3 by cipher; the others by key exchange, cipher and MAC. Whether a version
    /// has them is not asked: GnuTLS refuses a string only when nothing is left before that.
    fn suites(&self) -> Vec<GnutlsSuite> {
        let [_, ciphers, macs, key_exchanges, ..] = &self.lists;
        let mut suites = Vec::new();
        for key_exchange in std::iter::once(&"").chain(key_exchanges) {
            for cipher in ciphers {
                suites.extend(macs.iter().filter_map(|mac| suite(key_exchange, cipher, mac)));
            }
        }
        suites
    }

    fn has_version_of(&self, suite: &GnutlsSuite) -> bool {
        let has = |wanted: &[&str]| wanted.iter().any(|name| self.lists[VERSIONS].contains(name));
        match suite.minimum {
            "TLS1.3" => has(&["VERS-TLS1.3"]),
            "TLS1.2" => has(&["VERS-TLS1.2", "VERS-DTLS1.2"]),
            _ => self.lists[VERSIONS].iter().any(|version| *version != "VERS-TLS1.3"),
        }
    }
}

fn level(name: &str) -> Option<&'static Level> {
    let name = match name.to_ascii_uppercase().as_str() {
        // Spellings of old releases.
        "SECURE" => "SECURE128".to_owned(),
        other => other.to_owned(),
    };
    LEVELS.iter().find(|(known, _)| *known == name).map(|(_, level)| level)
}

fn add(list: &mut Vec<&'static str>, name: &'static str) {
    if !list.contains(&name) {
        list.push(name);
    }
}

/// What a word ending in `ALL` stands for: that of the level NORMAL.
fn bulk(name: &str) -> Option<(usize, Vec<&'static str>)> {
    let normal = |list: usize| {
        let level = level("NORMAL");
        level.map_or(Vec::new(), |level| level.lists[list].to_vec())
    };
    let groups = |of_field: bool| {
        let all = normal(GROUP).into_iter();
        all.filter(|name| name.starts_with("GROUP-FFDHE") == of_field).collect()
    };
    let of = |names: &[&'static str]| {
        let all = normal(VERSIONS);
        names.iter().copied().filter(|name| all.contains(name)).collect()
    };
    Some(match name {
        "VERS-TLS-ALL" => (VERSIONS, of(&STREAM)),
        "VERS-DTLS-ALL" => (VERSIONS, of(&DATAGRAM)),
        "VERS-ALL" => (VERSIONS, normal(VERSIONS)),
        "CIPHER-ALL" => (CIPHER, normal(CIPHER)),
        "MAC-ALL" => (MAC, normal(MAC)),
        "KX-ALL" => (KEY_EXCHANGE, normal(KEY_EXCHANGE)),
        "GROUP-ALL" | "CURVE-ALL" => (GROUP, normal(GROUP)),
        "GROUP-DH-ALL" => (GROUP, groups(true)),
        "GROUP-EC-ALL" => (GROUP, groups(false)),
        "SIGN-ALL" => (SIGNATURE, normal(SIGNATURE)),
        _ => return None,
    })
}

/// The list that a name is of, and the name as the table has it.
fn single(name: &str) -> Option<(usize, &'static str)> {
    let find = |table: &'static [&'static str]| {
        table.iter().copied().find(|known| known.eq_ignore_ascii_case(name))
    };
    let versions = || STREAM.into_iter().chain(DATAGRAM).find(|known| *known == name);
    if name == "VERS-SSL3.0" {
        return None;
    }
    find(MACS)
        .map(|name| (MAC, name))
        .or_else(|| find(CIPHERS).map(|name| (CIPHER, name)))
        .or_else(|| find(KEY_EXCHANGES).map(|name| (KEY_EXCHANGE, name)))
        .or_else(|| versions().map(|name| (VERSIONS, name)))
        .or_else(|| find(GROUPS).map(|name| (GROUP, name)))
        .or_else(|| find(SIGNATURES).map(|name| (SIGNATURE, name)))
}

fn suite(key_exchange: &str, cipher: &str, mac: &str) -> Option<GnutlsSuite> {
    let fits =
        |row: &&(u16, &str, &str, &str, &str)| (row.1, row.2, row.3) == (key_exchange, cipher, mac);
    SUITES.iter().find(fits).map(|row| GnutlsSuite { code_point: row.0, minimum: row.4 })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::suite::cipher_suite;
    use std::process::Command;

    #[test]
    fn every_suite_is_in_the_catalogue() {
        for (code, ..) in SUITES {
            assert!(cipher_suite(*code).is_some(), "{code:#06x}");
        }
    }

    #[test]
    fn what_gnutls_refuses_is_refused() {
        let unknown = |offset| Err(PriorityError::UnknownWord { offset });
        assert_eq!(expand_gnutls_priority("NORMAL:BAD"), unknown(7));
        assert_eq!(expand_gnutls_priority("NORMAL:-RSA:%NONSENSE"), unknown(12));
        assert_eq!(expand_gnutls_priority("@SYSTEM"), Err(PriorityError::NamedConfiguration));
        assert_eq!(expand_gnutls_priority("NONE:-VERS-ALL"), Err(PriorityError::Nothing));
        assert!(expand_gnutls_priority(&"NORMAL:".repeat(100_000)).is_err());
    }

    /// What `gnutls-cli` answers: versions, suites, groups, signatures.
    fn answer(priority: &str) -> Option<[Vec<String>; 4]> {
        let out = Command::new("gnutls-cli").args(["--list", "--priority", priority]).output();
        let out = out.ok().filter(|out| out.status.success())?;
        let text = String::from_utf8(out.stdout).ok()?;
        let list = |start: &str, prefix: &str| {
            let line = text.lines().find_map(|line| line.strip_prefix(start)).unwrap_or_default();
            let names = line.split(", ").map(|name| name.trim_start_matches(prefix).to_owned());
            names.filter(|name| name != "none" && !name.is_empty()).collect()
        };
        let code = |line: &str| {
            let mut codes = line.split("0x").skip(1).filter_map(|part| part.get(..2));
            Some(format!("{}{}", codes.next()?, codes.next()?))
        };
        let suites = text.lines().filter(|line| line.starts_with("TLS_")).filter_map(code);
        Some([
            list("Protocols: ", "VERS-"),
            suites.collect(),
            list("Groups: ", "GROUP-"),
            list("PK-signatures: ", "SIGN-"),
        ])
    }

    fn ours(priority: &str) -> Option<[Vec<String>; 4]> {
        let expansion = expand_gnutls_priority(priority).ok()?;
        let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        let mut versions: Vec<String> = owned(&expansion.versions);
        versions.extend::<Vec<String>>(owned(&expansion.datagram_versions));
        versions.sort();
        let suites = expansion.suites.iter().map(|suite| format!("{:04x}", suite.code_point));
        Some([versions, suites.collect(), owned(&expansion.groups), owned(&expansion.signatures)])
    }

    /// Words in an order that a small generator chooses: the same every time.
    fn generated(count: usize) -> Vec<String> {
        let bases = ["NORMAL", "PERFORMANCE", "SECURE128", "SECURE192", "SECURE256", "PFS", "NONE"];
        let names: Vec<&str> = [CIPHERS, MACS, KEY_EXCHANGES, GROUPS, SIGNATURES]
            .into_iter()
            .flat_map(|table| table.iter().copied())
            .filter(|name| !name.contains("GOST") && !name.contains("GC") && *name != "CHACHA20-32")
            .filter(|name| !name.contains("MAGMA") && !name.contains("KUZN"))
            .chain(STREAM.into_iter().take(4))
            .chain(DATAGRAM)
            .chain(["VERS-ALL", "VERS-TLS-ALL", "CIPHER-ALL", "MAC-ALL", "KX-ALL", "GROUP-ALL"])
            .chain(["SIGN-ALL", "GROUP-DH-ALL", "GROUP-EC-ALL", "COMP-NULL", "CTYPE-X509"])
            .collect();
        let mut state = 0x2545_F491_4F6C_DD1D_u64;
        let mut next = |below: usize| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            usize::try_from(state >> 33).unwrap() % below
        };
        let strings = (0..count).map(|_| {
            let mut words = vec![bases[next(bases.len())].to_owned()];
            if words[0] == "NONE" {
                words.push("+NORMAL".to_owned());
                words.push("+VERS-TLS1.2".to_owned());
            }
            for _ in 0..next(7) {
                let sign = ["+", "-", "!"][next(3)];
                words.push(format!("{sign}{}", names[next(names.len())]));
            }
            words.join(":")
        });
        strings.collect()
    }

    #[test]
    fn generated_strings_expand_as_in_gnutls() {
        let version = Command::new("gnutls-cli").arg("--version").output();
        if !version.is_ok_and(|out| out.stdout.starts_with(b"gnutls-cli 3.7.9")) {
            eprintln!("no gnutls-cli 3.7.9 here: its answers are not compared");
            return;
        }
        let strings = generated(500);
        let (mut refused, mut other) = (0, Vec::new());
        for priority in &strings {
            let mut theirs = answer(priority);
            if let Some([versions, ..]) = &mut theirs {
                versions.sort();
            }
            refused += usize::from(theirs.is_none());
            if ours(priority) != theirs {
                other.push((priority, ours(priority), theirs));
            }
        }
        let which: Vec<_> = other.iter().map(|(priority, ..)| priority).collect();
        assert!(other.is_empty(), "{which:?} differ: {:?}", other.first());
        assert!(refused * 2 < strings.len(), "{refused} of {} were refused", strings.len());
    }
}
