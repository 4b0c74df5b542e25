"""Submissions from files, folders and archives: every one read on its own, what cannot be used said in one sentence.

Nothing is unpacked, followed out of its folder, or opened that is no ordinary file.
"""

from __future__ import annotations

import io
import os
import re
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from checkers.submission import MAX_BYTES, MAX_STUDENTS, Submission, SubmissionError, from_table, parsed
from checkers.submissions.archive import ARCHIVES, inside, members
from checkers.submissions.latex import latex_submissions
from checkers.submissions.markdown import markdown_submissions
from checkers.submissions.sheet import Sheet

FORMS = {".toml": "toml", ".json": "json", ".md": "markdown", ".markdown": "markdown", ".tex": "latex"}
ACCEPTED = "TOML, JSON, Markdown (.md), LaTeX (.tex), a .zip of them"
MAX_JSON_BYTES = 50_000_000
MAX_FILES, MAX_DEPTH = 100_000, 20
BYTE_ORDER_MARKS = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True)
class Refusal:
    """A file that cannot be used: its name, and the sentence that says why."""

    source: str
    reason: str


def gather(paths: Iterable[str | Path], sheet: Sheet) -> Iterator[Submission | Refusal]:
    """Every submission in these files, folders and archives, in the order of the names; refusals stand between them."""
    for path in map(Path, paths):
        if path.is_dir():
            yield from in_folder(path, sheet)
        else:
            yield from in_file(path, sheet)


def in_folder(folder: Path, sheet: Sheet) -> Iterator[Submission | Refusal]:
    """The submissions in the files of a folder and of the folders in it; hidden ones and other formats are left out."""
    home = folder.resolve()
    count = 0
    for path in walk(folder, 0):
        if path.suffix.lower() not in FORMS and not is_archive(path):
            continue
        count += 1
        if count > MAX_FILES:
            yield Refusal(str(folder), f"it holds more than {MAX_FILES} files; the rest is not read")
            return
        if path.is_symlink() and not leads_inside(path, home):
            yield Refusal(str(path), "it is a link that leads out of its folder; put the file itself there")
        elif path.is_dir():
            yield Refusal(str(path), "it is a link to a folder, or a folder named like a file")
        else:
            yield from in_file(path, sheet)
    if not count:
        yield Refusal(str(folder), f"it holds no file with submissions; accepted: {ACCEPTED}")


def leads_inside(link: Path, home: Path) -> bool:
    """Does a link lead to a place in the folder? One that leads to itself leads nowhere."""
    try:
        return link.resolve().is_relative_to(home)
    except (OSError, RuntimeError):
        return False


def walk(folder: Path, depth: int) -> Iterator[Path]:
    """The files below a folder in the order of their names; no link to a folder is followed."""
    try:
        entries = sorted(os.scandir(folder), key=lambda e: e.name)
    except OSError:
        entries = []
    for entry in entries:
        if entry.name.startswith((".", "__MACOSX")):
            continue
        if entry.is_dir(follow_symlinks=False) and Path(entry.name).suffix.lower() not in FORMS:
            if depth < MAX_DEPTH:
                yield from walk(Path(entry.path), depth + 1)
        else:
            yield Path(entry.path)


def in_file(path: Path, sheet: Sheet) -> Iterator[Submission | Refusal]:
    """The submissions in a file or an archive."""
    try:
        if is_archive(path):
            for name, content in members(path):
                if Path(name).suffix.lower() in FORMS:
                    yield from guarded(content, name, f"{path}/{name}", sheet)
            return
        limit = MAX_JSON_BYTES if path.suffix.lower() == ".json" else MAX_BYTES
        content = read_bytes(path, limit)
    except SubmissionError as error:
        yield refusal(str(path), error)
        return
    yield from guarded(content, path.name, str(path), sheet)


def in_memory(name: str, content: bytes, sheet: Sheet) -> Iterator[Submission | Refusal]:
    """The submissions in a file that was sent, or in an archive; its name says only what format it has."""
    path = Path(re.split(r"[/\\]", name)[-1].replace("\0", "") or "upload")
    try:
        if not is_archive(path):
            yield from guarded(content, path.name, path.name, sheet)
        elif path.suffix.lower() != ".zip":
            raise SubmissionError(f"{path} is an archive that is not read; send a .zip")
        else:
            for member, held in inside(io.BytesIO(content), path):
                if Path(member).suffix.lower() in FORMS:
                    yield from guarded(held, member, f"{path}/{member}", sheet)
    except SubmissionError as error:
        yield refusal(path.name, error)


def guarded(content: bytes, name: str, source: str, sheet: Sheet) -> Iterator[Submission | Refusal]:
    """The submissions in what a file holds; one that cannot be read becomes a refusal."""
    try:
        yield from read_content(content, name, source, sheet)
    except SubmissionError as error:
        yield refusal(source, error)
    except (ValueError, RecursionError) as error:  # a number of thousands of digits, brackets thousands deep
        yield Refusal(source, f"it cannot be read: {' '.join(str(error).split())}")


def refusal(source: str, error: SubmissionError) -> Refusal:
    """The sentence without the file's name, which stands beside it."""
    return Refusal(source, str(error).removeprefix(f"{source} ").removeprefix(f"{source}: "))


def read_content(content: bytes, name: str, source: str, sheet: Sheet) -> Iterator[Submission | Refusal]:
    """The submissions in what a file of that name holds; a bad entry of a JSON list costs that entry alone."""
    form = FORMS.get(Path(name).suffix.lower())
    if form is None:
        raise SubmissionError(f"{source} is none of the formats that are read: {ACCEPTED}")
    text = decoded(content, source)
    if form == "markdown":
        yield from markdown_submissions(text, sheet, source)
    elif form == "latex":
        yield from latex_submissions(text, sheet, source)
    else:
        data = parsed(text, form, source)
        if not isinstance(data, list):
            yield from from_table(data, source)
            return
        if len(data) > MAX_STUDENTS:
            raise SubmissionError(f"{source} lists {len(data)} submissions; at most {MAX_STUDENTS} are read")
        for k, one in enumerate(data, 1):
            try:
                yield from from_table(one, f"{source}, entry {k}")
            except SubmissionError as error:
                yield refusal(source, error)


def decoded(content: bytes, source: str) -> str:
    """The text, in UTF-8; line ends are newlines."""
    if content.startswith(BYTE_ORDER_MARKS):
        raise SubmissionError(f"{source} is not text in UTF-8: it is UTF-16; save it as UTF-8")
    if b"\0" in content:
        raise SubmissionError(f"{source} is not text: it holds zero bytes")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SubmissionError(f"{source} is not text in UTF-8: byte {error.start} has no meaning there") from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def read_bytes(path: Path, limit: int = MAX_BYTES) -> bytes:
    """What an ordinary file of at most `limit` bytes holds; a pipe or a device is never waited for."""
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
        with os.fdopen(descriptor, "rb") as file:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise SubmissionError(f"{path} is no ordinary file")
            content = file.read(limit + 1)
    except OSError as error:
        raise SubmissionError(f"{path} cannot be read: {error.strerror}") from None
    except SubmissionError:
        raise
    except ValueError as error:  # a zero byte in the name
        raise SubmissionError(f"{path} cannot be read: {error}") from None
    if len(content) > limit:
        raise SubmissionError(f"{path} is larger than {limit} bytes")
    return content


def is_archive(path: Path) -> bool:
    return path.name.lower().endswith(ARCHIVES)
