"""What explains a wrong answer: mistaken derivations, else one change of the right answer, else what numbers tell.

The wrong answers of a part are worked out once, when the first wrong answer to it is met, and kept; an answer is then
evaluated once at each instance and compared with all of them by value.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property

from checkers.answers.exact import Numbers
from checkers.answers.reading import Reading
from checkers.answers.right import Right
from checkers.fingerprints import Sample, fingerprints
from checkers.key import Key
from checkers.misconception import Misconception
from checkers.wrong_formulas import Formulas
from checkers.wrong_values import WrongNumbers
from derivations.problem import Count, Field, Formula, Gradient, Jacobian, Part, Value

Found = tuple[Misconception, ...]


class Diagnoser:
    """The wrong answers of one problem, each derived once, when a wrong answer is first met."""

    def __init__(self, right: Right, misconceptions: Iterable[Misconception]):
        self.right, self.key, self.misconceptions = right, right.key, tuple(misconceptions)
        self._formulas: dict[tuple[str, int], Formulas] = {}
        self._numbers: dict[str, WrongNumbers] = {}

    @cached_property
    def keys(self) -> Mapping[str, Key]:
        """Misconception -> the answers it leads to, those that change an equation of the problem."""
        made = {m.name: self.key.mistaken(m.mistake) for m in self.misconceptions}
        return {name: key for name, key in made.items() if key.changed}

    def diagnose(self, part: Part, answer: Reading | Numbers, seed: int) -> Found:
        """Every misconception that gives this answer to the part; where there is none, the next best explanation.

        answer: a formula, or the numbers of an answer to a part that asks for values or a count.
        """
        try:
            match part.ask:
                case Gradient() | Jacobian() | Formula():
                    return self._formula(part, answer, seed) if isinstance(answer, Reading) else ()
                case Value():
                    return self._value(part, answer) if isinstance(answer, Numbers) else ()
                case Count() | Field():
                    return self._count(part, answer) if isinstance(answer, Numbers) else ()
        except (ValueError, OverflowError, ZeroDivisionError):  # a wrong answer without a finite value
            return ()
        return ()

    def _reaching(self, part: Part) -> list[tuple[Misconception, Key]]:
        known = [(m, self.keys[m.name]) for m in self.misconceptions if m.name in self.keys]
        return [(m, k) for m, k in known if k.answers(part)]

    def _formula(self, part: Part, answer: Reading, seed: int) -> Found:
        place = (part.label, seed)
        if place not in self._formulas:
            self._formulas[place] = Formulas(self.right, part, seed, self._reaching(part))
        return self._formulas[place].explain(answer)

    def _value(self, part: Part, answer: Numbers) -> Found:
        if part.label not in self._numbers:
            self._numbers[part.label] = WrongNumbers(self.right, part, self._reaching(part))
        return self._numbers[part.label].explain(answer)

    def _count(self, part: Part, answer: Numbers) -> Found:
        right = self.key.count(part).constant
        if right is None or len(answer.entries) != 1:
            return ()
        (given,) = answer.entries
        found = tuple(m for m, k in self._reaching(part) if k.count(part).constant == given and given != right)
        return found or fingerprints([Sample(answer.floats, (float(right),), ())])
