//! Configurations of several files against the programs that read them: which directives count,
//! from which file and line, and what they come to. A program that is not here is said aloud.

#![expect(clippy::unwrap_used, reason = "a test that fails says where")]

use aratame_inventory::{Asset, Inventory, Value};
use aratame_scan::{Options, Progress, SshConnection, openssh_lists, scan};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use tempfile::TempDir;

/// Files below a new folder, which stands in their text as `@`.
fn tree(files: &[(&str, &str)]) -> TempDir {
    let root = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = root.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text.replace('@', &root.path().display().to_string())).unwrap();
    }
    root
}

fn scanned(root: &Path) -> Inventory {
    scan(&Options::new(vec![root.to_owned()]), &Progress::default()).unwrap()
}

/// The configuration whose file is `name`.
fn asset<'i>(inventory: &'i Inventory, name: &str) -> &'i Asset {
    let is_it = |asset: &&Asset| asset.identity.ends_with(name);
    inventory.assets.iter().find(is_it).unwrap_or_else(|| panic!("{name}: {inventory:#?}"))
}

fn texts(asset: &Asset, attribute: &str) -> Vec<String> {
    match asset.attributes.get(attribute) {
        Some(Value::List(texts)) => texts.clone(),
        _ => Vec::new(),
    }
}

fn run(program: &str, arguments: &[&str]) -> Option<Output> {
    let output = Command::new(program).args(arguments).output();
    if output.is_err() {
        not_compared(program);
    }
    output.ok()
}

