//! What is done with stored inventories: judged anew, compared.
#![expect(clippy::unwrap_used, reason = "a test that fails says where")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::LazyLock;

fn run(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_aratame"));
    command.args(arguments).env("LC_ALL", "C").stdin(Stdio::null()).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn samples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../test-vectors/scan")
}

/// The samples of the detectors, scanned once and stored in a file of the folder.
fn stored(folder: &tempfile::TempDir) -> String {
    static SCANNED: LazyLock<Vec<u8>> = LazyLock::new(|| {
        let samples = samples();
        let flags = ["scan", samples.to_str().unwrap(), "-f", "json", "--as-of", "2026-11-21"];
        let output = run(&flags);
        assert!(matches!(output.status.code(), Some(0 | 2)), "{}", text(&output.stderr));
        output.stdout
    });
    let path = folder.path().join("all.json");
    fs::write(&path, &*SCANNED).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn a_scan_that_was_stored_is_judged_to_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let path = stored(&folder);
    let output = run(&["judge", &path, "--as-of", "2026-11-21", "-q", "-f", "json"]);
    let before = fs::read_to_string(&path).unwrap();
    assert!(before.matches("\"occurrences\"").count() > 100);
    assert!(text(&output.stdout) == before, "{}", text(&output.stderr));
}

#[test]
fn another_date_and_other_lists_need_no_scan() {
    let folder = tempfile::tempdir().unwrap();
    let path = stored(&folder);
    let deny = "algorithm=rsa bits=2048 ls0003:prohibited";
    let judge = |date: &str| run(&["judge", &path, "-q", "--as-of", date, "--deny", deny]);
    let complete = fs::read_to_string(&path).unwrap().contains("\"complete\": true");
    let expected = |code| Some(if complete { code } else { 2 });
    assert_eq!(judge("2030-12-31").status.code(), expected(0));
    let denied = judge("2031-01-01");
    assert_eq!(denied.status.code(), expected(1));
    assert!(text(&denied.stderr).contains("denied: "));
    let all = text(&run(&["judge", &path, "-q", "--policy", "all", "-f", "json"]).stdout);
    assert!(all.contains("\"list\": \"cnsa-2.0\""));
    for format in ["cbom", "csv", "markdown", "sarif", "table"] {
        let output = run(&["judge", &path, "-q", "-f", format, "--lang", "ja"]);
        assert!(output.stdout.len() > 500, "{format}");
    }
}

#[test]
fn what_is_no_inventory_is_named_with_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let path = stored(&folder);
    let bad = folder.path().join("bad.json");
    let whole = fs::read_to_string(&path).unwrap();
    fs::write(&bad, whole.replacen("\"uses\"", "\"useth\"", 1)).unwrap();
    let output = run(&["judge", bad.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(2));
    let message = text(&output.stderr);
    assert!(
        message.contains("bad.json:") && message.contains("\"useth\" is no level"),
        "{message}"
    );
    for (content, expected) in
        [(&whole[..whole.len() / 2], "was the file cut"), ("{\"bomFormat\": 1}", "CycloneDX")]
    {
        fs::write(&bad, content).unwrap();
        let message = text(&run(&["judge", bad.to_str().unwrap()]).stderr);
        assert!(message.contains(expected), "{message}");
    }
    assert!(text(&run(&["judge", "/nonexistent.json"]).stderr).contains("cannot read"));
}

/// A folder with one nginx server of these groups, scanned into a file.
fn server(folder: &tempfile::TempDir, name: &str, groups: &str, protocols: &str) -> String {
    let site = folder.path().join("nginx.conf");
    let text = format!(
        "server {{\n listen 443 ssl;\n ssl_protocols {protocols};\n ssl_ecdh_curve {groups};\n \
         ssl_ciphers ECDHE+AESGCM;\n}}\n"
    );
    fs::write(&site, text).unwrap();
    let out = folder.path().join(name).to_str().unwrap().to_owned();
    let flags = ["scan", site.to_str().unwrap(), "-q", "-o", &out, "--as-of", "2026-11-21"];
    assert_eq!(run(&flags).status.code(), Some(0));
    out
}

