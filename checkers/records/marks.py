"""What every writer reads off the records: whose they are, what waits for a person, what a part is called."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

Record = dict[str, Any]


@dataclass(frozen=True)
class Student:
    """One student's records, one for each problem answered. name: the student, or the file where none is named."""

    name: str
    source: str
    records: tuple[Record, ...]

    @property
    def points(self) -> int | float:
        """The points that are settled; what waits for a person is not among them."""
        return total(r["points"] for r in self.records)

    @property
    def max_points(self) -> int | float:
        return total(r["max_points"] for r in self.records)

    @property
    def waiting(self) -> list[str]:
        """The parts that wait for a person."""
        return [
            f"{r['problem']} {p['part']}" if len(self.records) > 1 else str(p["part"])
            for r in self.records
            for p in r["parts"]
            if waits(p)
        ]


def students(records: Sequence[Record], sources: Sequence[str]) -> list[Student]:
    """The records by student and file, in their order. sources: the file of each record."""
    found: dict[tuple[str, str], list[Record]] = {}
    for record, source in zip(records, sources, strict=True):
        found.setdefault((str(record["student"]), source), []).append(record)
    return [Student(name or source, source, tuple(own)) for (name, source), own in found.items()]


def waits(part: Record) -> bool:
    """Whether a part waits for a person: it has no points yet, which is not the same as none."""
    return part["points"] is None


def total(points: Any) -> int | float:
    """A sum without rounding on the way: 0.1 + 0.2 is 0.3."""
    exact = sum((Fraction(str(p)) for p in points if p is not None), Fraction(0))
    return int(exact) if exact.denominator == 1 else float(exact)
