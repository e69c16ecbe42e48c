//! The flags and their help, which is written to be learned from; `help` has it in Japanese.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::language::Language;

/// Post-quantum keys, signatures, certificates and messages.
#[derive(Debug, Parser)]
#[command(
    name = "futae",
    version,
    about,
    arg_required_else_help = true,
    after_help = "\
A first walk:
  futae keygen ML-DSA-65 -o ca.key
  futae cert -k ca.key --subject 'CN=Root,O=Example,C=JP' --profile root -o ca.crt
  futae keygen ML-DSA-65 -o www.key
  futae csr -k www.key --subject CN=www.example.jp --name www.example.jp -o www.csr
  futae cert --csr www.csr --ca-cert ca.crt --ca-key ca.key -o www.crt
  futae chain www.crt --trust ca.crt
  futae inspect www.crt www.key

Files are PEM; DER is read too. `-` is standard input or output. A private key or a secret goes to
standard output only by `-o -`, its file can be read by its owner alone, and no file is overwritten
without --force. Exit status: 0 done; 1 a signature or a chain does not hold; 2 an error."
)]
pub(crate) struct Flags {
    #[command(subcommand)]
    pub(crate) command: Command,
    /// Language of what people read; from the locale by default
    #[arg(long, value_enum, global = true)]
    pub(crate) lang: Option<Language>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// List the algorithms with their identifiers and standards
    Algorithms(Algorithms),
    /// Make a private key
    #[command(after_help = "\
Examples:
  futae keygen ML-DSA-65 -o key.pem                        for signatures
  futae keygen ML-KEM-768 -o kem.pem --public kem.pub      for encryption
  futae keygen ML-DSA-65 -o key.pem --form both            for programs that cannot expand a seed
  futae keygen ML-DSA-65 -o key.pem --password-file pass   encrypted (PBES2: scrypt, AES-256)
  futae keygen ML-DSA-65 -o key.jwk --format jwk           for JOSE (RFC 9964)
  futae keygen MLDSA65-ECDSA-P256-SHA512 -o key.pem        composite: both must be broken
  futae keygen ECDSA-P256-SHA256 --classical -o key.pem    classical alone")]
    Keygen(Keygen),
    /// Write the public key of a private key or certificate
    Public(Public),
    /// Say what is in files: keys, certificates, requests, messages; never a private value
    Inspect(Inspect),
    /// Sign a file (the bare signature; for a message with certificate see `cms sign`)
    #[command(after_help = "\
Examples:
  futae sign -k key.pem report.pdf -o report.sig
  futae verify -k key.pub --signature report.sig report.pdf")]
    Sign(Sign),
    /// Verify a bare signature
    Verify(Verify),
    /// Make a shared secret and its ciphertext for the holder of a key
    #[command(after_help = "\
Examples:
  futae encapsulate -k kem.pub --ciphertext ct.bin -o secret.bin
  futae decapsulate -k kem.pem --ciphertext ct.bin -o secret.bin")]
    Encapsulate(Encapsulate),
    /// Recover the shared secret of a ciphertext
    Decapsulate(Decapsulate),
    /// Make a certification request (PKCS#10)
    Csr(Csr),
    /// Make a certificate: self-signed, for a request, or for a public key
    #[command(after_help = "\
Examples:
  futae cert -k ca.key --subject CN=Root --profile root -o ca.crt           self-signed
  futae cert --csr www.csr --ca-cert ca.crt --ca-key ca.key -o www.crt      for a request
  futae cert --public-key kem.pub --subject CN=Mail \\
        --ca-cert ca.crt --ca-key ca.key -o kem.crt                         for an ML-KEM key")]
    Cert(Cert),
    /// Validate a certificate up to a trusted one (RFC 5280)
    #[command(after_help = "\
Checked: signatures, validity, names, basicConstraints, keyUsage, path length, critical extensions.
Every key must be post-quantum or hybrid, unless --classical. Not checked: revocation, policies, the
name of a server. Certificates with name constraints are refused.")]
    Chain(Chain),
    /// Signed and encrypted messages (CMS, the format of S/MIME)
    #[command(subcommand)]
    Cms(Cms),
}

