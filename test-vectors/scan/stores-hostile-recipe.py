"""Makes the negative and malformed fixtures of the key and store detectors beside this file, from
the sound ones: texts that only speak of keys, and files that are cut or changed."""
import pathlib

here = pathlib.Path(__file__).parent


def write(name, content):
    path = here / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())


read = lambda name: (here / name).read_bytes()
pub = read("ssh_key/public/ed25519.pub").split()
write("ssh_key/negative/manual.txt",
      "Keys begin with ssh-rsa AAAAB3NzaC1yc2E... or ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA.\n"
      "const MAGIC: &str = \"openssh-key-v1\";\n-----BEGIN OPENSSH PRIVATE KEY-----\n")
write("ssh_key/malformed/authorized_keys", pub[0] + b" " + pub[1][:-8] + b" cut\n" + b" ".join(pub[:2]) + b"\n")
write("ssh_key/malformed/id_cut", read("ssh_key/private/ed25519")[:120])
ppk = read("putty_key/v3/argon2.ppk")
write("putty_key/negative/manual.txt", "The first line is PuTTY-User-Key-File-3: algorithm-name\n")
write("putty_key/malformed/cut.ppk", ppk[:200])
write("openpgp/negative/manual.txt",
      "-----BEGIN PGP PUBLIC KEY BLOCK-----\n...\n-----END PGP PUBLIC KEY BLOCK-----\n"
      "A private-key (as in S-expressions) is a list.\n")
write("openpgp/negative/begins.bin", bytes([0x99, 1, 13, 4]) + bytes(300))
key = read("openpgp/keys/ed25519.asc")
write("openpgp/malformed/checksum.asc", key.replace(b"mDME", b"mDMF", 1))
write("openpgp/malformed/cut.gpg", read("openpgp/keys/public.gpg")[:700])
write("openpgp/malformed/cut.kbx", read("openpgp/home/pubring.kbx")[:900])
write("jwk/negative/schema.json", '{"properties": {"kty": {"enum": ["RSA"]}}, "example": {"kty": "RSA", "n": "..."}}\n')
write("jwk/malformed/cut.json", read("jwk/set/jwks.json")[:300])
write("dnssec_key/negative/manual.txt",
      "A DNSKEY 257 3 8 record holds a key; DS 20326 8 2 names it.\nRRSIG SOA is a signature.\n")
write("dnssec_key/malformed/cut.zone", "example. IN DNSKEY 257 3 8 AwEAAQ==\nexample. DS 1 8 2 ABCD\n")
jks = read("java_keystore/stores/store.jks")
write("java_keystore/negative/macho.bin", bytes.fromhex("feedfacf") + bytes(64))
write("java_keystore/malformed/cut.jks", jks[: len(jks) // 2])
import sqlite3

other = here / "nss_store/negative/cookies.db"
other.parent.mkdir(parents=True, exist_ok=True)
other.unlink(missing_ok=True)
database = sqlite3.connect(other)
database.execute("PRAGMA page_size=512")
database.execute("CREATE TABLE moz_cookies (id, name)")
database.commit()
write("nss_store/malformed/cut.db", read("nss_store/key4/key4.db")[:1500])
