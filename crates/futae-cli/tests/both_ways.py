"""Reads what futae wrote into this folder, and writes what futae shall read.

In: ALGORITHM.key, .crt, .csr, .msg, .sig for ML-DSA; ALGORITHM.key, .pub for ML-KEM.
Out: py-ALGORITHM.key, py-ALGORITHM.crt, py-ALGORITHM.csr, py-ALGORITHM.sig; py-ALGORITHM.ct, .ss."""

import datetime

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import mldsa

PEM = serialization.Encoding.PEM


def read(name):
    with open(name, "rb") as file:
        return file.read()


def write(name, content):
    with open(name, "wb") as file:
        file.write(content)


def private_pem(key):
    form = serialization.PrivateFormat.PKCS8
    return key.private_bytes(PEM, form, serialization.NoEncryption())


def sign_side(name, generate):
    key = serialization.load_pem_private_key(read(name + ".key"), None)
    certificate = x509.load_pem_x509_certificate(read(name + ".crt"))
    assert certificate.public_key() == key.public_key()
    certificate.verify_directly_issued_by(certificate)
    assert x509.load_pem_x509_csr(read(name + ".csr")).is_signature_valid
    key.public_key().verify(read(name + ".sig"), read(name + ".msg"))

    own = generate()
    subject = x509.Name.from_rfc4514_string("CN=Python,C=JP")
    now = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(minutes=5)
    builder = x509.CertificateBuilder(subject, subject, own.public_key(), 5)
    builder = builder.not_valid_before(now).not_valid_after(now + datetime.timedelta(days=9))
    builder = builder.add_extension(x509.BasicConstraints(True, None), critical=True)
    write("py-" + name + ".crt", builder.sign(own, None).public_bytes(PEM))
    request = x509.CertificateSigningRequestBuilder(subject).sign(own, None)
    write("py-" + name + ".csr", request.public_bytes(PEM))
    write("py-" + name + ".key", private_pem(own))
    write("py-" + name + ".sig", own.sign(read(name + ".msg")))


def kem_side(name):
    key = serialization.load_pem_private_key(read(name + ".key"), None)
    public = serialization.load_pem_public_key(read(name + ".pub"))
    assert key.public_key() == public
    secret, ciphertext = public.encapsulate()
    assert key.decapsulate(ciphertext) == secret
    write("py-" + name + ".ct", ciphertext)
    write("py-" + name + ".ss", secret)


sign_side("ML-DSA-44", mldsa.MLDSA44PrivateKey.generate)
sign_side("ML-DSA-65", mldsa.MLDSA65PrivateKey.generate)
sign_side("ML-DSA-87", mldsa.MLDSA87PrivateKey.generate)
for kem in ("ML-KEM-768", "ML-KEM-1024"):
    kem_side(kem)
