#!/bin/sh
# Makes the fixtures of the detectors x509_certificate, x509_related, private_key, public_key,
# pkcs12 and cms beside this file. Run with OpenSSL 3.0 and Python 3. Every key is a public test
# key; the passphrase is "aratame". A new run gives other keys of the same kinds and sizes.
set -eu
cd "$(dirname "$0")"
umask 022
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
rm -rf x509_certificate x509_related private_key public_key pkcs12 cms
mkdir -p x509_certificate/pem x509_certificate/der x509_certificate/text x509_certificate/embedded \
    x509_certificate/malformed x509_certificate/negative x509_related/all x509_related/malformed \
    private_key/plain private_key/encrypted private_key/embedded private_key/malformed \
    public_key/all public_key/malformed pkcs12/all pkcs12/malformed cms/all cms/malformed

# A root on P-256, a server certificate of RSA-1024 signed by it, one signed by RSASSA-PSS.
cat > "$work/ext" <<'EXT'
subjectAltName=DNS:a.example,DNS:b.example
keyUsage=digitalSignature,keyEncipherment
extendedKeyUsage=serverAuth
basicConstraints=CA:FALSE
authorityKeyIdentifier=keyid
EXT
openssl ecparam -name prime256v1 -genkey -noout -out "$work/root.key"
openssl req -x509 -new -key "$work/root.key" -sha256 -days 3650 -subj "/C=JP/O=試験/CN=Root" -utf8 \
    -addext keyUsage=keyCertSign,cRLSign -out "$work/root.pem"
openssl genrsa -traditional -out "$work/server.key" 1024 2>/dev/null
openssl req -new -key "$work/server.key" -subj "/CN=a.example" -out "$work/server.csr"
openssl x509 -req -in "$work/server.csr" -CA "$work/root.pem" -CAkey "$work/root.key" -set_serial 4660 \
    -days 3650 -sha384 -extfile "$work/ext" -out "$work/server.pem" 2>/dev/null
openssl req -x509 -new -key "$work/server.key" -days 3650 -subj "/CN=pss" -sha256 \
    -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:32 -out "$work/pss.pem"
openssl x509 -in "$work/root.pem" -outform DER -out "$work/root.der"
openssl x509 -in "$work/server.pem" -outform DER -out "$work/server.der"

{ echo "# the chain"; cat "$work/server.pem"; echo "between"; cat "$work/root.pem"; } > x509_certificate/pem/chain.pem
sed 's/$/\r/' "$work/pss.pem" > x509_certificate/pem/crlf.pem
cp "$work/server.der" x509_certificate/der/server.cer
cat "$work/server.der" > x509_certificate/der/trailing.cer; printf '\1\2\3' >> x509_certificate/der/trailing.cer
{ echo "tls:"; echo "  ca: |"; sed 's/^/    /' "$work/root.pem"; } > x509_certificate/text/indented.yaml
python3 - "$work" <<'PY'
import base64, json, sys
work = sys.argv[1]
pem = open(f"{work}/server.pem").read()
der = open(f"{work}/server.der", "rb").read()
bare = base64.b64encode(der).decode()
out = "x509_certificate/text/"
open(out + "escaped.json", "w").write(json.dumps({"certificate": pem}))
open(out + "x5c.json", "w").write(json.dumps({"x5c": [bare]}))
open(out + "metadata.xml", "w").write(f"<X509Certificate>\n{base64.encodebytes(der).decode()}</X509Certificate>\n")
open(out + "kubeconfig.yaml", "w").write("client-certificate-data: " + base64.b64encode(pem.encode()).decode() + "\n")
quoted = "".join(f'    "{line}\\n"\n' for line in pem.split())
quoted = quoted.replace("-----BEGIN\\n\"\n    \"CERTIFICATE", "-----BEGIN CERTIFICATE").replace("-----END\\n\"\n    \"CERTIFICATE", "-----END CERTIFICATE")
open(out + "source.c", "w").write("static const char pem[] =\n" + quoted.rstrip() + ";\n")
root = open(f"{work}/root.der", "rb").read()
# Between pseudorandom bytes, once sound and once with a byte of its structure changed.
noise = bytes((i * i * 31 + i * 7) >> 3 & 255 for i in range(5000))
open("x509_certificate/embedded/firmware.bin", "wb").write(b"\x7fELF\2\1\1\0" + noise + root + noise + der + noise)
open("x509_certificate/malformed/damaged.bin", "wb").write(noise + root[:35] + b"\0" + root[36:] + noise)
open("x509_certificate/malformed/cut.cer", "wb").write(der[:-40])
open("x509_certificate/malformed/cut.pem", "w").write(pem[:400])
open("x509_certificate/malformed/not-base64.pem", "w").write(pem.replace("MII", "M!I", 1))
open("x509_certificate/malformed/not-a-certificate.pem", "w").write("-----BEGIN CERTIFICATE-----\nMAUGAyoDBA==\n-----END CERTIFICATE-----\n")
open("x509_certificate/negative/words.txt", "w").write("Put it between -----BEGIN CERTIFICATE----- and -----END CERTIFICATE----- lines. MIIB\n")
open("x509_certificate/negative/noise.bin", "wb").write(noise * 4)
key = open(f"{work}/server.key").read()
PY

