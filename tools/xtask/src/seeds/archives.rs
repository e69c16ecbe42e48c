//! Archives with one or two members: ar, tar (POSIX.1, ustar), cpio (newc) and ZIP (APPNOTE 6.3,
//! stored), and such whose lengths lie.

use super::{Bytes, Seed};

const BODY: &[u8] = b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";

pub(super) fn seeds() -> Vec<Seed> {
    let seeds = [
        ("one.ar", ar("60")),
        ("long.ar", ar("9999999999")),
        ("no-number.ar", ar("sixty")),
        ("one.tar", tar(BODY.len() as u64, b'0')),
        ("long.tar", tar(0o7777_7777_7777, b'0')),
        ("long-name.tar", tar(BODY.len() as u64, b'L')),
        ("sparse.tar", tar(BODY.len() as u64, b'S')),
        ("one.cpio", cpio(BODY.len() as u32, 4)),
        ("long.cpio", cpio(u32::MAX, 4)),
        ("no-name.cpio", cpio(BODY.len() as u32, 0)),
        ("one.zip", zip(BODY.len() as u32, 1)),
        ("long.zip", zip(u32::MAX, 1)),
        ("many.zip", zip(BODY.len() as u32, u16::MAX)),
        ("in-itself.zip", nested()),
    ];
    seeds.into_iter().map(|(name, bytes)| (name.to_owned(), bytes)).collect()
}

fn ar(length: &str) -> Vec<u8> {
    let mut file = b"!<arch>\n".to_vec();
    // The index of symbols: one, in the member behind it.
    file.extend(format!("{:<16}{:<12}{:<6}{:<6}{:<8}{:<10}`\n", "/", 0, 0, 0, 644, 20).bytes());
    file.extend([0, 0, 0, 1, 0, 0, 0, 88]);
    file.extend(b"MD5_Update\0\0");
    file.extend(
        format!("{:<16}{:<12}{:<6}{:<6}{:<8}{length:<10}`\n", "a.o/", 0, 0, 0, 644).bytes(),
    );
    file.extend(BODY);
    file
}

fn tar(length: u64, kind: u8) -> Vec<u8> {
    let mut head = Bytes::new(32, true);
    head.name("a.pem", 100);
    for field in ["0000644", "0000000", "0000000"] {
        head.name(field, 8);
    }
    head.name(&format!("{length:011o}"), 12);
    head.name("00000000000", 12);
    head.raw(b"        ");
    head.raw(&[kind]);
    head.name("", 100);
    head.name("ustar\x0000", 255);
    let sum: u32 = head.bytes.iter().map(|byte| u32::from(*byte)).sum();
    head.put(148, format!("{sum:06o}\0 ").as_bytes());
    head.raw(BODY);
    head.align(512);
    head.raw(&[0; 1024]);
    head.bytes
}

fn cpio(length: u32, name: u32) -> Vec<u8> {
    let member = |title: &str, length: u32, name: u32, mode: u32| {
        let mut text = String::from("070701");
        for value in [1, mode, 0, 0, 1, 0, length, 0, 0, 0, 0, name, 0] {
            text += &format!("{value:08X}");
        }
        let mut bytes = Bytes::new(32, true);
        bytes.raw(text.as_bytes());
        bytes.raw(title.as_bytes());
        bytes.raw(&[0]);
        bytes.align(4);
        bytes
    };
    let mut file = member("pem", length, name, 0o100_644);
    file.raw(BODY);
    file.align(4);
    file.raw(&member("TRAILER!!!", 0, 11, 0).bytes);
    file.bytes
}

fn zip(length: u32, count: u16) -> Vec<u8> {
    stored("a.pem", BODY, length, count)
}

/// A file that holds one of its own kind.
fn nested() -> Vec<u8> {
    let inner = zip(BODY.len() as u32, 1);
    let length = inner.len() as u32;
    stored("a.zip", &inner, length, 1)
}

fn stored(name: &str, body: &[u8], length: u32, count: u16) -> Vec<u8> {
    let mut file = Bytes::new(32, false);
    let shared = |file: &mut Bytes| {
        for half in [10, 0, 0, 0, 0] {
            file.half(half);
        }
        for word in [0, length, length] {
            file.word(word);
        }
        file.half(name.len() as u16);
        file.half(0);
    };
    file.word(0x0403_4b50);
    shared(&mut file);
    file.raw(name.as_bytes());
    file.raw(body);
    let directory = file.len() as u32;
    file.word(0x0201_4b50);
    file.half(20);
    shared(&mut file);
    file.raw(&[0; 14]);
    file.raw(name.as_bytes());
    let size = file.len() as u32 - directory;
    file.word(0x0605_4b50);
    for half in [0, 0, count, count] {
        file.half(half);
    }
    file.word(size);
    file.word(directory);
    file.half(0);
    file.bytes
}
