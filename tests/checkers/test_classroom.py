"""A class graded by workers: what crashes, hangs or blows up costs itself alone; what was killed is resumed."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from checkers.classroom.desk import Desk
from checkers.classroom.entry import Entry
from checkers.classroom.fingerprint import fingerprint
from checkers.classroom.grading import Here, grade_class
from checkers.classroom.local import Failed, Local
from checkers.classroom.store import Store, StoreError
from tests.checkers.faulty_grader import faulty, honest
from tests.checkers.synthetic_class import submissions, write_class

ROOT = Path(__file__).parent.parent.parent
RIGHT, WRONG = "513466", "513465"


def entries(*texts: str) -> list[Entry]:
    return [Entry("ece449/3", f"s-{k}", (("total", text),), f"{k}.toml") for k, text in enumerate(texts)]


def verdicts(records: Sequence[dict[str, Any]]) -> list[str]:
    return [r["parts"][0]["verdict"] for r in records]


def test_a_crash_a_hang_and_a_blow_up_cost_themselves_alone() -> None:
    asked = entries(RIGHT, "exit", WRONG, RIGHT, "hang", RIGHT, "segfault", WRONG, "memory", RIGHT, "513,466")
    found = grade_class(asked, Local(faulty, jobs=2, limit=3, memory=2**30, chunk=4), faulty)
    bad = {1: "process", 4: "longer than 3 seconds", 6: "process", 8: "MemoryError"}
    expected = [
        "undecided" if k in bad else "different" if e.answers[0][1] == WRONG else "equal" for k, e in enumerate(asked)
    ]
    assert verdicts(found) == expected
    assert [r["student"] for r in found] == [e.student for e in asked]
    for k, reason in bad.items():
        part = found[k]["parts"][0]
        assert reason in part["how"]
        assert "waits for a person" in part["feedback"]
        assert part["points"] is None and part["credit"] is None, "undecided is no zero"
    alone = grade_class([e for k, e in enumerate(asked) if k not in bad], Here(honest), honest)
    assert [r for k, r in enumerate(found) if k not in bad] == alone, "their neighbours' records are untouched"


def test_workers_and_this_process_give_the_same_records() -> None:
    asked = entries(*([RIGHT, WRONG, "1,000", "[[1,", "x"] * 9))
    assert grade_class(asked, Local(honest, jobs=2), honest) == grade_class(asked, Here(honest), honest)


class Counting:
    """An engine that remembers what it was asked, and may stop half-way."""

    def __init__(self, stop_after: int = 10**9):
        self.asked: list[Entry] = []
        self.stop_after = stop_after

    def run(self, entries: Sequence[Entry]) -> Iterator[tuple[int, str | Failed]]:
        for place, found in Here(honest).run(entries):
            if place >= self.stop_after:
                raise KeyboardInterrupt
            self.asked.append(entries[place])
            yield place, found


def test_what_is_stored_is_not_graded_again(tmp_path: Path) -> None:
    asked, store = entries(RIGHT, WRONG, "1", "2", "3"), tmp_path / "s.db"
    first, second, third = Counting(stop_after=3), Counting(), Counting()
    with pytest.raises(KeyboardInterrupt):
        grade_class(asked, first, honest, store, "v1")
    resumed = grade_class(asked, second, honest, store, "v1")
    assert resumed == grade_class(asked, Here(honest), honest)
    assert [*first.asked, *second.asked] == asked, "none twice, none lost"
    assert grade_class(asked, third, honest, store, "v1") == resumed
    assert third.asked == []
    grade_class(asked, third, honest, store, "v2")
    assert third.asked == asked, "another judge grades anew"


def test_equal_entries_are_graded_once_and_counted_each() -> None:
    engine, done = Counting(), []
    twice = [*entries(RIGHT), *entries(RIGHT)]
    assert len(grade_class(twice, engine, honest, advance=done.append)) == 2
    assert len(engine.asked) == 1
    assert sum(done) == 2


def test_an_answer_is_judged_once_and_told_to_everyone() -> None:
    desk, calls = Desk(honest), []
    judge = honest("ece449/3").judge
    grader = honest("ece449/3")

    def counted(part: Any, text: str) -> Any:
        calls.append(text)
        return judge(part, text)

    setattr(grader, "judge", counted)  # noqa: B010
    desk.graders = lambda problem: grader
    records = [json.loads(desk.grade(e)) for e in entries(WRONG, WRONG, RIGHT, WRONG)]
    assert calls == [WRONG, RIGHT]
    assert [r["student"] for r in records] == ["s-0", "s-1", "s-2", "s-3"]


@pytest.mark.parametrize("content", [b"not a database at all " * 90, None])
def test_a_file_that_is_no_store_is_refused(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "other.db"
    if content is None:
        with sqlite3.connect(path) as other:
            other.execute("CREATE TABLE marks (x)")
        other.close()
    else:
        path.write_bytes(content)
    with pytest.raises(StoreError, match=r"other\.db"):
        Store(path)


def test_the_fingerprint_follows_the_sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "judging_rules"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "rule.py").write_text("a = 1\n")
    monkeypatch.syspath_prepend(tmp_path)
    before = fingerprint(["judging_rules"])
    assert fingerprint(["judging_rules"]) == before
    assert fingerprint(["judging_rules"], "part B") != before
    (package / "rule.py").write_text("a = 2\n")
    assert fingerprint(["judging_rules"]) != before


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-c", "from backproof.main import main; main()", "grade", *arguments]


def rows(store: Path) -> int:
    """How many results a store has so far; another process is writing to it."""
    try:
        connection = sqlite3.connect(f"file:{store}?mode=ro", uri=True)
    except sqlite3.Error:
        return 0
    try:
        return int(connection.execute("SELECT count(*) FROM results").fetchone()[0])
    except sqlite3.Error:
        return 0
    finally:
        connection.close()


def test_killed_half_way_and_resumed_is_the_same_as_never_killed(tmp_path: Path) -> None:
    folder, store = tmp_path / "class", tmp_path / "s.db"
    write_class(folder, 48, seed=3)
    arguments = ("ece449", str(folder), "--json", "--jobs", "2")
    with (tmp_path / "out").open("wb") as nowhere:
        killed = subprocess.Popen(
            command(*arguments, "--store", str(store)), cwd=ROOT, stdout=nowhere, start_new_session=True
        )
        while rows(store) < 20 and killed.poll() is None:
            time.sleep(0.02)
        killed.send_signal(signal.SIGKILL)  # the parent alone: its workers must notice by themselves
        killed.wait()
    half = rows(store)
    assert half >= 20
    assert not (tmp_path / "out").read_bytes(), "it was killed before it was done"
    deadline = time.monotonic() + 60
    while group_lives(killed.pid) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not group_lives(killed.pid), "no worker is left behind"

    def run(*more: str) -> bytes:
        return subprocess.run(command(*arguments, *more), cwd=ROOT, capture_output=True, check=True).stdout

    resumed, again, whole = run("--store", str(store)), run("--store", str(store)), run()
    assert resumed == whole, "resumed and uninterrupted runs give the same bytes"
    assert again == whole
    expected = {name.split(".")[0] for name, _ in submissions(48, seed=3)}
    assert {r["student"] for r in json.loads(whole)} == expected, "nobody is lost"
    assert rows(store) == len(json.loads(whole)) > half, "each once"


def group_lives(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
