//! The program as people run it: the walk of its help, permissions, what is never overwritten or
//! shown, bad input, exit statuses.
#![expect(clippy::unwrap_used, reason = "a test that fails says where")]

use std::{
    fs,
    path::PathBuf,
    process::{Command, Output, Stdio},
};

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// Runs a line of the shell, without quoting: arguments are separated by spaces.
    fn run(&self, line: &str) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_futae"));
        command.args(line.split(' ').filter(|part| !part.is_empty()));
        command.env("LC_ALL", "C").current_dir(self.0.path());
        command.stdin(Stdio::null()).output().unwrap()
    }

    /// Runs lines that must succeed.
    fn walk(&self, lines: &[&str]) -> String {
        let mut out = String::new();
        for line in lines {
            let output = self.run(line);
            assert_eq!(output.status.code(), Some(0), "{line}: {}", text(&output.stderr));
            out.push_str(&text(&output.stdout));
        }
        out
    }

    /// Runs a line that must fail, and gives what it says.
    fn fail(&self, status: i32, line: &str) -> String {
        let output = self.run(line);
        assert_eq!(output.status.code(), Some(status), "{line}: {}", text(&output.stderr));
        assert!(output.stdout.is_empty(), "{line}");
        text(&output.stderr)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).unwrap()
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn the_walk_of_the_help_works() {
    let folder = Folder::new();
    let out = folder.walk(&[
        "keygen ML-DSA-65 -o ca.key",
        "cert -k ca.key --subject CN=Root,O=Example,C=JP --profile root -o ca.crt",
        "keygen ML-DSA-65 -o www.key",
        "csr -k www.key --subject CN=www.example.jp --name www.example.jp -o www.csr",
        "cert --csr www.csr --ca-cert ca.crt --ca-key ca.key -o www.crt",
        "chain www.crt --trust ca.crt",
        "inspect www.crt www.key www.csr",
    ]);
    assert!(out.contains("good chain: CN=www.example.jp <- CN=Root,O=Example,C=JP"), "{out}");
    assert!(out.contains("signed with      ML-DSA-65 (2.16.840.1.101.3.4.3.18)"), "{out}");
    assert!(out.contains("www.csr: certification request"), "{out}");
}

#[test]
fn every_help_page_has_its_examples() {
    let folder = Folder::new();
    for line in ["--help", "keygen --help", "cert --help", "cms sign --help", "cms encrypt --help"]
    {
        let out = folder.walk(&[line]);
        assert!(out.contains("futae keygen") || out.contains("Examples:"), "{line}: {out}");
    }
    assert!(folder.fail(2, "").contains("Usage"));
}

#[test]
fn bare_signatures_are_made_and_verified() {
    let folder = Folder::new();
    fs::write(folder.path("m"), "message").unwrap();
    fs::write(folder.path("other"), "massage").unwrap();
    let out = folder.walk(&[
        "keygen ML-DSA-44 -o k.pem --public k.pub",
        "sign -k k.pem m -o m.sig --context reports",
        "verify -k k.pub --signature m.sig m --context reports",
    ]);
    assert!(out.contains("good signature (ML-DSA-44)"), "{out}");
    folder.fail(1, "verify -k k.pub --signature m.sig m");
    folder.fail(1, "verify -k k.pub --signature m.sig other --context reports");
    folder.fail(1, "verify -k k.pub --signature other m");
}

#[test]
fn secrets_are_encapsulated() {
    let folder = Folder::new();
    folder.walk(&[
        "keygen ML-KEM-768 -o k.pem --public k.pub",
        "encapsulate -k k.pub --ciphertext c -o sent",
        "decapsulate -k k.pem --ciphertext c -o received",
    ]);
    assert_eq!((folder.read("sent"), folder.read("sent").len()), (folder.read("received"), 32));
    let message = folder.fail(2, "decapsulate -k k.pem --ciphertext k.pub -o x");
    assert!(message.contains("k.pub") && message.contains("1088"), "{message}");
}

