//! Lists of algorithms as OpenSSH writes them: `+aes256-cbc`, `-*sha1*`, `^ssh-ed25519`, against
//! the defaults of OpenSSH 9.2, the release of Debian 12, or of another release.
//!
//! Defaults of other releases are those of `myproposal.h` and the release notes of each; what a
//! distribution changed in its build is not known here.

use std::collections::BTreeSet;

use crate::registry::Registry;

/// The release whose defaults these are.
pub const OPENSSH_RELEASE: &str = "OpenSSH 9.2";

/// What holds from a release on when nothing is written.
#[derive(Clone, Copy, Debug)]
struct Since {
    release: (u32, u32),
    server: &'static str,
    /// Empty where the client has the same.
    client: &'static str,
}

/// A keyword of OpenSSH that takes a list of algorithms.
#[derive(Clone, Copy, Debug)]
pub struct OpensshList {
    /// Its spellings, in lower case.
    pub keywords: &'static [&'static str],
    /// The registry of its names.
    pub registry: Registry,
    /// What holds when nothing is written.
    pub defaults: &'static str,
    /// What wildcards choose from beside the defaults.
    pub more: &'static str,
    /// What they choose from beside both: the defaults of other releases.
    also: &'static str,
    /// The order in which wildcards choose: that of the tables of OpenSSH 9.2 (`ssh -Q`).
    table: &'static str,
    /// Defaults of other releases, the oldest first.
    since: &'static [Since],
}

/// The oldest release whose defaults are known: that of CentOS 7.
pub const OPENSSH_OLDEST: (u32, u32) = (7, 4);

const SIGNATURES: &str = "ssh-ed25519-cert-v01@openssh.com,ecdsa-sha2-nistp256-cert-v01@openssh.com,\
    ecdsa-sha2-nistp384-cert-v01@openssh.com,ecdsa-sha2-nistp521-cert-v01@openssh.com,\
    sk-ssh-ed25519-cert-v01@openssh.com,sk-ecdsa-sha2-nistp256-cert-v01@openssh.com,\
    rsa-sha2-512-cert-v01@openssh.com,rsa-sha2-256-cert-v01@openssh.com,ssh-ed25519,\
    ecdsa-sha2-nistp256,ecdsa-sha2-nistp384,ecdsa-sha2-nistp521,sk-ssh-ed25519@openssh.com,\
    sk-ecdsa-sha2-nistp256@openssh.com,rsa-sha2-512,rsa-sha2-256";
const MORE_SIGNATURES: &str = "webauthn-sk-ecdsa-sha2-nistp256@openssh.com,ssh-dss,\
    ssh-dss-cert-v01@openssh.com,ssh-rsa,ssh-rsa-cert-v01@openssh.com";

const KEX_TABLE: &str = "diffie-hellman-group1-sha1,diffie-hellman-group14-sha1,\
    diffie-hellman-group14-sha256,diffie-hellman-group16-sha512,diffie-hellman-group18-sha512,\
    diffie-hellman-group-exchange-sha1,diffie-hellman-group-exchange-sha256,ecdh-sha2-nistp256,\
    ecdh-sha2-nistp384,ecdh-sha2-nistp521,curve25519-sha256,curve25519-sha256@libssh.org,\
    sntrup761x25519-sha512,sntrup761x25519-sha512@openssh.com";

const SIGNATURE_TABLE: &str = "ssh-ed25519,ssh-ed25519-cert-v01@openssh.com,\
    sk-ssh-ed25519@openssh.com,sk-ssh-ed25519-cert-v01@openssh.com,ecdsa-sha2-nistp256,\
    ecdsa-sha2-nistp256-cert-v01@openssh.com,ecdsa-sha2-nistp384,\
    ecdsa-sha2-nistp384-cert-v01@openssh.com,ecdsa-sha2-nistp521,\
    ecdsa-sha2-nistp521-cert-v01@openssh.com,sk-ecdsa-sha2-nistp256@openssh.com,\
    sk-ecdsa-sha2-nistp256-cert-v01@openssh.com,webauthn-sk-ecdsa-sha2-nistp256@openssh.com,\
    ssh-dss,ssh-dss-cert-v01@openssh.com,ssh-rsa,ssh-rsa-cert-v01@openssh.com,rsa-sha2-256,\
    rsa-sha2-256-cert-v01@openssh.com,rsa-sha2-512,rsa-sha2-512-cert-v01@openssh.com";

