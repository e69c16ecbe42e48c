#!/usr/bin/env python3
"""Builds a labelled corpus of files: what is in each is known because it was put there.

usage: tools/corpus/build.py OUTPUT [--only PART,...] [--packages FOLDER]

Parts: libraries (programs with the libraries of Debian, dynamic and static), sources (libraries
compiled here at each level), own (code of its own, and programs without cryptography), go, rust,
debian (programs that Debian ships), data (files that are no programs).

What is missing (compilers, packages) is said and left out. OUTPUT/truth.jsonl has one line a file:

  path      below OUTPUT
  part      "develop", or "score": never looked at, only counted
  library, version, program, compiler, architecture, level, linking, stripped
  must      usages of the catalogue that the program uses; in a dynamic file by the names of
            functions, in a static one because their code is there
  argument  the same, where a dynamic file only shows them as arguments of a call
  may       families that come along, told by the symbols before stripping; "*" when unknown

`bench/accuracy --binaries OUTPUT` scores a scan by it. docs/corpus.md tells what has to be
installed. Files of OUTPUT that are there already are not built again.
"""
import argparse
import concurrent.futures
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

import files
import present
import programs
import tables
import toolchains
from debian import Packages, TRIPLETS, upstream

# Compilers that run at a time.
JOBS = 2


class Corpus:
    """The files, what is known of them, and what was left out."""

    def __init__(self, output, packages):
        self.output = output
        self.work = output.parent / (output.name + ".work")
        self.packages_folder = packages
        self.truth = {}
        self.left_out = set()
        self.opened = {}
        for folder in (self.output, self.work, packages):
            folder.mkdir(parents=True, exist_ok=True)
        self.read_old()

    def read_old(self):
        path = self.output / "truth.jsonl"
        for line in path.read_text().splitlines() if path.exists() else []:
            line = json.loads(line)
            if (self.output / line["path"]).exists():
                self.truth[line["path"]] = line

    def has(self, *names):
        return all(name in self.truth for name in names)

    def add(self, path, **known):
        line = {"path": path, "part": "develop", "library": "none", "version": "", "program": "", "compiler": "",
                "architecture": "", "level": "", "linking": "data", "stripped": False, "must": [], "argument": [], "may": []}
        self.truth[path] = line | known
        # At once, so that a run that is cut short can go on.
        with open(self.output / "truth.jsonl", "a") as file:
            file.write(json.dumps(self.truth[path]) + "\n")

    def leave_out(self, what):
        self.left_out.add(what)

    def write(self):
        with open(self.output / "truth.jsonl", "w") as file:
            for path in sorted(self.truth):
                file.write(json.dumps(self.truth[path]) + "\n")
        for what in sorted(self.left_out):
            print("left out:", what, file=sys.stderr)
        print(f"{len(self.truth)} files", file=sys.stderr)

    def packages(self, architecture):
        """The packages of an architecture, opened once; None when there are none."""
        if architecture not in self.opened:
            packages = Packages(self.packages_folder, architecture)
            self.opened[architecture] = packages if packages.open() else None
        return self.opened[architecture]


def add_with_stripped(corpus, toolchain, built, name, both, **known):
    """Puts a program into the corpus: stripped, and also as it is when `both`."""
    symbols = toolchains.symbols(built)
    known = known | {"may": present.families(symbols)}
    if both:
        shutil.copy(built, corpus.output / name)
        corpus.add(name, **known)
    stripped = f"{name}.stripped"
    if toolchains.strip(toolchain, built, corpus.output / stripped):
        corpus.add(stripped, **known | {"stripped": True})
    else:
        corpus.leave_out(f"{stripped}: strip")
    built.unlink()


def about(program, toolchain, level, static):
    """What is known of a program before it is built."""
    linking = "own" if program.library in ("own", "none") else "static" if static else "dynamic"
    whole = linking != "dynamic"
    part = "score" if "score" in (program.part, toolchain.part) else "develop"
    return {"part": part, "library": program.library, "program": program.name, "compiler": toolchain.compiler,
            "architecture": toolchain.architecture, "level": level, "linking": linking,
            "must": program.uses + (program.arguments if whole else []), "argument": [] if whole else program.arguments}