#[test]
fn messages_are_signed_and_encrypted() {
    let folder = Folder::new();
    fs::write(folder.path("m"), "message").unwrap();
    folder.walk(&[
        "keygen ML-DSA-65 -o ca.key",
        "cert -k ca.key --subject CN=Root --profile root -o ca.crt",
        "keygen ML-KEM-768 -o kem.pem --public kem.pub",
        "cert --public-key kem.pub --subject CN=Mail --ca-cert ca.crt --ca-key ca.key -o kem.crt",
        "cms sign -k ca.key --cert ca.crt m -o m.p7m",
        "cms verify --trust ca.crt m.p7m -o signed",
        "cms sign --detached -k ca.key --cert ca.crt m -o m.p7s",
        "cms verify --trust ca.crt --content m m.p7s",
        "cms encrypt --to kem.crt m -o m.enc",
        "cms decrypt -k kem.pem --cert kem.crt m.enc -o decrypted",
    ]);
    let message = folder.read("m");
    assert_eq!((folder.read("signed"), folder.read("decrypted")), (message.clone(), message));
    folder.fail(1, "cms verify --trust ca.crt --content ca.crt m.p7s");
    let message = folder.fail(1, "cms verify --trust kem.crt m.p7m -o unwritten");
    assert!(message.contains("neither given nor trusted"), "{message}");
    assert!(!folder.path("unwritten").exists());
    let message = folder.fail(2, "cms decrypt -k ca.key m.enc -o x");
    assert!(message.contains("ML-DSA-65 is not for key encapsulation"), "{message}");
}

#[test]
fn every_format_of_keys_is_written_and_read() {
    let folder = Folder::new();
    for format in ["pem", "der", "jwk", "cose"] {
        let out = folder.walk(&[
            &format!("keygen ML-DSA-44 -o {format}.key --public {format}.pub --format {format}"),
            &format!("inspect {format}.key {format}.pub"),
            &format!("public -k {format}.key -o {format}.again"),
            &format!("public -k {format}.pub -o {format}.once-more"),
        ]);
        assert!(out.contains(&format!("{format}.key: private key")), "{out}");
        assert!(out.contains(&format!("{format}.pub: public key")), "{out}");
        let again = folder.read(&format!("{format}.again"));
        assert_eq!(again, folder.read(&format!("{format}.once-more")));
    }
}

#[test]
fn private_keys_are_for_their_owner_alone() {
    let folder = Folder::new();
    folder.walk(&["keygen ML-DSA-44 -o k.pem --public k.pub"]);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |name| fs::metadata(folder.path(name)).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode("k.pem"), 0o600);
        assert_ne!(mode("k.pub") & 0o044, 0);
    }
    let before = folder.read("k.pem");
    let message = folder.fail(2, "keygen ML-DSA-44 -o k.pem");
    assert!(message.contains("k.pem exists already; --force overwrites it"), "{message}");
    assert_eq!(folder.read("k.pem"), before);
    folder.walk(&["keygen ML-DSA-44 -o k.pem --force"]);
    assert_ne!(folder.read("k.pem"), before);
}

#[test]
fn a_private_key_is_printed_only_when_asked_for() {
    let folder = Folder::new();
    assert!(folder.fail(2, "keygen ML-DSA-44").contains("--output"));
    assert!(folder.walk(&["keygen ML-DSA-44 -o -"]).contains("BEGIN PRIVATE KEY"));
    folder.walk(&["keygen ML-DSA-44 -o k.jwk --format jwk"]);
    let jwk = text(&folder.read("k.jwk"));
    let seed = jwk.split("\"priv\":\"").nth(1).unwrap().trim_end_matches("\"}");
    assert!(!folder.walk(&["inspect k.jwk", "public -k k.jwk --format jwk"]).contains(seed));
}

#[test]
fn passwords_protect_keys() {
    let folder = Folder::new();
    fs::write(folder.path("pass"), "correct horse\n").unwrap();
    fs::write(folder.path("wrong"), "incorrect\n").unwrap();
    fs::write(folder.path("m"), "message").unwrap();
    folder.walk(&[
        "keygen ML-DSA-44 -o k.pem --password-file pass",
        "sign -k k.pem --password-file pass m -o m.sig",
    ]);
    assert!(text(&folder.read("k.pem")).contains("BEGIN ENCRYPTED PRIVATE KEY"));
    assert!(folder.fail(2, "sign -k k.pem m").contains("--password-file"));
    assert!(folder.fail(2, "sign -k k.pem --password-file wrong m").contains("wrong"));
}

