//! Writes the certificates of `test-vectors/tls` with OpenSSL: for each algorithm a root, a leaf
//! for `localhost`, and the leaf's private key.
#![forbid(unsafe_code)]

use openssl::{
    asn1::{Asn1Integer, Asn1Object, Asn1Time},
    bn::{BigNum, MsbOption},
    ec::{Asn1Flag, EcGroup, EcKey},
    error::ErrorStack,
    hash::MessageDigest,
    nid::Nid,
    pkey::{Id, PKey, Private},
    pkey_ctx::PkeyCtx,
    rsa::Rsa,
    x509::{
        X509, X509Builder, X509NameBuilder,
        extension::{
            AuthorityKeyIdentifier, BasicConstraints, KeyUsage, SubjectAlternativeName,
            SubjectKeyIdentifier,
        },
    },
};
use std::{error::Error, fs, path::Path};

/// Days until the certificates end: none of their tests is about time.
const VALID: u32 = 365 * 100;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../test-vectors/tls");
    fs::create_dir_all(&folder)?;
    for name in ["mldsa44", "mldsa65", "mldsa87", "p256", "p384", "ed25519", "rsa"] {
        let root_key = key(name)?;
        let root = certificate(&format!("{name} root"), &root_key, None)?;
        let leaf_key = key(name)?;
        let leaf = certificate("localhost", &leaf_key, Some((&root, &root_key)))?;
        fs::write(folder.join(format!("{name}.root.pem")), root.to_pem()?)?;
        fs::write(folder.join(format!("{name}.pem")), leaf.to_pem()?)?;
        fs::write(folder.join(format!("{name}.key.pem")), leaf_key.private_key_to_pem_pkcs8()?)?;
    }
    Ok(())
}

fn key(name: &str) -> Result<PKey<Private>, ErrorStack> {
    match name {
        "p256" => ec(Nid::X9_62_PRIME256V1),
        "p384" => ec(Nid::SECP384R1),
        "rsa" => PKey::from_rsa(Rsa::generate(2048)?),
        "ed25519" => PKey::generate_ed25519(),
        "mldsa44" => ml_dsa("2.16.840.1.101.3.4.3.17"),
        "mldsa65" => ml_dsa("2.16.840.1.101.3.4.3.18"),
        _ => ml_dsa("2.16.840.1.101.3.4.3.19"),
    }
}

fn ec(curve: Nid) -> Result<PKey<Private>, ErrorStack> {
    let mut group = EcGroup::from_curve_name(curve)?;
    group.set_asn1_flag(Asn1Flag::NAMED_CURVE);
    PKey::from_ec_key(EcKey::generate(&group)?)
}

fn ml_dsa(oid: &str) -> Result<PKey<Private>, ErrorStack> {
    let nid = Asn1Object::from_str(oid)?.nid();
    let mut context = PkeyCtx::new_id(Id::from_raw(nid.as_raw()))?;
    context.keygen_init()?;
    context.keygen()
}

/// A certificate, signed by the issuer, or by itself as a root.
fn certificate(
    common_name: &str,
    key: &PKey<Private>,
    issuer: Option<(&X509, &PKey<Private>)>,
) -> Result<X509, ErrorStack> {
    let mut name = X509NameBuilder::new()?;
    name.append_entry_by_text("CN", common_name)?;
    let name = name.build();
    let mut serial = BigNum::new()?;
    serial.rand(120, MsbOption::MAYBE_ZERO, false)?;

    let mut builder = X509Builder::new()?;
    builder.set_version(2)?;
    builder.set_serial_number(&*Asn1Integer::from_bn(&serial)?)?;
    builder.set_subject_name(&name)?;
    builder.set_issuer_name(issuer.map_or(&*name, |(issuer, _)| issuer.subject_name()))?;
    builder.set_not_before(&*Asn1Time::days_from_now(0)?)?;
    builder.set_not_after(&*Asn1Time::days_from_now(VALID)?)?;
    builder.set_pubkey(key)?;
    extensions(&mut builder, issuer)?;
    let signer = issuer.map_or(key, |(_, key)| key);
    builder.sign(signer, digest(signer))?;
    Ok(builder.build())
}

fn extensions(
    builder: &mut X509Builder,
    issuer: Option<(&X509, &PKey<Private>)>,
) -> Result<(), ErrorStack> {
    let Some((issuer, _)) = issuer else {
        builder.append_extension(BasicConstraints::new().critical().ca().build()?)?;
        builder.append_extension(KeyUsage::new().critical().key_cert_sign().build()?)?;
        let identifier = SubjectKeyIdentifier::new().build(&builder.x509v3_context(None, None))?;
        return builder.append_extension(identifier);
    };
    builder.append_extension(BasicConstraints::new().critical().build()?)?;
    builder.append_extension(KeyUsage::new().critical().digital_signature().build()?)?;
    let context = builder.x509v3_context(Some(issuer), None);
    let names = SubjectAlternativeName::new().dns("localhost").ip("127.0.0.1").build(&context)?;
    let authority = AuthorityKeyIdentifier::new().keyid(false).build(&context)?;
    builder.append_extension(names)?;
    builder.append_extension(authority)
}

/// None for algorithms that hash by themselves.
fn digest(key: &PKey<Private>) -> MessageDigest {
    match key.id() {
        Id::EC if key.bits() > 256 => MessageDigest::sha384(),
        Id::EC | Id::RSA => MessageDigest::sha256(),
        _ => MessageDigest::null(),
    }
}