def compile_program(corpus, program, toolchain, level, static, flags, both, version=""):
    name = f"{program.stem}.{toolchain.name}.{level}.{'static' if static else 'dynamic'}"
    if corpus.has(f"{name}.stripped"):
        return
    compiler = toolchain.cxx if program.language == "cpp" else toolchain.c
    with tempfile.TemporaryDirectory(dir=corpus.work) as folder:
        folder = pathlib.Path(folder)
        (folder / "tables.h").write_text(TABLES)
        source = folder / f"input.{program.language}"
        source.write_text(program.text)
        command = [*compiler, *toolchains.LEVELS[level], "-w", f"-I{folder}", source, "-o", folder / "built",
                   *flags, *(["-static"] if static else [])]
        good, error = toolchains.run(command)
        # A linker for PE adds the ending.
        built = next((folder / each for each in ("built", "built.exe") if (folder / each).exists()), None)
        if not good or not built:
            corpus.leave_out(f"{name}: {error}")
            return
        add_with_stripped(corpus, toolchain, built, name, both, version=version, **about(program, toolchain, level, static))


TABLES = tables.header()


def present_toolchains(corpus):
    for toolchain in toolchains.TOOLCHAINS:
        if toolchain.there():
            yield toolchain
        else:
            corpus.leave_out(f"all by {toolchain.c[0]}: not installed")


def libraries(corpus):
    """Programs with libraries that Debian built."""
    for toolchain in present_toolchains(corpus):
        packages = toolchain.debian and corpus.packages(toolchain.debian)
        for program in programs.all_of(["c", "cpp"]) if packages else []:
            if not program.list("packages"):
                continue
            root = packages.fetch(program.list("packages"))
            if not root:
                corpus.leave_out(f"{program.library} for {toolchain.debian}: no packages")
                continue
            triplet = TRIPLETS[toolchain.debian]
            include = [f"-I{root}/usr/include/{each}" for each in program.list("include")]
            flags = ["-pthread", *include, f"-I{root}/usr/include", f"-I{root}/usr/include/{triplet}", f"-L{root}/usr/lib/{triplet}",
                     f"-L{root}/lib/{triplet}", "-Wl,--unresolved-symbols=ignore-in-shared-libs", *program.list("link")]
            version = upstream(packages.versions[program.list("packages")[0]])
            for level, static in toolchains.library_variants(toolchain):
                if not (static and program.settings.get("static") == "no"):
                    more = ["-lpthread", "-ldl"] if static else []
                    both = level == "O0" or (static and level == "O2" and toolchain.name == "gcc-x86-64")
                    yield compile_program, (corpus, program, toolchain, level, static, flags + more, both, version)


def archive(corpus, toolchain, level, source):
    """A library compiled from its source: the archive, its folders of headers and its version."""
    package, pattern, *headers = source
    packages = corpus.packages("amd64")
    found = packages and packages.source(package)
    if not found:
        corpus.leave_out(f"source of {package}")
        return None
    tree, version = found
    place = corpus.work / f"{package}.{toolchain.name}.{level}"
    include = [f"-I{tree / each}" for each in headers]
    if not (place / "done").exists():
        place.mkdir(exist_ok=True)
        units = sorted(tree.glob(pattern))
        jobs = [[*toolchain.c, *toolchains.LEVELS[level], "-w", "-ffunction-sections", "-fdata-sections",
                 *include, "-c", unit, "-o", place / (str(unit.relative_to(tree)).replace("/", "_") + ".o")] for unit in units]
        with concurrent.futures.ThreadPoolExecutor(JOBS) as pool:
            for unit, (good, error) in zip(units, pool.map(toolchains.run, jobs)):
                if not good:
                    corpus.leave_out(f"{package} by {toolchain.name}: {unit.name}: {error}")
        (place / "done").touch()
    return sorted(place.glob("*.o")), include, upstream(version)


