"""Makes the fixture of the detector jwk beside this file; needs pyca/cryptography."""
import base64, json, pathlib
from cryptography.hazmat.primitives import serialization as s
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

here = pathlib.Path(__file__).parent / "jwk/set"
here.mkdir(parents=True, exist_ok=True)
b64 = lambda octets: base64.urlsafe_b64encode(octets).rstrip(b"=").decode()
num = lambda number, size: b64(number.to_bytes(size, "big"))

r = rsa.generate_private_key(65537, 2048).public_key().public_numbers()
e = ec.generate_private_key(ec.SECP384R1()).private_numbers()
o = ed25519.Ed25519PrivateKey.generate().public_key().public_bytes(s.Encoding.Raw, s.PublicFormat.Raw)
(here / "jwks.json").write_text(json.dumps({"keys": [
    {"kty": "RSA", "use": "sig", "alg": "PS256", "kid": "fixture", "n": num(r.n, 256), "e": "AQAB"},
    {"kty": "EC", "crv": "P-384", "x": num(e.public_numbers.x, 48), "y": num(e.public_numbers.y, 48),
     "d": num(e.private_value, 48), "key_ops": ["sign"]},
    {"kty": "OKP", "crv": "Ed25519", "x": b64(o)},
    {"kty": "oct", "alg": "A256GCM", "k": b64(bytes(range(32)))},
    {"kty": "AKP", "alg": "ML-DSA-44", "pub": b64(bytes(i % 251 for i in range(1312)))},
]}, indent=1) + "\n")
