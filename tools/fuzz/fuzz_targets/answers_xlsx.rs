#![no_main]
use std::io::Write;

// The bytes are a sheet in a workbook that is otherwise in order: a fuzzer makes no ZIP by chance.
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let mut workbook = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let parts: [(&str, &[u8]); 4] = [
        ("xl/worksheets/sheet1.xml", bytes),
        ("xl/workbook.xml", include_bytes!("../parts/workbook.xml")),
        ("xl/_rels/workbook.xml.rels", include_bytes!("../parts/workbook.xml.rels")),
        ("_rels/.rels", include_bytes!("../parts/rels.xml")),
    ];
    let stored = zip::write::SimpleFileOptions::default()
        .compression_method(zip::CompressionMethod::Stored);
    for (name, content) in parts {
        if workbook.start_file(name, stored).is_err() || workbook.write_all(content).is_err() {
            return;
        }
    }
    if let Ok(workbook) = workbook.finish() {
        let _ = aratame_report::Answers::from_xlsx(workbook.get_ref());
    }
});
