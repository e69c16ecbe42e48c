//! The documents in the programs that people open them with: a browser, an office suite.
//!
//! Each test asks for its program and says aloud when it is absent. The page is driven twice: by its
//! address, of which the state of the list of assets is a part, and by typing and clicking.
//! `ARATAME_PHOTOGRAPHS=folder` keeps the photographs.
#![expect(clippy::unwrap_used, reason = "a test that fails says where")]
#![expect(clippy::print_stderr, reason = "a test that cannot run says so")]

#[path = "sample/inventory.rs"]
mod inventory;
#[path = "sample/reported.rs"]
mod reported;
#[path = "sample/webdriver.rs"]
mod webdriver;

use aratame_report::{Answers, Lang, kind, report_format, write_report};
use reported::Sample;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use webdriver::Browser;

const BROWSERS: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];

fn program(names: &[&'static str]) -> Option<&'static str> {
    let runs = |name: &&&str| {
        let mut version = Command::new(name);
        version.arg("--version").stdout(Stdio::null()).stderr(Stdio::null());
        version.status().is_ok_and(|status| status.success())
    };
    let found = names.iter().find(runs).copied();
    if found.is_none() {
        eprintln!("SKIPPED: none of {names:?} is installed");
    }
    found
}

/// A folder with the report of a kind in it.
fn folder_with(name: &str, kind_id: &str, format: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let sample = Sample::new();
    let mut out = Vec::new();
    let (kind, format) = (kind(kind_id).unwrap(), report_format(format).unwrap());
    write_report(&sample.report(Lang::Ja), kind, format, &mut out).unwrap();
    fs::write(folder.path().join(name), out).unwrap();
    folder
}

fn browse(browser: &str, folder: &Path, state: &str, arguments: &[&str]) -> String {
    let profile = folder.join("profile");
    let page = format!("file://{}#{state}", folder.join("report.html").display());
    let output = Command::new(browser)
        .args([
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--no-first-run",
            "--hide-scrollbars",
        ])
        .args(["--virtual-time-budget=4000", "--window-size=1000,1400"])
        .arg(format!("--user-data-dir={}", profile.display()))
        .args(arguments)
        .arg(page)
        .current_dir(folder)
        .output()
        .unwrap();
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn a_browser_lists_filters_and_explains_the_assets() {
    let Some(browser) = program(&BROWSERS) else { return };
    let folder = folder_with("report.html", "full", "html");
    let dom = |state: &str| browse(browser, folder.path(), state, &["--dump-dom"]);
    let rows = |dom: &str| dom.matches("<tr class=\"row\"").count();
    let all = dom("");
    assert!(all.contains("data-ready=\"1\""), "the script did not run");
    assert!(all.contains("4件中4件") && rows(&all) == 4);
    let found = dom("q=weak&open=1");
    assert!(found.contains("4件中1件") && rows(&found) == 1);
    assert!(found.contains("class=\"detail\"") && found.contains("/srv/app.zip!/weak.pem"));
    let broken = dom("broken=1&theme=dark");
    assert!(broken.contains("4件中1件") && broken.contains("data-theme=\"dark\""));
    let system = dom("system=S1");
    assert!(system.contains("4件中2件"), "two assets belong to the system");
    let none = dom("kind=library&q=nothing-like-this");
    assert!(none.contains("該当する資産はありません。") && rows(&none) == 0);
}

/// Keeps a photograph where somebody wants to look at it.
fn keep(name: &str, bytes: &[u8]) {
    if let Some(folder) = std::env::var_os("ARATAME_PHOTOGRAPHS") {
        fs::write(Path::new(&folder).join(name), bytes).unwrap();
    }
}

/// The expression that the page shows so many assets of all.
fn counts(text: &str) -> String {
    format!("document.getElementById('count').textContent.includes('{text}')")
}

#[test]
fn a_person_types_filters_opens_a_row_changes_the_theme_and_prints() {
    let folder = folder_with("report.html", "full", "html");
    let Some(browser) = Browser::open(&folder.path().join("report.html")) else { return };
    browser.until(&counts("4件中4件"));
    browser.type_into("#q", "weak");
    browser.until(&counts("4件中1件"));
    browser.click("#list tr.row");
    browser
        .until("document.querySelector('.detail').textContent.includes('/srv/app.zip!/weak.pem')");
    keep("search.png", &browser.photograph());
    browser.click("#filter button[type=reset]");
    browser.until(&counts("4件中4件"));
    browser.click("#kind option[value=library]");
    browser.until(&counts("4件中1件"));
    browser.click("#filter button[type=reset]");
    browser.click("#system option[value=S1]");
    browser.until(&counts("4件中2件"));
    browser.click("#broken");
    browser.until(&counts("4件中1件"));
    browser.click("#filter button[type=reset]");
    browser.click("#sort option[value=name]");
    browser.until("document.querySelector('#list tr.row').cells[2].textContent.startsWith('CN==')");
    let theme = || browser.value("getComputedStyle(document.body).backgroundColor");
    let (before, first) = (browser.photograph(), theme());
    browser.click("#theme");
    assert_ne!(first, theme());
    let after = browser.photograph();
    assert!(before.starts_with(b"\x89PNG") && after.starts_with(b"\x89PNG") && before != after);
    keep("one-theme.png", &before);
    keep("other-theme.png", &after);
    browser.value("(window.print = function () { window.printed = true; })");
    browser.click("#print");
    assert_eq!(browser.value("window.printed"), true);
    let pdf = browser.print();
    assert!(pdf.starts_with(b"%PDF"));
    keep("report.pdf", &pdf);
}

#[test]
fn a_browser_shows_both_themes_and_prints_on_a4() {
    let Some(browser) = program(&BROWSERS) else { return };
    let folder = folder_with("report.html", "ciso", "html");
    let shot = |theme: &str| {
        let name = format!("{theme}.png");
        let state = format!("theme={theme}");
        browse(browser, folder.path(), &state, &[&format!("--screenshot={name}")]);
        let png = fs::read(folder.path().join(name)).unwrap();
        assert!(png.starts_with(b"\x89PNG") && png.len() > 20_000, "{}", png.len());
        png
    };
    assert_ne!(shot("light"), shot("dark"));
    browse(browser, folder.path(), "", &["--no-pdf-header-footer", "--print-to-pdf=report.pdf"]);
    let pdf = fs::read(folder.path().join("report.pdf")).unwrap();
    let text = String::from_utf8_lossy(&pdf);
    let pages = text.matches("/Type /Page").count() - text.matches("/Type /Pages").count();
    assert_eq!(pages, 1, "the page for the CISO is one page");
    assert!(
        text.contains("/MediaBox [0 0 594.95996 841.91998]") || text.contains("/MediaBox [0 0 595")
    );
    japanese_in(&folder.path().join("report.pdf"), &["総合評価", "令和８年度", "量子計算機"]);
}

/// The text of a PDF has these words: a font had their glyphs, and they can be searched.
fn japanese_in(pdf: &Path, words: &[&str]) {
    let Some(reader) = program_with("pdftotext", "-v") else { return };
    let output = Command::new(reader).arg(pdf).arg("-").output().unwrap();
    let text: String = String::from_utf8(output.stdout).unwrap().split_whitespace().collect();
    for word in words {
        let narrow = word.replace('８', "8");
        assert!(text.contains(&*narrow), "{word} is not in {}", pdf.display());
    }
    assert!(!text.contains('\u{FFFD}'));
}

fn program_with(name: &'static str, argument: &str) -> Option<&'static str> {
    let run = Command::new(name).arg(argument).stdout(Stdio::null()).stderr(Stdio::null()).status();
    let found = run.is_ok().then_some(name);
    if found.is_none() {
        eprintln!("SKIPPED: {name} is not installed");
    }
    found
}

#[test]
fn an_office_suite_opens_the_workbook_and_what_it_saves_comes_back() {
    let Some(office) = program(&["soffice", "libreoffice"]) else { return };
    let folder = folder_with("report.xlsx", "full", "xlsx");
    let profile =
        format!("-env:UserInstallation=file://{}", folder.path().join("office").display());
    let convert = |to: &str, out: &str| {
        let status = Command::new(office)
            .arg(&profile)
            .args(["--headless", "--convert-to", to, "--outdir", out, "report.xlsx"])
            .current_dir(folder.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .unwrap();
        assert!(status.success());
    };
    convert("pdf", ".");
    japanese_in(
        &folder.path().join("report.pdf"),
        &["クリプト・インベントリ", "鍵の更新頻度", "移行計画", "証明書管理システム"],
    );
    convert("xlsx", "again");
    let bytes = fs::read(folder.path().join("again/report.xlsx")).unwrap();
    let sample = Sample::new();
    let (answers, remarks) = Answers::from_xlsx(&bytes).unwrap();
    assert_eq!(remarks, []);
    assert_eq!(answers.strays(&sample.report(Lang::Ja)), []);
    let key =
        sample.inventory.assets.iter().find(|asset| asset.name == "encrypted RSA key").unwrap();
    assert_eq!(
        answers.get("ledger", &key.id.to_string(), "key-management"),
        Some("ファイル（暗号化）")
    );
}

/// The small inventory's assets again and again under other names, as a large estate has them.
fn many(count: usize) -> aratame_inventory::Inventory {
    use aratame_inventory::{AssetId, EntryPath};
    let mut large = inventory::inventory();
    let small = std::mem::take(&mut large.assets);
    for (at, asset) in small.iter().cycle().take(count).enumerate() {
        let mut asset = asset.clone();
        asset.id = AssetId::of(asset.kind, &format!("{at}"));
        asset.name = format!("CN=host-{at:06}.example.go.jp, O=Example Ministry, C=JP");
        for place in &mut asset.occurrences {
            let path =
                format!("/srv/system-{:03}/node-{:05}/etc/tls/{at:06}.pem", at % 300, at % 20_000);
            place.path = EntryPath::of_file(Path::new(&path));
        }
        large.assets.push(asset);
    }
    large.assets.sort_by(|a, b| (a.kind, &a.name, a.id).cmp(&(b.kind, &b.name, b.id)));
    large.relations.clear();
    large
}

/// `cargo test --release -p aratame-report --test programs -- --ignored --nocapture`
#[test]
#[ignore = "100 000 assets take a minute: see the command above"]
fn a_hundred_thousand_assets_fit_in_a_page_and_a_workbook() {
    const COUNT: usize = 100_000;
    let sample = Sample::of(many(COUNT), aratame_report::Redaction::default(), "");
    let folder = tempfile::tempdir().unwrap();
    for (format, limit) in [("html", 30_000_000), ("xlsx", 64_000_000)] {
        let begin = std::time::Instant::now();
        let mut out = Vec::new();
        let format = report_format(format).unwrap();
        write_report(&sample.report(Lang::Ja), kind("full").unwrap(), format, &mut out).unwrap();
        eprintln!("{}: {} bytes in {:?}", format.id, out.len(), begin.elapsed());
        assert!(out.len() < limit);
        fs::write(folder.path().join("report").with_extension(format.extension), out).unwrap();
    }
    let Some(browser) = program(&BROWSERS) else { return };
    let begin = std::time::Instant::now();
    let dom = browse(browser, folder.path(), "q=host-04242", &["--dump-dom"]);
    eprintln!("opened and filtered in {:?}", begin.elapsed());
    assert!(dom.contains("100,000件中10件"));
    assert_eq!(dom.matches("<tr class=\"row\"").count(), 10);
    let begin = std::time::Instant::now();
    let Some(browser) = Browser::open(&folder.path().join("report.html")) else { return };
    browser.until(&counts("100,000件中100,000件"));
    eprintln!("opened in {:?}", begin.elapsed());
    let begin = std::time::Instant::now();
    browser.type_into("#q", "host-04242");
    browser.until(&counts("100,000件中10件"));
    eprintln!("ten characters typed and filtered in {:?}", begin.elapsed());
}
