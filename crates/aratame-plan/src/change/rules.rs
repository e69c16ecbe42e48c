//! What each directive of each product is about: one row a directive.

use super::{Aim, Directive, LineChange, algorithms, cipher_string, lines::Syntax, versions};
use crate::figure::text;
use aratame_algorithms::Registry;
use aratame_policy::verdict::Text;

/// A product's directives.
pub(crate) struct Rules {
    pub(crate) syntax: Syntax,
    rows: &'static [(&'static str, About)],
}

/// What a directive is about.
#[derive(Clone, Copy)]
enum About {
    /// Versions of TLS, listed: `TLSv1.2 TLSv1.3`.
    Versions,
    /// Versions of TLS as Apache has them: `all -SSLv3`.
    ApacheVersions,
    /// The lowest version of TLS.
    MinVersion,
    /// Switches of HAProxy: `no-sslv3`.
    HaproxyOptions,
    /// A cipher string of OpenSSL.
    Ciphers,
    /// Groups of TLS with `:` between them.
    Groups,
    /// `Groups …` or `Curves …`, passed on to OpenSSL.
    Command,
    /// Names of a registry with `,` between them, as OpenSSH has them.
    Ssh(Registry),
    /// Names of encryption types of Kerberos.
    Kerberos,
    /// `true` lets weak types in.
    AllowWeak,
    /// The digest of requests and certificates.
    Digest,
    /// Digests that time stamps may have.
    Digests,
    /// The size of RSA keys that are made.
    KeyBits,
}

const NGINX: Rules = Rules {
    syntax: Syntax::Nginx,
    rows: &[
        ("ssl_protocols", About::Versions),
        ("proxy_ssl_protocols", About::Versions),
        ("grpc_ssl_protocols", About::Versions),
        ("uwsgi_ssl_protocols", About::Versions),
        ("ssl_ciphers", About::Ciphers),
        ("proxy_ssl_ciphers", About::Ciphers),
        ("grpc_ssl_ciphers", About::Ciphers),
        ("uwsgi_ssl_ciphers", About::Ciphers),
        ("ssl_ecdh_curve", About::Groups),
    ],
};

const APACHE: Rules = Rules {
    syntax: Syntax::Words,
    rows: &[
        ("sslprotocol", About::ApacheVersions),
        ("sslproxyprotocol", About::ApacheVersions),
        ("sslciphersuite", About::Ciphers),
        ("sslproxyciphersuite", About::Ciphers),
        ("sslopensslconfcmd", About::Command),
    ],
};

const HAPROXY: Rules = Rules {
    syntax: Syntax::Words,
    rows: &[
        ("ssl-default-bind-ciphers", About::Ciphers),
        ("ssl-default-server-ciphers", About::Ciphers),
        ("ssl-default-bind-curves", About::Groups),
        ("ssl-default-server-curves", About::Groups),
        ("ssl-default-bind-options", About::HaproxyOptions),
        ("ssl-default-server-options", About::HaproxyOptions),
    ],
};

const OPENSSL: Rules = Rules {
    syntax: Syntax::Ini,
    rows: &[
        ("cipherstring", About::Ciphers),
        ("minprotocol", About::MinVersion),
        ("groups", About::Groups),
        ("curves", About::Groups),
        ("default_md", About::Digest),
        ("signer_digest", About::Digest),
        ("ess_cert_id_alg", About::Digest),
        ("digests", About::Digests),
        ("default_bits", About::KeyBits),
    ],
};

const OPENSSH: Rules = Rules {
    syntax: Syntax::Words,
    rows: &[
        ("kexalgorithms", About::Ssh(Registry::SshKex)),
        ("ciphers", About::Ssh(Registry::SshCipher)),
        ("macs", About::Ssh(Registry::SshMac)),
        ("hostkeyalgorithms", About::Ssh(Registry::SshHostKey)),
        ("pubkeyacceptedalgorithms", About::Ssh(Registry::SshHostKey)),
        ("pubkeyacceptedkeytypes", About::Ssh(Registry::SshHostKey)),
        ("casignaturealgorithms", About::Ssh(Registry::SshHostKey)),
        ("hostbasedacceptedalgorithms", About::Ssh(Registry::SshHostKey)),
    ],
};

const KERBEROS: Rules = Rules {
    syntax: Syntax::Ini,
    rows: &[
        ("permitted_enctypes", About::Kerberos),
        ("default_tkt_enctypes", About::Kerberos),
        ("default_tgs_enctypes", About::Kerberos),
        ("allow_weak_crypto", About::AllowWeak),
        ("allow_des3", About::AllowWeak),
        ("allow_rc4", About::AllowWeak),
    ],
};