#[test]
fn errors_name_the_file_and_what_to_do() {
    let folder = Folder::new();
    fs::write(folder.path("text"), "no key").unwrap();
    fs::write(folder.path("cut"), "-----BEGIN PRIVATE KEY-----\nMDQC\n").unwrap();
    folder.walk(&["keygen ML-DSA-44 -o k.pem", "keygen ML-KEM-512 -o kem.pem"]);
    for (line, expected) in [
        ("keygen ML-DSA-66 -o x", &["ML-DSA-66", "futae algorithms"][..]),
        ("public -k absent", &["absent", "No such file"]),
        ("public -k text", &["text"]),
        ("public -k cut", &["cut", "END PRIVATE KEY"]),
        ("sign -k kem.pem text", &["kem.pem", "ML-KEM-512 is not for signatures"]),
        ("csr -k kem.pem --subject CN=a", &["ML-KEM-512 is not for signatures"]),
        ("cert -k k.pem --subject example", &["example", "CN="]),
        ("cert -k k.pem --subject CN=a --days 0", &["days"]),
        ("cert -k k.pem", &["--subject"]),
        ("cert --public-key k.pem --subject CN=a", &["--ca-key"]),
        ("chain k.pem --trust k.pem", &["k.pem", "CERTIFICATE"]),
        ("inspect text", &["text"]),
    ] {
        let message = folder.fail(2, line);
        for part in expected {
            assert!(message.contains(part), "{line}: {message}");
        }
    }
}

#[test]
fn chains_are_judged_at_a_time() {
    let folder = Folder::new();
    folder.walk(&[
        "keygen ML-DSA-44 -o k.pem",
        "cert -k k.pem --subject CN=Root --profile root --days 10 -o ca.crt",
        "cert -k k.pem --subject CN=Other --profile root -o other.crt",
        "chain ca.crt --trust ca.crt",
    ]);
    let message = folder.fail(1, "chain ca.crt --trust ca.crt --at 2020-01-01");
    assert!(message.contains("not valid yet"), "{message}");
    let message = folder.fail(1, "chain ca.crt --trust ca.crt --at 2099-01-01T00:00:00Z");
    assert!(message.contains("over"), "{message}");
    let message = folder.fail(2, "chain ca.crt --trust ca.crt --at tomorrow");
    assert!(message.contains("2026-11-21"), "{message}");
    folder.fail(1, "chain ca.crt --trust other.crt");
}

#[test]
fn composites_and_classical_keys_make_a_migration() {
    let folder = Folder::new();
    let message = folder.fail(2, "keygen ECDSA-P256-SHA256 -o old.key");
    assert!(message.contains("--classical"), "{message}");
    folder.walk(&[
        "keygen ECDSA-P256-SHA256 --classical -o old.key",
        "cert -k old.key --subject CN=Old --profile root -o old.crt",
        "keygen MLDSA65-ECDSA-P256-SHA512 -o new.key",
        "cert -k new.key --subject CN=New --profile root --related old.crt -o new.crt",
        "chain new.crt --trust new.crt",
        "chain old.crt --trust old.crt --classical",
        "keygen MLKEM768-X25519-SHA3-256 -o kem.key --public kem.pub",
        "cert --public-key kem.pub --subject CN=K --ca-cert new.crt --ca-key new.key -o kem.crt",
        "chain kem.crt --trust new.crt",
        "cms encrypt --to kem.crt old.crt -o m",
        "cms decrypt -k kem.key m -o decrypted",
        "cms sign -k new.key --cert new.crt old.crt -o m2",
        "cms verify --trust new.crt m2",
    ]);
    assert_eq!(folder.read("decrypted"), folder.read("old.crt"));
    let message = folder.fail(1, "chain old.crt --trust old.crt");
    assert!(message.contains("ECDSA-P256-SHA256, which is not allowed"), "{message}");
}

#[test]
fn algorithms_are_listed_with_their_standards() {
    let out = Folder::new().walk(&["algorithms"]);
    for part in ["ML-KEM-768", "2.16.840.1.101.3.4.4.2", "RFC 9909"] {
        assert!(out.contains(part), "{out}");
    }
}

#[test]
fn results_are_written_both_or_not_at_all() {
    let folder = Folder::new();
    folder.walk(&["keygen ML-KEM-512 -o k.pem --public k.pub"]);
    for (line, expected) in [
        ("keygen ML-KEM-512 -o new.pem --public k.pub", "k.pub exists already"),
        ("keygen ML-KEM-512 -o new.pem --public new.pem --force", "two results"),
        ("encapsulate -k k.pub --ciphertext c -o k.pem", "k.pem exists already"),
        ("encapsulate -k k.pub --ciphertext c -o c", "two results"),
        ("keygen ML-KEM-512 -o .", "is a folder"),
        ("keygen ML-KEM-512 -o . --force", "is a folder"),
        ("keygen ML-KEM-512 -o absent/k", "absent: there is no such folder"),
    ] {
        let message = folder.fail(2, line);
        assert!(message.contains(expected), "{line}: {message}");
    }
    assert_eq!(fs::read_dir(folder.0.path()).unwrap().count(), 2);
}

