//! From object identifiers and raw facts to algorithms of the catalogue and attributes.

use super::{Found, Place};
use crate::detector::Findings;
use aratame_algorithms::{
    Algorithm, Primitive, Registry, Usage, algorithm, curve_by_oid, entry, oid,
};
use aratame_formats::der::Oid;
use aratame_formats::pbe::PasswordScheme;
use aratame_formats::spki::{
    AlgorithmIdentifier, Curve, KeyShape, PssParameters, RSASSA_PSS, SubjectPublicKeyInfo,
    hss_parameters, xmss_parameter_set,
};
use aratame_formats::x509::Name;
use aratame_inventory::diagnostic::UNKNOWN_ALGORITHM;
use aratame_inventory::{
    AlgorithmName, AlgorithmRef, AlgorithmUse, AssetKind, EvidenceLevel, Handle, Observation, Role,
    attribute,
};
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

/// Object identifier of the key.
pub(crate) const KEY_OID: &str = "key-oid";
/// Object identifier of the signature algorithm.
pub(crate) const SIGNATURE_OID: &str = "signature-oid";

/// SHA-256 in lower-case hexadecimal.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    HEXLOWER.encode(&Sha256::digest(bytes))
}

/// The handle of a DER object.
pub(crate) fn object_handle(der: &[u8]) -> Handle {
    format!("der:{}", sha256(der))
}

/// The handle of a public key.
pub(crate) fn key_handle(public_key_info: &[u8]) -> Handle {
    format!("spki:{}", sha256(public_key_info))
}

/// The handle of an issuer: by name and key identifier where both are known, by name otherwise.
pub(crate) fn issuer_handle(name: &Name<'_>, key_id: Option<&[u8]>) -> Handle {
    match key_id {
        Some(key_id) => format!("dn+keyid:{}", sha256(&[name.raw, key_id].concat())),
        None => format!("dn:{}", sha256(name.raw)),
    }
}

/// An observation of what was found, with its place and its encoding.
pub(crate) fn observation(
    kind: AssetKind,
    identity: String,
    name: String,
    found: &Found<'_, '_>,
) -> Observation {
    at_place(Observation::new(kind, identity, name), found.place)
}

/// The observation with its place and its encoding.
pub(crate) fn at_place(observation: Observation, place: &Place<'_>) -> Observation {
    let mut observation = observation.at(place.position.clone());
    observation.attribute(attribute::ENCODING, place.encoding);
    observation
}

/// A short name that says what and whose.
pub(crate) fn subject_or(name: &Name<'_>, otherwise: &str) -> String {
    if name.is_empty() { otherwise.to_owned() } else { name.shown() }
}

/// What an identifier means: rows of the catalogue, or the identifier itself.
pub(crate) fn meanings(oid_: Oid<'_>) -> Vec<AlgorithmRef> {
    let dotted = oid_.dotted();
    let usages = oid(&dotted).map(|entry| entry.usages.as_slice()).unwrap_or_default();
    if usages.is_empty() {
        return vec![AlgorithmRef::unknown_oid(&dotted)];
    }
    usages.iter().map(|usage| AlgorithmRef::from(*usage)).collect()
}

/// The leading meaning of an identifier.
pub(crate) fn meaning(oid_: Oid<'_>) -> AlgorithmRef {
    let dotted = oid_.dotted();
    let usage = oid(&dotted).and_then(|entry| entry.usage());
    usage.map_or_else(|| AlgorithmRef::unknown_oid(&dotted), AlgorithmRef::from)
}

/// The name of an identifier in its document, or its dotted form.
pub(crate) fn oid_name(oid_: Oid<'_>) -> String {
    let dotted = oid_.dotted();
    oid(&dotted).map_or(dotted, |entry| entry.name.to_owned())
}

