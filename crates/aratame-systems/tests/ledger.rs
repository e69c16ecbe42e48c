//! Ledgers as they come: the example in TOML and Shift_JIS, workbooks, and what is wrong or
//! hostile in them.
#![expect(clippy::unwrap_used, reason = "a test that fails says where")]

use aratame_systems::question::completeness;
use aratame_systems::{
    Column, Confidentiality, Exposure, FiscalYear, Ledger, Period, System, read,
};
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;

fn example(name: &str) -> Ledger {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/examples/ministry");
    read(name, &std::fs::read(folder.join(name)).unwrap()).unwrap()
}

/// The system without its place in the file.
fn placeless(system: &System) -> System {
    System { place: aratame_systems::Place::default(), ..system.clone() }
}

/// A workbook with these sheets of rows of texts.
fn workbook(sheets: &[(&str, &[&[&str]])]) -> Vec<u8> {
    let mut parts: Vec<(String, String)> = Vec::new();
    let (mut names, mut relations) = (String::new(), String::new());
    for (at, (name, rows)) in sheets.iter().enumerate() {
        let id = at + 1;
        write!(names, "<sheet name=\"{name}\" sheetId=\"{id}\" r:id=\"r{id}\"/>").unwrap();
        write!(relations, "<Relationship Id=\"r{id}\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet{id}.xml\"/>").unwrap();
        parts.push((format!("xl/worksheets/sheet{id}.xml"), sheet(rows)));
    }
    parts.push(("[Content_Types].xml".into(), "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"xml\" ContentType=\"application/xml\"/></Types>".into()));
    parts.push(("_rels/.rels".into(), "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>".into()));
    parts.push(("xl/workbook.xml".into(), format!("<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets>{names}</sheets></workbook>")));
    parts.push(("xl/_rels/workbook.xml.rels".into(), format!("<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{relations}</Relationships>")));
    zipped(&parts)
}

fn sheet(rows: &[&[&str]]) -> String {
    let mut data = String::new();
    for (at, row) in rows.iter().enumerate() {
        write!(data, "<row r=\"{}\">", at + 1).unwrap();
        for (column, cell) in row.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
            let letter = char::from(b'A' + u8::try_from(column).unwrap());
            let place = format!("{letter}{}", at + 1);
            match cell.parse::<f64>() {
                Ok(number) => write!(data, "<c r=\"{place}\"><v>{number}</v></c>"),
                Err(_) => {
                    write!(data, "<c r=\"{place}\" t=\"inlineStr\"><is><t>{cell}</t></is></c>")
                }
            }
            .unwrap();
        }
        data.push_str("</row>");
    }
    worksheet(&data)
}

fn worksheet(data: &str) -> String {
    format!(
        "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>{data}</sheetData></worksheet>"
    )
}

