//! Messages of SSH that are sent: KEXINIT and the first message of each key exchange.

use aratame_formats::wire::ssh::{KexInit, number};

/// What a method's first message carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Value {
    /// Any bytes of this length, as a string.
    Bytes(usize),
    /// The base point of P-256, P-384 or P-521, uncompressed.
    Point(&'static [&'static [u8]]),
    /// A number of 800 bits, below every prime in use.
    Number,
    /// The prime is asked for first.
    Group,
}

/// A key exchange method.
#[derive(Debug)]
pub(super) struct Method {
    names: &'static [&'static str],
    value: Value,
}

/// Base points in SEC 2, sections 2.4.2 and 2.5.1: a point that every server takes.
const P256: &[&[u8]] = &[
    &[0x04],
    b"\x6b\x17\xd1\xf2\xe1\x2c\x42\x47\xf8\xbc\xe6\xe5\x63\xa4\x40\xf2",
    b"\x77\x03\x7d\x81\x2d\xeb\x33\xa0\xf4\xa1\x39\x45\xd8\x98\xc2\x96",
    b"\x4f\xe3\x42\xe2\xfe\x1a\x7f\x9b\x8e\xe7\xeb\x4a\x7c\x0f\x9e\x16",
    b"\x2b\xce\x33\x57\x6b\x31\x5e\xce\xcb\xb6\x40\x68\x37\xbf\x51\xf5",
];
const P384: &[&[u8]] = &[
    &[0x04],
    b"\xaa\x87\xca\x22\xbe\x8b\x05\x37\x8e\xb1\xc7\x1e\xf3\x20\xad\x74",
    b"\x6e\x1d\x3b\x62\x8b\xa7\x9b\x98\x59\xf7\x41\xe0\x82\x54\x2a\x38",
    b"\x55\x02\xf2\x5d\xbf\x55\x29\x6c\x3a\x54\x5e\x38\x72\x76\x0a\xb7",
    b"\x36\x17\xde\x4a\x96\x26\x2c\x6f\x5d\x9e\x98\xbf\x92\x92\xdc\x29",
    b"\xf8\xf4\x1d\xbd\x28\x9a\x14\x7c\xe9\xda\x31\x13\xb5\xf0\xb8\xc0",
    b"\x0a\x60\xb1\xce\x1d\x7e\x81\x9d\x7a\x43\x1d\x7c\x90\xea\x0e\x5f",
];

/// Methods by which a server is asked, the cheapest for it first. ML-KEM's zeros are coefficients
/// below q, so the key is sound (FIPS 203, section 7.2).
const METHODS: &[Method] = &[
    Method {
        names: &["curve25519-sha256", "curve25519-sha256@libssh.org"],
        value: Value::Bytes(32),
    },
    Method { names: &["ecdh-sha2-nistp256"], value: Value::Point(P256) },
    Method { names: &["ecdh-sha2-nistp384"], value: Value::Point(P384) },
    Method { names: &["mlkem768x25519-sha256"], value: Value::Bytes(1184 + 32) },
    Method {
        names: &["sntrup761x25519-sha512", "sntrup761x25519-sha512@openssh.com"],
        value: Value::Bytes(1158 + 32),
    },
    Method {
        names: &[
            "diffie-hellman-group14-sha256",
            "diffie-hellman-group14-sha1",
            "diffie-hellman-group16-sha512",
            "diffie-hellman-group18-sha512",
            "diffie-hellman-group15-sha512",
            "diffie-hellman-group1-sha1",
        ],
        value: Value::Number,
    },
    Method {
        names: &["diffie-hellman-group-exchange-sha256", "diffie-hellman-group-exchange-sha1"],
        value: Value::Group,
    },
];

/// The method to ask a server with; of group exchange or any other.
pub(super) fn method(offered: &[String], group_exchange: bool) -> Option<&'static Method> {
    let fits = |method: &&Method| {
        method.is_group_exchange() == group_exchange
            && method.names.iter().any(|name| offered.iter().any(|each| each == name))
    };
    METHODS.iter().find(fits)
}

