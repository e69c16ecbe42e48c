"""Packages of Debian, unpacked into a folder: nothing is installed, no root is needed.

Owns: a state of apt of its own for each architecture, downloading, unpacking, versions. What is
built from the packages is not its matter.
"""
import pathlib
import re
import shutil
import subprocess

TRIPLETS = {"amd64": "x86_64-linux-gnu", "arm64": "aarch64-linux-gnu", "armhf": "arm-linux-gnueabihf",
            "i386": "i386-linux-gnu", "mipsel": "mipsel-linux-gnu"}


def mirrors():
    """The machine's own mirrors of Debian, for packages and for sources."""
    lines = []
    for path in pathlib.Path("/etc/apt/sources.list.d").glob("*.sources"):
        for block in path.read_text().split("\n\n"):
            fields = dict(re.findall(r"^([\w-]+): *(.+)$", block, re.MULTILINE))
            if "debian-archive" in fields.get("Signed-By", ""):
                lines += one_line(fields["URIs"], fields["Suites"].split(), fields["Components"],
                                  f'[signed-by={fields["Signed-By"]}]')
    path = pathlib.Path("/etc/apt/sources.list")
    for line in path.read_text().splitlines() if path.exists() else []:
        if line.startswith("deb ") and "debian" in line:
            lines += [line, line.replace("deb ", "deb-src ", 1)]
    return "\n".join(lines) + "\n"


def one_line(uri, suites, components, options):
    return [f"{kind} {options} {uri} {suite} {components}" for suite in suites for kind in ("deb", "deb-src")]


class Packages:
    """The packages of one architecture, each unpacked once below `folder`."""

    def __init__(self, folder, architecture):
        self.folder = pathlib.Path(folder).resolve() / architecture
        self.architecture = architecture
        self.versions = {}
        self.options = []

    def open(self):
        """Reads the lists; False when this architecture is not to be had."""
        state = self.folder / "apt"
        for part in ("lists/partial", "cache/archives/partial"):
            (state / part).mkdir(parents=True, exist_ok=True)
        (state / "status").touch()
        (state / "sources.list").write_text(mirrors())
        settings = {"APT::Architecture": self.architecture, "APT::Architectures": self.architecture,
                    "Dir::State": state, "Dir::State::Lists": state / "lists", "Dir::State::status": state / "status",
                    "Dir::Cache": state / "cache", "Dir::Etc::SourceList": state / "sources.list",
                    "Dir::Etc::SourceParts": "-", "APT::Sandbox::User": "root", "Acquire::Languages": "none"}
        self.options = [part for name, value in settings.items() for part in ("-o", f"{name}={value}")]
        if not any((state / "lists").glob("*_Packages*")):
            subprocess.run(["apt-get", *self.options, "update"], capture_output=True)
        return any((state / "lists").glob("*_Packages*"))

    def fetch(self, names):
        """Unpacks packages into one tree. Returns its root, or None when one is not to be had."""
        root = self.folder / "root"
        missing = [name for name in names if not (self.folder / "done" / name).exists()]
        for name in missing:
            place = self.folder / "debs" / name
            place.mkdir(parents=True, exist_ok=True)
            run = subprocess.run(["apt-get", *self.options, "download", name], cwd=place, capture_output=True)
            debs = list(place.glob("*.deb"))
            if run.returncode != 0 or not debs:
                return None
            root.mkdir(exist_ok=True)
            subprocess.run(["dpkg-deb", "-x", debs[0], root], check=True)
            version = subprocess.run(["dpkg-deb", "-f", debs[0], "Version"], capture_output=True, text=True, check=True)
            (self.folder / "done").mkdir(exist_ok=True)
            (self.folder / "done" / name).write_text(version.stdout.strip())
            debs[0].unlink()
        for name in names:
            self.versions[name] = (self.folder / "done" / name).read_text()
        return root

    def apart(self, name):
        """Unpacks one package into a folder of its own; None when it is not to be had."""
        place = self.folder / "apart" / name
        if place.exists():
            return place
        fetched = Packages(self.folder / "single", name)
        fetched.options = self.options
        root = fetched.fetch([name])
        if root:
            place.parent.mkdir(exist_ok=True)
            shutil.move(root, place)
            return place
        return None

    def source(self, name):
        """The unpacked source of a package and its version; None when it is not to be had."""
        place = self.folder / "source" / name
        place.mkdir(parents=True, exist_ok=True)
        if not any(each.is_dir() for each in place.iterdir()):
            run = subprocess.run(["apt-get", *self.options, "source", name], cwd=place, capture_output=True)
            if run.returncode != 0:
                return None
        tree = next(each for each in place.iterdir() if each.is_dir())
        dsc = next(place.glob("*.dsc")).read_text()
        return tree, re.search(r"^Version: (.+)$", dsc, re.MULTILINE).group(1)


def upstream(version):
    """`1:3.0.17-1~deb12u2` -> `3.0.17`."""
    return re.sub(r"[+~]dfsg.*|-[^-]*$", "", version.split(":")[-1])
