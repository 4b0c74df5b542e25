"""Lines of a worked argument that are judged. What is printed is the very object that a judge gets, never a copy of it.

A `Claim` builds formulas when it is handed SymPy, an `Experiment` numbers when it is handed NumPy. Neither is believed
because it stands in a problem's file: `backproof verify` judges every one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Union


@dataclass(frozen=True)
class Chain:
    """Expressions that are all equal, judged exactly, link by link; reasons[k] is why term k + 1 equals term k.

    given: what may be put in for what (an equation, a hypothesis of an induction); printed with the chain.
    """

    terms: tuple[Any, ...]
    reasons: tuple[str, ...] = ()
    given: Mapping[Any, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class AtMost:
    """left <= right, or left < right where strict.

    rest: right - left in a form whose sign can be read off from the signs of its symbols; then the judgement is exact.
    Without it, ranges has a range for every symbol, and the relation is judged at a stratified sample.
    """

    left: Any
    right: Any
    rest: Any = None
    strict: bool = False
    ranges: Mapping[Any, tuple[float, float]] = field(default_factory=dict)


Statement = Union[Chain, AtMost]


@dataclass(frozen=True)
class Claim:
    """Formulas that hold. words: what they say or why they hold, Markdown with $...$ and no relation of its own.

    build: given SymPy, returns the statement. letters: name of a symbol -> its LaTeX, where it is not its name.
    """

    words: str
    build: Callable[[Any], Statement]
    letters: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Measured:
    """A number and the relation it has to meet: `value relation bound`.

    what: the quantity, Markdown. value and bound: exact (int, Fraction), float, or text where the relation is `is`.
    relation: <, <=, >, >=, =, `~` (equal to 12 digits) or `is` (the same text).
    """

    what: str
    value: Any
    relation: str
    bound: Any


@dataclass(frozen=True)
class Experiment:
    """Numbers that a run finds. words as in a Claim; run: given NumPy and a seed, returns what it measured."""

    words: str
    run: Callable[[Any, int], tuple[Measured, ...]]


@dataclass(frozen=True)
class Words:
    """Prose between the judged lines; it states no formula that could be wrong."""

    text: str
