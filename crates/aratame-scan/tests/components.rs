//! Components: package databases, lock files, what compilers embed, and images of containers.

#![expect(clippy::unwrap_used, reason = "a test that fails says where")]

use aratame_inventory::{Asset, AssetKind, EntryPath, Inventory, RelationKind, Value, attribute};
use aratame_scan::{DETECTORS, Options, Progress, scan, scan_bytes};
use std::fs;
use std::path::Path;
use std::process::Command;

fn scanned(root: &Path) -> Inventory {
    scan(&Options::new(vec![root.to_owned()]), &Progress::default()).unwrap()
}

fn write(root: &Path, name: &str, content: impl AsRef<[u8]>) {
    let path = root.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, content).unwrap();
}

fn names(inventory: &Inventory) -> Vec<&str> {
    let components = inventory.assets.iter().filter(|asset| asset.kind == AssetKind::Component);
    components.map(|asset| asset.name.as_str()).collect()
}

fn named<'i>(inventory: &'i Inventory, name: &str) -> &'i Asset {
    inventory.assets.iter().find(|asset| asset.name == name).unwrap()
}

fn messages(inventory: &Inventory) -> Vec<String> {
    inventory
        .diagnostics
        .iter()
        .map(|each| format!("{}: {}", each.code.code, each.message))
        .collect()
}

fn fixture(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../test-vectors/scan/components");
    fs::read(folder.join(name)).unwrap()
}

const KEY: &str = "-----BEGIN PUBLIC KEY-----
MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=
-----END PUBLIC KEY-----
";

const STATUS: &str = "Package: libssl3
Status: install ok installed
Architecture: amd64
Version: 3.0.17-1~deb12u2

Package: keys
Status: install ok installed
Architecture: all
Version: 1.0

Package: nothing
Status: install ok installed
Architecture: all
Version: 2.0
";

#[test]
fn packages_of_dpkg_with_what_they_own() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    write(root, "var/lib/dpkg/status", STATUS);
    write(root, "var/lib/dpkg/info/keys.list", "/.\n/usr\n/lib/keys/a.pem\n");
    write(root, "var/lib/dpkg/info/nothing.list", "/usr/share/nothing\n");
    write(root, "usr/lib/keys/a.pem", KEY);
    write(root, "usr/share/nothing", "nothing");
    let inventory = scanned(root);
    assert_eq!(names(&inventory), ["keys 1.0", "libssl3 3.0.17-1~deb12u2"]);
    assert_eq!(
        messages(&inventory),
        ["components-counted: 3 components, 1 known as cryptographic libraries"]
    );
    let library = named(&inventory, "libssl3 3.0.17-1~deb12u2");
    assert_eq!(library.attributes[attribute::ML_KEM], Value::Boolean(false));
    let purl = "pkg:deb/debian/libssl3@3.0.17-1~deb12u2?arch=amd64";
    assert_eq!(library.attributes[attribute::PURL], purl.into());
    let keys = named(&inventory, "keys 1.0");
    let relation = inventory.relations_from(keys.id).next().unwrap();
    assert_eq!((relation.kind, relation.to.kind()), (RelationKind::Contains, AssetKind::PublicKey));
    assert!(inventory.is_complete());
}

#[test]
fn a_database_of_rpm_in_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "var/lib/rpm/rpmdb.sqlite", fixture("rpmdb.sqlite"));
    write(folder.path(), "usr/share/keys/a.pem", KEY);
    let inventory = scanned(folder.path());
    assert_eq!(names(&inventory), ["keys 1.0-1", "openssl-libs 3.5.1-4.el9"]);
    let library = named(&inventory, "openssl-libs 3.5.1-4.el9");
    assert_eq!(library.attributes[attribute::ML_KEM], Value::Boolean(true));
    assert_eq!(inventory.relations.len(), 1);
    assert!(
        messages(&inventory).iter().any(|each| each.contains("203 components")),
        "{:?}",
        messages(&inventory)
    );
}

#[test]
fn databases_of_other_formats_are_said_to_be_unread() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "var/lib/rpm/Packages", b"\0\0\0\0\x61\x15\x06\0binary\0");
    write(folder.path(), "lib/apk/db/installed", b"\0\0\0");
    let inventory = scanned(folder.path());
    assert!(names(&inventory).is_empty());
    let codes: Vec<_> = inventory.diagnostics.iter().map(|each| each.code.code).collect();
    assert_eq!(codes, ["package-list-malformed", "package-list-unread"]);
    assert!(!inventory.is_complete());
}

