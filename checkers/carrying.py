"""Follow-through: is a wrong answer right from the student's own earlier answers, and may it count?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from checkers.algebra.numbers import MANY_DIGITS
from checkers.answers.exact import Numbers, agrees, right_numbers
from checkers.answers.formula import TOLERANCE
from checkers.answers.reading import Reading
from checkers.answers.values import Ambiguous, NoValue, Stage, Unsure, WrongShape, evaluate
from checkers.chain import Chain, Quantity
from checkers.judge import Judge, Outcome
from checkers.verdict import Different, Equal
from derivations.adjoint import adjoint
from derivations.problem import Formula, Gradient, Part, Value

if TYPE_CHECKING:
    from torch import Tensor

Sources = Mapping[Quantity, tuple[Part, Outcome]]
FAULTS = (NoValue, Unsure, Ambiguous, WrongShape, ValueError, OverflowError, ZeroDivisionError, ArithmeticError)


@dataclass(frozen=True)
class Carried:
    """The earlier parts that an answer is right from."""

    parts: tuple[str, ...]


class Carrier:
    """Looks for follow-through in the submissions to one problem.

    It counts only where the part really depends on the earlier one, by a value that the student gave, that is wrong,
    has the right shape and is not zero throughout, so that nothing becomes trivial; where the step from there leads to
    something else than the right answer, than what was given in the problem, and than a copy of the earlier answer.
    """

    def __init__(self, judging: Judge):
        self.judging, self.key = judging, judging.key
        self._chain: Chain | None = None

    @property
    def chain(self) -> Chain:
        if self._chain is None:
            self._chain = Chain(self.key)
        return self._chain

    def carried(self, part: Part, outcome: Outcome, earlier: Sequence[tuple[Part, Outcome]]) -> Carried | None:
        """The earlier answers that this one is right from, None where it is not, or where that does not count.

        earlier: the parts before this one with what was found about them.
        """
        if not isinstance(outcome.verdict, Different) or outcome.answer is None or outcome.coarse:
            return None
        of = quantity(part)
        known = {q: (p, o) for p, o in earlier if (q := quantity(p)) is not None and q != of and self._counts(p, o)}
        if of is None or all(isinstance(o.verdict, Equal) for _, o in known.values()):
            return None
        try:
            sources = {q: known[q] for q in self.chain.sources(of, known)}
            wrong = {p.label for p, o in sources.values() if isinstance(o.verdict, Different)}
            if not wrong:
                return None
            with np.errstate(all="ignore"):
                if isinstance(outcome.answer, Numbers):
                    fits = self._numbers(part, of, outcome.answer, sources)
                else:
                    fits = self._formulas(part, of, outcome.answer, sources)
        except FAULTS:
            return None
        return Carried(tuple(p.label for p, _ in earlier if p.label in wrong)) if fits else None

    def _counts(self, part: Part, outcome: Outcome) -> bool:
        """Is the earlier answer one to go on from: right, or wrong with values that are not zero throughout?"""
        if isinstance(outcome.verdict, Equal):
            return True
        if not isinstance(outcome.verdict, Different) or outcome.coarse or outcome.answer is None:
            return False
        if isinstance(outcome.answer, Reading):
            return True
        fit = outcome.answer.fitted(self.judging.right.numbers(part).shape)
        return fit is not None and any(fit.entries) and all(map(MANY_DIGITS.context.isfinite, fit.entries))

    # ---------------------------------------------------------------- numbers

    def _numbers(self, part: Part, of: Quantity, answer: Numbers, sources: Sources) -> bool:
        """Are the numbers those that follow from the earlier ones?"""
        given: dict[Quantity, Numbers] = {}
        for q, (earlier, outcome) in sources.items():
            right = self.judging.right.numbers(earlier)
            wrong = outcome.answer.fitted(right.shape) if isinstance(outcome.answer, Numbers) else None
            given[q] = wrong if wrong is not None and isinstance(outcome.verdict, Different) else right
        found = right_numbers(self.chain.exact(of, {q: nested(v) for q, v in given.items()}))
        right = self.judging.right.numbers(part)
        stated = [g for v in self.key.problem.given.values() if (g := given_numbers(v)) is not None]
        trivial = [right, *stated, *(f for v in given.values() if (f := v.fitted(found.shape)) is not None)]
        if not any(found.entries) or any(same(found, t) for t in trivial):
            return False
        return agrees(answer, found, right, self.judging.digits_of(part))

    # ---------------------------------------------------------------- formulas

    def _formulas(self, part: Part, of: Quantity, answer: Reading, sources: Sources) -> bool:
        """Is the formula, at every instance, what follows from the earlier ones?"""
        seed, told = self.judging.seed, False
        for k, stage in enumerate(self.judging.right.stages(part, seed)):
            values: dict[str, Tensor] = {}
            for (_, tensor), (earlier, outcome) in sources.items():
                there = self.judging.right.stages(earlier, seed)[k]
                if isinstance(outcome.verdict, Different) and isinstance(outcome.answer, Reading):
                    values[tensor] = sampled(outcome.answer, there)
                else:
                    values[tensor] = as_tensor(there.right.reshape(there.shape))
                if not np.isfinite(values[tensor].numpy()).all() or not np.any(values[tensor].numpy()):
                    return False
            found = self.chain.sampled(of[1], self.key.goal(part).indices, stage.instance, values).numpy()
            if any(found.shape == v.numpy().shape and near(v.numpy(), found) for v in values.values()):
                return False
            mine = evaluate(answer, stage, 0.0).values
            if not np.any(found) or not near(mine, found.reshape(-1)):
                return False
            told = told or not near(mine, stage.right)
        return told


def quantity(part: Part) -> Quantity | None:
    """What a part asks for, as a quantity of the chain."""
    match part.ask:
        case Value(of, step=step):
            return step, of
        case Gradient(wrt):
            return 1, adjoint(wrt)
        case Formula(of):
            return 1, of
    return None


def sampled(reading: Reading, stage: Stage) -> Tensor:
    """The values of an earlier answer at an instance, with their axes."""
    return as_tensor(evaluate(reading, stage, 0.0).values.reshape(stage.shape))


def as_tensor(values: Any) -> Tensor:
    import torch

    return torch.from_numpy(np.ascontiguousarray(values))


def near(a: Any, b: Any) -> bool:
    scale = float(np.abs(b).max()) if b.size else 0.0
    return bool((np.abs(a - b) <= TOLERANCE * (scale or 1.0)).all())


def nested(found: Numbers) -> Any:
    """The entries as nested tuples of fractions, right to forty digits."""
    flat = [Fraction(MANY_DIGITS.context.nstr(x, 40)) for x in found.entries]
    for length in reversed(found.shape):
        flat = [tuple(flat[k : k + length]) for k in range(0, len(flat), length)]  # type: ignore[misc]
    return flat[0]


def given_numbers(value: Any) -> Numbers | None:
    """What a problem states, as numbers; None for a single number, which many answers have by chance."""
    if not isinstance(value, (tuple, list)):
        return None
    shape: list[int] = []
    rows: Any = value
    while isinstance(rows, (tuple, list)):
        shape.append(len(rows))
        rows = rows[0]
    flat: list[Any] = [value]
    for _ in shape:
        flat = [v for row in flat for v in row]
    return Numbers(tuple(shape), tuple(MANY_DIGITS.number(Fraction(v)) for v in flat))


def same(a: Numbers, b: Numbers) -> bool:
    """Are all entries the same, to twelve digits?"""
    scale = max((abs(x) for x in b.entries), default=0) or 1
    return a.shape == b.shape and all(abs(x - y) <= 1e-12 * scale for x, y in zip(a.entries, b.entries))