const CIPHER_TABLE: &str = "3des-cbc,aes128-cbc,aes192-cbc,aes256-cbc,aes128-ctr,aes192-ctr,\
    aes256-ctr,aes128-gcm@openssh.com,aes256-gcm@openssh.com,chacha20-poly1305@openssh.com";

const MAC_TABLE: &str = "hmac-sha1,hmac-sha1-96,hmac-sha2-256,hmac-sha2-512,hmac-md5,\
    hmac-md5-96,umac-64@openssh.com,umac-128@openssh.com,hmac-sha1-etm@openssh.com,\
    hmac-sha1-96-etm@openssh.com,hmac-sha2-256-etm@openssh.com,hmac-sha2-512-etm@openssh.com,\
    hmac-md5-etm@openssh.com,hmac-md5-96-etm@openssh.com,umac-64-etm@openssh.com,\
    umac-128-etm@openssh.com";

const CURVES: &str = "curve25519-sha256,curve25519-sha256@libssh.org,ecdh-sha2-nistp256,\
    ecdh-sha2-nistp384,ecdh-sha2-nistp521,diffie-hellman-group-exchange-sha256,\
    diffie-hellman-group16-sha512,diffie-hellman-group18-sha512,diffie-hellman-group14-sha256";

const KEX_SINCE: &[Since] = &[
    Since {
        release: (7, 4),
        server: "curve25519-sha256,curve25519-sha256@libssh.org,ecdh-sha2-nistp256,\
            ecdh-sha2-nistp384,ecdh-sha2-nistp521,diffie-hellman-group-exchange-sha256,\
            diffie-hellman-group16-sha512,diffie-hellman-group18-sha512,\
            diffie-hellman-group14-sha256,diffie-hellman-group14-sha1",
        client: "curve25519-sha256,curve25519-sha256@libssh.org,ecdh-sha2-nistp256,\
            ecdh-sha2-nistp384,ecdh-sha2-nistp521,diffie-hellman-group-exchange-sha256,\
            diffie-hellman-group16-sha512,diffie-hellman-group18-sha512,\
            diffie-hellman-group-exchange-sha1,diffie-hellman-group14-sha256,\
            diffie-hellman-group14-sha1",
    },
    Since { release: (8, 2), server: CURVES, client: "" },
    Since {
        release: (9, 0),
        server: "sntrup761x25519-sha512@openssh.com,curve25519-sha256,\
            curve25519-sha256@libssh.org,ecdh-sha2-nistp256,ecdh-sha2-nistp384,\
            ecdh-sha2-nistp521,diffie-hellman-group-exchange-sha256,\
            diffie-hellman-group16-sha512,diffie-hellman-group18-sha512,\
            diffie-hellman-group14-sha256",
        client: "",
    },
    Since {
        release: (9, 9),
        server: "sntrup761x25519-sha512,sntrup761x25519-sha512@openssh.com,\
            mlkem768x25519-sha256,curve25519-sha256,curve25519-sha256@libssh.org,\
            ecdh-sha2-nistp256,ecdh-sha2-nistp384,ecdh-sha2-nistp521,\
            diffie-hellman-group-exchange-sha256,diffie-hellman-group16-sha512,\
            diffie-hellman-group18-sha512,diffie-hellman-group14-sha256",
        client: "",
    },
    Since {
        release: (10, 0),
        server: "mlkem768x25519-sha256,sntrup761x25519-sha512,\
            sntrup761x25519-sha512@openssh.com,curve25519-sha256,curve25519-sha256@libssh.org,\
            ecdh-sha2-nistp256,ecdh-sha2-nistp384,ecdh-sha2-nistp521",
        client: "mlkem768x25519-sha256,sntrup761x25519-sha512,\
            sntrup761x25519-sha512@openssh.com,curve25519-sha256,curve25519-sha256@libssh.org,\
            ecdh-sha2-nistp256,ecdh-sha2-nistp384,ecdh-sha2-nistp521,\
            diffie-hellman-group-exchange-sha256,diffie-hellman-group16-sha512,\
            diffie-hellman-group18-sha512,diffie-hellman-group14-sha256",
    },
];

