"""Which misconceptions explain a wrong answer: those whose mistaken derivation gives just that answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from checkers.key import Key
from checkers.misconception import Misconception
from checkers.readers.nested import Value as Nested
from checkers.values import agrees
from derivations import terms as T
from derivations.problem import Count, Formula, Gradient, Jacobian, Part, Value


class Diagnoser:
    """The wrong answers of one problem, each derived once, when a wrong answer is first met."""

    def __init__(self, key: Key, misconceptions: Iterable[Misconception]):
        self.key, self.misconceptions = key, tuple(misconceptions)
        self._wrong: dict[tuple[str, str], Any] = {}

    @cached_property
    def keys(self) -> Mapping[str, Key]:
        """Misconception -> the answers it leads to, those that change an equation of the problem."""
        made = {m.name: self.key.mistaken(m.mistake) for m in self.misconceptions}
        return {name: key for name, key in made.items() if key.changed}

    def diagnose(self, part: Part, answer: Nested, seed: int) -> tuple[Misconception, ...]:
        """Every misconception that gives this answer to the part."""
        return tuple(
            m for m in self.misconceptions if m.name in self.keys and self.explains(m.name, part, answer, seed)
        )

    def explains(self, name: str, part: Part, answer: Nested, seed: int) -> bool:
        """Does the mistaken derivation give this answer?"""
        wrong = self.keys[name]
        if not wrong.answers(part):
            return False
        try:
            if isinstance(part.ask, (Gradient, Jacobian, Formula)):
                return isinstance(answer, T.Term) and self._gradient(name, part, answer, seed)
            if isinstance(part.ask, Value):
                return agrees(answer, self._value(name, part), self.right_value(part), part.ask.digits)
        except (ValueError, OverflowError):  # the mistaken derivation has no finite value here, so it explains nothing
            return False
        if isinstance(part.ask, Count) and isinstance(answer, T.Term):
            from checkers.constants import fraction

            return fraction(answer) == wrong.count(part).constant
        return False

    def right_value(self, part: Part) -> Any:
        """The exact entries of the right answer."""
        return self._value("", part)

    def _value(self, name: str, part: Part) -> Any:
        if (name, part.label) not in self._wrong:
            key = self.keys[name] if name else self.key
            self._wrong[name, part.label] = key.value(part)
        return self._wrong[name, part.label]

    def _gradient(self, name: str, part: Part, answer: T.Term, seed: int) -> bool:
        from checkers.equivalence import TOLERANCE
        from checkers.strict import MAX_COST, cost, evaluate_strictly

        place = (f"{name} {seed}", part.label)
        if place not in self._wrong:
            self._wrong[place] = self.keys[name].gradients(part, seed)
        indices, told = self.key.goal(part).indices, False
        rights = self.key.gradients(part, seed)
        for instance, wrong, right in zip(self.key.instances(seed), self._wrong[place], rights):
            if cost(answer, instance, indices) > MAX_COST:
                return False
            values, _ = evaluate_strictly(answer, instance, indices)
            scale = float(wrong.abs().max()) or 1.0
            gap = (values - wrong.reshape(-1)).abs()
            if not bool((gap <= TOLERANCE * scale).all()):
                return False
            told = told or not bool(((wrong - right).abs() <= TOLERANCE * scale).all())
        return told
