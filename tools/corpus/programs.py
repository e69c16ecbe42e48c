"""The programs of the corpus: files below programs/, many programs a file.

Owns: their grammar. A file begins with `// key: value` (library, packages, link, source,
include, static, part), goes on with what all its programs share, and has one `//== NAME: USAGES`
before each program. A usage is in the grammar of the catalogue (`aes-256/gcm`); those behind `?`
reach their function as an argument: the call does not name them.
"""
import dataclasses
import hashlib
import pathlib
import re

HERE = pathlib.Path(__file__).parent / "programs"


@dataclasses.dataclass
class Program:
    library: str
    name: str
    text: str
    uses: list
    arguments: list
    settings: dict
    language: str

    @property
    def part(self):
        """Whole libraries and every fifth program by hash are only scored."""
        digest = hashlib.sha256(f"{self.library}/{self.name}".encode()).digest()
        return "score" if self.settings.get("part") == "score" or digest[0] % 5 == 0 else "develop"

    @property
    def stem(self):
        return re.sub(r"[^A-Za-z0-9]+", "", self.library).lower() + "-" + self.name

    def list(self, key):
        return self.settings.get(key, "").split()


def read(path):
    """The programs of one file."""
    text = path.read_text()
    settings = dict(re.findall(r"^// ([\w-]+): (.+)$", text.split("//==")[0], re.MULTILINE))
    shared, *parts = re.split(r"^//== ", text, flags=re.MULTILINE)
    for part in parts:
        head, body = part.split("\n", 1)
        name, usages = head.split(":", 1)
        named, _, arguments = usages.partition("?")
        yield Program(settings["library"], name, shared + body, named.split(), arguments.split(), settings,
                      path.suffix[1:])


def all_of(suffixes):
    for path in sorted(HERE.iterdir()):
        if path.suffix[1:] in suffixes:
            yield from read(path)