const SIGNATURES_SINCE: &[Since] = &[
    Since {
        release: (7, 4),
        server: "ecdsa-sha2-nistp256-cert-v01@openssh.com,\
            ecdsa-sha2-nistp384-cert-v01@openssh.com,ecdsa-sha2-nistp521-cert-v01@openssh.com,\
            ssh-ed25519-cert-v01@openssh.com,ssh-rsa-cert-v01@openssh.com,ecdsa-sha2-nistp256,\
            ecdsa-sha2-nistp384,ecdsa-sha2-nistp521,ssh-ed25519,rsa-sha2-512,rsa-sha2-256,ssh-rsa",
        client: "",
    },
    Since {
        release: (7, 8),
        server: "ecdsa-sha2-nistp256-cert-v01@openssh.com,\
            ecdsa-sha2-nistp384-cert-v01@openssh.com,ecdsa-sha2-nistp521-cert-v01@openssh.com,\
            ssh-ed25519-cert-v01@openssh.com,rsa-sha2-512-cert-v01@openssh.com,\
            rsa-sha2-256-cert-v01@openssh.com,ssh-rsa-cert-v01@openssh.com,ecdsa-sha2-nistp256,\
            ecdsa-sha2-nistp384,ecdsa-sha2-nistp521,ssh-ed25519,rsa-sha2-512,rsa-sha2-256,ssh-rsa",
        client: "",
    },
    Since {
        release: (8, 2),
        server: "ecdsa-sha2-nistp256-cert-v01@openssh.com,\
            ecdsa-sha2-nistp384-cert-v01@openssh.com,ecdsa-sha2-nistp521-cert-v01@openssh.com,\
            sk-ecdsa-sha2-nistp256-cert-v01@openssh.com,ssh-ed25519-cert-v01@openssh.com,\
            sk-ssh-ed25519-cert-v01@openssh.com,rsa-sha2-512-cert-v01@openssh.com,\
            rsa-sha2-256-cert-v01@openssh.com,ssh-rsa-cert-v01@openssh.com,ecdsa-sha2-nistp256,\
            ecdsa-sha2-nistp384,ecdsa-sha2-nistp521,sk-ecdsa-sha2-nistp256@openssh.com,\
            ssh-ed25519,sk-ssh-ed25519@openssh.com,rsa-sha2-512,rsa-sha2-256,ssh-rsa",
        client: "",
    },
    Since {
        release: (8, 5),
        server: "ssh-ed25519-cert-v01@openssh.com,ecdsa-sha2-nistp256-cert-v01@openssh.com,\
            ecdsa-sha2-nistp384-cert-v01@openssh.com,ecdsa-sha2-nistp521-cert-v01@openssh.com,\
            sk-ssh-ed25519-cert-v01@openssh.com,sk-ecdsa-sha2-nistp256-cert-v01@openssh.com,\
            rsa-sha2-512-cert-v01@openssh.com,rsa-sha2-256-cert-v01@openssh.com,\
            ssh-rsa-cert-v01@openssh.com,ssh-ed25519,ecdsa-sha2-nistp256,ecdsa-sha2-nistp384,\
            ecdsa-sha2-nistp521,sk-ssh-ed25519@openssh.com,sk-ecdsa-sha2-nistp256@openssh.com,\
            rsa-sha2-512,rsa-sha2-256,ssh-rsa",
        client: "",
    },
    Since { release: (8, 8), server: SIGNATURES, client: "" },
];

const COUNTERS: &str = "chacha20-poly1305@openssh.com,aes128-ctr,aes192-ctr,aes256-ctr,\
    aes128-gcm@openssh.com,aes256-gcm@openssh.com";

const CIPHERS_SINCE: &[Since] = &[
    Since {
        release: (7, 4),
        server: COUNTERS,
        client: "chacha20-poly1305@openssh.com,aes128-ctr,aes192-ctr,aes256-ctr,\
            aes128-gcm@openssh.com,aes256-gcm@openssh.com,aes128-cbc,aes192-cbc,aes256-cbc",
    },
    Since { release: (7, 6), server: COUNTERS, client: "" },
    Since {
        release: (10, 0),
        server: "chacha20-poly1305@openssh.com,aes128-gcm@openssh.com,aes256-gcm@openssh.com,\
            aes128-ctr,aes192-ctr,aes256-ctr",
        client: "",
    },
];

