"""Compilers of C and C++ for each architecture, and the tools that read what they made.

Owns: what is called how, and the variants. Which program is built with which is not its matter.
"""
import dataclasses
import shutil
import subprocess

# Which optimisation a variant has, as options of the compiler.
LEVELS = {"O0": ["-O0"], "O2": ["-O2"], "Os": ["-Os"], "lto": ["-O2", "-flto"]}


@dataclasses.dataclass(frozen=True)
class Toolchain:
    compiler: str
    architecture: str
    # The architecture of Debian whose libraries it links, if there is one.
    debian: str
    c: tuple
    cxx: tuple
    # Which levels code is built at that comes as source.
    levels: tuple
    # What names of its binutils begin with.
    tools: str

    @property
    def name(self):
        return f"{self.compiler}-{self.architecture}"

    @property
    def part(self):
        """One pair of compiler and architecture is only scored."""
        return "score" if self.name == "clang-aarch64" else "develop"

    def there(self):
        return shutil.which(self.c[0]) is not None


def gcc(architecture, debian, prefix, levels=("O2",)):
    return Toolchain("gcc", architecture, debian, (prefix + "gcc",), (prefix + "g++",), levels, prefix)


def clang(architecture, debian, levels):
    target = f"--target={architecture.replace('-', '_')}-linux-gnu"
    return Toolchain("clang", architecture, debian, ("clang", target), ("clang++", target), levels, "" if debian == "amd64" else "aarch64-linux-gnu-")


EVERY = tuple(LEVELS)
TOOLCHAINS = [
    gcc("x86-64", "amd64", "", EVERY),
    gcc("aarch64", "arm64", "aarch64-linux-gnu-", ("O0", "O2", "Os")),
    gcc("i386", "i386", "i686-linux-gnu-"),
    gcc("armhf", "armhf", "arm-linux-gnueabihf-"),
    gcc("mipsel", "mipsel", "mipsel-linux-gnu-"),
    gcc("mips", "", "mips-linux-gnu-"),
    gcc("riscv64", "", "riscv64-linux-gnu-"),
    clang("x86-64", "amd64", ("O0", "O2", "Os")),
    clang("aarch64", "arm64", ("O2", "Os")),
    gcc("pe-x86-64", "", "x86_64-w64-mingw32-"),
    gcc("pe-i386", "", "i686-w64-mingw32-"),
]


def library_variants(toolchain):
    """Variants of a program whose library is built already: level, whether static."""
    if toolchain.name == "gcc-x86-64":
        return [("O0", False), ("O2", False), ("O2", True), ("lto", True)]
    return [("O2", False), ("O2", True)]


def source_variants(toolchain, with_cryptography):
    """Variants of a program that is all there is: code of algorithms at every level."""
    levels = toolchain.levels if with_cryptography or toolchain.name == "gcc-x86-64" else ("O2",)
    return [(level, False) for level in levels] + [("O2", True)]


def run(command):
    """Whether a command went well; its last line otherwise goes to what is left out."""
    if not shutil.which(str(command[0])):
        return False, "not installed"
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, errors="replace")
    error = next((line for line in done.stderr.splitlines() if "error" in line or "undefined" in line), "")
    return done.returncode == 0, error[:160]


def strip(toolchain, path, output):
    return run([toolchain.tools + "strip", "--strip-all", path, "-o", output])[0]


def symbols(path):
    """Names of what is defined in a file or imported by it, C++ and Rust as words."""
    names = []
    for dynamic in ([], ["--dynamic"]):
        listed = subprocess.run(["llvm-nm", "--just-symbol-name", "--demangle", *dynamic, str(path)],
                                capture_output=True, text=True, errors="replace")
        names += listed.stdout.splitlines()
    return names
