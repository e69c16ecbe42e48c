//! What archives and packed files hold: every format and their mixtures, damage, limits.

use super::{Needle, places, run, zip_of};
use aratame_inventory::{EntryPath, Inventory, SkipReason, diagnostic};
use aratame_scan::{Detector, scan_bytes};
use std::fs;
use std::io::Write;
use std::process::Command;

const DETECTORS: &[&dyn Detector] = &[&Needle];

/// Scans one file of this name and gives its places, without the file's own name.
pub(super) fn look(name: &str, bytes: &[u8]) -> (Vec<String>, Inventory) {
    let inventory = scan_bytes(&EntryPath::of_file(name.as_ref()), bytes, DETECTORS);
    let found = inventory
        .assets
        .iter()
        .flat_map(|asset| asset.occurrences.iter())
        .map(|o| o.path.as_str().strip_prefix(name).unwrap().to_owned())
        .collect();
    (found, inventory)
}

fn assert_found(name: &str, bytes: &[u8], expected: &[&str]) {
    let (found, inventory) = look(name, bytes);
    assert_eq!(found, expected, "in {name}");
    assert!(inventory.is_complete(), "{name}: {:?}", inventory.diagnostics);
}

fn tar_of(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (name, content) in members {
        let mut header = tar::Header::new_gnu();
        header.set_size(content.len() as u64);
        header.set_mode(0o644);
        builder.append_data(&mut header, name, *content).unwrap();
    }
    builder.into_inner().unwrap()
}

fn cpio_of(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (name, content) in members.iter().chain(&[("TRAILER!!!", b"".as_slice())]) {
        let name_length = name.len() + 1;
        let length = content.len();
        bytes.extend_from_slice(b"070701");
        for field in [0, 0o100_644, 0, 0, 1, 0, length, 0, 0, 0, 0, name_length, 0] {
            write!(bytes, "{field:08X}").unwrap();
        }
        for part in [&[name.as_bytes(), b"\0"].concat(), *content] {
            bytes.extend_from_slice(part);
            bytes.resize(bytes.len().next_multiple_of(4), 0);
        }
    }
    bytes.resize(bytes.len().next_multiple_of(512), 0);
    bytes
}

fn ar_of(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut bytes = b"!<arch>\n".to_vec();
    for (name, content) in members {
        let length = content.len();
        writeln!(bytes, "{name:<16}{:<12}{:<6}{:<6}{:<8}{length:<10}`", 0, 0, 0, 644).unwrap();
        bytes.extend_from_slice(content);
        bytes.resize(bytes.len().next_multiple_of(2), b'\n');
    }
    bytes
}

fn rpm_of(payload: &[u8]) -> Vec<u8> {
    let mut bytes = b"\xed\xab\xee\xdb\x03\0".to_vec();
    bytes.resize(96, 0);
    for store in [5_u32, 7] {
        bytes.resize(bytes.len().next_multiple_of(8), 0);
        bytes.extend_from_slice(b"\x8e\xad\xe8\x01\0\0\0\0\0\0\0\x01");
        bytes.extend_from_slice(&store.to_be_bytes());
        bytes.resize(bytes.len() + 16 + store as usize, 0);
    }
    bytes.extend_from_slice(payload);
    bytes
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    writer.write_all(bytes).unwrap();
    writer.finish().unwrap()
}

fn bzip2(bytes: &[u8]) -> Vec<u8> {
    let mut writer = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
    writer.write_all(bytes).unwrap();
    writer.finish().unwrap()
}

fn xz(bytes: &[u8]) -> Vec<u8> {
    let options = lzma_rust2::XzOptions::default();
    let mut writer = lzma_rust2::XzWriter::new(Vec::new(), options).unwrap();
    writer.write_all(bytes).unwrap();
    writer.finish().unwrap()
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest)
}

fn lz4(bytes: &[u8]) -> Vec<u8> {
    let mut writer = lz4_flex::frame::FrameEncoder::new(Vec::new());
    writer.write_all(bytes).unwrap();
    writer.finish().unwrap()
}

