//! Calls of Java's cryptography in class files.

use aratame_algorithms::{Match, Usage, algorithm, algorithm_by_name, resolve};
use aratame_formats::java_class::{ClassNames, names};
use aratame_inventory::{
    AlgorithmRef, AlgorithmUse, AssetKind, Confidence, EvidenceLevel, Method, Observation,
};
use std::collections::BTreeMap;

use super::binary_symbols::role;
use crate::binary::digest;
use crate::detector::{About, Detector, Findings, Hit};
use crate::entry::{Entry, Kind};

/// The detector.
#[derive(Debug)]
pub struct JavaClass;

static ABOUT: About = About {
    id: "java-class",
    title: "Cryptography called by Java classes",
    title_ja: "Javaクラスから呼び出される暗号",
    finds: "Classes that refer to Java's cryptography (javax.crypto, java.security), with the \
            algorithms that their string constants name: transformations such as \
            AES/ECB/PKCS5Padding, digests, signatures, MACs, key factories and KEMs.",
    how: "Reads the constant pool of each class file, in jar, war and other archives too, and takes \
          string constants as names only in classes that refer to a class with getInstance.",
    misses: "Names that are put together at run time or come from configuration, constants of \
             another class that a compiler did not copy, classes that go through a library of \
             their own, and native code. Which constant goes to which call is not followed: a \
             name alone has medium confidence, a whole transformation high.",
    references: &[
        "Java Virtual Machine Specification, 4.4",
        "Java Security Standard Algorithm Names",
    ],
};

/// Largest class file: a method has at most 64 KiB, a constant pool 65535 constants.
const MAX_CLASS: usize = 16 << 20;

/// Classes whose `getInstance` takes an algorithm's name.
const ENGINES: [&str; 14] = [
    "java/security/AlgorithmParameters",
    "java/security/KeyFactory",
    "java/security/KeyPairGenerator",
    "java/security/MessageDigest",
    "java/security/SecureRandom",
    "java/security/Signature",
    "javax/crypto/Cipher",
    "javax/crypto/KDF",
    "javax/crypto/KEM",
    "javax/crypto/KeyAgreement",
    "javax/crypto/KeyGenerator",
    "javax/crypto/Mac",
    "javax/crypto/SecretKeyFactory",
    "javax/crypto/spec/SecretKeySpec",
];

impl Detector for JavaClass {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn wants(&self, entry: &Entry<'_>) -> bool {
        entry.kind == Kind::JavaClass
    }

    fn detect(&self, entry: &Entry<'_>, _: &[Hit], findings: &mut Findings<'_>) {
        let Ok(bytes) = entry.source.read(0, MAX_CLASS) else { return };
        // Damaged classes are no gap: a virtual machine does not load them either.
        let Ok(names) = names(&bytes) else { return };
        let called: Vec<&str> = ENGINES
            .iter()
            .copied()
            .filter(|engine| names.classes.iter().any(|class| class == engine))
            .collect();
        if called.is_empty() {
            return;
        }
        let Ok(identity) = digest(&entry.source) else { return };
        let mut observation =
            Observation::new(AssetKind::Program, identity, entry.path.file_name());
        observation.attribute("format", "java-class");
        observation
            .attribute("classes", called.iter().map(|each| (*each).to_owned()).collect::<Vec<_>>());
        observation.algorithms = uses(&names);
        observation.confidence = Confidence::Medium;
        findings.observe(observation);
    }
}

fn uses(names: &ClassNames) -> Vec<AlgorithmUse> {
    let mut found: BTreeMap<Usage, (Confidence, &str)> = BTreeMap::new();
    for text in &names.strings {
        let (confidence, usages) = meaning(text);
        for usage in usages {
            let slot = found.entry(usage).or_insert((confidence, text));
            slot.0 = slot.0.max(confidence);
        }
    }
    let each = |(usage, (confidence, text)): (Usage, (Confidence, &str))| {
        AlgorithmUse::new(AlgorithmRef::from(usage), role(&usage), EvidenceLevel::Uses)
            .told_by(Method::Symbols, confidence)
            .with_reason(&format!("constant {text}"))
    };
    found.into_iter().map(each).collect()
}

