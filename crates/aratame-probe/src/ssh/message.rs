//! Messages of SSH that are sent: KEXINIT and the first message of each key exchange.

use crate::base_point::{P256, P384};
use aratame_formats::wire::ssh::{KexInit, number};

/// What a method's first message carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Value {
    /// Any bytes of this length, as a string.
    Bytes(usize),
    /// A base point, uncompressed.
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
            Value::Point(coordinates) => [&[4][..], &coordinates.concat()].concat(),
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
}
