"""The doors that a stranger's text comes through: each takes one text, and says what went wrong, or ''."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from checkers.algebra.compare import Comparer
from checkers.algebra.context import ContextError
from checkers.algebra.document import check_document
from checkers.algebra.reading import Names, read_sides
from checkers.algebra.stream import compare_lines
from checkers.algebra.tree import ReadingError
from checkers.submissions.files import guarded, in_file
from checkers.submissions.sheet import Sheet
from tests.fuzz.texts import SCORE

VERDICTS = ("equal", "different", "undecided", "unreadable")
SHEET = Sheet({"ece449/5": ("Z", "W", "B"), "own/1": ("a", "b")}, frozenset({("own/1", "b")}))


@cache
def questions() -> tuple[dict[str, Any], ...]:
    """The questions of the answer set, each once."""
    found = {}
    for f in sorted((SCORE / "answers").glob("*.jsonl")):
        for line in f.read_text("utf-8").splitlines():
            a = json.loads(line)
            found.setdefault((a["reference"], json.dumps(a["context"])), a)
    return tuple({k: a[k] for k in ("reference", "context")} for a in found.values())


@cache
def comparer() -> Comparer:
    return Comparer()


def parser(text: str, chance: Random) -> str:
    """A text to a tree."""
    names = Names() if chance.random() < 0.5 else comparer().question(**_question(chance)).context.names
    try:
        sides = read_sides(text, names)
    except ReadingError as error:
        return "" if error.message and 0 <= error.position <= len(text) + 1 else f"a refusal without place: {error!r}"
    return "" if sides and all(s.trees for s in sides) else "no tree and no refusal"


def _question(chance: Random) -> dict[str, Any]:
    q = chance.choice(questions())
    return {"reference": q["reference"], "given": q["context"]}


def compare(text: str, chance: Random) -> str:
    """A text as the answer to a question; one time in ten as the question."""
    q = chance.choice(questions())
    record = {"id": 1, **q, "answer": text}
    if chance.random() < 0.1:
        record = {"id": 1, "reference": text, "answer": q["reference"], "context": q["context"]}
    found = comparer().compare(record)
    if found["verdict"] not in VERDICTS:
        return f"verdict {found['verdict']!r}"
    if "the judge failed" in found["how"]:
        return str(found["how"])
    json.dumps(found)
    return "" if found["verdict"] == "equal" or found["how"] else "no reason given"


def stream(text: str, chance: Random) -> str:
    """A text as a line of a stream, or as a field of its record."""
    line = text
    if chance.random() < 0.7:
        fields: dict[str, Any] = {"id": 1, **chance.choice(questions()), "answer": "x"}
        field = chance.choice(("answer", "reference", "context", "id", "tensors", "domains", "premises", "tolerance"))
        if field in fields:
            fields[field] = text
        else:
            fields["context"] = {**fields["context"], field: chance.choice((text, [text], {text: text}, {"x": text}))}
        line = json.dumps(fields)
    for found in compare_lines(line.replace("\n", " ").splitlines()):
        if found["verdict"] not in VERDICTS or "the judge failed" in found["how"]:
            return f"{found['verdict']}: {found['how']}"
        json.dumps(found)
    return ""


def check(text: str, chance: Random) -> str:
    """A text as a document, or as a formula in one."""
    shape = chance.randrange(4)
    if shape == 1:
        text = f"We have $$ {text} $$ and so on."
    elif shape == 2:
        text = f"Let $x = 2$.\n\n\\begin{{align}}\n{text}\n\\end{{align}}\n"
    elif shape == 3:
        text = f"Hence $ {text} = {chance.choice(questions())['reference']} $, done."
    try:
        json.dumps(check_document(text), default=str)
    except ContextError as error:  # a document that is refused as a whole
        return "" if str(error) else "a refusal without a reason"
    return ""


def files(text: str, chance: Random) -> str:
    """A text as a submission: a file of each format, or a file in an archive."""
    form = chance.choice(("toml", "json", "md", "tex", "zip"))
    content = text.encode("utf-8", "surrogatepass")
    if chance.random() < 0.6:
        quoted = json.dumps(text)
        content = {
            "toml": f'problem = "ece449/5"\nstudent = {quoted}\n[answers]\nW = {quoted}\n',
            "json": json.dumps([{"problem": "ece449/5", "student": text, "answers": {"W": text, text: "1"}}]),
            "md": f"---\nproblem: ece449/5\nstudent: {text}\n---\n\n## W\n\n$$W = {text}$$\n",
            "tex": f"\\section{{Problem 5}}\n\\subsection{{W}}\n\\[ W = {text} \\]\n",
            "zip": text,
        }[form].encode("utf-8", "surrogatepass")
    if form == "zip":
        return _archive(content, text, chance)
    for found in guarded(content, f"answer.{form}", f"answer.{form}", SHEET):
        if hasattr(found, "reason") and not found.reason:
            return "a refusal without a reason"
    return ""


def _archive(content: bytes, text: str, chance: Random) -> str:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "class.zip"
        if chance.random() < 0.5:
            path.write_bytes(content)
        else:
            with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
                name = chance.choice(
                    (
                        "a.toml",
                        "../a.toml",
                        "/etc/a.md",
                        "x/../../a.json",
                        text.replace("\0", "").encode("utf-8", "replace").decode()[:80],
                    )
                )
                archive.writestr(name or "a.md", content)
            if chance.random() < 0.3:
                whole = bytearray(path.read_bytes())
                whole[chance.randrange(len(whole))] ^= 1 << chance.randrange(8)
                path.write_bytes(bytes(whole))
        for found in in_file(path, SHEET):
            if hasattr(found, "reason") and not found.reason:
                return "a refusal without a reason"
    return ""


DOORS: dict[str, Callable[[str, Random], str]] = {
    "parser": parser, "compare": compare, "stream": stream, "check": check, "files": files,
}  # fmt: skip