#[test]
fn a_fall_from_hybrid_to_classical_is_an_alarm() {
    let folder = tempfile::tempdir().unwrap();
    let hybrid = server(&folder, "a.json", "X25519MLKEM768:X25519", "TLSv1.2 TLSv1.3");
    let classical = server(&folder, "b.json", "X25519", "TLSv1.2 TLSv1.3");
    let old_tls = server(&folder, "c.json", "X25519", "TLSv1.1 TLSv1.2 TLSv1.3");
    let diff = |old: &str, new: &str, more: &[&str]| run(&[&["diff", old, new], more].concat());
    let fell = diff(&hybrid, &classical, &[]);
    assert_eq!(fell.status.code(), Some(1));
    assert!(text(&fell.stderr).contains("ALARM"));
    assert!(text(&fell.stdout).contains("- configures key agreement X25519MLKEM768"));
    let rose = diff(&classical, &hybrid, &["-f", "json"]);
    assert_eq!(rose.status.code(), Some(0));
    assert!(text(&rose.stdout).contains("\"change\": \"improved\""));
    assert_eq!(diff(&hybrid, &hybrid, &[]).status.code(), Some(0));
    assert_eq!(diff(&classical, &old_tls, &[]).status.code(), Some(0));
    let regressed = diff(&classical, &old_tls, &["--deny", "regressed", "-f", "markdown"]);
    assert_eq!(regressed.status.code(), Some(1));
    assert!(text(&regressed.stdout).contains("TLS 1.1"));
    let japanese = diff(&hybrid, &classical, &["--lang", "ja"]);
    assert!(text(&japanese.stdout).contains("警報：PQCによる保護から現行暗号のみへ後退"));
}

#[test]
fn lists_are_listed_shown_and_compared() {
    let listed = text(&run(&["policy", "list", "--lang", "ja"]).stdout);
    assert_eq!(listed.lines().count(), aratame_policy::LISTS.len());
    for (id, _) in aratame_policy::LISTS {
        for lang in ["en", "ja"] {
            let shown = run(&["policy", "show", id, "--lang", lang]);
            assert_eq!(shown.status.code(), Some(0), "{id}");
            let shown = text(&shown.stdout);
            assert!(shown.contains("https://") && shown.lines().count() > 5, "{id}");
        }
    }
    let folder = tempfile::tempdir().unwrap();
    let path = stored(&folder);
    let diff = ["policy", "diff", "ls0001r1", "cryptrec", &path, "--as-of", "2026-11-21"];
    let told = text(&run(&diff).stdout);
    assert!(told.contains("unlisted (unlisted) → recommended-pqc (conforming)"), "{told}");
    assert!(told.contains("assets judged differently"), "{told}");
    let json = text(&run(&[&diff[..], &["-f", "json"]].concat()).stdout);
    assert!(json.contains("\"schema\": \"aratame-policy-diff/1\""));
}

/// A list that a user brings, with one mistake; the place that the error names.
#[test]
fn a_list_of_the_user_judges_and_its_mistakes_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = stored(&folder);
    let file = folder.path().join("house.toml");
    let right = "id = \"house\"\nedition = \"1\"\ndocument = \"House rules\"\n\
        date = \"2026-04-01\"\nurl = \"https://example.jp/\"\nconfidence = \"V1\"\n\
        title = { en = \"House rules\", ja = \"内規\" }\nscope = [\"pke\"]\n\
        [status.banned]\noutcome = \"prohibited\"\n\
        message = { en = \"banned\", ja = \"禁止\" }\n\
        [unlisted]\nsection = \"1\"\nstatus = \"banned\"\n\
        [[entry]]\nname = \"RSA\"\nsection = \"2\"\nalgorithms = [\"rsa\"]\nstatus = \"banned\"\n\
        [[entry]]\nname = \"MUGI\"\nsection = \"3\"\nalgorithms = [\"mugi\"]\nstatus = \"banned\"\n\
        [[rule]]\nname = \"long certificates\"\nsection = \"4\"\n\
        when = \"kind=certificate validity>3650\"\nstatus = \"banned\"\n";
    let judge = |text: &str| {
        fs::write(&file, text).unwrap();
        let list = file.to_str().unwrap();
        run(&["judge", &path, "-q", "-f", "json", "--policy", list, "--policy", "cryptrec"])
    };
    let judged = text(&judge(right).stdout);
    assert!(judged.contains("\"message_ja\": \"禁止\""));
    assert!(judged.contains("\"entry\": \"long certificates\""));
    let unused = judged.split("\"unused_entries\"").nth(1).unwrap();
    assert!(unused.split(']').next().unwrap().contains("\"entry\": \"MUGI\""));
    for (from, to, expected) in [
        ("\"rsa\"", "\"rsaa\"", "house.toml:18:15: unknown algorithm \"rsaa\""),
        ("algorithms", "algoritms", "house.toml:18:1: unknown field `algoritms`"),
        ("2026-04-01", "2026-02-30", "house.toml:4:8: \"2026-02-30\" is not a date"),
        ("validity>3650", "validty>3650", "house.toml:28:8: when: column 18: no field \"validty\""),
        ("validity>3650", "broken", "`when` asks of the asset"),
        ("id = \"house\"", "id = \"cryptrec-ls-0001\"", "belongs to a list of the program"),
    ] {
        let output = judge(&right.replacen(from, to, 1));
        assert_eq!(output.status.code(), Some(2), "{from}");
        let message = text(&output.stderr);
        assert!(message.contains(expected), "{from}: {message}");
    }
}