/// The rules for a product, as an inventory names it.
pub(crate) fn of(product: &str) -> Option<&'static Rules> {
    match product {
        "nginx" => Some(&NGINX),
        "apache" => Some(&APACHE),
        "haproxy" => Some(&HAPROXY),
        "openssl" => Some(&OPENSSL),
        "openssh-server" | "openssh-client" => Some(&OPENSSH),
        "kerberos" => Some(&KERBEROS),
        _ => None,
    }
}

/// The name of a directive without the section before it, as files with sections have it.
pub(crate) fn bare(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}

fn about(rules: &Rules, directive: &Directive) -> Option<About> {
    let found =
        rules.rows.iter().find(|(name, _)| name.eq_ignore_ascii_case(bare(&directive.name)));
    found.map(|(_, about)| *about)
}

/// Whether key agreement is set here.
pub(crate) fn is_key_agreement(rules: &Rules, directive: &Directive) -> bool {
    match about(rules, directive) {
        Some(About::Groups) => !directive.value.eq_ignore_ascii_case("auto"),
        Some(About::Command) => command(&directive.value).is_some(),
        Some(About::Ssh(Registry::SshKex)) => true,
        _ => false,
    }
}

/// Whether TLS below 1.2 is allowed here.
pub(crate) fn allows_old(rules: &Rules, directive: &Directive) -> bool {
    let new = match about(rules, directive) {
        Some(About::Versions) => versions::listed(&directive.value),
        Some(About::ApacheVersions) => versions::apache(&directive.value),
        Some(About::MinVersion) => versions::lowest(&directive.value),
        Some(About::HaproxyOptions) => versions::haproxy(&directive.value),
        _ => None,
    };
    new.is_some()
}

/// How a directive changes; `None` when it may stay.
pub(crate) fn change(rules: &Rules, directive: &Directive, aim: Aim<'_>) -> Option<LineChange> {
    let about = about(rules, directive)?;
    let (after, reason) = match aim {
        Aim::Classical(bad) => classical(about, &directive.value, bad)?,
        Aim::Hybrid(name) => (Some(hybrid(about, &directive.value, name)?), offers(name)),
    };
    let same = after.as_ref() == Some(&directive.value);
    (!same).then(|| LineChange {
        line: directive.line,
        directive: directive.name.clone(),
        before: directive.value.clone(),
        after,
        reason,
    })
}

type Bad = std::collections::BTreeSet<aratame_inventory::AlgorithmRef>;

fn classical(about: About, value: &str, bad: &Bad) -> Option<(Option<String>, Text)> {
    let old_versions = || {
        text(
            "TLS below 1.2 is deprecated (RFC 8996)",
            "TLS 1.2より前のバージョンは非推奨（RFC 8996）",
        )
    };
    let broken = || {
        text(
            "algorithms that are broken, forbidden or within a migration period go",
            "危殆化した方式、利用不可の方式及び移行完遂期間内の方式を除く",
        )
    };
    let (after, reason) = match about {
        About::Versions => (Some(versions::listed(value)?), old_versions()),
        About::ApacheVersions => (Some(versions::apache(value)?), old_versions()),
        About::MinVersion => (Some(versions::lowest(value)?), old_versions()),
        About::HaproxyOptions => (Some(versions::haproxy(value)?), old_versions()),
        About::Ciphers => (Some(cipher_string::without(value, bad)?), broken()),
        About::Groups => (algorithms::without(value, ':', Registry::TlsGroup, bad)?, broken()),
        About::Command => {
            let (name, groups) = command(value)?;
            let kept = algorithms::without(groups, ':', Registry::TlsGroup, bad)?;
            (kept.map(|kept| format!("{name} {kept}")), broken())
        }
        About::Ssh(registry) => (algorithms::ssh_without(value, registry, bad)?, broken()),
        About::Kerberos => (algorithms::kerberos_without(value, bad)?, broken()),
        About::AllowWeak => (Some(weak_off(value)?), broken()),
        About::Digest => (Some(algorithms::digest(value, bad)?), broken()),
        About::Digests => (Some(algorithms::digests(value, bad)?), broken()),
        About::KeyBits => (Some(key_bits(value)?), short_keys()),
    };
    Some((after, reason))
}

fn hybrid(about: About, value: &str, name: &str) -> Option<String> {
    match about {
        About::Groups => algorithms::first(value, ':', name),
        About::Command => {
            let (command, groups) = command(value)?;
            Some(format!("{command} {}", algorithms::first(groups, ':', name)?))
        }
        About::Ssh(Registry::SshKex) => algorithms::ssh_first(value, name),
        About::Versions => versions::with_13(value),
        About::ApacheVersions => versions::apache_with_13(value),
        _ => None,
    }
}

fn offers(name: &str) -> Text {
    text(format!("offers {name} first"), format!("{name}を最優先で提示する"))
}

fn short_keys() -> Text {
    text(
        "new RSA keys have 3072 bits: strength 128",
        "新しいRSA鍵は3072ビット（128ビットセキュリティ）とする",
    )
}