/// A hash by its identifier, when the catalogue has it.
pub(crate) fn hash(oid_: Oid<'_>) -> Option<&'static Algorithm> {
    let usage = oid(&oid_.dotted())?.usage()?;
    let is_hash = matches!(usage.algorithm.primitive, Primitive::Hash | Primitive::Xof);
    is_hash.then_some(usage.algorithm)
}

/// The algorithm of a key with its size or curve.
pub(crate) fn key_algorithm(key: Oid<'_>, shape: KeyShape<'_>) -> AlgorithmRef {
    with_shape(meaning(key), shape)
}

/// A short name of a key for people: `RSA-2048 public key`, `EC P-256 private key`.
pub(crate) fn key_name(algorithm: &AlgorithmRef, what: &str) -> String {
    // The catalogue names the family of keys on curves after the structure.
    format!("{} {what}", algorithm.to_string().replacen("EC public key", "EC", 1))
}

/// The algorithm with the size or the curve that was read.
pub(crate) fn with_shape(mut algorithm: AlgorithmRef, shape: KeyShape<'_>) -> AlgorithmRef {
    let bits = |count: usize| u32::try_from(count).ok();
    match shape {
        KeyShape::Rsa { modulus_bits, .. } => algorithm.bits = bits(modulus_bits),
        KeyShape::Field { prime_bits, .. } => algorithm.bits = prime_bits.and_then(bits),
        KeyShape::Curve(Curve::Named(name)) => {
            let dotted = name.dotted();
            algorithm.curve = curve_by_oid(&dotted);
            if algorithm.curve.is_none() {
                algorithm.other_curve = Some(dotted.into());
            }
        }
        KeyShape::Curve(Curve::Explicit { field_bits }) => {
            algorithm.other_curve = Some("explicit".into());
            algorithm.bits = bits(field_bits);
        }
        KeyShape::Curve(Curve::Unstated) | KeyShape::Opaque { .. } => {}
    }
    algorithm
}

/// States the key of an asset: algorithm, identifier, sizes.
pub(crate) fn take_key(
    observation: &mut Observation,
    key: &AlgorithmIdentifier<'_>,
    shape: KeyShape<'_>,
) {
    observation.attribute(KEY_OID, key.oid.dotted());
    take_shape(observation, shape);
    let algorithm = key_algorithm(key.oid, shape);
    observation.algorithms.push(used(algorithm, Role::Key));
}

/// What the shape says beyond size and curve.
pub(crate) fn take_shape(observation: &mut Observation, shape: KeyShape<'_>) {
    match shape {
        KeyShape::Rsa { exponent: Some(exponent), .. } => {
            observation.attribute("rsa-exponent", exponent.to_string());
        }
        KeyShape::Field { order_bits: Some(bits), .. } => {
            observation.attribute("subgroup-bits", bits);
        }
        _ => {}
    }
}

/// States a public key: what [`take_key`] does, its fingerprint, and the parameters that stateful
/// hash-based keys carry in their first words.
pub(crate) fn take_public_key(observation: &mut Observation, key: &SubjectPublicKeyInfo<'_>) {
    take_key(observation, &key.algorithm, key.shape());
    observation.attribute(attribute::SPKI_SHA256, sha256(key.raw));
    observation.provides.push(key_handle(key.raw));
    if let Some(parameters) = hash_based_parameters(key) {
        observation.attribute("hash-based-parameters", parameters);
    }
}

/// The parameter sets by the names of their registries.
fn hash_based_parameters(key: &SubjectPublicKeyInfo<'_>) -> Option<String> {
    let named = |registry: Registry, number: u32| {
        let known = entry(registry, i64::from(number));
        known.map_or_else(|| format!("type {number}"), |known| known.name.to_owned())
    };
    match meaning(key.algorithm.oid).algorithm()?.id {
        "hss-lms" | "lms" => {
            let (levels, tree, one_time) = hss_parameters(key.key)?;
            let tree = named(Registry::Lms, tree);
            Some(format!("{tree} on the first of {levels} levels, LM-OTS type {one_time}"))
        }
        "xmss" => Some(named(Registry::Xmss, xmss_parameter_set(key.key)?)),
        "xmssmt" => Some(named(Registry::XmssMt, xmss_parameter_set(key.key)?)),
        _ => None,
    }
}

/// States the signature of an asset.
pub(crate) fn take_signature(observation: &mut Observation, algorithm: &AlgorithmIdentifier<'_>) {
    observation.attribute(SIGNATURE_OID, algorithm.oid.dotted());
    if algorithm.oid == RSASSA_PSS {
        take_pss(observation, &algorithm.pss().unwrap_or_default());
    }
    observation.algorithms.push(used(signature(algorithm), Role::Signature));
}

fn take_pss(observation: &mut Observation, parameters: &PssParameters<'_>) {
    let name = |hash: Option<Oid<'_>>| hash.map_or_else(|| "sha-1".to_owned(), oid_name);
    observation.attribute("pss-hash", name(parameters.hash));
    observation.attribute("pss-mask-hash", name(parameters.mask_hash));
    // RFC 4055: 20 bytes of salt when the parameters say nothing.
    let salt = parameters.salt_length.unwrap_or(20);
    observation.attribute("pss-salt-bytes", i64::try_from(salt).unwrap_or(i64::MAX));
}

/// A signature algorithm; of RSASSA-PSS with the hash of its parameters.
pub(crate) fn signature(identifier: &AlgorithmIdentifier<'_>) -> AlgorithmRef {
    let mut meaning = meaning(identifier.oid);
    if identifier.oid == RSASSA_PSS {
        let stated = identifier.pss().and_then(|parameters| parameters.hash);
        // RFC 4055: SHA-1 when the parameters say nothing.
        meaning.hash = stated.map_or_else(|| algorithm("sha-1"), hash);
    }
    meaning
}

/// A sure use.
pub(crate) fn used(algorithm: AlgorithmRef, role: Role) -> AlgorithmUse {
    AlgorithmUse::new(algorithm, role, EvidenceLevel::Uses)
}

/// States how something is encrypted under a password.
pub(crate) fn take_password_scheme(observation: &mut Observation, scheme: &PasswordScheme<'_>) {
    observation.attribute(attribute::ENCRYPTED, true);
    observation.attribute("pbe-scheme", oid_name(scheme.scheme));
    if let Some(iterations) = scheme.iterations {
        let count = i64::try_from(iterations).unwrap_or(i64::MAX);
        observation.attribute(attribute::ITERATIONS, count);
    }
    if let Some(bytes) = scheme.salt_bytes {
        observation.attribute("salt-bytes", bytes);
    }
    if let Some([cost, block, parallel]) = scheme.scrypt {
        observation.attribute("scrypt-parameters", format!("N={cost} r={block} p={parallel}"));
    }
    if let Some(kdf) = scheme.kdf {
        observation.attribute("kdf", oid_name(kdf));
    }
    observation.algorithms.extend(scheme_uses(scheme));
    if scheme.takes_prf {
        let prf = scheme.prf.map_or_else(|| "hmacWithSHA1".to_owned(), oid_name);
        observation.attribute("prf", prf);
    }
    if let Some(cipher) = scheme.cipher {
        observation.attribute("cipher", oid_name(cipher));
    }
}

/// The algorithms of a password-based scheme in their parts.
pub(crate) fn scheme_uses(scheme: &PasswordScheme<'_>) -> Vec<AlgorithmUse> {
    let mut uses: Vec<AlgorithmUse> =
        meanings(scheme.scheme).into_iter().map(used_by_primitive).collect();
    if let Some(kdf) = scheme.kdf {
        let mut kdf = meaning(kdf);
        if scheme.takes_prf {
            // RFC 8018: HMAC-SHA-1 when the parameters say nothing.
            kdf.hash = match scheme.prf {
                Some(prf) => meaning(prf).hash,
                None => algorithm("sha-1"),
            };
        }
        uses.push(used(kdf, Role::KeyDerivation));
    }
    uses.extend(scheme.cipher.map(|cipher| used_by_primitive(meaning(cipher))));
    uses
}

/// A use in the part that the algorithm's primitive has by nature.
pub(crate) fn used_by_primitive(algorithm: AlgorithmRef) -> AlgorithmUse {
    let role = match algorithm.algorithm().map(|row| row.primitive) {
        Some(Primitive::Kdf) => Role::KeyDerivation,
        Some(Primitive::Mac) => Role::Mac,
        Some(Primitive::Hash | Primitive::Xof) => Role::Hash,
        Some(Primitive::Signature) => Role::Signature,
        Some(Primitive::Kem | Primitive::KeyAgree) => Role::KeyAgreement,
        _ => Role::Encryption,
    };
    used(algorithm, role)
}

/// Reports the identifiers that the catalogue does not have, once each.
pub(crate) fn diagnose_unknown(observation: &Observation, findings: &mut Findings<'_>) {
    let mut unknown: Vec<&str> = observation
        .algorithms
        .iter()
        .filter_map(|used| match &used.algorithm.name {
            AlgorithmName::Oid(text) | AlgorithmName::Name(text) => Some(&**text),
            AlgorithmName::Known(_) => None,
        })
        .chain(observation.algorithms.iter().filter_map(|used| {
            let curve = used.algorithm.other_curve.as_deref();
            curve.filter(|curve| *curve != "explicit")
        }))
        .collect();
    unknown.sort_unstable();
    unknown.dedup();
    for name in unknown {
        findings.diagnose(UNKNOWN_ALGORITHM, observation.position.clone(), name);
    }
}

/// States an observation and what is unknown in it.
pub(crate) fn state(observation: Observation, findings: &mut Findings<'_>) {
    diagnose_unknown(&observation, findings);
    findings.observe(observation);
}

/// A cipher by the name that OpenSSL writes into `DEK-Info`.
pub(crate) fn legacy_cipher(name: &str) -> AlgorithmRef {
    let spec = match name.to_ascii_uppercase().as_str() {
        "DES-CBC" => "des/cbc",
        "DES-EDE3-CBC" => "3des/cbc",
        "AES-128-CBC" => "aes-128/cbc",
        "AES-192-CBC" => "aes-192/cbc",
        "AES-256-CBC" => "aes-256/cbc",
        "CAMELLIA-128-CBC" => "camellia-128/cbc",
        "CAMELLIA-192-CBC" => "camellia-192/cbc",
        "CAMELLIA-256-CBC" => "camellia-256/cbc",
        "SEED-CBC" => "seed/cbc",
        "IDEA-CBC" => "idea/cbc",
        "RC2-CBC" => "rc2/cbc",
        "BF-CBC" => "blowfish/cbc",
        _ => "",
    };
    Usage::parse(spec).map_or_else(|| AlgorithmRef::unknown_name(name), AlgorithmRef::from)
}
