//! Ends of an SSH connection as far as its first key exchange (RFC 4253, Sections 4 to 8): the
//! secret is `futae-hybrid`'s, all else is as little as a peer needs. Ends where encryption would
//! begin: a client has verified the server's signature of the exchange hash by then, and K is hashed
//! into it.

use crate::Outcome;
use futae_hybrid::{
    Registry,
    signature::SigningKey,
    ssh::{mlkem768nistp256_sha256, mlkem768x25519_sha256, mlkem1024nistp384_sha384},
};
use sha2::{Digest, Sha256, Sha384};
use std::{
    io::{Read, Write},
    net::TcpStream,
};

/// The methods.
pub const METHODS: [&str; 3] =
    [mlkem768x25519_sha256::NAME, mlkem768nistp256_sha256::NAME, mlkem1024nistp384_sha384::NAME];

const IDENTIFICATION: &str = "SSH-2.0-Futae";
const HOST_KEY: &str = "ssh-ed25519";
/// The most bytes of a packet that is read. RFC 4253, Section 6.1.
const LONGEST: usize = 35_000;
const KEXINIT: u8 = 20;
const NEWKEYS: u8 = 21;
const HYBRID_INIT: u8 = 30;
const HYBRID_REPLY: u8 = 31;
/// Messages that may come at any time: debug, ignore, and what has no answer before NEWKEYS.
const PASSED_OVER: [u8; 3] = [2, 3, 4];

/// What enters the exchange hash: each as a `string`, in this order.
struct Transcript(Vec<Vec<u8>>);

/// A client: the exchange by `method`, the server's signature verified.
pub fn client(method: &str, mut stream: TcpStream) -> Outcome<()> {
    let (v_s, i_c, i_s) = begin(method, &mut stream)?;
    let transcript = vec![IDENTIFICATION.into(), v_s, i_c, i_s];
    let exchange = start(method)?;
    send(&mut stream, &[&[HYBRID_INIT][..], &string(&exchange.c_init)].concat())?;
    let reply = receive(&mut stream, HYBRID_REPLY)?;
    let [k_s, s_reply, signature] = strings(&reply)?;
    let k = (exchange.complete)(s_reply)?;
    let parts = [k_s.to_vec(), exchange.c_init, s_reply.to_vec(), k];
    let hash = Transcript([transcript, parts.into()].concat()).hash(method);
    verify(k_s, &hash, signature)?;
    send(&mut stream, &[NEWKEYS])?;
    receive(&mut stream, NEWKEYS).map(|_| ())
}

/// A server: done when the client has accepted the signature, which its NEWKEYS says.
pub fn server(method: &str, mut stream: TcpStream) -> Outcome<()> {
    let (v_c, i_s, i_c) = begin(method, &mut stream)?;
    let init = receive(&mut stream, HYBRID_INIT)?;
    let [c_init] = strings(&init)?;
    let (s_reply, k) = answer(method, c_init)?;
    let key = Registry::new().with_classical().signature("Ed25519")?.generate()?;
    let k_s = [string(HOST_KEY.as_bytes()), string(&key.public_bytes())].concat();
    let transcript = [v_c, IDENTIFICATION.into(), i_c, i_s, k_s.clone(), c_init.to_vec()];
    let transcript = [transcript.to_vec(), vec![s_reply.clone(), k]].concat();
    let signature = sign(&*key, &Transcript(transcript).hash(method))?;
    let reply = [vec![HYBRID_REPLY], string(&k_s), string(&s_reply), string(&signature)];
    send(&mut stream, &reply.concat())?;
    send(&mut stream, &[NEWKEYS])?;
    receive(&mut stream, NEWKEYS).map(|_| ())
}

impl Transcript {
    /// H, by the hash of the method. RFC 4253, Section 8.
    fn hash(&self, method: &str) -> Vec<u8> {
        let hashed: Vec<u8> = self.0.iter().flat_map(|part| string(part)).collect();
        match method == mlkem1024nistp384_sha384::NAME {
            true => Sha384::digest(hashed).to_vec(),
            false => Sha256::digest(hashed).to_vec(),
        }
    }
}

/// What makes K of the server's reply.
type Complete = dyn FnOnce(&[u8]) -> Outcome<Vec<u8>>;

/// A client's exchange under way.
struct Exchange {
    c_init: Vec<u8>,
    complete: Box<Complete>,
}

macro_rules! by_method {
    ($name:expr, $module:ident => $work:expr) => {
        match $name {
            mlkem768x25519_sha256::NAME => {
                use mlkem768x25519_sha256 as $module;
                $work
            }
            mlkem768nistp256_sha256::NAME => {
                use mlkem768nistp256_sha256 as $module;
                $work
            }
            mlkem1024nistp384_sha384::NAME => {
                use mlkem1024nistp384_sha384 as $module;
                $work
            }
            other => Err(format!("{other} is no method of RFC 10042").into()),
        }
    };
}

fn start(method: &str) -> Outcome<Exchange> {
    by_method!(method, module => {
        let key = module::PrivateKey::generate()?;
        let c_init = key.c_init().to_vec();
        let complete = |s_reply: &[u8]| -> Outcome<Vec<u8>> {
            Ok(key.decapsulate(s_reply.try_into()?)?.as_bytes().to_vec())
        };
        Ok(Exchange { c_init, complete: Box::new(complete) })
    })
}

