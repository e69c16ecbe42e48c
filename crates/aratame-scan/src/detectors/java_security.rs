//! The security properties of Java: `java.security` and files that override it.

use crate::configuration::tls::{Version, state_suite};
use crate::configuration::{Cause, Service, file_names, note, text_of};
use crate::detector::{About, Detector, Findings, Hit, Pattern, Scope};
use crate::entry::{Entry, Kind};
use aratame_algorithms::{CipherSuite, cipher_suite_by_name};
use aratame_formats::config::{Directive, Document, properties};
use aratame_inventory::Protocol;
use std::collections::BTreeSet;

/// The security properties of Java.
#[derive(Debug)]
pub struct JavaSecurity;

const ABOUT: About = About {
    id: "java-security",
    title: "Java security properties",
    title_ja: "Javaのセキュリティプロパティ",
    finds: "The properties that disable or limit algorithms in TLS, certificate paths and signed \
            JARs, and what remains negotiable in TLS.",
    how: "Files are told by their name or by such a property. What is disabled is taken from the \
          protocols and suites that JSSE of Java 17 enables when nothing is disabled.",
    misses: "Limits with conditions (keySize, usage, denyAfter) are recorded as written and not \
             taken away. Other providers have suites of their own. System properties on a command \
             line and programs that choose for themselves are not seen.",
    references: &["java.security of OpenJDK 17 and 25", "JSSE Reference Guide"],
};

/// Properties that bear on what is negotiated or accepted.
const PROPERTIES: &[&str] = &[
    "crypto.policy",
    "https.cipherSuites",
    "https.protocols",
    "jdk.certpath.disabledAlgorithms",
    "jdk.disabled.namedCurves",
    "jdk.jar.disabledAlgorithms",
    "jdk.security.legacyAlgorithms",
    "jdk.tls.alpnCharset",
    "jdk.tls.client.SignatureSchemes",
    "jdk.tls.client.cipherSuites",
    "jdk.tls.client.protocols",
    "jdk.tls.disabledAlgorithms",
    "jdk.tls.ephemeralDHKeySize",
    "jdk.tls.keyLimits",
    "jdk.tls.legacyAlgorithms",
    "jdk.tls.namedGroups",
    "jdk.tls.rejectClientInitiatedRenegotiation",
    "jdk.tls.server.SignatureSchemes",
    "jdk.tls.server.cipherSuites",
    "jdk.tls.server.protocols",
    "keystore.type",
    "krb5.kdc.bad.policy",
    "securerandom.drbg.config",
    "securerandom.strongAlgorithms",
    "ssl.KeyManagerFactory.algorithm",
    "ssl.TrustManagerFactory.algorithm",
];

/// Of these, what is about something else than algorithms.
const RELATED: &[&str] = &[
    "jdk.tls.alpnCharset",
    "krb5.kdc.bad.policy",
    "ssl.KeyManagerFactory.algorithm",
    "ssl.TrustManagerFactory.algorithm",
];

/// What the suites rest on.
const ASSUMED: &str = "JSSE of Java 17";

const ENABLED_PROTOCOLS: [(&str, Version); 4] = [
    ("TLSv1", Version::Tls10),
    ("TLSv1.1", Version::Tls11),
    ("TLSv1.2", Version::Tls12),
    ("TLSv1.3", Version::Tls13),
];

