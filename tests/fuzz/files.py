"""Files and archives that no platform would hand on, as bytes: bombs, links, doubled names, deep nests."""

from __future__ import annotations

import io
import json
import struct
import warnings
import zipfile
import zlib
from random import Random

NAMES = ("a.toml", "b.json", "c.md", "d.tex", "../a.toml", "/etc/a.md", "x/../../a.json", "C:\\a.md", "\\\\host\\a.md",
"a/b/c/d/e/f.tex", "a.zip",
         "a.toml/b.toml", ".a.toml", "__MACOSX/a.md", "CON.md", "nul.toml", "a.md/", "-rf.md", "$(ls).md", "%00.md",
         "é.md", "\u202etxt.md", "a" * 300 + ".md",
         "a\n.md", "./a.md", "a//b.md", "~/a.md", "'.md", " .md", "a.MD", "a.toml.exe")  # fmt: skip
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-32", "latin-1", "cp037", "utf-7", "shift_jis")
ENDS = ("\n", "\r\n", "\r", "\u2028")


def content(form: str, text: str, chance: Random) -> bytes:
    """What a file of that form holds, broken in one way or another."""
    n = chance.choice((1, 10, 200, 3_000, 50_000))
    quoted = json.dumps(text)
    match form:
        case "toml":
            found = chance.choice((
                "problem = " + "[" * n, "a" + ".a" * n + " = 1", "[" + "a." * n + "a]",
                "\n".join(f"a{k} = {k}" for k in range(n)), f"x = {'9' * n}",
                f"problem = {quoted}\nproblem = {quoted}", "[answers]\n" * 2, "x = " + "{a=" * n,
                f"student = '''{'x' * n}'''", "# " * n, "[[a]]\n" * n,
                f'problem = "ece449/5"\n[answers]\nW = {n}\n',
                'problem = "ece449/5"\n[answers]\n' + "\n".join(f'a{k} = "1"' for k in range(n)),
                f'problem = ["ece449/5"]\nanswers = {quoted}', f'[answers]\n{quoted} = {quoted}',
                "x = 1979-05-27T99:99:99Z", "x = nan\ny = -inf", "\\" * n,
            ))  # fmt: skip
        case "json":
            found = chance.choice((
                "[" * n, '{"a":' * n, "[" * n + "]" * n, '{"a":' * n + "1" + "}" * n, "[" + "1," * n + "1]",
                f"[{'9' * n}]", f'{{"problem": {quoted}}}', "null",
                json.dumps([{"problem": "ece449/5", "answers": {}}] * min(n, 1_000)),
                '{"problem": "ece449/5", "problem": "own/1"}', "[NaN, Infinity, -Infinity]",
                '"' + "\\ud800" * n + '"', '"' + "a" * n, json.dumps({"problem": "ece449/5", "student": n,
                "answers": [1, 2]}), "1e" + "9" * n, '"\\u0000"',
                json.dumps({"problem": "ece449/5", "student": "s", "answers": {f"a{k}": "1" for k in range(n)}}),
                "[[], {}, 1, null, true]", "\x00" * n,
                json.dumps({"problem": "ece449/5", "student": "s", "answers": {"W": {"W": {"W": text}}}}), "// x\n{}",
                "{'problem': 'ece449/5'}",
            ))  # fmt: skip
        case "md":
            found = chance.choice((
                "---\n" * n, "---\nproblem: ece449/5\n" + "a: b\n" * n + "---\n", "# " * n, "## W\n\n" * n,
                "#" * n + " W", f"---\nproblem: {text}\n---\n## W\n$$ {text} $$",
                "```\n" * n, "$$" * n, "$" * n, "## W\n$$W = 1$$\n" * n, "---\nstudent: &a [*a]\n---\n",
                f"---\nproblem: ece449/5\n---\n## {text}\n{text}\n", "> " * n,
                "<!--" * n, "[a](" * n, "| W | 1 |\n" * n, "## W\n" + "$x$ " * n, "## W\n" + "\n" * n + "$$1$$",
                f"## W\n{text}\n" * min(n, 50), "\\" * n,
            ))  # fmt: skip
        case _:
            found = chance.choice((
                "\\section{" * n, "\\section{Problem 5}\n" * n, "\\begin{document}" * n, "\\def\\a{\\a\\a}\\a",
                "\\input{/etc/passwd}", "%" * n, "{" * n, "}" * n, "\\" * n,
                "\\[ W = 1 \\]\n" * n, "\\subsection{W}\n" * n + "\\[ 1 \\]", "\\newcommand{\\x}[9]{#1#2#3}" * min(n,
                3_000), "\\verb|" * n, "\\begin{verbatim}" * n, "$" * n,
                f"\\section{{Problem 5}}\\subsection{{W}}\\[ {text} \\]",
                "\\begin{align}" + " x &= 1 \\\\" * n + "\\end{align}", "\\iffalse" * n, "\\catcode`\\@=0 " * n,
            ))  # fmt: skip
    found = found[:900_000].replace("\n", chance.choice(ENDS)) if chance.random() < 0.2 else found[:900_000]
    encoding = chance.choice(ENCODINGS) if chance.random() < 0.2 else "utf-8"
    coded = found.encode(encoding, "surrogatepass" if encoding.startswith("utf") and encoding != "utf-7" else "replace")
    return coded + (
        chance.choice((b"\xff", b"\xc3", b"\0", b"\x1a", b"\xed\xa0\x80")) if chance.random() < 0.1 else b""
    )


