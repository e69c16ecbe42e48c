//! The registry of detectors: one file each, one line here.

pub mod algorithm_arguments;
pub mod apache;
pub mod binary_linkage;
pub mod binary_symbols;
pub mod capture;
pub mod cms;
pub mod code_shapes;
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
pub mod retained_names;
pub mod secure_boot;
pub mod ssh_key;
pub mod storage_encryption;
pub mod strings;
pub mod user_tools;
pub mod vpn;
pub mod web_server;
pub mod x509_certificate;
pub mod x509_related;

use crate::detector::Detector;

/// A product whose configuration is read, with the detector that reads it.
#[derive(Debug)]
pub struct ConfiguredProduct {
    /// Its fixtures stand under this name.
    pub id: &'static str,
    /// As people call it.
    pub title: &'static str,
    /// The id of the detector.
    pub detector: &'static str,
}

const fn read_by(
    id: &'static str,
    title: &'static str,
    detector: &'static str,
) -> ConfiguredProduct {
    ConfiguredProduct { id, title, detector }
}

/// Every product and form of configuration, in alphabetical order of its id.
pub static CONFIGURED_PRODUCTS: &[ConfiguredProduct] = &[
    read_by("apache", "Apache HTTP Server", "apache"),
    read_by("bind", "BIND", "name-server"),
    read_by("caddy", "Caddy (Caddyfile)", "web-server"),
    read_by("caddy-json", "Caddy (JSON)", "web-server"),
    read_by(
        "crypto-policies",
        "crypto-policies (NSS, OpenSSL, GnuTLS, OpenSSH, krb5)",
        "crypto-policies",
    ),
    read_by("crypttab", "systemd-cryptsetup (crypttab)", "storage-encryption"),
    read_by("dnssec", "DNSSEC zone files and keys", "dnssec-key"),
    read_by("docker-compose", "Docker Compose", "orchestration"),
    read_by("dovecot", "Dovecot", "mail-server"),
    read_by("envoy", "Envoy", "web-server"),
    read_by("exim", "Exim", "mail-server"),
    read_by("freeradius", "FreeRADIUS", "directory"),
    read_by("gnupg", "GnuPG and its agent", "user-tools"),
    read_by("gnutls", "GnuTLS", "user-tools"),
    read_by("grub", "GRUB", "user-tools"),
    read_by("haproxy", "HAProxy", "haproxy"),
    read_by("java", "Java (java.security)", "java-security"),
    read_by("jwks", "JSON Web Keys", "jwk"),
    read_by("kafka", "Apache Kafka", "messaging"),
    read_by("kerberos", "Kerberos (krb5.conf, kdc.conf)", "krb5"),
    read_by("kubernetes", "Kubernetes", "orchestration"),
    read_by("lighttpd", "lighttpd", "web-server"),
    read_by("luks", "LUKS", "storage-encryption"),
    read_by("mongodb", "MongoDB", "database"),
    read_by("mysql", "MySQL, MariaDB", "database"),
    read_by("nginx", "nginx", "nginx"),
    read_by("nsd", "NSD", "name-server"),
    read_by("opendkim", "OpenDKIM", "mail-server"),
    read_by("openldap", "OpenLDAP", "directory"),
    read_by("openldap-client", "OpenLDAP clients (ldap.conf)", "directory"),
    read_by("openssh-client", "OpenSSH clients", "openssh-conf"),
    read_by("openssh-server", "OpenSSH server", "openssh-conf"),
    read_by("openssl", "OpenSSL (openssl.cnf)", "openssl-conf"),
    read_by("openvpn", "OpenVPN", "vpn"),
    read_by("password-hash", "PAM and shadow", "password-hash"),
    read_by("postfix", "Postfix (main.cf)", "mail-server"),
    read_by("postfix-services", "Postfix (master.cf)", "mail-server"),
    read_by("postgresql", "PostgreSQL", "database"),
    read_by("postgresql-access", "PostgreSQL (pg_hba.conf)", "database"),
    read_by("rabbitmq", "RabbitMQ (rabbitmq.conf)", "messaging"),
    read_by("rabbitmq-terms", "RabbitMQ (Erlang terms)", "messaging"),
    read_by("redis", "Redis, Valkey", "database"),
    read_by("samba", "Samba", "directory"),
    read_by("saml", "SAML metadata", "federation"),
    read_by("schannel", "IIS, Schannel (registry exports)", "web-server"),
    read_by("secure-boot", "UEFI Secure Boot", "secure-boot"),
    read_by("snmpd", "SNMPv3 (Net-SNMP)", "network-management"),
    read_by("strongswan", "strongSwan (ipsec.conf)", "vpn"),
    read_by("strongswan-secrets", "strongSwan (ipsec.secrets)", "vpn"),
    read_by("strongswan-swanctl", "strongSwan (swanctl.conf)", "vpn"),
    read_by("stunnel", "stunnel", "web-server"),
    read_by("sudo", "sudo", "user-tools"),
    read_by("terraform", "Terraform", "orchestration"),
    read_by("terraform-json", "Terraform (JSON)", "orchestration"),
    read_by("tomcat", "Apache Tomcat", "web-server"),
    read_by("traefik", "Traefik", "web-server"),
    read_by("unbound", "Unbound", "name-server"),
    read_by("wireguard", "WireGuard", "vpn"),
];

/// Every detector, in alphabetical order of its id.
pub static DETECTORS: &[&dyn Detector] = &[
    &algorithm_arguments::AlgorithmArguments,
    &apache::Apache,
    &binary_linkage::BinaryLinkage,
    &binary_symbols::BinarySymbols,
    &capture::Capture,
    &cms::Cms,
    &code_shapes::CodeShapes,
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
    &retained_names::RetainedNames,
    &secure_boot::SecureBoot,
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