#[test]
fn a_query_sees_attributes_and_protocols_in_both_documents() {
    let folder = tempfile::tempdir().unwrap();
    let json = stored(&folder);
    let cbom = folder.path().join("all.cdx.json");
    let cbom = cbom.to_str().unwrap();
    run(&["judge", &json, "-q", "--as-of", "2026-11-21", "-f", "cbom", "-o", cbom]);
    for condition in [
        "kind=certificate validity>398 not ca",
        "kind=certificate ca expires<2100-01-01",
        "kind=certificate usage=serverAuth",
        "protocol=tls tls-without-1.3",
        "kind=configuration product=nginx",
    ] {
        let count = |file: &str| text(&run(&["query", condition, file, "--count"]).stdout);
        assert_eq!(count(&json), count(cbom), "{condition}");
        assert!(!count(&json).starts_with("0 assets"), "{condition}");
    }
}

#[test]
fn with_the_ledger_each_system_is_judged_until_its_renewal() {
    let folder = tempfile::tempdir().unwrap();
    let path = stored(&folder);
    let ledger = folder.path().join("systems.toml");
    let systems = "[[system]]\nid = \"S1\"\nname = \"窓口\"\nrenewal = 2033\npaths = [\"private_key\", \"cms\", \"pkcs12\"]\n\
                   [[system]]\nid = \"S2\"\nname = \"倉庫\"\nrenewal = 2027\npaths = [\"/none\"]\n";
    fs::write(&ledger, systems).unwrap();
    let judge = |more: &[&str]| {
        let fixed = ["judge", &path, "-q", "--as-of", "2026-11-21", "--lang", "ja", "-f"];
        text(&run(&[&fixed, more].concat()).stdout)
    };
    let given = ["--systems", ledger.to_str().unwrap()];
    let table = judge(&[&["table"][..], &given].concat());
    assert!(table.contains("窓口") && table.contains("2034") && table.contains("倉庫"), "{table}");
    let csv = judge(&[&["csv"][..], &given].concat());
    let prohibited = |csv: &str| csv.lines().filter(|line| line.contains("利用不可")).count();
    assert!(csv.lines().next().unwrap().ends_with("情報システム"));
    assert!(prohibited(&csv) > prohibited(&judge(&["csv"])), "RSA-2048 until 2034");
}

#[test]
fn tls_configurations_come_with_their_checklist() {
    let folder = tempfile::tempdir().unwrap();
    let path = server(&folder, "a.json", "X25519MLKEM768:X25519", "TLSv1.2 TLSv1.3");
    let judge = |format, lang| {
        let flags = ["judge", &path, "-q", "--policy", "gl3001", "-f", format, "--lang", lang];
        text(&run(&flags).stdout)
    };
    let page = judge("markdown", "ja");
    assert!(page.contains("## TLS暗号設定ガイドラインによる確認 (1)"), "{page}");
    assert!(
        page.contains("**高セキュリティ型**（該当し得る最上位。確認できない項目あり）"),
        "{page}"
    );
    assert!(page.contains("| TLS 1.3を有効にする | 遵守項目 | 適合 | 1.2, 1.3 |"), "{page}");
    let json = judge("json", "en");
    assert!(json.contains("\"profile\": \"high-security\""), "{json}");
    let again = folder.path().join("judged.json");
    fs::write(&again, &json).unwrap();
    let again = again.to_str().unwrap();
    let flags = ["judge", again, "-q", "--policy", "gl3001", "-f", "json", "--lang", "en"];
    assert_eq!(text(&run(&flags).stdout), json);
}