/// Suites that JSSE of Java 17 enables when nothing is disabled, in its order.
const ENABLED_SUITES: &[&str] = &[
    "TLS_AES_256_GCM_SHA384",
    "TLS_AES_128_GCM_SHA256",
    "TLS_CHACHA20_POLY1305_SHA256",
    "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
    "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
    "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
    "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
    "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
    "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
    "TLS_DHE_RSA_WITH_AES_256_GCM_SHA384",
    "TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
    "TLS_DHE_DSS_WITH_AES_256_GCM_SHA384",
    "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256",
    "TLS_DHE_DSS_WITH_AES_128_GCM_SHA256",
    "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384",
    "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384",
    "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256",
    "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256",
    "TLS_DHE_RSA_WITH_AES_256_CBC_SHA256",
    "TLS_DHE_DSS_WITH_AES_256_CBC_SHA256",
    "TLS_DHE_RSA_WITH_AES_128_CBC_SHA256",
    "TLS_DHE_DSS_WITH_AES_128_CBC_SHA256",
    "TLS_ECDH_ECDSA_WITH_AES_256_GCM_SHA384",
    "TLS_ECDH_RSA_WITH_AES_256_GCM_SHA384",
    "TLS_ECDH_ECDSA_WITH_AES_128_GCM_SHA256",
    "TLS_ECDH_RSA_WITH_AES_128_GCM_SHA256",
    "TLS_ECDH_ECDSA_WITH_AES_256_CBC_SHA384",
    "TLS_ECDH_RSA_WITH_AES_256_CBC_SHA384",
    "TLS_ECDH_ECDSA_WITH_AES_128_CBC_SHA256",
    "TLS_ECDH_RSA_WITH_AES_128_CBC_SHA256",
    "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA",
    "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA",
    "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA",
    "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA",
    "TLS_DHE_RSA_WITH_AES_256_CBC_SHA",
    "TLS_DHE_DSS_WITH_AES_256_CBC_SHA",
    "TLS_DHE_RSA_WITH_AES_128_CBC_SHA",
    "TLS_DHE_DSS_WITH_AES_128_CBC_SHA",
    "TLS_ECDH_ECDSA_WITH_AES_256_CBC_SHA",
    "TLS_ECDH_RSA_WITH_AES_256_CBC_SHA",
    "TLS_ECDH_ECDSA_WITH_AES_128_CBC_SHA",
    "TLS_ECDH_RSA_WITH_AES_128_CBC_SHA",
    "TLS_RSA_WITH_AES_256_GCM_SHA384",
    "TLS_RSA_WITH_AES_128_GCM_SHA256",
    "TLS_RSA_WITH_AES_256_CBC_SHA256",
    "TLS_RSA_WITH_AES_128_CBC_SHA256",
    "TLS_RSA_WITH_AES_256_CBC_SHA",
    "TLS_RSA_WITH_AES_128_CBC_SHA",
    "TLS_ECDHE_ECDSA_WITH_3DES_EDE_CBC_SHA",
    "TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA",
    "TLS_DHE_RSA_WITH_3DES_EDE_CBC_SHA",
    "TLS_DHE_DSS_WITH_3DES_EDE_CBC_SHA",
    "TLS_ECDH_ECDSA_WITH_3DES_EDE_CBC_SHA",
    "TLS_ECDH_RSA_WITH_3DES_EDE_CBC_SHA",
    "TLS_RSA_WITH_3DES_EDE_CBC_SHA",
];

const PATTERNS: &[Pattern] = &[
    Pattern::checked(b"jdk.tls.", Scope::Text, begins_property),
    Pattern::checked(b"jdk.certpath.disabledAlgorithms", Scope::Text, begins_property),
];

impl Detector for JavaSecurity {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn patterns(&self) -> &'static [Pattern] {
        PATTERNS
    }

    fn wants(&self, entry: &Entry<'_>) -> bool {
        entry.kind == Kind::Text && entry.path.file_name().starts_with("java.security")
    }

    fn detect(&self, entry: &Entry<'_>, _: &[Hit], findings: &mut Findings<'_>) {
        let is_back_end = file_names::is_below(entry.path, &["crypto-policies"]);
        if is_back_end || file_names::is_program_or_prose(entry.path) {
            return;
        }
        let Some(text) = text_of(entry, findings) else { return };
        let document = properties::parse(text.as_bytes());
        let mut service = Service::new(entry.path, "java");
        state(&mut service, &document);
        if service.has_directives() {
            service.problems(&document);
        }
        service.finish(findings);
    }
}

fn begins_property(window: &[u8], at: usize) -> bool {
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'.';
    file_names::leading_word(window, at, is_name).is_some_and(|(word, after)| {
        PROPERTIES.contains(&word) && matches!(after.first(), Some(b'=' | b':'))
    })
}