fn answer(method: &str, c_init: &[u8]) -> Outcome<(Vec<u8>, Vec<u8>)> {
    by_method!(method, module => {
        let (s_reply, k) = module::encapsulate(c_init.try_into()?)?;
        Ok((s_reply.to_vec(), k.as_bytes().to_vec()))
    })
}

/// Identifications and KEXINITs: gives the peer's identification, our KEXINIT and the peer's.
fn begin(method: &str, stream: &mut TcpStream) -> Outcome<(Vec<u8>, Vec<u8>, Vec<u8>)> {
    stream.write_all(format!("{IDENTIFICATION}\r\n").as_bytes())?;
    let peer = identification(stream)?;
    let ours = key_exchange_init(method);
    send(stream, &ours)?;
    let theirs = receive(stream, KEXINIT)?;
    if !String::from_utf8_lossy(&theirs).contains(method) {
        return Err(format!("the peer does not offer {method}").into());
    }
    Ok((peer, ours, [&[KEXINIT][..], &theirs].concat()))
}

/// The line that begins with `SSH-`, without its end; a server may send others before.
fn identification(stream: &mut TcpStream) -> Outcome<Vec<u8>> {
    loop {
        let mut line = Vec::new();
        while line.last() != Some(&b'\n') {
            let mut byte = [0];
            stream.read_exact(&mut byte)?;
            line.extend(byte);
            if line.len() > 255 {
                return Err("a line that is too long".into());
            }
        }
        if line.starts_with(b"SSH-2.0-") {
            return Ok(line.trim_ascii_end().to_vec());
        }
    }
}

/// RFC 4253, Section 7.1. The cookie is only for freshness, which the keys of both give here.
fn key_exchange_init(method: &str) -> Vec<u8> {
    let lists = [method, HOST_KEY, "aes256-ctr", "aes256-ctr", "hmac-sha2-256", "hmac-sha2-256"];
    let lists = lists.into_iter().chain(["none", "none", "", ""]);
    let lists = lists.flat_map(|list| string(list.as_bytes()));
    [KEXINIT].into_iter().chain([7; 16]).chain(lists).chain([0; 5]).collect()
}

fn sign(key: &dyn SigningKey, hash: &[u8]) -> Outcome<Vec<u8>> {
    Ok([string(HOST_KEY.as_bytes()), string(&key.sign(hash, b"")?)].concat())
}

fn verify(k_s: &[u8], hash: &[u8], signature: &[u8]) -> Outcome<()> {
    let ([kind, key], [signed, signature]) = (strings(k_s)?, strings(signature)?);
    if [kind, signed] != [HOST_KEY.as_bytes(); 2] {
        return Err("a host key of another kind".into());
    }
    let key = Registry::new().with_classical().signature("Ed25519")?.public_key(key)?;
    Ok(key.verify(hash, b"", signature)?)
}

/// A packet without encryption: multiples of eight bytes, at least four of padding.
fn send(stream: &mut TcpStream, payload: &[u8]) -> Outcome<()> {
    let padding = 4 + (8 - (5 + payload.len() + 4) % 8) % 8;
    let length = (1 + payload.len() + padding) as u32;
    let head = [&length.to_be_bytes()[..], &[padding as u8]].concat();
    stream.write_all(&[&head[..], payload, &vec![0; padding]].concat())?;
    Ok(stream.flush()?)
}

/// The next message, which must have this number; gives what follows the number.
fn receive(stream: &mut TcpStream, number: u8) -> Outcome<Vec<u8>> {
    loop {
        let mut length = [0; 4];
        stream.read_exact(&mut length)?;
        let length = u32::from_be_bytes(length) as usize;
        if length > LONGEST {
            return Err("a packet that is too long".into());
        }
        let mut packet = vec![0; length];
        stream.read_exact(&mut packet)?;
        let padding = usize::from(*packet.first().ok_or("an empty packet")?);
        let payload = packet.get(1..length - padding.min(length)).ok_or("too much padding")?;
        match payload.split_first() {
            Some((found, rest)) if *found == number => return Ok(rest.to_vec()),
            Some((found, _)) if PASSED_OVER.contains(found) => {}
            found => return Err(format!("{found:02x?} where {number} should be").into()),
        }
    }
}

/// A `string` of RFC 4251, Section 5.
fn string(bytes: &[u8]) -> Vec<u8> {
    [&(bytes.len() as u32).to_be_bytes()[..], bytes].concat()
}

/// Exactly so many strings.
fn strings<const N: usize>(mut bytes: &[u8]) -> Outcome<[&[u8]; N]> {
    let mut found = [&bytes[..0]; N];
    for found in &mut found {
        let (length, rest) = bytes.split_first_chunk().ok_or("too short")?;
        let at = u32::from_be_bytes(*length) as usize;
        (*found, bytes) = rest.split_at_checked(at).ok_or("too short")?;
    }
    if bytes.is_empty() { Ok(found) } else { Err("too long".into()) }
}