def sources(corpus):
    """Libraries compiled here, at each level, and only what is used of them linked."""
    for toolchain in present_toolchains(corpus):
        for program in programs.all_of(["c"]):
            if not program.list("source"):
                continue
            for level in toolchain.levels if toolchain.name == "gcc-x86-64" else ("O2",):
                built = archive(corpus, toolchain, level, program.list("source"))
                if not built:
                    continue
                objects, include, version = built
                group = corpus.work / f"{program.list('source')[0]}.{toolchain.name}.{level}.a"
                if not group.exists():
                    ar = "gcc-ar" if level == "lto" else "ar"
                    toolchains.run([toolchain.tools + ar, "rcs", group, *objects])
                own = program.__class__(**{**program.__dict__, "name": program.name + "-built"})
                windows = ["-lws2_32", "-ladvapi32", "-lbcrypt"] if toolchain.architecture.startswith("pe") else []
                flags = [*include, "-Wl,--gc-sections", "-ffunction-sections", "-fdata-sections", group, *windows]
                yield compile_program, (corpus, own, toolchain, level, True, flags, level == "O2", version)


def own(corpus):
    """Code of its own, and programs without cryptography."""
    for toolchain in present_toolchains(corpus):
        for program in programs.all_of(["c", "cpp"]):
            if program.list("packages"):
                continue
            for level, static in toolchains.source_variants(toolchain, program.library != "none"):
                if program.language == "cpp" and (static or not shutil.which(toolchain.cxx[0])):
                    continue
                flags = ["-lm"]
                yield compile_program, (corpus, program, toolchain, level, static, flags, level == "O0")


GO_TARGETS = [("linux", "amd64"), ("linux", "arm64"), ("linux", "386"), ("linux", "mipsle"), ("windows", "amd64"), ("darwin", "arm64")]


def go_text(text):
    """Go refuses imports that are not used."""
    body = text.split(")", 1)[1]
    used = lambda line: re.search(rf'\b{line.split("/")[-1].strip(chr(34))}\.', body)
    lines = [line for line in text.splitlines() if not re.match(r'^\t"', line) or used(line.strip())]
    return "\n".join(lines) + "\n"


def go(corpus):
    """Programs of Go with its standard library."""
    if not shutil.which("go"):
        corpus.leave_out("all of Go: not installed")
        return
    version = subprocess.run(["go", "env", "GOVERSION"], capture_output=True, text=True, check=True).stdout.strip()
    for system, architecture in GO_TARGETS:
        for program in programs.all_of(["go"]):
            yield go_program, (corpus, program, system, architecture, version.removeprefix("go"))


def go_program(corpus, program, system, architecture, version):
    name = f"{program.stem}.go-{system}-{architecture}"
    if corpus.has(f"{name}.stripped", name):
        return
    environment = {"GOOS": system, "GOARCH": architecture, "CGO_ENABLED": "0", "GOFLAGS": "-trimpath", "GO111MODULE": "off",
                   "GOCACHE": str(corpus.work / "go-cache"), "HOME": str(corpus.work), "PATH": "/usr/bin:/bin"}
    source = corpus.work / name
    source.mkdir(exist_ok=True)
    (source / "main.go").write_text(go_text(program.text))
    for stripped, flags in ((False, []), (True, ["-ldflags=-s -w"])):
        output = corpus.output / (name + (".stripped" if stripped else ""))
        done = subprocess.run(["go", "build", *flags, "-o", output, source / "main.go"], env=environment, capture_output=True, text=True)
        if done.returncode:
            corpus.leave_out(f"{name}: {done.stderr.splitlines()[-1]}")
            return
        symbols = toolchains.symbols(output) if not stripped else symbols
        empty = not program.uses
        corpus.add(output.name, part=program.part, library="none" if empty else program.library, version=version, program=program.name, compiler="go",
                   architecture=f"{system}-{architecture}", linking="own" if empty else "static", stripped=stripped,
                   must=program.uses, may=[] if empty else present.families(symbols))


