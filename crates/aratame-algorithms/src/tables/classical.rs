//! Public-key algorithms that Shor's algorithm breaks.

use crate::algorithm::Primitive::{KeyAgree, Other, Pke, Signature};
use crate::algorithm::QuantumImpact::ShorBroken;
use crate::algorithm::{Algorithm, Primitive, Sizes, Source};

const fn a(family: &'static str, primitive: Primitive, document: &'static str) -> Algorithm {
    Algorithm::new(family, primitive, Source::new(document, "")).quantum(ShorBroken)
}

const RSA: Algorithm = a("RSA", Pke, "RFC 8017");
const ECDH: Algorithm = a("ECDH", KeyAgree, "SP 800-56A Rev. 3");
const EDDSA: Algorithm = a("EdDSA", Signature, "RFC 8032");
const ECDSA: Algorithm = a("ECDSA", Signature, "FIPS 186-5");
const GOST: Algorithm = a("GOST R 34.10", Signature, "RFC 7091");

#[rustfmt::skip]
pub(super) static ROWS: &[Algorithm] = &[
    RSA.row("rsa", "RSA").also(&["rsaEncryption-key", "rsa key"]),
    RSA.row("rsassa-pkcs1-v1_5", "RSASSA-PKCS1-v1_5").is(Signature).from(Source::new("RFC 8017", "8.2")).also(&["rsa-pkcs1", "RSA-PKCS1-v1_5 signature", "rsassa-pkcs1"]),
    RSA.row("rsassa-pss", "RSASSA-PSS").is(Signature).from(Source::new("RFC 8017", "8.1")).also(&["rsa-pss", "RSAPSS"]),
    RSA.row("rsaes-oaep", "RSAES-OAEP").is(Pke).from(Source::new("RFC 8017", "7.1")).also(&["rsa-oaep"]),
    RSA.row("rsaes-pkcs1-v1_5", "RSAES-PKCS1-v1_5").is(Pke).from(Source::new("RFC 8017", "7.2")).also(&["rsaes-pkcs1"]),
    RSA.row("rsa-kem", "RSA-KEM").is(Primitive::Kem).from(Source::new("RFC 9690", "")),
    RSA.row("rsa-x931", "RSA with ANSI X9.31 padding").is(Signature).from(Source::new("ANSI X9.31", "")),
    RSA.row("rsa-iso9796-2", "RSA with ISO/IEC 9796-2").is(Signature).from(Source::new("ISO/IEC 9796-2", "")),
    a("DSA", Signature, "FIPS 186-4").row("dsa", "DSA").also(&["dss", "id-dsa-key"]),
    a("DH", KeyAgree, "SP 800-56A Rev. 3").row("dh", "DH").also(&["Diffie-Hellman", "ffdh", "dhe", "finite-field Diffie-Hellman", "ffdhe"]),
    a("MQV", KeyAgree, "SP 800-56A Rev. 3").row("mqv", "MQV"),
    a("ElGamal", Pke, "ElGamal 1985").row("elgamal", "ElGamal"),
    a("EC", Other, "RFC 5480").row("ec", "EC public key").also(&["EC"]),
    ECDSA.row("ecdsa", "ECDSA"),
    a("EC-KCDSA", Signature, "ISO/IEC 14888-3").row("ec-kcdsa", "EC-KCDSA"),
    a("ECGDSA", Signature, "ISO/IEC 14888-3").row("ecgdsa", "ECGDSA"),
    a("Schnorr", Signature, "BSI TR-03111").row("ec-schnorr", "Schnorr signature over an elliptic curve").also(&["schnorr", "bip340"]),
    ECDH.row("ecdh", "ECDH").also(&["ecdhe"]),
    a("ECMQV", KeyAgree, "SP 800-56A Rev. 3").row("ecmqv", "ECMQV"),
    a("ECIES", Pke, "SEC 1").row("ecies", "ECIES"),
    EDDSA.row("eddsa", "EdDSA"),
    EDDSA.row("ed25519", "Ed25519").key(256).strength(128).set("Ed25519").sizes(Sizes::signature(32, 32, 64)).also(&["edDSA25519", "id-Ed25519", "Ed25519ctx", "Ed25519ph"]),
    EDDSA.row("ed448", "Ed448").key(456).strength(192).set("Ed448").sizes(Sizes::signature(57, 57, 114)).also(&["id-Ed448", "Ed448ph"]),
    ECDH.row("x25519", "X25519").key(256).strength(128).set("X25519").from(Source::new("RFC 7748", "5")).sizes(Sizes::kem(32, 32, 32, 32)).also(&["id-X25519", "ecdh-x25519"]),
    ECDH.row("x448", "X448").key(448).strength(192).set("X448").from(Source::new("RFC 7748", "5")).sizes(Sizes::kem(56, 56, 56, 56)).also(&["id-X448", "ecdh-x448"]),
    a("SM2", Signature, "GB/T 32918").row("sm2", "SM2").key(256).strength(128).also(&["sm2dsa", "sm2sig"]),
    a("SM2", KeyAgree, "GB/T 32918.3").row("sm2-key-exchange", "SM2 key exchange").key(256).strength(128),
    a("SM2", Pke, "GB/T 32918.4").row("sm2-encryption", "SM2 public-key encryption").key(256).strength(128),
    a("SM9", Signature, "GB/T 38635").row("sm9", "SM9"),
    GOST.row("gost-r-34.10-94", "GOST R 34.10-94").from(Source::new("RFC 4357", "")),
    GOST.row("gost-r-34.10-2001", "GOST R 34.10-2001").key(256).strength(128).from(Source::new("RFC 5832", "")).also(&["gost2001", "ECGOST3410"]),
    GOST.row("gost-r-34.10-2012-256", "GOST R 34.10-2012 (256 bits)").key(256).strength(128).also(&["gost2012_256", "ECGOST3410-2012-256"]),
    GOST.row("gost-r-34.10-2012-512", "GOST R 34.10-2012 (512 bits)").key(512).strength(256).also(&["gost2012_512", "ECGOST3410-2012-512"]),
    GOST.row("vko-gost-r-34.10-2012", "VKO GOST R 34.10-2012").is(KeyAgree).from(Source::new("RFC 7836", "4.3")),
    GOST.row("vko-gost-r-34.10-2001", "VKO GOST R 34.10-2001").is(KeyAgree).from(Source::new("RFC 4357", "5.2")),
    a("DSTU 4145", Signature, "DSTU 4145-2002").row("dstu4145", "DSTU 4145-2002"),
    a("Bign", Signature, "STB 34.101.45").row("bign", "STB 34.101.45 (Bign)"),
    a("PSEC-KEM", Primitive::Kem, "ISO/IEC 18033-2").row("psec-kem", "PSEC-KEM"),
    a("SRP", KeyAgree, "RFC 2945").row("srp", "SRP").also(&["srp-6a"]),
    a("SPAKE2", KeyAgree, "RFC 9382").row("spake2", "SPAKE2"),
    a("SPAKE2PLUS", KeyAgree, "RFC 9383").row("spake2+", "SPAKE2+").also(&["spake2plus"]),
    a("OPAQUE", KeyAgree, "RFC 9807").row("opaque", "OPAQUE"),
    a("J-PAKE", KeyAgree, "RFC 8236").row("j-pake", "J-PAKE"),
    a("Dragonfly", KeyAgree, "RFC 7664").row("dragonfly", "Dragonfly").also(&["WPA3 SAE"]),
    a("CPace", KeyAgree, "draft-irtf-cfrg-cpace").row("cpace", "CPace"),
    a("X3DH", KeyAgree, "Signal X3DH specification").row("x3dh", "X3DH"),
    a("BLS", Signature, "draft-irtf-cfrg-bls-signature").row("bls", "BLS signature").also(&["bls12-381-signature"]),
    a("VRF", Other, "RFC 9381").row("ecvrf", "ECVRF"),
    a("HPKE", Primitive::Combiner, "RFC 9180").row("hpke", "HPKE"),
    a("ESIGN", Signature, "ISO/IEC 14888-2").row("esign", "ESIGN"),
];
