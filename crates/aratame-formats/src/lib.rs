//! Bytes to typed facts: executables, DER, keys, keystores, configurations.
//!
//! Parsers are total: any bytes give a value or an error, bounded in memory, depth and time.
//! They return raw OIDs, integers, strings and byte ranges; they know no algorithm, no policy
//! and no file system.
#![forbid(unsafe_code)]

mod base64_text;
mod cursor;
mod file_system;
mod little_endian;

pub mod ar;
pub mod ber;
pub mod cabinet;
pub mod capture;
pub mod clr;
pub mod cms;
pub mod components;
pub mod config;
pub mod container_image;
pub mod cpio;
pub mod der;
pub mod dnssec;
pub mod efi;
pub mod elf;
pub mod executable;
pub mod firmware_volume;
pub mod functions;
pub mod go_functions;
pub mod iso9660;
pub mod java_class;
pub mod jks;
pub mod jwk;
pub mod kernel_image;
pub mod luks;
pub mod macho;
pub mod malformed;
pub mod members;
pub mod nss;
pub mod openpgp;
pub mod openssh;
pub mod pbe;
pub mod pe;
pub mod pem;
pub mod pkcs;
pub mod pkcs12;
pub mod pkcs8;
pub mod putty;
pub mod recognise;
pub mod rpm;
pub mod sevenz;
pub mod source;
pub mod spki;
pub mod spki_writer;
pub mod squashfs;
pub mod tar;
pub mod wire;
pub mod x509;
