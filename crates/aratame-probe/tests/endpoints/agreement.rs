//! Configuration, probe and capture of the same real server say the same.
//!
//! The configuration is scanned as a file, the server is started with it and probed through a relay
//! that records every byte, and the record is scanned as a capture. Where the three differ, a rule
//! of [`RULES`] must say why; any other difference is a failure.

use super::relay::Relay;
use super::{fixture, has, patient, probed, rustls_server, sshd, target};
use aratame_algorithms::cipher_suite_by_name;
use aratame_inventory::{Asset, AssetKind, Inventory, RelationKind, Role, Value};
use aratame_probe::{Report, Seen};
use aratame_scan::{DETECTORS, Options, Progress, scan, scan_bytes};
use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream, UdpSocket};
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Why a configuration may name more than a server does, or a capture show less than a probe. The
/// page about probes has the same list.
const RULES: [(&str, &str); 3] = [
    ("key", "a configuration names suites that the type of the certificate's key makes impossible"),
    (
        "sealed",
        "certificates of TLS 1.3 are encrypted: a capture shows those of older versions only",
    ),
    (
        "implied",
        "a proposal of strongSwan without a PRF takes that of its integrity; the file does not say it",
    ),
];

/// Longest that a program may take to listen; only a failure waits so long.
const PATIENCE: Duration = Duration::from_secs(30);

/// Suites of every configuration here, with one for a key that the server has not.
const SUITES: &str = "ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-AES128-GCM-SHA256:\
                      ECDHE-RSA-AES128-GCM-SHA256";

/// What one of the three says.
#[derive(Debug, Default, PartialEq, Eq)]
struct Said {
    versions: BTreeSet<String>,
    suites: BTreeSet<String>,
    /// Key exchanges with their groups.
    agreement: BTreeSet<String>,
    /// Keys of certificates and host keys.
    keys: BTreeSet<String>,
}

impl Said {
    fn of(inventory: &Inventory, asset: &Asset) -> Self {
        let protocol = asset.protocols.first();
        let versions = protocol.map(|each| each.versions.iter().cloned().collect());
        let suites =
            protocol.map(|each| each.suites.iter().map(|suite| suite.name.clone()).collect());
        let related = inventory.relations_from(asset.id);
        let named = related.filter(|each| each.kind == RelationKind::Names);
        let named = named.filter_map(|each| inventory.assets.iter().find(|a| a.id == each.to));
        let named = named
            .filter(|asset| matches!(asset.kind, AssetKind::Certificate | AssetKind::PublicKey));
        Self {
            versions: versions.unwrap_or_else(|| list(asset, "negotiated-versions")),
            suites: suites.unwrap_or_else(|| list(asset, "negotiated-suites")),
            agreement: played(asset, Role::KeyAgreement),
            keys: named.flat_map(|asset| played(asset, Role::Key)).collect(),
        }
    }
}

fn list(asset: &Asset, name: &str) -> BTreeSet<String> {
    match asset.attributes.get(name) {
        Some(Value::List(all)) => all.iter().cloned().collect(),
        _ => BTreeSet::new(),
    }
}

fn played(asset: &Asset, role: Role) -> BTreeSet<String> {
    let of = asset.algorithms.iter().filter(|each| each.role == role);
    of.map(|each| each.algorithm.to_string()).collect()
}

/// What each of configuration, probe and capture says of a role, of which the probe saw something.
fn of_role(assets: [&Asset; 3], role: Role) -> [BTreeSet<String>; 3] {
    let all = assets.map(|asset| played(asset, role));
    assert!(!all[1].is_empty(), "{role:?}");
    all
}

/// The configuration of this product in a folder.
fn configured(folder: &Path, product: &str) -> (Inventory, Asset) {
    let options = Options::new(vec![folder.to_owned()]);
    let inventory = scan(&options, &Progress::default()).unwrap();
    // Of several files, the one that the others are a part of.
    let is_meant = |asset: &&Asset| {
        matches!(asset.attributes.get("product"), Some(Value::Text(name)) if name == product)
            && !asset.attributes.contains_key("part-of")
    };
    let asset = inventory.assets.iter().find(is_meant).cloned();
    let asset = asset.unwrap_or_else(|| panic!("{product}: {:?}", inventory.diagnostics));
    (inventory, asset)
}

