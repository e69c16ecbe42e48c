//! A stored inventory, read back from the program's own JSON (schema `aratame/1`).
//!
//! Strict: an unknown field or word, an id that does not fit its asset or a relation to nothing is
//! an error with line and column, never left out. What the document derives (verdicts, summary) is
//! not read: whoever loads judges anew. Reads no file; the bytes are given.

use crate::json::SCHEMA;
use crate::view::{reference_of, spec_of};
use aratame_inventory::asset::Occurrence;
use aratame_inventory::coverage::Amount;
use aratame_inventory::{
    AlgorithmRef, AlgorithmUse, Asset, AssetId, AssetKind, Confidence, Coverage, Diagnostic,
    DiagnosticCode, EntryPath, EvidenceLevel, Inventory, Method, Position, Protocol, Relation,
    RelationKind, Role, Signs, SkipReason, Suite, Value, diagnostic, kept_word,
};
use aratame_policy::Date;
use aratame_policy::verdict::{ListHead, Text};
use serde::de::{Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, de};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::marker::PhantomData;
use std::path::Path;

/// Largest document that is read: it is held in memory, and a million assets have about 1.5 GB.
pub const MAX_DOCUMENT: usize = 2 << 30;

/// Characters of a wrong word that an error shows.
const SHOWN: usize = 60;

/// An inventory as it was stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// Assets, relations, diagnostics and coverage.
    pub inventory: Inventory,
    /// The program that wrote it, with its version.
    pub generator: String,
    /// The date by which it was judged when it was written, ISO 8601.
    pub as_of: String,
    /// The planned end of operation that was given then.
    pub end_of_life: Option<i32>,
    /// The lists by which it was judged then.
    pub lists: Vec<ListHead>,
}

/// Why a document is no stored inventory, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoadError {
    /// Line, from 1; 0 when the document as a whole is meant.
    pub line: usize,
    /// Column in bytes, from 1.
    pub column: usize,
    /// What is wrong and what can be done.
    pub message: String,
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => f.write_str(&self.message),
            _ => write!(f, "{}:{}: {}", self.line, self.column, self.message),
        }
    }
}

impl std::error::Error for LoadError {}

/// Reads what the format `json` writes; writing it again gives the same bytes.
///
/// # Errors
/// When the bytes are longer than [`MAX_DOCUMENT`] or no such document, with the place.
pub fn load(bytes: &[u8]) -> Result<Stored, LoadError> {
    if bytes.len() > MAX_DOCUMENT {
        return Err(whole(format!("longer than {MAX_DOCUMENT} bytes: scan in several runs")));
    }
    match serde_json::from_slice::<Whole>(bytes) {
        Ok(document) => document.into_stored().map_err(whole),
        Err(error) => Err(explained(bytes, &error)),
    }
}

fn whole(message: String) -> LoadError {
    LoadError { line: 0, column: 0, message }
}

/// What kind of document it is instead, where that can be told.
fn explained(bytes: &[u8], error: &serde_json::Error) -> LoadError {
    let (line, column) = (error.line(), error.column());
    let message = match serde_json::from_slice::<Head<'_>>(bytes) {
        Err(_) if error.is_syntax() || error.is_eof() => {
            format!("not whole JSON ({error}): was the file cut or edited?")
        }
        Ok(Head { bom_format: Some(_), .. }) => {
            "a CycloneDX document, which does not hold everything: store the scan with \
             `--format json`"
                .to_owned()
        }
        Ok(Head { schema: Some(schema), .. }) if schema == SCHEMA => {
            let told = error.to_string();
            let place = format!(" at line {line} column {column}");
            told.strip_suffix(&place).unwrap_or(&told).to_owned()
        }
        _ => format!(
            "no inventory of this program (its JSON begins with \"schema\": \"{SCHEMA}\"): make \
             one with `aratame scan --format json`"
        ),
    };
    LoadError { line, column, message }
}

