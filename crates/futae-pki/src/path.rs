//! Chains of certificates (RFC 5280, Section 6).
//!
//! Checked for every certificate: the signature, that the algorithm stands the same in both places,
//! the validity at the time, that issuer and subject chain, and that no extension is critical but
//! unknown. For every CA: version 3, `basicConstraints` with `cA`, `keyUsage` with `keyCertSign`
//! where it is present, the path length.
//!
//! Not checked: revocation (CRL, OCSP), certificate policies, the name of the peer, extended key
//! usage. Name constraints are not evaluated: a CA that has them is refused.

use std::{collections::HashSet, error, fmt, time::SystemTime};

use der::{asn1::ObjectIdentifier, oid::db::rfc5280};
use futae_hybrid::Registry;
use x509_cert::certificate::Version;

use crate::{Certificate, Error};

/// Certificates of one chain: longer ones are a mistake or an attack.
const MAX_DEPTH: usize = 10;
/// Signatures that are verified for one chain, so that many certificates of one name cannot make
/// the search for a chain long.
const MAX_SIGNATURES: usize = 100;

/// Critical extensions that are understood, or whose refusal would protect nobody: alternative
/// names and extended key usage are the caller's to compare.
const UNDERSTOOD: [ObjectIdentifier; 4] = [
    rfc5280::ID_CE_BASIC_CONSTRAINTS,
    rfc5280::ID_CE_KEY_USAGE,
    rfc5280::ID_CE_SUBJECT_ALT_NAME,
    rfc5280::ID_CE_EXT_KEY_USAGE,
];

/// Why a certificate is not trusted.
///
/// ```
/// # use futae_pki::{Algorithm, Certificate, PrivateKey, issue::{Profile, Template}};
/// # let key = PrivateKey::generate(Algorithm::by_name("ML-DSA-44")?)?;
/// # let certificate = Template::new("CN=Root", Profile::Root)?.self_signed(&key)?;
/// # use futae_pki::path::Validator;
/// let untrusted = Validator::new(&[]).validate(&certificate, &[]).unwrap_err();
/// assert!(untrusted.to_string().starts_with("CN=Root: "));
/// # Ok::<(), futae_pki::Error>(())
/// ```
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Untrusted {
    /// The subject of the certificate at which it failed.
    pub subject: String,
    /// Why.
    pub reason: Reason,
}

/// What is wrong with a certificate of a chain.
///
/// ```
/// # use futae_pki::{Algorithm, Certificate, PrivateKey, issue::{Profile, Template}};
/// # let key = PrivateKey::generate(Algorithm::by_name("ML-DSA-44")?)?;
/// # let certificate = Template::new("CN=Root", Profile::Root)?.self_signed(&key)?;
/// # use futae_pki::path::{Reason, Validator};
/// use std::time::UNIX_EPOCH;
///
/// let untrusted = Validator::new(&[]).at(UNIX_EPOCH).validate(&certificate, &[]).unwrap_err();
/// assert_eq!(untrusted.reason, Reason::NotYetValid);
/// # Ok::<(), futae_pki::Error>(())
/// ```
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Reason {
    /// No certificate of the issuer's name is at hand.
    IssuerUnknown,
    /// The time lies before its validity.
    NotYetValid,
    /// The time lies after its validity.
    Expired,
    /// It has an extension that is critical and not understood.
    CriticalExtension(String),
    /// It has an extension twice.
    DuplicateExtension(String),
    /// Its key is of an algorithm that the registry refuses: a classical one, or by policy.
    Algorithm(String),
    /// It is not one of a CA, but has issued.
    NotCa,
    /// Its key may not sign certificates.
    KeyUsage,
    /// More CAs stand below it than it allows.
    PathLength,
    /// It has name constraints, which are not evaluated here.
    NameConstraints,
    /// The chain is longer than is looked for.
    TooLong,
    /// Too many certificates of one name were tried.
    TooManySignatures,
    /// It, its key or its signature is malformed, of an unknown algorithm, or wrong.
    Invalid(Error),
}

