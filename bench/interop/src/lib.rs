//! Handshakes of Futae with other implementations of TLS.
#![forbid(unsafe_code)]