#[expect(clippy::print_stderr, reason = "a test that does not run says so")]
fn not_compared(program: &str) {
    eprintln!("{program} is not here: it is not compared");
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn nginx_reads_the_same_directives() {
    let root = tree(&[
        (
            "nginx/nginx.conf",
            "pid @/pid;\nerror_log stderr;\nevents {}\nhttp {\n  access_log off;\n  \
             client_body_temp_path @/a;\n  proxy_temp_path @/b;\n  fastcgi_temp_path @/c;\n  \
             uwsgi_temp_path @/d;\n  scgi_temp_path @/e;\n  ssl_protocols TLSv1.2 TLSv1.3;\n  \
             include conf.d/*.conf;\n  include @/nginx/sites/*;\n}\n",
        ),
        ("nginx/conf.d/b.conf", "ssl_prefer_server_ciphers on;\n"),
        ("nginx/conf.d/a.conf", "# \u{8868}\nssl_ciphers ECDHE+AESGCM;\n"),
        ("nginx/conf.d/not.txt", "ssl_ciphers NONSENSE;\n"),
        ("nginx/sites/www", "server {\n  listen 127.0.0.1:1;\n  include snip/curve.conf;\n}\n"),
        ("nginx/snip/curve.conf", "ssl_ecdh_curve X25519:prime256v1;\nssl_session_tickets off;\n"),
    ]);
    let inventory = scanned(root.path());
    let found = texts(asset(&inventory, "nginx/nginx.conf"), "effective-directives");
    assert_eq!(inventory.diagnostics, []);
    let main = root.path().join("nginx/nginx.conf");
    let arguments = ["-T", "-q", "-e", "stderr", "-c", main.to_str().unwrap()];
    let Some(output) = run("/usr/sbin/nginx", &arguments) else { return };
    assert!(output.status.success(), "{}", text(&output.stderr));
    let (mut theirs, mut file, mut line) = (BTreeSet::new(), String::new(), 0);
    for each in text(&output.stdout).lines() {
        line += 1;
        if let Some(name) = each.strip_prefix("# configuration file ") {
            (file, line) = (name.trim_end_matches(':').to_owned(), 0);
        } else if each.trim_start().starts_with("ssl_") {
            theirs.insert(format!("{file}:{line}: {}", each.trim().trim_end_matches(';')));
        }
    }
    assert_eq!(found.into_iter().collect::<BTreeSet<_>>(), theirs);
    assert_eq!(theirs.len(), 5);
}

#[test]
fn apache_reads_the_same_directives() {
    let root = tree(&[
        (
            "apache2/apache2.conf",
            "ServerRoot @/apache2\nServerName localhost\nPidFile @/pid\nErrorLog @/error.log\n\
             LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so\n\
             LoadModule ssl_module /usr/lib/apache2/modules/mod_ssl.so\n\
             LoadModule socache_shmcb_module /usr/lib/apache2/modules/mod_socache_shmcb.so\n\
             LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so\n\
             LoadModule info_module /usr/lib/apache2/modules/mod_info.so\n\
             SSLProtocol -all +TLSv1.2\nIncludeOptional conf/*.conf\nInclude sites/a.conf\n",
        ),
        ("apache2/conf/z.conf", "SSLCipherSuite HIGH:!aNULL\nSSLHonorCipherOrder on\n"),
        (
            "apache2/sites/a.conf",
            "<VirtualHost *:1>\n  SSLEngine off\n  SSLOpenSSLConfCmd Curves X25519\n</VirtualHost>\n",
        ),
    ]);
    let inventory = scanned(root.path());
    let found = texts(asset(&inventory, "apache2/apache2.conf"), "effective-directives");
    assert_eq!(inventory.diagnostics, []);
    let main = root.path().join("apache2/apache2.conf");
    let arguments = ["-t", "-D", "DUMP_CONFIG", "-f", main.to_str().unwrap()];
    let Some(output) = run("/usr/sbin/apache2", &arguments) else { return };
    assert!(output.status.success(), "{}", text(&output.stderr));
    let (mut theirs, mut file, mut line) = (BTreeSet::new(), String::new(), String::new());
    for each in text(&output.stdout).lines() {
        let each = each.trim();
        if let Some(name) = each.strip_prefix("# In file: ") {
            file = name.to_owned();
        } else if let Some(number) = each.strip_prefix('#') {
            line = number.trim().trim_end_matches(':').to_owned();
        } else if each.starts_with("SSL") {
            theirs.insert(format!("{file}:{line}: {each}"));
        }
    }
    assert_eq!(found.into_iter().collect::<BTreeSet<_>>(), theirs);
    assert_eq!(theirs.len(), 5);
}

/// Words with one space between them.
fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn postfix_has_the_same_settings() {
    let root = tree(&[(
        "postfix/main.cf",
        "compatibility_level = 3.6\nsmtpd_tls_security_level = may\nsmtpd_tls_protocols = >=TLSv1.2,\n    \
         <=TLSv1.3\n# comment\nsmtpd_tls_mandatory_protocols = $smtpd_tls_protocols\n\
         smtpd_tls_exclude_ciphers = aNULL,\n\n  MD5\nsmtp_tls_security_level = encrypt\n\
         tls_high_cipherlist = ECDHE+AESGCM\n",
    )]);
    let inventory = scanned(root.path());
    let found = texts(asset(&inventory, "postfix/main.cf"), "directives");
    let found: BTreeSet<String> =
        found.iter().map(|text| plain(text.split_once(": ").unwrap().1)).collect();
    let folder = root.path().join("postfix");
    fs::write(folder.join("master.cf"), "").unwrap();
    let arguments = ["-n", "-x", "-c", folder.to_str().unwrap()];
    let Some(output) = run("/usr/sbin/postconf", &arguments) else { return };
    assert!(output.status.success(), "{}", text(&output.stderr));
    let theirs: BTreeSet<String> = text(&output.stdout)
        .lines()
        .filter(|line| line.contains("tls_"))
        .map(|line| plain(&line.replacen('=', "", 1)))
        .collect();
    assert_eq!(found, theirs);
    assert_eq!(theirs.len(), 6);
}

#[test]
fn dovecot_has_the_same_settings() {
    let root = tree(&[
        (
            "dovecot/dovecot.conf",
            "protocols =\n!include conf.d/*.conf\n!include_try nothing.conf\n",
        ),
        ("dovecot/conf.d/10-ssl.conf", "ssl = required\nssl_min_protocol = TLSv1.2\n"),
        (
            "dovecot/conf.d/20-more.conf",
            "ssl_min_protocol = TLSv1.1\nssl_cipher_list = ECDHE+AESGCM\nssl_curve_list = X25519:P-256\n",
        ),
    ]);
    let inventory = scanned(root.path());
    let head = asset(&inventory, "dovecot/dovecot.conf");
    let main = root.path().join("dovecot/dovecot.conf");
    let Some(output) = run("/usr/bin/doveconf", &["-n", "-c", main.to_str().unwrap()]) else {
        return;
    };
    assert!(output.status.success(), "{}", text(&output.stderr));
    let theirs: BTreeSet<String> = text(&output.stdout)
        .lines()
        .filter(|line| line.starts_with("ssl"))
        .map(|line| plain(&line.replacen('=', "", 1)))
        .collect();
    // Of two settings the last holds: both are contributions.
    let found = texts(head, "effective-directives");
    let found: BTreeSet<String> = found
        .iter()
        .map(|text| plain(text.split_once(": ").unwrap().1))
        .filter(|text| text != "ssl_min_protocol TLSv1.2")
        .collect();
    assert_eq!(found, theirs);
    let versions = &head.protocols[0].versions;
    assert_eq!(versions, &["1.1", "1.2", "1.3"]);
}

#[test]
fn openssh_comes_to_the_same_lists() {
    let root = tree(&[
        (
            "ssh/sshd_config",
            "HostKey @/ssh/key\nInclude @/ssh/sshd_config.d/*.conf\nCiphers aes256-ctr\nMACs +hmac-md5\n\
             KexAlgorithms ^diffie-hellman-group14-sha1\n",
        ),
        (
            "ssh/sshd_config.d/10.conf",
            "Ciphers -*cbc,chacha*\nMatch User backup\n  PubkeyAcceptedAlgorithms ssh-ed25519\n",
        ),
    ]);
    let inventory = scanned(root.path());
    let head = asset(&inventory, "ssh/sshd_config");
    let folder = root.path().join("ssh");
    let key = folder.join("key");
    let made = run("ssh-keygen", &["-q", "-t", "ed25519", "-N", "", "-f", key.to_str().unwrap()]);
    if made.is_none() {
        return;
    }
    let main = folder.join("sshd_config");
    let Some(output) = run("/usr/sbin/sshd", &["-T", "-f", main.to_str().unwrap()]) else { return };
    let answer = text(&output.stdout);
    let is_release = run("ssh", &["-V"]).is_some_and(|out| out.stderr.starts_with(b"OpenSSH_9.2"));
    // Without its folder for privilege separation the server does not start.
    if !is_release || text(&output.stderr).contains("/run/sshd") {
        return not_compared("sshd of OpenSSH 9.2");
    }
    assert!(output.status.success(), "{}", text(&output.stderr));
    let suites: Vec<Vec<&str>> = head
        .protocols
        .iter()
        .map(|protocol| protocol.suites.iter().map(|suite| suite.name.as_str()).collect())
        .collect();
    for keyword in ["kexalgorithms", "ciphers", "macs"] {
        let line = answer.lines().find_map(|line| line.strip_prefix(keyword)).unwrap();
        let names: Vec<&str> = line.trim().split(',').collect();
        let is_there = |suites: &Vec<&str>| suites.windows(names.len()).any(|part| part == names);
        assert!(suites.iter().any(is_there), "{keyword}: {names:?} not in {suites:#?}");
    }
}

/// Criteria of Match with values that fit some of the connections, and some of none.
fn criteria() -> impl Strategy<Value = String> {
    let list = |words: &'static [&'static str]| {
        let word = (prop::sample::select(words), any::<bool>());
        prop::collection::vec(word, 1..4).prop_map(|words| {
            let words = words.iter().map(|(word, negated)| match negated {
                true => format!("!{word}"),
                false => (*word).to_owned(),
            });
            words.collect::<Vec<_>>().join(",")
        })
    };
    let users = list(&["root", "ro*", "daemon", "da?mon", "nobody", "*"]);
    let groups = list(&["root", "daemon", "r*", "no?roup", "nogroup", "*"]);
    let hosts = list(&["client.example.jp", "*.example.jp", "CLIENT.*", "other", "*"]);
    let addresses =
        list(&["192.0.2.7", "192.0.2.0/24", "192.0.*", "2001:db8::/32", "10.0.0.0/8", "*"]);
    let one = prop_oneof![
        users.prop_map(|list| format!("User {list}")),
        groups.prop_map(|list| format!("Group {list}")),
        hosts.prop_map(|list| format!("Host {list}")),
        addresses.prop_map(|list| format!("Address {list}")),
        Just("LocalPort 22".to_owned()),
        Just("LocalPort 2222".to_owned()),
        Just("LocalAddress 198.51.100.0/24".to_owned()),
        Just("LocalAddress !198.51.100.1,*".to_owned()),
    ];
    prop_oneof![
        1 => Just("all".to_owned()),
        8 => prop::collection::vec(one, 1..4).prop_map(|all| all.join(" ")),
    ]
}

