//! Databases of NSS.

use crate::asn1::facts;
use crate::detector::{About, Detector, Findings, Hit};
use crate::entry::{Entry, Kind};
use aratame_formats::nss::{self, Database};
use aratame_inventory::diagnostic::KEYSTORE_LOCKED;
use aratame_inventory::{AssetKind, Observation, Position, attribute};

static ABOUT: About = About {
    id: "nss-store",
    title: "NSS databases",
    title_ja: "NSSデータベース",
    finds: "Certificate and key databases of NSS (cert9.db, key4.db, and cert8.db, key3.db of \
        Berkeley DB), with the password-based scheme of the keys.",
    how: "Recognises the tables or records of NSS; reads the parameters of the scheme, which are \
        stored in the clear. Certificates are found by their own detector.",
    misses: "The keys themselves, which are encrypted, with an empty password too; whether a \
        password is set.",
    references: &["NSS sdb.c, sftkpwd.c, lgdb"],
};

/// The schema of an SQLite file stands on its first pages.
const HEAD: usize = 64 << 10;
/// A database as a whole.
const MAX_DATABASE: usize = 64 << 20;

/// Finds NSS databases.
#[derive(Debug)]
pub struct NssStore;

impl Detector for NssStore {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn wants(&self, entry: &Entry<'_>) -> bool {
        entry.kind == Kind::Sqlite || entry.head(8).is_ok_and(|head| nss::is_berkeley_hash(&head))
    }

    fn detect(&self, entry: &Entry<'_>, _: &[Hit], findings: &mut Findings<'_>) {
        let Some(database) = recognise(entry) else { return };
        let Ok(bytes) = entry.source.read(0, MAX_DATABASE) else { return };
        if matches!(database, Database::Keys | Database::LegacyKeys) {
            findings.diagnose(KEYSTORE_LOCKED, Position::whole(), "NSS keys");
        }
        facts::state(observe(database, &bytes), findings);
    }
}

fn recognise(entry: &Entry<'_>) -> Option<Database> {
    let size = if entry.kind == Kind::Sqlite { HEAD } else { MAX_DATABASE };
    nss::recognise(&entry.head(size).ok()?)
}

/// Whether the entry is a database whose rows, attributes of keys, are encrypted one by one in
/// the form of encrypted private keys.
pub(crate) fn is_key_database(entry: &Entry<'_>) -> bool {
    entry.kind == Kind::Sqlite && recognise(entry) == Some(Database::Keys)
}

fn observe(database: Database, bytes: &[u8]) -> Observation {
    let (format, name) = match database {
        Database::Certificates => ("nss-cert9", "NSS certificate database"),
        Database::Keys => ("nss-key4", "NSS key database"),
        Database::LegacyCertificates => ("nss-cert8", "NSS certificate database (Berkeley DB)"),
        Database::LegacyKeys => ("nss-key3", "NSS key database (Berkeley DB)"),
    };
    let identity = facts::sha256(bytes);
    let mut observation = Observation::new(AssetKind::Keystore, identity.clone(), name)
        .at(Position::bytes(0, bytes.len() as u64));
    observation.attribute(attribute::SHA256, identity);
    observation.attribute(attribute::FORMAT, format);
    let is_keys = matches!(database, Database::Keys | Database::LegacyKeys);
    observation.attribute(attribute::ENCRYPTED, is_keys);
    if is_keys {
        for scheme in nss::schemes(bytes) {
            facts::take_password_scheme(&mut observation, &scheme);
        }
    }
    observation.algorithms.sort();
    observation.algorithms.dedup();
    observation
}
