"""What a homework problem is: a forward rule, what is given, and parts that ask. The key is always derived."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Union

from derivations.claim import Claim, Experiment, Words
from derivations.figure import Figure
from derivations.layer import Layer
from derivations.network import Network


@dataclass(frozen=True)
class Gradient:
    """The gradient of the loss by a tensor, as an index expression; indices: the letters of its axes, `d e`."""

    wrt: str
    indices: str = ""


@dataclass(frozen=True)
class Value:
    """The exact entries of a tensor at the given numbers.

    digits: significant digits a decimal answer needs. step: of a training that goes on, from 1; before each step but
    the first, what an update named `W_new` gave takes the place of `W`.
    """

    of: str
    digits: int = 4
    step: int = 1


@dataclass(frozen=True)
class Jacobian:
    """Every derivative of an entry of the output by an entry of a tensor, as an index expression named `name`."""

    wrt: str
    name: str = "J"


@dataclass(frozen=True)
class Formula:
    """A tensor that the updates define, such as a step of gradient descent, as an index expression."""

    of: str


@dataclass(frozen=True)
class Count:
    """A number counted in a network, by default the problem's.

    of: `parameters`, `filters` (kernels of convolutions) or `operations` (multiply-adds for one example). bias: None
    leaves the biases as the architecture has them, False leaves every one out, True puts every one in.
    """

    of: str = "parameters"
    network: Network | None = None
    bias: bool | None = None


@dataclass(frozen=True)
class Field:
    """The width of the receptive field of an entry of a result, by default of the network and its last result.

    where: `least` or `greatest` width over all positions; padding counts as if the input went on.
    """

    where: str = "greatest"
    network: Network | None = None
    result: str = ""


@dataclass(frozen=True)
class Criterion:
    """An idea that an answer in words may have, and what it is worth.

    phrasings: accepted ways to say it. A phrasing is a list of beginnings of words, all of which occur in one sentence;
    `|` separates alternatives and `_` joins the words of one: "fast|quick infer|at_run_time".
    """

    idea: str
    points: Fraction
    phrasings: tuple[str, ...]


@dataclass(frozen=True)
class Explain:
    """An explanation in words. Points found by the rubric are a suggestion; a person decides."""

    rubric: tuple[Criterion, ...]


@dataclass(frozen=True)
class Prove:
    """A proof, without a formula at its end: the part's routes and argument carry it, and a person reads answers.

    rubric: the steps that an answer should have, for a suggestion of points.
    """

    rubric: tuple[Criterion, ...] = ()


Ask = Union[Gradient, Value, Jacobian, Formula, Count, Field, Explain, Prove]


@dataclass(frozen=True)
class Line:
    """One line of a textbook chain in the notation, with the reason it follows; `left` is shown before the first."""

    term: str
    reason: str
    left: str = ""


@dataclass(frozen=True)
class Route:
    """A proof as its author would write it: lines that are all equal. Never believed: every link is judged.

    indices: the free indices of the lines, `x in 1..N`; lines may use names of the forward rule, and `diff`.
    """

    title: str
    lines: tuple[Line, ...]
    indices: str = ""


@dataclass(frozen=True)
class Part:
    """One question: label as on the sheet, what is asked, points, the sentence that asks (Markdown with $...$).

    routes: textbook chains in the notation. argument: what is told after them, in order; its claims are judged.
    """

    label: str
    ask: Ask
    points: Fraction
    wording: str
    routes: tuple[Route, ...] = ()
    argument: tuple[Claim | Experiment | Words | Figure, ...] = ()


@dataclass(frozen=True)
class Problem:
    """A problem. No answer is stored: answers are derived from the forward rule, and verified.

    name: `ece449/1`. statement: own words, Markdown with $...$. layer: the forward rule (None for a count).
    network: the architecture of a count. given: tensor -> exact entries, nested tuples of numbers or strings such as
    "3/10". updates: definitions that use the gradients (`W_new[i,j] = W[i,j] - alpha*dL_W[i,j]`).
    letters: tensor or adjoint -> LaTeX of its entries' letter (`dL_P` -> `g`). loss: LaTeX of the loss.
    conventions: what the sheet leaves open and is fixed here: keys of conventions.py (`reduction=sum`), or sentences.
    zero_outside: the statement says that entries outside a tensor count as 0, so an answer may use them.
    """

    name: str
    title: str
    statement: str
    parts: tuple[Part, ...]
    source: str
    layer: Layer | None = None
    network: Network | None = None
    given: Mapping[str, Any] = field(default_factory=dict)
    updates: str = ""
    letters: Mapping[str, str] = field(default_factory=dict)
    loss: str = "L"
    conventions: tuple[str, ...] = ()
    zero_outside: bool = False

    def part(self, label: str) -> Part:
        """The part of that label; KeyError when there is none."""
        return {p.label: p for p in self.parts}[label]