/// States the properties and what remains of TLS.
pub(crate) fn state(service: &mut Service<'_>, document: &Document) {
    for directive in &document.directives {
        let name = directive.name.as_str();
        if PROPERTIES.contains(&name) && !RELATED.contains(&name) {
            service.directive(directive.line, name, &directive.value());
        } else if name.starts_with("jdk.tls.") && !RELATED.contains(&name) {
            service.unknown_directive(directive.line, name);
        }
    }
    // The last of equal properties holds.
    let find = |name: &str| document.directives.iter().rfind(|d| d.name == name);
    if let Some(disabled) = find("jdk.tls.disabledAlgorithms") {
        remaining(service, disabled);
    }
}

fn remaining(service: &mut Service<'_>, directive: &Directive) {
    let value = directive.value();
    let disabled = Disabled::read(&value);
    let cause = Cause::changed(&directive.name, directive.line, ASSUMED);
    let versions = ENABLED_PROTOCOLS.iter().filter(|(name, _)| !disabled.takes(name));
    let versions: Vec<String> = versions.map(|(_, version)| version.as_str().to_owned()).collect();
    let is_tls13 = |suite: &CipherSuite| suite.is_tls13();
    let allowed = |suite: &CipherSuite| {
        let older = versions.iter().any(|version| version != Version::Tls13.as_str());
        let newest = versions.iter().any(|version| version == Version::Tls13.as_str());
        if is_tls13(suite) { newest } else { older }
    };
    let known = ENABLED_SUITES.iter().filter_map(|name| cipher_suite_by_name(name));
    let left = known.filter(|suite| allowed(suite) && !disabled.takes_suite(suite));
    let suites: Vec<_> = left.map(|suite| state_suite(service, suite, &cause)).collect();
    let text = format!("TLS: versions {}; {} suites", versions.join(", "), suites.len());
    service.note(note::NEGOTIABLE, text);
    service.protocol(Protocol { name: "tls", versions, suites });
}

/// Names that are disabled without a condition, in upper case.
struct Disabled {
    names: BTreeSet<String>,
    /// What stands before `*` in a pattern.
    prefixes: Vec<String>,
}

impl Disabled {
    fn read(value: &str) -> Self {
        let entries = value.split(',').map(str::trim).filter(|entry| !entry.is_empty());
        // A second word begins a condition: `keySize < 1024`, `usage HandshakeSignature`.
        let plain = entries.filter(|entry| !entry.contains(char::is_whitespace));
        let plain = plain.map(|entry| entry.replace("SSL_", "TLS_").to_ascii_uppercase());
        let (patterns, names): (Vec<_>, Vec<_>) = plain.partition(|entry| entry.ends_with('*'));
        let prefixes = patterns.iter().map(|entry| entry.trim_end_matches('*').to_owned());
        Self { prefixes: prefixes.collect(), names: names.into_iter().collect() }
    }

    fn takes(&self, name: &str) -> bool {
        self.names.contains(&name.to_ascii_uppercase())
    }

    fn takes_suite(&self, suite: &CipherSuite) -> bool {
        self.takes(suite.name)
            || self.prefixes.iter().any(|prefix| suite.name.starts_with(prefix.as_str()))
            || parts(suite.name).iter().any(|part| self.takes(part))
    }
}

/// The names by which Java 17 disables a suite through one of its parts, in upper case.
fn parts(suite: &str) -> Vec<String> {
    let body = suite.trim_start_matches("TLS_");
    let (exchange, protection) = body.split_once("_WITH_").unwrap_or(("", body));
    let (cipher, hash) = protection.rsplit_once('_').unwrap_or((protection, ""));
    let mut parts = vec![exchange.to_owned()];
    // A suite of TLS 1.3 is not known by its cipher's name.
    if !exchange.is_empty() {
        parts.push(cipher.to_owned());
    }
    parts.extend(exchange.split('_').map(str::to_owned));
    parts.extend(also_called(exchange, cipher).into_iter().map(str::to_owned));
    // Before SHA-384, the hash that derives keys is SHA-256, whatever the MAC is.
    let hashes: &[&str] = match hash {
        "SHA384" => &["384"],
        "SHA" => &["1", "256"],
        _ => &["256"],
    };
    for size in hashes {
        parts.extend([format!("SHA{size}"), format!("SHA-{size}"), format!("HMACSHA{size}")]);
    }
    parts
}

