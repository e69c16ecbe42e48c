//! The detectors of binaries on their fixtures, on programs that are compiled here, and on what
//! must stay silent. `ARATAME_BLESS=1` writes the `expected.json` of each fixture anew.

#![expect(clippy::unwrap_used, reason = "a test that fails says where")]

use aratame_inventory::{
    Asset, AssetKind, Confidence, EntryPath, EvidenceLevel, Inventory, Method,
};
use aratame_scan::{DETECTORS, Detector, Options, Progress, scan, scan_bytes};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

const FAMILY: [&str; 11] = [
    "algorithm-arguments",
    "binary-linkage",
    "binary-symbols",
    "code-shapes",
    "constants",
    "dotnet",
    "instructions",
    "java-class",
    "library-banner",
    "retained-names",
    "strings",
];

fn detectors() -> Vec<&'static dyn Detector> {
    DETECTORS.iter().filter(|each| FAMILY.contains(&each.about().id)).copied().collect()
}

fn scanned(root: &Path) -> Inventory {
    let mut options = Options::new(vec![root.to_owned()]);
    options.detectors = detectors();
    scan(&options, &Progress::default()).unwrap()
}

fn in_memory(bytes: &[u8]) -> Inventory {
    scan_bytes(&EntryPath::standard_input(), bytes, &detectors())
}

/// Compiles `source` with `arguments`; `None`, said aloud, where there is no C compiler.
#[expect(clippy::print_stderr, reason = "a test that does not run says so")]
fn compiled(source: &str, arguments: &[&str]) -> Option<tempfile::TempDir> {
    let folder = tempfile::tempdir().unwrap();
    let input = folder.path().join("input.c");
    fs::write(&input, source).unwrap();
    let output = folder.path().join("output");
    let mut compiler = Command::new("cc");
    compiler.arg(&input).arg("-o").arg(&output).args(arguments);
    let Ok(run) = compiler.output() else {
        eprintln!("SKIPPED: there is no C compiler");
        return None;
    };
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    fs::remove_file(input).unwrap();
    Some(folder)
}

/// The inventory of one fixture: what was found, in which sense, how surely and why.
fn state_of(case: &Path) -> Value {
    let mut options = Options::new(vec![case.to_owned()]);
    options.detectors = detectors();
    options.exclude = vec!["expected.json".to_owned()];
    let inventory = scan(&options, &Progress::default()).unwrap();
    let root = format!("{}/", case.display());
    let below = |path: &EntryPath| path.as_str().trim_start_matches(&root).to_owned();
    let objects = inventory.assets.iter().map(|asset| {
        let uses = asset.algorithms.iter().map(|used| {
            let place = used.position.as_deref().map(ToString::to_string).unwrap_or_default();
            let (level, confidence) = (used.level.as_str(), used.confidence.as_str());
            let reason = used.reason.as_deref().unwrap_or_default();
            format!("{level} {}, {confidence}{place}: {reason}", used.algorithm)
        });
        let attributes = asset.attributes.iter().map(|(name, value)| format!("{name}: {value:?}"));
        let places = asset
            .occurrences
            .iter()
            .map(|place| format!("{} {} {}", below(&place.path), place.detector, place.confidence));
        json!({
            "kind": asset.kind.as_str(),
            "name": asset.name,
            "algorithms": uses.collect::<Vec<_>>(),
            "attributes": attributes.collect::<Vec<_>>(),
            "places": places.collect::<Vec<_>>(),
        })
    });
    let diagnostics = inventory.diagnostics.iter().map(|diagnostic| {
        format!("{} {}: {}", below(&diagnostic.path), diagnostic.code.code, diagnostic.message)
    });
    json!({
        "objects": objects.collect::<Vec<_>>(),
        "diagnostics": diagnostics.collect::<Vec<_>>(),
    })
}

