"""The wrong numbers of one part, and which of them an answer is, within the digits it shows."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from checkers.constants import floating, fraction
from checkers.edits import Edit, edits
from checkers.fingerprints import Sample, fingerprints
from checkers.key import Key
from checkers.misconception import Misconception
from checkers.readers.nested import Value as Nested
from checkers.values import agrees, decimals_of, entries_of, fitted, rational, shape_of
from derivations import terms as T
from derivations.problem import Part, Value

Floats = tuple[float, ...]


class Numbers:
    """The table of one part that asks for values; a mistake that leads to the right ones is left out."""

    def __init__(self, key: Key, part: Part, right: Any, mistaken: Sequence[tuple[Misconception, Key]]):
        assert isinstance(part.ask, Value)
        self.key, self.part, self.ask, self.right = key, part, part.ask, right
        self.shape = shape_of(right) or ()
        self.floats = _floats(right)
        self.table: list[tuple[Misconception, Any, Floats]] = []
        for m, k in mistaken:
            value = k.value(part)
            if value != right and (shape_of(value) or ()) == self.shape:
                self.table.append((m, value, _floats(value)))

    def explain(self, answer: Nested) -> tuple[Misconception, ...]:
        """The mistaken derivations that the answer follows; else the edits of the right answer; else fingerprints."""
        fit = fitted(answer, self.shape)
        if fit is None:
            return ()
        terms = [t for _, t in entries_of(fit)]
        given = [floating(t) for t in terms]
        if any(g is None for g in given):
            return ()
        numbers = tuple(g for g in given if g is not None)
        near = tuple(map(self._near, terms, numbers))
        found = tuple(m for m, value, floats in self.table if self._is(answer, numbers, near, value, floats))
        if found:
            return found
        changed = {e.kind: e for e, value, floats in self._edited if self._is(answer, numbers, near, value, floats)}
        if changed:
            return tuple(e.finding for e in changed.values())
        return fingerprints([Sample(numbers, self.floats, self.shape, near)])

    def _near(self, term: T.Term, number: float) -> float:
        """How far the number may be off: half a unit of the digits asked, or of the decimals it shows."""
        asked = abs(number) * 0.5 * 10.0 ** (1 - self.ask.digits)
        decimals = decimals_of(fraction(term))
        return max(asked, 0.5 * 10.0**-decimals if decimals else 0.0) * (1 + 1e-6) + 1e-12

    def _is(self, answer: Nested, given: Floats, near: Floats, value: Any, floats: Floats) -> bool:
        if any(abs(g - v) > 2 * n for g, v, n in zip(given, floats, near)):
            return False
        return agrees(answer, value, self.right, self.ask.digits)

    @cached_property
    def _edited(self) -> list[tuple[Edit, Any, Floats]]:
        found = []
        definition = self.key.defining(self.part)
        for e in edits(definition, self.key.ranges) if definition is not None else ():
            if e.kind == "index_shifted":  # with a few entries it reads one that does not exist, which nobody does
                continue
            try:
                value = self.key.value_with(self.part, e.term)
            except (ValueError, OverflowError, ZeroDivisionError):
                continue
            if value != self.right:
                found.append((e, value, _floats(value)))
        return found


def _floats(value: Any) -> Floats:
    return tuple(float(rational(v)) for _, v in entries_of(value))
