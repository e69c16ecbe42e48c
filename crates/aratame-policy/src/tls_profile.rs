//! CRYPTREC GL-3001: which profile a TLS configuration meets, and what is missing for the next.
//!
//! Owns how each requirement is read from an inventory. The requirements, the suites and their
//! citations stand in `lists/cryptrec-gl-3001.toml`. What an inventory does not carry is *not seen*,
//! never met: a profile is then the highest that nothing seen contradicts.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use aratame_algorithms::{
    CipherSuite, Primitive, QuantumImpact, Usage, cipher_suite_by_name, strength,
};
use aratame_inventory::{
    AlgorithmUse, Asset, AssetId, AssetKind, Inventory, Protocol, RelationKind, Role, Suite,
};
use serde::Deserialize;

use crate::verdict::{Citation, RuleConfidence, Text};

/// Names of suites that a sentence shows before it counts the rest.
const SHOWN: usize = 4;

/// A profile (設定基準) of the guideline, the strictest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Profile {
    /// 高セキュリティ型.
    HighSecurity,
    /// 推奨セキュリティ型.
    RecommendedSecurity,
    /// セキュリティ例外型.
    SecurityException,
}

impl Profile {
    /// Every profile, the strictest first.
    pub const ALL: [Self; 3] =
        [Self::HighSecurity, Self::RecommendedSecurity, Self::SecurityException];

    /// The stable word that outputs show.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::HighSecurity => "high-security",
            Self::RecommendedSecurity => "recommended-security",
            Self::SecurityException => "security-exception",
        }
    }

    /// The guideline's own name.
    #[must_use]
    pub fn ja(self) -> &'static str {
        match self {
            Self::HighSecurity => "高セキュリティ型",
            Self::RecommendedSecurity => "推奨セキュリティ型",
            Self::SecurityException => "セキュリティ例外型",
        }
    }
}

/// A requirement of the guideline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Requirement {
    /// Stable id, such as `forward-secrecy`.
    pub id: String,
    /// What is required.
    pub text: Text,
    /// Where it stands.
    pub citation: Citation,
    /// How far that was checked.
    pub confidence: RuleConfidence,
    /// The profiles that require it (遵守項目).
    pub must: Vec<Profile>,
    /// The profiles that recommend it (推奨項目).
    pub should: Vec<Profile>,
    test: Test,
}

/// Whether a requirement is met, as far as the inventory shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Answer {
    /// It is met.
    Met,
    /// The inventory does not carry it: a person has to look.
    NotSeen,
    /// It is not met.
    NotMet,
}

impl Answer {
    /// The stable word that outputs show.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::NotSeen => "not-seen",
            Self::NotMet => "not-met",
        }
    }

    /// The Japanese word for it.
    #[must_use]
    pub fn ja(self) -> &'static str {
        match self {
            Self::Met => "適合",
            Self::NotSeen => "要確認",
            Self::NotMet => "不適合",
        }
    }
}

/// One line of the checklist of a profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// The requirement.
    pub requirement: Arc<Requirement>,
    /// Whether the profile requires it (遵守項目) or recommends it (推奨項目).
    pub is_must: bool,
    /// Whether it is met.
    pub answer: Answer,
    /// What was seen: versions, suites, sizes. Empty when nothing was.
    pub seen: String,
}

/// How a TLS configuration stands to the guideline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TlsGrade {
    /// The strictest profile that nothing seen contradicts.
    pub profile: Option<Profile>,
    /// Whether everything that this profile requires was seen. If not, the profile is the most that
    /// it can be.
    pub is_whole: bool,
    /// Whether settings that stand in no file were assumed.
    pub is_assumed: bool,
    checks: Vec<(Profile, Vec<Check>)>,
}

impl TlsGrade {
    /// The checklist of a profile.
    #[must_use]
    pub fn checks(&self, profile: Profile) -> &[Check] {
        let own = self.checks.iter().find(|(own, _)| *own == profile);
        own.map_or(&[], |(_, checks)| checks)
    }