fn zipped(parts: &[(String, String)]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in parts {
        let options = zip::write::SimpleFileOptions::default().compression_level(Some(1));
        archive.start_file(name.as_str(), options).unwrap();
        archive.write_all(content.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

#[test]
fn the_example_is_the_same_in_toml_and_in_shift_jis() {
    let (toml, csv) = (example("systems.toml"), example("systems.csv"));
    assert_eq!(toml.systems.len(), 12);
    let bare = |ledger: &Ledger| ledger.systems.iter().map(placeless).collect::<Vec<_>>();
    assert_eq!(bare(&toml), bare(&csv));
    let first = &toml.systems[0];
    assert_eq!(first.name, "電子申請ポータル");
    assert_eq!(first.confidentiality, Some(Confidentiality::Two));
    assert_eq!(first.protection, Some(Period::Years(10)));
    assert_eq!(first.renewal, FiscalYear::new(2028));
    assert_eq!(first.exposure, Some(Exposure::Internet));
    assert_eq!(first.hosts, ["portal-web01", "portal-web02"]);
    assert_eq!(toml.systems[3].protection, Some(Period::Permanent));
    assert_eq!(csv.systems[11].place.to_string(), "systems.csv:15");
    assert_eq!(toml.systems[1].place.to_string(), "systems.toml:18");
    let (answered, asked) = completeness(&toml.systems);
    assert_eq!((asked, asked - answered), (108, 8));
}

#[test]
fn a_workbook_with_titles_other_sheets_and_numbers() {
    let rows: &[&[&str]] = &[
        &["海洋資源省　情報システム台帳"],
        &["2026年11月時点"],
        &[],
        &["No.", "システム名", "機密性（格付）", "更改予定年度", "ホスト名"],
        &["1", "電子申請ポータル", "2", "2028", "web01"],
        &["2", "許認可審査システム", "機密性３情報", "46844", "web02"],
        &[],
    ];
    let bytes = workbook(&[("表紙", &[&["台帳"]]), ("台帳", rows), ("参考", &[&["x"]])]);
    let ledger = read("台帳.xlsx", &bytes).unwrap_err();
    // 46844 is a date as Excel counts days; without a date's format it is a number and no year.
    assert_eq!(ledger.0.len(), 1, "{ledger}");
    assert_eq!(ledger.0[0].place.to_string(), "台帳.xlsx[台帳]:6 (更改予定年度)");
    assert!(ledger.ja().contains("令和10年度"), "{}", ledger.ja());
    let rows: Vec<&[&str]> = rows.iter().copied().filter(|row| !row.contains(&"46844")).collect();
    let bytes = workbook(&[("表紙", &[&["台帳"]]), ("台帳", &rows), ("参考", &[&["x"]])]);
    let ledger = read("台帳.xlsx", &bytes).unwrap();
    assert_eq!(ledger.systems.len(), 1);
    assert_eq!(ledger.systems[0].renewal, FiscalYear::new(2028));
    assert_eq!(ledger.ignored, ["No.", "[表紙]", "[参考]"]);
}

#[test]
fn every_fault_is_told_with_its_place() {
    let csv = "ID,システム名,機密性,更改年度\nA,甲,4,2028\nB,乙,2,来年\nA,丙,1,2030\n,,1,\n";
    let errors = read("a.csv", csv.as_bytes()).unwrap_err();
    let places: Vec<String> = errors.0.iter().map(|error| error.place.to_string()).collect();
    assert_eq!(places, ["a.csv:2 (機密性)", "a.csv:3 (更改年度)", "a.csv:4", "a.csv:5"]);
    for (name, text, place) in [
        ("a.csv", "x,y\n1,2\n", "a.csv"),
        ("a.csv", "", "a.csv"),
        ("a.csv", "name,system,owner\na,b,c\n", "a.csv:1 (system)"),
        ("a.csv", "name,owner\n", "a.csv"),
        ("a.toml", "[[system]]\nname = \"a\"\nowners = \"b\"\n", "a.toml:3 (column 1)"),
        ("a.toml", "[[system]]\nname = 1.5\n", "a.toml:2 (column 8)"),
        ("a.toml", "[[system]]\nname = \"a\"\nexposure = \"web\"\n", "a.toml:3 (exposure)"),
        ("a.toml", "systems = 1\n", "a.toml:1 (column 1)"),
        ("a.toml", "[[system]\n", "a.toml:1 (column 10)"),
    ] {
        let errors = read(name, text.as_bytes()).unwrap_err();
        assert_eq!(errors.0[0].place.to_string(), place, "{text}");
        assert!(!errors.ja().is_empty());
    }
}

#[test]
fn columns_that_are_not_known_are_told_and_missing_facts_are_asked() {
    let csv = "name,owner,完全性\n甲,課長,2\n";
    let ledger = read("a.csv", csv.as_bytes()).unwrap();
    assert_eq!(ledger.ignored, ["完全性"]);
    let asked = aratame_systems::question::questions(&ledger.systems[0]);
    let columns: Vec<Column> = asked.iter().map(|question| question.column).collect();
    assert!(!columns.contains(&Column::Owner));
    assert!(columns.contains(&Column::Protection) && columns.contains(&Column::Exposure));
    assert_eq!(columns.len(), 8);
}

#[test]
fn a_workbook_of_countless_parts_is_refused() {
    let many: Vec<(String, String)> = (0..5000).map(|at| (at.to_string(), String::new())).collect();
    assert!(read("a.xlsx", &zipped(&many)).unwrap_err().to_string().contains("parts"));
}

#[test]
fn far_cells_take_no_room() {
    let mut bytes = workbook(&[("a", &[&["name", "owner"], &["x", "y"]])]);
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut parts = Vec::new();
    for at in 0..archive.len() {
        let mut part = archive.by_index(at).unwrap();
        let mut text = String::new();
        std::io::Read::read_to_string(&mut part, &mut text).unwrap();
        let far = "<row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row></sheetData>";
        let name = part.name().unwrap().into_owned();
        parts.push((name, text.replace("</sheetData>", far)));
    }
    bytes = zipped(&parts);
    assert_eq!(read("a.xlsx", &bytes).unwrap().systems.len(), 1);
}

#[test]
fn any_bytes_are_a_ledger_or_an_error() {
    let whole = workbook(&[("a", &[&["name", "owner"], &["x", "y"]])]);
    let mut count = 0;
    for cut in (0..whole.len()).step_by(7) {
        let _ = read("a.xlsx", &whole[..cut]);
        let mut flipped = whole.clone();
        flipped[cut] ^= 0x41;
        let _ = read("a.xlsx", &flipped);
        count += 2;
    }
    let csv = "name,owner\n甲,乙\n".as_bytes();
    for at in 0..csv.len() {
        for byte in [0, b'"', 0x80, 0xFF] {
            let mut bytes = csv.to_vec();
            bytes[at] = byte;
            let _ = read("a.csv", &bytes);
            let _ = read("a.toml", &bytes);
            count += 2;
        }
    }
    assert!(count > 300, "{count}");
}
