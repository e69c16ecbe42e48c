//! The key exchange of a TLS handshake, both ends, through the interface of rustls: its provider
//! of aws-lc-rs, the one of graviola, and Futae's.

use std::hint::black_box;

use rustls::crypto::{SharedSecret, SupportedKxGroup, aws_lc_rs::kx_group};

use super::best_backend;
use crate::measure::Row;

/// Adds the rows.
pub(super) fn rows(rows: &mut Vec<Row>) {
    let providers: [(&'static str, &'static dyn SupportedKxGroup); 3] = [
        ("futae", futae_rustls::groups::X25519MLKEM768),
        ("rustls on aws-lc-rs", kx_group::X25519MLKEM768),
        ("rustls on graviola", rustls_graviola::kx::X25519MLKEM768),
    ];
    for (implementation, group) in providers {
        rows.push(Row {
            algorithm: "X25519MLKEM768",
            operation: "by rustls",
            implementation,
            operations: 1,
            backend: Some(best_backend()).filter(|_| implementation == "futae"),
            run: Box::new(move |_| _ = black_box(exchange(group))),
        });
    }
}

/// What a client and a server compute until both have the secret.
fn exchange(group: &dyn SupportedKxGroup) -> Result<[SharedSecret; 2], rustls::Error> {
    let client = group.start()?;
    let server = group.start_and_complete(client.pub_key())?;
    Ok([client.complete(&server.pub_key)?, server.secret])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ends_agree() {
        let [client, server] = exchange(futae_rustls::groups::X25519MLKEM768).unwrap();
        assert_eq!(client.secret_bytes(), server.secret_bytes());
    }
}
