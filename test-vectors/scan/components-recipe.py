"""Makes components/rpmdb.sqlite: 203 packages in the layout of RPM's database, three of note.

usage: components-recipe.py OUTPUT
The headers hold only the tags that are read. Small pages make the tree deep and rows overflow.
"""
import pathlib
import sqlite3
import struct
import sys


def header(name, version, release, files=()):
    folders = sorted({path.rsplit("/", 1)[0] + "/" for path in files})
    tags = [
        (1000, 6, [name]), (1001, 6, [version]), (1002, 6, [release]),
        (1011, 6, ["Red Hat, Inc."]), (1022, 6, ["x86_64"]),
    ]
    if files:
        tags.append((1116, 4, [folders.index(path.rsplit("/", 1)[0] + "/") for path in files]))
        tags.append((1117, 8, [path.rsplit("/", 1)[1] for path in files]))
        tags.append((1118, 8, folders))
    index, store = b"", b""
    for tag, kind, values in tags:
        if kind == 4:
            store += b"\0" * (-len(store) % 4)
        index += struct.pack(">4I", tag, kind, len(store), len(values))
        for value in values:
            store += struct.pack(">I", value) if kind == 4 else value.encode() + b"\0"
    return struct.pack(">2I", len(tags), len(store)) + index + store


output = pathlib.Path(sys.argv[1])
output.mkdir(parents=True, exist_ok=True)
path = output / "rpmdb.sqlite"
path.unlink(missing_ok=True)
database = sqlite3.connect(path)
database.execute("PRAGMA page_size = 512")
database.execute("CREATE TABLE Packages (hnum INTEGER PRIMARY KEY AUTOINCREMENT, blob BLOB NOT NULL)")
rows = [header(f"plain{number}", "1", "1") for number in range(200)]
rows.insert(50, header("openssl-libs", "3.5.1", "4.el9", ["/usr/lib64/libcrypto.so.3"]))
many = [f"/usr/share/keys/{number:04}.txt" for number in range(40)] + ["/usr/share/keys/a.pem"]
rows.insert(120, header("keys", "1.0", "1", many))
rows.append(header("nothing", "1", "1", ["/usr/share/nothing"]))
database.executemany("INSERT INTO Packages (blob) VALUES (?)", [(row,) for row in rows])
database.commit()
database.execute("VACUUM")
database.close()