    /// What a profile requires and the configuration lacks.
    pub fn missing(&self, profile: Profile) -> impl Iterator<Item = &Check> {
        self.with(profile, Answer::NotMet)
    }

    /// What a profile requires and the inventory does not carry.
    pub fn unseen(&self, profile: Profile) -> impl Iterator<Item = &Check> {
        self.with(profile, Answer::NotSeen)
    }

    fn with(&self, profile: Profile, answer: Answer) -> impl Iterator<Item = &Check> {
        self.checks(profile).iter().filter(move |check| check.is_must && check.answer == answer)
    }

    /// The next stricter profile; none for the strictest.
    #[must_use]
    pub fn next(&self) -> Option<Profile> {
        match self.profile {
            Some(profile) => Profile::ALL.into_iter().rev().find(|each| *each < profile),
            None => Some(Profile::SecurityException),
        }
    }
}

/// The guideline: its requirements and suites.
#[derive(Clone, Debug)]
pub struct Guideline {
    requirements: Vec<Arc<Requirement>>,
    tls13: BTreeSet<String>,
    high: BTreeSet<String>,
    recommended: BTreeSet<String>,
    not_confirmed: BTreeSet<String>,
}

/// Grades the TLS configurations of one inventory.
#[derive(Debug)]
pub struct TlsGrader<'a> {
    guideline: &'a Guideline,
    inventory: &'a Inventory,
    /// Certificates and parameters, which configurations name.
    named: HashMap<AssetId, &'a Asset>,
}

impl<'a> TlsGrader<'a> {
    /// A grader by a guideline; the program's own is
    /// [`builtin_guideline`](crate::lists::builtin_guideline).
    #[must_use]
    pub fn new(guideline: &'a Guideline, inventory: &'a Inventory) -> Self {
        let can_be_named =
            |asset: &&Asset| matches!(asset.kind, AssetKind::Certificate | AssetKind::Parameters);
        let named = inventory.assets.iter().filter(can_be_named);
        Self { guideline, inventory, named: named.map(|asset| (asset.id, asset)).collect() }
    }

    /// The grade of an asset; nothing when it is no TLS configuration.
    #[must_use]
    pub fn grade(&self, asset: &Asset) -> Option<TlsGrade> {
        let contexts: Vec<_> = asset.protocols.iter().filter(|each| each.name == "tls").collect();
        if contexts.is_empty() {
            return None;
        }
        let names = |kind| {
            let relations = self.inventory.relations_from(asset.id);
            let named = relations.filter(|each| each.kind == RelationKind::Names);
            let assets = named.filter_map(|each| self.named.get(&each.to).copied());
            assets.filter(move |asset| asset.kind == kind).collect()
        };
        let facts = Facts {
            guideline: self.guideline,
            asset,
            contexts,
            certificates: names(AssetKind::Certificate),
            parameters: names(AssetKind::Parameters),
        };
        Some(facts.grade())
    }
}

/// What the inventory carries of one configuration.
struct Facts<'a> {
    guideline: &'a Guideline,
    asset: &'a Asset,
    contexts: Vec<&'a Protocol>,
    certificates: Vec<&'a Asset>,
    parameters: Vec<&'a Asset>,
}

/// An answer with what was seen.
type Found = (Answer, String);

