//! What products support, and what replaces what: dated TOML with a citation for every row.
//!
//! Owns the reading and checking of that file, ours or a user's, and the look-ups. Names of
//! algorithms must be known to the catalogue, purposes to [`Purpose`], citations to the file.

use crate::figure::text;
use crate::purpose::Purpose;
use crate::version::Version;
use aratame_policy::Date;
use aratame_policy::verdict::{Citation, RuleConfidence, Text};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;
use std::sync::LazyLock;
use toml::Spanned;

/// Ours.
const BUILTIN: &str = include_str!("../knowledge/products.toml");

/// The knowledge base that comes with the program.
///
/// # Panics
///
/// Never: a test reads the same text.
#[must_use]
pub fn builtin() -> &'static Knowledge {
    static PARSED: LazyLock<Knowledge> =
        LazyLock::new(|| Knowledge::parse(BUILTIN).unwrap_or_default());
    &PARSED
}

/// Which side of a move a replacement belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Axis {
    /// Broken or forbidden today, or within a migration period: by what is in use already.
    Classical,
    /// Quantum-vulnerable.
    Quantum,
}

/// A product.
#[derive(Clone, Debug)]
pub struct Product {
    /// Id, such as `openssl`.
    pub id: String,
    /// Name.
    pub name: String,
    /// The values of the attribute `product` that its configurations have in an inventory.
    pub configurations: Vec<String>,
    /// File names of its programs.
    pub programs: Vec<String>,
    /// Beginnings of the texts in which an inventory tells its version.
    pub versions: Vec<String>,
    /// Products whose version decides instead, such as the library that it is built on.
    pub built_on: Option<String>,
    /// What it supports.
    pub supports: Vec<Support>,
    /// How it is configured.
    pub configure: Option<Text>,
    /// The command that checks a configuration.
    pub check: Option<String>,
}

/// What a product supports from which version on.
#[derive(Clone, Debug)]
pub struct Support {
    /// For what.
    pub purpose: Purpose,
    /// Names that are supported.
    pub names: Vec<String>,
    /// The first version; `None` when no version has it.
    pub since: Option<Version>,
    /// The first version that has it by default.
    pub default_since: Option<Version>,
    /// What else to know.
    pub note: Option<Text>,
    /// Where it stands.
    pub citation: Citation,
    /// How far that was checked.
    pub confidence: RuleConfidence,
}

/// What replaces what.
#[derive(Clone, Debug)]
pub struct Replacement {
    /// For what.
    pub purposes: Vec<Purpose>,
    /// On which side.
    pub axis: Axis,
    /// One of these.
    pub names: Vec<String>,
    /// Whether that is possible now.
    pub is_now: bool,
    /// When.
    pub when: Text,
    /// Why.
    pub note: Text,
    /// Where it stands.
    pub citations: Vec<Citation>,
    /// How far that was checked.
    pub confidence: RuleConfidence,
}

/// A date by which something must be done.
#[derive(Clone, Debug)]
pub struct Deadline {
    /// The list whose migration period it ends; `None` for the move to post-quantum cryptography.
    pub list: Option<String>,
    /// The period within which a judgement finds the list's word.
    pub from: Date,
    /// The last day.
    pub by: Date,
    /// Why.
    pub note: Text,
    /// Where it stands.
    pub citation: Citation,
    /// How far that was checked.
    pub confidence: RuleConfidence,
}

/// Months that a kind of work takes.
#[derive(Clone, Debug)]
pub struct Work {
    /// The kind of step.
    pub kind: String,
    /// Months.
    pub months: u32,
    /// What is counted in.
    pub note: Text,
}

/// The knowledge base.
#[derive(Clone, Debug, Default)]
pub struct Knowledge {
    /// Edition.
    pub edition: String,
    /// Date of the edition.
    pub date: String,
    /// Products, in the order of the file.
    pub products: Vec<Product>,
    /// Replacements: the first that fits is the nearest.
    pub replacements: Vec<Replacement>,
    /// Deadlines.
    pub deadlines: Vec<Deadline>,
    /// Work.
    pub work: Vec<Work>,
}

