"""The wrong numbers of one part, and which of them an answer is, within the digits it shows."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from checkers.answers.exact import Numbers, agrees, right_numbers
from checkers.answers.right import Right
from checkers.edits import Edit, edits
from checkers.fingerprints import Sample, fingerprints
from checkers.key import Key
from checkers.misconception import Misconception
from derivations.problem import Part, Value


class WrongNumbers:
    """The table of one part that asks for values; a mistake that leads to the right ones is left out."""

    def __init__(self, right: Right, part: Part, mistaken: Sequence[tuple[Misconception, Key]]):
        assert isinstance(part.ask, Value)
        self.key, self.part, self.ask = right.key, part, part.ask
        self.right, self.exact = right.numbers(part), right.key.value(part)
        self.table: list[tuple[Misconception, Numbers]] = []
        for m, k in mistaken:
            value = k.value(part)
            if value != self.exact and (numbers := right_numbers(value)).shape == self.right.shape:
                self.table.append((m, numbers))

    def explain(self, answer: Numbers) -> tuple[Misconception, ...]:
        """The mistaken derivations that the answer follows; else the edits of the right answer; else fingerprints."""
        fit = answer.fitted(self.right.shape)
        if fit is None:
            return ()
        near = tuple(map(self._near, fit.floats, fit.decimals))
        found = tuple(m for m, numbers in self.table if self._is(fit, near, numbers))
        if found:
            return found
        changed = {e.kind: e for e, numbers in self._edited if self._is(fit, near, numbers)}
        if changed:
            return tuple(e.finding for e in changed.values())
        return fingerprints([Sample(fit.floats, self.right.floats, self.right.shape, near)])

    def _near(self, number: float, decimals: int) -> float:
        """How far the number may be off: half a unit of the digits asked, or of the decimals it shows."""
        asked = abs(number) * 0.5 * 10.0 ** (1 - self.ask.digits)
        return max(asked, 0.5 * 10.0**-decimals if decimals else 0.0) * (1 + 1e-6) + 1e-12

    def _is(self, answer: Numbers, near: Sequence[float], wrong: Numbers) -> bool:
        if any(not abs(g - v) <= 2 * n for g, v, n in zip(answer.floats, wrong.floats, near)):
            return False
        return agrees(answer, wrong, self.right, self.ask.digits)

    @cached_property
    def _edited(self) -> list[tuple[Edit, Numbers]]:
        found = []
        definition = self.key.defining(self.part)
        for e in edits(definition, self.key.ranges) if definition is not None else ():
            if e.kind == "index_shifted":  # with a few entries it reads one that does not exist, which nobody does
                continue
            try:
                value: Any = self.key.value_with(self.part, e.term)
            except (ValueError, OverflowError, ZeroDivisionError):
                continue
            if value != self.exact:
                found.append((e, right_numbers(value)))
        return found
