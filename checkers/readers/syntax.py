"""What a student's text is before it has a meaning: a tree of places in the text. Closed set of nodes."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

MAX_BYTES, MAX_TOKENS, MAX_DEPTH, MAX_CELLS, MAX_DIGITS, MAX_TENS = 20_000, 4_000, 50, 4_000, 60, 300
"""Counted budgets of every reader; a text beyond one is unreadable."""


class ReadingError(ValueError):
    """What is wrong with a text, and where."""

    def __init__(self, message: str, position: int):
        super().__init__(message)
        self.message, self.position = message, position


@dataclass(frozen=True)
class Node:
    """Base of all nodes; `start` is the place in the text of what a reader would point at."""

    start: int


@dataclass(frozen=True)
class Numeral(Node):
    """A number as typed: its exact value, and its text for the digits shown."""

    value: Fraction
    text: str


@dataclass(frozen=True)
class Word(Node):
    """A name: a tensor, a size, an index, a constant."""

    text: str


@dataclass(frozen=True)
class Subscript(Node):
    """A name with subscripts, `s_{d,e}` or `s[d,e]`."""

    name: str
    places: tuple[Node, ...]


@dataclass(frozen=True)
class Slope(Node):
    """A derivative used as a letter, `\\frac{\\partial E}{\\partial Z_i}`: the adjoint of the tensor below."""

    name: str
    places: tuple[Node, ...]


@dataclass(frozen=True)
class Binary(Node):
    """left operator right; the operator is +, -, *, / or ^."""

    operator: str
    left: Node
    right: Node
    implicit: bool = False


@dataclass(frozen=True)
class Negative(Node):
    """Minus the operand."""

    operand: Node


@dataclass(frozen=True)
class Call(Node):
    """A function by its name, on arguments."""

    function: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True)
class Bound(Node):
    """An index of a big operator; low and high are None where the text does not state them."""

    name: str
    low: Node | None
    high: Node | None


@dataclass(frozen=True)
class Big(Node):
    """A sum or a product over indices."""

    kind: str
    indices: tuple[Bound, ...]
    body: Node


@dataclass(frozen=True)
class Group(Node):
    """Brackets around a node."""

    inner: Node


@dataclass(frozen=True)
class Array(Node):
    """A list; a matrix is a list of lists."""

    cells: tuple[Node, ...]
