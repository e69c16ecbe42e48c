//! Ends by OpenSSL: what `s_server` and `s_client` do, by its library.

use crate::{Outcome, answer, ask, fixture};
use openssl::ssl::{
    Ssl, SslContext, SslContextBuilder, SslFiletype, SslMethod, SslRef, SslStream, SslVerifyMode,
    SslVersion,
};
use std::net::TcpStream;

/// What is asked of OpenSSL.
#[derive(Clone, Copy, Debug)]
pub struct Wish {
    /// Its list of groups; its own when empty.
    pub groups: &'static str,
    /// The suite of TLS 1.2; without one it is TLS 1.3.
    pub tls12_suite: Option<&'static str>,
    /// The certificate of the fixtures, or whose root to trust.
    pub certificate: &'static str,
    /// Whether the client shows a certificate too, and the server asks for it.
    pub mutual: bool,
}

/// What OpenSSL says of the handshake.
#[derive(Debug)]
pub struct Seen {
    /// `TLSv1.3`
    pub version: &'static str,
    /// The suite by its name in the standard.
    pub suite: String,
}

/// A server.
pub fn server(wish: Wish, stream: TcpStream) -> Outcome<Seen> {
    let mut context = context(SslMethod::tls_server(), wish)?;
    show_certificate(&mut context, wish)?;
    if wish.mutual {
        trust(&mut context, wish, SslVerifyMode::PEER | SslVerifyMode::FAIL_IF_NO_PEER_CERT)?;
    }
    let mut stream = SslStream::new(Ssl::new(&context.build())?, stream)?;
    stream.accept()?;
    answer(&mut stream)?;
    seen(stream.ssl())
}

/// A client.
pub fn client(wish: Wish, stream: TcpStream) -> Outcome<Seen> {
    let mut context = context(SslMethod::tls_client(), wish)?;
    trust(&mut context, wish, SslVerifyMode::PEER)?;
    if wish.mutual {
        show_certificate(&mut context, wish)?;
    }
    let mut ssl = Ssl::new(&context.build())?;
    ssl.set_hostname("localhost")?;
    ssl.param_mut().set_host("localhost")?;
    let mut stream = SslStream::new(ssl, stream)?;
    stream.connect()?;
    ask(&mut stream)?;
    seen(stream.ssl())
}

fn context(method: SslMethod, wish: Wish) -> Outcome<SslContextBuilder> {
    let mut context = SslContext::builder(method)?;
    if !wish.groups.is_empty() {
        context.set_groups_list(wish.groups)?;
    }
    let version = match wish.tls12_suite {
        None => SslVersion::TLS1_3,
        Some(suite) => {
            context.set_cipher_list(suite)?;
            SslVersion::TLS1_2
        }
    };
    context.set_min_proto_version(Some(version))?;
    context.set_max_proto_version(Some(version))?;
    Ok(context)
}

fn show_certificate(context: &mut SslContextBuilder, wish: Wish) -> Outcome<()> {
    let name = wish.certificate;
    context.set_certificate_chain_file(fixture(&format!("{name}.pem")))?;
    context.set_private_key_file(fixture(&format!("{name}.key.pem")), SslFiletype::PEM)?;
    Ok(context.check_private_key()?)
}

fn trust(context: &mut SslContextBuilder, wish: Wish, mode: SslVerifyMode) -> Outcome<()> {
    context.set_ca_file(fixture(&format!("{}.root.pem", wish.certificate)))?;
    context.set_verify(mode);
    Ok(())
}

fn seen(ssl: &SslRef) -> Outcome<Seen> {
    let suite = ssl.current_cipher().and_then(|cipher| cipher.standard_name());
    Ok(Seen { version: ssl.version_str(), suite: suite.ok_or("no suite")?.into() })
}
