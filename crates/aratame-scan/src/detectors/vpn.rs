//! Configurations of virtual private networks: strongSwan, OpenVPN, WireGuard.

use crate::configuration::dialect::row;
use crate::configuration::file_names;
use crate::configuration::product::{Field, Grammar, PLAIN, Product, begins_line, has, has_block};
use crate::configuration::scope::Means;
use crate::detector::{About, Pattern, Scope};
use aratame_formats::config::line::{Sections, Style};
use aratame_formats::config::{Block, Directive, Document};
use aratame_inventory::Role;

const ABOUT: About = About {
    id: "vpn",
    title: "Configurations of virtual private networks",
    title_ja: "VPNの設定",
    finds: "Proposals of IKE and ESP of strongSwan (ipsec.conf, swanctl.conf), kinds of secrets \
            (ipsec.secrets), ciphers and TLS \
            settings of OpenVPN, and tunnels of WireGuard.",
    how: "Files are told by their name, or by sections and directives that only such a product \
          has. Proposals are read word by word, additional key exchanges (RFC 9370) too. Keys and \
          passwords are recorded without their value.",
    misses: "The default proposals of strongSwan where a connection has none; options that a \
             server of OpenVPN pushes; tunnels that NetworkManager holds.",
    references: &[
        "ipsec.conf(5), swanctl.conf(5) of strongSwan 5.9",
        "RFC 9370",
        "openvpn(8), 2.6",
        "wg(8)",
        "WireGuard: Next Generation Kernel Network Tunnel, NDSS 2017",
    ],
};

const PATTERNS: &[Pattern] = &[
    Pattern::checked(b"esp_proposals", Scope::Text, begins_line),
    Pattern::checked(b"PrivateKey", Scope::Text, begins_line),
    Pattern::checked(b"data-ciphers", Scope::Text, begins_line),
    Pattern::checked(b"tls-version-min", Scope::Text, begins_line),
    Pattern::checked(b"keyexchange=", Scope::Text, begins_line),
];

/// The detector.
pub(crate) static VPN: Field = Field {
    about: &ABOUT,
    patterns: PATTERNS,
    products: &[IPSEC, IPSEC_SECRETS, SWANCTL, OPENVPN, WIREGUARD],
};

const IPSEC: Product = Product {
    name: "strongswan",
    grammar: Grammar::Lines(Style {
        comments: &["#"],
        comments_inside: true,
        sections: Sections::None,
        bare: &["include", "conn", "config", "ca", "version"],
        ..Style::ASSIGNMENTS
    }),
    named: |path| {
        path.file_name() == "ipsec.conf"
            || file_names::is_below(path, &["ipsec.d"]) && path.file_name().ends_with(".conf")
    },
    tells: |document| has(document, &["conn/ike", "conn/esp", "conn/keyexchange"]),
    fits: |document| has_block(document, &["conn", "config"]) || has(document, &["include"]),
    rows: &[
        row("conn/ike", Means::Proposals),
        row("conn/esp", Means::Proposals),
        row("conn/ah", Means::Proposals),
        row("conn/phase2alg", Means::Proposals),
        row("conn/keyexchange", Means::Switch),
        row("conn/ikev2", Means::Switch),
        row("conn/authby", Means::Switch),
        row("conn/leftauth", Means::Switch),
        row("conn/rightauth", Means::Switch),
        row("conn/pfs", Means::Switch),
        row("conn/pfsgroup", Means::Proposals),
        row("conn/aggressive", Means::Switch),
        row("conn/leftcert", Means::Certificate),
        row("conn/rightcert", Means::Certificate),
        row("ca/cacert", Means::Certificate),
        row("conn/ikelifetime", Means::Related),
    ],
    includes: &["include"],
    shape: begin_sections,
    ..PLAIN
};

const IPSEC_SECRETS: Product = Product {
    name: "strongswan-secrets",
    grammar: Grammar::Lines(Style { bare: &["include"], ..Style::DIRECTIVES }),
    named: |path| {
        path.file_name() == "ipsec.secrets"
            || path.file_name().ends_with(".secrets") && file_names::is_below(path, &["ipsec.d"])
    },
    rows: &[
        row("RSA", Means::PrivateKey),
        row("ECDSA", Means::PrivateKey),
        row("BLISS", Means::PrivateKey),
        row("PKCS8", Means::PrivateKey),
        row("P12", Means::Certificate),
        row("PIN", Means::Secret),
        row("PSK", Means::Secret),
        row("EAP", Means::Secret),
        row("XAUTH", Means::Secret),
        row("NTLM", Means::Secret),
    ],
    includes: &["include"],
    shape: kinds_of_secrets,
    ..PLAIN
};

/// `selectors : KIND value …` keeps the kind, and of a key its file: never what the file holds.
fn kinds_of_secrets(document: &mut Document) {
    let mut kept = Vec::new();
    for mut directive in std::mem::take(&mut document.directives) {
        if directive.name == "include" {
            kept.push(directive);
            continue;
        }
        let words = std::iter::once(directive.name.clone()).chain(directive.arguments.clone());
        let mut words = words.skip_while(|word| !word.ends_with(':')).skip(1);
        let (Some(kind), value) = (words.next(), words.next()) else { continue };
        let is_file = matches!(kind.as_str(), "RSA" | "ECDSA" | "BLISS" | "PKCS8" | "P12");
        directive.arguments = value.filter(|_| is_file).into_iter().collect();
        directive.name = kind;
        kept.push(directive);
    }
    document.directives = kept;
}

