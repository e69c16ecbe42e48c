//! Writers: table, JSON, CycloneDX CBOM, SARIF, CSV, Markdown.
#![forbid(unsafe_code)]