/// Values of a list that a Match block may hold.
fn accepted() -> impl Strategy<Value = String> {
    let values = ["ssh-ed25519", "+ssh-rsa", "-ecdsa*", "^rsa-sha2-256", "rsa-sha2-*,ssh-ed25519"];
    prop::sample::select(values.to_vec()).prop_map(str::to_owned)
}

fn block() -> impl Strategy<Value = String> {
    let keyword =
        prop::sample::select(vec!["PubkeyAcceptedAlgorithms", "HostbasedAcceptedAlgorithms"]);
    let line = (keyword, accepted()).prop_map(|(keyword, value)| format!("  {keyword} {value}\n"));
    (criteria(), prop::collection::vec(line, 0..3))
        .prop_map(|(criteria, lines)| format!("Match {criteria}\n{}", lines.concat()))
}

/// The groups of a user of this machine, by id(1).
fn groups_of(user: &str) -> Vec<String> {
    let output = run("id", &["-Gn", user]);
    let output = output.filter(|output| output.status.success());
    output.map_or_else(Vec::new, |out| {
        text(&out.stdout).split_whitespace().map(str::to_owned).collect()
    })
}

#[test]
fn blocks_of_match_hold_for_the_same_connections_as_in_sshd() {
    let is_release = run("ssh", &["-V"]).is_some_and(|out| out.stderr.starts_with(b"OpenSSH_9.2"));
    if !is_release || !Path::new("/run/sshd").exists() || !Path::new("/usr/sbin/sshd").exists() {
        return not_compared("sshd of OpenSSH 9.2 (with /run/sshd)");
    }
    let root = tempfile::tempdir().unwrap();
    let key = root.path().join("key");
    let made = run("ssh-keygen", &["-q", "-t", "ed25519", "-N", "", "-f", key.to_str().unwrap()]);
    if made.is_none() {
        return;
    }
    let path = root.path().join("sshd_config");
    let users = ["root", "daemon", "nobody"].map(|user| (user, groups_of(user)));
    let users = prop::sample::select(users.to_vec());
    let hosts = prop::sample::select(vec!["client.example.jp", "other"]);
    let addresses = prop::sample::select(vec!["192.0.2.7", "2001:db8::1", "10.9.8.7"]);
    let ports = prop::sample::select(vec![22_u16, 2222]);
    let blocks = prop::collection::vec(block(), 1..5);
    let cases = (blocks, proptest::option::of(accepted()), users, hosts, addresses, ports);
    let mut runner =
        TestRunner::new(Config { cases: 96, failure_persistence: None, ..Config::default() });
    let outcome = runner.run(&cases, |(blocks, global, (user, groups), host, address, port)| {
        let head = format!("HostKey {}\n", key.display());
        let global =
            global.map_or_else(String::new, |value| format!("PubkeyAcceptedAlgorithms {value}\n"));
        let config = head + &global + &blocks.concat();
        fs::write(&path, &config).unwrap();
        let spec =
            format!("user={user},host={host},addr={address},laddr=198.51.100.1,lport={port}");
        let arguments = ["-T", "-f", path.to_str().unwrap(), "-C", &spec];
        let output = Command::new("/usr/sbin/sshd").args(arguments).output().unwrap();
        let connection = SshConnection {
            user: Some(user.to_owned()),
            groups,
            host: Some(host.to_owned()),
            address: address.parse().ok(),
            local_address: "198.51.100.1".parse().ok(),
            local_port: Some(port),
        };
        prop_assert!(output.status.success(), "{}\n{config}", text(&output.stderr));
        let lists = openssh_lists(config.as_bytes(), &connection).unwrap();
        let answer = text(&output.stdout);
        for keyword in ["pubkeyacceptedalgorithms", "hostbasedacceptedalgorithms"] {
            let theirs = answer.lines().find_map(|line| line.strip_prefix(keyword)).unwrap().trim();
            let ours = &lists.iter().find(|(name, _)| *name == keyword).unwrap().1;
            prop_assert_eq!(ours.join(","), theirs, "{} for {}\n{}", keyword, spec, config);
        }
        Ok(())
    });
    if let Err(error) = outcome {
        panic!("{error}");
    }
}