#[test]
fn every_fixture_gives_what_stands_beside_it() {
    let bless = std::env::var_os("ARATAME_BLESS").is_some();
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../test-vectors/scan");
    for detector in FAMILY {
        let folder = fixtures.join(detector.replace('-', "_"));
        for case in ["positive", "negative", "malformed"] {
            let case = folder.join(case);
            let found = state_of(&case);
            let expected = case.join("expected.json");
            if bless {
                fs::write(&expected, format!("{found:#}\n")).unwrap();
            }
            let text = fs::read_to_string(&expected).unwrap();
            let wanted: Value = serde_json::from_str(&text).unwrap();
            assert_eq!(found, wanted, "{}", case.display());
            if case.ends_with("negative") {
                assert_eq!(found["objects"], json!([]), "{}", case.display());
                assert_eq!(found["diagnostics"], json!([]), "{}", case.display());
            }
        }
    }
}

fn has(asset: &Asset, level: EvidenceLevel, algorithm: &str) -> Option<Confidence> {
    let mine = asset.algorithms.iter().filter(|each| each.level == level);
    mine.filter(|each| each.algorithm.to_string() == algorithm).map(|each| each.confidence).max()
}

#[test]
fn a_library_implements_and_a_program_uses() {
    let library = "
        void MD5_Init(void *c) {} void MD5_Update(void *c) {} void MD5_Final(void *c) {}
        const void *EVP_aes_256_gcm(void) { return 0; } const void *EVP_sha256(void) { return 0; }";
    let arguments = ["-shared", "-fPIC", "-Wl,-soname,libcrypto.so.9"];
    let Some(folder) = compiled(library, &arguments) else { return };
    let path = folder.path().join("libcrypto.so.9");
    fs::rename(folder.path().join("output"), &path).unwrap();
    let program = "void MD5_Update(void *); const void *EVP_aes_256_gcm(void); int EVP_EncryptInit;
        int main(void) { MD5_Update(0); return EVP_aes_256_gcm() != 0; }";
    let Some(other) = compiled(program, &[path.to_str().unwrap()]) else { return };
    fs::rename(other.path().join("output"), folder.path().join("program")).unwrap();
    let inventory = scanned(folder.path());
    assert_eq!(inventory.assets.len(), 2);
    let library = inventory.assets.iter().find(|asset| asset.kind == AssetKind::Library).unwrap();
    let program = inventory.assets.iter().find(|asset| asset.kind == AssetKind::Program).unwrap();
    assert_eq!(library.name, "libcrypto.so.9");
    assert_eq!(has(library, EvidenceLevel::Implements, "MD5"), Some(Confidence::High));
    assert_eq!(has(program, EvidenceLevel::Uses, "MD5"), Some(Confidence::High));
    assert_eq!(has(program, EvidenceLevel::Uses, "AES-256-GCM"), Some(Confidence::High));
    assert_eq!(has(program, EvidenceLevel::Implements, "MD5"), None);
    let relation = inventory.relations[0];
    assert_eq!((relation.from, relation.to), (program.id, library.id));
}

/// What a cryptographic library imports from another one it offers on: it does not use it.
#[test]
fn a_library_offers_on_what_it_imports_from_another() {
    let inner = "void nettle_md5_update(void *c) {} void nettle_des_encrypt(void *c) {}";
    let Some(folder) = compiled(inner, &["-shared", "-fPIC", "-Wl,-soname,libnettle.so.9"]) else {
        return;
    };
    let path = folder.path().join("libnettle.so.9");
    fs::rename(folder.path().join("output"), &path).unwrap();
    let calls = "void nettle_md5_update(void *); void nettle_des_encrypt(void *);
        void call(void *c) { nettle_md5_update(c); nettle_des_encrypt(c); }";
    let offered = format!("{calls} void SHA256_Update(void) {{}} void MD5_Update(void) {{}}");
    let inner = path.to_str().unwrap();
    for (source, name, uses) in
        [(&*offered, "libhogweed.so.9", false), (calls, "libconnect.so.9", true)]
    {
        let soname = format!("-Wl,-soname,{name}");
        let arguments = ["-shared", "-fPIC", "-Wl,--no-as-needed", inner, &soname];
        let Some(outer) = compiled(source, &arguments) else { return };
        let inventory = scanned(outer.path());
        let [asset] = inventory.assets.as_slice() else { panic!("{:?}", inventory.assets) };
        let level = if uses { EvidenceLevel::Uses } else { EvidenceLevel::Implements };
        let kind = if uses { AssetKind::Program } else { AssetKind::Library };
        assert_eq!((asset.kind, &*asset.name), (kind, name));
        assert!(has(asset, level, "DES").is_some() && has(asset, level, "MD5").is_some());
        assert!(asset.algorithms.iter().all(|each| each.level == level), "{name}");
        let des = asset.algorithms.iter().find(|each| each.algorithm.to_string() == "DES");
        let reason = des.unwrap().reason.as_deref().unwrap();
        assert!(reason.starts_with("functions nettle_des_encrypt imported"), "{reason}");
    }
}

