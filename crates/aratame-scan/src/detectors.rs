//! The registry of detectors: one file each, one line here.

pub mod apache;
pub mod binary_linkage;
pub mod binary_symbols;
pub mod capture;
pub mod cms;
pub mod constants;
pub mod container_image;
pub mod crypto_policies;
pub mod database;
pub mod directory;
pub mod dnssec_key;
pub mod dotnet;
pub mod embedded_components;
pub mod federation;
pub mod haproxy;
pub mod instructions;
pub mod java_class;
pub mod java_keystore;
pub mod java_security;
pub mod jwk;
pub mod krb5;
pub mod library_banner;
pub mod lock_file;
pub mod mail_server;
pub mod messaging;
pub mod name_server;
pub mod network_management;
pub mod nginx;
pub mod nss_store;
pub mod openpgp;
pub mod openssh_conf;
pub mod openssl_conf;
pub mod orchestration;
pub mod package_database;
pub mod password_hash;
pub mod pkcs12;
pub mod private_key;
pub mod public_key;
pub mod putty_key;
pub mod ssh_key;
pub mod storage_encryption;
pub mod strings;
pub mod user_tools;
pub mod vpn;
pub mod web_server;
pub mod x509_certificate;
pub mod x509_related;

use crate::detector::Detector;

/// Every detector, in alphabetical order of its id.
pub static DETECTORS: &[&dyn Detector] = &[
    &apache::Apache,
    &binary_linkage::BinaryLinkage,
    &binary_symbols::BinarySymbols,
    &capture::Capture,
    &cms::Cms,
    &constants::Constants,
    &container_image::ContainerImage,
    &crypto_policies::CryptoPolicies,
    &database::DATABASE,
    &directory::DIRECTORY,
    &dnssec_key::DnssecKey,
    &dotnet::DotNet,
    &embedded_components::EmbeddedComponents,
    &federation::FEDERATION,
    &haproxy::Haproxy,
    &instructions::Instructions,
    &java_class::JavaClass,
    &java_keystore::JavaKeystore,
    &java_security::JavaSecurity,
    &jwk::Jwk,
    &krb5::Krb5,
    &library_banner::LibraryBanner,
    &lock_file::LockFiles,
    &mail_server::MAIL_SERVER,
    &messaging::MESSAGING,
    &name_server::NAME_SERVER,
    &network_management::NETWORK_MANAGEMENT,
    &nginx::Nginx,
    &nss_store::NssStore,
    &openpgp::OpenPgp,
    &openssh_conf::OpensshConf,
    &openssl_conf::OpensslConf,
    &orchestration::ORCHESTRATION,
    &package_database::PackageDatabase,
    &password_hash::PASSWORD_HASH,
    &pkcs12::Pkcs12,
    &private_key::PrivateKey,
    &public_key::PublicKey,
    &putty_key::PuttyKey,
    &ssh_key::SshKey,
    &storage_encryption::StorageEncryption,
    &strings::Strings,
    &user_tools::USER_TOOLS,
    &vpn::VPN,
    &web_server::WEB_SERVER,
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
