"""Makes the fixtures of the detectors dnssec_key and nss_store beside this file.

Needs pyca/cryptography and SQLite. The NSS database is an SQLite file with the tables of NSS and
one metaData row as NSS 3.90 writes it: PBES2, PBKDF2 with HMAC-SHA-256 and 10000 iterations,
AES-256-CBC; salts and ciphertext are the octets 0, 1, 2, ...
"""
import base64, pathlib, sqlite3
from cryptography.hazmat.primitives.asymmetric import rsa

here = pathlib.Path(__file__).parent
b64 = lambda octets: base64.b64encode(octets).decode()
num = lambda number: number.to_bytes((number.bit_length() + 7) // 8, "big")

zone = here / "dnssec_key/zone"
private = here / "dnssec_key/private"
for folder in (zone, private, here / "nss_store/key4"):
    folder.mkdir(parents=True, exist_ok=True)
ksk = rsa.generate_private_key(65537, 2048).public_key().public_numbers()
key = b64(b"\3\1\0\1" + num(ksk.n))
signature = b64(bytes(range(256)))
(zone / "example.zone").write_text(
    f"$ORIGIN example.\nexample.\t3600\tIN\tDNSKEY\t257 3 8 (\n\t\t{key[:60]} ; key signing key\n"
    f"\t\t{key[60:]} )\n\t3600 IN DNSKEY 256 3 13 {b64(bytes(range(64)))}\n"
    f"child.example. DNSKEY 256 3 15 {b64(bytes(range(32)))}\n"
    f"example. IN DS 20326 8 2 {bytes(range(16)).hex()} {bytes(range(16)).hex()}\n"
    f"example. 300 IN RRSIG SOA 8 1 300 20260101000000 (\n 20251201000000 20326 example. {signature} )\n"
    f"_443._tcp.example. IN TLSA 3 1 1 {bytes(range(32)).hex().upper()}\n")
(zone / "bind.keys").write_text(
    f'trust-anchors {{\n  . initial-key 257 3 8 "{key[:64]}\n    {key[64:]}";\n'
    f'  example. static-ds 20326 8 2 "{bytes(range(32)).hex()}";\n}};\n'.replace(
        f'{key[:64]}\n    {key[64:]}', key))
r = rsa.generate_private_key(65537, 1024).private_numbers()
fields = [("Modulus", r.public_numbers.n), ("PublicExponent", 65537), ("PrivateExponent", r.d),
          ("Prime1", r.p), ("Prime2", r.q), ("Exponent1", r.dmp1), ("Exponent2", r.dmq1),
          ("Coefficient", r.iqmp)]
(private / "Kexample.+008+00001.private").write_text(
    "Private-key-format: v1.3\nAlgorithm: 8 (RSASHA256)\n"
    + "".join(f"{name}: {b64(num(value))}\n" for name, value in fields) + "Created: 20260101000000\n")


def der(tag, *parts):
    content = b"".join(parts)
    size = bytes([len(content)]) if len(content) < 128 else bytes([0x81, len(content)])
    return bytes([tag]) + size + content


oid = lambda text: der(6, bytes.fromhex(text))
prf = der(0x30, oid("2a864886f70d0209"), der(5))
kdf = der(0x30, oid("2a864886f70d01050c"),
          der(0x30, der(4, bytes(range(32))), der(2, b"\x27\x10"), der(2, b"\x20"), prf))
cipher = der(0x30, oid("60864801650304012a"), der(4, bytes(range(14))))
check = der(0x30, der(0x30, oid("2a864886f70d01050d"), der(0x30, kdf, cipher)), der(4, bytes(range(16))))
path = here / "nss_store/key4/key4.db"
path.unlink(missing_ok=True)
database = sqlite3.connect(path)
database.execute("PRAGMA page_size=1024")
database.execute("CREATE TABLE nssPrivate (id PRIMARY KEY UNIQUE ON CONFLICT ABORT, a0, a1)")
database.execute("CREATE TABLE metaData (id PRIMARY KEY UNIQUE ON CONFLICT REPLACE, item1, item2)")
database.execute("INSERT INTO metaData VALUES ('password', ?, ?)", (bytes(range(20)), check))
database.commit()