impl fmt::Display for Untrusted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.subject)?;
        match &self.reason {
            Reason::IssuerUnknown => f.write_str("its issuer is neither given nor trusted"),
            Reason::NotYetValid => f.write_str("it is not valid yet"),
            Reason::Expired => f.write_str("its validity is over"),
            Reason::CriticalExtension(oid) => {
                write!(f, "its critical extension {oid} is not understood")
            }
            Reason::DuplicateExtension(oid) => write!(f, "it has the extension {oid} twice"),
            Reason::Algorithm(name) => write!(f, "its key is of {name}, which is not allowed here"),
            Reason::NotCa => f.write_str("it is not a CA and must not issue"),
            Reason::KeyUsage => f.write_str("its key may not sign certificates"),
            Reason::PathLength => f.write_str("more CAs stand below it than it allows"),
            Reason::NameConstraints => f.write_str("its name constraints are not evaluated here"),
            Reason::TooLong => write!(f, "the chain has more than {MAX_DEPTH} certificates"),
            Reason::TooManySignatures => f.write_str("too many certificates of one name"),
            Reason::Invalid(error) => error.fmt(f),
        }
    }
}

impl error::Error for Untrusted {}

/// Decides whether certificates lead to trusted ones.
///
/// ```
/// use futae_pki::{Algorithm, PrivateKey, issue::{Profile, Template}, path::{Reason, Validator}};
///
/// let key = PrivateKey::generate(Algorithm::by_name("ML-DSA-44")?)?;
/// let root = Template::new("CN=Root", Profile::Root)?.self_signed(&key)?;
/// let leaf = Template::new("CN=a", Profile::EndEntity)?.issue(key.public_key(), &root, &key)?;
///
/// let trusted = [root];
/// let chain = Validator::new(&trusted).validate(&leaf, &[])?;
/// assert_eq!(chain.len(), 2);
/// let refused = Validator::new(&[]).validate(&leaf, &[]).unwrap_err();
/// assert_eq!(refused.reason, Reason::IssuerUnknown);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Validator<'a> {
    anchors: &'a [Certificate],
    seconds: u64,
    registry: Registry,
}

impl<'a> Validator<'a> {
    /// Trusts these certificates, now. Every key of a chain must be post-quantum or hybrid.
    ///
    /// ```
    /// # use futae_pki::{Algorithm, Certificate, PrivateKey, issue::{Profile, Template}};
    /// # let key = PrivateKey::generate(Algorithm::by_name("ML-DSA-44")?)?;
    /// # let certificate = Template::new("CN=Root", Profile::Root)?.self_signed(&key)?;
    /// # use futae_pki::path::Validator;
    /// let trusted = [certificate];
    /// assert!(Validator::new(&trusted).validate(&trusted[0], &[]).is_ok());
    /// # Ok::<(), futae_pki::Error>(())
    /// ```
    pub fn new(anchors: &'a [Certificate]) -> Self {
        Self { anchors, seconds: seconds(SystemTime::now()), registry: Registry::new() }
    }

    /// The same with the algorithms of another registry: with classical ones, or by a policy.
    ///
    /// ```
    /// use futae_hybrid::Registry;
    /// use futae_pki::{Algorithm, PrivateKey, issue::{Profile, Template}, path::Validator};
    ///
    /// let key = PrivateKey::generate(Algorithm::classical_by_name("Ed25519")?)?;
    /// let trusted = [Template::new("CN=Root", Profile::Root)?.self_signed(&key)?];
    /// assert!(Validator::new(&trusted).validate(&trusted[0], &[]).is_err());
    /// let classical = Registry::new().with_classical();
    /// assert!(Validator::new(&trusted).registry(classical).validate(&trusted[0], &[]).is_ok());
    /// # Ok::<(), futae_pki::Error>(())
    /// ```
    pub fn registry(self, registry: Registry) -> Self {
        Self { registry, ..self }
    }

    /// The same with classical algorithms, for the infrastructure that there is.
    ///
    /// ```
    /// use futae_pki::{Algorithm, PrivateKey, issue::{Profile, Template}, path::Validator};
    ///
    /// let key = PrivateKey::generate(Algorithm::classical_by_name("ECDSA-P256-SHA256")?)?;
    /// let trusted = [Template::new("CN=Root", Profile::Root)?.self_signed(&key)?];
    /// assert!(Validator::new(&trusted).with_classical().validate(&trusted[0], &[]).is_ok());
    /// # Ok::<(), futae_pki::Error>(())
    /// ```
    pub fn with_classical(self) -> Self {
        Self { registry: self.registry.with_classical(), ..self }
    }