impl Facts<'_> {
    fn grade(&self) -> TlsGrade {
        let checks: Vec<(Profile, Vec<Check>)> =
            Profile::ALL.map(|profile| (profile, self.checks(profile))).into();
        let holds = |checks: &[Check]| {
            !checks.iter().any(|check| check.is_must && check.answer == Answer::NotMet)
        };
        let best = checks.iter().find(|(_, checks)| holds(checks));
        let unseen = |check: &Check| check.is_must && check.answer == Answer::NotSeen;
        TlsGrade {
            profile: best.map(|(profile, _)| *profile),
            is_whole: best.is_none_or(|(_, checks)| !checks.iter().any(unseen)),
            is_assumed: self.asset.attributes.contains_key("assumptions"),
            checks,
        }
    }

    fn checks(&self, profile: Profile) -> Vec<Check> {
        let asked = self.guideline.requirements.iter().filter(|requirement| {
            requirement.must.contains(&profile) || requirement.should.contains(&profile)
        });
        let check = |requirement: &Arc<Requirement>| {
            let (answer, seen) = self.answer(requirement.test, profile);
            let is_must = requirement.must.contains(&profile);
            Check { requirement: requirement.clone(), is_must, answer, seen }
        };
        asked.map(check).collect()
    }

    fn answer(&self, test: Test, profile: Profile) -> Found {
        match test {
            Test::HasVersion(wanted) => self.versions(|versions| versions.contains(&wanted)),
            Test::LacksVersions(unwanted) => {
                self.versions(|versions| !versions.iter().any(|each| unwanted.contains(each)))
            }
            Test::Suites => self.suites(|suite| self.is_of(profile, suite)),
            Test::ForwardSecrecy => {
                self.known_suites(|suite| suite.forward_secret || suite.is_tls13())
            }
            Test::NotBroken => self.known_suites(|suite| !is_broken(suite)),
            Test::NoTripleDes => self.known_suites(|suite| !uses(suite, "3des")),
            Test::Prefers(bits) => self.preference(bits),
            Test::Curves => self.curves(),
            Test::FiniteField(bits) => self.finite_field(bits),
            Test::CertificateKey => self.of_certificates(key_of_certificate),
            Test::CertificateHash => self.of_certificates(hash_of_certificate),
            Test::ByPerson => (Answer::NotSeen, String::new()),
        }
    }

    fn versions(&self, holds: impl Fn(&[&str]) -> bool) -> Found {
        let answer = |context: &&Protocol| {
            let versions: Vec<&str> = context.versions.iter().map(String::as_str).collect();
            match (versions.is_empty(), holds(&versions)) {
                (true, _) => Answer::NotSeen,
                (false, true) => Answer::Met,
                (false, false) => Answer::NotMet,
            }
        };
        let worst = self.contexts.iter().map(answer).max().unwrap_or(Answer::NotSeen);
        let seen: BTreeSet<&String> = self.contexts.iter().flat_map(|c| &c.versions).collect();
        (worst, seen.into_iter().cloned().collect::<Vec<_>>().join(", "))
    }

    /// Every suite has to hold; a context that allows TLS 1.2 or older and names no suite of it was
    /// not seen whole.
    fn suites(&self, holds: impl Fn(&Suite) -> bool) -> Found {
        let all = self.contexts.iter().flat_map(|context| &context.suites);
        let wrong: BTreeSet<&str> =
            all.filter(|suite| !holds(suite)).map(|suite| suite.name.as_str()).collect();
        match (wrong.is_empty(), self.contexts.iter().all(|context| has_all_suites(context))) {
            (false, _) => (Answer::NotMet, shown(&wrong)),
            (true, true) => (Answer::Met, String::new()),
            (true, false) => (Answer::NotSeen, String::new()),
        }
    }

    fn known_suites(&self, holds: impl Fn(&CipherSuite) -> bool) -> Found {
        self.suites(|suite| cipher_suite_by_name(&suite.name).is_some_and(&holds))
    }

    fn is_of(&self, profile: Profile, suite: &Suite) -> bool {
        let lists = self.guideline;
        let name = &suite.name;
        let of_high = [&lists.tls13, &lists.high, &lists.not_confirmed];
        of_high.iter().any(|list| list.contains(name))
            || (profile != Profile::HighSecurity && lists.recommended.contains(name))
    }

    /// Whether authenticated encryption with keys of so many bits stands first among the suites of
    /// TLS up to 1.2.
    fn preference(&self, bits: u32) -> Found {
        let first = |context: &&Protocol| {
            let known = context.suites.iter().filter_map(|suite| cipher_suite_by_name(&suite.name));
            known.into_iter().find(|suite| !suite.is_tls13())
        };
        let all: Vec<_> = self.contexts.iter().filter_map(first).collect();
        let right = |suite: &&CipherSuite| {
            let cipher = suite.cipher.and_then(|cipher| cipher.algorithm.key_bits);
            suite.mac.is_none() && cipher == Some(bits)
        };
        let seen: BTreeSet<&str> = all.iter().map(|suite| suite.name).collect();
        match (all.is_empty(), all.iter().all(right)) {
            (true, _) => (Answer::NotSeen, String::new()),
            (false, true) => (Answer::Met, shown(&seen)),
            (false, false) => (Answer::NotMet, shown(&seen)),
        }
    }

    /// Groups of elliptic curves, alone or in a hybrid.
    fn curves(&self) -> Found {
        let strengths: Vec<(String, Option<u32>)> =
            self.key_agreements().filter_map(curve_strength).collect();
        let weak = |(_, bits): &&(String, Option<u32>)| bits.is_some_and(|bits| bits < 128);
        let names = |all: Vec<&(String, Option<u32>)>| {
            shown(&all.into_iter().map(|(name, _)| name.as_str()).collect())
        };
        let wrong: Vec<_> = strengths.iter().filter(weak).collect();
        let known: Vec<_> = strengths.iter().filter(|(_, bits)| bits.is_some()).collect();
        match (wrong.is_empty(), known.is_empty()) {
            (false, _) => (Answer::NotMet, names(wrong)),
            (true, false) => (Answer::Met, names(known)),
            (true, true) => (Answer::NotSeen, String::new()),
        }
    }

    fn key_agreements(&self) -> impl Iterator<Item = &AlgorithmUse> {
        self.asset.algorithms.iter().filter(|each| each.role == Role::KeyAgreement)
    }

    /// Sizes of finite-field groups that the configuration names or points to. Without a suite of
    /// DHE there is nothing to ask.
    fn finite_field(&self, least: u32) -> Found {
        let all = self.contexts.iter().flat_map(|context| &context.suites);
        if !all.into_iter().any(|suite| suite.name.starts_with("TLS_DHE_")) {
            return (Answer::Met, String::new());
        }
        let own = self.key_agreements();
        let pointed = self.parameters.iter().flat_map(|asset| &asset.algorithms);
        let is_dh =
            |each: &&AlgorithmUse| each.algorithm.algorithm().is_some_and(|row| row.family == "DH");
        let sizes: BTreeSet<u32> =
            own.chain(pointed).filter(is_dh).filter_map(|each| each.algorithm.bits).collect();
        let seen = sizes.iter().map(u32::to_string).collect::<Vec<_>>().join(", ");
        match sizes.first() {
            None => (Answer::NotSeen, seen),
            Some(smallest) if *smallest < least => (Answer::NotMet, seen),
            Some(_) => (Answer::Met, seen),
        }
    }

    /// The worst answer of the certificates that the configuration names.
    fn of_certificates(&self, ask: fn(&Asset) -> Found) -> Found {
        let all = self.certificates.iter().map(|certificate| ask(certificate));
        all.max_by_key(|(answer, _)| *answer).unwrap_or((Answer::NotSeen, String::new()))
    }
}

