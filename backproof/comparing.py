"""Is an answer the same as a reference? What `backproof compare` does, for use from Python too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from backproof.errors import Unusable


def compare(reference: str, answer: str, context: Mapping[str, Any] | None = None, seed: int = 0) -> dict[str, Any]:
    """Is the answer the reference? The record of `backproof compare`; context: tensors, domains, tolerance, ..."""
    from checkers.algebra.compare import UNUSABLE
    from checkers.algebra.compare import compare as compared

    record = compared(reference, answer, context, seed)
    if str(record["how"]).startswith(UNUSABLE):
        raise Unusable(str(record["how"]).removeprefix(UNUSABLE))
    return record


def compare_stream(lines: Iterable[str], seed: int = 0) -> Iterator[dict[str, Any]]:
    """The record of every line of JSON, in their order."""
    from checkers.algebra.stream import compare_lines

    return compare_lines(lines, seed)
