"""Records for other programs: the fields each of them asks for, and nothing that a student typed becomes code."""

from __future__ import annotations

import csv
import io
import json
from html.parser import HTMLParser
from typing import Any

import pytest

from checkers.records.gradescope import gradescope
from checkers.records.histogram import counts, histogram_svg
from checkers.records.lti import lti
from checkers.records.marks import students
from checkers.records.report import html, markdown, report
from checkers.records.table import HEADER, NBGRADER, csv_text, nbgrader_text, safe

EVIL = "<script>alert(1)</script>"
FORMULA = "=HYPERLINK(1)"


def part(label: str, verdict: str, points: float | None, most: float = 2, **more: Any) -> dict[str, Any]:
    found: dict[str, Any] = {
        "part": label, "verdict": verdict, "how": "", "read_as": "", "witness": None, "diagnosis": [],
        "credit": None, "points": points, "max_points": most, "carried_forward": False, "feedback": "Told.",
    }  # fmt: skip
    return {**found, **more}


def record(problem: str, student: str, *parts: dict[str, Any]) -> dict[str, Any]:
    points, most = sum(p["points"] or 0 for p in parts), sum(p["max_points"] for p in parts)
    return {
        "problem": problem, "student": student, "points": points, "max_points": most, "parts": list(parts),
        "policy": "", "seed": 0, "version": "1",
    }  # fmt: skip


BELIEF = {"name": "sign *flipped*", "belief": "b", "hint": "h", "misconception": "sign_flipped"}
RECORDS = [
    record("set/1", "ann", part("a", "equal", 2, read_as="-p[x]"), part("b", "different", 0, diagnosis=[BELIEF])),
    record("set/2", "ann", part("c", "undecided", None, feedback=EVIL)),
    record("set/1", EVIL, part("a", "unreadable", 0, read_as=FORMULA), part("b", "missing", 0)),
    record("set/1", "", part("a", "equal", 2), part("b", "equal", 2)),
]
SOURCES = ["ann.md", "ann.md", "b|c.md", "d.md"]


def test_csv_is_one_row_a_part_and_never_a_formula() -> None:
    head, *rows = csv.reader(io.StringIO(csv_text(RECORDS, SOURCES)))
    assert tuple(head) == HEADER
    assert len(rows) == sum(len(r["parts"]) for r in RECORDS)
    by = [dict(zip(head, row)) for row in rows]
    assert by[0]["read_as"] == "'-p[x]"
    assert by[3]["read_as"] == f"'{FORMULA}"
    assert (by[0]["points"], by[2]["points"]) == ("2", "")
    assert by[1]["misconceptions"] == "sign_flipped"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", " =", "\uff1d", "\uff20", "|", "%"])
def test_cells_that_would_be_run(start: str) -> None:
    assert str(safe(f"{start}cmd|' /C calc'!A0")).startswith("'")
    [[cell]] = csv.reader(io.StringIO(csv_text([], []).replace("student", "x").split("\n")[0][:1]))
    assert cell == "x"


@pytest.mark.parametrize("cell", [3, -1.5, 0, "plain", "x = 1", "a,b", 'say "so"', None])
def test_other_cells_stay(cell: object) -> None:
    assert safe(cell) == ("" if cell is None else cell)


def test_gradescope() -> None:
    first, evil, nameless = gradescope(RECORDS, SOURCES)
    assert (first["score"], first["extra_data"]["waiting"]) == (2, ["set/2 c"])
    fields = {"name", "number", "max_score", "output", "output_format", "visibility"}
    for t in first["tests"]:
        assert fields <= set(t)
        assert (t["output_format"], t["visibility"]) == ("text", "visible")
    assert [t.get("status") for t in first["tests"]] == ["passed", "failed", None]
    assert [t.get("score") for t in first["tests"]] == [2, 0, None], "what waits has no score, not a zero"
    assert [t["number"] for t in first["tests"]] == ["1.1", "1.2", "2.1"]
    assert nameless["extra_data"]["student"] == "d.md"
    assert len({t["name"] for t in first["tests"]}) == 3
    assert json.loads(json.dumps(evil)) == evil


def test_lti() -> None:
    first, second, third = lti(RECORDS, SOURCES)
    assert set(first) == {
        "userId", "scoreGiven", "scoreMaximum", "activityProgress", "gradingProgress", "comment",
    }  # fmt: skip
    assert (first["scoreGiven"], first["scoreMaximum"], first["gradingProgress"]) == (2, 6, "PendingManual")
    assert (third["scoreGiven"], third["gradingProgress"], third["activityProgress"]) == (4, "FullyGraded", "Completed")
    assert second["userId"] == EVIL


def test_nbgrader() -> None:
    head, *rows = csv.reader(io.StringIO(nbgrader_text(RECORDS, SOURCES, "set")))
    assert tuple(head) == NBGRADER
    by = [dict(zip(head, row)) for row in rows]
    assert [(r["student_id"], r["raw_score"], r["score"], r["max_score"]) for r in by] == [
        ("ann", "2", "", "6"), (EVIL, "0", "0", "4"), ("d.md", "4", "4", "4"),
    ]  # fmt: skip


def test_points_add_up_without_rounding() -> None:
    [student] = students([record("p", "s", part("a", "equal", 0.1), part("b", "equal", 0.2))], ["f"])
    student.records[0]["points"] = 0.1
    [two] = students([student.records[0], {**student.records[0], "points": 0.2}], ["f", "f"])
    assert two.points == 0.3


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.seen.append(tag)


def test_the_report_says_what_there_is_and_runs_nothing() -> None:
    tables = report(RECORDS, SOURCES, f"Sheet {EVIL}", [("x.md", f"is {EVIL}\n# no heading")])
    page, text = html(tables), markdown(tables)
    tags = Tags()
    tags.feed(page)
    assert "script" not in tags.seen and "table" in tags.seen and "svg" in tags.seen
    assert "<script" not in text and "\n# no" not in text
    assert "b|c.md" not in text or "b\\|c.md" in text
    titles = [t.title for t in tables[1:]]
    assert titles == [
        "Points", "Verdicts", "Commonest misconceptions", "Waiting for a person", "Files that could not be used",
    ]  # fmt: skip
    verdicts = {row[:2]: row[2:] for row in tables[2].rows[1:]}
    assert verdicts["set/1", "a"] == ("2", "0", "0", "1", "0", "1.33 of 2")
    assert verdicts["set/2", "c"][2] == "1"
    assert tables[3].rows[1] == ("set/1", "b", "sign *flipped*", "1")
    assert "sign \\*flipped\\*" in text
    assert html(report(RECORDS, SOURCES, f"Sheet {EVIL}", [("x.md", f"is {EVIL}\n# no heading")])) == page


def test_the_histogram_counts_everyone_once() -> None:
    found = counts(students(RECORDS, SOURCES))
    assert found == [1, 0, 0, 1, 0, 0, 0, 0, 0, 1]
    drawn = histogram_svg(found, EVIL)
    assert drawn.count("<rect") == 10 and "<script" not in drawn


def test_a_report_on_nobody() -> None:
    assert "0 students" in markdown(report([], [], "empty"))