fn has_all_suites(context: &Protocol) -> bool {
    let allows_older = context.versions.is_empty() || context.versions.iter().any(|v| v != "1.3");
    let is_older = |suite: &Suite| cipher_suite_by_name(&suite.name).is_none_or(|s| !s.is_tls13());
    !context.suites.is_empty() && (!allows_older || context.suites.iter().any(is_older))
}

fn shown(names: &BTreeSet<&str>) -> String {
    let mut text = names.iter().take(SHOWN).copied().collect::<Vec<_>>().join(", ");
    if names.len() > SHOWN {
        text.push_str(&format!(" (+{})", names.len() - SHOWN));
    }
    text
}

fn uses(suite: &CipherSuite, id: &str) -> bool {
    suite.cipher.is_some_and(|cipher| cipher.algorithm.id == id)
}

fn is_broken(suite: &CipherSuite) -> bool {
    let anonymous = suite.name.contains("_anon_");
    let without_cipher = suite.cipher.is_none() || suite.name.contains("_WITH_NULL");
    let broken = ["rc4", "des", "des-40", "rc2"].iter().any(|id| uses(suite, id))
        || suite.name.contains("RC4")
        || suite.name.contains("DES40")
        || suite.name.contains("RC2");
    let md5 = suite.name.ends_with("_MD5");
    suite.export || anonymous || without_cipher || broken || md5
}