    /// The same at another time.
    ///
    /// ```
    /// # use futae_pki::{Algorithm, Certificate, PrivateKey, issue::{Profile, Template}};
    /// # let key = PrivateKey::generate(Algorithm::by_name("ML-DSA-44")?)?;
    /// # let certificate = Template::new("CN=Root", Profile::Root)?.self_signed(&key)?;
    /// # use futae_pki::path::Validator;
    /// use std::time::{Duration, SystemTime};
    ///
    /// let trusted = [certificate];
    /// let later = SystemTime::now() + Duration::from_secs(366 * 86_400);
    /// assert!(Validator::new(&trusted).at(later).validate(&trusted[0], &[]).is_err());
    /// # Ok::<(), futae_pki::Error>(())
    /// ```
    pub fn at(self, time: SystemTime) -> Self {
        Self { seconds: seconds(time), ..self }
    }

    /// The chain from a certificate to a trusted one, over these between, in any order. Of several
    /// failures the one that came furthest is told.
    ///
    /// ```
    /// # use futae_pki::{Algorithm, Certificate, PrivateKey, issue::{Profile, Template}};
    /// # let key = PrivateKey::generate(Algorithm::by_name("ML-DSA-44")?)?;
    /// # let certificate = Template::new("CN=Root", Profile::Root)?.self_signed(&key)?;
    /// # use futae_pki::path::Validator;
    /// let ca = Template::new("CN=CA", Profile::Intermediate { path_length: Some(0) })?;
    /// let between = [ca.issue(key.public_key(), &certificate, &key)?];
    /// let leaf = Template::new("CN=a", Profile::EndEntity)?;
    /// let leaf = leaf.issue(key.public_key(), &between[0], &key)?;
    /// let trusted = [certificate];
    /// assert_eq!(Validator::new(&trusted).validate(&leaf, &between).map(|chain| chain.len()), Ok(3));
    /// # Ok::<(), futae_pki::Error>(())
    /// ```
    pub fn validate<'c>(
        &self,
        leaf: &'c Certificate,
        between: &'c [Certificate],
    ) -> Result<Vec<&'c Certificate>, Untrusted>
    where
        'a: 'c,
    {
        self.check_itself(leaf)?;
        let mut search = Search { validator: self, between, signatures: 0, furthest: None };
        let mut chain = vec![leaf];
        match search.extend(&mut chain) {
            true => Ok(chain),
            false => {
                let furthest = search.furthest.map(|(_, untrusted)| untrusted);
                Err(furthest.unwrap_or_else(|| untrusted(leaf, Reason::IssuerUnknown)))
            }
        }
    }

    /// What does not depend on a place in a chain.
    fn check_itself(&self, certificate: &Certificate) -> Result<(), Untrusted> {
        let (not_before, not_after) = certificate.validity();
        if self.seconds < not_before {
            return Err(untrusted(certificate, Reason::NotYetValid));
        }
        if self.seconds > not_after {
            return Err(untrusted(certificate, Reason::Expired));
        }
        let key = certificate.public_key().map_err(|error| invalid(certificate, error))?;
        let properties = key.algorithm().properties();
        if properties.is_none_or(|properties| self.registry.check(properties).is_err()) {
            let name = key.algorithm().name().to_owned();
            return Err(untrusted(certificate, Reason::Algorithm(name)));
        }
        let mut seen = HashSet::new();
        if let Some((oid, _)) = certificate.extensions().find(|(oid, _)| !seen.insert(*oid)) {
            return Err(untrusted(certificate, Reason::DuplicateExtension(oid.to_string())));
        }
        let mut critical = certificate.extensions().filter(|(_, critical)| *critical);
        match critical.find(|(oid, _)| !UNDERSTOOD.contains(oid) && *oid != NAME_CONSTRAINTS) {
            Some((oid, _)) => {
                Err(untrusted(certificate, Reason::CriticalExtension(oid.to_string())))
            }
            None => Ok(()),
        }
    }
}

const NAME_CONSTRAINTS: ObjectIdentifier = rfc5280::ID_CE_NAME_CONSTRAINTS;

/// A depth-first search for a chain.
struct Search<'v, 'c> {
    validator: &'v Validator<'c>,
    between: &'c [Certificate],
    signatures: usize,
    /// The failure at the longest chain so far.
    furthest: Option<(usize, Untrusted)>,
}

