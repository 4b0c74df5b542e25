"""Reports of verification, shaped for a reader."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from checkers.verify import Report


def merged(reports: Sequence[Report]) -> Report:
    """Several reports as one."""
    from checkers import verify as judge

    return judge.merged(reports)


def summary(report: Report) -> list[tuple[str, ...]]:
    """A row for each quantity, over all its size patterns: name, quantity, patterns, steps, gap, facts, ok or WRONG."""
    rows: dict[tuple[str, str], list[Any]] = {}
    for r in report.results:
        rows.setdefault((r.name, r.quantity), []).append(r)
    return [
        (
            name,
            quantity,
            str(len(found)),
            str(found[0].steps),
            f"{max(r.max_error for r in found):.1e}",
            str(found[0].facts_proved),
            str(found[0].facts_unproved),
            "ok" if all(r.ok for r in found) else "WRONG",
        )
        for (name, quantity), found in rows.items()
    ]


def judged(report: Report) -> str:
    """How many lines each judge settled, in one line."""
    found = {judge: lines for judge, lines in report.judged.items() if lines}
    return f"{sum(found.values())} lines judged: " + ", ".join(f"{judge} {lines}" for judge, lines in found.items())


def conditions(report: Report) -> tuple[str, ...]:
    """The conditions that results still carry, each once, with the reason why it could not be dropped."""
    return tuple(dict.fromkeys(f"{r.name}, {r.quantity}: {c}" for r in report.results for c in r.conditions))
