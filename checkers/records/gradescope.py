"""Records as the results.json of a Gradescope autograder.

One result for each student. A part that waits for a person has no score and no status, so that it counts neither as
passed nor as failed; the score of the whole is the points settled so far, and its output says what waits.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from checkers.records.marks import Record, Student, students, waits


def gradescope(records: Sequence[Record], sources: Sequence[str]) -> list[dict[str, Any]]:
    """A results.json for each student, in their order."""
    return [result(s) for s in students(records, sources)]


def result(student: Student) -> dict[str, Any]:
    """The results.json of one student."""
    many = len(student.records) > 1
    tests = [
        test(f"{r['problem']} {p['part']}" if many else p["part"], f"{i}.{k}" if many else str(k), p)
        for i, r in enumerate(student.records, 1)
        for k, p in enumerate(r["parts"], 1)
    ]
    waiting = student.waiting
    told = f"Waits for a person: {', '.join(waiting)}." if waiting else "Everything was decided."
    return {
        "score": student.points,
        "output": told,
        "output_format": "text",
        "visibility": "visible",
        "tests": tests,
        "extra_data": {
            "student": student.name,
            "problems": [r["problem"] for r in student.records],
            "waiting": waiting,
            "version": student.records[0]["version"],
        },
    }


def test(name: str, number: str, part: Record) -> dict[str, Any]:
    """One part. The output is plain text: nothing that a student typed is taken for markup."""
    read = f"Read as: {part['read_as']}\n" if part["read_as"] else ""
    found: dict[str, Any] = {"name": name, "name_format": "text", "number": number}
    if not waits(part):
        right = part["verdict"] == "equal" or (part["max_points"] and part["points"] == part["max_points"])
        found |= {"score": part["points"], "status": "passed" if right else "failed"}
    return {
        **found,
        "max_score": part["max_points"],
        "output": read + part["feedback"],
        "output_format": "text",
        "visibility": "visible",
    }
