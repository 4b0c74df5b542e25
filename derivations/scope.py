"""The names that a text may use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from derivations.rule import Range
from derivations.terms import Index


@dataclass(frozen=True)
class Scope:
    """The names a text may use: tensors with their ranges, integer tensors among them, sizes, indices with ranges."""

    ranges: Mapping[str, tuple[Range, ...]]
    sizes: frozenset[str] = frozenset()
    integers: frozenset[str] = frozenset()
    indices: Mapping[str, Range] = field(default_factory=dict)

    def within(self, indices: tuple[Index, ...]) -> Scope:
        return replace(self, indices={**self.indices, **{i.name: (i.low, i.high) for i in indices}})
