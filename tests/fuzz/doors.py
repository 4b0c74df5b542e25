"""The doors that a stranger's text comes through: each prepares what it is sent, and then takes it.

What a door takes is timed; it says what went wrong, or how many answers it gave ('' for one). How a door prepares a
text is not timed.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path
from random import Random
from tempfile import mkdtemp
from typing import Any

from checkers.algebra.compare import Comparer
from checkers.algebra.context import ContextError
from checkers.algebra.document import check_document
from checkers.algebra.reading import Names, read_sides
from checkers.algebra.stream import compare_lines
from checkers.algebra.tree import ReadingError
from checkers.submissions.files import gather, guarded, in_file
from checkers.submissions.sheet import Sheet
from tests.fuzz import contexts
from tests.fuzz.files import NAMES, archive, content
from tests.fuzz.texts import SCORE

VERDICTS = ("equal", "different", "undecided", "unreadable")
SHEET = Sheet({"ece449/5": ("Z", "W", "B"), "own/1": ("a", "b")}, frozenset({("own/1", "b")}))
LEFT: list[Path] = []  # folders of the texts before, removed when the next one is made
FIELDS = ("answer", "reference", "context", "id", "tensors", "domains", "premises", "tolerance")
Work = Callable[[], str | int]  # what went wrong, or how many answers were given


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


def parser(text: str, chance: Random) -> Work:
    """A text to a tree."""
    q = chance.choice(questions())
    names = comparer().question(q["reference"], q["context"]).context.names if chance.random() < 0.5 else Names()

    def take() -> str | int:
        try:
            sides = read_sides(text, names)
        except ReadingError as error:
            return (
                "" if error.message and 0 <= error.position <= len(text) + 1 else f"a refusal without place: {error!r}"
            )
        return "" if sides and all(s.trees for s in sides) else "no tree and no refusal"

    return take


def compare(text: str, chance: Random) -> Work:
    """A text as the answer to a question; one time in ten as the question."""
    q = chance.choice(questions())
    record = {"id": 1, **q, "answer": text}
    if chance.random() < 0.1:
        record = {"id": 1, "reference": text, "answer": q["reference"], "context": q["context"]}

    def take() -> str | int:
        found = comparer().compare(record)
        if found["verdict"] not in VERDICTS:
            return f"verdict {found['verdict']!r}"
        if "the judge failed" in found["how"]:
            return str(found["how"])
        json.dumps(found)
        return "" if found["verdict"] == "equal" or found["how"] else "no reason given"

    return take


def stream(text: str, chance: Random) -> Work:
    """A text as a line of a stream, or as a field of its record; or a record with a wild context."""
    line = text
    if (kind := chance.random()) < 0.3:
        line = json.dumps(contexts.record(chance, chance.choice(questions()), text))
    elif kind < 0.8:
        fields: dict[str, Any] = {"id": 1, **chance.choice(questions()), "answer": "x"}
        field = chance.choice(FIELDS)
        if field in fields:
            fields[field] = text
        else:
            fields["context"] = {**fields["context"], field: chance.choice((text, [text], {text: text}, {"x": text}))}
        line = json.dumps(fields)

    def take() -> str | int:
        found_all = list(compare_lines(line.replace("\n", " ").splitlines()))
        for found in found_all:
            if found["verdict"] not in VERDICTS or "the judge failed" in found["how"]:
                return f"{found['verdict']}: {found['how']}"
            json.dumps(found)
        return sum(max(1, len(found["links"])) for found in found_all)  # each link of a chain is judged

    return take


def check(text: str, chance: Random) -> Work:
    """A text as a document, or as a formula in one."""
    reference = chance.choice(questions())["reference"]
    document = chance.choice((
        text, f"We have $$ {text} $$ and so on.", f"Let $x = 2$.\n\n\\begin{{align}}\n{text}\n\\end{{align}}\n",
        f"Hence $ {text} = {reference} $, done.",
    ))  # fmt: skip

    def take() -> str | int:
        try:
            found = check_document(document)
        except ContextError as error:  # a document that is refused as a whole
            return "" if str(error) else "a refusal without a reason"
        json.dumps(found, default=str)
        return max(found["summary"]["links"], found["summary"]["displays"]) + found["summary"]["unread"]

    return take


def files(text: str, chance: Random) -> Work:
    """A text as a submission: in a file of each format, in an archive, in a folder with links and devices."""
    form = chance.choice(("toml", "json", "md", "tex", "zip", "folder"))
    held = _held(form, text, chance)
    if form in ("zip", "folder"):
        return _in_folder(form, archive(held, chance) if chance.random() < 0.8 else held, text, chance)
    return lambda: _said(guarded(held, f"answer.{form}", f"answer.{form}", SHEET))


def _held(form: str, text: str, chance: Random) -> bytes:
    """The text itself, a submission with the text in it, or one that is broken."""
    if (kind := chance.random()) < 0.2:
        return text.encode("utf-8", "surrogatepass")
    if kind < 0.6:
        return content(form, text, chance)
    quoted = json.dumps(text)
    return {
        "toml": f'problem = "ece449/5"\nstudent = {quoted}\n[answers]\nW = {quoted}\n',
        "json": json.dumps([{"problem": "ece449/5", "student": text, "answers": {"W": text, text: "1"}}]),
        "md": f"---\nproblem: ece449/5\nstudent: {text}\n---\n\n## W\n\n$$W = {text}$$\n",
        "tex": f"\\section{{Problem 5}}\n\\subsection{{W}}\n\\[ W = {text} \\]\n",
    }.get(form, text).encode("utf-8", "surrogatepass")  # fmt: skip


def _in_folder(form: str, held: bytes, text: str, chance: Random) -> Work:
    """An archive, or a folder with one and with what else lies in folders."""
    while LEFT:
        shutil.rmtree(LEFT.pop(), ignore_errors=True)
    folder = Path(mkdtemp(prefix="fuzz"))
    LEFT.append(folder)
    path = folder / "class.zip"
    path.write_bytes(held)
    if form == "folder":
        _litter(folder, text, chance)

    def take() -> str | int:
        return _said(in_file(path, SHEET) if form == "zip" else gather([folder], SHEET))

    return take


def _litter(folder: Path, text: str, chance: Random) -> None:
    """Links, a pipe, a file of a terabyte without contents, folders called like files, odd names."""
    for k in range(chance.randint(1, 4)):
        path = folder / f"{k}.{chance.choice(('md', 'toml', 'json', 'tex', 'zip', 'tar.gz'))}"
        match chance.randrange(7):
            case 0:
                path.symlink_to(
                    chance.choice(("/etc/passwd", "..", "/", path.name, "/dev/zero", "missing", "class.zip"))
                )
            case 1:
                os.mkfifo(path)
            case 2:
                path.touch()
                os.truncate(path, chance.choice((10**12, 10**9, 1_000_001)))
            case 3:
                (path / "a.md").mkdir(parents=True)
            case 4:
                (folder / "/".join(["d"] * chance.choice((3, 25, 200)))).mkdir(parents=True, exist_ok=True)
            case 5:
                name = (
                    chance.choice((*NAMES, text[:80])).replace("\0", "").replace("/", "_").replace("..", "_") or "a.md"
                )
                if len(os.fsencode(name.encode("utf-8", "replace").decode())) < 250:
                    (folder / name.encode("utf-8", "replace").decode()).write_bytes(b"x")
            case _:
                path.write_bytes(text.encode("utf-8", "surrogatepass"))
                path.chmod(0)


def _said(found: Any) -> str | int:
    count = 0
    for one in found:
        count += 1
        if hasattr(one, "reason") and not one.reason:
            return "a refusal without a reason"
    return count


DOORS: dict[str, Callable[[str, Random], Work]] = {
    "parser": parser, "compare": compare, "stream": stream, "check": check, "files": files,
}  # fmt: skip
