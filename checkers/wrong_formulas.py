"""The wrong formulas of one part, by value at small instances, and which of them an answer is."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from checkers.edits import Edit, edits
from checkers.equivalence import TOLERANCE
from checkers.fingerprints import Sample, fingerprints
from checkers.key import Key
from checkers.misconception import Misconception
from checkers.question import vocabulary
from checkers.strict import MAX_COST, cost, evaluate_strictly
from derivations import terms as T
from derivations.problem import Part

if TYPE_CHECKING:
    from torch import Tensor


class Formulas:
    """The table of one part that asks for a formula.

    A mistake whose formula is the right one, or is not finite, at every instance is left out.
    """

    def __init__(self, key: Key, part: Part, seed: int, mistaken: Sequence[tuple[Misconception, Key]]):
        self.key, self.part = key, part
        self.indices = key.goal(part).indices
        self.instances = key.instances(seed)
        self.right = [t.reshape(-1) for t in key.gradients(part, seed)]
        self.shapes = [tuple(t.shape) for t in key.gradients(part, seed)]
        self.table: list[tuple[Misconception, list[Tensor]]] = []
        for m, k in mistaken:
            values = [t.reshape(-1) for t in k.gradients(part, seed)]
            if all(bool(v.isfinite().all()) for v in values) and not self._is_right(values):
                self.table.append((m, values))

    def _is_right(self, values: Sequence[Tensor]) -> bool:
        return all(_close(v, r, r) for v, r in zip(values, self.right))

    def explain(self, answer: T.Term) -> tuple[Misconception, ...]:
        """The mistaken derivations that the answer follows; else the edits of the right answer; else fingerprints."""
        given: list[Tensor] = []
        for instance in self.instances:
            if cost(answer, instance, self.indices) > MAX_COST:
                return ()
            given.append(evaluate_strictly(answer, instance, self.indices)[0])
        found = tuple(m for m, values in self.table if all(_close(g, v, v) for g, v in zip(given, values)))
        if found:
            return found
        changed = {e.kind: e for e, first in self._edited if _close(given[0], first, first) and self._is(e, given)}
        if changed:
            return tuple(e.finding for e in changed.values())
        return fingerprints([Sample(g.tolist(), r.tolist(), s) for g, r, s in zip(given, self.right, self.shapes)])

    @cached_property
    def _edited(self) -> list[tuple[Edit, Tensor]]:
        """Every edit with its values at the first instance; those that change nothing there are kept for the others."""
        known = vocabulary(self.key, self.part).ranges
        found, first = [], self.instances[0]
        for e in edits(self.key.equation(self.part), known):
            if cost(e.term, first, self.indices) <= MAX_COST:
                values = evaluate_strictly(e.term, first, self.indices)[0]
                if bool(values.isfinite().all()):
                    found.append((e, values))
        return found

    def _is(self, e: Edit, given: Sequence[Tensor]) -> bool:
        values = [evaluate_strictly(e.term, i, self.indices)[0] for i in self.instances]
        return not self._is_right(values) and all(_close(g, v, v) for g, v in zip(given, values))


def _close(a: Tensor, b: Tensor, scale: Tensor) -> bool:
    largest = float(scale.abs().max()) if len(scale) else 0.0
    return bool(((a - b).abs() <= TOLERANCE * (largest or 1.0)).all())
