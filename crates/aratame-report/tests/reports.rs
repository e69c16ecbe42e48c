//! Every kind in both languages against reviewed files; what formats promise, on hostile names.
//!
//! `ARATAME_BLESS=1 cargo test -p aratame-report` writes the files anew; the difference is reviewed.
#![expect(clippy::unwrap_used, reason = "a test that fails says where")]

#[path = "sample/inventory.rs"]
mod inventory;
#[path = "sample/reported.rs"]
mod reported;

use aratame_inventory::{EntryPath, Inventory};
use aratame_report::{
    Answers, KINDS, Lang, REPORT_FORMATS, Redaction, kind, report_format, write_report,
};
use calamine::{Data, Reader, Xlsx};
use reported::Sample;
use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};

fn golden(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../test-vectors/report").join(name)
}

fn written(sample: &Sample, lang: Lang, kind_id: &str, format_id: &str) -> Vec<u8> {
    let mut out = Vec::new();
    let (kind, format) = (kind(kind_id).unwrap(), report_format(format_id).unwrap());
    write_report(&sample.report(lang), kind, format, &mut out).unwrap();
    out
}

fn page(sample: &Sample, lang: Lang, kind_id: &str) -> String {
    String::from_utf8(written(sample, lang, kind_id, "html")).unwrap()
}

#[test]
fn every_kind_is_as_reviewed() {
    let sample = Sample::new();
    let mut wrong = Vec::new();
    let mut compared = 0;
    for kind in KINDS {
        for (lang, suffix) in [(Lang::En, "en"), (Lang::Ja, "ja")] {
            for format in ["markdown", "csv"] {
                let out = written(&sample, lang, kind.id, format);
                let extension = report_format(format).unwrap().extension;
                let file = golden(&format!("kind-{}.{suffix}.{extension}", kind.id));
                if std::env::var_os("ARATAME_BLESS").is_some() {
                    fs::write(&file, &out).unwrap();
                }
                compared += 1;
                if fs::read(&file).ok().as_deref() != Some(&out) {
                    wrong.push(file);
                }
            }
        }
    }
    assert_eq!(compared, 28);
    assert!(wrong.is_empty(), "not as reviewed: {wrong:?}");
}

#[test]
fn every_format_is_the_same_twice() {
    let (one, two) = (Sample::new(), Sample::new());
    for kind in KINDS {
        for format in REPORT_FORMATS {
            let (one, two) = (&one, &two);
            let first = written(one, Lang::Ja, kind.id, format.id);
            assert_eq!(
                first,
                written(two, Lang::Ja, kind.id, format.id),
                "{} {}",
                kind.id,
                format.id
            );
        }
    }
}

#[test]
fn a_page_loads_nothing_and_runs_nothing_but_its_own() {
    let sample = Sample::new();
    for kind in KINDS {
        let page = page(&sample, Lang::En, kind.id);
        let policy = page.replace("&#39;", "'");
        assert!(policy.contains("default-src 'none'; script-src 'sha256-"));
        for forbidden in ["src=", "<link", "<iframe", "<img", " style=", "onclick=", "@import"] {
            assert!(!page.contains(forbidden), "{} has {forbidden}", kind.id);
        }
        let addresses = page.matches("http").count() - page.matches("http-equiv").count();
        let namespaces = page.matches("http://www.w3.org/2000/svg").count();
        let cited = page.matches("https://").count();
        assert_eq!(addresses, namespaces + cited, "{}", kind.id);
    }
}

/// An inventory whose every name is an attack.
fn hostile() -> Inventory {
    let mut inventory = inventory::inventory();
    let attacks = [
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "=HYPERLINK(\"http://evil.example\",\"a\")",
        "@SUM(1+1)",
        "</script><!--\u{2028}",
        "_x0041_\u{1}\u{FFFE}",
    ];
    for (at, asset) in inventory.assets.iter_mut().enumerate() {
        asset.name = attacks[at % attacks.len()].to_owned();
        for (place, attack) in asset.occurrences.iter_mut().zip(attacks.iter().cycle().skip(at)) {
            place.path = EntryPath::of_file(Path::new(attack));
        }
    }
    inventory
}

#[test]
fn hostile_names_stay_text_in_a_page() {
    let sample = Sample::of(hostile(), Redaction::default(), "");
    for kind in KINDS {
        let page = page(&sample, Lang::Ja, kind.id);
        let scripts = page.matches("<script").count();
        assert_eq!(scripts, if kind.id == "full" { 2 } else { 1 }, "{}", kind.id);
        assert_eq!(page.matches("</script").count(), scripts, "{}", kind.id);
        assert!(!page.contains("<img") && !page.contains("<!--"), "{}", kind.id);
        assert!(!page.contains('\u{1}'));
    }
}

