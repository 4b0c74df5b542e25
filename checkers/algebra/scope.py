"""Where an evaluation stands: which point of the world each entry of a batch belongs to, and the indices there."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from checkers.algebra.values import MAX_ENTRIES, Unsure, Value

MOST_AXES = 32  # of an array of numpy


def different(keys: Any) -> tuple[Any, Any]:
    """The different rows of a table of whole numbers, in order, and which of them each row is."""
    if not len(keys) or not keys.shape[1]:
        return np.unique(keys, axis=0), np.zeros(len(keys), dtype=np.int64)
    low = keys.min(axis=0)
    spans = [int(s) for s in keys.max(axis=0) - low + 1]
    if math.prod(spans) > 4 * len(keys) + 1_000 or len(spans) > MOST_AXES:
        groups, inverse = np.unique(keys, axis=0, return_inverse=True)
        return groups, inverse.reshape(-1)
    flat = np.ravel_multi_index(tuple((keys - low).T), spans)
    present = np.zeros(math.prod(spans), dtype=bool)
    present[flat] = True
    groups = np.stack(np.unravel_index(np.flatnonzero(present), spans), axis=1) + low
    return groups, (np.cumsum(present) - 1)[flat]


@dataclass(frozen=True)
class Scope:
    """rows: the world's point of each entry; indices and local values, one for each entry; changed: quantities that
    stand at other values than the world's, as when a derivative is taken; kept: the values of declared quantities here,
    by name and number system, None while the world is being made."""

    rows: Any
    indices: dict[str, Any] = field(default_factory=dict)
    local: dict[str, Value] = field(default_factory=dict)
    changed: dict[str, Any] = field(default_factory=dict)
    kept: dict[Any, Value] | None = None

    @property
    def count(self) -> int:
        return len(self.rows)

    def taken(self, source: Any) -> Scope:
        """The scope with its entries picked, or repeated, as `source` says."""
        if len(source) > MAX_ENTRIES // 4:
            raise Unsure("evaluating the answer takes too many steps")
        return Scope(
            self.rows[source],
            {n: v[source] for n, v in self.indices.items()},
            {n: Value(v.data[source], v.row, v.stretch, v.eye) for n, v in self.local.items()},
            {n: v[source] for n, v in self.changed.items()},
        )

    def over(self, name: str, low: Any, high: Any) -> tuple[Scope, Any]:
        """One entry for each value of a new index from low to high, and the entry each one came from."""
        lengths = np.maximum(high - low + 1, 0)
        if lengths.sum() > MAX_ENTRIES // 4:
            raise Unsure("evaluating the answer takes too many steps")
        source = np.repeat(np.arange(self.count), lengths)
        within = np.arange(len(source)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        inner = self.taken(source)
        inner.indices[name] = low[source] + within
        return inner, source

    def without(self, name: str) -> Scope:
        """The scope in which an index has no value: e^x is Euler's where e counts entries elsewhere."""
        return replace(self, indices={n: i for n, i in self.indices.items() if n != name})

    def with_index(self, name: str, values: Any) -> Scope:
        return replace(self, indices={**self.indices, name: values})

    def with_local(self, found: dict[str, Value]) -> Scope:
        return replace(self, local={**self.local, **found})