const AUTHORITIES_SINCE: &[Since] = &[
    Since {
        release: (7, 9),
        server: "ecdsa-sha2-nistp256,ecdsa-sha2-nistp384,ecdsa-sha2-nistp521,ssh-ed25519,\
            rsa-sha2-512,rsa-sha2-256,ssh-rsa",
        client: "",
    },
    Since {
        release: (8, 2),
        server: "ecdsa-sha2-nistp256,ecdsa-sha2-nistp384,ecdsa-sha2-nistp521,ssh-ed25519,\
            rsa-sha2-512,rsa-sha2-256",
        client: "",
    },
    Since { release: (8, 7), server: AUTHORITIES, client: "" },
];

const AUTHORITIES: &str = "ssh-ed25519,ecdsa-sha2-nistp256,ecdsa-sha2-nistp384,\
    ecdsa-sha2-nistp521,sk-ssh-ed25519@openssh.com,sk-ecdsa-sha2-nistp256@openssh.com,\
    rsa-sha2-512,rsa-sha2-256";

const KEX: OpensshList = OpensshList {
    keywords: &["kexalgorithms"],
    registry: Registry::SshKex,
    defaults: "sntrup761x25519-sha512,sntrup761x25519-sha512@openssh.com,curve25519-sha256,\
        curve25519-sha256@libssh.org,ecdh-sha2-nistp256,ecdh-sha2-nistp384,ecdh-sha2-nistp521,\
        diffie-hellman-group-exchange-sha256,diffie-hellman-group16-sha512,\
        diffie-hellman-group18-sha512,diffie-hellman-group14-sha256",
    more: "diffie-hellman-group1-sha1,diffie-hellman-group14-sha1,\
        diffie-hellman-group-exchange-sha1",
    also: "mlkem768x25519-sha256",
    table: KEX_TABLE,
    since: KEX_SINCE,
};

const HOST_KEYS: OpensshList = OpensshList {
    keywords: &["hostkeyalgorithms"],
    registry: Registry::SshHostKey,
    defaults: SIGNATURES,
    more: MORE_SIGNATURES,
    also: "",
    table: SIGNATURE_TABLE,
    since: SIGNATURES_SINCE,
};

const CIPHERS: OpensshList = OpensshList {
    keywords: &["ciphers"],
    registry: Registry::SshCipher,
    defaults: COUNTERS,
    more: "3des-cbc,aes128-cbc,aes192-cbc,aes256-cbc",
    also: "",
    table: CIPHER_TABLE,
    since: CIPHERS_SINCE,
};

const MACS: OpensshList = OpensshList {
    keywords: &["macs"],
    registry: Registry::SshMac,
    defaults: "umac-64-etm@openssh.com,umac-128-etm@openssh.com,hmac-sha2-256-etm@openssh.com,\
        hmac-sha2-512-etm@openssh.com,hmac-sha1-etm@openssh.com,umac-64@openssh.com,\
        umac-128@openssh.com,hmac-sha2-256,hmac-sha2-512,hmac-sha1",
    more: "hmac-sha1-96,hmac-md5,hmac-md5-96,hmac-sha1-96-etm@openssh.com,\
        hmac-md5-etm@openssh.com,hmac-md5-96-etm@openssh.com",
    also: "",
    table: MAC_TABLE,
    since: &[],
};

/// The lists that a connection is negotiated from, in the order in which it goes on.
pub const OPENSSH_NEGOTIATED: [&OpensshList; 4] = [&KEX, &HOST_KEYS, &CIPHERS, &MACS];

/// Lists of signatures that users and authorities may make.
pub const OPENSSH_ACCEPTED: &[OpensshList] = &[
    OpensshList {
        keywords: &["pubkeyacceptedalgorithms", "pubkeyacceptedkeytypes"],
        defaults: SIGNATURES,
        ..HOST_KEYS
    },
    OpensshList {
        keywords: &[
            "hostbasedacceptedalgorithms",
            "hostbasedacceptedkeytypes",
            "hostbasedalgorithms",
            "hostbasedkeytypes",
        ],
        ..HOST_KEYS
    },
    OpensshList {
        keywords: &["casignaturealgorithms"],
        defaults: AUTHORITIES,
        since: AUTHORITIES_SINCE,
        ..HOST_KEYS
    },
    OpensshList {
        keywords: &["gssapikexalgorithms"],
        defaults: "gss-group14-sha256-,gss-group16-sha512-,gss-nistp256-sha256-,\
            gss-curve25519-sha256-,gss-group14-sha1-,gss-gex-sha1-",
        more: "gss-group1-sha1-",
        also: "",
        table: "",
        since: &[],
        ..KEX
    },
];