#[derive(Deserialize)]
struct Head<'a> {
    #[serde(borrow)]
    schema: Option<Cow<'a, str>>,
    #[serde(rename = "bomFormat")]
    bom_format: Option<IgnoredAny>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Whole {
    #[serde(rename = "schema", deserialize_with = "schema")]
    _schema: (),
    generator: String,
    #[serde(deserialize_with = "date")]
    as_of: String,
    end_of_life: Option<i32>,
    lists: Vec<List>,
    #[serde(rename = "milestones")]
    _milestones: IgnoredAny,
    #[serde(rename = "unused_entries")]
    _unused_entries: IgnoredAny,
    complete: bool,
    coverage: Ledger,
    #[serde(rename = "summary")]
    _summary: IgnoredAny,
    assets: Vec<LoadedAsset>,
    relations: Vec<LoadedRelation>,
    diagnostics: Vec<LoadedDiagnostic>,
}

impl Whole {
    fn into_stored(self) -> Result<Stored, String> {
        let mut inventory = Inventory {
            assets: self.assets.into_iter().map(|each| each.0).collect(),
            relations: self.relations.into_iter().map(|each| each.0).collect(),
            diagnostics: self.diagnostics.into_iter().map(|each| each.0).collect(),
            coverage: self.coverage.into(),
        };
        check_ids(&inventory)?;
        inventory.assets.sort_by(|a, b| (a.kind, &a.name, a.id).cmp(&(b.kind, &b.name, b.id)));
        inventory.relations.sort_unstable();
        inventory.diagnostics.sort();
        if inventory.is_complete() != self.complete {
            let claim = self.complete;
            return Err(format!(
                "says \"complete\": {claim}, but its coverage and diagnostics say otherwise: it \
                 was edited; scan again"
            ));
        }
        Ok(Stored {
            inventory,
            generator: self.generator,
            as_of: self.as_of,
            end_of_life: self.end_of_life,
            lists: self.lists.into_iter().map(Into::into).collect(),
        })
    }
}

