#!/usr/bin/env python3
"""Writes products/: for each product one file that configures cryptography (positive), one of its
name or kind that does not (negative), and one that breaks its grammar (malformed).

Everything here is made up for the tests; nothing is taken from a real host. Run in this folder:
    python3 products-recipe.py
"""
import base64
import pathlib
import struct

OLD = "HIGH:MEDIUM:!aNULL"
PEM = "/etc/ssl/certs/server.pem"
KEY = "/etc/ssl/private/server.key"
RAW32 = bytes(range(1, 33))
B64 = base64.b64encode(RAW32).decode()
B64URL = base64.urlsafe_b64encode(RAW32).decode().rstrip("=")


def luks1(cipher: bytes) -> bytes:
    head = b"LUKS\xba\xbe" + struct.pack(">H", 1)
    for name in (cipher, b"xts-plain64", b"sha256"):
        head += name.ljust(32, b"\0")
    return head + struct.pack(">II", 4096, 64) + b"\0" * 900


def esl() -> bytes:
    """A list of one SHA-256 digest (UEFI 2.10, 32.4.1)."""
    kind = bytes.fromhex("2616c4c14c509240aca941f936934328")
    return kind + struct.pack("<III", 28 + 48, 0, 48) + bytes(16) + RAW32


PRODUCTS = {
    "apache": (
        ("etc/apache2/sites-enabled/www.conf",
         f"<VirtualHost *:443>\n  SSLEngine on\n  SSLCertificateFile {PEM}\n  SSLProtocol all -SSLv3\n"
         f"  SSLCipherSuite {OLD}\n</VirtualHost>\n"),
        ("etc/apache2/sites-enabled/plain.conf",
         "<VirtualHost *:80>\n  DocumentRoot /srv\n</VirtualHost>\n"),
        ("etc/apache2/sites-enabled/bad.conf",
         f"<VirtualHost *:443>\n  SSLEngine on\n  SSLCipherSuite \"{OLD}\n</Directory>\n"),
    ),
    "bind": (
        ("etc/bind/named.conf",
         f"tls web {{\n  key-file \"{KEY}\";\n  cert-file \"{PEM}\";\n  protocols {{ TLSv1.2; }};\n"
         f"  ciphers \"{OLD}\";\n}};\noptions {{\n  dnssec-validation auto;\n}};\n"),
        ("etc/bind/named.conf", "options {\n  directory \"/var/cache/bind\";\n};\n"),
        ("etc/bind/named.conf", "key k {\n  algorithm hmac-md5;\n  secret \"himitsu\n};\n"),
    ),
    "caddy": (
        ("etc/caddy/Caddyfile",
         "www.example.jp {\n  tls /a.pem /a.key {\n    protocols tls1.2 tls1.2\n"
         "    ciphers TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA\n    curves secp256r1\n  }\n}\n"),
        ("etc/caddy/Caddyfile", "http://localhost {\n  respond \"hello\"\n}\n"),
        ("etc/caddy/Caddyfile", "www.example.jp {\n  tls {\n    protocols tls1.9\n  }\n"),
    ),
    "caddy-json": (
        ("etc/caddy/caddy.json",
         '{"apps": {"http": {"servers": {"s": {"tls_connection_policies": [\n'
         '  {"protocol_min": "tls1.2", "curves": ["x25519"]}\n]}}}}}\n'),
        ("etc/caddy/caddy.json", '{"apps": {"http": {"servers": {"s": {"listen": [":80"]}}}}}\n'),
        ("etc/caddy/caddy.json",
         '{"apps": {"http": {\n"tls_connection_policies": [\n{"protocol_min": "tls1.2"}\n'),
    ),
    "crypto-policies": (
        ("etc/crypto-policies/policies/HOUSE.pol", "cipher = AES-256-GCM\ngroup = X25519\nsign = RSA-SHA2-256\n"),
        ("etc/crypto-policies/README", "cipher = read the manual\n"),
        ("etc/crypto-policies/policies/BAD.pol", "cipher AES-256-GCM\nhash = NONESUCH-512\n"),
    ),
    "crypttab": (
        ("etc/crypttab", "data /dev/sda2 none luks,cipher=aes-xts-plain64,size=512,hash=sha1\n"),
        ("etc/crypttab", "# nothing is encrypted\n"),
        ("etc/crypttab", "data /dev/sda2 none cipher=nonesuch-xts,size=many,hash=sha1\n"),
    ),
    "dnssec": (
        ("var/zones/example.jp.zone",
         f"$ORIGIN example.jp.\n@ 3600 IN DNSKEY 257 3 15 {B64}\n@ 3600 IN A 192.0.2.1\n"),
        ("var/zones/plain.zone", "$ORIGIN example.jp.\n@ 3600 IN A 192.0.2.1\n"),
        ("var/zones/bad.zone",
         f"@ 3600 IN DNSKEY 257 3 15 {B64}\n@ 3600 IN DNSKEY 257 3 15 !!!\n"),
    ),
    "docker-compose": (
        ("srv/docker-compose.yml",
         "services:\n  web:\n    environment:\n      - SSL_PROTOCOLS=${P:-TLSv1 TLSv1.2}\n"),
        ("srv/docker-compose.yml", "services:\n  web:\n    image: nginx\n"),
        ("srv/docker-compose.yml",
         "services:\n  web:\n    environment: [\n  db:\n    SSL_PROTOCOLS: TLSv1.2\n"),
    ),
    "dovecot": (
        ("etc/dovecot/dovecot.conf",
         f"ssl = required\nssl_cert = <{PEM}\nssl_min_protocol = TLSv1\nssl_cipher_list = {OLD}\n"),
        ("etc/dovecot/dovecot.conf", "protocols = imap\nmail_location = maildir:~/Maildir\n"),
        ("etc/dovecot/dovecot.conf", "ssl = required\nservice imap {\n  ssl_min_protocol = \"TLSv1\n"),
    ),
    "envoy": (
        ("etc/envoy/envoy.yaml",
         "static_resources:\n  listeners:\n    - tls:\n        common_tls_context:\n          tls_params:\n"
         "            tls_minimum_protocol_version: TLSv1_0\n            cipher_suites:\n"
         "              - ECDHE-RSA-AES128-SHA\n              - AES128-SHA\n"),
        ("etc/envoy/envoy.yaml", "static_resources:\n  clusters: []\n"),
        ("etc/envoy/envoy.yaml",
         "static_resources:\n  tls_params:\n    tls_minimum_protocol_version: TLSv1_0\n  x: [\n"),
    ),
    "exim": (
        ("etc/exim4/exim4.conf",
         f"tls_advertise_hosts = *\ntls_certificate = {PEM}\ntls_require_ciphers = {OLD}\n"
         "openssl_options = +no_sslv2 +no_sslv3\n"),
        ("etc/exim4/exim4.conf", "primary_hostname = mx.example.jp\n"),
        ("etc/exim4/exim4.conf", "tls_require_ciphers = HIGH:@SECLEVEL=x\n= what\n"),
    ),
    "freeradius": (
        ("etc/freeradius/3.0/mods-available/eap",
         f"eap {{\n  tls-config tls-common {{\n    certificate_file = {PEM}\n    tls_min_version = \"1.0\"\n"
         f"    cipher_list = \"{OLD}\"\n  }}\n}}\n"),
        ("etc/freeradius/3.0/mods-available/pap", "pap {\n  normalise = yes\n}\n"),
        ("etc/freeradius/3.0/mods-available/eap",
         "eap {\n  tls-config a {\n    cipher_list = \"HIGH\n    tls_min_version = 1.0\n"),
    ),
    "gnupg": (
        ("home/a/.gnupg/gpg.conf", "personal-digest-preferences SHA1 SHA256\ncipher-algo 3DES\n"),
        ("home/a/.gnupg/gpg.conf", "keyserver hkps://keys.example.jp\n"),
        ("home/a/.gnupg/gpg.conf", "cipher-algo \"NONESUCH\ndigest-algo SHA1\n"),
    ),
    "gnutls": (
        ("etc/gnutls/config", "[overrides]\ninsecure-hash = SHA1\ndisabled-version = tls1.0\n"),
        ("etc/gnutls/config", "[global]\n"),
        ("etc/gnutls/config", "[overrides\ninsecure-hash = SHA1\nnothing here\n"),
    ),
    "grub": (
        ("etc/default/grub", "GRUB_CMDLINE_LINUX=\"quiet fips=1\"\nGRUB_ENABLE_CRYPTODISK=y\n"),
        ("etc/default/grub", "GRUB_TIMEOUT=5\n"),
        ("etc/default/grub", "GRUB_CMDLINE_LINUX=\"fips=1\nGRUB_ENABLE_CRYPTODISK=y\n"),
    ),
    "haproxy": (
        ("etc/haproxy/haproxy.cfg",
         "global\n    maxconn 100\n\ndefaults\n    mode http\n    timeout connect 5s\n    timeout client 5s\n"
         f"    timeout server 5s\n\nfrontend www\n    bind :443 ssl crt {PEM} ciphers {OLD} no-tlsv13\n"
         "    default_backend app\n\nbackend app\n    server a 127.0.0.1:8080\n"),
        ("etc/haproxy/haproxy.cfg", "frontend www\n    bind :80\n    default_backend app\n"),
        ("etc/haproxy/haproxy.cfg",
         f"frontend www\n    bind :443 ssl crt \"{PEM}\n    bind :444 ssl crt {PEM} ciphers {OLD}\n"),
    ),
    "java": (
        ("opt/java/conf/security/java.security",
         "jdk.tls.disabledAlgorithms=SSLv3, RC4, DES\nkeystore.type=pkcs12\n"),
        ("opt/app/app.properties", "name=jdk\n"),
        ("opt/java/conf/security/java.security", "jdk.tls.disabledAlgorithms=SSLv3, \\\n\\u12\n"),
    ),
    "jwks": (
        ("srv/jwks.json", '{"keys": [{"kty": "OKP", "crv": "Ed25519", "x": "%s"}]}\n' % B64URL),
        ("srv/list.json", '{"keys": ["a", "b"]}\n'),
        ("srv/jwks.json", '{"keys": [{"kty": "OKP", "crv": "Ed25519", "x": "!"}, {"kty": "RSA"}]}\n'),
    ),
    "kafka": (
        ("opt/kafka/config/server.properties",
         "listeners=SSL://:9093\nssl.keystore.location=/a.p12\nssl.enabled.protocols=TLSv1.1,TLSv1.2\n"
         "ssl.cipher.suites=TLS_RSA_WITH_AES_128_CBC_SHA\n"),
        ("opt/kafka/config/server.properties", "listeners=PLAINTEXT://:9092\nbroker.id=1\n"),
        ("opt/kafka/config/server.properties",
         "ssl.enabled.protocols=TLSv9\nssl.cipher.suites=\\u00\nssl.protocol=TLSv1.2\n"),
    ),
    "kerberos": (
        ("etc/krb5.conf", "[libdefaults]\n permitted_enctypes = aes256-cts rc4-hmac\n"),
        ("etc/krb5.conf", "[realms]\n A.JP = {\n  kdc = a.jp\n }\n"),
        ("etc/krb5.conf", "[libdefaults\n permitted_enctypes = rc4-hmac nonesuch\n }\n"),
    ),
    "kubernetes": (
        ("srv/web.yaml",
         "apiVersion: v1\nkind: Secret\ntype: kubernetes.io/tls\nmetadata:\n  name: web\ndata:\n  tls.crt: eA==\n"),
        ("srv/pod.yaml", "apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n"),
        ("srv/web.yaml",
         "apiVersion: v1\nkind: Secret\ntype: kubernetes.io/tls\nmetadata: [\n"),
    ),
    "lighttpd": (
        ("etc/lighttpd/lighttpd.conf",
         "server.document-root = \"/srv\"\nserver.modules = ( \"mod_openssl\" )\n$SERVER[\"socket\"] == \":443\" {\n"
         f"  ssl.engine = \"enable\"\n  ssl.pemfile = \"{PEM}\"\n  ssl.cipher-list = \"{OLD}\"\n}}\n"),
        ("etc/lighttpd/lighttpd.conf", "server.document-root = \"/srv\"\n"),
        ("etc/lighttpd/lighttpd.conf",
         "ssl.engine = \"enable\"\nssl.openssl.ssl-conf-cmd = (\"MinProtocol\" => \"TLSv1\"\n"),
    ),
    "luks": (
        ("disk.img", luks1(b"aes")),
        ("disk.img", b"\0" * 600),
        ("disk.img", luks1(b"aes")[:90]),
    ),
    "mongodb": (
        ("etc/mongod.conf",
         f"net:\n  tls:\n    mode: requireTLS\n    certificateKeyFile: {PEM}\n    disabledProtocols: TLS1_0\n"
         f"setParameter:\n  opensslCipherConfig: {OLD}\n"),
        ("etc/mongod.conf", "net:\n  port: 27017\n"),
        ("etc/mongod.conf", "net:\n  tls:\n    mode: requireTLS\n  x: }\n"),
    ),
    "mysql": (
        ("etc/mysql/my.cnf",
         f"[mysqld]\nssl_cert = {PEM}\ntls_version = TLSv1.1,TLSv1.2\nssl_cipher = AES128-SHA\n"),
        ("etc/mysql/my.cnf", "[mysqld]\nport = 3306\n"),
        ("etc/mysql/my.cnf", "[mysqld\ntls_version = TLSv1.9\nssl_cipher = \"AES128-SHA\n"),
    ),
    "nginx": (
        ("etc/nginx/nginx.conf",
         "events {}\nhttp {\n  server {\n    listen 127.0.0.1:8443 ssl;\n"
         f"    ssl_certificate {PEM};\n    ssl_certificate_key {KEY};\n    ssl_protocols TLSv1 TLSv1.2;\n"
         f"    ssl_ciphers {OLD};\n  }}\n}}\n"),
        ("etc/nginx/nginx.conf", "events {}\nhttp {\n  server {\n    listen 80;\n  }\n}\n"),
        ("etc/nginx/nginx.conf", "http {\n  ssl_protocols TLSv1;\n  ssl_ciphers 'HIGH;\n}\n"),
    ),
    "nsd": (
        ("etc/nsd/nsd.conf", f"server:\n  tls-service-key: \"{KEY}\"\n  tls-service-pem: \"{PEM}\"\n"
         "key:\n  name: k\n  algorithm: hmac-sha1\n  secret: himitsu\n"),
        ("etc/nsd/nsd.conf", "server:\n  port: 53\n"),
        ("etc/nsd/nsd.conf", "server\nkey:\n  algorithm: hmac-none\n  secret: himitsu\n"),
    ),
    "opendkim": (
        ("etc/opendkim.conf", "SignatureAlgorithm rsa-sha1\nKeyFile /etc/dkim.key\n"),
        ("etc/opendkim.conf", "Mode sv\n"),
        ("etc/opendkim.conf", "SignatureAlgorithm \"rsa-none\nMinimumKeyBits 512\n"),
    ),
    "openldap": (
        ("etc/ldap/slapd.conf",
         f"include /etc/ldap/schema/core.schema\nTLSCertificateFile {PEM}\nTLSCertificateKeyFile {KEY}\n"
         "TLSCipherSuite NORMAL\nTLSProtocolMin 3.1\ndatabase mdb\nsuffix dc=example\n"),
        ("etc/ldap/slapd.conf", "database mdb\nsuffix dc=example\n"),
        ("etc/ldap/slapd.conf", "TLSCipherSuite \"NORMAL:+NONESUCH\nTLSProtocolMin 9.9\n"),
    ),
    "openldap-client": (
        ("etc/ldap/ldap.conf", f"URI ldaps://a.jp\nTLS_CACERT {PEM}\nTLS_CIPHER_SUITE HIGH\nTLS_PROTOCOL_MIN 3.1\n"),
        ("etc/ldap/ldap.conf", "URI ldap://a.jp\nBASE dc=jp\n"),
        ("etc/ldap/ldap.conf", "TLS_CIPHER_SUITE \"HIGH\nTLS_PROTOCOL_MIN x\n"),
    ),
    "openssh-client": (
        ("etc/ssh/ssh_config", "Host *\n  Ciphers +3des-cbc\n"),
        ("etc/ssh/ssh_config", "Host *\n  SendEnv LANG\n"),
        ("etc/ssh/ssh_config", "Ciphers \"3des-cbc\nMACs hmac-none\n"),
    ),
    "openssh-server": (
        ("etc/ssh/sshd_config", "KexAlgorithms diffie-hellman-group14-sha1,curve25519-sha256\n"),
        ("etc/ssh/sshd_config", "PermitRootLogin no\n"),
        ("etc/ssh/sshd_config", "Match\nKexAlgorithms \"nonesuch\nCiphers aes256-ctr\n"),
    ),
    "openssl": (
        ("etc/ssl/openssl.cnf",
         f"openssl_conf = init\n[init]\nssl_conf = ssl\n[ssl]\nsystem_default = tls\n[tls]\nMinProtocol = TLSv1\nCipherString = {OLD}\n"),
        ("etc/ssl/openssl.cnf", "[req]\ndistinguished_name = dn\n"),
        ("etc/ssl/openssl.cnf", "[tls\nMinProtocol = TLSv9\nCipherString = HIGH:@SECLEVEL=x\n"),
    ),
    "openvpn": (
        ("etc/openvpn/server.conf",
         "dev tun\nserver 10.8.0.0 255.255.255.0\ncert /etc/openvpn/a.pem\ntls-version-min 1.0\n"
         "tls-cipher TLS-RSA-WITH-AES-128-CBC-SHA\ncipher BF-CBC\n"),
        ("etc/openvpn/server.conf", "dev tun\nkeepalive 10 60\n"),
        ("etc/openvpn/server.conf", "dev tun\n<ca\ncipher NONESUCH-CBC\ntls-version-min 1.0\n"),
    ),
    "password-hash": (
        ("etc/pam.d/common-password", "password [success=1 default=ignore] pam_unix.so md5\n"),
        ("etc/pam.d/cron", "session optional pam_loginuid.so\n"),
        ("etc/shadow", "a:$9$broken:1:0:99999:7:::\nb:$1$abcdefgh$0123456789012345678901:1::::::\nnothing\n"),
    ),
    "postfix": (
        ("etc/postfix/main.cf",
         f"mydestination = a.jp\nsmtpd_tls_security_level = may\nsmtpd_tls_cert_file = {PEM}\n"
         "smtpd_tls_protocols = !SSLv2,\n  !SSLv3\nsmtpd_tls_ciphers = medium\n"),
        ("etc/postfix/main.cf", "mydestination = a.jp\nmynetworks = 127.0.0.0/8\n"),
        ("etc/postfix/main.cf", "mydestination = a.jp\nwhat is this\nsmtpd_tls_protocols = TLSv9\n"),
    ),
    "postfix-services": (
        ("etc/postfix/master.cf",
         "submission inet n - y - - smtpd\n  -o smtpd_tls_security_level=encrypt\n  -o smtpd_tls_protocols=TLSv1\n"),
        ("etc/postfix/master.cf", "smtp inet n - y - - smtpd\n"),
        ("etc/postfix/master.cf", "submission inet\n  -o\nsmtps inet n - y - - smtpd -o smtpd_tls_protocols=TLSv9\n"),
    ),
    "postgresql": (
        ("etc/postgresql/15/main/postgresql.conf",
         f"ssl = on\nssl_cert_file = '{PEM}'\nssl_key_file = '{KEY}'\nssl_min_protocol_version = 'TLSv1'\n"
         f"ssl_ciphers = '{OLD}'\n"),
        ("etc/postgresql/15/main/postgresql.conf", "port = 5432\n"),
        ("etc/postgresql/15/main/postgresql.conf", "ssl = on\nssl_ciphers = 'HIGH\n= x\n"),
    ),
    "postgresql-access": (
        ("etc/postgresql/15/main/pg_hba.conf", "host all all 192.0.2.0/24 md5\n"),
        ("etc/postgresql/15/main/pg_hba.conf", "# nobody\n"),
        ("etc/postgresql/15/main/pg_hba.conf", "host\nhost all all \"192.0.2.0/24 nonesuch\n"),
    ),
    "rabbitmq": (
        ("etc/rabbitmq/rabbitmq.conf",
         "listeners.ssl.default = 5671\nssl_options.versions.1 = tlsv1.1\nssl_options.versions.2 = tlsv1.2\n"),
        ("etc/rabbitmq/rabbitmq.conf", "listeners.tcp.default = 5672\n"),
        ("etc/rabbitmq/rabbitmq.conf", "listeners.ssl.default = 5671\nssl_options.versions.1 tlsv1\n"),
    ),
    "rabbitmq-terms": (
        ("etc/rabbitmq/advanced.config",
         "[{rabbit, [{ssl_listeners, [5671]},\n  {ssl_options, [{versions, ['tlsv1.2']},\n"
         "    {ciphers, [{ecdhe_rsa,aes_256_gcm,aead,sha384}, {rsa,aes_128_cbc,sha}]}]}]}].\n"),
        ("etc/rabbitmq/advanced.config", "[{rabbit, [{tcp_listeners, [5672]}]}].\n"),
        ("etc/rabbitmq/advanced.config", "[{rabbit, [{ssl_options, [{versions, ['tlsv1.2]}\n{depth, 1}]}]}].\n"),
    ),
    "redis": (
        ("etc/redis/redis.conf",
         f"port 0\ntls-port 6379\ntls-cert-file {PEM}\ntls-protocols \"TLSv1.1 TLSv1.2\"\ntls-ciphers {OLD}\n"),
        ("etc/redis/redis.conf", "port 6379\nappendonly yes\n"),
        ("etc/redis/redis.conf", "tls-port 6379\ntls-protocols \"TLSv1.9\ntls-ciphers @SECLEVEL=x\n"),
    ),
    "saml": (
        ("srv/idp.xml",
         '<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata"><IDPSSODescriptor>\n'
         '<EncryptionMethod Algorithm="http://www.w3.org/2001/04/xmlenc#tripledes-cbc"/>\n'
         '</IDPSSODescriptor></EntityDescriptor>\n'),
        ("srv/page.xml", "<page><title>SAML</title></page>\n"),
        ("srv/idp.xml",
         '<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata">\n'
         '<EncryptionMethod Algorithm="http://www.w3.org/2001/04/xmlenc#nonesuch"/>\n'),
    ),
    "samba": (
        ("etc/samba/smb.conf", "[global]\n  tls enabled = yes\n  tls priority = NORMAL\n  server min protocol = NT1\n"),
        ("etc/samba/smb.conf", "[global]\n  workgroup = A\n"),
        ("etc/samba/smb.conf", "[global\n  tls priority = NORMAL:+NONESUCH\n  what\n"),
    ),
    "schannel": (
        ("設定.reg",
         "Windows Registry Editor Version 5.00\r\n\r\n[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\"
         "SecurityProviders\\SCHANNEL\\Protocols\\TLS 1.0\\Server]\r\n\"Enabled\"=dword:00000000\r\n"),
        ("user.reg", "Windows Registry Editor Version 5.00\r\n\r\n[HKEY_CURRENT_USER\\A]\r\n\"B\"=\"c\"\r\n"),
        ("bad.reg",
         "[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\Protocols\\"
         "TLS 9.9\\Server\r\n\"Enabled\"=dword:00000000\r\nwhat\r\n"),
    ),
    "secure-boot": (
        ("keys/dbx.esl", esl()),
        ("keys/empty.esl", b""),
        ("keys/dbx.esl", esl()[:60]),
    ),
    "snmpd": (
        ("etc/snmp/snmpd.conf", "createUser yamada MD5 himitsu DES himitsu\n"),
        ("etc/snmp/snmpd.conf", "sysLocation Tokyo\n"),
        ("etc/snmp/snmpd.conf", "createUser\ndefAuthType NONESUCH\n"),
    ),
    "strongswan": (
        ("etc/ipsec.conf", "conn a\n  keyexchange=ikev2\n  ike=aes256-sha1-modp1024\n  esp=3des-md5\n"),
        ("etc/ipsec.conf", "config setup\n  charondebug=\"ike 1\"\n"),
        ("etc/ipsec.conf", "conn a\n  what\n  ike=nonesuch-sha1-modp1024\n"),
    ),
    "strongswan-secrets": (
        ("etc/ipsec.secrets", ": RSA gw.pem \"himitsu\"\na.jp b.jp : PSK \"himitsu\"\n"),
        ("etc/ipsec.secrets", "# none\n"),
        ("etc/ipsec.secrets", ": PSK \"himitsu\n: RSA\n"),
    ),
    "strongswan-swanctl": (
        ("etc/swanctl/swanctl.conf", "connections {\n  a {\n    proposals = aes256gcm16-prfsha384-ecp384\n  }\n}\n"),
        ("etc/swanctl/swanctl.conf", "pools {\n  p {\n    addrs = 10.0.0.0/24\n  }\n}\n"),
        ("etc/swanctl/swanctl.conf", "connections {\n  a {\n    proposals = nonesuch\n"),
    ),
    "stunnel": (
        ("etc/stunnel/stunnel.conf",
         f"[https]\naccept = 443\nconnect = 80\ncert = {PEM}\nsslVersionMin = TLSv1\nciphers = {OLD}\n"),
        ("etc/stunnel/stunnel.conf", "[https]\naccept = 443\nconnect = 80\n"),
        ("etc/stunnel/stunnel.conf", "[https\naccept = 443\nsslVersionMin = TLSv9\nwhat\n"),
    ),
    "sudo": (
        ("etc/sudoers", "a ALL = sha224:00ff /bin/ls\n"),
        ("etc/sudoers", "root ALL=(ALL:ALL) ALL\n"),
        ("etc/sudoers", "a ALL = sha224: \"\nb ALL = sha512:00 /bin/ls\n"),
    ),
    "terraform": (
        ("main.tf",
         "resource \"aws_kms_key\" \"a\" {\n  customer_master_key_spec = \"RSA_2048\"\n}\n"),
        ("main.tf", "resource \"aws_vpc\" \"a\" {\n  cidr_block = \"10.0.0.0/16\"\n}\n"),
        ("main.tf", "resource \"aws_kms_key\" \"a\" {\n  customer_master_key_spec = \"NONESUCH\n"),
    ),
    "terraform-json": (
        ("main.tf.json",
         '{"resource": {"tls_private_key": {"a": {\n  "algorithm": "RSA", "rsa_bits": 1024}}}}\n'),
        ("main.tf.json", '{"resource": {"aws_vpc": {"a": {"cidr_block": "10.0.0.0/16"}}}}\n'),
        ("main.tf.json", '{"resource": {"aws_kms_key": {"a": {\n"key_usage": "SIGN_VERIFY",\n'),
    ),
    "tomcat": (
        ("opt/tomcat/conf/server.xml",
         "<Server><Service><Connector port=\"8443\" SSLEnabled=\"true\">\n  <SSLHostConfig protocols=\"TLSv1+TLSv1.2\"\n"
         "    ciphers=\"AES128-SHA\">\n  </SSLHostConfig>\n</Connector></Service></Server>\n"),
        ("opt/tomcat/conf/server.xml",
         "<Server><Service><Connector port=\"8080\"/></Service></Server>\n"),
        ("opt/tomcat/conf/server.xml",
         "<Server><Connector SSLEnabled=\"true\"><SSLHostConfig protocols=\"TLSv1\">\n</Server>\n"),
    ),
    "traefik": (
        ("etc/traefik/dynamic.yml",
         "tls:\n  options:\n    default:\n      minVersion: VersionTLS10\n      cipherSuites:\n"
         "        - TLS_RSA_WITH_AES_128_CBC_SHA\n"),
        ("etc/traefik/traefik.yml", "entryPoints:\n  web:\n    address: \":80\"\n"),
        ("etc/traefik/dynamic.yml",
         "tls:\n  options:\n    default:\n      minVersion: VersionTLS10\n  x: [\n"),
    ),
    "unbound": (
        ("etc/unbound/unbound.conf",
         f"server:\n  interface: 127.0.0.1\n  tls-port: 853\n  tls-service-key: \"{KEY}\"\n  tls-service-pem: \"{PEM}\"\n"
         f"  tls-ciphers: \"{OLD}\"\n"),
        ("etc/unbound/unbound.conf", "server:\n  interface: 127.0.0.1\n"),
        ("etc/unbound/unbound.conf", "server:\n  tls-ciphers: \"HIGH\n  tls-port 853\n"),
    ),
    "wireguard": (
        ("etc/wireguard/wg0.conf", "[Interface]\nPrivateKey = himitsu\n[Peer]\nPublicKey = a\n"),
        ("etc/wireguard/wg0.conf", "[Interface]\nAddress = 10.0.0.1/24\n"),
        ("etc/wireguard/wg0.conf", "[Interface\nPrivateKey = himitsu\n[Peer]\nPublicKey\n"),
    ),
}


def main() -> None:
    root = pathlib.Path(__file__).parent / "products"
    for product, files in PRODUCTS.items():
        for case, (name, content) in zip(("positive", "negative", "malformed"), files, strict=True):
            path = root / product / case / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())


main()
