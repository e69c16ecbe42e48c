//! The registry of detectors: one file each, one line here.

pub mod apache;
pub mod binary_linkage;
pub mod binary_symbols;
pub mod capture;
pub mod cms;
pub mod constants;
pub mod container_image;
pub mod crypto_policies;
pub mod dnssec_key;
pub mod dotnet;
pub mod embedded_components;
pub mod haproxy;
pub mod instructions;
pub mod java_class;
pub mod java_keystore;
pub mod java_security;
pub mod jwk;
pub mod krb5;
pub mod library_banner;
pub mod lock_file;
pub mod nginx;
pub mod nss_store;
pub mod openpgp;
pub mod openssh_conf;
pub mod openssl_conf;
pub mod package_database;
pub mod pkcs12;
pub mod private_key;
pub mod public_key;
pub mod putty_key;
pub mod ssh_key;
pub mod strings;
pub mod x509_certificate;
pub mod x509_related;

use crate::detector::Detector;

/// Every detector, in alphabetical order of its id.
pub const DETECTORS: &[&dyn Detector] = &[
    &apache::Apache,
    &binary_linkage::BinaryLinkage,
    &binary_symbols::BinarySymbols,
    &capture::Capture,
    &cms::Cms,
    &constants::Constants,
    &container_image::ContainerImage,
    &crypto_policies::CryptoPolicies,
    &dnssec_key::DnssecKey,
    &dotnet::DotNet,
    &embedded_components::EmbeddedComponents,
    &haproxy::Haproxy,
    &instructions::Instructions,
    &java_class::JavaClass,
    &java_keystore::JavaKeystore,
    &java_security::JavaSecurity,
    &jwk::Jwk,
    &krb5::Krb5,
    &library_banner::LibraryBanner,
    &lock_file::LockFiles,
    &nginx::Nginx,
    &nss_store::NssStore,
    &openpgp::OpenPgp,
    &openssh_conf::OpensshConf,
    &openssl_conf::OpensslConf,
    &package_database::PackageDatabase,
    &pkcs12::Pkcs12,
    &private_key::PrivateKey,
    &public_key::PublicKey,
    &putty_key::PuttyKey,
    &ssh_key::SshKey,
    &strings::Strings,
    &x509_certificate::X509Certificate,
    &x509_related::X509Related,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_sorted_and_unique() {
        assert!(DETECTORS.windows(2).all(|pair| pair[0].about().id < pair[1].about().id));
    }

    #[test]
    fn every_description_says_what_is_missed() {
        for detector in DETECTORS {
            let about = detector.about();
            for text in [about.title, about.title_ja, about.finds, about.how, about.misses] {
                assert!(!text.is_empty(), "{}", about.id);
            }
            assert!(!about.references.is_empty(), "{}", about.id);
        }
    }
}