fn also_called(exchange: &str, cipher: &str) -> Vec<&'static str> {
    let mut names = Vec::new();
    if exchange.starts_with("DH") {
        names.extend(["DH", "DIFFIEHELLMAN"]);
    }
    if exchange.ends_with("DSS") {
        names.push("DSA");
    }
    match cipher.split_once('_').unwrap_or((cipher, "")) {
        ("AES", rest) => {
            names.extend(["AES", "NOPADDING"]);
            names.push(if rest.ends_with("GCM") { "GCM" } else { "CBC" });
        }
        ("3DES", _) => names.extend(["DESEDE", "CBC", "NOPADDING"]),
        ("CHACHA20", _) => names.push("CHACHA20-POLY1305"),
        _ => {}
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::configuration::Service;
    use aratame_inventory::EntryPath;

    fn left(value: &str) -> Vec<&'static str> {
        let disabled = Disabled::read(value);
        let known = ENABLED_SUITES.iter().map(|name| cipher_suite_by_name(name).unwrap());
        known.filter(|suite| !disabled.takes_suite(suite)).map(|suite| suite.name).collect()
    }

    #[test]
    fn every_suite_is_in_the_catalogue() {
        assert_eq!(left("").len(), ENABLED_SUITES.len());
    }

    /// As Java 17 and 25 answer for their own defaults: 37 and 31 suites, without the value that
    /// signals renegotiation 36 and 30.
    #[test]
    fn defaults_leave_what_java_leaves() {
        let java17 = "SSLv3, TLSv1, TLSv1.1, DTLSv1.0, RC4, DES, MD5withRSA, DH keySize < 1024, \
                      EC keySize < 224, 3DES_EDE_CBC, anon, NULL, ECDH";
        assert_eq!(left(java17).len(), 36);
        let java25 = format!("{java17}, TLS_RSA_*, rsa_pkcs1_sha1 usage HandshakeSignature");
        assert_eq!(left(&java25).len(), 30);
        assert!(left(&java25).iter().all(|name| !name.starts_with("TLS_RSA")));
    }

    /// How many suites OpenJDK 17.0.15 enables when `jdk.tls.disabledAlgorithms` is one name.
    #[test]
    fn parts_of_suites_are_disabled_as_in_java() {
        for (name, count) in [
            ("DHE", 40),
            ("SHA1", 34),
            ("AES_128_CBC", 41),
            ("RSA", 25),
            ("SHA256", 12),
            ("GCM", 39),
            ("CBC", 20),
            ("ECDHE_RSA", 47),
            ("DH", 40),
            ("SHA-256", 12),
            ("HmacSHA1", 34),
            ("AES", 11),
            ("AES_128", 55),
            ("DES", 55),
            ("SHA384", 43),
            ("DSA", 48),
            ("ECDSA", 40),
            ("EC", 55),
            ("DiffieHellman", 40),
            ("ChaCha20-Poly1305", 51),
            ("3DES_EDE_CBC", 48),
            ("K_RSA", 55),
            ("C_NULL", 55),
            ("ECDHE", 39),
            ("DESede", 48),
            ("DHE_DSS", 48),
            ("DSS", 48),
            ("AES/CBC/NoPadding", 55),
            ("NoPadding", 4),
            ("AES_128_GCM", 48),
            ("ECDH", 41),
            ("MD5", 55),
            ("HmacSHA256", 12),
        ] {
            assert_eq!(left(name).len(), count, "{name}");
        }
    }

    #[test]
    fn versions_remain() {
        let path = EntryPath::standard_input();
        let mut service = Service::new(&path, "java");
        let document =
            properties::parse(b"jdk.tls.disabledAlgorithms=SSLv3, TLSv1, TLSv1.1, TLSv1.2");
        state(&mut service, &document);
        let mut findings = Findings::new(&path);
        service.finish(&mut findings);
        let protocol = &findings.observations()[0].1.protocols[0];
        assert_eq!(protocol.versions, ["1.3"]);
        assert_eq!(protocol.suites.len(), 3);
    }
}
