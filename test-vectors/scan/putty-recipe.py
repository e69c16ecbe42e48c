"""Makes the fixtures of the detector putty_key beside this file, from the public halves of ssh_key.

The layout is that of appendix C of the PuTTY manual; the private halves are the octets 0, 1, 2, ...
since no tool here is to open them.
"""
import base64, pathlib, textwrap

here = pathlib.Path(__file__).parent
private = base64.b64encode(bytes(range(96))).decode()


def write(name, version, public, cipher, comment, kdf=""):
    kind, blob = (here / "ssh_key/public" / public).read_text().split()[:2]
    wrap = lambda text: (len(lines := textwrap.wrap(text, 64)), "\n".join(lines))
    (n, lines), (m, secret) = wrap(blob), wrap(private)
    path = here / "putty_key" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    mac = "00" * (32 if version == 3 else 20)
    path.write_text(
        f"PuTTY-User-Key-File-{version}: {kind}\nEncryption: {cipher}\nComment: {comment}\n"
        f"Public-Lines: {n}\n{lines}\n{kdf}Private-Lines: {m}\n{secret}\nPrivate-MAC: {mac}\n")


write("v2/plain.ppk", 2, "rsa_gcm.pub", "none", "")
write("v3/argon2.ppk", 3, "ed25519.pub", "aes256-cbc", "fixture",
      "Key-Derivation: Argon2id\nArgon2-Memory: 8192\nArgon2-Passes: 21\nArgon2-Parallelism: 1\n"
      f"Argon2-Salt: {'5a' * 16}\n")
