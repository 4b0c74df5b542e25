"""A class at once: files in, records out. What the command `grade` does with folders, for use from Python too."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from backproof import api
from backproof.errors import Unusable

if TYPE_CHECKING:
    from checkers.classroom.entry import Entry
    from checkers.classroom.grading import Engine
    from checkers.grade import Grader

ENGINES = ("local", "dask")
FORMS = ("text", "json", "csv", "gradescope", "lti", "nbgrader", "report")
"""What records can be written as; `text` is written by the command itself."""
JUDGE = ("derivations", "checkers", *api.OPEN_FOLDERS.values())
"""The packages whose sources decide a record."""


@dataclass(frozen=True)
class Options:
    """How a class is graded.

    jobs: worker processes; 0 grades in this process. limit: seconds for one submission, after which it waits for a
    person. store: the file that results are kept in. scheduler: address of a dask scheduler. folders: a course's own.
    """

    engine: str = "local"
    jobs: int = field(default_factory=lambda: os.cpu_count() or 1)
    limit: float = 60.0
    store: str | None = None
    scheduler: str | None = None
    folders: tuple[str, ...] = ()
    batch: int = 100


@dataclass(frozen=True)
class Class:
    """What was graded. records: one for each submission and problem, `sources` beside it. refused: (file, sentence)."""

    records: tuple[dict[str, Any], ...]
    sources: tuple[str, ...]
    refused: tuple[tuple[str, str], ...] = ()


@cache
def grader_for(name: str, part: str | None, folders: tuple[str, ...]) -> Grader:
    """The grader of a problem in whichever process this runs; a course's folders are taken first."""
    for folder in folders:
        api.use(folder)
    return api.grader(name, part)


def read_class(name: str, paths: Sequence[str]) -> tuple[list[Entry], list[tuple[str, str]]]:
    """What these files, folders and archives ask to be graded for a problem or set, and what cannot be used."""
    from checkers.classroom.entry import entry
    from checkers.submissions.files import Refusal, gather
    from checkers.submissions.sheet import sheet

    names = api.problem_names(name)
    entries, refused = [], []
    others: dict[str, list[str]] = {}
    fitting = set()
    for found in gather(paths, sheet(api.problem(n) for n in names)):
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
    graders = partial(grader_for, part=part, folders=folders)
    judge = fingerprint(JUDGE) if options.store or options.engine == "dask" else ""
    engine = engine_for(options, graders, judge, len(entries))
    store = None if options.store is None else Path(options.store)
    try:
        records = graded(entries, engine, graders, store, f"{judge} {part}", progress(len(entries)))
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
    import json

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
