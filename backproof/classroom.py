"""A class at once: files in, records out. What the command `grade` does with folders, for use from Python too."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from backproof import api
from backproof.errors import Unusable

if TYPE_CHECKING:
    from checkers.classroom.desk import Desk
    from checkers.classroom.entry import Entry
    from checkers.classroom.grading import Engine
    from checkers.grade import Grader
    from checkers.policy import Policy
    from checkers.submission import Submission
    from checkers.submissions.files import Refusal

ENGINES = ("local", "dask")
FORMS = ("text", "json", "csv", "gradescope", "lti", "nbgrader", "report")
"""What records can be written as; `text` is written by the command itself."""
DOWNLOADS = ("csv", "report", "json", "gradescope", "nbgrader")
"""What the marks of a class can be taken home as."""
JUDGE = ("derivations", "checkers", *api.OPEN_FOLDERS.values())
"""The packages whose sources decide a record."""


@dataclass(frozen=True)
class Options:
    """How a class is graded.

    jobs: worker processes; 0 grades in this process. limit: seconds for one submission, after which it waits for a
    person. store: the file that results are kept in. scheduler: address of a dask scheduler. folders: a course's own.
    policy: what the course pays.
    """

    engine: str = "local"
    jobs: int = field(default_factory=lambda: os.cpu_count() or 1)
    limit: float = 60.0
    store: str | None = None
    scheduler: str | None = None
    folders: tuple[str, ...] = ()
    batch: int = 100
    policy: Policy | None = None


@dataclass(frozen=True)
class Class:
    """What was graded. records: one for each submission and problem, `sources` beside it. refused: (file, sentence)."""

    records: tuple[dict[str, Any], ...]
    sources: tuple[str, ...]
    refused: tuple[tuple[str, str], ...] = ()


@cache
def grader_for(name: str, part: str | None, folders: tuple[str, ...], policy: Policy | None = None) -> Grader:
    """The grader of a problem in whichever process this runs; a course's folders are taken first."""
    for folder in folders:
        api.use(folder)
    return api.grader(name, part, policy)


def read_class(name: str, paths: Sequence[str]) -> tuple[list[Entry], list[tuple[str, str]]]:
    """What these files, folders and archives ask to be graded for a problem or set, and what cannot be used."""
    from checkers.submissions.files import gather
    from checkers.submissions.sheet import sheet

    names = api.problem_names(name)
    return sorted_out(name, names, gather(paths, sheet(api.problem(n) for n in names)))


def read_upload(name: str, file: str, content: bytes, most: int) -> dict[str, Any]:
    """What a file that was sent asks to be graded: `entries` as tables, and `refused`. Nothing touches the disk.

    most: submissions that are taken. Raises Unusable.
    """
    from itertools import islice

    from checkers.submissions.files import in_memory
    from checkers.submissions.sheet import sheet

    names = api.problem_names(name)
    found = islice(in_memory(file, content, sheet(api.problem(n) for n in names)), most + 1)
    entries, refused = sorted_out(name, names, found)
    if len(entries) + len(refused) > most:
        raise Unusable(f"the upload holds more than {most} submissions; send it in parts")
    return {
        "entries": [
            {"problem": e.problem, "student": e.student, "answers": dict(e.answers), "source": e.source}
            for e in entries
        ],
        "refused": refused,
    }


def grade_one(problem: str, student: str, answers: Mapping[str, str]) -> dict[str, Any]:
    """The record of one submission of a class; in one process, equal answers are judged once."""
    from checkers.classroom.entry import Entry

    found: dict[str, Any] = json.loads(desk().grade(Entry(problem, student, tuple(sorted(answers.items())))))
    return found


@cache
def desk() -> Desk:
    """Where this process grades entry by entry."""
    from checkers.classroom.desk import Desk

    return Desk(api.grader)


def waiting(problem: str, student: str, answers: Mapping[str, str], reason: str) -> dict[str, Any]:
    """The record of a submission that could not be graded: every answered part waits for a person."""
    from checkers.classroom.entry import Entry, undecided

    blank = api.grade(problem, {})
    return undecided(blank, Entry(problem, student, tuple(sorted(answers.items()))), reason)


def sorted_out(
    name: str, names: tuple[str, ...], found_: Iterable[Submission | Refusal]
) -> tuple[list[Entry], list[tuple[str, str]]]:
    """Entries to these problems, and what cannot be used or answers another problem."""
    from checkers.classroom.entry import entry
    from checkers.submissions.files import Refusal

    entries, refused = [], []
    others: dict[str, list[str]] = {}
    fitting = set()
    for found in found_:
        if isinstance(found, Refusal):
            refused.append((found.source, found.reason))
            continue
        problem = found.problem or (names[0] if names == (name,) else "")
        if problem in names:
            entries.append(entry(found, problem))
            fitting.add(found.source)
        else:
            others.setdefault(found.source, []).append(problem or "no problem it names")
    for source in others.keys() - fitting:
        answered = ", ".join(sorted(set(others[source])))
        refused.append((source, f"it answers {answered}, and {name} is graded"))
    return entries, sorted(refused)