impl Method {
    /// The name that the server offers.
    pub(super) fn name(&self, offered: &[String]) -> &'static str {
        let known = self.names.iter().find(|name| offered.iter().any(|each| each == *name));
        known.or(self.names.first()).copied().unwrap_or_default()
    }

    pub(super) fn is_group_exchange(&self) -> bool {
        self.value == Value::Group
    }

    /// The message that makes the server show its host key.
    pub(super) fn first_message(&self) -> Vec<u8> {
        let value = match self.value {
            // ML-KEM's part is zeros; of X25519 any bytes will do but those of small order.
            Value::Bytes(length) => {
                let mut value = vec![0; length];
                value.iter_mut().rev().take(32).for_each(|byte| *byte = 9);
                value
            }
            Value::Point(parts) => parts.concat(),
            Value::Number => vec![0x5a; 100],
            Value::Group => Vec::new(),
        };
        packet(&[&[number::KEX_INIT][..], &string(&value)].concat())
    }
}

/// KEXINIT with one method, one host key algorithm and whatever the server has of the rest.
pub(super) fn kexinit(cookie: &[u8; 16], method: &str, host_key: &str, lists: &KexInit) -> Vec<u8> {
    let [to_server, to_client] = &lists.ciphers;
    let [mac_to_server, mac_to_client] = &lists.macs;
    let [pack_to_server, pack_to_client] = &lists.compressions;
    let rest = [to_server, to_client, mac_to_server, mac_to_client, pack_to_server, pack_to_client];
    let mut payload = [&[number::KEXINIT][..], cookie].concat();
    payload.extend(string(method.as_bytes()));
    payload.extend(string(host_key.as_bytes()));
    for names in rest {
        payload.extend(string(names.join(",").as_bytes()));
    }
    // No languages, no guessed packet, a reserved word.
    payload.extend([0; 4 + 4 + 1 + 4]);
    packet(&payload)
}

/// Asks for a group of `bits`, no smaller, and up to the largest (RFC 4419, section 3).
pub(super) fn group_request(bits: u32) -> Vec<u8> {
    let numbers = [bits, bits, 8192].map(u32::to_be_bytes).concat();
    packet(&[&[number::GEX_REQUEST][..], &numbers].concat())
}

/// A packet before encryption: padded to eight bytes with at least four (RFC 4253, section 6).
fn packet(payload: &[u8]) -> Vec<u8> {
    let over = (payload.len() + 5 + 4) % 8;
    let padding = if over == 0 { 4 } else { 4 + 8 - over };
    let length = u32::try_from(payload.len() + 1 + padding).unwrap_or_default();
    let padding_length = u8::try_from(padding).unwrap_or_default();
    [&length.to_be_bytes()[..], &[padding_length], payload, &vec![0; padding]].concat()
}

/// Bytes behind their length in four bytes.
fn string(bytes: &[u8]) -> Vec<u8> {
    [&u32::try_from(bytes.len()).unwrap_or_default().to_be_bytes(), bytes].concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use aratame_formats::wire::ssh;

    #[test]
    fn packets_are_read_back() {
        for length in 1..40 {
            let payload = vec![20; length];
            let bytes = packet(&payload);
            assert_eq!(bytes.len() % 8, 0);
            assert_eq!(ssh::packet(&bytes), Ok(Some((&payload[..], bytes.len()))));
        }
        let lists = KexInit { macs: [vec!["a".into(), "b".into()], vec![]], ..KexInit::default() };
        let bytes = kexinit(&[1; 16], "k", "h", &lists);
        let (payload, _) = ssh::packet(&bytes).unwrap().unwrap();
        let read = ssh::kexinit(payload).unwrap();
        assert_eq!((read.kex, read.host_keys), (vec!["k".to_owned()], vec!["h".to_owned()]));
        assert_eq!(read.macs, lists.macs);
    }

    #[test]
    fn points_have_their_lengths() {
        for (point, length) in [(P256, 65), (P384, 97)] {
            assert_eq!(point.concat().len(), length);
        }
    }
}