#[derive(Debug, Subcommand)]
pub(crate) enum Cms {
    /// Sign a file: the message has the content, the signature and the certificate
    #[command(after_help = "\
Examples:
  futae cms sign -k key.pem --cert cert.pem report.pdf -o report.p7m
  futae cms verify --trust ca.crt report.p7m -o report.pdf
  futae cms sign --detached -k key.pem --cert cert.pem report.pdf -o report.p7s
  futae cms verify --trust ca.crt --content report.pdf report.p7s")]
    Sign(CmsSign),
    /// Verify the signatures of a message and the chains of its signers
    Verify(CmsVerify),
    /// Encrypt a file to certificates with ML-KEM keys
    #[command(after_help = "\
Examples:
  futae cms encrypt --to kem.crt report.pdf -o report.p7m
  futae cms decrypt -k kem.pem report.p7m -o report.pdf")]
    Encrypt(CmsEncrypt),
    /// Decrypt a message
    Decrypt(CmsDecrypt),
}

/// Where the result goes.
#[derive(Args, Debug)]
pub(crate) struct Output {
    /// The file to write; `-` is standard output
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Overwrite files that exist
    #[arg(long)]
    pub(crate) force: bool,
}

/// Where a secret result goes, which must be said.
#[derive(Args, Debug)]
pub(crate) struct SecretOutput {
    /// The file to write, readable by its owner alone; `-` is standard output
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: PathBuf,
    /// Overwrite files that exist
    #[arg(long)]
    pub(crate) force: bool,
}

/// A private key.
#[derive(Args, Debug)]
pub(crate) struct Private {
    /// The file of the private key
    #[arg(short, long, value_name = "FILE")]
    pub(crate) key: PathBuf,
    /// The file whose first line is the password of the private key
    #[arg(long, value_name = "FILE")]
    pub(crate) password_file: Option<PathBuf>,
}

/// How a key is written.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub(crate) enum Format {
    /// PKCS#8 or SubjectPublicKeyInfo as text
    Pem,
    /// The same as bytes
    Der,
    /// JSON Web Key (ML-DSA, RFC 9964)
    Jwk,
    /// COSE_Key (ML-DSA, RFC 9964)
    Cose,
}

/// The form of a private key.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub(crate) enum Form {
    /// The seed alone, as the RFCs recommend
    Seed,
    /// The expanded key alone
    Expanded,
    /// Seed and expanded key
    Both,
}

#[derive(Args, Debug)]
pub(crate) struct Algorithms {
    /// List the classical ones, which a quantum computer would break
    #[arg(long)]
    pub(crate) classical: bool,
}

#[derive(Args, Debug)]
pub(crate) struct Keygen {
    /// The algorithm, such as ML-DSA-65; `futae algorithms` lists them
    pub(crate) algorithm: String,
    #[command(flatten)]
    pub(crate) output: SecretOutput,
    /// The algorithm is a classical one, which a quantum computer would break
    #[arg(long)]
    pub(crate) classical: bool,
    /// Write the public key too
    #[arg(long, value_name = "FILE")]
    pub(crate) public: Option<PathBuf>,
    /// The form of the private key
    #[arg(long, value_enum, default_value_t = Form::Seed)]
    pub(crate) form: Form,
    /// The format of the files
    #[arg(long, value_enum, default_value_t = Format::Pem)]
    pub(crate) format: Format,
    /// Encrypt the private key under the first line of this file
    #[arg(long, value_name = "FILE")]
    pub(crate) password_file: Option<PathBuf>,
}