fn check_ids(inventory: &Inventory) -> Result<(), String> {
    let mut ids = BTreeSet::new();
    if let Some(twice) = inventory.assets.iter().find(|asset| !ids.insert(asset.id)) {
        return Err(format!("the asset {} stands twice", twice.id));
    }
    let ends = inventory.relations.iter().flat_map(|each| [each.from, each.to]);
    match ends.into_iter().find(|end| !ids.contains(end)) {
        Some(end) => Err(format!("a relation names {end}, which is no asset of the inventory")),
        None => Ok(()),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct List {
    id: String,
    edition: String,
    date: String,
    title: String,
    title_ja: String,
}

impl From<List> for ListHead {
    fn from(list: List) -> Self {
        Self {
            id: list.id.into(),
            edition: list.edition.into(),
            date: list.date.into(),
            title: Text { en: list.title, ja: list.title_ja },
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Ledger {
    directories: u64,
    read: Line,
    read_partly: Line,
    archive_members: Line,
    unopened: Line,
    skipped: Unique<Line>,
    interrupted: bool,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    files: u64,
    bytes: u64,
}

impl From<Line> for Amount {
    fn from(line: Line) -> Self {
        Self { files: line.files, bytes: line.bytes }
    }
}

impl From<Ledger> for Coverage {
    fn from(ledger: Ledger) -> Self {
        let skipped = ledger.skipped.0.into_iter();
        Self {
            read: ledger.read.into(),
            partly: ledger.read_partly.into(),
            members: ledger.archive_members.into(),
            unopened: ledger.unopened.into(),
            skipped: skipped.map(|(Reason(reason), line)| (reason, line.into())).collect(),
            directories: ledger.directories,
            interrupted: ledger.interrupted,
        }
    }
}

#[derive(Deserialize, PartialEq, Eq, PartialOrd, Ord)]
struct Reason(#[serde(deserialize_with = "skip_reason")] SkipReason);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawAsset {
    #[serde(deserialize_with = "asset_id")]
    id: AssetId,
    #[serde(deserialize_with = "asset_kind")]
    kind: AssetKind,
    identity: String,
    name: String,
    #[serde(rename = "broken_today")]
    _broken_today: IgnoredAny,
    #[serde(rename = "quantum_vulnerable")]
    _quantum_vulnerable: IgnoredAny,
    #[serde(rename = "priority")]
    _priority: IgnoredAny,
    #[serde(rename = "verdicts")]
    _verdicts: IgnoredAny,
    #[serde(rename = "tls_profile")]
    _tls_profile: Option<IgnoredAny>,
    attributes: Unique<Attribute, Word>,
    algorithms: Vec<LoadedUse>,
    protocols: Vec<LoadedProtocol>,
    occurrences: Vec<LoadedOccurrence>,
}

#[derive(Deserialize)]
#[serde(try_from = "RawAsset")]
struct LoadedAsset(Asset);

impl TryFrom<RawAsset> for LoadedAsset {
    type Error = String;

    fn try_from(raw: RawAsset) -> Result<Self, String> {
        if AssetId::of(raw.kind, &raw.identity) != raw.id {
            return Err(format!("the id {} does not fit the asset's kind and identity", raw.id));
        }
        let mut asset = Asset {
            id: raw.id,
            kind: raw.kind,
            identity: raw.identity,
            name: raw.name,
            algorithms: raw.algorithms.into_iter().map(|each| each.0).collect(),
            attributes: raw.attributes.0.into_iter().map(|(key, value)| (key.0, value.0)).collect(),
            protocols: raw.protocols.into_iter().map(Into::into).collect(),
            occurrences: raw.occurrences.into_iter().map(Into::into).collect(),
        };
        asset.algorithms.sort();
        asset.protocols.sort();
        asset.occurrences.sort();
        Ok(Self(asset))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawUse {
    #[serde(rename = "algorithm")]
    _algorithm: IgnoredAny,
    specification: String,
    bits: Option<u32>,
    curve: Option<String>,
    hash: Option<String>,
    mode: Option<String>,
    #[serde(deserialize_with = "role")]
    role: Role,
    #[serde(deserialize_with = "level")]
    level: EvidenceLevel,
    #[serde(deserialize_with = "confidence")]
    confidence: Confidence,
    #[serde(default)]
    signs: RawSigns,
    #[serde(rename = "percent")]
    _percent: Option<IgnoredAny>,
    reason: Option<Box<str>>,
    position: Option<Place>,
    #[serde(rename = "quantum_impact")]
    _quantum_impact: IgnoredAny,
    #[serde(rename = "broken_today")]
    _broken_today: IgnoredAny,
    #[serde(rename = "broken_reason")]
    _broken_reason: Option<IgnoredAny>,
    #[serde(rename = "broken_reason_ja")]
    _broken_reason_ja: Option<IgnoredAny>,
    #[serde(rename = "broken_source")]
    _broken_source: Option<IgnoredAny>,
    #[serde(rename = "priority")]
    _priority: IgnoredAny,
    #[serde(rename = "verdicts")]
    _verdicts: IgnoredAny,
}

/// One sign of each method; its percent follow from it.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct RawSigns {
    symbols: Option<Sign>,
    constants: Option<Sign>,
    instructions: Option<Sign>,
    shapes: Option<Sign>,
    names: Option<Sign>,
}

#[derive(Deserialize)]
#[serde(transparent)]
struct Sign(#[serde(deserialize_with = "confidence")] Confidence);

impl From<RawSigns> for Signs {
    fn from(raw: RawSigns) -> Self {
        let signs = [
            (Method::Symbols, raw.symbols),
            (Method::Constants, raw.constants),
            (Method::Instructions, raw.instructions),
            (Method::Shapes, raw.shapes),
            (Method::Names, raw.names),
        ];
        let given = signs.into_iter().filter_map(|(method, sign)| Some((method, sign?.0)));
        given.fold(Self::default(), |signs, (method, sign)| signs.with(Self::of(method, sign)))
    }
}

#[derive(Deserialize)]
#[serde(try_from = "RawUse")]
struct LoadedUse(AlgorithmUse);

impl TryFrom<RawUse> for LoadedUse {
    type Error = String;

    fn try_from(raw: RawUse) -> Result<Self, String> {
        let written = RawReference {
            _algorithm: IgnoredAny,
            specification: raw.specification,
            bits: raw.bits,
            curve: raw.curve,
            hash: raw.hash,
            mode: raw.mode,
        };
        Ok(Self(AlgorithmUse {
            algorithm: LoadedReference::try_from(written)?.0,
            role: raw.role,
            level: raw.level,
            confidence: raw.confidence,
            signs: raw.signs.into(),
            reason: raw.reason,
            position: raw.position.map(|place| Box::new(place.into())),
        }))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawReference {
    #[serde(rename = "algorithm")]
    _algorithm: IgnoredAny,
    specification: String,
    bits: Option<u32>,
    curve: Option<String>,
    hash: Option<String>,
    mode: Option<String>,
}

#[derive(Deserialize)]
#[serde(try_from = "RawReference")]
struct LoadedReference(AlgorithmRef);

impl TryFrom<RawReference> for LoadedReference {
    type Error = String;

    fn try_from(raw: RawReference) -> Result<Self, String> {
        let mut reference = reference_of(&raw.specification, raw.curve.as_deref());
        if reference.algorithm().is_none() {
            reference.bits = raw.bits;
            reference.hash = part(raw.hash.as_deref())?;
            reference.mode = part(raw.mode.as_deref())?;
        }
        let curve = reference.curve.map(|curve| curve.id);
        let curve = curve.or(reference.other_curve.as_deref());
        let fits = spec_of(&reference) == raw.specification
            && reference.bits == raw.bits
            && curve == raw.curve.as_deref();
        if fits {
            return Ok(Self(reference));
        }
        let shown: String = raw.specification.chars().take(SHOWN).collect();
        Err(format!(
            "the specification {shown:?} is not of this version's catalogue, or does not fit the \
             bits and curve beside it: read it with the version that wrote it, or scan again"
        ))
    }
}

fn part(id: Option<&str>) -> Result<Option<&'static aratame_algorithms::Algorithm>, String> {
    let known = |id| aratame_algorithms::algorithm(id).ok_or("an unknown hash or mode".to_owned());
    id.map(known).transpose()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LoadedProtocol {
    name: Word,
    versions: Vec<String>,
    suites: Vec<LoadedSuite>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LoadedSuite {
    name: String,
    code_point: Option<String>,
    algorithms: Vec<LoadedReference>,
}

impl From<LoadedProtocol> for Protocol {
    fn from(loaded: LoadedProtocol) -> Self {
        let suites = loaded.suites.into_iter().map(|suite| Suite {
            name: suite.name,
            code_point: suite.code_point,
            algorithms: suite.algorithms.into_iter().map(|part| part.0).collect(),
        });
        Self { name: loaded.name.0, versions: loaded.versions, suites: suites.collect() }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Place {
    line: Option<u32>,
    offset: Option<u64>,
    length: Option<u64>,
    symbol: Option<String>,
}

impl From<Place> for Position {
    fn from(place: Place) -> Self {
        let symbol = place.symbol.map(Into::into);
        Self { line: place.line, offset: place.offset, length: place.length, symbol }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LoadedOccurrence {
    line: Option<u32>,
    offset: Option<u64>,
    length: Option<u64>,
    symbol: Option<String>,
    path: String,
    detector: Word,
    #[serde(deserialize_with = "confidence")]
    confidence: Confidence,
}

impl From<LoadedOccurrence> for Occurrence {
    fn from(loaded: LoadedOccurrence) -> Self {
        let LoadedOccurrence { line, offset, length, symbol, .. } = loaded;
        Self {
            path: entry_path(&loaded.path),
            position: Position { line, offset, length, symbol: symbol.map(Into::into) },
            detector: loaded.detector.0,
            confidence: loaded.confidence,
        }
    }
}

fn entry_path(text: &str) -> EntryPath {
    EntryPath::of_file(Path::new(text))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRelation {
    #[serde(deserialize_with = "asset_id")]
    from: AssetId,
    #[serde(deserialize_with = "relation_kind")]
    kind: RelationKind,
    #[serde(deserialize_with = "asset_id")]
    to: AssetId,
}

#[derive(Deserialize)]
#[serde(from = "RawRelation")]
struct LoadedRelation(Relation);

impl From<RawRelation> for LoadedRelation {
    fn from(raw: RawRelation) -> Self {
        Self(Relation { from: raw.from, kind: raw.kind, to: raw.to })
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawDiagnostic {
    #[serde(deserialize_with = "diagnostic_code")]
    code: &'static DiagnosticCode,
    #[serde(rename = "severity")]
    _severity: IgnoredAny,
    path: String,
    position: Place,
    message: String,
}

#[derive(Deserialize)]
#[serde(from = "RawDiagnostic")]
struct LoadedDiagnostic(Diagnostic);

impl From<RawDiagnostic> for LoadedDiagnostic {
    fn from(raw: RawDiagnostic) -> Self {
        let RawDiagnostic { code, message, .. } = raw;
        let path = entry_path(&raw.path);
        Self(Diagnostic { path, position: raw.position.into(), code, message })
    }
}

/// A name of an attribute, detector or protocol.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Word(&'static str);

impl<'de> Deserialize<'de> for Word {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(WordVisitor { what: "word", look_up: kept_word }).map(Self)
    }
}

/// A map whose keys are different.
struct Unique<V, K = Reason>(BTreeMap<K, V>);

impl<'de, V: Deserialize<'de>, K: Deserialize<'de> + Ord> Deserialize<'de> for Unique<V, K> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(UniqueVisitor(PhantomData))
    }
}

struct UniqueVisitor<V, K>(PhantomData<(V, K)>);

impl<'de, V: Deserialize<'de>, K: Deserialize<'de> + Ord> Visitor<'de> for UniqueVisitor<V, K> {
    type Value = Unique<V, K>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut all = BTreeMap::new();
        while let Some((key, value)) = map.next_entry()? {
            if all.insert(key, value).is_some() {
                return Err(A::Error::custom("a field stands twice"));
            }
        }
        Ok(Unique(all))
    }
}

/// The value of an attribute.
struct Attribute(Value);

impl<'de> Deserialize<'de> for Attribute {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AttributeVisitor).map(Self)
    }
}

struct AttributeVisitor;

impl<'de> Visitor<'de> for AttributeVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text, an integer, true, false or a list of texts")
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Value, E> {
        Ok(Value::Boolean(flag))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Value, E> {
        Ok(Value::Integer(number))
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Value, E> {
        i64::try_from(number)
            .map(Value::Integer)
            .map_err(|_| E::custom("an integer beyond 64 bits with sign"))
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let mut texts = Vec::new();
        while let Some(text) = list.next_element()? {
            texts.push(text);
        }
        Ok(Value::List(texts))
    }
}

/// A word that must be known.
struct WordVisitor<T> {
    what: &'static str,
    look_up: fn(&str) -> Option<T>,
}

impl<T> Visitor<'_> for WordVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.what)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<T, E> {
        (self.look_up)(text).ok_or_else(|| {
            let shown: String = text.chars().take(SHOWN).collect();
            E::custom(format!("{shown:?} is no {} that this version knows", self.what))
        })
    }
}

macro_rules! words {
    ($($name:ident -> $type:ty, $what:literal, $look_up:expr;)*) => {
        $(
            fn $name<'de, D: Deserializer<'de>>(deserializer: D) -> Result<$type, D::Error> {
                deserializer.deserialize_str(WordVisitor { what: $what, look_up: $look_up })
            }
        )*
    };
}

words! {
    schema -> (), "schema", |text| (text == SCHEMA).then_some(());
    date -> String, "date", |text| text.parse::<Date>().ok().map(|date| date.to_string());
    asset_id -> AssetId, "id of an asset", |text| text.parse().ok();
    asset_kind -> AssetKind, "kind", |text| AssetKind::ALL.into_iter().find(|it| it.as_str() == text);
    role -> Role, "role", |text| Role::ALL.into_iter().find(|it| it.as_str() == text);
    level -> EvidenceLevel, "level",
        |text| EvidenceLevel::ALL.into_iter().find(|it| it.as_str() == text);
    confidence -> Confidence, "confidence",
        |text| Confidence::ALL.into_iter().find(|it| it.as_str() == text);
    relation_kind -> RelationKind, "kind of relation",
        |text| RelationKind::ALL.into_iter().find(|it| it.as_str() == text);
    skip_reason -> SkipReason, "reason", |text| SkipReason::ALL.into_iter().find(|it| it.as_str() == text);
    diagnostic_code -> &'static DiagnosticCode, "diagnostic", diagnostic::find;
}