impl OpensshList {
    /// Whether a keyword is of this list, whatever its case.
    #[must_use]
    pub fn is_of(&self, keyword: &str) -> bool {
        self.keywords.iter().any(|known| known.eq_ignore_ascii_case(keyword))
    }

    /// The list with the defaults of a release, as far as they are known: for one that is older
    /// than those, and for a list that is the same in all, nothing changes.
    #[must_use]
    pub fn at(&self, release: (u32, u32), is_server: bool) -> Self {
        // Debian's 9.2 has the registered name of sntrup761x25519 as well, as this table does.
        if release == (9, 2) {
            return *self;
        }
        let known = self.since.iter().rev().find(|since| release >= since.release);
        let Some(since) = known else { return *self };
        let is_same = is_server || since.client.is_empty();
        let defaults = if is_same { since.server } else { since.client };
        Self { defaults, also: self.defaults, ..*self }
    }

    /// The names of a list: `+` appends to the defaults, `-` takes away, `^` puts first; wildcards
    /// choose from what OpenSSH has.
    #[must_use]
    pub fn expand(&self, value: &str) -> Vec<String> {
        let defaults = || split(self.defaults).map(str::to_owned).collect::<Vec<_>>();
        let mut names = Vec::new();
        match value.split_at_checked(1) {
            Some(("+", more)) => {
                names = defaults();
                names.extend(self.chosen(more));
            }
            Some(("-", fewer)) => {
                let taken =
                    |name: &String| split(fewer).any(|pattern| openssh_pattern_fits(pattern, name));
                names.extend(defaults().into_iter().filter(|name| !taken(name)));
            }
            Some(("^", first)) => {
                names.extend(self.chosen(first));
                names.extend(defaults());
            }
            _ => names.extend(self.chosen(value)),
        }
        let mut seen = BTreeSet::new();
        names.retain(|name| seen.insert(name.clone()));
        names
    }

    /// The names that patterns choose; a name without a wildcard stands for itself.
    pub fn chosen<'v>(&'v self, value: &'v str) -> impl Iterator<Item = String> + 'v {
        split(value).flat_map(|pattern| {
            if !pattern.contains(['*', '?']) {
                return vec![pattern.to_owned()];
            }
            let all = self.all();
            all.filter(|name| openssh_pattern_fits(pattern, name)).map(str::to_owned).collect()
        })
    }

    /// Whether this list knows a name, or a pattern chooses some of its names.
    #[must_use]
    pub fn knows(&self, pattern: &str) -> bool {
        self.all().any(|name| openssh_pattern_fits(pattern, name))
    }

    fn all(&self) -> impl Iterator<Item = &'static str> {
        [self.table, self.defaults, self.more, self.also].into_iter().flat_map(split)
    }
}

/// The release that a text such as `1:9.2p1-2+deb12u7` or `OpenSSH_9.9p2` names.
#[must_use]
pub fn openssh_release(text: &str) -> Option<(u32, u32)> {
    let text = text.rsplit(':').next()?.trim_start_matches("OpenSSH_");
    let (major, rest) = text.split_once('.')?;
    let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    Some((major.parse().ok()?, rest.get(..end)?.parse().ok()?))
}

fn split(list: &str) -> impl Iterator<Item = &str> {
    list.split(',').map(str::trim).filter(|name| !name.is_empty())
}