#[derive(Args, Debug)]
pub(crate) struct Public {
    /// The file of a private key, public key, certificate or JWK
    #[arg(short, long, value_name = "FILE")]
    pub(crate) key: PathBuf,
    /// The file whose first line is the password of the private key
    #[arg(long, value_name = "FILE")]
    pub(crate) password_file: Option<PathBuf>,
    /// The format of the public key
    #[arg(long, value_enum, default_value_t = Format::Pem)]
    pub(crate) format: Format,
    #[command(flatten)]
    pub(crate) output: Output,
}

#[derive(Args, Debug)]
pub(crate) struct Inspect {
    /// The files
    #[arg(required = true)]
    pub(crate) files: Vec<PathBuf>,
    /// The file whose first line is the password of private keys
    #[arg(long, value_name = "FILE")]
    pub(crate) password_file: Option<PathBuf>,
}

#[derive(Args, Debug)]
pub(crate) struct Sign {
    #[command(flatten)]
    pub(crate) private: Private,
    /// The file to sign
    pub(crate) file: PathBuf,
    /// The context that separates this use of the key from others, at most 255 bytes
    #[arg(long, default_value = "")]
    pub(crate) context: String,
    #[command(flatten)]
    pub(crate) output: Output,
}

#[derive(Args, Debug)]
pub(crate) struct Verify {
    /// The file of the public key or certificate
    #[arg(short, long, value_name = "FILE")]
    pub(crate) key: PathBuf,
    /// The file of the signature
    #[arg(long, value_name = "FILE")]
    pub(crate) signature: PathBuf,
    /// The file that was signed
    pub(crate) file: PathBuf,
    /// The context of the signature
    #[arg(long, default_value = "")]
    pub(crate) context: String,
}

#[derive(Args, Debug)]
pub(crate) struct Encapsulate {
    /// The file of the public key or certificate
    #[arg(short, long, value_name = "FILE")]
    pub(crate) key: PathBuf,
    /// The file to write the ciphertext to
    #[arg(long, value_name = "FILE")]
    pub(crate) ciphertext: PathBuf,
    #[command(flatten)]
    pub(crate) output: SecretOutput,
}

#[derive(Args, Debug)]
pub(crate) struct Decapsulate {
    #[command(flatten)]
    pub(crate) private: Private,
    /// The file of the ciphertext
    #[arg(long, value_name = "FILE")]
    pub(crate) ciphertext: PathBuf,
    #[command(flatten)]
    pub(crate) output: SecretOutput,
}

#[derive(Args, Debug)]
pub(crate) struct Csr {
    #[command(flatten)]
    pub(crate) private: Private,
    /// The subject, such as CN=www.example.jp,O=Example,C=JP
    #[arg(long, value_name = "NAME")]
    pub(crate) subject: String,
    /// A DNS name, address or mail address; may be repeated
    #[arg(long = "name", value_name = "NAME")]
    pub(crate) names: Vec<String>,
    #[command(flatten)]
    pub(crate) output: Output,
}

/// What a certificate is for.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub(crate) enum ProfileName {
    /// A root CA
    Root,
    /// A CA below another one
    Intermediate,
    /// Servers, clients, people, ML-KEM keys
    EndEntity,
}

