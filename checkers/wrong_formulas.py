"""The wrong formulas of one part, by value at small instances, and which of them an answer is."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np

from checkers.answers.formula import TOLERANCE, transposed
from checkers.answers.names import vocabulary
from checkers.answers.reading import Reading
from checkers.answers.right import Right
from checkers.answers.values import Ambiguous, NoValue, Unsure, WrongShape, evaluate
from checkers.edits import Edit, edits
from checkers.fingerprints import EXCHANGED, PARTLY, Sample, by_indices, fingerprints
from checkers.key import Key
from checkers.misconception import Misconception
from checkers.strict import MAX_COST, cost, evaluate_strictly
from derivations.problem import Part


class Formulas:
    """The table of one part that asks for a formula.

    A mistake whose formula is the right one, or is not finite, at every instance is left out.
    """

    def __init__(self, right: Right, part: Part, seed: int, mistaken: Sequence[tuple[Misconception, Key]]):
        self.key, self.part = right.key, part
        self.indices = self.key.goal(part).indices
        self.stages = right.stages(part, seed)
        self.flat = right.flat(part, seed)
        self.right = [s.right for s in self.stages]
        self.table: list[tuple[Misconception, list[Any]]] = []
        for m, k in mistaken:
            values = [t.numpy().reshape(-1) for t in k.gradients(part, seed)]
            if all(bool(np.isfinite(v).all()) for v in values) and not self._is_right(values):
                self.table.append((m, values))

    def _is_right(self, values: Sequence[Any]) -> bool:
        return all(_close(v, r, r) for v, r in zip(values, self.right))

    def explain(self, answer: Reading) -> tuple[Misconception, ...]:
        """The mistaken derivations that the answer follows; else the edits of the right answer; else fingerprints."""
        given: list[Any] = []
        exchanged = 0
        for stage in self.stages:
            try:
                given.append(evaluate(answer, stage, 0.0).values)
            except WrongShape as error:
                exchanged += transposed(error.found, stage)
            except (NoValue, Unsure, Ambiguous):
                return ()
        if exchanged or len(given) < len(self.stages):
            return (EXCHANGED,) if exchanged + len(given) == len(self.stages) else ()
        found = tuple(m for m, values in self.table if all(_close(g, v, v) for g, v in zip(given, values)))
        if found:
            return found
        changed = {e.kind: e for e, first in self._edited if _close(given[0], first, first) and self._is(e, given)}
        if changed:
            return tuple(e.finding for e in changed.values())
        found_by = fingerprints([Sample(g.tolist(), s.right.tolist(), s.shape) for g, s in zip(given, self.stages)])
        if found_by and found_by[0].name != PARTLY:
            return found_by
        flat = self._by_indices(answer)
        return (flat,) if flat is not None else found_by

    def _by_indices(self, answer: Reading) -> Misconception | None:
        stage = self.flat
        if stage is None:
            return None
        try:
            values = evaluate(answer, stage, None).values
        except (WrongShape, NoValue, Unsure, Ambiguous):
            return None
        return by_indices(values.tolist(), stage.right.tolist())

    @cached_property
    def _edited(self) -> list[tuple[Edit, Any]]:
        """Every edit with its values at the first instance; those that change nothing there are kept for the others."""
        known = vocabulary(self.key, self.part).ranges
        found, first = [], self.stages[0].instance
        for e in edits(self.key.equation(self.part), known):
            if cost(e.term, first, self.indices) <= MAX_COST:
                values = evaluate_strictly(e.term, first, self.indices)[0].numpy()
                if bool(np.isfinite(values).all()):
                    found.append((e, values))
        return found

    def _is(self, e: Edit, given: Sequence[Any]) -> bool:
        values = [evaluate_strictly(e.term, s.instance, self.indices)[0].numpy() for s in self.stages]
        return not self._is_right(values) and all(_close(g, v, v) for g, v in zip(given, values))


def _close(a: Any, b: Any, scale: Any) -> bool:
    largest = float(np.abs(scale).max()) if len(scale) else 0.0
    return bool((np.abs(a - b) <= TOLERANCE * (largest or 1.0)).all())