def archive(inner: bytes, chance: Random) -> bytes:
    """A .zip that is a bomb, holds itself, lies about sizes, doubles names, leads out, or is cut."""
    kind = chance.choice(
        (plain, plain, bomb, within, lying, doubled, linked, locked, crowded, cut, otherwise, prefixed)
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # zipfile says that a name is there twice
        found = kind(inner, chance)
    if chance.random() < 0.15 and found:
        whole = bytearray(found)
        for _ in range(chance.randint(1, 20)):
            whole[chance.randrange(len(whole))] ^= 1 << chance.randrange(8)
        found = bytes(whole)
    return found


def zipped(members: list[tuple[str | zipfile.ZipInfo, bytes]], way: int = zipfile.ZIP_DEFLATED) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", way) as file:
        for name, data in members:
            file.writestr(name, data, way)
    return held.getvalue()


def plain(inner: bytes, chance: Random) -> bytes:
    return zipped([(chance.choice(NAMES), inner) for _ in range(chance.randint(1, 3))])


def bomb(inner: bytes, chance: Random) -> bytes:
    """A few thousand bytes that unpack to millions."""
    size = chance.choice((900_000, 1_000_001, 20_000_000))
    return zipped(
        [
            (f"{k}.{chance.choice(('md', 'toml', 'txt'))}", chance.choice((b"x", b"\0", b"[", b"\n")) * size)
            for k in range(chance.choice((1, 2)))
        ]
    )


def within(inner: bytes, chance: Random) -> bytes:
    """Archives in archives."""
    for k in range(chance.choice((1, 2, 30))):
        inner = zipped([(chance.choice(("a.zip", "a.md", "b.toml")), inner), (f"{k}.md", b"x")])
    return inner


def lying(inner: bytes, chance: Random) -> bytes:
    """Sizes, sums, places and counts that are not true."""
    whole = bytearray(zipped([("a.md", inner), ("b.toml", inner)]))
    at = whole.rfind(b"PK\x01\x02" if chance.random() < 0.6 else b"PK\x05\x06")
    place = at + chance.choice((4, 6, 8, 10, 12, 16, 20, 24, 28, 30, 32, 38, 42))
    value = chance.choice((0, 1, 0xFFFF, 0xFFFFFFFF, 0x7FFFFFFF, 1 << 20))
    if 0 <= place <= len(whole) - 4:
        whole[place : place + 4] = struct.pack("<I", value)
    return bytes(whole)


def doubled(inner: bytes, chance: Random) -> bytes:
    name = chance.choice(NAMES)
    return zipped([(name, inner), (chance.choice((name, name.upper(), f"./{name}")), b"x")])


def linked(inner: bytes, chance: Random) -> bytes:
    """A link, a device, a folder with contents."""
    info = zipfile.ZipInfo(chance.choice(NAMES))
    info.external_attr = chance.choice((0o120777, 0o020666, 0o060666, 0o010666, 0o040755, 0o100000)) << 16
    return zipped([(info, chance.choice((b"/etc/passwd", b"../..", inner)))])


def locked(inner: bytes, chance: Random) -> bytes:
    whole = bytearray(zipped([("a.md", inner)]))
    whole[whole.rfind(b"PK\x01\x02") + 8] |= 1
    return bytes(whole)


def crowded(inner: bytes, chance: Random) -> bytes:
    """Very many members: nothing but a list of names."""
    n = chance.choice((100, 1_000, 3_000))
    return zipped([(f"{k}.{chance.choice(('md', 'x'))}", b"") for k in range(n)], zipfile.ZIP_STORED)


def cut(inner: bytes, chance: Random) -> bytes:
    whole = zipped([("a.md", inner)])
    return whole[: chance.randint(0, len(whole))]


def otherwise(inner: bytes, chance: Random) -> bytes:
    """Another format under this name, or another way of packing."""
    if chance.random() < 0.5:
        return zipped([("a.md", inner)], chance.choice((zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)))
    return chance.choice(
        (
            b"\x1f\x8b",
            b"7z\xbc\xaf\x27\x1c",
            b"Rar!\x1a\x07",
            b"%PDF-1.7",
            b"PK\x03\x04",
            b"PK\x05\x06" + b"\0" * 18,
            b"\x89PNG",
        )
    ) + zlib.compress(inner)


def prefixed(inner: bytes, chance: Random) -> bytes:
    """Something before the archive, something behind it, two of them in one."""
    one = zipped([("a.md", inner)])
    return chance.choice(
        (b"#!/bin/sh\n" + one, one + b"\0" * 1_000, one + zipped([("../b.md", inner)]), one + one, one[:10] + one)
    )
