"""Makes the trees of the made-up ministry beside this file: configurations as its administrators
might have written them, executables of a kilobyte with the versions that they tell, certificates
and keys. Run with Python 3; needs openssl and ssh-keygen for what is signed, which differs from run
to run: those files are made only where they are missing."""
import importlib.util
import pathlib
import subprocess
import tempfile

here = pathlib.Path(__file__).parent
trees = here / "trees"
spec = importlib.util.spec_from_file_location("binaries", here.parent / "scan" / "binaries-recipe.py")
work = pathlib.Path(tempfile.mkdtemp())
binaries = importlib.util.module_from_spec(spec)
spec.loader.exec_module(binaries)


def write(name, content):
    path = trees / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())


def openssl_tree(host, version, program):
    """A library that tells its version, and a program that links it."""
    folder = f"{host}/usr/lib/x86_64-linux-gnu"
    banner = f"\0OpenSSL {version}\0".encode()
    needs = ("libcrypto.so.3",)
    write(f"{folder}/libcrypto.so.3", binaries.elf(soname="libcrypto.so.3", rodata=banner))
    write(f"{folder}/libssl.so.3", binaries.elf(soname="libssl.so.3", needed=needs))
    needs = ("libssl.so.3", "libcrypto.so.3")
    imports = (("SSL_CTX_new", "libssl.so.3", "OPENSSL_3.0.0"),)
    write(f"{host}/usr/sbin/{program}", binaries.elf(program=True, needed=needs, imports=imports))


def sshd_tree(host, version):
    write(f"{host}/usr/sbin/sshd", binaries.elf(program=True, rodata=f"\0OpenSSH_{version}\0".encode()))


def nginx(versions, ciphers, groups=None, site="www"):
    curve = f"    ssl_ecdh_curve {groups};\n" if groups else ""
    return (
        "worker_processes auto;\nevents { worker_connections 1024; }\n\nhttp {\n"
        f"    ssl_protocols {versions};\n    ssl_ciphers {ciphers};\n{curve}"
        "    ssl_prefer_server_ciphers on;\n\n    server {\n        listen 8443 ssl;\n"
        f"        server_name {site}.example.go.jp;\n"
        "        ssl_certificate     /etc/ssl/certs/server.pem;\n"
        "        ssl_certificate_key /etc/ssl/private/server.key;\n"
        "        root /srv/www;\n    }\n}\n"
    )


MODERN = "ECDHE+AESGCM:ECDHE+CHACHA20"

# 電子申請ポータル: two servers of the same make, old versions and 3DES still let in.
for host in ("portal-web01", "portal-web02"):
    openssl_tree(host, "3.0.17 1 Jul 2025", "nginx")
    write(f"{host}/etc/nginx/nginx.conf", nginx(
        "TLSv1 TLSv1.1 TLSv1.2", "'HIGH:MEDIUM:3DES:!aNULL:!eNULL'", "prime256v1:secp384r1", "shinsei"))

# 許認可審査システム: Apache, current settings, an OpenSSL that has no hybrid.
openssl_tree("permit-ap01", "3.0.17 1 Jul 2025", "apache2")
write("permit-ap01/etc/apache2/sites-enabled/permit.conf", (
    "<VirtualHost *:8444>\n    ServerName permit.example.go.jp\n    SSLEngine on\n"
    "    SSLProtocol all -SSLv3\n    SSLCipherSuite ECDHE+AESGCM:ECDHE+CHACHA20\n"
    "    SSLOpenSSLConfCmd Groups X25519:P-256\n"
    "    SSLCertificateFile /etc/ssl/certs/server.pem\n</VirtualHost>\n"))

# 職員認証基盤: an authority of the ministry's own, and Kerberos that lets RC4 in.
write("auth-kdc01/etc/krb5.conf", (
    "[libdefaults]\n    default_realm = EXAMPLE.GO.JP\n    allow_weak_crypto = true\n"
    "    permitted_enctypes = aes256-cts-hmac-sha1-96 aes128-cts-hmac-sha1-96 arcfour-hmac des3-cbc-sha1\n"))

# 文書管理・電子決裁システム: requests and time stamps by OpenSSL, still with SHA-1.
write("docs-ap01/etc/ssl/openssl.cnf", (
    "[req]\ndefault_bits = 2048\ndefault_md = sha1\ndistinguished_name = req_dn\n\n[req_dn]\n\n"
    "[tsa_config1]\nsigner_digest = sha256\ndigests = sha1, sha256, sha384\ness_cert_id_alg = sha1\n"))

# 観測データ公開サイト: an OpenSSL that has the hybrid, and a list of groups that keeps it out.
openssl_tree("open-web01", "3.5.4 30 Sep 2025", "nginx")
write("open-web01/etc/nginx/nginx.conf", nginx(
    "TLSv1.2 TLSv1.3", MODERN, "X25519:prime256v1", "data"))

