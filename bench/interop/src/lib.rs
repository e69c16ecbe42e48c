//! Handshakes of Futae with other implementations of TLS and SSH, over TCP on this machine: the
//! ends, of which a test puts two together.
#![forbid(unsafe_code)]

pub mod openssl_end;
pub mod rustls_end;
pub mod ssh_end;

use std::{
    error::Error,
    io::{ErrorKind, Read, Write},
    net::{TcpListener, TcpStream, ToSocketAddrs},
    path::{Path, PathBuf},
    thread,
    time::{Duration, Instant},
};

/// Whatever an end reports.
pub type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

/// The certificates of `test-vectors/tls`: ML-DSA first, then those of today.
pub const CERTIFICATES: [&str; 7] =
    ["mldsa44", "mldsa65", "mldsa87", "p256", "p384", "ed25519", "rsa"];

/// No handshake takes so long; one that hangs ends.
const PATIENCE: Duration = Duration::from_secs(20);

/// A file of `test-vectors/tls`.
pub fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../test-vectors/tls").join(name)
}

/// Runs a server and a client against each other; gives what both say.
pub fn meet<C, S: Send>(
    client: impl FnOnce(TcpStream) -> Outcome<C>,
    server: impl FnOnce(TcpStream) -> Outcome<S> + Send,
) -> (Outcome<C>, Outcome<S>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("the port");
    thread::scope(|scope| {
        let server = scope.spawn(move || server(accept(&listener)?));
        let stream = connect(address);
        (stream.and_then(client), server.join().expect("the server ended"))
    })
}

/// A connection to an address.
pub fn connect(address: impl ToSocketAddrs) -> Outcome<TcpStream> {
    patient(TcpStream::connect(address)?)
}

/// The next connection, when it comes in time.
pub fn accept(listener: &TcpListener) -> Outcome<TcpStream> {
    listener.set_nonblocking(true)?;
    let until = Instant::now() + PATIENCE;
    loop {
        match listener.accept() {
            Ok((stream, _)) => {
                stream.set_nonblocking(false)?;
                return patient(stream);
            }
            Err(error) if error.kind() == ErrorKind::WouldBlock && Instant::now() < until => {
                thread::sleep(Duration::from_millis(2));
            }
            Err(error) => return Err(error.into()),
        }
    }
}

fn patient(stream: TcpStream) -> Outcome<TcpStream> {
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    Ok(stream)
}

/// What a client says, and what it must hear.
pub(crate) fn ask(stream: &mut (impl Read + Write)) -> Outcome<()> {
    let mut answer = [0; 4];
    stream.write_all(b"ping")?;
    stream.flush()?;
    stream.read_exact(&mut answer)?;
    expect(&answer, b"pong")
}

/// What a server must hear, and what it says.
pub(crate) fn answer(stream: &mut (impl Read + Write)) -> Outcome<()> {
    let mut question = [0; 4];
    stream.read_exact(&mut question)?;
    stream.write_all(b"pong")?;
    stream.flush()?;
    expect(&question, b"ping")
}

fn expect(heard: &[u8; 4], expected: &[u8; 4]) -> Outcome<()> {
    if heard == expected { Ok(()) } else { Err("other bytes than those that were sent".into()) }
}
