//! The question for SSL 2.0, which has a hello of its own.

use crate::endpoint::Endpoint;
use crate::trouble::Trouble;
use aratame_formats::wire::ssl2::{CIPHER_KINDS, server_hello};

/// Asks with every kind of cipher; nothing where the server does not speak it.
pub(super) async fn ask(endpoint: &Endpoint<'_>) -> Result<Option<Vec<String>>, Trouble> {
    let mut talk = endpoint.open().await?;
    talk.send(&client_hello()).await?;
    loop {
        match server_hello(talk.unused()) {
            Ok(Some((hello, _))) => {
                let name = |kind: &[u8; 3]| {
                    let known = CIPHER_KINDS.iter().find(|(each, _)| each == kind);
                    known.map_or_else(|| format!("{kind:02x?}"), |(_, name)| (*name).to_owned())
                };
                return Ok(Some(hello.ciphers.iter().map(name).collect()));
            }
            Ok(None) => match talk.more().await {
                // A server that waits for a longer TLS record is no server of SSL 2.0.
                Err(Trouble::Closed | Trouble::Silent) => return Ok(None),
                other => other?,
            },
            Err(_) => return Ok(None),
        }
    }
}

fn client_hello() -> Vec<u8> {
    let kinds: Vec<u8> = CIPHER_KINDS.iter().flat_map(|(kind, _)| *kind).collect();
    let challenge = [0x5a; 16];
    let lengths = [kinds.len(), 0, challenge.len()];
    let lengths = lengths.iter().flat_map(|n| u16::try_from(*n).unwrap_or_default().to_be_bytes());
    let body = [&[1, 0, 2][..], &lengths.collect::<Vec<_>>(), &kinds, &challenge].concat();
    let length = u16::try_from(body.len()).unwrap_or_default() | 0x8000;
    [&length.to_be_bytes()[..], &body].concat()
}
