//! Encryption of disks: headers of LUKS, and crypttab.

use crate::configuration::bytes_of;
use crate::configuration::dialect::row;
use crate::configuration::include::Joins;
use crate::configuration::product::{Grammar, PLAIN, Product};
use crate::configuration::scope::Means;
use crate::detector::{About, Detector, Findings, Hit, Pattern, Scope};
use crate::entry::Entry;
use aratame_algorithms::{Usage, algorithm};
use aratame_formats::config::line::{Style, Values, WORDS};
use aratame_formats::config::{Block, Directive, Document};
use aratame_formats::luks;
use aratame_inventory::diagnostic::CONFIG_SYNTAX;
use aratame_inventory::observation::attribute;
use aratame_inventory::{
    AlgorithmRef, AlgorithmUse, AssetKind, EvidenceLevel, Observation, Position, Role,
};

/// Encryption of disks.
#[derive(Debug)]
pub struct StorageEncryption;

const ABOUT: About = About {
    id: "storage-encryption",
    title: "Encryption of disks",
    title_ja: "ディスクの暗号化",
    finds: "Ciphers, key derivations and digests in headers of LUKS 1 and 2, and what crypttab \
            (systemd-cryptsetup) asks for.",
    how: "A header is told by its mark at the beginning of a file or image; crypttab by its name. \
          Key material, salts and digests are not read.",
    misses: "Headers in the middle of a disk image; volumes of dm-crypt without a header, \
             BitLocker, FileVault and ZFS.",
    references: &[
        "LUKS1 On-Disk Format Specification 1.2.3",
        "LUKS2 On-Disk Format Specification \
                   1.1.1",
        "crypttab(5), systemd 252",
    ],
};

const PATTERNS: &[Pattern] = &[Pattern::checked(luks::MAGIC, Scope::Binary, |_, at| at == 0)];

impl Detector for StorageEncryption {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn patterns(&self) -> &'static [Pattern] {
        PATTERNS
    }

    fn wants(&self, entry: &Entry<'_>) -> bool {
        (CRYPTTAB.named)(entry.path)
    }

    fn detect(&self, entry: &Entry<'_>, _: &[Hit], findings: &mut Findings<'_>) {
        if (CRYPTTAB.named)(entry.path) {
            if let Some(bytes) = bytes_of(entry, findings) {
                findings.part(&CRYPTTAB, CRYPTTAB.parse(&bytes));
            }
            return;
        }
        let is_header = entry.head(luks::MAGIC.len()).is_ok_and(|head| *head == *luks::MAGIC);
        let Some(head) = entry.head(luks::HEADER).ok().filter(|_| is_header) else { return };
        match luks::parse(&head) {
            Ok(header) => findings.observe(observation(entry, &header)),
            Err(_) => {
                let message = "a header of LUKS that cannot be read";
                findings.diagnose(CONFIG_SYNTAX, Position::whole(), message);
            }
        }
    }
}

fn observation(entry: &Entry<'_>, header: &luks::Header) -> Observation {
    let identity = format!("luks:{}", entry.path);
    let name = format!("LUKS {} ({})", header.version, entry.path.file_name());
    let mut observation = Observation::new(AssetKind::Configuration, identity, name);
    observation.attribute(attribute::PRODUCT, "luks");
    observation.attribute(attribute::VERSION, u32::from(header.version));
    let mut uses = Vec::new();
    for (text, bits, reason) in &header.ciphers {
        let named = specification(text, *bits).and_then(|spec| Usage::parse(&spec));
        let reference = named.map_or_else(|| AlgorithmRef::unknown_name(text), AlgorithmRef::from);
        uses.push((reference, Role::Encryption, *reason));
    }
    for (name, reason) in &header.derivations {
        let known = algorithm(&name.to_ascii_lowercase());
        let reference = known.map_or_else(|| AlgorithmRef::unknown_name(name), AlgorithmRef::known);
        uses.push((reference, Role::KeyDerivation, *reason));
    }
    for (name, reason) in &header.hashes {
        let known = aratame_algorithms::algorithm_by_name(name);
        let reference = known.map_or_else(|| AlgorithmRef::unknown_name(name), AlgorithmRef::known);
        uses.push((reference, Role::Hash, *reason));
    }
    let stated = uses.into_iter().map(|(reference, role, reason)| {
        AlgorithmUse::new(reference, role, EvidenceLevel::Uses).with_reason(reason)
    });
    observation.algorithms = stated.collect();
    observation
}

/// `aes-xts-plain64` with 512 bits of key as a usage: AES-256 in XTS, which takes two keys.
fn specification(text: &str, bits: Option<u32>) -> Option<String> {
    let mut parts = text.split('-');
    let (cipher, mode) = (parts.next()?, parts.next().unwrap_or("ecb"));
    let bits = match (mode, bits) {
        ("xts", Some(bits)) => Some(bits / 2),
        (_, bits) => bits,
    };
    let sized = bits.map(|bits| format!("{cipher}-{bits}"));
    let id = sized.filter(|id| algorithm(id).is_some()).unwrap_or_else(|| cipher.to_owned());
    Some(format!("{id}/{mode}"))
}

const CRYPTTAB: Product = Product {
    name: "crypttab",
    grammar: Grammar::Lines(Style { values: Values::Words(WORDS), ..Style::DIRECTIVES }),
    named: |path| path.file_name() == "crypttab",
    rows: &[
        row("volume/cipher", Means::Usages(Role::Encryption)),
        row("volume/hash", Means::Algorithms(Role::Hash)),
        row("volume/size", Means::Switch),
        row("volume/type", Means::Switch),
        row("volume/integrity", Means::Switch),
    ],
    shape: options_as_directives,
    value: |document, directive, means| match means {
        Means::Usages(_) => {
            let same_line = |each: &&Directive| each.line == directive.line && each.name == "size";
            let size = document.directives.iter().find(same_line);
            let bits = size.and_then(|size| size.value().parse().ok()).or(Some(256));
            specification(&directive.value(), bits)
        }
        _ => None,
    },
    ..PLAIN
};

/// The words of a line are name, device, key file and options; the options are what counts.
fn options_as_directives(document: &mut Document) {
    let mut all = Vec::new();
    for directive in std::mem::take(&mut document.directives) {
        let block = Some(document.blocks.len());
        document.blocks.push(Block {
            name: "volume".to_owned(),
            arguments: vec![directive.name.clone()],
            line: directive.line,
            parent: None,
        });
        let options = directive.arguments.get(2).cloned().unwrap_or_default();
        for option in options.split(',').filter(|option| !option.is_empty()) {
            let (name, value) = option.split_once('=').unwrap_or(match option {
                kind @ ("luks" | "plain" | "tcrypt" | "bitlk" | "swap" | "tmp") => ("type", kind),
                other => (other, ""),
            });
            all.push(Directive {
                name: name.to_owned(),
                arguments: vec![value.to_owned()],
                line: directive.line,
                block,
                file: 0,
            });
        }
    }
    document.directives = all;
}