# What belongs to certificates.
cp "$work/server.csr" x509_related/all/server.csr
: > "$work/index.txt"; echo 01 > "$work/crlnumber"
cat > "$work/ca.cnf" <<CNF
[ca]
default_ca=d
[d]
database=$work/index.txt
crlnumber=$work/crlnumber
default_md=sha256
default_crl_days=365
CNF
openssl ca -gencrl -config "$work/ca.cnf" -keyfile "$work/root.key" -cert "$work/root.pem" -out x509_related/all/root.crl 2>/dev/null
openssl ocsp -index "$work/index.txt" -CA "$work/root.pem" -rsigner "$work/root.pem" -rkey "$work/root.key" \
    -issuer "$work/root.pem" -cert "$work/server.pem" -respout x509_related/all/response.ors -noverify >/dev/null 2>&1 || true
head -c 120 x509_related/all/server.csr > x509_related/malformed/cut.csr

# Keys.
cp "$work/server.key" private_key/plain/pkcs1.pem
openssl pkcs8 -topk8 -nocrypt -in "$work/server.key" -out private_key/plain/pkcs8.pem
cp "$work/root.key" private_key/plain/sec1.pem
openssl genpkey -algorithm ed25519 -outform DER -out private_key/plain/ed25519.der
openssl dsaparam -out "$work/dsa.params" 1024 2>/dev/null
openssl gendsa -out "$work/dsa.key" "$work/dsa.params" 2>/dev/null
openssl pkey -in "$work/dsa.key" -traditional -out private_key/plain/dsa.pem
openssl rsa -traditional -aes128 -passout pass:aratame -in "$work/server.key" -out private_key/encrypted/legacy.pem 2>/dev/null
openssl pkcs8 -topk8 -v2 aes-256-cbc -v2prf hmacWithSHA512 -iter 4321 -passout pass:aratame -in "$work/server.key" -out private_key/encrypted/pbes2.pem
openssl pkcs8 -topk8 -scrypt -passout pass:aratame -in "$work/root.key" -outform DER -out private_key/encrypted/scrypt.der
openssl pkcs8 -topk8 -v1 PBE-SHA1-3DES -passout pass:aratame -in "$work/root.key" -out private_key/encrypted/pkcs12-pbe.pem
openssl rsa -traditional -in "$work/server.key" -outform DER -out "$work/server.key.der" 2>/dev/null
{ head -c 3000 x509_certificate/negative/noise.bin; cat "$work/server.key.der"; head -c 3000 x509_certificate/negative/noise.bin; } > private_key/embedded/image.bin
printf -- '-----BEGIN PRIVATE KEY-----\nMAUGAyoDBA==\n-----END PRIVATE KEY-----\n' > private_key/malformed/other.pem

openssl pkey -in "$work/root.key" -pubout -out public_key/all/p256.pem
openssl rsa -in "$work/server.key" -RSAPublicKey_out -out public_key/all/pkcs1.pem 2>/dev/null
openssl genpkey -algorithm x25519 | openssl pkey -pubout -outform DER -out public_key/all/x25519.der
openssl ecparam -name brainpoolP256r1 -out public_key/all/ecparam.pem
openssl dhparam -dsaparam -out public_key/all/dh.pem 1024 2>/dev/null
printf -- '-----BEGIN PUBLIC KEY-----\nMAUGAyoDBA==\n-----END PUBLIC KEY-----\n' > public_key/malformed/other.pem

# Stores and messages; the streamed message has indefinite lengths.
openssl pkcs12 -export -inkey "$work/server.key" -in "$work/server.pem" -passout pass:aratame -macalg sha256 -iter 3000 -out pkcs12/all/modern.p12
openssl pkcs12 -export -inkey "$work/server.key" -in "$work/server.pem" -passout pass:aratame -certpbe NONE -keypbe PBE-SHA1-3DES -nomac -out pkcs12/all/open-certificates.p12
head -c 700 pkcs12/all/modern.p12 > pkcs12/malformed/cut.p12
echo aratame > "$work/message"
openssl cms -sign -in "$work/message" -signer "$work/server.pem" -inkey "$work/server.key" -md sha256 -nodetach -outform DER -out cms/all/signed.p7m
openssl cms -sign -stream -in "$work/message" -signer "$work/server.pem" -inkey "$work/server.key" -md sha512 -nodetach -outform PEM -out cms/all/streamed.pem
openssl cms -encrypt -aes256 -in "$work/message" -recip "$work/server.pem" -outform DER -out cms/all/enveloped.p7m
head -c 300 cms/all/signed.p7m > cms/malformed/cut.p7m
