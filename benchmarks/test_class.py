"""How long a class takes: submissions to the ECE449 sheet, graded here, by workers, and from what is stored.

BACKPROOF_CLASS sets the number of submissions (300; the full size is 10000). Printed by `make bench`, asserted nowhere
but in what must agree. One run compares the ways with each other; figures of two machines do not compare.
"""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from backproof.classroom import Class, Options, grade_class, grade_entries, read_class, written
from tests.checkers.synthetic_class import write_class

SIZE = int(os.environ.get("BACKPROOF_CLASS", "300"))
WAYS = {"in this process": Options(jobs=0), "one worker": Options(jobs=1), "two workers": Options(jobs=2)}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("class")
    write_class(path, SIZE)
    return path


@pytest.fixture(scope="module")
def seen() -> list[Class]:
    """What the first way found; the others must find the same."""
    return []


def report(benchmark: Any, found: Class) -> None:
    answers = sum(p["verdict"] != "missing" for r in found.records for p in r["parts"])
    benchmark.extra_info["submissions"] = len(set(found.sources))
    benchmark.extra_info["answers"] = answers
    if benchmark.stats:
        benchmark.extra_info["submissions a second"] = round(len(set(found.sources)) / benchmark.stats.stats.mean)
        benchmark.extra_info["answers a second"] = round(answers / benchmark.stats.stats.mean)


def agrees(found: Class, seen: list[Class]) -> None:
    seen or seen.append(found)
    assert found.records == seen[0].records


@pytest.mark.parametrize("way", WAYS)
def test_a_class(benchmark: Any, folder: Path, way: str, seen: list[Class]) -> None:
    """Every submission read and graded; the start of the workers and their keys are part of it."""
    found = benchmark.pedantic(grade_class, args=("ece449", [str(folder)], None, WAYS[way]), rounds=1)
    report(benchmark, found)
    agrees(found, seen)


def test_a_class_from_the_store(benchmark: Any, folder: Path, tmp_path: Path, seen: list[Class]) -> None:
    """A second run, where everything is stored."""
    options = replace(WAYS["two workers"], store=str(tmp_path / "s.db"))
    entries, refused = read_class("ece449", [str(folder)])
    grade_entries(entries, refused, options=options)
    found = benchmark.pedantic(grade_entries, args=(entries, refused, None, options), rounds=1)
    report(benchmark, found)
    agrees(found, seen)


def test_reading_a_class(benchmark: Any, folder: Path) -> None:
    """JSON, Markdown and LaTeX files read into answers; nothing graded."""
    entries, refused = benchmark.pedantic(read_class, args=("ece449", [str(folder)]), rounds=1)
    benchmark.extra_info["submissions"] = len({e.source for e in entries})
    assert not refused


@pytest.mark.parametrize("form", ["json", "csv", "gradescope", "report"])
def test_writing_a_class(benchmark: Any, folder: Path, form: str, seen: list[Class]) -> None:
    """The records as one text."""
    if not seen:
        seen.append(grade_class("ece449", [str(folder)], None, WAYS["two workers"]))
    text = benchmark.pedantic(written, args=(seen[0], form, "ece449"), rounds=1)
    benchmark.extra_info["bytes"] = len(text.encode())
