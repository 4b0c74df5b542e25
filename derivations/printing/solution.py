"""What a solution is before it is printed: the parts of a problem, worked out, in a form that all printers share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from derivations import terms as T
from derivations.printing.steps import ShownLine
from derivations.printing.style import Style
from derivations.rule import Definition

if TYPE_CHECKING:
    from derivations.network import Tally
    from derivations.operators import Operator
    from derivations.printing.argument import Shown
    from derivations.program import Program

Nested = str | tuple["Nested", ...]
"""A number as text, or a row, a matrix and so on of them."""


@dataclass(frozen=True)
class Value:
    """Exact entries of a quantity, in LaTeX and in plain text, and as decimals; all of one shape.

    rounded: whether some decimals are.
    """

    latex: Nested
    text: Nested
    decimals: Nested
    rounded: bool = True


@dataclass(frozen=True)
class Worked:
    """A quantity that is worked out: its closed form, the lines that lead there, and its numbers if there are any.

    operator: the result as a matrix product or another operator, where it has such a form.
    """

    result: Definition
    lines: tuple[ShownLine, ...] = ()
    value: Value | None = None
    operator: Operator | None = None


@dataclass(frozen=True)
class RouteLine:
    """One line of a textbook chain: equal to the line before, for the reason given; left: LaTeX before the first."""

    term: T.Term
    reason: str
    left: str = ""
    verdict: str = ""

    @property
    def sentence(self) -> str:
        """The reason as a sentence, without its verdict."""
        return self.reason[:1].upper() + self.reason[1:].rstrip(".") + "."

    @property
    def told(self) -> str:
        """The reason as a sentence, its verdict in brackets."""
        return f"{self.sentence[:-1]} ({self.verdict})." if self.verdict else self.sentence


@dataclass(frozen=True)
class WorkedRoute:
    """A textbook chain whose lines were judged; indices: its free indices; verdict: the judgement in a sentence."""

    title: str
    lines: tuple[RouteLine, ...]
    indices: tuple[T.Index, ...] = ()
    verdict: str = ""


@dataclass(frozen=True)
class SolvedPart:
    """One question with its answer: the last of `worked` or the tally; what comes before are intermediate results.

    view: what of the tally is shown, `parameters`, `filters`, `operations` or `field`; told: a sentence below it;
    table: whether its table is shown, which an earlier part may have done.
    argument: judged lines, tables and figures, told after the routes.
    """

    label: str
    wording: str = ""
    points: Fraction | None = None
    worked: tuple[Worked, ...] = ()
    tally: Tally | None = None
    view: str = "parameters"
    told: str = ""
    table: bool = True
    routes: tuple[WorkedRoute, ...] = ()
    argument: tuple[Shown, ...] = ()


@dataclass(frozen=True)
class Solution:
    """A solved problem, or the gradients of a layer.

    statement, conventions and wordings are Markdown with $...$; premises are relations in the notation.
    """

    name: str
    title: str
    parts: tuple[SolvedPart, ...]
    style: Style = field(default_factory=Style)
    program: Program | None = None
    statement: str = ""
    conventions: tuple[str, ...] = ()
    premises: tuple[str, ...] = ()
    source: str = ""

    @cached_property
    def letters(self) -> Style:
        """The style with a letter for every name in the solution, so that a name keeps its letter throughout."""
        return self.style.covering(tuple(self._terms()))

    def _terms(self) -> Iterator[T.Term]:
        definitions = [w.result for p in self.parts for w in p.worked]
        if self.program is not None:
            definitions += self.program.definitions
            yield from (T.Size(e) for e in self.program.lengths.values())
            yield from (T.Size(b) for axes in self.program.ranges.values() for r in axes for b in r)
        for d in definitions:
            yield d.lhs
            yield d.rhs
        for p in self.parts:
            yield from (line.term for w in p.worked for line in w.lines)
            yield from (t for w in p.worked for line in w.lines for _, a, b in line.equations for t in (a, b))
            yield from (line.term for r in p.routes for line in r.lines)


BRACKETS = "A bracket is 1 where the condition in it holds, and 0 elsewhere."


def explained(solution: Solution) -> Solution:
    """The solution with a word on brackets among its conventions, where some are printed."""
    if not any(T.contains(t, (T.Iverson, T.Compare)) for t in solution._terms()):
        return solution
    return replace(solution, conventions=(*solution.conventions, BRACKETS))