impl Knowledge {
    /// Reads a knowledge base.
    ///
    /// # Errors
    ///
    /// What is wrong with it, with line and column.
    pub fn parse(source: &str) -> Result<Self, KnowledgeError> {
        let file: File = toml::from_str(source).map_err(|error| {
            KnowledgeError::at(source, error.span().unwrap_or(0..0), error.message().to_owned())
        })?;
        Builder::new(source, &file)?.build(&file)
    }

    /// The product with this id.
    #[must_use]
    pub fn product(&self, id: &str) -> Option<&Product> {
        self.products.iter().find(|product| product.id == id)
    }

    /// The product whose configurations an inventory calls so.
    #[must_use]
    pub fn configured(&self, product: &str) -> Option<&Product> {
        self.products.iter().find(|each| each.configurations.iter().any(|name| name == product))
    }

    /// What a product supports for a purpose, by itself or by what it is built on.
    #[must_use]
    pub fn support(&self, product: &Product, purpose: Purpose) -> Option<(&Support, &Product)> {
        let deciding = self.deciding(product)?;
        let found = deciding.supports.iter().find(|support| support.purpose == purpose)?;
        Some((found, deciding))
    }

    /// The product whose version decides: it, or what it is built on.
    #[must_use]
    pub fn deciding(&self, product: &Product) -> Option<&Product> {
        match &product.built_on {
            Some(id) => self.product(id),
            None => self.product(&product.id),
        }
    }
}

/// What is wrong with a knowledge base.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnowledgeError {
    /// Line, from 1.
    pub line: usize,
    /// Column, from 1.
    pub column: usize,
    /// What.
    pub message: String,
}

impl KnowledgeError {
    fn at(source: &str, span: Range<usize>, message: String) -> Self {
        let before = source.get(..span.start).unwrap_or(source);
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        Self { line, column, message }
    }
}

impl fmt::Display for KnowledgeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.line, self.column, self.message)
    }
}