#[test]
fn lock_files_list_libraries_and_count_the_rest() {
    let text = "version = 4\n\n[[package]]\nname = \"ring\"\nversion = \"0.17.8\"\n\n[[package]]\nname = \"serde\"\nversion = \"1.0.0\"\n";
    let inventory =
        scan_bytes(&EntryPath::of_file(Path::new("/x/Cargo.lock")), text.as_bytes(), DETECTORS);
    assert_eq!(names(&inventory), ["ring 0.17.8"]);
    assert_eq!(
        messages(&inventory),
        ["components-counted: 2 components, 1 known as cryptographic libraries"]
    );
    let damaged = scan_bytes(&EntryPath::of_file(Path::new("/x/composer.lock")), b"{", DETECTORS);
    assert_eq!(messages(&damaged), ["package-list-malformed: "]);
    let other =
        scan_bytes(&EntryPath::of_file(Path::new("/x/notes.txt")), text.as_bytes(), DETECTORS);
    assert!(names(&other).is_empty());
}

#[test]
fn programs_of_go_and_rust_name_their_components() {
    let folder = tempfile::tempdir().unwrap();
    let source = r#"
        __asm__(".section .go.buildinfo,\"a\"\n.balign 16\n.ascii \"\\377 Go buildinf:\"\n"
            ".byte 8, 2\n.zero 16\n.byte 8\n.ascii \"go1.24.2\"\n.byte 71\n.zero 16\n"
            ".ascii \"dep\\tgolang.org/x/crypto\\tv0.30.0\\th1:0000\\n\"\n.zero 16\n.text\n");
        int main(void) { return 0; }"#;
    write(folder.path(), "input.c", source);
    let built = Command::new("cc")
        .args(["input.c", "-s", "-o", "program"])
        .current_dir(folder.path())
        .output();
    if !built.is_ok_and(|output| output.status.success()) {
        println!("SKIPPED: there is no C compiler");
        return;
    }
    fs::remove_file(folder.path().join("input.c")).unwrap();
    let inventory = scanned(folder.path());
    assert_eq!(names(&inventory), ["golang.org/x/crypto v0.30.0", "stdlib 1.24.2"]);
    let program = named(&inventory, "program");
    assert_eq!(inventory.relations_from(program.id).count(), 2);
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

/// A layer with a key, a layer that deletes it, and packages whose files stand in another layer.
#[test]
fn what_a_later_layer_deletes_stays_in_the_image_and_is_said() {
    let low = tar_of(&[("usr/lib/keys/a.pem", KEY.as_bytes()), ("etc/b.pem", KEY.as_bytes())]);
    let high = tar_of(&[
        ("etc/.wh.b.pem", b""),
        ("var/lib/dpkg/status", STATUS.as_bytes()),
        ("var/lib/dpkg/info/keys.list", b"/usr/lib/keys/a.pem\n"),
    ]);
    let manifest = br#"[{"Config":"c.json","Layers":["1/layer.tar","2/layer.tar"]}]"#;
    let image =
        tar_of(&[("1/layer.tar", &low), ("2/layer.tar", &high), ("manifest.json", manifest)]);
    let inventory = scan_bytes(&EntryPath::of_file(Path::new("/image.tar")), &image, DETECTORS);
    let key = inventory.assets.iter().find(|asset| asset.kind == AssetKind::PublicKey).unwrap();
    assert_eq!(key.attributes[attribute::IN_FINAL_IMAGE], Value::Boolean(true));
    let hidden: Vec<_> =
        inventory.diagnostics.iter().filter(|each| each.code.code == "image-file-hidden").collect();
    assert_eq!(hidden.len(), 1);
    assert_eq!(hidden[0].path.as_str(), "/image.tar!/1/layer.tar!/etc/b.pem");
    assert!(
        inventory
            .relations
            .iter()
            .any(|each| each.from.kind() == AssetKind::Component && each.to == key.id)
    );
    let only_low = tar_of(&[
        ("1/layer.tar", &tar_of(&[("b", KEY.as_bytes())])),
        ("2/layer.tar", &tar_of(&[(".wh.b", b"")])),
        ("manifest.json", manifest),
    ]);
    let inventory = scan_bytes(&EntryPath::of_file(Path::new("/image.tar")), &only_low, DETECTORS);
    let key = inventory.assets.iter().find(|asset| asset.kind == AssetKind::PublicKey).unwrap();
    assert_eq!(key.attributes[attribute::IN_FINAL_IMAGE], Value::Boolean(false));
}

#[test]
fn layouts_of_oci_in_folders() {
    let folder = tempfile::tempdir().unwrap();
    let [low, high, manifest] = ["1", "2", "3"].map(|digit| digit.repeat(64));
    write(folder.path(), &format!("blobs/sha256/{low}"), tar_of(&[("etc/a.pem", KEY.as_bytes())]));
    write(folder.path(), &format!("blobs/sha256/{high}"), tar_of(&[("etc/.wh..wh..opq", b"")]));
    let json = format!(
        r#"{{"schemaVersion":2,"config":{{"digest":"sha256:0"}},"layers":[{{"digest":"sha256:{low}"}},{{"digest":"sha256:{high}"}}]}}"#
    );
    write(folder.path(), &format!("blobs/sha256/{manifest}"), json);
    let inventory = scanned(folder.path());
    let key = inventory.assets.iter().find(|asset| asset.kind == AssetKind::PublicKey).unwrap();
    assert_eq!(key.attributes[attribute::IN_FINAL_IMAGE], Value::Boolean(false));
    assert!(inventory.is_complete());
}

/// Compiles a program; `None`, said aloud, where there is no C compiler for this processor.
#[expect(clippy::print_stderr, reason = "a test that does not run says so")]
fn compiled(source: &str) -> Option<tempfile::TempDir> {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "input.c", source);
    let built = Command::new("cc")
        .args(["-O1", "input.c", "-s", "-o", "program"])
        .current_dir(folder.path())
        .output();
    if !built.is_ok_and(|output| output.status.success()) {
        eprintln!("SKIPPED: there is no C compiler for this processor");
        return None;
    }
    fs::remove_file(folder.path().join("input.c")).unwrap();
    Some(folder)
}