/// What a constant names (Java Security Standard Algorithm Names).
fn meaning(text: &str) -> (Confidence, Vec<Usage>) {
    const NOTHING: (Confidence, Vec<Usage>) = (Confidence::Low, Vec::new());
    if !(2..=64).contains(&text.len()) || !text.bytes().all(|b| b.is_ascii_graphic()) {
        return NOTHING;
    }
    if let [cipher, mode, _padding] = text.split('/').collect::<Vec<_>>().as_slice() {
        let usage = cipher_of(cipher).map(|usage| Usage { mode: mode_of(mode), ..usage });
        return (Confidence::High, usage.into_iter().collect());
    }
    if let Some(usage) = keyed(text) {
        return (Confidence::Medium, vec![usage]);
    }
    if let Some(usages) = signature(text) {
        return (Confidence::High, usages);
    }
    let plain = match text {
        "EC" | "XDH" => Usage::parse(if text == "EC" { "ec" } else { "x25519" }),
        // Everyday words and initials are no names by themselves.
        _ if !NAMES.contains(&text) => None,
        _ => cipher_of(text).or_else(|| algorithm_by_name(text).map(Usage::of)),
    };
    (Confidence::Medium, plain.into_iter().collect())
}

/// Standard names that are taken as a whole.
const NAMES: [&str; 46] = [
    "AES",
    "AESWrap",
    "ARCFOUR",
    "Blowfish",
    "ChaCha20",
    "ChaCha20-Poly1305",
    "DES",
    "DESede",
    "DESedeWrap",
    "DH",
    "DSA",
    "DiffieHellman",
    "ECDH",
    "Ed25519",
    "Ed448",
    "EdDSA",
    "HKDF-SHA256",
    "MD2",
    "MD5",
    "ML-DSA",
    "ML-DSA-44",
    "ML-DSA-65",
    "ML-DSA-87",
    "ML-KEM",
    "ML-KEM-1024",
    "ML-KEM-512",
    "ML-KEM-768",
    "RC2",
    "RC4",
    "RSA",
    "RSASSA-PSS",
    "SHA",
    "SHA-1",
    "SHA-224",
    "SHA-256",
    "SHA-384",
    "SHA-512",
    "SHA1",
    "SHA256",
    "SHA3-224",
    "SHA3-256",
    "SHA3-384",
    "SHA3-512",
    "SHA512",
    "X25519",
    "X448",
];

fn cipher_of(name: &str) -> Option<Usage> {
    let spec = match name {
        "DESede" | "TripleDES" | "DESedeWrap" => "3des",
        "ARCFOUR" => "rc4",
        "AESWrap" => "aes/kw",
        "DiffieHellman" => "dh",
        "SHA" => "sha-1",
        _ => return algorithm_by_name(name).map(Usage::of),
    };
    Usage::parse(spec)
}

fn mode_of(name: &str) -> Option<&'static aratame_algorithms::Algorithm> {
    algorithm(&name.to_ascii_lowercase())
}

/// `HmacSHA256`, `PBKDF2WithHmacSHA1`.
fn keyed(text: &str) -> Option<Usage> {
    let (kind, digest) = match text.strip_prefix("PBKDF2WithHmac") {
        Some(digest) => ("pbkdf2", digest),
        None => ("hmac", text.strip_prefix("Hmac")?),
    };
    Some(Usage { hash: Some(algorithm_by_name(digest)?), ..Usage::of(algorithm(kind)?) })
}

/// `SHA256withRSA`, `SHA1withECDSA`.
fn signature(text: &str) -> Option<Vec<Usage>> {
    let (digest, rest) = text.split_once("with")?;
    let rest = rest.split("and").next().unwrap_or(rest);
    let digest = algorithm_by_name(digest)?;
    let row = match rest {
        "RSA" => algorithm("rsassa-pkcs1-v1_5"),
        "ECDSA" => algorithm("ecdsa"),
        "DSA" => algorithm("dsa"),
        _ => None,
    };
    let by_table = row.map(|row| vec![Usage { hash: Some(digest), ..Usage::of(row) }]);
    by_table.or_else(|| resolve(text).first().map(Match::usages))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<String> {
        meaning(text).1.iter().map(Usage::to_string).collect()
    }

    #[test]
    fn standard_names() {
        for (text, expected) in [
            ("AES/ECB/PKCS5Padding", "aes/ecb"),
            ("AES/GCM/NoPadding", "aes/gcm"),
            ("DESede/CBC/PKCS5Padding", "3des/cbc"),
            ("SHA256withRSA", "rsassa-pkcs1-v1_5#sha-256"),
            ("SHA1withECDSA", "ecdsa#sha-1"),
            ("HmacSHA256", "hmac#sha-256"),
            ("PBKDF2WithHmacSHA1", "pbkdf2#sha-1"),
            ("MD5", "md5"),
            ("ML-KEM-768", "ml-kem-768"),
        ] {
            assert_eq!(texts(text), [expected], "{text}");
        }
    }

    #[test]
    fn other_constants_are_none() {
        for text in
            ["", "a/b/c", "Hmac", "text/html; charset", "hello", "with", "KEY", "string", "CBC"]
        {
            assert!(texts(text).is_empty(), "{text}: {:?}", texts(text));
        }
    }
}
