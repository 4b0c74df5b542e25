"""Matrix and operator form of an index expression: products, transposes, Hadamard products, sums over an axis, full and
valid correlation. A form is only shown when, written out in indices again, it is the expression it was found for.

Conventions: a tensor with two axes is a matrix, rows first; with one axis a column. `valid` correlation slides B over A
where both overlap fully, full convolution wherever they overlap at all (Goodfellow, Bengio & Courville 2016, eq. 9.6).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from derivations import terms as T
from derivations.derive import normalize
from derivations.integers import Integer, symbol
from derivations.rule import Context, Definition, Range
from derivations.terms import Compare, Entry, Index, Mul, Number, Sum, Term, alpha


@dataclass(frozen=True)
class Factor:
    """A matrix or a column that is read with the letters `letters`; transposed when they stand the other way round."""

    entry: Entry
    transposed: bool = False


@dataclass(frozen=True)
class Operator:
    """An operator form.

    kind: product, hadamard, rows (sum over the rows' axis), valid or full. scale: numbers and sizes in front. factors
    in order; `mask` is a comparison that gates entries; `outer`: indices of a sum in front of a correlation.
    """

    kind: str
    scale: tuple[Term, ...]
    factors: tuple[Factor, ...]
    mask: Compare | None = None
    outer: tuple[Index, ...] = ()


def operator_form(definition: Definition, context: Context) -> Operator | None:
    """The operator form of a result, or None where it has none, or where it does not come out as the result again."""
    letters = [i.name for i in definition.indices]
    scale, body = _scaled(definition.rhs)
    if isinstance(body, Sum):
        form = _product(scale, body, letters) or _rows(scale, body, letters) or _correlation(scale, body, letters)
    else:
        form = _hadamard(scale, body, letters)
    return form if form is not None and _comes_out(form, definition, context) else None


def _comes_out(form: Operator, definition: Definition, context: Context) -> bool:
    """Is the form, written out by the definition of its operator and reduced by the rules, the result?"""
    out = replace(definition, rhs=written_out(form, definition, context.ranges))
    reduced = normalize(out, replace(context, equations={}), ())
    return alpha(_sorted(reduced.result)) == alpha(_sorted(definition.rhs))


def _sorted(t: Term) -> Term:
    """Factors by what they are, so that their order does not matter."""
    t = t.rebuild(tuple(_sorted(c) for c in t.children))
    return (
        Mul(tuple(sorted(t.factors, key=lambda f: (type(f).__name__, getattr(f, "tensor", "")))))
        if isinstance(t, Mul)
        else t
    )


def written_out(form: Operator, definition: Definition, ranges: Mapping[str, tuple[Range, ...]]) -> Term:
    """The form in indices again, from the definition of its operator and the shapes of its operands alone."""
    goal = [i.integer for i in definition.indices]
    body: Term
    match form.kind:
        case "product":
            a, b = form.factors
            k = _new("k", definition, _turned(ranges[a.entry.tensor], a)[1])
            left = _read(a, (goal[0], k.integer))
            body = Sum((k,), Mul((left, _read(b, (k.integer, *goal[1:])))))
        case "rows":
            (a,) = form.factors
            k = _new("k", definition, _turned(ranges[a.entry.tensor], a)[0])
            body = Sum((k,), _read(a, (k.integer, goal[0])))
        case "hadamard":
            body = T.product([*(Entry(f.entry.tensor, tuple(goal)) for f in form.factors), *_masks(form)])
        case _:
            body = _slid(form, definition, ranges)
    return T.product([*form.scale, body])


def _masks(form: Operator) -> list[Term]:
    return [form.mask] if form.mask is not None else []


def _slid(form: Operator, definition: Definition, ranges: Mapping[str, tuple[Range, ...]]) -> Term:
    """sum over the second operand's last axes; for full, where the first operand's place exists."""
    a, b = (f.entry for f in form.factors)
    rank = sum(1 for x in a.at if x.symbol is None)
    sliding = definition.indices[len(definition.indices) - rank :]
    inner = [_new(f"k{n}", definition, axis) for n, axis in enumerate(ranges[b.tensor][-rank:])]
    sign = 1 if form.kind == "valid" else -1
    places = [i.integer + k.integer * sign - sign for i, k in zip(sliding, inner)]
    guards = [
        T.Iverson("<=", x, y)
        for place, (low, high) in zip(places, ranges[a.tensor][-rank:])
        for x, y in ((low, place), (place, high))
    ]
    first = Entry(a.tensor, (*a.at[:-rank], *places))
    second = Entry(b.tensor, (*b.at[:-rank], *(k.integer for k in inner)))
    return Sum((*form.outer, *inner), Mul((first, second, *guards)))


def _new(name: str, definition: Definition, axis: Range) -> Index:
    return Index(T.fresh(name, {i.name for i in definition.indices}), *axis)


def _turned(axes: tuple[Range, ...], f: Factor) -> tuple[Range, ...]:
    return axes[::-1] if f.transposed else axes


def _read(f: Factor, at: tuple[Integer, ...]) -> Entry:
    return Entry(f.entry.tensor, at[::-1] if f.transposed else at)


def _scaled(t: Term) -> tuple[tuple[Term, ...], Term]:
    """Numbers, sizes and powers of them in front, and the rest."""
    factors = T.factors_of(t)
    scale = tuple(f for f in factors if _constant(f))
    return scale, T.product([f for f in factors if not _constant(f)])


def _constant(t: Term) -> bool:
    match t:
        case Number() | T.Size():
            return True
        case Entry(_, ()):
            return True
        case T.Pow(base, exponent):
            return _constant(base) and _constant(exponent)
        case T.Apply(_, argument):
            return _constant(argument)
        case _:
            return False


def _bare(e: Entry) -> list[str] | None:
    names = [x.symbol for x in e.at]
    return None if None in names else [n for n in names if n is not None]


def _product(scale: tuple[Term, ...], body: Sum, letters: list[str]) -> Operator | None:
    """sum_k A[i,k] B[k,j] for an entry [i,j] (or a column [i]): each factor turned so that the letters chain."""
    factors = T.factors_of(body.body)
    if len(body.indices) != 1 or len(factors) != 2 or len(letters) not in (1, 2):
        return None
    k = body.indices[0].name
    if not all(isinstance(f, Entry) and (names := _bare(f)) and k in names and len(names) in (1, 2) for f in factors):
        return None
    named = [(f, _bare(f) or []) for f in factors if isinstance(f, Entry)]
    for (a, an), (b, bn) in (named, named[::-1]):
        for left in (an, an[::-1]):
            for right in (bn, bn[::-1]):
                chained = (
                    len(left) == 2 and left[0] == letters[0] and left[1] == k == right[0] and right[1:] == letters[1:]
                )
                if chained:
                    return Operator("product", scale, (Factor(a, left != an), Factor(b, len(bn) == 2 and right != bn)))
    return None


def _rows(scale: tuple[Term, ...], body: Sum, letters: list[str]) -> Operator | None:
    """sum_k A[k,j]: the sum of A over its rows."""
    if len(body.indices) == 1 and isinstance(body.body, Entry) and len(letters) == 1:
        names, k = _bare(body.body), body.indices[0].name
        if names is not None and sorted(names) == sorted([k, letters[0]]):
            return Operator("rows", scale, (Factor(body.body, names[0] != k),))
    return None


def _hadamard(scale: tuple[Term, ...], body: Term, letters: list[str]) -> Operator | None:
    """A[i,j] B[i,j], with at most one comparison as a mask; every factor carries the entry's letters in order."""
    masks = [f for f in T.factors_of(body) if isinstance(f, Compare)]
    entries = [f for f in T.factors_of(body) if not isinstance(f, Compare)]
    if not letters or len(masks) > 1 or len(masks) + len(entries) < 2:
        return None
    if not all(isinstance(f, Entry) and _bare(f) == letters for f in entries):
        return None
    if masks and not all(
        isinstance(u, Number) or (isinstance(u, Entry) and _bare(u) == letters) for u in masks[0].children
    ):
        return None
    return Operator(
        "hadamard", scale, tuple(Factor(f) for f in entries if isinstance(f, Entry)), masks[0] if masks else None
    )


def _correlation(scale: tuple[Term, ...], body: Sum, letters: list[str]) -> Operator | None:
    """Two entries whose last axes slide over one another: x[i + p - 1] g[p] is valid, g[i - p + 1] k[p] is full."""
    factors = T.factors_of(body.body)
    if len(factors) != 2 or not all(isinstance(f, Entry) for f in factors) or len(letters) < 2:
        return None
    for a, b in (factors, factors[::-1]):
        assert isinstance(a, Entry) and isinstance(b, Entry)
        for rank in (2, 1):
            sliding = letters[-rank:]
            inner = [x.symbol for x in b.at[-rank:]]
            bound = {i.name for i in body.indices}
            if len(a.at) < rank or None in inner or not set(inner) <= bound:
                continue
            kept = (*a.at[:-rank], *b.at[:-rank])
            if any(x.symbol is None for x in kept):
                continue
            for kind, sign in (("valid", 1), ("full", -1)):
                expected = [symbol(i) + symbol(p or "") * sign - sign for i, p in zip(sliding, inner)]
                if list(a.at[-rank:]) == expected:
                    outer = tuple(i for i in body.indices if i.name not in inner)
                    return Operator(kind, scale, (Factor(a), Factor(b)), outer=outer)
    return None