/// An image that Linux boots from: a PE file with the setup header of protocol 2.15, the packed
/// kernel, its length where gzip does not say it, and a signature.
fn kernel_of(packed: &[u8], length: &[u8]) -> Vec<u8> {
    let mut bytes = vec![0; 5 * 512];
    let mut put = |at: usize, what: &[u8]| bytes[at..at + what.len()].copy_from_slice(what);
    put(0, b"MZ");
    put(0x3c, &[0x40]);
    put(0x40, b"PE\0\0");
    put(0x202, b"HdrS\x0f\x02");
    let size = u32::try_from(packed.len() + length.len()).unwrap();
    put(0x248, &[0, size].map(u32::to_le_bytes).concat());
    [&bytes, packed, length, b"..NEEDLE2 behind"].concat()
}

type Pack = fn(&[u8]) -> Vec<u8>;

const PACKERS: [(&str, Pack); 5] =
    [("gz", gzip), ("bz2", bzip2), ("xz", xz), ("zst", zstd), ("lz4", lz4)];

/// A section that EDK II packs: size, kind, GUID, offset of the content, attributes.
fn lzma_section(bytes: &[u8]) -> Vec<u8> {
    let options = lzma_rust2::LzmaOptions::default();
    let length = Some(bytes.len() as u64);
    let mut writer = lzma_rust2::LzmaWriter::new_use_header(Vec::new(), &options, length).unwrap();
    writer.write_all(bytes).unwrap();
    let packed = writer.finish().unwrap();
    let guid = b"\x98\x58\x4e\xee\x14\x39\x59\x42\x9d\x6e\xdc\x7b\xd7\x94\x03\xcf";
    let size = u32::try_from(24 + packed.len()).unwrap().to_le_bytes();
    [&size[..3], &[2], guid, &[24, 0, 1, 0], &packed].concat()
}

#[test]
fn packed_sections_of_firmware_are_opened_and_the_rest_is_searched() {
    let volume = [&[0; 40], &b"_FVH"[..], b"NEEDLE1", &lzma_section(b"..NEEDLE2")].concat();
    assert_found("code.fd", &volume, &["", "!/section at 0x33.fd"]);
    let (found, inventory) = look("code.fd", &volume[..volume.len() - 10]);
    assert_eq!((found, inventory.is_complete()), (vec![String::new()], false));
}

#[test]
fn every_packing_is_opened() {
    for (ending, pack) in PACKERS {
        assert_found(&format!("key.pem.{ending}"), &pack(b"..NEEDLE1"), &["!/key.pem"]);
        let twice = [pack(b"..NEEDLE1"), pack(b"..NEEDLE2")].concat();
        assert_found(&format!("log.{ending}"), &twice, &["!/log", "!/log"]);
    }
}

#[test]
fn the_kernel_in_its_image_is_opened_and_the_rest_is_searched() {
    for (ending, pack) in PACKERS {
        let length: &[u8] = if ending == "gz" { b"" } else { &[9, 0, 0, 0] };
        let image = kernel_of(&pack(b"\x7fELF..NEEDLE1"), length);
        // Packings may keep short content as it is, where it is found in the image as well.
        let (found, inventory) = look("vmlinuz", &image);
        assert!(found.contains(&"!/vmlinux".to_owned()), "{ending}: {found:?}");
        assert!(found.contains(&String::new()) && inventory.is_complete(), "{ending}");
    }
    let as_it_is = kernel_of(b"\x7fELF..NEEDLE1", &[13, 0, 0, 0]);
    assert_found("vmlinuz", &as_it_is, &["", "!/vmlinux", ""]);
    // LZO, and a stream that is cut.
    let cut = &xz(b"..NEEDLE1")[..30];
    for packed in [&b"\x89LZO\0\x0d\x0a\x1a\x0a"[..], cut] {
        let (found, inventory) = look("vmlinuz", &kernel_of(packed, &[9, 0, 0, 0]));
        assert_eq!((found, inventory.is_complete()), (vec![String::new()], false));
    }
}