RUST_PROFILES = {"O2": "release", "Os": "small"}
RUST_PROFILE = """[profile.small]
inherits = "release"
opt-level = "s"
lto = true
panic = "abort"
codegen-units = 1
"""


def rust(corpus):
    """Programs of Rust, a package for each file below programs/."""
    if not shutil.which("cargo"):
        corpus.leave_out("all of Rust: not installed")
        return
    root = corpus.work / "rust"
    repository = pathlib.Path(__file__).resolve().parents[2]
    packages = {}
    for program in programs.all_of(["rs"]):
        packages.setdefault(program.settings["package"], []).append(program)
    # Those that compile C come last: they take longest.
    for package, listed in sorted(packages.items(), key=lambda each: each[1][0].settings.get("small") == "no"):
        folder = root / package
        (folder / "src/bin").mkdir(parents=True, exist_ok=True)
        dependencies = re.findall(r"^// crate: (.+)$", listed[0].text, re.MULTILINE)
        lines = "\n".join(dependencies).replace("REPOSITORY", str(repository))
        (folder / "Cargo.toml").write_text(f'[package]\nname = "{package}"\nversion = "0.0.0"\nedition = "2021"\n[workspace]\n'
                                           + RUST_PROFILE + f"[dependencies]\n{lines}\n")
        for program in listed:
            (folder / f"src/bin/{program.name}.rs").write_text(program.text)
        yield rust_package, (corpus, folder, listed)


def rust_package(corpus, folder, listed):
    for level, profile in RUST_PROFILES.items():
        if level == "Os" and listed[0].settings.get("small") == "no":
            continue
        names = [f"{program.stem}.rustc-x86-64.{level}" for program in listed]
        if corpus.has(*(f"{name}.stripped" for name in names)):
            continue
        target = corpus.work / "rust-target"
        done = subprocess.run(["cargo", "build", "--quiet", "--profile", profile, "--target-dir", target],
                              cwd=folder, capture_output=True, text=True)
        if done.returncode:
            error = next((line for line in done.stderr.splitlines() if "error" in line), "")
            corpus.leave_out(f"Rust package {folder.name}: {error}")
            continue
        tree = subprocess.run(["cargo", "tree", "--prefix", "none", "--depth", "1"], cwd=folder, capture_output=True, text=True).stdout
        for program, name in zip(listed, names):
            version = re.search(rf"^{program.settings['version-of']} v([\w.-]+)", tree, re.MULTILINE)
            built = corpus.work / "built"
            shutil.copy(target / profile / program.name, built)
            add_with_stripped(corpus, toolchains.TOOLCHAINS[0], built, name, True, part=program.part, library=program.library, version=version[1] if version else "",
                              program=program.name, compiler="rustc", architecture="x86-64", level=level, linking="static", must=program.uses)


def debian(corpus):
    """Programs as Debian ships them, with and without cryptography."""
    packages = corpus.packages("amd64")
    for listed in files.SHIPPED if packages else []:
        files.shipped(corpus, packages, *listed)


def data(corpus):
    """Files that are no programs."""
    files.data(corpus, corpus.packages("amd64"))


PARTS = {each.__name__: each for each in (own, libraries, sources, go, rust, debian, data)}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("output", type=pathlib.Path)
    parser.add_argument("--only", default=",".join(PARTS))
    parser.add_argument("--packages", type=pathlib.Path, help="where packages are unpacked; kept between runs")
    arguments = parser.parse_args()
    output = arguments.output.resolve()
    corpus = Corpus(output, arguments.packages or output.parent / (output.name + ".packages"))
    for name in arguments.only.split(","):
        jobs = PARTS[name](corpus)
        # Packages are fetched and archives made as the jobs are listed, one after another.
        with concurrent.futures.ThreadPoolExecutor(1 if name == "rust" else JOBS) as pool:
            for done in [pool.submit(job, *given) for job, given in jobs or []]:
                done.result()
        corpus.write()


if __name__ == "__main__":
    main()