def grade_class(
    name: str,
    paths: Sequence[str],
    part: str | None = None,
    options: Options | None = None,
    progress: Callable[[int], Callable[[int], None]] = lambda total: lambda count: None,
) -> Class:
    """Grade every submission in files, folders and archives; one that fails costs itself alone.

    progress: given the number of submissions, returns what is called with how many more are done.
    """
    entries, refused = read_class(name, paths)
    return grade_entries(entries, refused, part, options, progress)


def grade_entries(
    entries: Sequence[Entry],
    refused: Sequence[tuple[str, str]] = (),
    part: str | None = None,
    options: Options | None = None,
    progress: Callable[[int], Callable[[int], None]] = lambda total: lambda count: None,
) -> Class:
    """Grade entries that have been read; the records stand in their order."""
    from checkers.classroom.cluster import ClusterError
    from checkers.classroom.fingerprint import fingerprint
    from checkers.classroom.grading import grade_class as graded
    from checkers.classroom.store import StoreError

    options = options or Options()
    folders = tuple(str(Path(f).resolve()) for f in options.folders)
    graders = partial(grader_for, part=part, folders=folders, policy=options.policy)
    judge = fingerprint(JUDGE) if options.store or options.engine == "dask" else ""
    engine = engine_for(options, graders, judge, len(entries))
    settings = f"{judge} {part}" + ("" if options.policy is None else f" {options.policy.digest}")
    store = None if options.store is None else Path(options.store)
    try:
        records = graded(entries, engine, graders, store, settings, progress(len(entries)))
    except (StoreError, ClusterError) as error:
        raise Unusable(str(error)) from None
    return Class(tuple(records), tuple(e.source for e in entries), tuple(refused))


def engine_for(options: Options, graders: Callable[[str], Any], judge: str, entries: int) -> Engine:
    """What does the grading."""
    from checkers.classroom.cluster import Cluster
    from checkers.classroom.grading import Here
    from checkers.classroom.local import Local

    if options.engine == "dask":
        if not options.scheduler:
            raise Unusable("--engine dask needs --scheduler ADDRESS, such as tcp://10.0.0.5:8786")
        try:
            import distributed  # noqa: F401
        except ImportError:
            raise Unusable("--engine dask needs the package distributed: pip install 'backproof[dask]'") from None
        return Cluster(graders, options.scheduler, JUDGE, judge, options.batch, options.limit)
    if options.jobs < 1 or entries < 2:
        return Here(graders)
    return Local(graders, options.jobs, options.limit)


# ---------------------------------------------------------------- records for other programs


def as_json(found: object) -> str:
    """Indented JSON; the same records give the same bytes."""
    return json.dumps(found, ensure_ascii=False, indent=2) + "\n"


def written(found: Class, form: str, title: str, html: bool = False) -> str:
    """The records of a class in one of the forms, as one text. html: the report as a page instead of Markdown."""
    from checkers.records import gradescope, lti, report, table

    if form == "csv":
        return table.csv_text(found.records, found.sources)
    if form == "nbgrader":
        return table.nbgrader_text(found.records, found.sources, title)
    if form == "report":
        tables = report.report(found.records, found.sources, title, found.refused)
        return report.html(tables) if html else report.markdown(tables)
    if form in ("gradescope", "lti"):
        each = (gradescope.gradescope if form == "gradescope" else lti.lti)(found.records, found.sources)
        return as_json(each[0] if len(each) == 1 else each)
    return as_json(list(found.records))


def one_each(found: Class, form: str) -> list[tuple[str, str]]:
    """(file name, text) for each student, for the forms that a platform takes student by student."""
    from checkers.records import gradescope, lti
    from checkers.records.marks import students

    if form not in ("gradescope", "lti"):
        raise Unusable(f"a folder takes one file for each student, which {form} is not; gradescope and lti are")
    results = (gradescope.gradescope if form == "gradescope" else lti.lti)(found.records, found.sources)
    taken: set[str] = set()
    files = []
    for student, result in zip(students(found.records, found.sources), results, strict=True):
        stem = re.sub(r"[^\w.-]+", "_", student.name).strip("._")[:80] or "student"
        name = next(n for k in count(1) if (n := stem if k == 1 else f"{stem}-{k}").casefold() not in taken)
        taken.add(name.casefold())
        files.append((f"{name}.json", as_json(result)))
    return files


def download(found: Class, form: str, title: str) -> bytes:
    """The records of a class as one file; one file for each student stands in a .zip. Raises Unusable."""
    import io
    import zipfile

    if form not in DOWNLOADS:
        raise Unusable(f"marks can be had as {', '.join(DOWNLOADS)}")
    if form != "gradescope":
        return written(found, form, title, html=True).encode()
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in one_each(found, form):
            archive.writestr(zipfile.ZipInfo(name), text)
    return held.getvalue()