#[derive(Args, Debug)]
#[command(group(clap::ArgGroup::new("source").required(true).args(["key", "csr", "public_key"])))]
pub(crate) struct Cert {
    /// The private key of a self-signed certificate
    #[arg(short, long, value_name = "FILE", conflicts_with = "ca_key")]
    pub(crate) key: Option<PathBuf>,
    /// The request to issue for; its proof of possession is verified
    #[arg(long, value_name = "FILE", requires = "ca_key")]
    pub(crate) csr: Option<PathBuf>,
    /// The public key to issue for
    #[arg(long, value_name = "FILE", requires_all = ["ca_key", "subject"])]
    pub(crate) public_key: Option<PathBuf>,
    /// The certificate of the CA
    #[arg(long, value_name = "FILE")]
    pub(crate) ca_cert: Option<PathBuf>,
    /// The private key of the CA
    #[arg(long, value_name = "FILE", requires = "ca_cert")]
    pub(crate) ca_key: Option<PathBuf>,
    /// The file whose first line is the password of the signing key
    #[arg(long, value_name = "FILE")]
    pub(crate) password_file: Option<PathBuf>,
    /// The subject, such as CN=www.example.jp,O=Example,C=JP; a request brings its own
    #[arg(long, value_name = "NAME", required_unless_present = "csr")]
    pub(crate) subject: Option<String>,
    /// A DNS name, address or mail address; may be repeated
    #[arg(long = "name", value_name = "NAME")]
    pub(crate) names: Vec<String>,
    /// What the certificate is for
    #[arg(long, value_enum, default_value_t = ProfileName::EndEntity)]
    pub(crate) profile: ProfileName,
    /// How many CAs may stand below an intermediate one
    #[arg(long, value_name = "N")]
    pub(crate) path_length: Option<u8>,
    /// Days of validity, from now
    #[arg(long, default_value_t = 365)]
    pub(crate) days: u32,
    /// An extended key usage: server, client, mail, code or an object identifier; may be repeated
    #[arg(long = "purpose", value_name = "PURPOSE")]
    pub(crate) purposes: Vec<String>,
    /// A certificate that the same holder has beside this one (RFC 9763)
    #[arg(long, value_name = "FILE")]
    pub(crate) related: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) output: Output,
}

/// What is trusted, and when.
#[derive(Args, Debug)]
pub(crate) struct Trust {
    /// A file of trusted certificates; may be repeated
    #[arg(long, value_name = "FILE", required = true)]
    pub(crate) trust: Vec<PathBuf>,
    /// A file of certificates between; may be repeated
    #[arg(long, value_name = "FILE")]
    pub(crate) between: Vec<PathBuf>,
    /// Accept chains with classical keys, which a quantum computer would break
    #[arg(long)]
    pub(crate) classical: bool,
    /// Validate at this time (2026-11-21 or 2026-11-21T00:00:00Z) instead of now
    #[arg(long, value_name = "TIME")]
    pub(crate) at: Option<String>,
}

#[derive(Args, Debug)]
pub(crate) struct Chain {
    /// The certificate; more in the same file stand between
    pub(crate) certificate: PathBuf,
    #[command(flatten)]
    pub(crate) trust: Trust,
}

#[derive(Args, Debug)]
pub(crate) struct CmsSign {
    #[command(flatten)]
    pub(crate) private: Private,
    /// The certificate of the signer
    #[arg(long, value_name = "FILE")]
    pub(crate) cert: PathBuf,
    /// Leave the content out of the message
    #[arg(long)]
    pub(crate) detached: bool,
    /// The file to sign
    pub(crate) file: PathBuf,
    #[command(flatten)]
    pub(crate) output: Output,
}

#[derive(Args, Debug)]
pub(crate) struct CmsVerify {
    /// The message
    pub(crate) file: PathBuf,
    /// The content, when the message has it not
    #[arg(long, value_name = "FILE")]
    pub(crate) content: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) trust: Trust,
    #[command(flatten)]
    pub(crate) output: Output,
}

#[derive(Args, Debug)]
pub(crate) struct CmsEncrypt {
    /// The certificate of a recipient; may be repeated
    #[arg(long, value_name = "FILE", required = true)]
    pub(crate) to: Vec<PathBuf>,
    /// The file to encrypt
    pub(crate) file: PathBuf,
    #[command(flatten)]
    pub(crate) output: Output,
}

#[derive(Args, Debug)]
pub(crate) struct CmsDecrypt {
    #[command(flatten)]
    pub(crate) private: Private,
    /// The certificate of the key, to find its entry at once
    #[arg(long, value_name = "FILE")]
    pub(crate) cert: Option<PathBuf>,
    /// The message
    pub(crate) file: PathBuf,
    #[command(flatten)]
    pub(crate) output: SecretOutput,
}
