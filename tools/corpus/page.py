#!/usr/bin/env python3
"""Writes docs/accuracy.md from what was measured; what people wrote at its end stays.

usage: bench/accuracy --binaries --json CORPUS | tools/corpus/page.py CORPUS

The tables come from standard input and the head from CORPUS/truth.jsonl. Everything from the
heading "What is missed, and why" on is kept as it stands in the page.
"""
import datetime
import json
import pathlib
import subprocess
import sys

PAGE = pathlib.Path(__file__).resolve().parents[2] / "docs/accuracy.md"
BY_HAND = "## What is missed, and why"
# Classes whose promises stand in the first table.
NAMED, BARE, NEGATIVE = "dynamic or not stripped", "static, stripped: x86-64, AArch64", "without cryptography"

HEAD = """# Accuracy on files whose content is known

Measured on {date} over {files} files ({mebibytes} MiB) of [the corpus](corpus.md): {positive} with
cryptography, {negative} without; {scored} of them are only scored. Two processors, Debian 12, {compilers};
libraries: {libraries}.

```
tools/corpus/build.py CORPUS && tools/corpus/peers.py CORPUS && bench/accuracy --binaries CORPUS
```

| tool | seconds | MiB | names left: precision | recall | code alone: precision | recall | false in negatives | false safe |
|---|---:|---:|---:|---:|---:|---:|---:|---:|
{tools}

*Names left* are files that are dynamic or not stripped, *code alone* is static or own code, stripped,
for x86-64 and AArch64. *False safe*: files with cryptography of which nothing at all is reported.
yara-x runs rules written here from published constants and names (`tools/corpus/peers.py`), a
family each; another author's rules would score otherwise. wheel-crypto-scan reads native code in Python's
wheels: it gets the files that it takes in wheels of their own, and the words of what it matched stand for
families. capa is not in the table: its rules do not come with its package and could not be had.

Programs that nobody had tuned the scan to: [accuracy-blind.md](accuracy-blind.md).

## What is promised

| promise | met |
|---|---|
{promises}

## By class and part

*Arguments*: of what a call only gives as a number or text. *Parameters*: key length, mode, curve or
hash, where the truth has one and the family was found. *Level*: *uses* for calls, *implements* for
code. *Library* and *version*: named for the file.

| class | files | precision | recall | arguments | parameters | level | library | version | false safe |
|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|
{classes}

## By library

| library and class | files | precision | recall | library | version | false safe |
|---|---:|---:|---:|---:|---:|---:|
{by_library}

## By family

| family | found | missed | false |
|---|---:|---:|---:|
{families}

"""


def share(value):
    return "–" if value is None else f"{value:.3f}"


def row(*cells):
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


def tool_row(tool):
    groups = {each["group"]: each for each in tool["classes"]}
    nothing = {"precision": None, "recall": None, "false": 0, "files": 0}
    named, bare, negative = (groups.get(name, nothing) for name in (NAMED, BARE, NEGATIVE))
    return row(tool["tool"], f"{tool['seconds']:.1f}", tool["bytes"] >> 20, share(named["precision"]), share(named["recall"]),
               share(bare["precision"]), share(bare["recall"]), f"{negative['false']} in {negative['files']}", share(tool["falseSafe"]))


def class_row(each):
    kinds = ("precision", "recall", "recallOfArguments", "recallOfParameters", "recallOfLevels", "recallOfLibraries",
             "recallOfVersions", "falseSafe")
    return row(each["group"], each["files"], *(share(each[kind]) for kind in kinds))


def library_row(each):
    kinds = ("precision", "recall", "recallOfLibraries", "recallOfVersions", "falseSafe")
    return row(each["group"], each["files"], *(share(each[kind]) for kind in kinds))


def compilers():
    """What the compilers call themselves."""
    found = []
    for name, arguments in (("gcc", ["-dumpfullversion"]), ("clang", ["-dumpversion"]), ("go", ["env", "GOVERSION"]), ("rustc", ["--version"])):
        try:
            text = subprocess.run([name, *arguments], capture_output=True, text=True, check=True).stdout.strip()
        except (OSError, subprocess.CalledProcessError):
            continue
        found.append(f"{name} {text.removeprefix('go').removeprefix('rustc ').split()[0]}")
    return ", ".join(found)


def libraries(truth):
    found = {}
    for line in truth:
        if line["version"] and line["library"] not in ("none", "shipped", "own"):
            found.setdefault(line["library"], set()).add(line["version"])
    return ", ".join(f"{name} {'/'.join(sorted(versions))}" for name, versions in sorted(found.items()))


def main():
    corpus = pathlib.Path(sys.argv[1])
    tools = json.load(sys.stdin)["tools"]
    truth = [json.loads(line) for line in (corpus / "truth.jsonl").read_text().splitlines()]
    truth = [line for line in truth if (corpus / line["path"]).exists()]
    ours = tools[0]
    negative = sum(line["library"] == "none" for line in truth)
    by_library = [each for each in ours["libraries"] if not each["group"].startswith("none")]
    text = HEAD.format(
        date=datetime.date.today(), files=len(truth), mebibytes=ours["bytes"] >> 20, positive=len(truth) - negative, negative=negative,
        scored=sum(line["part"] == "score" for line in truth), compilers=compilers(), libraries=libraries(truth),
        tools="\n".join(map(tool_row, tools)),
        promises="\n".join(row(each["promise"], "yes" if each["met"] else "no") for each in ours["promises"]),
        classes="\n".join(map(class_row, ours["classes"])), by_library="\n".join(map(library_row, by_library)),
        families="\n".join(row(each["family"], each["true"], each["missed"], each["false"]) for each in ours["algorithms"]))
    before = PAGE.read_text()
    PAGE.write_text(text + before[before.index(BY_HAND):])


if __name__ == "__main__":
    main()