/// The strength of an elliptic-curve group; the outer `None` is no such group.
fn curve_strength(each: &AlgorithmUse) -> Option<(String, Option<u32>)> {
    let reference = &each.algorithm;
    let row = reference.algorithm()?;
    let classical = |usage: &Usage| usage.algorithm.quantum == QuantumImpact::ShorBroken;
    let usage = match row.quantum {
        QuantumImpact::Hybrid => row.component_usages().into_iter().find(classical)?,
        _ => Usage { curve: reference.curve, ..Usage::of(row) },
    };
    let agrees = usage.algorithm.primitive == Primitive::KeyAgree;
    (agrees && usage.algorithm.family == "ECDH").then(|| (reference.to_string(), strength(&usage)))
}

fn key_of_certificate(certificate: &Asset) -> Found {
    let key = certificate.algorithms.iter().find(|each| each.role == Role::Key);
    let Some((key, row)) = key.and_then(|key| Some((key, key.algorithm.algorithm()?))) else {
        return (Answer::NotSeen, String::new());
    };
    let size = key.algorithm.bits.or(key.algorithm.curve.map(|curve| curve.bits));
    let least = match row.family {
        "RSA" => Some(2048),
        "EC" | "ECDSA" => Some(256),
        _ => None,
    };
    let answer = match (size, least) {
        (Some(size), Some(least)) if size >= least => Answer::Met,
        (Some(_), Some(_)) => Answer::NotMet,
        _ => Answer::NotSeen,
    };
    (answer, key.algorithm.to_string())
}

fn hash_of_certificate(certificate: &Asset) -> Found {
    let signature = certificate.algorithms.iter().find(|each| each.role == Role::Signature);
    let Some(hash) = signature.and_then(|each| each.algorithm.hash) else {
        return (Answer::NotSeen, String::new());
    };
    let strong = hash.broken.is_none() && strength(&Usage::of(hash)).is_some_and(|s| s >= 128);
    (if strong { Answer::Met } else { Answer::NotMet }, hash.name.to_owned())
}

/// How a requirement is read from an inventory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Test {
    HasVersion(&'static str),
    LacksVersions(&'static [&'static str]),
    Suites,
    ForwardSecrecy,
    NotBroken,
    NoTripleDes,
    Prefers(u32),
    Curves,
    FiniteField(u32),
    CertificateKey,
    CertificateHash,
    ByPerson,
}

const TESTS: &[(&str, Test)] = &[
    ("tls-1.3", Test::HasVersion("1.3")),
    ("tls-1.2", Test::HasVersion("1.2")),
    ("no-tls-1.0-1.1", Test::LacksVersions(&["1.0", "1.1"])),
    ("no-ssl", Test::LacksVersions(&["SSL 2.0", "SSL 3.0"])),
    ("suites", Test::Suites),
    ("forward-secrecy", Test::ForwardSecrecy),
    ("curves", Test::Curves),
    ("curves-other-profiles", Test::Curves),
    ("dhe-2048", Test::FiniteField(2048)),
    ("dhe-1024", Test::FiniteField(1024)),
    ("certificate-key", Test::CertificateKey),
    ("certificate-hash", Test::CertificateHash),
    ("no-broken-suites", Test::NotBroken),
    ("no-triple-des", Test::NoTripleDes),
    ("prefers-256", Test::Prefers(256)),
    ("prefers-128", Test::Prefers(128)),
    ("operation", Test::ByPerson),
];