# 調達連携サーバ: HAProxy whose version of OpenSSL the tree does not tell.
write("procure-lb01/etc/haproxy/haproxy.cfg", (
    "global\n    ssl-default-bind-options no-sslv3\n"
    "    ssl-default-bind-ciphers ECDHE+AESGCM:RC4-SHA\n    ssl-default-bind-curves X25519:P-256\n\n"
    "frontend https\n    bind :8445 ssl crt /etc/haproxy/certs/www.pem\n"))

# 会計システム: closed network, an sshd with broken ciphers.
sshd_tree("account-db01", "8.4p1")
write("account-db01/etc/ssh/sshd_config", (
    "Port 22\nCiphers aes256-ctr,aes128-ctr,3des-cbc\nMACs hmac-sha2-256,hmac-md5\n"
    "KexAlgorithms curve25519-sha256,diffie-hellman-group14-sha256,diffie-hellman-group1-sha1\n"
    "PermitRootLogin no\n"))

# 人事給与システム: an sshd that could do more than it is told to.
sshd_tree("hr-ap01", "9.9p2")
write("hr-ap01/etc/ssh/sshd_config", (
    "KexAlgorithms curve25519-sha256,curve25519-sha256@libssh.org,ecdh-sha2-nistp256\n"
    "Ciphers aes256-gcm@openssh.com,aes128-gcm@openssh.com\nPermitRootLogin no\n"))

# 研究船通信中継: in order.
sshd_tree("ship-gw01", "10.0p2")
write("ship-gw01/etc/ssh/sshd_config", (
    "KexAlgorithms mlkem768x25519-sha256,curve25519-sha256\n"
    "Ciphers aes256-gcm@openssh.com\nPermitRootLogin no\n"))

# 災害情報集約システム: the default of OpenSSL 3.5 holds.
openssl_tree("disaster-web01", "3.5.4 30 Sep 2025", "nginx")
write("disaster-web01/etc/nginx/nginx.conf", nginx("TLSv1.2 TLSv1.3", MODERN, site="bousai"))

# A host that the ledger does not know.
write("unknown-host/etc/ssh/sshd_config", "Ciphers aes256-ctr,arcfour\nPermitRootLogin no\n")


def run(*command):
    subprocess.run(command, check=True, capture_output=True)


def certificate(path, subject, key, days, ca=None, is_ca=False, digest="-sha256", usage=None):
    """A certificate; its key is thrown away with the folder of this run."""
    target = trees / path
    if target.exists():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    own = work / (path.replace("/", "_") + ".key")
    made = ["-newkey", key] if not key.startswith("ec:") else [
        "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:" + key[3:]]
    extension = "basicConstraints=critical,CA:" + ("TRUE" if is_ca else "FALSE")
    command = ["openssl", "req", "-x509", "-nodes", *made, "-keyout", str(own), "-out", str(target),
               "-days", str(days), "-subj", subject, digest, "-addext", extension]
    if usage:
        command += ["-addext", "extendedKeyUsage=" + usage]
    if ca:
        command += ["-CA", str(trees / ca), "-CAkey", str(work / (ca.replace("/", "_") + ".key"))]
    run(*command)


ROOT = "auth-kdc01/etc/pki/ca/root.pem"
if not (trees / ROOT).exists():
    certificate(ROOT, "/C=JP/O=Example Ministry/CN=Example Ministry Root CA", "rsa:2048", 5475, is_ca=True)
    for host, name, key, days in [
        ("portal-web01", "shinsei.example.go.jp", "rsa:2048", 365),
        ("portal-web02", "shinsei.example.go.jp", "rsa:2048", 365),
        ("permit-ap01", "permit.example.go.jp", "rsa:2048", 1095),
        ("open-web01", "data.example.go.jp", "ec:P-256", 90),
        ("disaster-web01", "bousai.example.go.jp", "ec:P-256", 90),
    ]:
        certificate(f"{host}/etc/ssl/certs/server.pem", f"/C=JP/O=Example Ministry/CN={name}", key, days, ca=ROOT, usage="serverAuth")
    certificate("docs-ap01/etc/ssl/certs/approval.pem",
                "/C=JP/O=Example Ministry/CN=Approval", "rsa:2048", 3650, ca=ROOT, digest="-sha1")

key = trees / "hr-ap01/home/batch/.ssh/id_rsa.pub"
if not key.exists():
    key.parent.mkdir(parents=True, exist_ok=True)
    private = work / "batch"
    run("ssh-keygen", "-q", "-t", "rsa", "-b", "1024", "-N", "", "-C", "batch", "-f", str(private))
    key.write_bytes((work / "batch.pub").read_bytes())
