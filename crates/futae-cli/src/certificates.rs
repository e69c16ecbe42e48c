//! Requests, certificates and chains.

use std::{
    path::Path,
    str::FromStr,
    time::{SystemTime, UNIX_EPOCH},
};

use anyhow::{Context, Result, bail};
use futae_pki::{
    Certificate, CertificateRequest,
    issue::{Profile, Template},
    path::Validator,
};

use crate::{
    Outcome, files,
    flags::{Cert, Chain, Csr, ProfileName, Trust},
    keys,
    language::pick,
    refusals,
};

/// RFC 5280, Section 4.2.1.12.
const PURPOSES: [(&str, &str); 4] = [
    ("server", "1.3.6.1.5.5.7.3.1"),
    ("client", "1.3.6.1.5.5.7.3.2"),
    ("code", "1.3.6.1.5.5.7.3.3"),
    ("mail", "1.3.6.1.5.5.7.3.4"),
];

/// `futae csr`.
pub(crate) fn request(flags: &Csr) -> Result<Outcome> {
    let key = keys::private(&flags.private)?;
    let request = CertificateRequest::new(&flags.subject, &strs(&flags.names), &key)?;
    flags.output.write(request.to_pem()?.as_bytes())?;
    Ok(Outcome::Good)
}

/// `futae cert`.
pub(crate) fn issue(flags: &Cert) -> Result<Outcome> {
    let password = flags.password_file.as_deref();
    let certificate = match (&flags.key, &flags.ca_key, &flags.ca_cert) {
        (Some(key), None, None) => {
            template(flags, None)?.self_signed(&keys::private_at(key, password)?)?
        }
        (None, Some(ca_key), Some(ca_cert)) => {
            let ca_key = keys::private_at(ca_key, password)?;
            let ca_cert = keys::certificate_at(ca_cert)?;
            let request = flags.csr.as_deref().map(request_at).transpose()?;
            let subject_key = match (&request, &flags.public_key) {
                (Some(request), _) => request.verified_key()?,
                (None, Some(public_key)) => keys::public_at(public_key)?,
                (None, None) => bail!(pick(
                    "--csr or --public-key says for whom",
                    "発行の対象を--csr又は--public-keyで指定してください",
                )),
            };
            template(flags, request.as_ref())?.issue(&subject_key, &ca_cert, &ca_key)?
        }
        _ => bail!(pick(
            "give either --key, or --ca-cert and --ca-key",
            "--key、又は--ca-certと--ca-keyの一方を指定してください",
        )),
    };
    flags.output.write(certificate.to_pem()?.as_bytes())?;
    Ok(Outcome::Good)
}

/// `futae chain`.
pub(crate) fn validate(flags: &Chain) -> Result<Outcome> {
    let mut certificates = keys::certificates_at(&flags.certificate)?;
    let leaf = certificates.remove(0);
    let trust = Trusted::from_flags(&flags.trust, certificates)?;
    match trust.validator().validate(&leaf, &trust.between) {
        Ok(chain) => {
            let names: Vec<_> = chain.iter().map(|each| each.subject()).collect();
            let good = pick("good chain", "正しい証明書パスです");
            files::print(&format!("{good}: {}\n", names.join(" <- ")))?;
            Ok(Outcome::Good)
        }
        Err(untrusted) => {
            let untrusted = refusals::untrusted(&untrusted);
            files::tell(&format!("futae: {}: {untrusted}", flags.certificate.display()));
            Ok(Outcome::Bad)
        }
    }
}

/// Certificates by what they are for in a validation.
pub(crate) struct Trusted {
    anchors: Vec<Certificate>,
    pub(crate) between: Vec<Certificate>,
    at: SystemTime,
    classical: bool,
}

impl Trusted {
    pub(crate) fn from_flags(flags: &Trust, mut between: Vec<Certificate>) -> Result<Self> {
        for path in &flags.between {
            between.extend(keys::certificates_at(path)?);
        }
        let mut anchors = Vec::new();
        for path in &flags.trust {
            anchors.extend(keys::certificates_at(path)?);
        }
        let at = flags.at.as_deref().map_or_else(|| Ok(SystemTime::now()), time)?;
        Ok(Self { anchors, between, at, classical: flags.classical })
    }

    pub(crate) fn validator(&self) -> Validator<'_> {
        let validator = Validator::new(&self.anchors).at(self.at);
        if self.classical { validator.with_classical() } else { validator }
    }
}

fn request_at(path: &Path) -> Result<CertificateRequest> {
    let bytes = files::read(path)?;
    let request = match keys::text(&bytes) {
        Some(text) => CertificateRequest::from_pem(text),
        None => CertificateRequest::from_der(&bytes),
    };
    request.with_context(|| path.display().to_string())
}

fn template(flags: &Cert, request: Option<&CertificateRequest>) -> Result<Template> {
    let profile = match flags.profile {
        ProfileName::Root => Profile::Root,
        ProfileName::Intermediate => Profile::Intermediate { path_length: flags.path_length },
        ProfileName::EndEntity => Profile::EndEntity,
    };
    if flags.path_length.is_some() && flags.profile != ProfileName::Intermediate {
        bail!(pick(
            "--path-length belongs to --profile intermediate",
            "--path-lengthは--profile intermediateの場合に限り指定できます",
        ));
    }
    let template = match (request, &flags.subject) {
        (Some(request), None) => Template::of_request(request, profile)?,
        (Some(_), Some(_)) => bail!(pick(
            "the request brings its subject; leave --subject out",
            "署名要求に主体者名が含まれるため、--subjectは指定できません",
        )),
        (None, subject) => Template::new(subject.as_deref().unwrap_or_default(), profile)?,
    };
    let purposes: Vec<_> = flags.purposes.iter().map(|purpose| purpose_oid(purpose)).collect();
    let template = template.names(&strs(&flags.names))?.days(flags.days)?.purposes(&purposes)?;
    match &flags.related {
        Some(path) => Ok(template.related_to(&keys::certificate_at(path)?)?),
        None => Ok(template),
    }
}

fn purpose_oid(purpose: &str) -> &str {
    let known = PURPOSES.iter().find(|(name, _)| *name == purpose);
    known.map_or(purpose, |(_, oid)| oid)
}

fn strs(texts: &[String]) -> Vec<&str> {
    texts.iter().map(String::as_str).collect()
}

/// A day or a second, in UTC.
fn time(text: &str) -> Result<SystemTime> {
    let whole = if text.contains('T') { text.to_owned() } else { format!("{text}T00:00:00Z") };
    let time = der::DateTime::from_str(&whole).ok();
    let time = time.with_context(|| {
        pick(
            format!("\"{text}\" is no time such as 2026-11-21 or 2026-11-21T00:00:00Z"),
            format!("「{text}」は2026-11-21又は2026-11-21T00:00:00Zのような日時ではありません"),
        )
    })?;
    Ok(UNIX_EPOCH + time.unix_duration())
}