/// Whether a text fits a pattern of OpenSSH with `*` and `?`, in time linear in their product.
///
/// ```
/// assert!(aratame_algorithms::openssh_pattern_fits("*.example.?p", "a.example.jp"));
/// assert!(!aratame_algorithms::openssh_pattern_fits("example.?p", "a.example.jp"));
/// ```
#[must_use]
pub fn openssh_pattern_fits(pattern: &str, text: &str) -> bool {
    let (pattern, text) = (pattern.as_bytes(), text.as_bytes());
    let (mut at, mut within, mut star) = (0, 0, None);
    while within < text.len() {
        match pattern.get(at) {
            Some(b'*') => {
                star = Some((at, within));
                at += 1;
            }
            Some(byte) if *byte == b'?' || Some(byte) == text.get(within) => {
                at += 1;
                within += 1;
            }
            _ => {
                let Some((back, from)) = star else { return false };
                star = Some((back, from + 1));
                at = back + 1;
                within = from + 1;
            }
        }
    }
    pattern.get(at..).unwrap_or_default().iter().all(|byte| *byte == b'*')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry::entry_by_name;
    use std::process::Command;

    #[test]
    fn signs_and_wildcards_work_on_the_defaults() {
        assert_eq!(CIPHERS.expand("aes256-ctr,aes256-ctr"), ["aes256-ctr"]);
        assert_eq!(CIPHERS.expand("+3des-cbc").last().unwrap(), "3des-cbc");
        assert_eq!(CIPHERS.expand("^3des-cbc")[0], "3des-cbc");
        assert_eq!(CIPHERS.expand("-aes*,chacha*"), Vec::<String>::new());
        assert_eq!(CIPHERS.expand("aes256-*").len(), 3);
        let fits = openssh_pattern_fits;
        assert!(fits("*a*b?", "xxaxxbx") && !fits("a?", "a") && fits("*", ""));
    }

    #[test]
    fn every_name_of_the_tables_is_in_the_catalogue() {
        for list in OPENSSH_NEGOTIATED.into_iter().chain(OPENSSH_ACCEPTED) {
            let since =
                list.since.iter().flat_map(|row| split(row.server).chain(split(row.client)));
            for name in list.all().chain(since) {
                let open = if name.starts_with("gss-") { format!("{name}*") } else { name.into() };
                assert!(entry_by_name(list.registry, &open).is_some(), "{name}");
            }
        }
    }

    #[test]
    fn releases_have_their_defaults() {
        assert_eq!(openssh_release("1:9.2p1-2+deb12u7"), Some((9, 2)));
        assert_eq!(openssh_release("OpenSSH_9.9p2"), Some((9, 9)));
        assert_eq!(openssh_release("10.0_p1-r2"), Some((10, 0)));
        assert_eq!(openssh_release("none"), None);
        let first = |release| KEX.at(release, true).expand("+none")[0].clone();
        for (release, name) in [
            ((6, 6), "sntrup761x25519-sha512"),
            ((7, 4), "curve25519-sha256"),
            ((8, 9), "curve25519-sha256"),
            ((9, 0), "sntrup761x25519-sha512@openssh.com"),
            ((9, 9), "sntrup761x25519-sha512"),
            ((10, 2), "mlkem768x25519-sha256"),
        ] {
            assert_eq!(first(release), name, "{release:?}");
        }
        let has = |release, is_server, name: &str| {
            KEX.at(release, is_server).expand("-none").iter().any(|each| each == name)
        };
        assert!(has((8, 0), true, "diffie-hellman-group14-sha1"));
        assert!(!has((8, 2), true, "diffie-hellman-group14-sha1"));
        assert!(has((10, 0), false, "diffie-hellman-group16-sha512"));
        assert!(!has((10, 0), true, "diffie-hellman-group16-sha512"));
        for list in OPENSSH_NEGOTIATED.into_iter().chain(OPENSSH_ACCEPTED) {
            assert!(list.since.windows(2).all(|pair| pair[0].release < pair[1].release));
        }
    }

    #[test]
    fn lists_come_out_as_in_openssh() {
        let version = Command::new("ssh").arg("-V").output();
        if !version.is_ok_and(|out| out.stderr.starts_with(b"OpenSSH_9.2")) {
            eprintln!("no OpenSSH 9.2 here: its answers are not compared");
            return;
        }
        let mut compared = 0;
        for list in OPENSSH_NEGOTIATED {
            let keyword = list.keywords[0];
            let first = split(list.defaults).nth(2).unwrap();
            let last = split(list.more).next().unwrap();
            for value in [
                format!("+{last}"),
                format!("-{first}"),
                format!("^{last},{first}"),
                format!("{last},{first}"),
                "-*sha1*,*cbc".to_owned(),
                format!("+{first},{last}"),
            ] {
                let option = format!("{keyword}={value}");
                let arguments = ["-G", "-F", "/dev/null", "-o", &option, "host"];
                let out = Command::new("ssh").args(arguments).output().unwrap();
                let text = String::from_utf8(out.stdout).unwrap();
                let line = text.lines().find_map(|line| line.strip_prefix(keyword)).unwrap();
                assert_eq!(list.expand(&value).join(","), line.trim(), "{option}");
                compared += 1;
            }
        }
        assert_eq!(compared, 24);
    }
}