#[test]
fn packed_archives_are_walked_without_a_step_between() {
    let content = [("./etc/a", b"NEEDLE1".as_slice()), ("b", b"nothing")];
    for (ending, pack) in PACKERS {
        assert_found(&format!("x.tar.{ending}"), &pack(&tar_of(&content)), &["!/etc/a"]);
        assert_found(&format!("x.cpio.{ending}"), &pack(&cpio_of(&content)), &["!/etc/a"]);
    }
    assert_found("x.tar", &tar_of(&content), &["!/etc/a"]);
    assert_found("x.cpio", &cpio_of(&content), &["!/etc/a"]);
}

#[test]
fn large_archives_in_archives_are_opened() {
    let filler = vec![b' '; 9 << 20];
    let inner = tar_of(&[("a", b"NEEDLE1"), ("filler", &filler)]);
    assert_found("x.tar", &tar_of(&[("layer.tar", &inner)]), &["!/layer.tar!/a"]);
}

#[test]
fn long_names_and_large_members() {
    let name = "a/".repeat(120) + "key";
    let large = [vec![b' '; 9 << 20], b"NEEDLE1".to_vec()].concat();
    let (found, inventory) = look("x.tar", &tar_of(&[(&name, &large)]));
    assert_eq!(found, [format!("!/{name}")]);
    assert_eq!(inventory.coverage.members.bytes, large.len() as u64);
}

#[test]
fn packages_are_opened() {
    let data = xz(&tar_of(&[("./usr/bin/x", b"NEEDLE1")]));
    let control = gzip(&tar_of(&[("./control", b"Package: x\n")]));
    let members: [(&str, &[u8]); 3] =
        [("debian-binary", b"2.0\n"), ("control.tar.gz", &control), ("data.tar.xz", &data)];
    assert_found("x.deb", &ar_of(&members), &["!/data.tar.xz!/usr/bin/x"]);
    let payload = zstd(&cpio_of(&[("./usr/bin/x", b"NEEDLE1")]));
    assert_found("x.rpm", &rpm_of(&payload), &["!/usr/bin/x"]);
}

#[test]
fn packages_of_android_net_python_java_and_alpine() {
    for (name, member) in [
        ("x.apk", "lib/arm64-v8a/libx.so"),
        ("x.nupkg", "lib/net8.0/X.dll"),
        ("x-1.0-py3-none-any.whl", "x/_native.so"),
        ("x.war", "WEB-INF/classes/X.class"),
    ] {
        let bytes = zip_of(&[(member, b"NEEDLE1")]);
        assert_found(name, &bytes, &[&format!("!/{member}")]);
    }
    // Signature, control and data, each packed on its own; only the last has an end of archive.
    let part = |members: &[(&str, &[u8])]| {
        let mut tar = tar_of(members);
        tar.truncate(tar.len() - 1024);
        gzip(&tar)
    };
    let package = [
        part(&[(".SIGN.RSA.x.rsa.pub", b"signature")]),
        part(&[(".PKGINFO", b"pkgname = x\n")]),
        gzip(&tar_of(&[("usr/bin/x", b"NEEDLE1")])),
    ];
    assert_found("x.apk", &package.concat(), &["!/usr/bin/x"]);
}

#[test]
fn an_image_to_boot_from_is_several_archives() {
    let microcode = cpio_of(&[("kernel/x86/microcode/x.bin", b"NEEDLE1")]);
    let modules = cpio_of(&[("lib/modules/x.ko", b"NEEDLE2")]);
    let system = zstd(&cpio_of(&[("usr/bin/x", b"NEEDLE3")]));
    let image = [microcode, modules, system].concat();
    let expected =
        ["!/kernel/x86/microcode/x.bin", "!/lib/modules/x.ko", "!/(behind the archive)!/usr/bin/x"];
    assert_found("initrd.img", &image, &expected);
}

#[test]
fn layers_of_images_are_opened() {
    let jar = zip_of(&[("x.pem", b"NEEDLE1")]);
    let layer = gzip(&tar_of(&[("app/x.jar", &jar)]));
    let image = tar_of(&[("manifest.json", b"[]"), ("blobs/sha256/00", &layer)]);
    assert_found("image.tar", &image, &["!/blobs/sha256/00!/app/x.jar!/x.pem"]);
}