impl std::error::Error for KnowledgeError {}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    edition: String,
    date: Spanned<String>,
    #[serde(default)]
    citation: Vec<CitationRow>,
    #[serde(default)]
    work: Vec<WorkRow>,
    #[serde(default)]
    deadline: Vec<DeadlineRow>,
    #[serde(default)]
    product: Vec<ProductRow>,
    #[serde(default)]
    replacement: Vec<ReplacementRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CitationRow {
    id: Spanned<String>,
    document: String,
    #[serde(default)]
    section: String,
    date: String,
    url: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WorkRow {
    kind: String,
    months: u32,
    note: String,
    note_ja: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DeadlineRow {
    list: Option<String>,
    from: Spanned<String>,
    by: Spanned<String>,
    note: String,
    note_ja: String,
    citation: Spanned<String>,
    confidence: Word,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ProductRow {
    id: Spanned<String>,
    name: String,
    #[serde(default)]
    configurations: Vec<String>,
    #[serde(default)]
    programs: Vec<String>,
    #[serde(default)]
    versions: Vec<String>,
    built_on: Option<Spanned<String>>,
    configure: Option<String>,
    configure_ja: Option<String>,
    check: Option<String>,
    #[serde(default)]
    supports: Vec<SupportRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SupportRow {
    purpose: Spanned<String>,
    names: Vec<Spanned<String>>,
    since: Option<Spanned<String>>,
    default_since: Option<Spanned<String>>,
    note: Option<String>,
    note_ja: Option<String>,
    citation: Spanned<String>,
    confidence: Word,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ReplacementRow {
    purposes: Vec<Spanned<String>>,
    axis: Axis,
    names: Vec<Spanned<String>>,
    now: bool,
    when: String,
    when_ja: String,
    note: String,
    note_ja: String,
    citations: Vec<Spanned<String>>,
    confidence: Word,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Word {
    Verified,
    Secondary,
    Provisional,
}

impl From<Word> for RuleConfidence {
    fn from(word: Word) -> Self {
        match word {
            Word::Verified => Self::Verified,
            Word::Secondary => Self::Secondary,
            Word::Provisional => Self::Provisional,
        }
    }
}

/// The checks between rows.
struct Builder<'s> {
    source: &'s str,
    citations: BTreeMap<String, Citation>,
}

type Checked<T> = Result<T, KnowledgeError>;

impl<'s> Builder<'s> {
    fn new(source: &'s str, file: &File) -> Checked<Self> {
        let mut citations = BTreeMap::new();
        let mut builder = Self { source, citations: BTreeMap::new() };
        builder.date(&file.date)?;
        for row in &file.citation {
            let citation = Citation {
                document: row.document.as_str().into(),
                section: row.section.as_str().into(),
                date: row.date.as_str().into(),
                url: row.url.as_str().into(),
            };
            if citations.insert(row.id.get_ref().clone(), citation).is_some() {
                return Err(builder.error(&row.id, "this citation stands twice"));
            }
        }
        builder.citations = citations;
        Ok(builder)
    }

    fn build(&self, file: &File) -> Checked<Knowledge> {
        let products: Vec<Product> =
            file.product.iter().map(|row| self.product(row)).collect::<Checked<_>>()?;
        for row in &file.product {
            let known = |id: &str| products.iter().any(|product| product.id == id);
            if let Some(id) = row.built_on.as_ref().filter(|id| !known(id.get_ref())) {
                return Err(self.error(id, "there is no product of this id"));
            }
        }
        Ok(Knowledge {
            edition: file.edition.clone(),
            date: file.date.get_ref().clone(),
            products,
            replacements: file
                .replacement
                .iter()
                .map(|row| self.replacement(row))
                .collect::<Checked<_>>()?,
            deadlines: file
                .deadline
                .iter()
                .map(|row| self.deadline(row))
                .collect::<Checked<_>>()?,
            work: file.work.iter().map(work).collect(),
        })
    }

    fn product(&self, row: &ProductRow) -> Checked<Product> {
        let configure = row.configure.as_ref().zip(row.configure_ja.as_ref());
        Ok(Product {
            id: row.id.get_ref().clone(),
            name: row.name.clone(),
            configurations: row.configurations.clone(),
            programs: row.programs.clone(),
            versions: row.versions.clone(),
            built_on: row.built_on.as_ref().map(|id| id.get_ref().clone()),
            supports: row.supports.iter().map(|row| self.support(row)).collect::<Checked<_>>()?,
            configure: configure.map(|(en, ja)| text(en, ja)),
            check: row.check.clone(),
        })
    }

    fn support(&self, row: &SupportRow) -> Checked<Support> {
        let note = row.note.as_ref().zip(row.note_ja.as_ref());
        Ok(Support {
            purpose: self.purpose(&row.purpose)?,
            names: self.names(&row.names)?,
            since: self.version(row.since.as_ref())?,
            default_since: self.version(row.default_since.as_ref())?,
            note: note.map(|(en, ja)| text(en, ja)),
            citation: self.citation(&row.citation)?,
            confidence: row.confidence.into(),
        })
    }

    fn replacement(&self, row: &ReplacementRow) -> Checked<Replacement> {
        let purposes = row.purposes.iter().map(|word| self.purpose(word));
        let citations = row.citations.iter().map(|id| self.citation(id));
        Ok(Replacement {
            purposes: purposes.collect::<Checked<_>>()?,
            axis: row.axis,
            names: self.names(&row.names)?,
            is_now: row.now,
            when: text(&row.when, &row.when_ja),
            note: text(&row.note, &row.note_ja),
            citations: citations.collect::<Checked<_>>()?,
            confidence: row.confidence.into(),
        })
    }

    fn deadline(&self, row: &DeadlineRow) -> Checked<Deadline> {
        Ok(Deadline {
            list: row.list.clone(),
            from: self.date(&row.from)?,
            by: self.date(&row.by)?,
            note: text(&row.note, &row.note_ja),
            citation: self.citation(&row.citation)?,
            confidence: row.confidence.into(),
        })
    }

    /// Names that the catalogue has: a typo here would be an advice that nobody can follow.
    fn names(&self, names: &[Spanned<String>]) -> Checked<Vec<String>> {
        for name in names {
            if !is_known(name.get_ref()) {
                return Err(self.error(name, "the catalogue has no algorithm of this name"));
            }
        }
        Ok(names.iter().map(|name| name.get_ref().clone()).collect())
    }

    fn purpose(&self, word: &Spanned<String>) -> Checked<Purpose> {
        Purpose::of_word(word.get_ref())
            .ok_or_else(|| self.error(word, "there is no purpose of this name"))
    }

    fn citation(&self, id: &Spanned<String>) -> Checked<Citation> {
        let found = self.citations.get(id.get_ref()).cloned();
        found.ok_or_else(|| self.error(id, "there is no citation of this id"))
    }

    fn version(&self, written: Option<&Spanned<String>>) -> Checked<Option<Version>> {
        let Some(written) = written else { return Ok(None) };
        let version = Version::find(written.get_ref());
        version.map(Some).ok_or_else(|| self.error(written, "not a version"))
    }

    fn date(&self, written: &Spanned<String>) -> Checked<Date> {
        written.get_ref().parse().map_err(|_| self.error(written, "not a date: write YYYY-MM-DD"))
    }

    fn error<T>(&self, place: &Spanned<T>, message: &str) -> KnowledgeError {
        KnowledgeError::at(self.source, place.span(), message.to_owned())
    }
}

/// A name of the catalogue, or one with a key size behind it: `RSA-3072`.
fn is_known(name: &str) -> bool {
    let known = |name: &str| !aratame_algorithms::resolve(name).is_empty();
    let sized = || {
        let (family, bits) = name.rsplit_once('-')?;
        Some(bits.bytes().all(|byte| byte.is_ascii_digit()) && known(family))
    };
    known(name) || sized().unwrap_or(false)
}

fn work(row: &WorkRow) -> Work {
    Work { kind: row.kind.clone(), months: row.months, note: text(&row.note, &row.note_ja) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::step::StepKind;

    #[test]
    fn ours_is_sound() {
        let knowledge = Knowledge::parse(BUILTIN).unwrap();
        assert!(knowledge.products.len() >= 25, "{}", knowledge.products.len());
        for kind in StepKind::ALL {
            let of_kind = knowledge.work.iter().filter(|work| work.kind == kind.as_str());
            assert_eq!(of_kind.count(), 1, "{kind:?}");
        }
        for purpose in Purpose::ALL {
            for axis in [Axis::Classical, Axis::Quantum] {
                let fits = |row: &&Replacement| row.purposes.contains(&purpose) && row.axis == axis;
                assert!(
                    knowledge.replacements.iter().any(|row| fits(&row)),
                    "{purpose:?} {axis:?}"
                );
            }
        }
        for deadline in &knowledge.deadlines {
            assert!(deadline.from <= deadline.by);
        }
        for product in &knowledge.products {
            assert!(knowledge.deciding(product).is_some_and(|each| each.built_on.is_none()));
            for support in &product.supports {
                assert!(!support.citation.url.is_empty());
                assert!(support.since.is_some() || support.note.is_some(), "{}", product.id);
                assert!(support.default_since.is_none() || support.default_since >= support.since);
            }
        }
    }

    #[test]
    fn nothing_unlisted_is_said_to_be_possible_now_for_signatures() {
        // LS-0001-2022R2, table 2, has no signature: ML-DSA waits for its listing.
        let knowledge = builtin();
        for row in knowledge.replacements.iter().filter(|row| row.is_now) {
            assert!(
                row.names.iter().all(|name| !name.contains("DSA-") || name == "ECDSA"),
                "{:?}",
                row.names
            );
        }
    }

    #[test]
    fn what_is_wrong_is_told_with_its_place() {
        let head = "edition = \"x\"\ndate = \"2026-11-21\"\n";
        let wrong = [
            ("[[product]]\nid = \"a\"\nname = \"A\"\nbuilt_on = \"b\"\n", (6, 12)),
            ("[[product]]\nidd = \"a\"\n", (4, 1)),
            (
                "[[replacement]]\npurposes = [\"tls\"]\naxis = \"quantum\"\nnames = []\nnow = true\n\
                 when = \"\"\nwhen_ja = \"\"\nnote = \"\"\nnote_ja = \"\"\ncitations = []\n\
                 confidence = \"verified\"\n",
                (4, 13),
            ),
        ];
        for (rest, place) in wrong {
            let error = Knowledge::parse(&format!("{head}{rest}")).unwrap_err();
            assert_eq!((error.line, error.column), place, "{error}");
        }
        let error = Knowledge::parse("edition = \"x\"\ndate = \"2026-02-30\"\n").unwrap_err();
        assert_eq!((error.line, error.column), (2, 8));
    }
}
