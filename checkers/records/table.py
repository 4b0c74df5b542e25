"""Records as CSV. A spreadsheet takes a cell that starts with = + - @ for a formula: such text gets an apostrophe."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from checkers.records.marks import Record, Student, students

HEADER = (
    "student", "source", "problem", "part", "verdict", "how", "points", "max_points", "misconceptions",
    "read_as", "witness", "feedback",
)  # fmt: skip
NBGRADER = (
    "assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email", "raw_score",
    "late_submission_penalty", "score", "max_score",
)  # fmt: skip
FORMULA = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20|%")  # with the wide forms that spreadsheets fold; | and % start DDE


def safe(cell: object) -> object:
    """A cell that no spreadsheet runs: numbers as they are, text with an apostrophe before what would be a formula."""
    if cell is None:
        return ""
    if isinstance(cell, (int, float)):
        return cell
    text = "".join(c if c in "\t\n\r" or c.isprintable() or ord(c) > 159 else "\ufffd" for c in str(cell))
    return f"'{text}" if text.startswith(FORMULA) or text.lstrip().startswith(FORMULA) else text


def written(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Rows as CSV, quoted where needed."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([safe(cell) for cell in row] for row in rows)
    return out.getvalue()


def csv_text(records: Sequence[Record], sources: Sequence[str]) -> str:
    """One row for each part of each record. points is empty where a person decides."""
    return written(
        HEADER,
        (
            (
                r["student"], source, r["problem"], p["part"], p["verdict"], p["how"], p["points"], p["max_points"],
                "; ".join(d["misconception"] for d in p["diagnosis"]), p["read_as"],
                (p["witness"] or {}).get("sentence", ""), p["feedback"],
            )
            for r, source in zip(records, sources, strict=True)
            for p in r["parts"]
        ),
    )  # fmt: skip


def nbgrader_text(records: Sequence[Record], sources: Sequence[str], assignment: str) -> str:
    """The columns that nbgrader exports, one row for each student; score is empty while something waits for a person.

    raw_score holds the points settled so far. Dates, names and penalties are not known here and stay empty.
    """

    def row(s: Student) -> tuple[object, ...]:
        score = None if s.waiting else s.points
        return (assignment, "", "", s.name, "", "", "", s.points, 0, score, s.max_points)

    return written(NBGRADER, (row(s) for s in students(records, sources)))
