"""What is graded at once: one student's answers to one problem; and the record of one that could not be graded."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from checkers.submission import Submission


@dataclass(frozen=True)
class Entry:
    """One student's answers to one problem: (part, text) pairs in the order of the parts' names."""

    problem: str
    student: str
    answers: tuple[tuple[str, str], ...]
    source: str = ""

    def key(self, judge: str) -> str:
        """A hash of all that the record depends on; judge: what stands for the version and the settings."""
        told = json.dumps([judge, self.problem, self.student, self.answers], ensure_ascii=True)
        return hashlib.sha256(told.encode()).hexdigest()


def entry(submission: Submission, problem: str) -> Entry:
    """A submission as an entry to that problem."""
    return Entry(problem, submission.student, tuple(sorted(submission.answers.items())), submission.source)


def undecided(blank: Mapping[str, Any], failed: Entry, reason: str) -> dict[str, Any]:
    """The record of an entry whose grading failed: every answered part waits for a person, which is no zero.

    blank: the record of the same problem with no answers.
    """
    given = {label.strip() for label, text in failed.answers if text.strip()}
    labels = {p["part"] for p in blank["parts"]}
    waiting = {
        "verdict": "undecided",
        "how": reason,
        "credit": None,
        "points": None,
        "feedback": f"This could not be decided and waits for a person: {reason}.",
    }
    parts = [{**p, **waiting} if p["part"] in given else p for p in blank["parts"]]
    record = {**blank, "student": failed.student, "parts": parts}
    unknown = sorted({label.strip() for label, _ in failed.answers} - labels)
    return {**record, "unknown_parts": unknown} if unknown else record
