#![no_main]
use futae_hybrid::{
    ssh::{mlkem768nistp256_sha256, mlkem768x25519_sha256, mlkem1024nistp384_sha384},
    tls,
};

/// Shares that a peer in TLS or SSH would have sent; the first byte chooses the group of TLS.
libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let [choice, share @ ..] = data else { return };
    let groups: Vec<_> = tls::GROUPS.iter().chain(tls::classical::GROUPS).collect();
    let group = groups[usize::from(*choice) % groups.len()];
    let _ = group.encapsulate(share);
    if let Ok(client) = group.start() {
        let _ = client.complete(share);
    }
    let _ = share.try_into().map(mlkem768x25519_sha256::encapsulate);
    let _ = share.try_into().map(mlkem768nistp256_sha256::encapsulate);
    let _ = share.try_into().map(mlkem1024nistp384_sha384::encapsulate);
});