impl<'c> Search<'_, 'c> {
    /// Completes a chain; leaves it as it was when there is no way.
    fn extend(&mut self, chain: &mut Vec<&'c Certificate>) -> bool {
        let Some(&last) = chain.last() else { return false };
        if self.validator.anchors.contains(last) {
            return true;
        }
        if chain.len() == MAX_DEPTH {
            self.note(chain.len(), untrusted(last, Reason::TooLong));
            return false;
        }
        let candidates = self.candidates(chain, last);
        if candidates.is_empty() {
            self.note(chain.len(), untrusted(last, Reason::IssuerUnknown));
        }
        for candidate in candidates {
            if let Err(failure) = self.check_issuer(chain, candidate) {
                self.note(chain.len(), failure);
                continue;
            }
            chain.push(candidate);
            if self.extend(chain) {
                return true;
            }
            chain.pop();
        }
        false
    }

    /// The certificates of the issuer's name, none twice in a chain: first those whose key has the
    /// identifier that the last one names, then trusted ones.
    fn candidates(&self, chain: &[&'c Certificate], last: &Certificate) -> Vec<&'c Certificate> {
        let all = self.validator.anchors.iter().chain(self.between);
        let named = all.filter(|each| each.subject_name() == last.issuer_name());
        let mut candidates: Vec<_> = named.filter(|each| !chain.contains(each)).collect();
        let wanted = last.authority_key_identifier().ok().flatten();
        candidates.sort_by_key(|each| each.subject_key_identifier().ok().flatten() != wanted);
        candidates
    }

    fn check_issuer(
        &mut self,
        chain: &[&'c Certificate],
        issuer: &'c Certificate,
    ) -> Result<(), Untrusted> {
        self.validator.check_itself(issuer)?;
        check_ca(issuer, chain)?;
        if self.signatures == MAX_SIGNATURES {
            return Err(untrusted(issuer, Reason::TooManySignatures));
        }
        self.signatures += 1;
        let Some(last) = chain.last() else { return Ok(()) };
        let key = issuer.public_key().map_err(|error| invalid(issuer, error))?;
        last.verify_signature(&key).map_err(|error| invalid(last, error))
    }

    fn note(&mut self, depth: usize, failure: Untrusted) {
        if self.furthest.as_ref().is_none_or(|(before, _)| depth > *before) {
            self.furthest = Some((depth, failure));
        }
    }
}

/// Whether a certificate may stand above this chain.
fn check_ca(issuer: &Certificate, chain: &[&Certificate]) -> Result<(), Untrusted> {
    let fail = |reason| Err(untrusted(issuer, reason));
    if issuer.parsed().tbs_certificate().version() != Version::V3 {
        return fail(Reason::NotCa);
    }
    let constraints = issuer.basic_constraints().map_err(|error| invalid(issuer, error))?;
    let Some(constraints) = constraints.filter(|constraints| constraints.ca) else {
        return fail(Reason::NotCa);
    };
    let usage = issuer.key_usage().map_err(|error| invalid(issuer, error))?;
    if usage.is_some_and(|usage| !usage.key_cert_sign()) {
        return fail(Reason::KeyUsage);
    }
    if issuer.extensions().any(|(oid, _)| oid == NAME_CONSTRAINTS) {
        return fail(Reason::NameConstraints);
    }
    // RFC 5280, Section 4.2.1.9: the leaf and self-issued CAs do not count.
    let counted = chain.iter().skip(1).filter(|each| each.subject_name() != each.issuer_name());
    match constraints.path_len_constraint {
        Some(limit) if counted.count() > usize::from(limit) => fail(Reason::PathLength),
        _ => Ok(()),
    }
}

fn untrusted(certificate: &Certificate, reason: Reason) -> Untrusted {
    Untrusted { subject: certificate.subject(), reason }
}

fn invalid(certificate: &Certificate, error: Error) -> Untrusted {
    untrusted(certificate, Reason::Invalid(error))
}

/// Times before 1970 are before every certificate.
fn seconds(time: SystemTime) -> u64 {
    time.duration_since(SystemTime::UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, UNIX_EPOCH};

    use super::*;
    use crate::{
        Algorithm, PrivateKey,
        issue::{Profile, Template},
    };

    const BELOW_ANY: Profile = Profile::Intermediate { path_length: None };

    fn key() -> PrivateKey {
        PrivateKey::generate(Algorithm::by_name("ML-DSA-44").unwrap()).unwrap()
    }

    fn template(subject: &str, profile: Profile) -> Template {
        let start = UNIX_EPOCH + Duration::from_secs(1_000_000_000);
        Template::new(subject, profile).unwrap().not_before(start).days(1).unwrap()
    }

    fn reason(anchors: &[Certificate], leaf: &Certificate, between: &[Certificate]) -> Reason {
        let at = UNIX_EPOCH + Duration::from_secs(1_000_000_100);
        Validator::new(anchors).at(at).validate(leaf, between).unwrap_err().reason
    }

    /// Root, then CAs with these profiles, then a leaf: each with its key.
    fn chain(profiles: &[Profile]) -> Vec<Certificate> {
        let mut issuer_key = key();
        let mut all = vec![template("CN=0", Profile::Root).self_signed(&issuer_key).unwrap()];
        let profiles = profiles.iter().copied().chain([Profile::EndEntity]);
        for (number, profile) in (1..).zip(profiles) {
            let subject_key = key();
            let template = template(&format!("CN={number}"), profile);
            let issuer = all.last().unwrap();
            all.push(template.issue(subject_key.public_key(), issuer, &issuer_key).unwrap());
            issuer_key = subject_key;
        }
        all.reverse();
        all
    }

    #[test]
    fn a_chain_in_any_order_is_found() {
        let chain = chain(&[BELOW_ANY, BELOW_ANY]);
        let at = UNIX_EPOCH + Duration::from_secs(1_000_000_000);
        let between = [chain[2].clone(), chain[1].clone()];
        let anchors = [chain[3].clone()];
        let found = Validator::new(&anchors).at(at).validate(&chain[0], &between).unwrap();
        assert_eq!(found.len(), 4);
        assert_eq!(reason(&anchors, &chain[0], &between[..1]), Reason::IssuerUnknown);
        assert_eq!(reason(&[], &chain[0], &chain), Reason::IssuerUnknown);
    }

    #[test]
    fn time_outside_of_the_validity_is_refused() {
        let chain = chain(&[]);
        let anchors = [chain[1].clone()];
        let at = |seconds| {
            let validator = Validator::new(&anchors).at(UNIX_EPOCH + Duration::from_secs(seconds));
            validator.validate(&chain[0], &[]).map(|_| ()).map_err(|untrusted| untrusted.reason)
        };
        assert_eq!(at(999_999_999), Err(Reason::NotYetValid));
        assert_eq!(at(1_000_000_000), Ok(()));
        assert_eq!(at(1_000_086_400), Ok(()));
        assert_eq!(at(1_000_086_401), Err(Reason::Expired));
    }

    #[test]
    fn path_length_is_kept() {
        let none = Profile::Intermediate { path_length: Some(0) };
        let good = chain(&[none]);
        let at = UNIX_EPOCH + Duration::from_secs(1_000_000_100);
        let anchors = [good[2].clone()];
        assert!(Validator::new(&anchors).at(at).validate(&good[0], &good).is_ok());
        let bad = chain(&[none, BELOW_ANY]);
        assert_eq!(reason(&[bad[3].clone()], &bad[0], &bad), Reason::PathLength);
    }

    #[test]
    fn a_certificate_that_is_no_ca_cannot_issue() {
        let (root_key, leaf_key) = (key(), key());
        let root = template("CN=R", Profile::Root).self_signed(&root_key).unwrap();
        let leaf = template("CN=L", Profile::EndEntity);
        let leaf = leaf.issue(leaf_key.public_key(), &root, &root_key).unwrap();
        // A self-signed certificate of the same name and key that claims to be a CA makes it.
        let claim = template("CN=L", Profile::Root).self_signed(&leaf_key).unwrap();
        let below = template("CN=B", Profile::EndEntity);
        let below = below.issue(key().public_key(), &claim, &leaf_key).unwrap();
        assert_eq!(reason(&[root], &below, &[leaf]), Reason::NotCa);
    }

    #[test]
    fn another_key_of_the_same_name_is_refused() {
        let mut chain = chain(&[]);
        let other = template("CN=0", Profile::Root).self_signed(&key()).unwrap();
        let invalid = Reason::Invalid(Error::InvalidSignature);
        assert_eq!(reason(std::slice::from_ref(&other), &chain[0], &[]), invalid);
        let root = chain.remove(1);
        let at = UNIX_EPOCH + Duration::from_secs(1_000_000_100);
        assert!(Validator::new(&[other, root]).at(at).validate(&chain[0], &[]).is_ok());
    }

    #[test]
    fn loops_and_crowds_end() {
        let keys: Vec<_> = (0..2).map(|_| key()).collect();
        let a = template("CN=A", Profile::Root).self_signed(&keys[0]).unwrap();
        let crowd: Vec<_> = (0..12)
            .map(|_| template("CN=A", Profile::Root).self_signed(&keys[0]).unwrap())
            .collect();
        let leaf = template("CN=L", Profile::EndEntity);
        let leaf = leaf.issue(keys[1].public_key(), &a, &keys[0]).unwrap();
        let ends = reason(&[], &leaf, &crowd);
        assert!(matches!(ends, Reason::TooLong | Reason::TooManySignatures), "{ends:?}");
    }
}
