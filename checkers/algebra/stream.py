"""Many comparisons: one JSON record a line, in their order, with a fixed amount of memory."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from checkers.algebra.compare import Comparer

MAX_LINE = 200_000


def compare_lines(
    lines: Iterable[str], seed: int = 0, prover: Callable[..., str] | None = None
) -> Iterator[dict[str, Any]]:
    """The record of every line that is not empty; a line that is no record is undecided with the reason.

    prover: tries to prove what is equal at points; a Prover.
    """
    comparer = Comparer(seed, prover)
    for line in lines:
        if not line.strip():
            continue
        record: Any = None
        why = ""
        if len(line) > MAX_LINE:
            why = f"the line is longer than {MAX_LINE} characters"
        else:
            try:
                record = json.loads(line)
            except (ValueError, RecursionError):
                why = "the line is no JSON"
        if not why and not isinstance(record, dict):
            why = "the line is no table with 'reference' and 'answer'"
        found = comparer.compare(record if not why else {"id": None, "reference": None, "answer": None})
        yield {**found, "how": why} if why else found