fn instructions(inventory: &Inventory) -> Vec<String> {
    let lists =
        inventory.assets.iter().filter_map(|asset| match asset.attributes.get("instructions") {
            Some(Value::List(lines)) => Some(lines.clone()),
            _ => None,
        });
    lists.flatten().collect()
}

#[cfg(target_arch = "x86_64")]
#[test]
fn instructions_are_decoded_and_named_by_function() {
    let source = r#"
        __attribute__((noinline)) void rounds(void) {
            __asm__ volatile("aesenc %xmm1, %xmm0\n aeskeygenassist $1, %xmm1, %xmm2\n"
                             "pclmulqdq $0, %xmm1, %xmm2\n vaesenc %ymm1, %ymm2, %ymm3");
        }
        int main(void) { rounds(); return 0; }"#;
    let Some(folder) = compiled(source) else { return };
    let inventory = scanned(folder.path());
    let lines = instructions(&inventory);
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert!(lines[0].starts_with("AES-NI or VAES: 3, first at 0x"), "{lines:?}");
    assert!(lines[0].contains(", in functions 0x"), "{lines:?}");
    assert!(lines[1].starts_with("PCLMULQDQ: 1"), "{lines:?}");
    let program = named(&inventory, "program");
    let algorithms: Vec<String> =
        program.algorithms.iter().map(|each| each.algorithm.to_string()).collect();
    assert_eq!(algorithms, ["AES"]);
}

/// Hash tables use rounds of AES; numbers look like instructions.
#[cfg(target_arch = "x86_64")]
#[test]
fn rounds_alone_and_numbers_are_no_algorithm() {
    let source = r#"
        int main(int count, char **texts) {
            __asm__ volatile("aesenc %xmm1, %xmm0\n movl $0xdc380f66, %%eax" ::: "eax");
            __asm__ volatile("movl $0xdf3a0f66, %%eax" ::: "eax");
            return 0;
        }"#;
    let source = source.replace("aesenc %xmm1, %xmm0", "aesenc %%xmm1, %%xmm0");
    let Some(folder) = compiled(&source) else { return };
    let inventory = scanned(folder.path());
    let lines = instructions(&inventory);
    assert_eq!(lines.len(), 1, "{lines:?}");
    assert!(lines[0].starts_with("AES-NI or VAES: 1,"), "{lines:?}");
    assert!(inventory.assets.iter().all(|asset| asset.algorithms.is_empty()));
    let bytes = fs::read(folder.path().join("program")).unwrap();
    for length in (0..bytes.len()).step_by(997) {
        let cut = scan_bytes(&EntryPath::standard_input(), &bytes[..length], DETECTORS);
        assert!(cut.assets.iter().all(|asset| asset.algorithms.is_empty()));
    }
}

#[test]
fn java_classes_name_what_they_call() {
    let class = |engine: &str, constant: &str| {
        let mut bytes = b"\xca\xfe\xba\xbe\0\0\0\x41\0\x05\x01".to_vec();
        bytes.extend_from_slice(&(engine.len() as u16).to_be_bytes());
        bytes.extend_from_slice(engine.as_bytes());
        bytes.extend_from_slice(b"\x07\0\x01\x01");
        bytes.extend_from_slice(&(constant.len() as u16).to_be_bytes());
        bytes.extend_from_slice(constant.as_bytes());
        bytes.extend_from_slice(b"\x08\0\x03");
        bytes
    };
    let look =
        |bytes: &[u8]| scan_bytes(&EntryPath::of_file(Path::new("/x/A.class")), bytes, DETECTORS);
    let inventory = look(&class("javax/crypto/Cipher", "AES/ECB/PKCS5Padding"));
    let asset = named(&inventory, "A.class");
    assert_eq!(asset.algorithms[0].algorithm.to_string(), "AES-ECB");
    assert!(look(&class("java/lang/String", "AES/ECB/PKCS5Padding")).assets.is_empty());
    let whole = class("javax/crypto/Cipher", "AES/ECB/PKCS5Padding");
    for length in 0..whole.len() {
        look(&whole[..length]);
    }
}