#[test]
fn nothing_is_left_behind_by_a_failure() {
    let folder = Folder::new();
    folder.fail(2, "keygen ML-KEM-512 -o k.jwk --format jwk");
    folder.fail(2, "keygen ML-DSA-44 -o absent/k.pem");
    assert_eq!(fs::read_dir(folder.0.path()).unwrap().count(), 0);
}

/// A pipe or a device takes the bytes; no file is put in its place, even by `--force`.
#[cfg(unix)]
#[test]
fn pipes_and_devices_are_written_to_and_stay() {
    use std::os::unix::fs::FileTypeExt;
    let folder = Folder::new();
    folder.walk(&["keygen ML-DSA-44 -o k.pem"]);
    let printed = folder.walk(&["public -k k.pem -o /dev/stdout --force"]);
    assert!(printed.starts_with("-----BEGIN PUBLIC KEY-----"), "{printed}");
    folder.walk(&["public -k k.pem -o /dev/null", "keygen ML-DSA-44 -o /dev/null --force"]);
    assert!(fs::metadata("/dev/null").unwrap().file_type().is_char_device());
    if !Command::new("mkfifo").arg(folder.path("pipe")).status().is_ok_and(|made| made.success()) {
        eprintln!("NOT TESTED: a named pipe, there is no mkfifo");
        return;
    }
    let reader = folder.path("pipe");
    let reader = std::thread::spawn(move || fs::read_to_string(reader).unwrap());
    folder.walk(&["public -k k.pem -o pipe"]);
    assert_eq!(reader.join().unwrap(), printed);
}

#[test]
fn japanese_is_said_when_asked_for() {
    let folder = Folder::new();
    fs::write(folder.path("text"), "no key").unwrap();
    let help = folder.walk(&["--lang ja --help", "keygen --help --lang=ja"]);
    for part in ["使い方:", "コマンド", "オプション", "秘密鍵を生成します", "［省略時: seed］"]
    {
        assert!(help.contains(part), "{help}");
    }
    let out = folder.walk(&[
        "--lang ja keygen ML-DSA-44 -o k.pem",
        "--lang ja cert -k k.pem --subject CN=Root --profile root -o ca.crt",
        "inspect ca.crt --lang ja",
        "chain ca.crt --trust ca.crt --lang ja",
        "--lang ja algorithms",
    ]);
    for part in ["証明書\n", "有効期間", "正しい証明書パスです", "鍵カプセル化", "（暫定）"]
    {
        assert!(out.contains(part), "{out}");
    }
    for (status, line, expected) in [
        (2, "--lang ja keygen ML-DSA-44 -o k.pem", "上書きするには--force"),
        (2, "--lang ja keygen ML-DSA-44", "必須の引数が指定されていません: --output"),
        (2, "--lang ja keygne", "コマンドkeygneはありません（類似のコマンド: keygen）"),
        (
            2,
            "--lang ja keygen ML-DSA-44 -o x --form short",
            "（指定できる値: seed、expanded、both）",
        ),
        (2, "--lang ja keygen --colour", "引数--colourは使用できません"),
        (2, "--lang ja public -k absent", "ファイル又はフォルダーが見つかりません"),
        (2, "--lang ja public -k .", "フォルダー"),
        (2, "--lang ja public -k text", "形式が正しくありません"),
        (2, "--lang ja keygen ML-DSA-66 -o x", "アルゴリズム「ML-DSA-66」には対応していません"),
        (2, "--lang ja encapsulate -k k.pem --ciphertext c -o x", "公開鍵のPEMではありません"),
        (1, "--lang ja chain ca.crt --trust ca.crt --at 2020-01-01", "有効期間が始まっていません"),
        (2, "--lang fr algorithms", "fr"),
    ] {
        let message = folder.fail(status, line);
        assert!(message.contains(expected), "{line}: {message}");
    }
}

#[test]
fn the_locale_chooses_the_language() {
    let folder = Folder::new();
    let said = |variables: &[(&str, &str)]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_futae"));
        command.env_remove("LC_ALL").env_remove("LC_MESSAGES").env_remove("LANG");
        command.envs(variables.iter().copied()).arg("--help").current_dir(folder.0.path());
        text(&command.output().unwrap().stdout)
    };
    assert!(said(&[("LANG", "ja_JP.UTF-8")]).contains("使い方"));
    assert!(said(&[("LANG", "ja_JP.UTF-8"), ("LC_ALL", "C")]).contains("Usage"));
    assert!(said(&[("LC_ALL", ""), ("LC_MESSAGES", "ja")]).contains("使い方"));
    assert!(said(&[]).contains("Usage"));
}
