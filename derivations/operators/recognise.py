"""From an index expression to a form over whole arrays: rows and columns are two letters, everything else is fixed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import permutations

from derivations import terms as T
from derivations.integers import Integer, Read, read
from derivations.operators.nodes import (
    Applied,
    Array,
    Identity,
    Mask,
    Matrix,
    Ones,
    Raised,
    Scalar,
    Scaled,
    Summed,
    Total,
    Transpose,
    Unit,
    Whole,
    diagonal,
    hadamard,
    matrix,
    scaled,
    turned,
    walk,
)
from derivations.rule import Range
from derivations.terms import Index, Term

Ranges = Mapping[str, tuple[Range, ...]]


class Declined(Exception):
    """The expression has no form over these rows and columns."""


def array(t: Term, row: Index | None, column: Index | None, ranges: Ranges) -> Array:
    """The array whose entry at (row, column) is t; without a column it is a column, without both a number.

    Raises Declined where there is none in the language of nodes.py.
    """
    if row is None and column is not None:
        return turned(array(t, column, None, ranges))
    down, across = _reads(t, row), _reads(t, column)
    if row is None:
        return _number(t, ranges)
    if not down and not across:
        return scaled(_number(t, ranges), Ones(_range(row), _range(column) if column else None))
    if column is not None and not across:
        return matrix(array(t, row, None, ranges), Transpose(Ones(_range(column))))
    if column is not None and not down:
        return matrix(Ones(_range(row)), turned(array(t, column, None, ranges)))
    match t:
        case T.Entry(tensor, at):
            return _whole(tensor, at, row, column, ranges)
        case T.Size(e):
            found = next(iter(e.atoms)) if len(e.atoms) == 1 else None
            if isinstance(found, Read) and e == read(found.tensor, found.at):
                return _whole(found.tensor, found.at, row, column, ranges, integer=True)
        case T.Add(terms):
            return Total(tuple(array(x, row, column, ranges) for x in terms))
        case T.Mul():
            return _product(T.factors_of(t), row, column, ranges)
        case T.Pow(base, exponent) if not _reads(exponent, row) and not _reads(exponent, column):
            return Raised(array(base, row, column, ranges), exponent)
        case T.Apply(function, argument):
            return Applied(function, array(argument, row, column, ranges))
        case T.Compare(relation, left, right):
            return Mask(relation, _side(left, row, column, ranges), _side(right, row, column, ranges))
        case T.Iverson("=", left, right):
            return _unit(left, right, row, column)
        case T.Sum(indices, body):
            return _sum(indices, body, row, column, ranges)
    raise Declined


def _reads(t: Term, i: Index | None) -> bool:
    return i is not None and i.name in T.names(t)


def _range(i: Index) -> Range:
    return (i.low, i.high)


def _number(t: Term, ranges: Ranges) -> Array:
    """A number: what holds a sum is read as a product of arrays, anything else is left as it is."""
    if not T.contains(t, T.Sum):
        return Scalar(t)
    match t:
        case T.Sum(indices, body):
            return _sum(indices, body, None, None, ranges)
        case T.Mul():
            factors = T.factors_of(t)
            plain = [f for f in factors if not T.contains(f, T.Sum)]
            others = [f for f in factors if T.contains(f, T.Sum)]
            found: Array = _number(others[-1], ranges)
            for f in reversed(others[:-1]):
                found = scaled(_number(f, ranges), found)
            return scaled(Scalar(T.product(plain)), found) if plain else found
        case T.Add(terms):
            return Total(tuple(_number(x, ranges) for x in terms))
    raise Declined


def _whole(
    tensor: str, at: tuple[Integer, ...], row: Index, column: Index | None, ranges: Ranges, integer: bool = False
) -> Array:
    """The tensor along its last axes, which the letters must run over from end to end."""
    letters = [i for i in (row, column) if i is not None]
    fixed, own = at[: len(at) - len(letters)], at[len(at) - len(letters) :]
    axes = ranges.get(tensor)
    if any(e.names & {i.name for i in letters} for e in fixed) or len(at) < len(letters):
        raise Declined
    for order in permutations(letters):
        if [i.integer for i in order] == list(own):
            if axes is not None and list(axes[len(fixed) :]) != [_range(i) for i in order]:
                raise Declined
            found = Whole(tensor, fixed, len(letters), integer)
            return found if order[0] is row else Transpose(found)
    raise Declined


def _unit(left: Integer, right: Integer, row: Index, column: Index | None) -> Array:
    for place, letter in ((left, right), (right, left)):
        if column is None and letter == row.integer and row.name not in place.names:
            return Unit(place, _range(row))
        if column is not None and (letter, place) == (row.integer, column.integer) and _range(row) == _range(column):
            return Identity(_range(row))
    raise Declined


def _side(t: Term, row: Index, column: Index | None, ranges: Ranges) -> Array:
    return array(t, row, column, ranges) if _reads(t, row) or _reads(t, column) else Scalar(t)


def _product(factors: Sequence[Term], row: Index, column: Index | None, ranges: Ranges) -> Array:
    """Factors of rows alone stand on a diagonal at the left, those of columns alone on one at the right."""
    numbers = [f for f in factors if not _reads(f, row) and not _reads(f, column)]
    rest = [f for f in factors if f not in numbers]
    found: Array
    if column is None:
        found = hadamard([array(f, row, None, ranges) for f in rest])
    else:
        both = [f for f in rest if _reads(f, row) and _reads(f, column)]
        a = [f for f in rest if not _reads(f, column)]
        b = [f for f in rest if not _reads(f, row)]
        left = array(T.product(a), row, None, ranges) if a else None
        right = array(T.product(b), column, None, ranges) if b else None
        if not both:
            assert left is not None and right is not None
            found = matrix(left, turned(right))
        else:
            found = _between(left, [array(f, row, column, ranges) for f in both], right)
    return scaled(_number(T.product(numbers), ranges), found) if numbers else found


def _between(left: Array | None, both: list[Array], right: Array | None) -> Array:
    if left is not None and len(both) == 1 and isinstance(both[0], Identity):
        return diagonal(left if right is None else hadamard([left, right]))
    if left is not None and len(both) == 1 and isinstance(both[0], Total):
        spread = [_distributed(left, x) for x in both[0].terms]
        if None not in spread:  # diag(y) (I - 1 y^T) is diag(y) - y y^T
            found: Array = Total(tuple(x for x in spread if x is not None))
            return found if right is None else matrix(found, diagonal(right))
    found = hadamard(both)
    if left is not None:
        found = matrix(diagonal(left), found)
    return found if right is None else matrix(found, diagonal(right))


def _distributed(left: Array, x: Array) -> Array | None:
    match x:
        case Identity():
            return diagonal(left)
        case Scaled(by, of):
            found = _distributed(left, of)
            return None if found is None else scaled(by, found)
        case Matrix(Ones(_, None), b):
            return matrix(left, b)
    return None


def _sum(indices: tuple[Index, ...], body: Term, row: Index | None, column: Index | None, ranges: Ranges) -> Array:
    """A matrix product along one of the indices, the others as a sum in front."""
    inner = {i.name for i in indices} | {i.name for i in (row, column) if i is not None}
    if any((i.low.names | i.high.names) & inner for i in indices):
        raise Declined  # a triangle, a window: no whole axis
    if row is None and len(indices) > 1:
        for k, j in permutations(reversed(indices), 2):
            outer = tuple(i for i in indices if i not in (k, j))
            if not _reads(body, j) or not _reads(body, k):
                continue
            try:
                column_sum = array(T.Sum((k,), body), j, None, ranges)
            except Declined:
                continue
            return _outside(outer, matrix(Transpose(Ones(_range(j))), column_sum))
    for k in reversed(indices):
        outer = tuple(i for i in indices if i is not k)
        try:
            return _outside(outer, _contracted(k, T.factors_of(body), row, column, ranges, outer))
        except Declined:
            continue
    if row is None:
        raise Declined
    return _outside(indices, array(_free_of(body, indices, row, column), row, column, ranges))


def _outside(indices: tuple[Index, ...], x: Array) -> Array:
    return Summed(indices, x) if indices else x


def _free_of(body: Term, indices: Sequence[Index], row: Index | None, column: Index | None) -> Term:
    """The body, where each factor that reads a summed letter reads a row or a column as well."""
    for f in T.factors_of(body):
        if any(_reads(f, i) for i in indices) and not _reads(f, row) and not _reads(f, column):
            raise Declined  # numbers that change along the sum: the entries say it better
    return body


def _upright(t: Term, row: Index | None, column: Index, ranges: Ranges) -> Array:
    """The array in rows and columns, or in columns and rows and then transposed: whichever transposes less."""
    plain = array(t, row, column, ranges)
    other = turned(array(t, column, row, ranges))
    return min(plain, other, key=lambda x: sum(isinstance(y, Transpose) for y in walk(x)))


def _contracted(
    k: Index, factors: Sequence[Term], row: Index | None, column: Index | None, ranges: Ranges, outer: Sequence[Index]
) -> Array:
    """sum_k of factors: those that read the row at the left, those that read the column at the right."""
    _free_of(T.product(list(factors)), outer, row or k, column or k)
    numbers = [f for f in factors if not any(_reads(f, i) for i in (row, column, k))]
    rest = [f for f in factors if f not in numbers]
    if any(_reads(f, row) and _reads(f, column) for f in rest) or not rest:
        raise Declined
    a = [f for f in rest if _reads(f, row)]
    b = [f for f in rest if _reads(f, column)]
    middle = [f for f in rest if f not in a and f not in b]
    found: Array
    if column is not None:
        if not a or not b:
            raise Declined
        left, right = _upright(T.product([*a, *middle]), row, k, ranges), _upright(T.product(b), k, column, ranges)
    elif row is not None:
        left = _upright(T.product(a), row, k, ranges)
        right = array(T.product(middle), k, None, ranges) if middle else Ones(_range(k))
    else:
        first: list[Term] = middle[:1] if len(middle) > 1 else []
        left = Transpose(array(T.product(first), k, None, ranges) if first else Ones(_range(k)))
        right = array(T.product(middle[len(first) :]), k, None, ranges)
    found = matrix(left, right)
    return scaled(_number(T.product(numbers), ranges), found) if numbers else found
