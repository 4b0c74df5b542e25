"""A form in indices again, from the definitions of its operators and the shapes of its tensors alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import count

from derivations import terms as T
from derivations.integers import Integer, read
from derivations.operators.nodes import (
    Applied,
    Array,
    Diagonal,
    Hadamard,
    Identity,
    Mask,
    Matrix,
    Ones,
    Operator,
    Raised,
    Scalar,
    Scaled,
    Slid,
    Summed,
    Total,
    Transpose,
    Unit,
    Whole,
)
from derivations.rule import Definition, Range
from derivations.terms import Entry, Index, Iverson, Mul, Term

Ranges = Mapping[str, tuple[Range, ...]]
Axis = Range | None  # None: of length 1
Shape = tuple[Axis, Axis]


class ShapeError(Exception):
    """An operator stands between arrays whose shapes do not fit."""


def written_out(form: Operator, definition: Definition, ranges: Ranges) -> Term:
    """The entry of the form that the definition asks for. Raises ShapeError."""
    letters = definition.indices
    taken = {i.name for i in letters} | T.names(definition.rhs) | T.bound_names(definition.rhs)
    taken |= {n for axes in ranges.values() for r in axes for b in r for n in b.names}
    names = (n for n in (f"k{m}" for m in count(1)) if n not in taken)
    if isinstance(slid := _inside(form.form), Slid):
        return _slid(form.form, slid, definition, ranges, names)
    own = letters[form.kept :]
    expected = [*((i.low, i.high) for i in own), None, None][:2]
    if list(shape(form.form, ranges)) != expected:
        raise ShapeError("the form has another shape than the result")
    row, column = [*(i.integer for i in own), None, None][:2]
    return _Writer(ranges, names).entry(form.form, row, column)


def _same(shapes: list[Shape]) -> Shape:
    if any(s != shapes[0] for s in shapes):
        raise ShapeError("arrays of different shapes entry by entry")
    return shapes[0]


def shape(x: Array, ranges: Ranges) -> Shape:
    """The ranges of the rows and of the columns. Raises ShapeError."""
    match x:
        case Whole(tensor, fixed, rank):
            axes = ranges.get(tensor, ())[len(fixed) :]
            if len(axes) != rank:
                raise ShapeError(f"{tensor} has not {rank} axes after those that are fixed")
            return (axes[0] if axes else None, axes[1] if rank == 2 else None)
        case Scalar():
            return (None, None)
        case Ones(rows, columns):
            return (rows, columns)
        case Identity(axis):
            return (axis, axis)
        case Unit(_, axis):
            return (axis, None)
        case Diagonal(of):
            down, across = shape(of, ranges)
            if down is None or across is not None:
                raise ShapeError("only a column can stand on a diagonal")
            return (down, down)
        case Transpose(of):
            down, across = shape(of, ranges)
            return (across, down)
        case Matrix(a, b):
            (down, inner), (other, across) = shape(a, ranges), shape(b, ranges)
            if inner != other:
                raise ShapeError("a matrix product needs as many columns at the left as rows at the right")
            return (down, across)
        case Hadamard(parts) | Total(parts):
            return _same([shape(y, ranges) for y in parts])
        case Scaled(by, of):
            if shape(by, ranges) != (None, None):
                raise ShapeError("only a number scales")
            return shape(of, ranges)
        case Summed(_, of) | Applied(_, of) | Raised(of, _):
            return shape(of, ranges)
        case Mask(_, a, b):
            return _same([shape(y, ranges) for y in (a, b) if not isinstance(y, Scalar)])
    raise ShapeError(f"no shape of {type(x).__name__}")


class _Writer:
    def __init__(self, ranges: Ranges, names: Iterator[str]):
        self.ranges, self.names = ranges, names

    def entry(self, x: Array, row: Integer | None, column: Integer | None) -> Term:
        match x:
            case Whole(tensor, fixed, _, integers):
                at = (*fixed, *(e for e in (row, column) if e is not None))
                return T.Size(read(tensor, at)) if integers else Entry(tensor, at)
            case Scalar(term):
                return term
            case Ones():
                return T.ONE
            case Identity():
                return self._delta(row, column)
            case Unit(place, _):
                return self._delta(place, row)
            case Diagonal(of):
                return Mul((self._delta(row, column), self.entry(of, row, None)))
            case Transpose(of):
                return self.entry(of, column, row)
            case Matrix(a, b):
                inner = shape(a, self.ranges)[1]
                if inner is None:
                    return Mul((self.entry(a, row, None), self.entry(b, None, column)))
                k = Index(next(self.names), *inner)
                return T.Sum((k,), Mul((self.entry(a, row, k.integer), self.entry(b, k.integer, column))))
            case Hadamard(parts):
                return Mul(tuple(self.entry(y, row, column) for y in parts))
            case Total(parts):
                return T.Add(tuple(self.entry(y, row, column) for y in parts))
            case Scaled(by, of):
                return Mul((self.entry(by, None, None), self.entry(of, row, column)))
            case Summed(indices, of):
                return T.Sum(indices, self.entry(of, row, column))
            case Applied(function, of):
                return T.Apply(function, self.entry(of, row, column))
            case Raised(of, exponent):
                return T.Pow(self.entry(of, row, column), exponent)
            case Mask(relation, a, b):
                return T.Compare(relation, self.entry(a, row, column), self.entry(b, row, column))
        raise ShapeError(f"no entries of {type(x).__name__}")

    @staticmethod
    def _delta(a: Integer | None, b: Integer | None) -> Term:
        assert a is not None and b is not None
        return Iverson("=", a, b)


def _inside(x: Array) -> Array:
    while isinstance(x, (Scaled, Summed)):
        x = x.of
    return x


def _slid(form: Array, x: Slid, definition: Definition, ranges: Ranges, names: Iterator[str]) -> Term:
    """sum over the second operand's last axes; for full, where the first operand's place exists."""
    match form:
        case Scaled(Scalar(term), of):
            return Mul((term, _slid(of, x, definition, ranges, names)))
        case Summed(indices, of):
            return T.Sum(indices, _slid(of, x, definition, ranges, names))
    a, b, rank = x.first, x.second, x.rank
    sliding = definition.indices[len(definition.indices) - rank :]
    inner = [Index(next(names), *axis) for axis in ranges[b.tensor][-rank:]]
    sign = 1 if x.kind == "valid" else -1
    places = [i.integer + k.integer * sign - sign for i, k in zip(sliding, inner)]
    guards = [
        Iverson("<=", u, v)
        for place, (low, high) in zip(places, ranges[a.tensor][-rank:])
        for u, v in ((low, place), (place, high))
    ]
    first = Entry(a.tensor, (*a.at[:-rank], *places))
    second = Entry(b.tensor, (*b.at[:-rank], *(k.integer for k in inner)))
    return T.Sum(tuple(inner), Mul((first, second, *guards)))
