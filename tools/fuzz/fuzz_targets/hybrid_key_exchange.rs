#![no_main]
use futae_hybrid::{
    ssh::{mlkem768nistp256_sha256, mlkem768x25519_sha256, mlkem1024nistp384_sha384},
    tls,
};

// Shares that a peer in TLS would have sent, by the group that the first byte chooses, and those
// of SSH. They are given their length too, which bytes at random seldom have.
libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let [choice, share @ ..] = data else { return };
    let groups: Vec<_> = tls::GROUPS.iter().chain(tls::classical::GROUPS).collect();
    match groups.get(usize::from(*choice) % (groups.len() + 1)) {
        Some(chosen) => group(**chosen, share),
        None => ssh(share),
    }
});

fn group(group: &dyn tls::Group, share: &[u8]) {
    let _ = group.encapsulate(share);
    let _ = group.encapsulate(&sized(share, group.client_share_size()));
    for share in [share, &sized(share, group.server_share_size())] {
        let _ = group.start().expect("randomness").complete(share);
        let _ = group.start().expect("randomness").complete_classical_only(share);
    }
}

macro_rules! method {
    ($method:ident, $share:expr) => {
        let c_init = sized($share, $method::C_INIT_SIZE);
        let _ = $method::encapsulate(c_init.as_slice().try_into().expect("sized"));
        let s_reply = sized($share, $method::S_REPLY_SIZE);
        let key = $method::PrivateKey::generate().expect("randomness");
        let _ = key.decapsulate(s_reply.as_slice().try_into().expect("sized"));
    };
}

fn ssh(share: &[u8]) {
    method!(mlkem768x25519_sha256, share);
    method!(mlkem768nistp256_sha256, share);
    method!(mlkem1024nistp384_sha384, share);
}

fn sized(data: &[u8], size: usize) -> Vec<u8> {
    let mut sized = data.to_vec();
    sized.resize(size, 0);
    sized
}
