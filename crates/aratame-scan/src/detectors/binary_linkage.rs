//! Cryptographic libraries themselves, and the programs and libraries that link them.

use aratame_inventory::RelationKind;
use aratame_inventory::diagnostic::{BINARY_MALFORMED, FILE_UNREADABLE};
use aratame_inventory::{AssetKind, Position};

use crate::binary::{Class, handle, library};
use crate::detector::{About, Detector, Findings, Hit};
use crate::entry::Entry;

/// The detector.
#[derive(Debug)]
pub struct BinaryLinkage;

static ABOUT: About = About {
    id: "binary-linkage",
    title: "Linked cryptographic libraries",
    title_ja: "リンクされた暗号ライブラリー",
    finds: "Cryptographic libraries as files (ELF, PE, Mach-O, ar), the programs and libraries \
            that name one among the libraries their loader must find (`linked-products`), and \
            libraries whose code a file has inside, while its names are left \
            (`contained-products`, with the names that tell in `contained-by`).",
    how: "Reads the dynamic section, import tables or load commands and compares file names with \
          a table of some sixty libraries. A program gets a link to the library, not the \
          library's algorithms. Code inside is told by functions that the file defines: two \
          names that only one product gives its functions, or one of a crate of Rust. A version \
          is told where the names have it, as ring and aws-lc-sys do.",
    misses: "Libraries opened at run time (dlopen, LoadLibrary), libraries linked statically once \
             a file is stripped, libraries under a name of their own, which of OpenSSL, BoringSSL, \
             AWS-LC and LibreSSL it is where only names stand that they share, and what a \
             program reaches through a library that is not cryptographic itself. What stands behind an ordinal, but for \
             libeay32.dll up to OpenSSL 1.0.2: such imports are listed by number.",
    references: &["System V ABI, Dynamic Linking", "PE Format", "OS X ABI Mach-O File Format"],
};

impl Detector for BinaryLinkage {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn wants(&self, entry: &Entry<'_>) -> bool {
        entry.kind.is_executable()
    }

    fn detect(&self, entry: &Entry<'_>, _: &[Hit], findings: &mut Findings<'_>) {
        let Some(binary) = entry.binary() else { return };
        for problem in &binary.problems {
            findings.diagnose(BINARY_MALFORMED, Position::whole(), problem.clone());
        }
        let linked = binary.linked_cryptography();
        let own = library(binary.own_name(entry))
            .filter(|_| binary.is_loadable_library() || binary.is_archive);
        let contained = binary.contained(entry);
        if linked.is_empty() && own.is_none() && contained.is_empty() {
            return;
        }
        let mut observation = match binary.observation(entry) {
            Ok(observation) => observation,
            Err(error) => {
                return findings.diagnose(FILE_UNREADABLE, Position::whole(), error.to_string());
            }
        };
        let ordinals = binary.ordinals.iter();
        let ordinals: Vec<String> =
            ordinals.map(|(library, ordinal)| format!("ordinal {ordinal} of {library}")).collect();
        if !ordinals.is_empty() {
            observation.attribute("imports-by-ordinal", ordinals);
        }
        if let Some(own) = own {
            observation.attribute("product", own.product);
            // What a library without a banner tells of its version.
            if let Some((_, version)) = binary.own_name(entry).split_once(".so.") {
                observation.attribute("interface-version", version);
            }
        }
        if !linked.is_empty() {
            let names: Vec<String> = linked.iter().map(|(name, _)| (*name).to_owned()).collect();
            let products: Vec<String> = linked
                .iter()
                .filter(|(_, library)| {
                    library.class == Class::Cryptography || observation.kind == AssetKind::Program
                })
                .map(|(_, library)| library.product.to_owned())
                .collect();
            observation.attribute("linked-products", products);
            observation.wants.extend(names.iter().map(|name| (RelationKind::Links, handle(name))));
            observation.attribute("linked-libraries", names);
        }
        if !contained.is_empty() {
            let told = contained.iter().map(|(product, names)| format!("{product}: {names}"));
            observation.attribute("contained-by", told.collect::<Vec<_>>());
            let products: Vec<String> =
                contained.into_iter().map(|(product, _)| product.to_owned()).collect();
            observation.attribute("contained-products", products);
        }
        findings.observe(observation);
    }
}
