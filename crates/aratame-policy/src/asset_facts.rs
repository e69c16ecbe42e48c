//! What conditions ask of an asset, whatever its algorithms.

use std::borrow::Cow;

use aratame_inventory::{Asset, Protocol, Value, attribute};

use crate::condition::{Facts, Field, Flag};
use crate::date::Date;

/// Seconds of a day, by which the Baseline Requirements of the CA/Browser Forum count validity.
const DAY: u64 = 86_400;

/// An asset, asked without its algorithms: every field and flag of those is unknown.
#[derive(Clone, Copy, Debug)]
pub struct AssetFacts<'a>(pub &'a Asset);

impl Facts for AssetFacts<'_> {
    fn words(&self, field: Field) -> Vec<Cow<'_, str>> {
        self.words_of(field)
    }

    fn number(&self, field: Field) -> Option<u64> {
        match field {
            Field::Issued => Some(self.day(attribute::NOT_BEFORE)?.number()),
            Field::Expires => Some(self.day(attribute::NOT_AFTER)?.number()),
            Field::Validity => self.validity(),
            _ => None,
        }
    }

    fn flag(&self, flag: Flag) -> bool {
        let is_set = |key| self.0.attributes.get(key) == Some(&Value::Boolean(true));
        match flag {
            Flag::Ca => is_set(attribute::IS_CA),
            Flag::SelfIssued => is_set(attribute::SELF_ISSUED),
            Flag::TlsWithout13 => self.0.protocols.iter().any(|each| {
                each.name == "tls" && !each.versions.is_empty() && !has_version(each, "1.3")
            }),
            _ => false,
        }
    }

    fn verdict(&self, _list: &str, _status: &str) -> bool {
        false
    }
}

impl<'a> AssetFacts<'a> {
    /// Every value of a word field of the asset.
    pub(crate) fn words_of(self, field: Field) -> Vec<Cow<'a, str>> {
        let asset = self.0;
        match field {
            Field::Kind => vec![asset.kind.as_str().into()],
            Field::Name => vec![asset.name.as_str().into()],
            Field::Path => asset.occurrences.iter().map(|seen| seen.path.as_str().into()).collect(),
            Field::Product => self.texts(attribute::PRODUCT),
            Field::Usage => {
                let mut words = self.texts(attribute::KEY_USAGE);
                words.extend(self.texts(attribute::EXTENDED_KEY_USAGE));
                words
            }
            Field::Protocol => asset.protocols.iter().map(|each| each.name.into()).collect(),
            Field::Version => {
                let versions = asset.protocols.iter().flat_map(|each| &each.versions);
                versions.map(|version| version.as_str().into()).collect()
            }
            _ => Vec::new(),
        }
    }

    fn texts(&self, key: &str) -> Vec<Cow<'a, str>> {
        match self.0.attributes.get(key) {
            Some(Value::Text(text)) => vec![text.as_str().into()],
            Some(Value::List(list)) => list.iter().map(|text| text.as_str().into()).collect(),
            _ => Vec::new(),
        }
    }

    fn time(&self, key: &str) -> Option<&'a str> {
        match self.0.attributes.get(key) {
            Some(Value::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// The day of an attribute that is a time.
    pub(crate) fn day(&self, key: &str) -> Option<Date> {
        self.time(key)?.get(..10)?.parse().ok()
    }

    /// Days of validity: both ends are counted, and a part of a day is a day (CA/Browser Forum,
    /// Baseline Requirements, 6.3.2).
    fn validity(&self) -> Option<u64> {
        let [from, to] = [attribute::NOT_BEFORE, attribute::NOT_AFTER].map(|key| self.seconds(key));
        Some((to?.checked_sub(from?)? + 1).div_ceil(DAY))
    }

    fn seconds(&self, key: &str) -> Option<u64> {
        let text = self.time(key)?;
        let two = |at: std::ops::Range<usize>| text.get(at)?.parse::<u64>().ok();
        let (hours, minutes, seconds) = (two(11..13)?, two(14..16)?, two(17..19)?);
        Some(self.day(key)?.days() * DAY + hours * 3600 + minutes * 60 + seconds)
    }
}

fn has_version(protocol: &Protocol, wanted: &str) -> bool {
    protocol.versions.iter().any(|version| version == wanted)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use aratame_inventory::{AssetId, AssetKind};

    use super::*;
    use crate::condition::Condition;

    fn certificate(from: &str, to: &str) -> Asset {
        let kind = AssetKind::Certificate;
        let usages = Value::List(vec!["serverAuth".to_owned()]);
        let attributes = BTreeMap::from([
            (attribute::NOT_BEFORE, from.into()),
            (attribute::NOT_AFTER, to.into()),
            (attribute::EXTENDED_KEY_USAGE, usages),
            (attribute::SELF_ISSUED, true.into()),
        ]);
        Asset {
            id: AssetId::of(kind, "x"),
            kind,
            identity: "x".to_owned(),
            name: "x".to_owned(),
            algorithms: Vec::new(),
            attributes,
            protocols: vec![Protocol {
                name: "tls",
                versions: vec!["1.2".to_owned()],
                suites: Vec::new(),
            }],
            occurrences: Vec::new(),
        }
    }

    #[test]
    fn validity_counts_both_ends_in_days() {
        for (from, to, days) in [
            ("2026-03-15T00:00:00Z", "2026-09-30T23:59:59Z", Some(200)),
            ("2026-03-15T00:00:00Z", "2026-10-01T00:00:00Z", Some(201)),
            ("2026-03-15T00:00:00Z", "2026-03-15T00:00:00Z", Some(1)),
            ("2024-01-01T00:00:00Z", "2024-12-31T23:59:59Z", Some(366)),
            ("2026-03-15T00:00:00Z", "2026-03-14T00:00:00Z", None),
            ("soon", "later", None),
            ("2026-03-15", "2026-03-15", None),
        ] {
            let asset = certificate(from, to);
            assert_eq!(AssetFacts(&asset).number(Field::Validity), days, "{from} {to}");
        }
    }

    #[test]
    fn conditions_ask_of_the_asset() {
        let asset = certificate("2026-03-15T00:00:00Z", "2027-03-15T00:00:00Z");
        let holds = |text: &str| {
            let condition = Condition::parse(text).unwrap();
            assert!(condition.is_of_the_asset(), "{text}");
            condition.matches(&AssetFacts(&asset))
        };
        assert!(holds("kind=certificate usage=serverAuth self-issued not ca validity>200"));
        assert!(holds("issued>=2026-03-15 issued<2027-03-15 expires=2027-03-15"));
        assert!(holds("protocol=tls version=1.2 version!=1.3 tls-without-1.3"));
        assert!(!holds("usage=clientAuth") && !holds("product=nginx") && !holds("ca"));
        assert!(!Condition::parse("kind=certificate broken").unwrap().is_of_the_asset());
        assert!(!Condition::parse("cryptrec:unlisted").unwrap().is_of_the_asset());
        assert!(Condition::parse("expires<2027").is_err());
    }
}
