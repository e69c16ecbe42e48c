"""Files that are not built here: programs that Debian ships, and data that no program is.

Owns: which, and what is known of them by their own documentation and source.
"""
import bz2
import gzip
import lzma
import pathlib
import random
import shutil
import struct
import zlib

from debian import upstream

# Package, file, usages that its code has, families that it may have besides, what it is linked as.
SHIPPED = [
    ("coreutils", "usr/bin/sha256sum", ["sha-256"], [], "own"), ("coreutils", "usr/bin/sha512sum", ["sha-512"], [], "own"),
    ("coreutils", "usr/bin/sha1sum", ["sha-1"], [], "own"), ("coreutils", "usr/bin/md5sum", ["md5"], [], "own"),
    ("coreutils", "usr/bin/b2sum", ["blake2b"], [], "own"),
    ("busybox-static", "bin/busybox", ["md5", "sha-1", "sha-256", "sha-512", "sha3-256"], ["AES", "DES", "crypt", "HMAC", "EC", "ECDH", "RSA", "ECDSA", "GCM", "PBKDF2", "yescrypt", "scrypt", "GOST R 34.11", "Blowfish", "bcrypt"], "own"),
    ("git", "usr/bin/git", ["sha-1", "sha-256"], [], "own"),
    ("liblzma5", "lib/x86_64-linux-gnu/liblzma.so.5.4.1", ["sha-256"], [], "own"),
    ("libargon2-1", "usr/lib/x86_64-linux-gnu/libargon2.so.1", ["argon2id"], ["BLAKE2"], "own"),
    ("libb2-1", "usr/lib/x86_64-linux-gnu/libb2.so.1.0.4", ["blake2b", "blake2s"], [], "own"),
    ("libxxhash0", "usr/lib/x86_64-linux-gnu/libxxhash.so.0.8.1", [], [], "data"),
    ("zlib1g", "lib/x86_64-linux-gnu/libz.so.1.2.13", [], ["CRC"], "data"),
    ("libbz2-1.0", "lib/x86_64-linux-gnu/libbz2.so.1.0.4", [], ["CRC"], "data"),
    ("libjpeg62-turbo", "usr/lib/x86_64-linux-gnu/libjpeg.so.62.3.0", [], [], "data"),
    ("libpng16-16", "usr/lib/x86_64-linux-gnu/libpng16.so.16.39.0", [], [], "data"),
    ("libfreetype6", "usr/lib/x86_64-linux-gnu/libfreetype.so.6.18.3", [], [], "data"),
    ("libharfbuzz0b", "usr/lib/x86_64-linux-gnu/libharfbuzz.so.0.60000.0", [], [], "data"),
    ("libpcre2-8-0", "usr/lib/x86_64-linux-gnu/libpcre2-8.so.0.11.2", [], [], "data"),
    ("libncursesw6", "lib/x86_64-linux-gnu/libncursesw.so.6.4", [], [], "data"),
    ("libgmp10", "usr/lib/x86_64-linux-gnu/libgmp.so.10.4.1", [], ["Mersenne Twister"], "data"),
    ("libmpfr6", "usr/lib/x86_64-linux-gnu/libmpfr.so.6.2.0", [], [], "data"),
    ("libfftw3-double3", "usr/lib/x86_64-linux-gnu/libfftw3.so.3.6.10", ["md5"], [], "own"),
    ("libxml2", "usr/lib/x86_64-linux-gnu/libxml2.so.2.9.14", [], [], "data"),
    ("libre2-9", "usr/lib/x86_64-linux-gnu/libre2.so.9.0.0", [], [], "data"),
    ("libstdc++6", "usr/lib/x86_64-linux-gnu/libstdc++.so.6.0.30", [], ["Mersenne Twister"], "data"),
    ("libllvm14", "usr/lib/x86_64-linux-gnu/libLLVM-14.so.1", ["md5", "sha-1", "sha-256", "blake3"], [], "own"),
    ("clang-14", "usr/lib/llvm-14/bin/clang", [], ["MD5"], "data"),
    ("sed", "bin/sed", [], [], "data"), ("gawk", "usr/bin/gawk", [], [], "data"), ("mawk", "usr/bin/mawk", [], [], "data"),
    ("bc", "usr/bin/bc", [], [], "data"), ("figlet", "usr/bin/figlet-figlet", [], [], "data"), ("tree", "usr/bin/tree", [], [], "data"),
    ("less", "usr/bin/less", [], [], "data"), ("m4", "usr/bin/m4", [], [], "data"), ("flex", "usr/bin/flex", [], [], "data"),
    ("bison", "usr/bin/bison", [], [], "data"), ("diffutils", "usr/bin/diff", [], [], "data"), ("findutils", "usr/bin/find", [], [], "data"),
    ("grep", "bin/grep", [], [], "data"), ("gzip", "bin/gzip", [], ["CRC"], "data"), ("bzip2", "bin/bzip2", [], ["CRC"], "data"),
    ("make", "usr/bin/make", [], [], "data"), ("patch", "usr/bin/patch", [], [], "data"), ("time", "usr/bin/time", [], [], "data"),
    ("hostname", "bin/hostname", [], [], "data"), ("coreutils", "bin/ls", [], [], "data"), ("coreutils", "usr/bin/sort", ["md5"], [], "own"),
    ("coreutils", "usr/bin/factor", [], [], "data"), ("coreutils", "bin/cp", [], [], "data"), ("coreutils", "usr/bin/base64", [], [], "data"),
    ("jq", "usr/bin/jq", [], [], "data"), ("libjq1", "usr/lib/x86_64-linux-gnu/libjq.so.1.0.4", [], [], "data"), ("ninja-build", "usr/bin/ninja", [], [], "data"),
    ("bsdextrautils", "usr/bin/hexdump", [], [], "data"), ("lua5.4", "usr/bin/lua5.4", [], [], "data"),
]


