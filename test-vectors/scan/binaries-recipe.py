"""Makes the fixtures of the detectors algorithm_arguments, binary_linkage, binary_symbols, code_shapes, constants,
dotnet, instructions, java_class, library_banner, retained_names and strings beside this file: executables of a few hundred bytes, built field by field. Run with
Python 3; every run gives the same bytes. Tables are computed from their formulas."""
import pathlib
import struct
import zlib

here = pathlib.Path(__file__).parent


def write(name, content):
    path = here / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def padded(data, to=16):
    return data + bytes(-len(data) % to)


class Names:
    """A table of zero-terminated names."""

    def __init__(self):
        self.bytes = b"\0"

    def add(self, name):
        at = len(self.bytes)
        self.bytes += name.encode() + b"\0"
        return at


def elf(program=False, bits=64, big=False, machine=62, needed=(), soname=None, imports=(),
        exports=(), locals=(), text=b"", rodata=b"", headers=True, damage=None):
    """ELF with a dynamic section. `imports` are names, or (name, library, version)."""
    order, wide = ">" if big else "<", bits == 64
    word = lambda *values: struct.pack(order + ("Q" if wide else "I") * len(values), *values)
    half = lambda *values: struct.pack(order + "H" * len(values), *values)
    full = lambda *values: struct.pack(order + "I" * len(values), *values)
    names = Names()

    def symbol(table, name, bind, section, value=0):
        at, info = table.add(name), bytes([bind << 4 | 2, 0])
        if wide:
            return full(at) + info + half(section) + word(value, 0)
        return full(at) + word(value, 0) + info + half(section)

    entry = 24 if wide else 16
    dynsym, versions = bytes(entry), half(0)
    needs = {}
    for each in imports:
        name, library, version = each if isinstance(each, tuple) else (each, None, None)
        dynsym += symbol(names, name, 1, 0)
        if library:
            index = needs.setdefault((library, version), len(needs) + 2)
        versions += half(index if library else 0)
    for name in exports:
        dynsym += symbol(names, name, 1, 6, 0x1000)
        versions += half(1)
    verneed = b""
    for at, ((library, version), index) in enumerate(needs.items()):
        last = at + 1 == len(needs)
        verneed += half(1, 1) + full(names.add(library), 16, 0 if last else 32)
        verneed += full(zlib.crc32(version.encode())) + half(0, index) + full(names.add(version), 0)
    dynamic = [(1, names.add(each)) for each in needed]
    if soname:
        dynamic.append((14, names.add(soname)))
    local_names, symtab = Names(), bytes(entry)
    for name in locals:
        symtab += symbol(local_names, name, 0, 6, 0x1000)
    # Name, type, flags, link, info, entry size, bytes; addresses are offsets.
    sections = [(".dynsym", 11, 2, 2, 1, entry, dynsym), (".dynstr", 3, 2, 0, 0, 0, names.bytes)]
    sections += [(".gnu.version", 0x6fffffff, 2, 1, 0, 2, versions)]
    sections += [(".gnu.version_r", 0x6ffffffe, 2, 2, len(needs), 0, verneed)]
    sections += [(".dynamic", 6, 3, 2, 0, 2 * bits // 8, None), (".text", 1, 6, 0, 0, 0, text)]
    sections += [(".rodata", 1, 2, 0, 0, 0, rodata)]
    if locals:
        sections += [(".symtab", 2, 0, 9, len(locals) + 1, entry, symtab)]
        sections += [(".strtab", 3, 0, 0, 0, 0, local_names.bytes)]
    shstr = Names()
    shnames = [shstr.add(section[0]) for section in sections] + [shstr.add(".shstrtab")]
    sections += [(".shstrtab", 3, 0, 0, 0, 0, shstr.bytes)]
    head, ph = (64, 56) if wide else (52, 32)
    body, places = b"", []
    start = head + 2 * ph
    start += -start % 16
    for name, *_, content in sections:
        if content is None:
            at_dynamic, content = start + len(body), bytes((len(dynamic) + 7) * 2 * bits // 8)
        places.append((start + len(body), len(content)))
        body = padded(body + content)
    dynamic += [(5, places[1][0]), (10, places[1][1]), (6, places[0][0])]
    dynamic += [(0x6ffffff0, places[2][0]), (0x6ffffffe, places[3][0]), (0x6fffffff, len(needs)), (0, 0)]
    table = b"".join(word(*pair) for pair in dynamic)
    body = body[: at_dynamic - start] + table + body[at_dynamic - start + len(table):]
    sh = bytes(64 if wide else 40)
    for (name, kind, flags, link, info, size, _), at, (offset, length) in zip(sections, shnames, places):
        sh += full(at, kind) + word(flags, offset if flags else 0, offset, length) + full(link, info) + word(1, size)
    whole = start + len(body)

    def segment(kind, flags, offset, length):
        if wide:
            return full(kind, flags) + word(offset, offset, offset, length, length, 16)
        return full(kind) + word(offset, offset, offset, length, length) + full(flags) + word(16)

    segments = segment(1, 5, 0, whole) + segment(2, 6, at_dynamic, len(table))
    ident = b"\x7fELF" + bytes([2 if wide else 1, 2 if big else 1, 1]) + bytes(9)
    at_sections, count = (whole, len(sections) + 1) if headers else (0, 0)
    if damage == "sections":
        at_sections = 1 << 30
    header = ident + half(2 if program else 3, machine) + full(1) + word(0, head, at_sections)
    header += full(0) + half(head, ph, 2, 64 if wide else 40, count, max(count - 1, 0))
    file = padded(header + segments) + body + (sh if headers else b"")
    if damage == "symbols":
        # The first section header is that of no section, the second that of the symbols: its size.
        at = whole + 64 + 32
        file = file[:at] + struct.pack("<Q", 1 << 40) + file[at + 8:]
    return file


def pe(imports, dll=False, text=b"", rdata=b"", damage=False):
    """PE32+ whose section .rdata holds the import tables, then `rdata`."""
    base, tables, names = 0x2000, b"", b""
    at_lookup = 20 * (len(imports) + 1)
    at_names = at_lookup + sum(8 * (len(functions) + 1) for _, functions in imports)
    lookups = b""
    for library, functions in imports:
        lookup = base + at_lookup + len(lookups)
        for function in functions:
            if isinstance(function, int):
                lookups += struct.pack("<Q", 1 << 63 | function)
            else:
                lookups += struct.pack("<Q", base + at_names + len(names))
                names += b"\0\0" + function.encode() + b"\0"
        lookups += bytes(8)
        tables += struct.pack("<5I", lookup, 0, 0, base + at_names + len(names), lookup)
        names += library.encode() + b"\0"
    section = padded(tables + bytes(20) + lookups + names) + rdata
    flags = 0x2022 if dll else 0x22
    optional = struct.pack("<H", 0x20b) + bytes(66) + struct.pack("<H", 3) + bytes(38)
    optional += struct.pack("<I", 2) + bytes(8) + struct.pack("<2I", base, len(tables) + 20)
    dos = b"MZ" + bytes(58) + struct.pack("<I", 64)
    coff = (b"PX" if damage else b"PE") + b"\0\0"
    coff += struct.pack("<2H3I2H", 0x8664, 2, 0, 0, 0, len(optional), flags)
    start = len(dos) + len(coff) + len(optional) + 80
    start += -start % 16
    headers = b""
    for name, address, content, kind, at in [
        (b".text", 0x1000, text, 0x60000020, start),
        (b".rdata", base, section, 0x40000040, start + len(padded(text))),
    ]:
        headers += name.ljust(8, b"\0") + struct.pack("<4I", len(content), address, len(content), at)
        headers += bytes(12) + struct.pack("<I", kind)
    return padded(dos + coff + optional + headers) + padded(text) + section


def macho(libraries, symbols=(), identity=None, const=b"", big=False, dyld=None):
    """Thin Mach-O of 64 bits. `symbols` are (name, number of its library, 0 for defined here). With
    `dyld`, the same as (imports, one export) in chained fixups and a trie, without a symbol table."""
    order = ">" if big else "<"
    full = lambda *values: struct.pack(order + "I" * len(values), *values)

    def library(code, path):
        name = padded(path.encode() + b"\0", 8)
        return full(code, 24 + len(name), 24, 0, 0, 0) + name

    names, table = Names(), b""
    for name, number in symbols:
        kind = 0x0f if number == 0 else 0x01
        table += full(names.add("_" + name)) + bytes([kind, number == 0])
        table += struct.pack(order + "HQ", number << 8, 0x1000 if number == 0 else 0)
    commands = [library(0x0D, identity)] if identity else []
    commands += [library(0x0C, path) for path in libraries]
    size = sum(map(len, commands)) + (72 + 80) + 24
    at_const = 32 + size
    at_const += -at_const % 16
    at_symbols = at_const + len(padded(const))
    segment = full(0x19, 72 + 80) + b"__TEXT".ljust(16, b"\0") + bytes(32) + full(5, 5, 1, 0)
    segment += b"__const".ljust(16, b"\0") + b"__TEXT".ljust(16, b"\0")
    segment += struct.pack(order + "2Q", at_const, len(const)) + full(at_const, 4, 0, 0, 0, 0, 0, 0)
    symtab = full(2, 24, at_symbols, len(symbols), at_symbols + len(table), len(names.bytes))
    tables = table + names.bytes
    if dyld:
        symbols, export = dyld
        imports = b""
        for name, number in symbols:
            imports += full(number | names.add("_" + name) << 9)
        fixups = full(0, 0, 28, 28 + len(imports), len(symbols), 1, 0) + imports + names.bytes
        edge = b"_" + export.encode() + b"\0"
        trie = b"\0\x01" + edge + bytes([3 + len(edge)]) + b"\x02\0\x10\0"
        tables = fixups + trie
        at_const = 32 + size + 8
        at_const += -at_const % 16
        segment = segment[:112] + struct.pack(order + "2Q", at_const, len(const)) + full(at_const) + segment[132:]
        at = at_const + len(padded(const))
        symtab = full(0x80000034, 16, at, len(fixups)) + full(0x80000033, 16, at + len(fixups), len(trie))
    commands = b"".join(commands) + segment + symtab
    kind = 6 if identity else 2
    header = full(0xFEEDFACF, 0x0100000C, 0, kind, len(libraries) + 2 + bool(identity) + bool(dyld))
    header += full(len(commands), 0x80, 0)
    return padded(header + commands) + padded(const) + tables


def fat(slices):
    head = struct.pack(">2I", 0xCAFEBABE, len(slices))
    at, body = 8 + 20 * len(slices), b""
    at += -at % 16
    start = at
    for content in slices:
        head += struct.pack(">5I", 0x0100000C, 0, start + len(body), len(content), 4)
        body += padded(content)
    return padded(head) + body


def ar(names, cut=None):
    """An archive with a symbol index and one empty member."""
    member = lambda name, body: b"%-16s%-12d%-6d%-6d%-8s%-10d`\n" % (name, 0, 0, 0, b"644", len(body)) + padded(body, 2)
    index = struct.pack(">I", len(names)) + bytes(4 * len(names))
    index += b"".join(name.encode() + b"\0" for name in names)
    return (b"!<arch>\n" + member(b"/", index) + member(b"one.o/", b"\0\0"))[:cut]


def aes_sbox():
    box, p, q = [0x63] * 256, 1, 1
    while True:
        p ^= (p << 1) ^ (0x11B if p & 0x80 else 0)
        p &= 0xFF
        for shift in (1, 2, 4):
            q ^= (q << shift) & 0xFF
        q ^= 0x09 if q & 0x80 else 0
        turned = [(q << n | q >> (8 - n)) & 0xFF for n in range(5)]
        box[p] = turned[0] ^ turned[1] ^ turned[2] ^ turned[3] ^ turned[4] ^ 0x63
        if p == 1:
            return bytes(box)


def roots(count):
    """The first 32 bits of the fractions of the cube roots of primes. FIPS 180-4, 4.2.2."""
    primes = [n for n in range(2, 400) if all(n % d for d in range(2, n))][:count]

    def root(n):
        low, high = 0, 1 << 60
        while low + 1 < high:
            middle = (low + high) // 2
            low, high = (middle, high) if middle ** 3 <= n << 96 else (low, middle)
        return low & 0xFFFFFFFF

    return [root(prime) for prime in primes]


def crc_table():
    table = []
    for value in range(256):
        for _ in range(8):
            value = value >> 1 ^ (0xEDB88320 if value & 1 else 0)
        table.append(value)
    return struct.pack("<256I", *table)


for folder in ["algorithm_arguments", "binary_linkage", "binary_symbols", "code_shapes", "constants", "dotnet", "instructions",
               "java_class", "library_banner", "retained_names", "strings"]:
    for case in ["positive", "negative", "malformed"]:
        path = here / folder / case
        for file in path.glob("*") if path.is_dir() else []:
            if file.name != "expected.json":
                file.unlink()

SBOX = aes_sbox()
K256 = roots(64)
# Constants of SHA-1 as immediates of x86 instructions: add eax, imm32, with others between.
SHA1 = b"".join(b"\x05" + struct.pack("<I", k) + b"\x31\xd8\xc1\xc0"
                for k in (0x5A827999, 0x6ED9EBA1, 0x8F1BBCDC, 0xCA62C1D6)) + b"\xc3"
LIBC = [("puts", "libc.so.6", "GLIBC_2.2.5")]
CRYPTO = "libcrypto.so.3"

# Linked libraries.
write("binary_linkage/positive/program", elf(program=True, needed=[CRYPTO, "libc.so.6"], imports=LIBC))
write("binary_linkage/positive/libssl.so.3", elf(soname="libssl.so.3", needed=[CRYPTO, "libc.so.6"]))
write("binary_linkage/positive/mips", elf(program=True, bits=32, big=True, machine=8, needed=["libmbedcrypto.so.7"]))
write("binary_linkage/positive/stripped", elf(program=True, needed=["libgcrypt.so.20"], headers=False))
write("binary_linkage/positive/windows.exe", pe([("bcrypt.dll", ["BCryptEncrypt"]), ("KERNEL32.dll", ["ExitProcess"])]))
write("binary_linkage/positive/apple", macho(["/usr/lib/libcrypto.35.dylib", "/usr/lib/libSystem.B.dylib"]))
write("binary_linkage/positive/fat", fat([macho(["/System/Library/Frameworks/Security.framework/Versions/A/Security"]),
                                          macho(["/usr/lib/libssl.35.dylib"])]))
write("binary_linkage/positive/libcrypto.a", ar(["OPENSSL_init"]))
write("binary_linkage/negative/program", elf(program=True, needed=["libcryptui.so.0", "libsslog.so.1", "libc.so.6"], imports=LIBC))
write("binary_linkage/negative/libcryptsetup-token-example.so", elf(needed=["libc.so.6"], exports=["cryptsetup_token_open"]))
write("binary_linkage/negative/libssl-filter.so", elf(soname="libssl-filter.so", needed=["libc.so.6"]))
write("binary_linkage/negative/windows.exe", pe([("KERNEL32.dll", ["ExitProcess"]), ("mybcrypt.dll", ["open"])]))
write("binary_linkage/negative/apple", macho(["/usr/lib/libSystem.B.dylib", "@rpath/Insecurity"]))
write("binary_linkage/negative/libcurve.a", ar(["draw_curve"]))
write("binary_linkage/malformed/cut.elf", elf(program=True, needed=[CRYPTO])[:40])
write("binary_linkage/malformed/no-sections.elf", elf(program=True, needed=[CRYPTO], damage="sections"))
write("binary_linkage/malformed/signature.exe", pe([("bcrypt.dll", ["BCryptEncrypt"])], damage=True))
write("binary_linkage/malformed/commands.macho", macho(["/usr/lib/libcrypto.35.dylib"])[:80])
write("binary_linkage/malformed/slices.fat", fat([macho(["/usr/lib/libssl.35.dylib"])])[:200])

# Functions.
write("binary_symbols/positive/program", elf(program=True, needed=[CRYPTO, "libc.so.6"], imports=LIBC + [
    ("EVP_aes_256_gcm", CRYPTO, "OPENSSL_3.0.0"), ("MD5_Update", CRYPTO, "OPENSSL_3.0.0"),
    ("EVP_EncryptInit_ex", CRYPTO, "OPENSSL_3.0.0")]))
write("binary_symbols/positive/libcrypto.so.3", elf(soname=CRYPTO, exports=["EVP_camellia_256_cbc", "EVP_sha256", "SHA1_Final"]))
write("binary_symbols/positive/libhogweed.so.6", elf(soname="libhogweed.so.6", needed=["libnettle.so.8"],
      imports=[("nettle_des_encrypt", "libnettle.so.8", "NETTLE_8")], exports=["nettle_rsa_sha256_sign"]))
write("binary_symbols/positive/local", elf(program=True, needed=["libc.so.6"], locals=["sha256_process_bytes", "sha256_process_block", "main"]))
write("binary_symbols/positive/windows.exe", pe([("libcrypto-3-x64.dll", ["EVP_aes_128_cbc", "DES_ecb_encrypt", 77])]))
write("binary_symbols/positive/apple", macho(["/usr/lib/libSystem.B.dylib"], [("CC_MD5", 1), ("CC_SHA256_Update", 1), ("main", 0)]))
write("binary_symbols/positive/linked-by-dyld", macho(["/usr/lib/libSystem.B.dylib"], dyld=([("CC_SHA1", 1), ("CCHmac", 1)], "MD5_Update")))
write("binary_symbols/positive/by-ordinal.exe", pe([("LIBEAY32.dll", [342, 503, 299, 9999]), ("CRYPT32.dll", [7])]))
write("binary_symbols/positive/libcarried.a", ar(["blake2b_update", "blake2b_init", "ED25519_sign", "printf"]))
OTHERS = ["_ZN4llvm3MD56updateENS_8ArrayRefIhEE", "_ZNSt7__cxx1112basic_stringIcE6stringE", "_ZN6string4ring3newEv",
          "BF_add", "hash_string", "aes", "MD5x", "desc_open", "crc32", "shake_hands", "rand_r"]
write("binary_symbols/negative/program", elf(program=True, needed=["libc.so.6"], imports=LIBC, locals=OTHERS))
write("binary_symbols/negative/libplain.so.1", elf(soname="libplain.so.1", exports=OTHERS))
write("binary_symbols/negative/windows.exe", pe([("KERNEL32.dll", [1, 2, "HashData"]), ("USER32.dll", ["GetDC"])]))
write("binary_symbols/negative/libplain.a", ar(OTHERS))
write("binary_symbols/malformed/symbols.elf", elf(program=True, needed=["libc.so.6"], imports=["MD5_Update"], damage="symbols"))
write("binary_symbols/malformed/names.macho", macho([], [("CC_MD5", 9)])[:-8])
write("binary_symbols/malformed/index.a", ar(["MD5_Update", "EVP_sha256"], cut=90))

# Constants.
write("constants/positive/tables", elf(program=True, rodata=padded(b"text") + SBOX + struct.pack("<64I", *K256)))
write("constants/positive/big-endian", elf(program=True, bits=32, big=True, machine=20, rodata=struct.pack(">64I", *K256)))
write("constants/positive/no-sections", elf(program=True, rodata=SBOX, headers=False))
write("constants/positive/code.exe", pe([("KERNEL32.dll", ["ExitProcess"])], text=SHA1 + bytes(64)))
write("constants/positive/apple", macho(["/usr/lib/libSystem.B.dylib"], const=struct.pack("<64I", *K256)))
write("constants/positive/firmware.bin", b"\xff" * 332 + struct.pack(">64I", *K256) + b"\xff" * 99)
RANDOM = struct.pack("<12I", 0x9E3779B9, 0x6C078965, 0x9908B0DF, 0x9D2C5680, 0xEFC60000, 0x85EBCA6B,
                     0xC2B2AE35, 0xCC9E2D51, 0x1B873593, 0x41C64E6D, 0x5BD1E995, 0x01000193)
INITIAL = struct.pack("<5I", 0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0)
BASE64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
write("constants/negative/tables", elf(program=True, rodata=padded(crc_table()) + padded(RANDOM) + padded(INITIAL) + BASE64 + bytes(range(256))))
# Twiddle factors of ML-DSA with their quotients by q, last first, beside Keccak; thirty of them before random numbers below q.
def keccak():
    words, register = [], 1
    for _ in range(24):
        word = 0
        for bit in range(7):
            word |= (register & 1) << ((1 << bit) - 1)
            register <<= 1
            register ^= 0x171 if register & 0x100 else 0
        words.append(word)
    return struct.pack("<24Q", *words)


def powers_of_zeta():
    q = 8380417
    centred = [(power + q // 2) % q - q // 2 for power in (pow(1753, at, q) for at in range(255, -1, -1))]
    return b"".join(struct.pack("<2i", power, ((power << 33) + q) // (2 * q)) for power in centred)


def numbers_below_q():
    state, out = 1, b""
    for _ in range(1024):
        state = (state * 6364136223846793005 + 1442695040888963407) % (1 << 64)
        out += struct.pack("<i", (state >> 20) % 8380417)
    return out


write("constants/positive/powers-of-zeta", elf(program=True, rodata=keccak() + powers_of_zeta()))
write("constants/negative/thirty-powers-of-zeta", elf(program=True, rodata=powers_of_zeta()[:240] + numbers_below_q()))
write("constants/malformed/half-the-powers", elf(program=True, rodata=keccak() + powers_of_zeta(), headers=False)[:-1900])
write("constants/negative/half-a-table", elf(program=True, rodata=SBOX[:128] + bytes(128) + struct.pack("<3I", *K256[:3])))
write("constants/negative/random.exe", pe([("KERNEL32.dll", ["ExitProcess"])], text=b"".join(
    b"\x05" + RANDOM[at:at + 4] + b"\x31\xd8" for at in range(0, 48, 4))))
write("constants/negative/table.dat", b"SBOX = " + SBOX.hex().encode() + b"\n")
write("constants/malformed/cut", elf(program=True, rodata=SBOX, headers=False)[:-100])
write("constants/malformed/sections", elf(program=True, rodata=SBOX, damage="sections"))

# Banners.
banner = lambda *texts: b"\0" + b"".join(text.encode() + b"\0" for text in texts)
write("library_banner/positive/libcrypto.so.3", elf(soname=CRYPTO, rodata=banner("OpenSSL 3.0.17 1 Jul 2025")))
write("library_banner/positive/libgcrypt.so.20", elf(soname="libgcrypt.so.20", rodata=banner(
    "This is Libgcrypt 1.10.1 - The GNU Crypto Library")))
write("library_banner/positive/static", elf(program=True, rodata=banner("mbed TLS 2.28.3", "OpenSSL 1.1.1w  11 Sep 2023",
      "/root/.cargo/registry/src/index.crates.io-6f17d22bba15001f/ring-0.17.8/src/aead.rs")))
write("library_banner/positive/windows.dll", pe([("KERNEL32.dll", ["ExitProcess"])], dll=True, rdata=banner("wolfSSL 5.6.3")))
write("library_banner/negative/program", elf(program=True, rodata=banner(
    "OpenSSL 1.1.1 or newer is required", "built with OpenSSL 3.0.17 1 Jul 2025", "GnuTLS error: %s 3.0",
    "OpenSSH_6.5*,OpenSSH_6.6*", "/usr/share/doc/ring-0.17.8/x", "std::string-0.1/ring-0.17.8")))
write("library_banner/malformed/cut", elf(program=True, rodata=banner("OpenSSL 3.0.17 1 Jul 2025"), headers=False)[:-22])

# Names and object identifiers.
oid = lambda text: bytes([6, len(bytes.fromhex(text))]) + bytes.fromhex(text)
write("strings/positive/suites", elf(program=True, rodata=banner(
    "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256", "TLS_AES_128_GCM_SHA256", "ECDHE-RSA-AES128-GCM-SHA256")))
write("strings/positive/ssh", elf(program=True, rodata=banner(
    "curve25519-sha256,diffie-hellman-group14-sha256", "ecdsa-sha2-nistp256,ssh-rsa", "hmac-sha2-256,hmac-sha1")))
write("strings/positive/identifiers", elf(soname="libasn.so.1", rodata=oid("2a864886f70d01010b") + oid("608648016503040201")
      + oid("2b8104000a") + oid("2b6570")))
write("strings/positive/one-name", elf(program=True, rodata=banner("TLS_RSA_WITH_RC4_128_MD5")))
write("strings/positive/password-formats", elf(program=True, rodata=banner("$argon2id$v=%d$m=%u", "$7$", "$y$j9T$", "$gy$", "$2b$%02d$")))
write("strings/positive/libnettle.so.8", elf(soname="libnettle.so.8", rodata=oid("2a864886f70d010104")))
write("strings/negative/program", elf(program=True, rodata=banner(
    "encrypt the AES RSA SHA-256 words of a manual", "MY_TLS_AES_128_GCM_SHA256X", "TLS_AES_", "AES128-SHAKE", "hmac-sha2-",
    "diffie-hellman-group-of-friends", "string::ring::", "$y$ is a variable", "$7$<name>", "$argon2 of a shell", "$argon3$") + bytes.fromhex("2a864886f70d01010b") + oid("2a864886f70d7f7f")))
write("strings/malformed/cut", elf(program=True, rodata=oid("2a864886f70d01010b"), headers=False)[:-37])

# Names that stripping leaves.
PROVIDER = ["SHA2-256:SHA-256:SHA256:2.16.840.1.101.3.4.2.1", "SHA2-384:SHA-384:SHA384:2.16.840.1.101.3.4.2.2",
            "SHA2-512:SHA-512:SHA512:2.16.840.1.101.3.4.2.3", "SHA3-224:2.16.840.1.101.3.4.2.7", "SHA3-256:2.16.840.1.101.3.4.2.8",
            "SHA3-384:2.16.840.1.101.3.4.2.9", "SHA3-512:2.16.840.1.101.3.4.2.10", "MD5:SSL3-MD5:1.2.840.113549.2.5",
            "PBKDF2:1.2.840.113549.1.5.12", "SCRYPT:id-scrypt:1.3.6.1.4.1.11591.4.11", "X25519:1.3.101.110",
            "AES-128-CBC:AES128:2.16.840.1.101.3.4.1.2", "HMAC"]
TYPES = ["N8CryptoPP9ExceptionE", "N8CryptoPP9HMAC_BaseE", "*N8CryptoPP8Rijndael3EncE", "N5Botan6ScryptE"]
write("retained_names/positive/types", elf(program=True, rodata=banner(*TYPES)))
write("retained_names/positive/provider", elf(program=True, rodata=banner(*PROVIDER)))
write("retained_names/positive/types.exe", pe([("KERNEL32.dll", ["ExitProcess"])], rdata=banner(".?AVSHA256@CryptoPP@@")))
write("retained_names/positive/links", elf(program=True, needed=["libcryptopp.so.8", "libbotan-2.so.19"], rodata=banner(*TYPES)))
write("retained_names/negative/quotes", elf(program=True, rodata=banner("HMAC", *PROVIDER[8:10], "@CryptoPP@@", "_ZN8CryptoPP9HMAC_BaseE")))
write("retained_names/malformed/cut", elf(program=True, rodata=banner(*PROVIDER), headers=False)[:-22])

# Names for functions that take one.
write("algorithm_arguments/positive/program", elf(program=True, needed=[CRYPTO, "libc.so.6"], imports=LIBC + [
    ("EVP_CIPHER_fetch", CRYPTO, "OPENSSL_3.0.0"), ("EVP_get_digestbyname", CRYPTO, "OPENSSL_3.0.0")],
    rodata=banner("AES-256-GCM", "sha512", "ML-KEM-768", "hmac", "usage: program AES-128-CBC")))
wide = lambda *texts: b"".join((text + "\0").encode("utf-16-le") for text in texts)
write("algorithm_arguments/positive/windows.exe", pe([("bcrypt.dll", ["BCryptOpenAlgorithmProvider", "BCryptEncrypt"])],
      rdata=wide("", "AES", "ECDSA_P256", "ChainingModeGCM", "the AES of a sentence")))
write("algorithm_arguments/negative/program", elf(program=True, needed=["libc.so.6"], imports=LIBC, rodata=banner("AES-256-GCM", "sha512")))
write("algorithm_arguments/negative/sentences", elf(program=True, needed=["libc.so.6"], imports=["EVP_CIPHER_fetch"],
      rodata=banner("the cipher AES-256-GCM", "sha512sum", "key", "RSA", "SHA256: %s")))
write("algorithm_arguments/malformed/cut", elf(program=True, needed=["libc.so.6"], imports=["EVP_MD_fetch"], rodata=banner("SHA3-256"))[:-90])

# Types of .NET. ECMA-335, II.24.2: root, the streams #~ and #Strings, rows of Module and TypeRef.
def clr(types, cut=None):
    heap, rows = b"\0", b""
    for namespace, name in types:
        at = len(heap)
        heap += name.encode() + b"\0" + namespace.encode() + b"\0"
        rows += struct.pack("<3H", 6, at, at + len(name) + 1)
    tables = bytes(4) + b"\x02\0\0\x01" + struct.pack("<2Q2I", 3, 0, 1, len(types)) + bytes(10) + rows
    root = b"BSJB\x01\0\x01\0" + struct.pack("<2I", 0, 4) + b"v4\0\0" + struct.pack("<2H", 0, 2)
    first = len(root) + 12 + 20
    root += struct.pack("<2I", first, len(tables)) + b"#~\0\0"
    root += struct.pack("<2I", first + len(tables), len(heap)) + b"#Strings\0\0\0\0"
    return padded(root + tables + heap)[:cut]


NET, MSCOREE = "System.Security.Cryptography", [("mscoree.dll", ["_CorExeMain"])]
write("dotnet/positive/program.exe", pe(MSCOREE, rdata=clr([(NET, "Aes"), (NET, "MD5CryptoServiceProvider"), ("System", "String")])))
write("dotnet/negative/program.exe", pe(MSCOREE, rdata=clr([("System", "String"), ("My.Cryptography", "Aes")])))
write("dotnet/malformed/cut.exe", pe(MSCOREE, rdata=clr([(NET, "Aes")], cut=50)))

# Instructions of x86-64: rounds of AES and its key schedule; rounds alone are those of a hash table.
AESENC, AESKEY = bytes.fromhex("660f38dcc1"), bytes.fromhex("660f3adfc101")
write("instructions/positive/program", elf(program=True, needed=["libc.so.6"], imports=LIBC,
      text=AESKEY * 10 + AESENC * 9 + bytes.fromhex("660f38ddc1") + b"\xc3"))
write("instructions/negative/program", elf(program=True, needed=["libc.so.6"], imports=LIBC, text=b"\x90" * 40 + b"\xc3"))
write("instructions/malformed/cut", elf(program=True, needed=["libc.so.6"], headers=False, text=AESENC * 3)[:-60])


# Functions of x86-64, written by hand: RC4's key schedule and generator, the ladder of X25519, rounds of TEA, a quarter round of
# ChaCha20; and a table shuffled by a function of random numbers, a number without a product, a table of names.
RC4 = bytes.fromhex("31c088040748ffc0483d0001000075f231c94531c04531c9440fb6140f460fb61c0e4501d04501d8450fb6c0460fb61c07"
                    "44881c0f4688140749ffc14939d14c0f44c848ffc14881f90001000075c9c3")
GENERATOR = bytes.fromhex("41ffc0450fb6c0420fb604074101c1450fb6c9420fb60c0f42880c074288040f01c80fb6c00fb604073206880648ffc648ffca75cbc3")
LADDER = bytes.fromhex("48beffffffffffff0700ba42db0100c4e2f3f607480facc1334821f1c4e2bbf647084901c84f8d0cc04c8907c3")
TEA = bytes.fromhex("41b82000000031c02d4786c86189f9c1e1044401c94189fb41c1eb054501d34431d901ce89f1c1e1044189f341c1eb05"
                    "4431d901cf41ffc875cec3")
CHACHA = bytes.fromhex("b90a00000001d831c2c1c21001d631f3c1c30c01d831c2c1c20801d631f3c1c307ffc975e0c3")
SHUFFLE = bytes.fromhex("31c088040748ffc0483d0001000075f231db4989fce8220000000fb6c0450fb6141c450fb61c0445881c1c45881404"
                        "48ffc34881fb0001000075dac3")
NUMBER = bytes.fromhex("ba42db0100488d3d00000000e93fffffff")
COMBINE = bytes.fromhex("89f8c1e00689f9c1e90201c88d8430b979379e31f8c3")
# The amounts of a quarter round of ChaCha20 handed to a function: add eax, ebx; xor edx, eax; mov esi, 16; call …
HANDED = b"".join(bytes.fromhex("01d831c2be%02x000000e800000000" % by) for by in (16, 12, 8, 7)) + b"\xc3"
APART = b"\xcc" * 4096
for name, text, rodata in [("rc4", RC4 + GENERATOR, b""), ("curve", LADDER, b""), ("tea", TEA, b""),
                           ("chacha", CHACHA, b"expand 32-byte k"), ("chacha-handed", HANDED, b"expand 32-byte k")]:
    write("code_shapes/positive/" + name, elf(program=True, needed=["libc.so.6"], imports=LIBC, text=text, rodata=rodata))
write("code_shapes/negative/program", elf(program=True, needed=["libc.so.6"], imports=LIBC,
                                          text=APART.join([SHUFFLE, NUMBER, COMBINE, CHACHA, HANDED])))
# Both pads handed to a function that fills, and loops over a counter; beside SHA-256 and without.
PADS = bytes.fromhex("be5c000000e8f6ffffffbe36000000e8ecffffffc3")
ITERATE = bytes.fromhex("41ffc44489e00fc8890424e8f0ffffffe8ebffffff8a141e30141f41ffcd75f041ffce75dbc3")
HASH = struct.pack("<64I", *[k & 0xFFFFFFFF for k in K256])
for case, rodata in [("positive/pads", HASH), ("negative/pads", b"")]:
    write("code_shapes/" + case, elf(program=True, needed=["libc.so.6"], imports=LIBC, text=APART.join([PADS, ITERATE]), rodata=rodata))
write("code_shapes/malformed/cut", elf(program=True, needed=["libc.so.6"], headers=False, text=RC4)[:-60])


# Classes of Java: the constant pool alone.
def java(*constants):
    pool = b"".join(b"\x01" + struct.pack(">H", len(each)) + each.encode() for each in constants)
    pool += b"\x07\0\x01" + b"".join(b"\x08" + struct.pack(">H", at) for at in range(2, len(constants) + 1))
    return b"\xca\xfe\xba\xbe\0\0\0\x41" + struct.pack(">H", 2 * len(constants) + 1) + pool


write("java_class/positive/A.class", java("javax/crypto/Cipher", "AES/ECB/PKCS5Padding", "text"))
write("java_class/negative/A.class", java("java/lang/String", "AES/ECB/PKCS5Padding"))
write("java_class/malformed/A.class", java("javax/crypto/Cipher", "AES/ECB/PKCS5Padding")[:40])