/// A device or the kernel has the algorithm: a library of its commands implements nothing, and code of a format
/// of keys is no algorithm.
#[test]
fn commands_to_devices_are_used_and_formats_are_nothing() {
    let stack = "
        void Esys_RSA_Encrypt(void) {} void Esys_RSA_Decrypt(void) {}
        void Esys_HMAC_Start(void) {} void Esys_ECDH_KeyGen(void) {}
        void Tss2_MU_TPM2B_PRIVATE_KEY_RSA_Marshal(void) {}";
    let card = "void des_encrypt(void) {} void des_decrypt(void) {} void des_destroy_key(void) {}";
    let format = "
        void buf_get_dsa_key(void) {} void buf_put_dsa_key(void) {} void buf_get_dsa_sign(void) {}
        void xyz_camellia_init(void) {} void xyz_camellia_update(void) {}
        void xyz_camellia_final(void) {}";
    for (source, name, used, implemented) in [
        (stack, "libtss2-esys.so.0", &["RSA", "HMAC", "ECDH"][..], &[][..]),
        (card, "libykpiv.so.2", &["DES"], &[]),
        ("void kcapi_md_sha256(void) {}", "libkcapi.so.1", &["SHA-256"], &[]),
        (format, "libkeys.so.1", &[], &["Camellia"]),
    ] {
        let soname = format!("-Wl,-soname,{name}");
        let Some(folder) = compiled(source, &["-shared", "-fPIC", &soname]) else { return };
        let inventory = scanned(folder.path());
        let [asset] = inventory.assets.as_slice() else { panic!("{:?}", inventory.assets) };
        let told = |level| {
            let mine = asset.algorithms.iter().filter(move |each| each.level == level);
            mine.map(|each| each.algorithm.to_string()).collect::<BTreeSet<_>>()
        };
        let expected = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        assert_eq!(told(EvidenceLevel::Uses), expected(used), "{name}");
        assert_eq!(told(EvidenceLevel::Implements), expected(implemented), "{name}");
        assert!(asset.algorithms.iter().all(|each| each.confidence == Confidence::Medium));
    }
}

/// A name of the kernel's interface says what a program can reach: a text alone is never sure,
/// and what only looks like one says nothing.
#[test]
fn names_of_the_kernel_are_weak() {
    let source = r#"
        const char *names[] = { "xts(aes)", "authenc(hmac(sha256),cbc(des3_ede))", "ecb(camellia)" };
        const char *help = "use --cipher=rfc4106(gcm(aes)) or call decrypt(aes) and count(sha)";
        int main(int argc, char **argv) { return names[argc][0] + help[argc]; }"#;
    let Some(folder) = compiled(source, &["-s"]) else { return };
    let inventory = scanned(folder.path());
    let [asset] = inventory.assets.as_slice() else { panic!("{:?}", inventory.assets) };
    let told: BTreeSet<String> =
        asset.algorithms.iter().map(|each| each.algorithm.to_string()).collect();
    let expected = ["3-key Triple DES-CBC", "AES-GCM", "AES-XTS", "Camellia-ECB", "HMAC SHA-256"];
    assert_eq!(told, expected.map(str::to_owned).into());
    let is_weak = asset
        .algorithms
        .iter()
        .all(|each| each.level == EvidenceLevel::Reaches && each.confidence == Confidence::Low);
    assert!(is_weak, "{:?}", asset.algorithms);
}