def shipped(corpus, packages, package, path, must, may, linking):
    """Takes one file of a package into the corpus."""
    name = f"{package}.{pathlib.Path(path).name}.debian"
    if corpus.has(name):
        return
    root = packages.apart(package)
    source = root and root / path
    if not source or not source.exists():
        corpus.leave_out(f"{path} of {package}")
        return
    shutil.copy(source.resolve() if source.is_file() else source, corpus.output / name)
    version = packages.versions.get(package, "")
    library = "shipped" if must else "none"
    corpus.add(name, library=library, version=upstream(version), program=pathlib.Path(path).name, compiler="gcc", architecture="x86-64",
               linking=linking, stripped=True, must=must, may=may)


# Packages whose files are no programs: fonts, pictures, words, documentation.
DATA_PACKAGES = ["fonts-dejavu-core", "fonts-liberation2", "hicolor-icon-theme", "adwaita-icon-theme", "wamerican", "wbritish", "debian-policy", "doc-debian", "libjs-jquery", "tzdata", "iso-codes"]
# Files of one package.
MAX_FILES = 80
# Bytes of a file that is made here.
SIZE = 100_000


def made():
    """Random, empty, packed and patterned files: name and content."""
    numbers = random.Random(203)
    text = " ".join(numbers.choice(["the", "of", "hash", "key", "cipher", "round", "box", "table"]) for _ in range(SIZE // 5)).encode()
    for index in range(60):
        yield f"random-{index}.bin", numbers.randbytes(SIZE)
    yield "zero.bin", bytes(SIZE)
    for index, pack in enumerate([gzip.compress, bz2.compress, lzma.compress, zlib.compress]):
        for part in range(10):
            yield f"packed-{index}-{part}.bin", pack(text[part * 1000:] + numbers.randbytes(5000))
    for width in (1, 2, 4, 8):
        yield f"counting-{width}.bin", b"".join((i % 256 ** width).to_bytes(width, "little") for i in range(SIZE // width))
        yield f"squares-{width}.bin", b"".join((i * i % 256 ** width).to_bytes(width, "big") for i in range(SIZE // width))
    for index in range(20):
        walk, level = [], 0
        for _ in range(SIZE // 2):
            level += numbers.randint(-40, 40)
            walk.append(struct.pack("<h", (level + 32768) % 65536 - 32768))
        yield f"sound-{index}.dat", b"".join(walk)
    for index in range(20):
        yield f"floats-{index}.bin", b"".join(struct.pack("<d", numbers.gauss(0, 1)) for _ in range(SIZE // 8))
    for index in range(20):
        order = list(range(256))
        numbers.shuffle(order)
        yield f"permutation-{index}.bin", bytes(order) * 16


def data(corpus, packages):
    """Files that hold no cryptography and are no programs."""
    for name, content in made():
        (corpus.output / name).write_bytes(content)
        corpus.add(name, program="data")
    for package in DATA_PACKAGES if packages else []:
        root = packages.apart(package)
        if not root:
            corpus.leave_out(f"data of {package}")
            continue
        listed = sorted(path for path in root.rglob("*") if path.is_file() and not path.is_symlink())
        for path in listed[::max(1, len(listed) // MAX_FILES)]:
            name = f"{package}." + str(path.relative_to(root)).replace("/", "_")
            shutil.copy(path, corpus.output / name)
            corpus.add(name, program="data")