/// The endpoint as a probe sees it.
fn seen(protocol: &str, port: u16) -> (Inventory, Asset, Report) {
    let report = probed(protocol, port, patient());
    assert_eq!(report.trouble, None, "{protocol}: {report:?}");
    let inventory =
        aratame_probe::inventory(&target(protocol, port), std::slice::from_ref(&report));
    let endpoint = inventory.assets.iter().find(|asset| asset.kind == AssetKind::Configuration);
    let endpoint = endpoint.unwrap().clone();
    (inventory, endpoint, report)
}

/// The server of a capture.
fn overheard(capture: &[u8]) -> (Inventory, Asset) {
    let path = aratame_inventory::EntryPath::of_file(Path::new("/probe.pcap"));
    let inventory = scan_bytes(&path, capture, DETECTORS);
    let mut servers = inventory.assets.iter().filter(|asset| asset.name.contains(" server "));
    let server = servers.next().unwrap().clone();
    assert!(servers.next().is_none() && inventory.diagnostics.is_empty());
    (inventory, server)
}

/// A program that ends with the test.
struct Running(Child);

impl Running {
    /// Starts a program and waits until it is ready; nothing when it ends before.
    fn until(mut command: Command, is_ready: impl Fn() -> bool) -> Option<Self> {
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let mut running = Self(command.spawn().unwrap());
        let end = Instant::now() + PATIENCE;
        while running.0.try_wait().unwrap().is_none() && Instant::now() < end {
            if is_ready() {
                return Some(running);
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        None
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Programs with children end them at this signal.
        let id = self.0.id().to_string();
        let _ = Command::new("/bin/kill").args(["-TERM", &id]).status();
        let end = Instant::now() + Duration::from_secs(5);
        while Instant::now() < end && matches!(self.0.try_wait(), Ok(None)) {
            std::thread::sleep(Duration::from_millis(10));
        }
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A server of TLS with its configuration.
struct Service {
    program: &'static str,
    product: &'static str,
    protocol: &'static str,
    /// Whether it wants to begin as root and changes to users of its own.
    wants_root: bool,
    /// Writes the configuration for a folder and a port.
    write: fn(&Path, u16),
    command: fn(&Path) -> Command,
}

impl Service {
    /// A port that was free a moment ago; another program may take it, so there are several tries.
    fn start(&self, folder: &Path) -> Option<(Running, u16)> {
        let is_root = fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0);
        if !has(self.program) {
            return None;
        }
        if self.wants_root && !is_root {
            eprintln!("SKIPPED: {} wants to be started by root", self.program);
            return None;
        }
        for _ in 0..3 {
            let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
            (self.write)(folder, port);
            let listens = || TcpStream::connect(("127.0.0.1", port)).is_ok();
            if let Some(running) = Running::until((self.command)(folder), listens) {
                return Some((running, port));
            }
        }
        eprintln!("SKIPPED: {} does not start", self.program);
        None
    }

    fn agrees(&self) {
        let folder = folder();
        let Some((_running, port)) = self.start(folder.path()) else { return };
        let relay = Relay::streams(port);
        let (inventory, endpoint, report) = seen(self.protocol, relay.port);
        let by_probe = Said::of(&inventory, &endpoint);
        let (inventory, asset) = configured(folder.path(), self.product);
        let by_file = Said::of(&inventory, &asset);
        let (inventory, server) = overheard(&relay.capture(443));
        let by_capture = Said::of(&inventory, &server);
        let product = self.product;
        assert_eq!(by_probe.keys, ["RSA-2048".to_owned()].into(), "{product}");
        assert_eq!(by_capture, by_probe, "{product}: capture and probe");
        let ruled_out: BTreeSet<String> =
            by_file.suites.difference(&by_probe.suites).cloned().collect();
        assert_eq!(ruled_out, impossible(&by_file), "{product}: rule {}", RULES[0].0);
        let possible = by_file.suites.difference(&ruled_out).cloned().collect();
        assert_eq!(Said { suites: possible, ..by_file }, by_probe, "{product}: file and probe");
        let Seen::Tls(seen) = report.seen else { panic!("{product}") };
        assert!(seen.connections < 60, "{product}: {}", seen.connections);
    }
}

/// The suites that the keys of the certificates make impossible.
fn impossible(said: &Said) -> BTreeSet<String> {
    let wants_ecdsa = |name: &&String| {
        let suite = cipher_suite_by_name(name).unwrap();
        suite.authentication.is_some_and(|usage| usage.algorithm.id == "ecdsa")
    };
    let has_ecdsa = said.keys.iter().any(|key| key.starts_with("EC"));
    said.suites.iter().filter(wants_ecdsa).filter(|_| !has_ecdsa).cloned().collect()
}

/// A folder that programs may enter which give up their rights.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    for name in ["rsa.pem", "rsa.key.pem"] {
        fs::copy(fixture(name), folder.path().join(name)).unwrap();
    }
    folder
}

/// Fills a template: `@` is the folder, `%PORT` the port, `%SUITES` the suites.
fn write(folder: &Path, name: &str, port: u16, text: &str) {
    let text = text.replace('@', &folder.display().to_string());
    let text = text.replace("%PORT", &port.to_string()).replace("%SUITES", SUITES);
    fs::write(folder.join(name), text).unwrap();
}

#[test]
fn nginx() {
    NGINX.agrees();
}

const NGINX: Service = Service {
    program: "/usr/sbin/nginx",
    product: "nginx",
    protocol: "tls",
    wants_root: false,
    write: |folder, port| {
        write(
            folder,
            "nginx.conf",
            port,
            "daemon off;\nmaster_process off;\npid @/pid;\nerror_log stderr;\nevents {}\nhttp {\n \
             access_log off;\n client_body_temp_path @/a;\n proxy_temp_path @/b;\n \
             fastcgi_temp_path @/c;\n uwsgi_temp_path @/d;\n scgi_temp_path @/e;\n server {\n  \
             listen 127.0.0.1:%PORT ssl;\n  ssl_certificate @/rsa.pem;\n  \
             ssl_certificate_key @/rsa.key.pem;\n  ssl_protocols TLSv1.2 TLSv1.3;\n  \
             ssl_prefer_server_ciphers on;\n  ssl_ciphers %SUITES;\n  \
             ssl_ecdh_curve X25519:secp384r1;\n }\n}\n",
        );
    },
    command: |folder| {
        let mut command = Command::new(NGINX.program);
        command.args(["-e", "stderr", "-p"]).arg(folder).arg("-c").arg(folder.join("nginx.conf"));
        command
    },
};

#[test]
fn apache() {
    APACHE.agrees();
}

const APACHE: Service = Service {
    program: "/usr/sbin/apache2",
    product: "apache",
    protocol: "tls",
    wants_root: false,
    write: |folder, port| {
        write(
            folder,
            "apache2.conf",
            port,
            "ServerRoot @\nServerName localhost\nPidFile @/pid\nErrorLog @/log\n\
             DefaultRuntimeDir @\nMutex file:@\nUser nobody\nGroup nogroup\n\
             LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so\n\
             LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so\n\
             LoadModule ssl_module /usr/lib/apache2/modules/mod_ssl.so\n\
             Listen 127.0.0.1:%PORT\n<VirtualHost 127.0.0.1:%PORT>\n SSLEngine on\n \
             SSLCertificateFile @/rsa.pem\n SSLCertificateKeyFile @/rsa.key.pem\n \
             SSLProtocol -all +TLSv1.2 +TLSv1.3\n SSLHonorCipherOrder on\n \
             SSLCipherSuite %SUITES\n SSLOpenSSLConfCmd Groups X25519:secp384r1\n\
             </VirtualHost>\n",
        );
    },
    command: |folder| {
        let mut command = Command::new(APACHE.program);
        command.args(["-X", "-d"]).arg(folder).arg("-f").arg(folder.join("apache2.conf"));
        command
    },
};

#[test]
fn haproxy() {
    HAPROXY.agrees();
}

const HAPROXY: Service = Service {
    program: "/usr/sbin/haproxy",
    product: "haproxy",
    protocol: "tls",
    wants_root: false,
    write: |folder, port| {
        let both = ["rsa.pem", "rsa.key.pem"].map(|name| fs::read(folder.join(name)).unwrap());
        fs::write(folder.join("both.pem"), both.concat()).unwrap();
        write(
            folder,
            "haproxy.cfg",
            port,
            "global\n ssl-default-bind-ciphers %SUITES\n \
             ssl-default-bind-curves X25519:P-384\n \
             ssl-default-bind-options ssl-min-ver TLSv1.2\ndefaults\n mode http\n \
             timeout client 60s\n timeout connect 60s\n timeout server 60s\nfrontend a\n \
             bind 127.0.0.1:%PORT ssl crt @/both.pem\n http-request return status 200\n",
        );
    },
    command: |folder| {
        let mut command = Command::new(HAPROXY.program);
        command.args(["-db", "-f"]).arg(folder.join("haproxy.cfg"));
        command
    },
};

#[test]
fn postfix() {
    POSTFIX.agrees();
}

const POSTFIX: Service = Service {
    program: "/usr/lib/postfix/sbin/master",
    product: "postfix",
    protocol: "smtp",
    wants_root: true,
    write: |folder, port| {
        let id = user("postfix");
        for name in ["data", "queue/private", "queue/public", "queue/active", "queue/incoming"] {
            fs::create_dir_all(folder.join(name)).unwrap();
            chown(folder.join(name), id, None).unwrap();
        }
        fs::create_dir_all(folder.join("queue/pid")).unwrap();
        write(
            folder,
            "main.cf",
            port,
            "compatibility_level = 3.6\nqueue_directory = @/queue\ndata_directory = @/data\n\
             myhostname = localhost\ninet_interfaces = 127.0.0.1\ninet_protocols = ipv4\n\
             mydestination =\nalias_maps =\nmaillog_file = @/log\nmaillog_file_prefixes = @\n\
             smtpd_tls_chain_files = @/rsa.key.pem, @/rsa.pem\n\
             smtpd_tls_security_level = may\nsmtpd_tls_protocols = >=TLSv1.2\n\
             smtpd_tls_mandatory_protocols = >=TLSv1.2\nsmtpd_tls_ciphers = high\n\
             tls_high_cipherlist = %SUITES\ntls_preempt_cipherlist = yes\n\
             tls_eecdh_auto_curves = X25519 secp384r1\n",
        );
        write(
            folder,
            "master.cf",
            port,
            "127.0.0.1:%PORT inet n - n - - smtpd\nrewrite unix - - n - - trivial-rewrite\n\
             anvil unix - - n - 1 anvil\nproxymap unix - - n - - proxymap\n\
             postlog unix-dgram n - n - 1 postlogd\ntlsmgr unix - - n 1000? 1 tlsmgr\n",
        );
    },
    command: |folder| {
        let mut command = Command::new(POSTFIX.program);
        command.arg("-c").arg(folder).arg("-s").env("MAIL_CONFIG", folder);
        command
    },
};

#[test]
fn dovecot() {
    DOVECOT.agrees();
}

const DOVECOT: Service = Service {
    program: "/usr/sbin/dovecot",
    product: "dovecot",
    protocol: "imap",
    wants_root: true,
    write: |folder, port| {
        write(
            folder,
            "dovecot.conf",
            port,
            "base_dir = @/run\nstate_dir = @/run\nlog_path = @/log\nprotocols = imap\n\
             listen = 127.0.0.1\nmail_location = maildir:@/mail\nssl = required\n\
             ssl_cert = <@/rsa.pem\nssl_key = <@/rsa.key.pem\nssl_min_protocol = TLSv1.2\n\
             ssl_cipher_list = %SUITES\nssl_prefer_server_ciphers = yes\n\
             ssl_curve_list = X25519:secp384r1\nservice imap-login {\n  chroot =\n  \
             inet_listener imap {\n    port = %PORT\n  }\n  inet_listener imaps {\n    port = 0\n  \
             }\n}\nservice anvil {\n  chroot =\n}\npassdb {\n  driver = static\n  \
             args = nopassword=y\n}\n",
        );
    },
    command: |folder| {
        let mut command = Command::new(DOVECOT.program);
        command.args(["-F", "-c"]).arg(folder.join("dovecot.conf"));
        command
    },
};

/// The number of a user of the system.
fn user(name: &str) -> Option<u32> {
    let users = fs::read_to_string("/etc/passwd").unwrap();
    let line = users.lines().find_map(|line| line.strip_prefix(&format!("{name}:")))?;
    line.split(':').nth(1)?.parse().ok()
}

#[test]
fn stunnel() {
    STUNNEL.agrees();
}

const STUNNEL: Service = Service {
    program: "/usr/bin/stunnel4",
    product: "stunnel",
    protocol: "tls",
    wants_root: false,
    // Nobody listens where it connects to: a probe sends no data, so stunnel only closes.
    write: |folder, port| {
        write(
            folder,
            "stunnel.conf",
            port,
            "foreground = yes\npid =\n[a]\naccept = 127.0.0.1:%PORT\nconnect = 127.0.0.1:9\n\
             cert = @/rsa.pem\nkey = @/rsa.key.pem\nsslVersionMin = TLSv1.2\nciphers = %SUITES\n\
             curves = X25519:P-384\n",
        );
    },
    command: |folder| {
        let mut command = Command::new(STUNNEL.program);
        command.arg(folder.join("stunnel.conf"));
        command
    },
};

/// What probe and capture say of a server behind a relay.
fn two(relay: &Relay, protocol: &str) -> (Said, Said) {
    let (inventory, endpoint, _) = seen(protocol, relay.port);
    let by_probe = Said::of(&inventory, &endpoint);
    let (inventory, server) = overheard(&relay.capture(443));
    (by_probe, Said::of(&inventory, &server))
}

#[test]
fn rustls_with_hybrid_groups() {
    let relay = Relay::streams(rustls_server::hybrid());
    let (by_probe, by_capture) = two(&relay, "tls");
    assert!(by_probe.agreement.contains("ML-KEM-768"), "{by_probe:?}");
    assert_eq!(by_probe.keys, ["ML-DSA-65".to_owned()].into());
    assert_eq!(by_capture.keys, BTreeSet::new(), "rule {}", RULES[1].0);
    assert_eq!(Said { keys: by_probe.keys.clone(), ..by_capture }, by_probe);
}

#[test]
fn sshd() {
    let folder = tempfile::tempdir().unwrap();
    let lists = "KexAlgorithms curve25519-sha256,ecdh-sha2-nistp384\n\
                 Ciphers aes256-gcm@openssh.com,aes128-ctr\n\
                 MACs hmac-sha2-256-etm@openssh.com,hmac-sha2-512\n\
                 HostKeyAlgorithms ssh-ed25519,rsa-sha2-512\n";
    let Some(port) = sshd::started(folder.path(), lists) else { return };
    let relay = Relay::streams(port);
    let (inventory, endpoint, _) = seen("ssh", relay.port);
    let (_, file) = configured(folder.path(), "openssh-server");
    let (overheard, server) = overheard(&relay.capture(22));
    for role in [Role::KeyAgreement, Role::Encryption, Role::Mac, Role::Authentication] {
        let [by_file, by_probe, by_capture] = of_role([&file, &endpoint, &server], role);
        assert_eq!(by_file, by_probe, "file and probe: {role:?}");
        assert_eq!(by_capture, by_probe, "capture and probe: {role:?}");
    }
    let keys = |inventory: &Inventory| -> BTreeSet<String> {
        let keys = inventory.assets.iter().filter(|asset| asset.kind == AssetKind::PublicKey);
        keys.flat_map(|asset| played(asset, Role::Key)).collect()
    };
    assert_eq!(keys(&inventory), ["Ed25519".to_owned(), "RSA-2048".to_owned()].into());
    assert_eq!(keys(&overheard), keys(&inventory));
}

const CHARON: &str = "/usr/lib/ipsec/charon";
const SWANCTL: &str = "/usr/sbin/swanctl";

#[test]
fn strongswan() {
    if !(has(CHARON) && has(SWANCTL)) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let Some((_running, port)) = charon(folder.path()) else {
        eprintln!("SKIPPED: charon does not start, or takes no configuration");
        return;
    };
    let relay = Relay::datagrams(port);
    let (_, endpoint, _) = seen("ike", relay.port);
    let (_, file) = configured(folder.path(), "strongswan");
    let (_, server) = overheard(&relay.capture(500));
    for role in [Role::KeyAgreement, Role::Encryption, Role::Mac, Role::KeyDerivation] {
        let [mut by_file, by_probe, by_capture] = of_role([&file, &endpoint, &server], role);
        // What a responder only wants instead of what came is in no proposal that it took.
        assert!(by_capture.is_subset(&by_probe), "capture and probe: {role:?}");
        if role == Role::KeyDerivation {
            assert!(by_file.insert("HMAC SHA-256".to_owned()), "rule {}", RULES[2].0);
        }
        assert_eq!(by_file, by_probe, "file and probe: {role:?}");
    }
}

/// strongSwan's daemon with two proposals, on a port that was free a moment ago. By default it
/// falls silent to whoever leaves five exchanges open, which the page about probes says.
fn charon(folder: &Path) -> Option<(Running, u16)> {
    let port = UdpSocket::bind("127.0.0.1:0").ok()?.local_addr().ok()?.port();
    let second = UdpSocket::bind("127.0.0.1:0").ok()?.local_addr().ok()?.port();
    let socket = format!("unix://{}/vici", folder.display());
    let conf = folder.join("strongswan.conf");
    let text = format!(
        "charon {{\n port = {port}\n port_nat_t = {second}\n block_threshold = 99\n load = random nonce openssl kdf \
         socket-default kernel-netlink vici pem pkcs1 pubkey x509\n \
         plugins {{\n vici {{\n socket = {socket}\n }}\n }}\n}}\n"
    );
    fs::write(&conf, text).ok()?;
    let swanctl = folder.join("swanctl.conf");
    let text = "connections {\n a {\n  local_addrs = 127.0.0.1\n  version = 2\n  \
                proposals = aes256gcm16-prfsha384-ecp384, aes128-sha256-modp3072\n  local {\n   \
                auth = psk\n   id = a\n  }\n  remote {\n   auth = psk\n   id = b\n  }\n  \
                children {\n   c {\n    esp_proposals = aes256gcm16\n   }\n  }\n }\n}\n";
    fs::write(&swanctl, text).ok()?;
    let mut command = Command::new(CHARON);
    command.env("STRONGSWAN_CONF", &conf);
    let loads = || {
        let mut load = Command::new(SWANCTL);
        load.env("STRONGSWAN_CONF", &conf).args(["--load-conns", "--uri", &socket, "--file"]);
        let load = load.arg(&swanctl).stdout(Stdio::null()).stderr(Stdio::null()).status();
        load.is_ok_and(|status| status.success())
    };
    Running::until(command, loads).map(|running| (running, port))
}

const TCPDUMP: &str = "/usr/bin/tcpdump";

#[test]
fn a_capture_by_tcpdump_says_the_same_as_the_relay() {
    let folder = folder();
    if !has(TCPDUMP) {
        return;
    }
    let Some((_running, port)) = NGINX.start(folder.path()) else { return };
    let file = folder.path().join("probe.pcap");
    let mut command = Command::new(TCPDUMP);
    command.args(["-i", "lo", "-U", "--immediate-mode", "-w"]).arg(&file);
    command.arg(format!("tcp port {port}")).stdin(Stdio::null()).stdout(Stdio::null());
    let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines().map_while(Result::ok);
    let listens = lines.any(|line| line.contains("listening on"));
    let listener = Running(child);
    if !listens {
        eprintln!("SKIPPED: tcpdump may not listen to lo");
        return;
    }
    let (inventory, endpoint, _) = seen("tls", port);
    let by_probe = Said::of(&inventory, &endpoint);
    drop(listener);
    let (inventory, server) = overheard(&fs::read(&file).unwrap());
    assert_eq!(Said::of(&inventory, &server), by_probe);
}

#[test]
fn the_page_about_probes_has_every_rule() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/probe.md");
    let page = fs::read_to_string(page).unwrap();
    let missing: Vec<&str> =
        RULES.iter().map(|(_, rule)| *rule).filter(|rule| !page.contains(rule)).collect();
    let mut told = std::io::stderr();
    let _ = writeln!(told, "{} rules", RULES.len());
    assert_eq!(missing, Vec::<&str>::new());
}
