"""Whole-array expressions: what an operator form is made of. A form says nothing about entries; written.py does.

Conventions: an array has rows and columns; a tensor with one axis is a column, a number has neither.
"""

from __future__ import annotations

from dataclasses import dataclass

from derivations import terms as T
from derivations.integers import Integer
from derivations.rule import Range


class Array:
    """Base of all nodes; every subclass is final."""


@dataclass(frozen=True)
class Whole(Array):
    """A tensor along its last `rank` axes, the axes before them held at `fixed`; integer: of integers, as values."""

    tensor: str
    fixed: tuple[Integer, ...]
    rank: int
    integer: bool = False


@dataclass(frozen=True)
class Scalar(Array):
    """A number that no row or column changes: a size, a constant, an entry at fixed places."""

    term: T.Term


@dataclass(frozen=True)
class Ones(Array):
    """Nothing but ones: a matrix, or with columns None a column."""

    rows: Range
    columns: Range | None = None


@dataclass(frozen=True)
class Identity(Array):
    """The identity matrix over a range."""

    axis: Range


@dataclass(frozen=True)
class Unit(Array):
    """The unit column that is 1 at `place` and 0 elsewhere."""

    place: Integer
    axis: Range


@dataclass(frozen=True)
class Diagonal(Array):
    """The square matrix with a column on its diagonal."""

    of: Array


@dataclass(frozen=True)
class Transpose(Array):
    of: Array


@dataclass(frozen=True)
class Matrix(Array):
    """The matrix product of two arrays; a column by a row is the outer product."""

    left: Array
    right: Array


@dataclass(frozen=True)
class Hadamard(Array):
    """The product entry by entry of arrays of one shape."""

    factors: tuple[Array, ...]


@dataclass(frozen=True)
class Scaled(Array):
    """A number times an array."""

    by: Array
    of: Array


@dataclass(frozen=True)
class Total(Array):
    """The sum of arrays of one shape."""

    terms: tuple[Array, ...]


@dataclass(frozen=True)
class Summed(Array):
    """The sum of an array over indices that its tensors are held at."""

    indices: tuple[T.Index, ...]
    of: Array


@dataclass(frozen=True)
class Applied(Array):
    """A scalar function of every entry."""

    function: str
    of: Array


@dataclass(frozen=True)
class Raised(Array):
    """Every entry to a power that no row or column changes."""

    of: Array
    exponent: T.Term


@dataclass(frozen=True)
class Mask(Array):
    """1 where the relation holds between the entries, else 0; a side may be a Scalar."""

    relation: str
    left: Array
    right: Array


@dataclass(frozen=True)
class Slid(Array):
    """Cross-correlation (`valid`) or convolution (`full`) of two tensors along their last `rank` axes.

    The entries say which letters the other axes are held at.
    """

    kind: str
    first: T.Entry
    second: T.Entry
    rank: int


@dataclass(frozen=True)
class Operator:
    """An operator form of a definition: kept of its letters, in order, stay fixed; the form is over the others."""

    form: Array
    kept: int = 0


def children(x: Array) -> tuple[Array, ...]:
    match x:
        case Diagonal(of) | Transpose(of) | Summed(_, of) | Applied(_, of) | Raised(of, _):
            return (of,)
        case Matrix(a, b) | Scaled(a, b) | Mask(_, a, b):
            return (a, b)
        case Hadamard(parts) | Total(parts):
            return parts
        case _:
            return ()


def walk(x: Array) -> list[Array]:
    """The node and all below it."""
    return [x, *(y for c in children(x) for y in walk(c))]


def scaled(by: Array, of: Array) -> Array:
    """A number times an array, numbers one after the other and never 1."""
    if isinstance(by, Scalar) and by.term == T.ONE:
        return of
    if isinstance(by, Scaled):
        return scaled(by.by, scaled(by.of, of))
    return Scaled(by, of)


def matrix(left: Array, right: Array) -> Array:
    """The matrix product, with numbers in front of it."""
    if isinstance(left, Scaled):
        return scaled(left.by, matrix(left.of, right))
    if isinstance(right, Scaled):
        return scaled(right.by, matrix(left, right.of))
    return Matrix(left, right)


def diagonal(of: Array) -> Array:
    """The diagonal matrix, with numbers in front of it."""
    return scaled(of.by, diagonal(of.of)) if isinstance(of, Scaled) else Diagonal(of)


def hadamard(parts: list[Array]) -> Array:
    """The product entry by entry, with numbers in front of it."""
    for k, x in enumerate(parts):
        if isinstance(x, Scaled):
            return scaled(x.by, hadamard([*parts[:k], x.of, *parts[k + 1 :]]))
    flat = [y for x in parts for y in (x.factors if isinstance(x, Hadamard) else (x,))]
    return flat[0] if len(flat) == 1 else Hadamard(tuple(flat))


def turned(x: Array) -> Array:
    """The transpose, written as far inside as a reader would: (A B)^T is B^T A^T, and D^T is D for a diagonal D."""
    match x:
        case Transpose(of):
            return of
        case Scalar() | Identity() | Diagonal():
            return x
        case Ones(rows, columns) if columns is not None:
            return Ones(columns, rows)
        case Matrix(a, b):
            return matrix(turned(b), turned(a))
        case Scaled(by, of):
            return scaled(by, turned(of))
        case Summed(indices, of):
            return Summed(indices, turned(of))
        case _:
            return Transpose(x)