#[test]
fn constants_survive_stripping() {
    let source = "
        #include <stdint.h>
        uint32_t f(uint32_t a, uint32_t b) {
            a += 0x5a827999u ^ b; b = (b << 5) + a; a += 0x6ed9eba1u ^ b; b = (b << 7) + a;
            a += 0x8f1bbcdcu ^ b; b = (b << 9) + a; a += 0xca62c1d6u ^ b; return a + b; }
        const char *suites = \"ECDHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-AES256-GCM-SHA384:AES128-SHA\";
        int main(int n, char **v) { return f(n, *suites); }";
    let Some(folder) = compiled(source, &["-O2", "-s"]) else { return };
    let inventory = scanned(folder.path());
    let [asset] = inventory.assets.as_slice() else { panic!("{:?}", inventory.assets) };
    assert_eq!(asset.kind, AssetKind::Program);
    if cfg!(target_arch = "x86_64") {
        assert_eq!(has(asset, EvidenceLevel::Implements, "SHA-1"), Some(Confidence::High));
    }
    assert_eq!(has(asset, EvidenceLevel::Reaches, "AES-128-GCM"), Some(Confidence::Medium));
    assert_eq!(has(asset, EvidenceLevel::Implements, "AES-128-GCM"), None);
}

#[test]
fn programs_without_cryptography_are_silent() {
    let source = "
        #include <stdint.h>
        #include <stdio.h>
        uint32_t murmur(uint32_t k) { k *= 0xcc9e2d51u; k = (k << 15) | (k >> 17);
            k *= 0x1b873593u; k ^= k >> 16; k *= 0x85ebca6bu; k ^= k >> 13; return k * 0xc2b2ae35u; }
        uint32_t seed[5] = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0};
        uint32_t tea(uint32_t s) { return s + 0x9e3779b9u; }
        const char *text = \"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/\"
            \"std::string::ring:: encrypt the AES RSA SHA-256 words of a manual\";
        int aes, md5; int hash_string(const char *s) { return *s; }
        int main(int n, char **v) { puts(text); return murmur(n) + tea(n) + seed[n & 3]; }";
    let Some(folder) = compiled(source, &["-O1"]) else { return };
    let inventory = scanned(folder.path());
    assert!(inventory.assets.is_empty(), "{:?}", inventory.assets);
    assert!(inventory.diagnostics.is_empty());
}

#[test]
fn damaged_headers_are_told_and_nothing_else() {
    let mut bytes = b"\x7fELF\x02\x01\x01".to_vec();
    bytes.resize(48, 0xff);
    let inventory = in_memory(&bytes);
    assert!(inventory.assets.is_empty());
    let codes: Vec<_> = inventory.diagnostics.iter().map(|each| each.code.code).collect();
    assert_eq!(codes, ["binary-malformed"]);
}

#[test]
fn zeros_and_text_are_silent() {
    assert!(in_memory(&vec![0; 1 << 20]).assets.is_empty());
    let text =
        b"MD5_Update EVP_aes_256_gcm OpenSSL 3.0.17 1 Jul 2025 ring:: TLS_AES_128_GCM_SHA256\n";
    assert!(in_memory(text).assets.is_empty());
}

/// What several methods tell of one algorithm is one use with all of their signs.
#[test]
fn signs_of_one_algorithm_come_together() {
    let source = "
        #include <stdint.h>
        __attribute__((noinline)) uint32_t sha1_process_block(uint32_t a, uint32_t b) {
            a += 0x5a827999u ^ b; b = (b << 5) + a; a += 0x6ed9eba1u ^ b; b = (b << 7) + a;
            a += 0x8f1bbcdcu ^ b; b = (b << 9) + a; a += 0xca62c1d6u ^ b; return a + b; }
        int main(int n, char **v) { return sha1_process_block(n, **v); }";
    if !cfg!(target_arch = "x86_64") {
        return;
    }
    let Some(folder) = compiled(source, &["-O2"]) else { return };
    let inventory = scanned(folder.path());
    let [asset] = inventory.assets.as_slice() else { panic!("{:?}", inventory.assets) };
    let [sha1] = asset.algorithms.as_slice() else { panic!("{:?}", asset.algorithms) };
    let methods: Vec<_> = sha1.signs.iter().map(|(method, _)| method).collect();
    assert_eq!(methods, [Method::Symbols, Method::Constants]);
    assert!(sha1.signs.percent() > Some(95), "{:?}", sha1.signs);
    let reason = sha1.reason.as_deref().unwrap();
    assert!(
        reason.contains("sha1_process_block") && reason.contains("round constants"),
        "{reason}"
    );
    let place = sha1.position.as_deref().unwrap().symbol.as_deref().unwrap();
    assert!(place.starts_with(".text function 0x"), "{place}");
}

