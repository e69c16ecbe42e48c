#!/bin/sh
# Makes the fixtures of the detectors ssh_key, openpgp and java_keystore beside this file.
# Run with OpenSSH 9.2, GnuPG 2.2.40, OpenSSL 3.0, OpenJDK 17. Every key is a public test key;
# the passphrase is "aratame". A new run gives other keys of the same kinds and sizes.
set -eu
cd "$(dirname "$0")"
umask 022

# OpenSSH: private keys in the clear and encrypted, a certificate, the three kinds of lists.
rm -rf ssh_key && mkdir -p ssh_key/private ssh_key/public ssh_key/lists
ssh-keygen -q -t ed25519 -N "" -C fixture -f ssh_key/private/ed25519
ssh-keygen -q -t rsa -b 1024 -N aratame -a 24 -Z aes256-gcm@openssh.com -C fixture -f ssh_key/private/rsa_gcm
ssh-keygen -q -t ecdsa -b 384 -N aratame -C fixture -f ssh_key/private/ecdsa384_ctr
ssh-keygen -q -t dsa -N "" -C "" -f ssh_key/private/dsa
mv ssh_key/private/*.pub ssh_key/public/
ssh-keygen -q -s ssh_key/private/ed25519 -I fixture -n alice,bob -z 7 -V 20200101:20300101 ssh_key/public/rsa_gcm.pub
ssh-keygen -q -e -f ssh_key/public/rsa_gcm.pub > ssh_key/public/rfc4716.pub
key() { cut -d' ' -f1,2 "ssh_key/public/$1.pub"; }
{
  echo '# a commented-out key, options, a plain key'
  echo "#$(key dsa) old"
  echo "restrict,command=\"/bin/echo \\\"a b\\\"\",from=\"10.0.0.0/8\" $(key ed25519) backup"
  key rsa_gcm
} > ssh_key/lists/authorized_keys
{
  echo "host.example,192.0.2.1 $(key ecdsa384_ctr)"
  echo "[host.example]:2222 $(key ed25519)"
  echo "@cert-authority *.example $(key rsa_gcm)"
} > ssh_key/lists/known_hosts
ssh-keygen -q -H -f ssh_key/lists/known_hosts && rm ssh_key/lists/known_hosts.old
echo "alice@host.example namespaces=\"git\" $(key ed25519)" > ssh_key/lists/allowed_signers

# GnuPG: a keyring of four kinds of keys, binary and armoured, messages, the key box, agent keys.
rm -rf openpgp && mkdir -p openpgp/keys openpgp/messages openpgp/home
GNUPGHOME=$(mktemp -d) && export GNUPGHOME
gpg() { command gpg -q --batch --yes --pinentry-mode loopback --passphrase "$pass" "$@"; }
pass=""
gpg --quick-gen-key rsa@fixture.example rsa2048 sign,cert never
gpg --quick-add-key "$(command gpg --list-keys --with-colons rsa@ | awk -F: '/^fpr/{print $10; exit}')" elg2048 encr never
gpg --quick-gen-key dsa@fixture.example dsa1024 sign never
gpg --quick-gen-key p384@fixture.example nistp384 sign never
pass=aratame
gpg --quick-gen-key ed@fixture.example ed25519 sign never
gpg --quick-add-key "$(command gpg --list-keys --with-colons ed@ | awk -F: '/^fpr/{print $10; exit}')" cv25519 encr never
gpg --export > openpgp/keys/public.gpg
gpg --export --armor ed@ > openpgp/keys/ed25519.asc
gpg --export-secret-keys --s2k-count 65536 --armor ed@ > openpgp/keys/ed25519_secret.asc
gpg --export-secret-keys p384@ > openpgp/keys/p384_secret.gpg
echo fixture > "$GNUPGHOME/m"
gpg --trust-model always -r ed@ -o openpgp/messages/to_ed.gpg -e "$GNUPGHOME/m"
gpg --s2k-count 1048576 --s2k-digest-algo SHA512 --cipher-algo CAMELLIA256 --armor -o openpgp/messages/symmetric.asc -c "$GNUPGHOME/m"
gpg -u rsa@ --digest-algo SHA512 --armor -o openpgp/messages/detached.asc -b "$GNUPGHOME/m"
cp "$GNUPGHOME/pubring.kbx" openpgp/home/
cp "$GNUPGHOME"/private-keys-v1.d/*.key openpgp/home/
chmod 644 openpgp/home/* ssh_key/private/*
gpgconf --kill all
rm -r "$GNUPGHOME"

# Java: JKS with a key and a certificate, JCEKS with a secret key too.
rm -rf java_keystore && mkdir -p java_keystore/stores
tool() { keytool -storepass aratame -keypass aratame -noprompt "$@" 2>/dev/null; }
jks="-storetype JKS -keystore java_keystore/stores/store.jks"
jceks="-storetype JCEKS -keystore java_keystore/stores/store.jceks"
tool -genkeypair $jks -alias one -keyalg EC -groupname secp256r1 -dname CN=fixture
tool -exportcert $jks -alias one -file java_keystore/one.der
tool -importcert $jks -alias two -file java_keystore/one.der
tool -genkeypair $jceks -alias one -keyalg EC -groupname secp256r1 -dname CN=fixture
tool -genseckey $jceks -alias secret -keyalg AES -keysize 256
tool -importcert $jceks -alias two -file java_keystore/one.der
rm java_keystore/one.der