#[test]
fn no_cell_is_a_formula() {
    let sample = Sample::of(hostile(), Redaction::default(), "");
    let mut cells = 0;
    for kind in KINDS {
        let bytes = written(&sample, Lang::Ja, kind.id, "xlsx");
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
        for name in book.sheet_names() {
            assert!(book.worksheet_formula(&name).unwrap().used_cells().next().is_none(), "{name}");
            cells += book.worksheet_range(&name).unwrap().used_cells().count();
        }
        let csv = String::from_utf8(written(&sample, Lang::Ja, kind.id, "csv")).unwrap();
        let mut rows =
            csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(csv.as_bytes());
        for row in rows.records() {
            for cell in &row.unwrap() {
                let first = cell.trim_start_matches('\u{FEFF}').chars().next();
                assert!(!first.is_some_and(|c| "=+-@\t\r".contains(c)), "{cell}");
            }
        }
    }
    assert!(cells > 1500, "{cells}");
}

#[test]
fn csv_is_what_a_japanese_excel_opens() {
    let csv = written(&Sample::new(), Lang::Ja, "full", "csv");
    assert!(csv.starts_with("\u{FEFF}資産ID,".as_bytes()));
    assert!(csv.ends_with(b"\r\n"));
}

/// One sheet of a kind's workbook with other cells in some places.
fn filled_in(
    sample: &Sample,
    (kind, sheet): (&str, &str),
    changes: &[(usize, &str, &str)],
) -> Vec<u8> {
    let mut book: Xlsx<_> =
        Xlsx::new(Cursor::new(written(sample, Lang::Ja, kind, "xlsx"))).unwrap();
    let range = book.worksheet_range(sheet).unwrap();
    let titles: Vec<String> = range.rows().next().unwrap().iter().map(Data::to_string).collect();
    let mut again = rust_xlsxwriter::Workbook::new();
    let sheet = again.add_worksheet();
    for (row, cells) in (0u32..).zip(range.rows()) {
        for (column, cell) in (0u16..).zip(cells) {
            sheet.write_string(row, column, cell.to_string()).unwrap();
        }
    }
    for (row, title, text) in changes {
        let column = titles.iter().position(|each| each == title).unwrap();
        sheet
            .write_string(u32::try_from(*row).unwrap(), u16::try_from(column).unwrap(), *text)
            .unwrap();
    }
    again.save_to_buffer().unwrap()
}

/// Takes the answers of a workbook over; nothing may be wrong with it.
fn take(sample: &mut Sample, bytes: &[u8]) {
    let (answers, remarks) = Answers::from_xlsx(bytes).unwrap();
    assert_eq!(remarks, []);
    sample.answers = answers;
    assert_eq!(sample.answers.strays(&sample.report(Lang::Ja)), []);
}

#[test]
fn what_people_filled_in_comes_back() {
    let mut sample = Sample::new();
    let bytes = filled_in(
        &sample,
        ("full", "クリプト・インベントリ"),
        &[
            (1, "スコープ", "製品・サービス"),
            (1, "備考", "=1+1"),
            (2, "長期保護データとの接点有無", "たぶん"),
            (3, "資産ID", "certificate/0000000000000000"),
            (4, "資産ID", &sample.inventory.assets[0].id.to_string()),
        ],
    );
    let (answers, remarks) = Answers::from_xlsx(&bytes).unwrap();
    let id = sample.inventory.assets[0].id.to_string();
    assert_eq!(answers.get("ledger", &id, "scope"), Some("product or service"));
    assert_eq!(answers.get("ledger", &id, "remark"), Some("=1+1"));
    let rows: Vec<usize> = remarks.iter().map(|remark| remark.row).collect();
    assert_eq!(rows, [3, 5], "{remarks:?}");
    sample.answers = answers;
    let strays = sample.answers.strays(&sample.report(Lang::Ja));
    assert_eq!(strays.iter().map(|remark| remark.row).collect::<Vec<_>>(), [4], "{strays:?}");
    let csv = String::from_utf8(written(&sample, Lang::Ja, "full", "csv")).unwrap();
    assert!(csv.contains("製品・サービス") && csv.contains("'=1+1"));
    let csv = String::from_utf8(written(&sample, Lang::En, "full", "csv")).unwrap();
    assert!(csv.contains("product or service") && !csv.contains("製品・サービス"));
}

