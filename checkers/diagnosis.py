"""What explains a wrong answer: mistaken derivations, else one change of the right answer, else what numbers tell.

The wrong answers of a part are worked out once, when the first wrong answer to it is met, and kept; an answer is then
evaluated once at each instance and compared with all of them by value.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from checkers.fingerprints import Sample, fingerprints
from checkers.key import Key
from checkers.misconception import Misconception
from checkers.readers.nested import Value as Nested
from checkers.wrong_formulas import Formulas
from checkers.wrong_values import Numbers
from derivations import terms as T
from derivations.problem import Count, Field, Formula, Gradient, Jacobian, Part, Value

Found = tuple[Misconception, ...]


class Diagnoser:
    """The wrong answers of one problem, each derived once, when a wrong answer is first met."""

    def __init__(self, key: Key, misconceptions: Iterable[Misconception]):
        self.key, self.misconceptions = key, tuple(misconceptions)
        self._formulas: dict[tuple[str, int], Formulas] = {}
        self._numbers: dict[str, Numbers] = {}
        self._right: dict[str, Any] = {}

    @cached_property
    def keys(self) -> Mapping[str, Key]:
        """Misconception -> the answers it leads to, those that change an equation of the problem."""
        made = {m.name: self.key.mistaken(m.mistake) for m in self.misconceptions}
        return {name: key for name, key in made.items() if key.changed}

    def diagnose(self, part: Part, answer: Nested, seed: int) -> Found:
        """Every misconception that gives this answer to the part; where there is none, the next best explanation."""
        try:
            match part.ask:
                case Gradient() | Jacobian() | Formula():
                    return self._formula(part, answer, seed) if isinstance(answer, T.Term) else ()
                case Value():
                    return self._value(part, answer)
                case Count() | Field():
                    return self._count(part, answer) if isinstance(answer, T.Term) else ()
        except (ValueError, OverflowError, ZeroDivisionError):  # a wrong answer without a finite value
            return ()
        return ()

    def right_value(self, part: Part) -> Any:
        """The exact entries of the right answer."""
        if part.label not in self._right:
            self._right[part.label] = self.key.value(part)
        return self._right[part.label]

    def _reaching(self, part: Part) -> list[tuple[Misconception, Key]]:
        known = [(m, self.keys[m.name]) for m in self.misconceptions if m.name in self.keys]
        return [(m, k) for m, k in known if k.answers(part)]

    def _formula(self, part: Part, answer: T.Term, seed: int) -> Found:
        place = (part.label, seed)
        if place not in self._formulas:
            self._formulas[place] = Formulas(self.key, part, seed, self._reaching(part))
        return self._formulas[place].explain(answer)

    def _value(self, part: Part, answer: Nested) -> Found:
        if part.label not in self._numbers:
            self._numbers[part.label] = Numbers(self.key, part, self.right_value(part), self._reaching(part))
        return self._numbers[part.label].explain(answer)

    def _count(self, part: Part, answer: T.Term) -> Found:
        from checkers.constants import fraction

        given, right = fraction(answer), self.key.count(part).constant
        found = tuple(m for m, k in self._reaching(part) if k.count(part).constant == given != right)
        if found or given is None or right is None:
            return found
        return fingerprints([Sample((float(given),), (float(right),), ())])