/// The groups that a command of OpenSSL sets.
fn command(value: &str) -> Option<(&str, &str)> {
    let (name, groups) = value.split_once(char::is_whitespace)?;
    let is_groups = ["groups", "curves"].iter().any(|known| known.eq_ignore_ascii_case(name));
    is_groups.then_some((name, groups.trim()))
}

fn weak_off(value: &str) -> Option<String> {
    let on = ["true", "yes", "1", "on", "t", "y"];
    on.iter().any(|word| word.eq_ignore_ascii_case(value.trim())).then(|| "false".to_owned())
}

/// RSA keys of strength 128, by LS-0003.
const KEY_BITS: u32 = 3072;

fn key_bits(value: &str) -> Option<String> {
    let bits: u32 = value.trim().parse().ok()?;
    (bits < KEY_BITS).then(|| KEY_BITS.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use aratame_algorithms::{Usage, entry_by_name};
    use aratame_inventory::AlgorithmRef;

    /// The new value of a directive; `None` when it may stay, `Some(None)` when it goes.
    fn after(product: &str, name: &str, value: &str, aim: Aim<'_>) -> Option<Option<String>> {
        let directive = Directive { line: 1, name: name.to_owned(), value: value.to_owned() };
        change(of(product).unwrap(), &directive, aim).map(|change| change.after)
    }

    fn meant(names: &[(Registry, &str)]) -> Bad {
        let entries = names.iter().map(|(registry, name)| entry_by_name(*registry, name).unwrap());
        entries.flat_map(|entry| &entry.usages).copied().map(AlgorithmRef::from).collect()
    }

    #[test]
    fn weak_settings_go_in_the_words_of_each_product() {
        let mut bad = meant(&[
            (Registry::SshCipher, "3des-cbc"),
            (Registry::KerberosEtype, "arcfour-hmac"),
            (Registry::TlsGroup, "sect163k1"),
        ]);
        bad.extend(["md5", "sha-1", "rc4"].map(|id| AlgorithmRef::from(Usage::parse(id).unwrap())));
        for (product, name, value, wanted) in [
            ("nginx", "ssl_protocols", "TLSv1 TLSv1.2", Some("TLSv1.2")),
            ("nginx", "ssl_ciphers", "HIGH:!aNULL", None),
            ("nginx", "ssl_ecdh_curve", "sect163k1:X25519", Some("X25519")),
            ("apache", "SSLProtocol", "all", Some("all -SSLv3 -TLSv1 -TLSv1.1")),
            ("apache", "SSLOpenSSLConfCmd", "Groups sect163k1:P-256", Some("Groups P-256")),
            ("apache", "SSLOpenSSLConfCmd", "DHParameters /etc/dh.pem", None),
            ("haproxy", "ssl-default-bind-options", "no-sslv3", Some("ssl-min-ver TLSv1.2")),
            ("openssl", "tls/MinProtocol", "TLSv1", Some("TLSv1.2")),
            ("openssl", "req/default_md", "MD5", Some("sha256")),
            ("openssl", "req/default_bits", "1024", Some("3072")),
            ("openssl", "req/default_bits", "4096", None),
            ("openssl", "tsa/digests", "md5", Some("sha256")),
            ("openssh-server", "Ciphers", "3des-cbc,aes256-ctr", Some("aes256-ctr")),
            ("kerberos", "permitted_enctypes", "aes rc4 -des3", Some("aes -des3")),
            ("kerberos", "allow_weak_crypto", "yes", Some("false")),
            ("kerberos", "allow_weak_crypto", "no", None),
        ] {
            let found = after(product, name, value, Aim::Classical(&bad));
            assert_eq!(
                found.map(|new| new.unwrap()).as_deref(),
                wanted,
                "{product} {name} {value}"
            );
        }
        let gone = after("openssh-server", "Ciphers", "3des-cbc", Aim::Classical(&bad));
        assert_eq!(gone, Some(None));
    }

    #[test]
    fn the_hybrid_is_put_first_where_groups_are_written() {
        let aim = Aim::Hybrid("X25519MLKEM768");
        for (product, name, value, wanted) in [
            ("nginx", "ssl_ecdh_curve", "X25519", Some("X25519MLKEM768:X25519")),
            ("nginx", "ssl_protocols", "TLSv1.2", Some("TLSv1.2 TLSv1.3")),
            ("nginx", "ssl_ciphers", "HIGH", None),
            ("apache", "SSLOpenSSLConfCmd", "Curves P-256", Some("Curves X25519MLKEM768:P-256")),
            ("haproxy", "ssl-default-bind-curves", "P-256", Some("X25519MLKEM768:P-256")),
            ("openssl", "tls/Groups", "X25519MLKEM768/?X25519", None),
        ] {
            let found = after(product, name, value, aim);
            assert_eq!(
                found.map(|new| new.unwrap()).as_deref(),
                wanted,
                "{product} {name} {value}"
            );
        }
    }
}
