"""Records as scores of LTI Assignment and Grade Services 2.0.

The specification also asks for a `timestamp`: whoever sends a score adds the time of sending, since a record that held
it would not be the same twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from checkers.records.marks import Record, Student, students, waits

MAX_COMMENT = 4_000


def lti(records: Sequence[Record], sources: Sequence[str]) -> list[dict[str, Any]]:
    """A score for each student, in their order."""
    return [score(s) for s in students(records, sources)]


def score(student: Student) -> dict[str, Any]:
    """The score of one student; PendingManual while a part waits for a person."""
    waiting = student.waiting
    comment = "\n".join(line(r, p) for r in student.records for p in r["parts"] if p["verdict"] != "missing")
    if len(comment) > MAX_COMMENT:
        comment = comment[: MAX_COMMENT - 3] + "..."
    return {
        "userId": student.name,
        "scoreGiven": student.points,
        "scoreMaximum": student.max_points,
        "activityProgress": "Completed",
        "gradingProgress": "PendingManual" if waiting else "FullyGraded",
        "comment": comment,
    }


def line(record: Record, part: Record) -> str:
    earned = "waits for a person" if waits(part) else f"{part['points']} of {part['max_points']}"
    return f"{record['problem']} {part['part']}: {earned}. {part['feedback']}"