#[test]
fn links_are_counted_and_not_read() {
    let mut builder = tar::Builder::new(Vec::new());
    let mut header = tar::Header::new_ustar();
    header.set_entry_type(tar::EntryType::Symlink);
    header.set_size(0);
    builder.append_link(&mut header, "link", "/etc/target").unwrap();
    let (found, inventory) = look("x.tar", &builder.into_inner().unwrap());
    assert!(found.is_empty() && inventory.is_complete());
    assert_eq!(inventory.coverage.skipped[&SkipReason::SameFile].files, 1);
}

#[test]
fn what_came_before_the_damage_is_kept_and_the_damage_is_said() {
    let mut tar = tar_of(&[("a", b"NEEDLE1"), ("b", b"NEEDLE2")]);
    tar[1024] ^= 0xff; // the second header
    let (found, inventory) = look("x.tar", &tar);
    // The raw bytes are searched besides, once the archive cannot be followed.
    assert_eq!(found, ["", "!/a", ""]);
    assert_eq!(inventory.diagnostics[0].code, diagnostic::ARCHIVE_MALFORMED);
    assert!(!inventory.is_complete());
}

#[test]
fn every_packing_that_is_cut_is_said() {
    let noise: Vec<u8> =
        (0..200_000_u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    for (ending, pack) in PACKERS {
        let packed = pack(&noise);
        let (_, inventory) = look(&format!("x.{ending}"), &packed[..packed.len() / 2]);
        assert!(!inventory.is_complete(), "{ending}");
    }
}

#[test]
fn archives_in_archives_end_at_a_depth() {
    let mut nested = b"NEEDLE1".to_vec();
    for _ in 0..20 {
        nested = zip_of(&[("x.zip", &nested)]);
    }
    let (found, inventory) = look("x.zip", &nested);
    assert!(found.is_empty());
    assert_eq!(inventory.diagnostics[0].code, diagnostic::ARCHIVE_LIMIT);
}

#[test]
fn a_program_in_the_last_archive_is_no_archive() {
    let mut program = b"MZ".to_vec();
    program.resize(0x3c, 0);
    program.extend(b"\x40\0\0\0PE\0\0NEEDLE1");
    let nested = (0..8).fold(program, |nested, _| zip_of(&[("x.zip", &nested)]));
    let (found, inventory) = look("x.zip", &nested);
    assert_eq!(found.len(), 1);
    assert!(inventory.is_complete(), "{:?}", inventory.diagnostics);
}

#[test]
fn text_that_begins_like_a_packing_is_text() {
    assert_found("note", b"BZh9 is how bzip2 begins. NEEDLE1", &[""]);
    assert_found("number", b"070701 is how cpio begins. NEEDLE1", &[""]);
}

#[test]
fn a_package_made_by_dpkg_is_opened() {
    let folder = tempfile::tempdir().unwrap();
    let tree = folder.path().join("tree");
    fs::create_dir_all(tree.join("DEBIAN")).unwrap();
    fs::create_dir_all(tree.join("etc")).unwrap();
    let control = "Package: x\nVersion: 1\nArchitecture: all\nMaintainer: x <x@example.jp>\n";
    fs::write(tree.join("DEBIAN/control"), format!("{control}Description: x\n")).unwrap();
    fs::write(tree.join("etc/x"), "NEEDLE1").unwrap();
    let made = Command::new("dpkg-deb")
        .args(["--root-owner-group", "--build", "tree", "x.deb"])
        .current_dir(folder.path())
        .output();
    if !made.is_ok_and(|output| output.status.success()) {
        println!("skipped: dpkg-deb is not installed");
        return;
    }
    fs::remove_dir_all(&tree).unwrap();
    let found = places(&run(folder.path(), 1), folder.path());
    assert_eq!(found, ["1 x.deb!/data.tar.xz!/etc/x"]);
}