/// The ids that a list may give to a requirement.
pub(crate) fn is_requirement(id: &str) -> bool {
    TESTS.iter().any(|(known, _)| *known == id)
}

/// A requirement as a list states it.
pub(crate) struct Stated {
    pub(crate) id: String,
    pub(crate) text: Text,
    pub(crate) citation: Citation,
    pub(crate) confidence: RuleConfidence,
    pub(crate) must: Vec<Profile>,
    pub(crate) should: Vec<Profile>,
}

/// The suites as a list states them.
pub(crate) struct Suites<'a> {
    pub(crate) tls13: &'a [String],
    pub(crate) high: &'a [String],
    pub(crate) recommended: &'a [String],
    pub(crate) not_confirmed: &'a [String],
}

impl Guideline {
    /// The guideline that a list states; what is no requirement is left out, since the list's
    /// reader has refused it.
    pub(crate) fn of(stated: Vec<Stated>, suites: &Suites<'_>) -> Self {
        let requirement = |stated: Stated| {
            let test = TESTS.iter().find(|(id, _)| *id == stated.id)?.1;
            let Stated { id, text, citation, confidence, must, should } = stated;
            Some(Arc::new(Requirement { id, text, citation, confidence, must, should, test }))
        };
        let set = |names: &[String]| names.iter().cloned().collect();
        Self {
            requirements: stated.into_iter().filter_map(requirement).collect(),
            tls13: set(suites.tls13),
            high: set(suites.high),
            recommended: set(suites.recommended),
            not_confirmed: set(suites.not_confirmed),
        }
    }