/// Two functions that only one library has tell that it stands inside; names that several share, or
/// one name alone, do not; nor does a library that is linked.
#[test]
fn libraries_inside_are_told_by_their_functions() {
    let source = "
        void mbedtls_aes_init(void *c) {} void mbedtls_sha256_update(void *c) {}
        void MD5_Update(void *c) {} void MD5_Final(void *c) {}
        void nettle_md5_update(void *c) {}
        int main(void) { return 0; }";
    let Some(folder) = compiled(source, &[]) else { return };
    let inventory = scanned(folder.path());
    let [asset] = inventory.assets.as_slice() else { panic!("{:?}", inventory.assets) };
    let list = |key| match asset.attributes.get(key) {
        Some(aratame_inventory::Value::List(list)) => list.clone(),
        _ => Vec::new(),
    };
    assert_eq!(list("contained-products"), ["mbed TLS"]);
    assert_eq!(list("contained-by"), ["mbed TLS: mbedtls_aes_init, mbedtls_sha256_update"]);
}

/// A program for a library of this name, which is made on the spot, with and without optimisation.
#[test]
fn numbers_in_calls_are_what_they_mean() {
    if !cfg!(all(target_os = "linux", any(target_arch = "x86_64", target_arch = "aarch64"))) {
        return;
    }
    let library = "int gcry_cipher_open(void **h, int a, int m, unsigned f) { return 0; }
        void gcry_md_hash_buffer(int a, void *to, const void *of, unsigned long n) {}";
    let shared = ["-shared", "-fPIC", "-Wl,-soname,libgcrypt.so.20"];
    let Some(library) = compiled(library, &shared) else { return };
    let library = library.path().join("output");
    let source = "int gcry_cipher_open(void **h, int a, int m, unsigned f);
        void gcry_md_hash_buffer(int a, void *to, const void *of, unsigned long n);
        static int encrypt(int cipher, int mode) {
            void *h; return gcry_cipher_open(&h, cipher, mode, 0); }
        int main(int n, char **v) {
            gcry_md_hash_buffer(8, *v, *v, 4);
            gcry_md_hash_buffer(n, *v, *v, 4);
            if (n > 2) gcry_md_hash_buffer(1, *v, *v, 4);
            return encrypt(9, 3); }";
    for level in ["-O0", "-O2"] {
        let Some(folder) = compiled(source, &[level, library.to_str().unwrap()]) else { return };
        let inventory = scanned(folder.path());
        let [asset] = inventory.assets.as_slice() else { panic!("{:?}", inventory.assets) };
        let listed: Vec<_> =
            asset.algorithms.iter().map(|each| each.algorithm.to_string()).collect();
        assert_eq!(listed, ["AES-256-CBC", "MD5", "SHA-256"], "{level}");
        for each in &asset.algorithms {
            assert_eq!((each.level, each.confidence), (EvidenceLevel::Uses, Confidence::High));
            let reason = each.reason.as_deref().unwrap();
            assert!(reason.contains("gcrypt.h") && reason.contains("called at 0x"), "{reason}");
        }
    }
}

proptest::proptest! {
    #[test]
    fn any_bytes_behind_any_magic_are_total(
        magic in proptest::sample::select(vec![
            &b"\x7fELF\x02\x01\x01"[..], b"\x7fELF\x01\x02\x01", b"MZ", b"\xcf\xfa\xed\xfe",
            b"\xfe\xed\xfa\xce", b"\xca\xfe\xba\xbe\0\0\0\x02", b"!<arch>\n",
        ]),
        body in proptest::collection::vec(proptest::num::u8::ANY, 0..600),
    ) {
        in_memory(&[magic, &body].concat());
    }
}