#[test]
fn every_sheet_to_fill_in_comes_back() {
    for (kind, sheet, title, said) in [
        ("full", "米国OMB M-23-02様式", "提供事業者", "甲社"),
        ("full", "移行計画", "担当", "海洋一郎"),
        ("full", "移行計画", "実施予定日", "2027-03-31"),
        ("full", "移行計画", "状態", "実施中"),
        ("full", "移行計画", "備考", "更改と同時"),
        ("audit", "指摘事項", "改善期限", "2027-03-31"),
        ("audit", "指摘事項", "状態", "リスク受容"),
        ("audit", "指摘事項", "フォローアップ結果", "確認中"),
        ("common-standards", "遵守事項", "担当者の確認", "改善中"),
        ("survey", "調査票", "回答", "一部"),
        ("survey", "調査票", "確認", "修正"),
        ("survey", "調査票", "確認者", "海洋一郎"),
        ("procurement", "事業者回答票", "適否", "一部適合"),
        ("procurement", "事業者回答票", "製品名・版", "甲製品 1.0"),
    ] {
        let mut sample = Sample::new();
        let bytes = filled_in(&sample, (kind, sheet), &[(1, title, said)]);
        take(&mut sample, &bytes);
        let bytes = written(&sample, Lang::Ja, kind, "xlsx");
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
        let range = book.worksheet_range(sheet).unwrap();
        let rows: Vec<Vec<String>> =
            range.rows().map(|row| row.iter().map(Data::to_string).collect()).collect();
        let column = rows[0].iter().position(|each| each == title).unwrap();
        assert_eq!(rows[1][column], said, "{kind} {sheet} {title}");
    }
}

#[test]
fn answers_to_questions_amend_the_ledger() {
    let sample = Sample::new();
    let sheet = ("full", "台帳の未記入事項");
    let bytes = filled_in(&sample, sheet, &[(1, "回答", "海洋一郎"), (2, "回答", "そのうち")]);
    let (answers, remarks) = Answers::from_xlsx(&bytes).unwrap();
    assert_eq!(remarks, []);
    let mut ledger = sample.ledger.clone();
    let refused = answers.amend(&mut ledger);
    assert_eq!(ledger.systems[0].owner.as_deref(), Some("海洋一郎"));
    assert_eq!(refused.len(), 1, "a period of trust is a number of years: {refused:?}");
    assert!(answers.strays(&sample.report(Lang::Ja)).is_empty());
}

#[test]
fn every_column_to_fill_in_is_read_back() {
    let sample = Sample::new();
    let mut sheets = 0;
    for kind in KINDS {
        let (answers, remarks) =
            match Answers::from_xlsx(&written(&sample, Lang::Ja, kind.id, "xlsx")) {
                Ok(read) => read,
                Err(_) => continue,
            };
        assert_eq!(remarks, []);
        assert_eq!(answers.strays(&sample.report(Lang::En)), [], "{}", kind.id);
        sheets += 1;
    }
    assert_eq!(sheets, 5, "full, audit, common-standards, procurement, survey");
}

#[test]
fn an_untouched_workbook_comes_back_without_remarks() {
    let mut sample = Sample::new();
    for lang in [Lang::En, Lang::Ja] {
        let bytes = written(&sample, lang, "full", "xlsx");
        take(&mut sample, &bytes);
    }
}

#[test]
fn two_cells_in_far_corners_cost_nothing() {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_string(0, 0, "資産ID").unwrap().write_string(0, 1, "備考").unwrap();
    sheet.write_string(1_048_575, 16_383, "x").unwrap();
    let bytes = book.save_to_buffer().unwrap();
    let (answers, remarks) = Answers::from_xlsx(&bytes).unwrap();
    assert!(answers.is_empty() && remarks.is_empty(), "{remarks:?}");
}

#[test]
fn names_taken_out_stand_in_no_format() {
    let redaction = Redaction { hosts: true, paths: true, names: true };
    let sample = Sample::of(inventory::inventory(), redaction, "hosts, paths, names");
    let names = [
        "weak",
        "shadow",
        "nginx.conf",
        "/etc",
        "/srv",
        "証明書管理",
        "情報管理課",
        "職員認証",
        "0101",
    ];
    for kind in KINDS {
        for format in ["csv", "html", "markdown"] {
            let text = String::from_utf8(written(&sample, Lang::Ja, kind.id, format)).unwrap();
            for name in names {
                assert!(!text.contains(name), "{} {format} has {name}", kind.id);
            }
        }
        let mut book: Xlsx<_> =
            Xlsx::new(Cursor::new(written(&sample, Lang::Ja, kind.id, "xlsx"))).unwrap();
        for sheet in book.sheet_names() {
            let range = book.worksheet_range(&sheet).unwrap();
            for (_, _, cell) in range.used_cells() {
                let text = cell.to_string();
                assert!(names.iter().all(|name| !text.contains(name)), "{sheet}: {text}");
            }
        }
    }
}

#[test]
fn taking_names_out_keeps_what_belongs_to_a_system() {
    let plain = Sample::new();
    let all = Redaction { hosts: true, paths: true, names: true };
    for redaction in [Redaction { hosts: true, ..Redaction::default() }, all] {
        let taken_out = Sample::of(inventory::inventory(), redaction, "");
        let counts = |sample: &Sample| -> Vec<usize> {
            sample.joined.of_system.iter().map(|(_, assets)| assets.len()).collect()
        };
        assert_eq!(counts(&plain), counts(&taken_out));
        assert_eq!(plain.plan.without_scan.len(), taken_out.plan.without_scan.len());
    }
}