    /// Every requirement, in the order of the list.
    pub fn requirements(&self) -> impl Iterator<Item = &Requirement> {
        self.requirements.iter().map(|requirement| &**requirement)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use aratame_inventory::{AlgorithmRef, EvidenceLevel, Relation, Value};

    use super::*;
    use crate::lists::builtin_guideline;

    fn used(spec: &str, role: Role) -> AlgorithmUse {
        let reference = AlgorithmRef::from(Usage::parse(spec).unwrap());
        AlgorithmUse::new(reference, role, EvidenceLevel::Configures)
    }

    fn asset(kind: AssetKind, algorithms: Vec<AlgorithmUse>) -> Asset {
        Asset {
            id: AssetId::of(kind, "x"),
            kind,
            identity: "x".to_owned(),
            name: "x".to_owned(),
            algorithms,
            attributes: BTreeMap::new(),
            protocols: Vec::new(),
            occurrences: Vec::new(),
        }
    }

    fn context(versions: &[&str], suites: &[&str]) -> Protocol {
        let suite = |name: &&str| Suite {
            name: (*name).to_owned(),
            code_point: None,
            algorithms: Vec::new(),
        };
        Protocol {
            name: "tls",
            versions: versions.iter().map(|text| (*text).to_owned()).collect(),
            suites: suites.iter().map(suite).collect(),
        }
    }

    const AEAD: &[&str] = &["TLS_AES_256_GCM_SHA384", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"];

    /// A server with P-256 and a sound certificate.
    fn graded(contexts: Vec<Protocol>, certificate: &[&str]) -> TlsGrade {
        graded_with(contexts, certificate, &["ecdh@secp256r1"])
    }

    fn graded_with(contexts: Vec<Protocol>, certificate: &[&str], groups: &[&str]) -> TlsGrade {
        let groups = groups.iter().map(|spec| used(spec, Role::KeyAgreement)).collect();
        let mut server = asset(AssetKind::Configuration, groups);
        server.protocols = contexts;
        let [key, signature] = certificate else { panic!() };
        let of = vec![used(key, Role::Key), used(signature, Role::Signature)];
        let certificate = asset(AssetKind::Certificate, of);
        let kind = RelationKind::Names;
        let relation = Relation { from: server.id, kind, to: certificate.id };
        let inventory = Inventory {
            assets: vec![certificate, server],
            relations: vec![relation],
            ..Inventory::default()
        };
        let guideline = builtin_guideline().unwrap();
        TlsGrader::new(&guideline, &inventory).grade(&inventory.assets[1]).unwrap()
    }

    const SOUND: &[&str] = &["rsa:2048", "rsassa-pkcs1-v1_5#sha-256"];

    fn missing(grade: &TlsGrade, profile: Profile) -> Vec<&str> {
        grade.missing(profile).map(|check| check.requirement.id.as_str()).collect()
    }

    #[test]
    fn the_profiles_follow_versions_and_suites() {
        let profile = |versions: &[&str], suites: &[&str]| {
            graded(vec![context(versions, suites)], SOUND).profile
        };
        let high = Some(Profile::HighSecurity);
        let recommended = Some(Profile::RecommendedSecurity);
        let exception = Some(Profile::SecurityException);
        assert_eq!(profile(&["1.2", "1.3"], AEAD), high);
        assert_eq!(profile(&["1.3"], &AEAD[..1]), high);
        assert_eq!(profile(&["1.2"], &AEAD[1..]), recommended);
        let cbc = ["TLS_AES_128_GCM_SHA256", "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA"];
        assert_eq!(profile(&["1.2", "1.3"], &cbc), recommended);
        assert_eq!(profile(&["1.1", "1.2", "1.3"], AEAD), exception);
        let static_rsa = ["TLS_RSA_WITH_AES_128_CBC_SHA"];
        assert_eq!(profile(&["1.2"], &static_rsa), exception);
        let triple = ["TLS_RSA_WITH_3DES_EDE_CBC_SHA"];
        assert_eq!(profile(&["1.2"], &triple), exception);
        assert_eq!(profile(&["SSL 3.0", "1.2"], AEAD), None);
        for broken in [
            "TLS_RSA_WITH_RC4_128_SHA",
            "TLS_RSA_WITH_NULL_SHA",
            "TLS_DH_anon_WITH_AES_128_CBC_SHA",
            "TLS_RSA_EXPORT_WITH_DES40_CBC_SHA",
            "TLS_RSA_WITH_DES_CBC_SHA",
        ] {
            assert_eq!(profile(&["1.2"], &[broken]), None, "{broken}");
        }
    }

    #[test]
    fn what_is_missing_for_the_next_profile_is_named() {
        let grade = graded(vec![context(&["1.2"], &AEAD[1..])], SOUND);
        assert_eq!(grade.next(), Some(Profile::HighSecurity));
        assert_eq!(missing(&grade, Profile::HighSecurity), ["tls-1.3"]);
        let grade =
            graded(vec![context(&["1.1", "1.2"], &["TLS_RSA_WITH_AES_128_CBC_SHA"])], SOUND);
        assert_eq!(
            missing(&grade, Profile::RecommendedSecurity),
            ["no-tls-1.0-1.1", "suites", "forward-secrecy"]
        );
        assert!(missing(&grade, Profile::SecurityException).is_empty());
        assert_eq!(graded(vec![context(&["1.3"], &AEAD[..1])], SOUND).next(), None);
    }

    #[test]
    fn the_worst_context_decides() {
        let contexts = vec![context(&["1.3"], &AEAD[..1]), context(&["1.0"], &AEAD[1..])];
        let grade = graded(contexts, SOUND);
        assert_eq!(grade.profile, None);
        assert_eq!(missing(&grade, Profile::SecurityException), ["tls-1.2"]);
    }

    #[test]
    fn certificates_and_groups_count() {
        let good = || vec![context(&["1.2", "1.3"], AEAD)];
        assert_eq!(graded(good(), &["rsa:1024", "rsassa-pkcs1-v1_5#sha-256"]).profile, None);
        assert_eq!(graded(good(), &["rsa:2048", "rsassa-pkcs1-v1_5#sha-1"]).profile, None);
        assert!(graded(good(), &["ec@secp256r1", "ecdsa#sha-256"]).is_whole);
        assert_eq!(graded(good(), &["ec@secp224r1", "ecdsa#sha-256"]).profile, None);
        assert_eq!(graded_with(good(), SOUND, &["ecdh@secp224r1"]).profile, None);
        assert!(graded_with(good(), SOUND, &["x25519mlkem768"]).is_whole);
    }

    #[test]
    fn what_the_inventory_does_not_carry_is_not_met() {
        let ids = |grade: &TlsGrade, profile| -> Vec<String> {
            grade.unseen(profile).map(|check| check.requirement.id.clone()).collect()
        };
        let grade = graded_with(vec![context(&["1.2", "1.3"], AEAD)], SOUND, &[]);
        assert_eq!((grade.profile, grade.is_whole), (Some(Profile::HighSecurity), false));
        assert_eq!(ids(&grade, Profile::HighSecurity), ["curves"]);
        let grade = graded(vec![context(&["1.2", "1.3"], &AEAD[..1])], SOUND);
        assert!(ids(&grade, Profile::HighSecurity).contains(&"suites".to_owned()));
        let dhe = ["TLS_DHE_RSA_WITH_AES_256_GCM_SHA384"];
        let grade = graded(vec![context(&["1.2"], &dhe)], SOUND);
        assert_eq!(ids(&grade, Profile::RecommendedSecurity), ["dhe-2048"]);
        let grade = graded_with(vec![context(&["1.2"], &dhe)], SOUND, &["dh:1024"]);
        assert_eq!(grade.profile, Some(Profile::SecurityException));
        let ecdsa = graded(vec![context(&["1.3"], &AEAD[..1])], &["ed25519", "ed25519"]);
        assert!(!ecdsa.is_whole);
    }

    #[test]
    fn what_is_assumed_is_said_and_what_is_no_tls_has_no_grade() {
        let guideline = builtin_guideline().unwrap();
        let mut server = asset(AssetKind::Configuration, Vec::new());
        let inventory = Inventory::default();
        let grader = TlsGrader::new(&guideline, &inventory);
        assert_eq!(grader.grade(&server), None);
        server.protocols.push(context(&["1.3"], &AEAD[..1]));
        server.attributes.insert("assumptions", Value::List(Vec::new()));
        assert!(grader.grade(&server).unwrap().is_assumed);
    }

    #[test]
    fn the_lists_have_the_suites_of_the_guideline_and_each_is_registered() {
        let guideline = builtin_guideline().unwrap();
        let sizes = [&guideline.tls13, &guideline.high, &guideline.recommended].map(BTreeSet::len);
        assert_eq!(sizes, [5, 17, 20]);
        let all = [&guideline.tls13, &guideline.high, &guideline.recommended];
        let all = all.into_iter().chain([&guideline.not_confirmed]).flatten();
        assert!(all.clone().all(|name| cipher_suite_by_name(name).is_some()));
        assert!(all.clone().collect::<BTreeSet<_>>().len() == all.count());
        let ids: Vec<_> = guideline.requirements().map(|each| each.id.as_str()).collect();
        assert!(TESTS.iter().all(|(id, _)| ids.contains(id)));
        for each in guideline.requirements() {
            assert!(!each.must.iter().any(|profile| each.should.contains(profile)), "{}", each.id);
        }
    }
}