/// `conn name` begins a section.
fn begin_sections(document: &mut Document) {
    let mut open = None;
    for directive in std::mem::take(&mut document.directives) {
        if matches!(directive.name.as_str(), "conn" | "config" | "ca") {
            open = Some(document.blocks.len());
            document.blocks.push(Block {
                name: directive.name,
                arguments: directive.arguments,
                line: directive.line,
                parent: None,
            });
        } else {
            let block = if directive.name == "include" { None } else { open };
            document.directives.push(Directive { block, ..directive });
        }
    }
}

const SWANCTL: Product = Product {
    name: "strongswan",
    grammar: Grammar::Lines(Style { bare: &["include"], ..Style::BLOCKS }),
    named: |path| {
        path.file_name() == "swanctl.conf"
            || file_names::is_below(path, &["swanctl"]) && path.file_name().ends_with(".conf")
    },
    tells: |document| {
        has_block(document, &["connections", "children"])
            && has(document, &["proposals", "esp_proposals"])
    },
    fits: |document| {
        has_block(document, &["connections", "secrets", "pools", "authorities"])
            || has(document, &["include"])
    },
    rows: &[
        row("proposals", Means::Proposals),
        row("esp_proposals", Means::Proposals),
        row("ah_proposals", Means::Proposals),
        row("version", Means::Switch),
        row("aggressive", Means::Switch),
        row("auth", Means::Switch),
        row("ppk_id", Means::Switch),
        row("ppk_required", Means::Switch),
        row("certs", Means::Certificate),
        row("cacerts", Means::Certificate),
        row("secret", Means::Secret),
    ],
    includes: &["include"],
    ..PLAIN
};

const OPENVPN: Product = Product {
    name: "openvpn",
    grammar: Grammar::Lines(Style {
        comments: &["#", ";"],
        sections: Sections::Tags,
        ..Style::DIRECTIVES
    }),
    named: |path| {
        let name = path.file_name();
        name.ends_with(".ovpn")
            || file_names::is_below(path, &["openvpn"]) && name.ends_with(".conf")
    },
    tells: |document| {
        has(document, &["remote", "server", "ifconfig"])
            && has(document, &["dev", "proto"])
            && has(document, &["data-ciphers", "tls-version-min", "cipher"])
    },
    fits: |document| has(document, &["dev", "remote", "server", "ifconfig", "proto"]),
    rows: &[
        row("server", Means::Engine),
        row("tls-server", Means::Engine),
        row("client", Means::Engine),
        row("tls-client", Means::Engine),
        row("cipher", Means::Algorithms(Role::Encryption)),
        row("data-ciphers", Means::Algorithms(Role::Encryption)),
        row("ncp-ciphers", Means::Algorithms(Role::Encryption)),
        row("data-ciphers-fallback", Means::Algorithms(Role::Encryption)),
        row("auth", Means::Algorithms(Role::Mac)),
        row("tls-version-min", Means::MinVersion),
        row("tls-version-max", Means::MaxVersion),
        row("tls-cipher", Means::CiphersOrSuites),
        row("tls-ciphersuites", Means::Suites13),
        row("tls-groups", Means::Groups),
        row("ecdh-curve", Means::Groups),
        row("tls-cert-profile", Means::Switch),
        row("tls-auth", Means::Switch),
        row("tls-crypt", Means::Switch),
        row("tls-crypt-v2", Means::Switch),
        row("secret", Means::Switch),
        row("keysize", Means::Switch),
        row("ca", Means::Certificate),
        row("cert", Means::Certificate),
        row("extra-certs", Means::Certificate),
        row("pkcs12", Means::Certificate),
        row("key", Means::PrivateKey),
        row("dh", Means::DhParameters),
        row("tls-exit", Means::Related),
        row("tls-timeout", Means::Related),
        row("tls-verify", Means::Related),
        row("tls-export-cert", Means::Related),
    ],
    near: &["tls-", "data-cipher", "ncp-"],
    includes: &["config"],
    value: |_, directive, means| {
        let first = directive.arguments.first().cloned();
        matches!(means, Means::MinVersion | Means::MaxVersion).then_some(first).flatten()
    },
    ..PLAIN
};

/// What the protocol fixes, with no negotiation.
const NOISE: &[(&str, Role)] = &[
    ("x25519", Role::KeyAgreement),
    ("chacha20-poly1305", Role::Encryption),
    ("blake2s", Role::Hash),
];

const WIREGUARD: Product = Product {
    name: "wireguard",
    grammar: Grammar::Lines(Style::INI),
    named: |path| {
        let name = path.file_name();
        file_names::is_below(path, &["wireguard"]) && name.ends_with(".conf")
    },
    tells: |document| {
        has(document, &["Interface/PrivateKey", "WireGuard/PrivateKey*"])
            && has_block(document, &["Peer", "WireGuardPeer"])
    },
    fits: |document| has_block(document, &["Interface"]),
    rows: &[
        row("Interface/PrivateKey", Means::Secret),
        row("WireGuard/PrivateKey", Means::Secret),
        row("WireGuard/PrivateKeyFile", Means::PrivateKey),
        row("Peer/PublicKey", Means::Fixed(NOISE)),
        row("WireGuardPeer/PublicKey", Means::Fixed(NOISE)),
        row("Peer/PresharedKey", Means::Secret),
        row("WireGuardPeer/PresharedKey", Means::Secret),
    ],
    ..PLAIN
};
