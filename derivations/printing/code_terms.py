"""Terms in printed code: each becomes an expression over whole arrays.

Elementwise parts broadcast. A sum of a product becomes einsum. A condition beside other factors chooses between their
product and 0, so that what it hides is never looked at. An index whose range depends on others gets the axis that its
longest range needs, and a condition that hides the rest.
"""

from __future__ import annotations

import math
from fractions import Fraction

from derivations import terms as T
from derivations.integers import ONE, ZERO, Extreme, Integer, extreme, symbol
from derivations.printing.code_arrays import ATOM, LOOSE, POWER, PRODUCT, SUM, UNARY, Array
from derivations.printing.code_products import contraction, multiplied
from derivations.printing.code_reads import read
from derivations.printing.code_whole import joined, whole
from derivations.printing.code_writer import CodeError, Scope, Writer

COMPARISONS = {"=": "==", "!=": "!=", "<=": "<=", "<": "<", ">=": ">=", ">": ">"}


def term(w: Writer, t: T.Term, scope: Scope) -> Array:
    """The values of a term, an axis for each index in scope that matters to it."""
    match t:
        case T.Number(v):
            return constant(v)
        case T.Size(e):
            return w.real(whole(w, e, scope))
        case T.Entry("pi", ()) if "pi" not in w.names:
            return Array("math.pi", python=True)
        case T.Entry(tensor, at):
            return w.real(read(w, tensor, at, scope))
        case T.Iverson() | T.Compare() | T.Select():
            return w.real(truth(w, t, scope))
        case T.Add(terms):
            return added(w, terms, scope)
        case T.Mul(factors):
            return multiplied(w, factors, scope)
        case T.Pow(base, exponent):
            return power(w, base, exponent, scope)
        case T.Apply(name, argument):
            return applied(w, name, term(w, argument, scope))
        case T.Sum(indices, body):
            return over(w, "sum", indices, body, scope)
        case T.Product(indices, body):
            return over(w, "prod", indices, body, scope)
        case T.Max(indices, body):
            return over(w, "max", indices, body, scope)
    raise CodeError(f"a term with {type(t).__name__} in it has no code; derive it first")


def constant(v: Fraction) -> Array:
    """A rational number, as a decimal where that is exact and short."""
    if v.denominator == 1:
        return Array(str(v), tight=ATOM if v >= 0 else UNARY, python=True)
    if v.denominator in (2, 4, 5, 8, 10, 20, 100, 1000):
        return Array(str(float(v)), tight=ATOM if v >= 0 else UNARY, python=True)
    return Array(f"{v.numerator} / {v.denominator}", tight=PRODUCT, python=True)


def added(w: Writer, terms: tuple[T.Term, ...], scope: Scope) -> Array:
    """A sum of terms, a negative one subtracted."""
    signs, arrays = [], []
    for t in terms:
        positive, sign = unsigned(t)
        signs.append(sign)
        arrays.append(term(w, positive, scope))
    parts, axes = w.align(arrays, scope.order)
    code = parts[0].held(SUM) if signs[0] > 0 else f"-{parts[0].held(PRODUCT)}"
    for x, sign in zip(parts[1:], signs[1:]):
        code += f" + {x.held(SUM)}" if sign > 0 else f" - {x.held(PRODUCT)}"
    return Array(code, axes, SUM, python=all(x.python for x in arrays))


def unsigned(t: T.Term) -> tuple[T.Term, int]:
    """The term without a minus sign in front, and the sign."""
    if isinstance(t, T.Number) and t.value < 0:
        return T.Number(-t.value), -1
    if isinstance(t, T.Mul) and isinstance(t.factors[0], T.Number) and t.factors[0].value < 0:
        first = T.Number(-t.factors[0].value)
        return T.product([*([] if first == T.ONE else [first]), *t.factors[1:]]), -1
    return t, 1


def power(w: Writer, base: T.Term, exponent: T.Term, scope: Scope) -> Array:
    """base ** exponent; a reciprocal as a quotient."""
    if exponent == T.MINUS_ONE:
        return multiplied(w, (T.Pow(base, exponent),), scope)
    arrays = [term(w, base, scope), term(w, exponent, scope)]
    (x, y), axes = w.align(arrays, scope.order)
    return Array(f"{x.held(ATOM)} ** {y.held(POWER)}", axes, POWER, python=all(a.python for a in arrays))


def applied(w: Writer, name: str, x: Array) -> Array:
    """A scalar function; of a number, the language's own."""
    if x.python:
        if hasattr(math, name):
            return Array(f"math.{name}({x.code})", python=True)
        x = Array(w.dialect.number.format(x=x.code))
    if name not in w.dialect.scalars:
        raise CodeError(f"{name} has no word in {w.dialect.name}; known: {', '.join(w.dialect.scalars)}")
    return Array(w.dialect.scalars[name].format(x=x.code), x.axes)


def truth(w: Writer, t: T.Term, scope: Scope) -> Array:
    """Where a bracket, a comparison or a selection is 1."""
    match t:
        case T.Iverson("|", divisor, e):
            x = joined(w, [whole(w, e, scope), whole(w, divisor, scope)], scope, ["%"], PRODUCT)
            return Array(f"{x.code} == 0", x.axes, LOOSE, "truth", x.python)
        case T.Iverson(relation, left, right):
            arrays = [whole(w, left, scope), whole(w, right, scope)]
        case T.Compare(relation, a, b):
            arrays = [term(w, a, scope), term(w, b, scope)]
        case T.Select():
            from derivations.printing.code_selections import selected

            return selected(w, t, scope)
        case _:
            raise CodeError(f"{type(t).__name__} is no condition")
    (x, y), axes = w.align(arrays, scope.order)
    python = all(a.python for a in arrays)
    return Array(f"{x.held(SUM)} {COMPARISONS[relation]} {y.held(SUM)}", axes, LOOSE, "truth", python)


EMPTY = {"sum": "0", "prod": "1", "max": "-math.inf"}
"""What nothing adds up to, and what a hidden value counts as."""


def over(w: Writer, kind: str, indices: tuple[T.Index, ...], body: T.Term, scope: Scope) -> Array:
    """A sum, product or greatest value over indices."""
    inner, body, names, gates = opened(w, indices, body, scope, widen=kind == "sum")
    if kind == "sum":
        return contraction(w, body, names, gates, inner)
    x = term(w, body, inner)
    if gates:
        x = chosen(w, gates, x, EMPTY[kind], inner)
    return reduced(w, kind, x, names, inner)


def opened(
    w: Writer, indices: tuple[T.Index, ...], body: T.Term, scope: Scope, widen: bool = False
) -> tuple[Scope, T.Term, list[str], list[Array]]:
    """The scope inside a binder, its body and names there, and the conditions under which a place exists.

    widen: places at which the body is 0 do not matter.
    """
    gates: list[Array] = []
    names: list[str] = []
    taken = set(scope.order) | set(scope.known) | set(w.ranges) | T.bound_names(body)
    moved: dict[str, T.Index] = {}
    values = {}
    for i in indices:
        i = T.Index(i.name, i.low.substitute(values), i.high.substitute(values))
        name = i.name
        if name in scope.order or name in scope.known:
            name = T.fresh(name, taken | set(names) | set(w.names))
            values[i.name] = symbol(name)
        moved[name] = T.Index(name, i.low, i.high)
        names.append(name)
    body = T.rename(body, values)
    for i in moved.values():
        i = widened(w, i, body, scope) if widen else i
        if scope.fixed(i.low) and scope.fixed(i.high):
            scope = scope.within(i)
        elif scope.fixed(i.high - i.low):  # of even length, from a place that moves: counted from 0 instead
            scope = scope.within(T.Index(i.name, ZERO, i.high - i.low))
            body = T.rename(body, {i.name: i.low + i.integer})
            later = {i.name: i.low + i.integer}
            for n in names[names.index(i.name) + 1 :]:
                moved[n] = T.Index(n, moved[n].low.substitute(later), moved[n].high.substitute(later))
        else:
            scope, gate = uneven(w, i, scope)
            gates.append(gate)
    return scope, body, names, gates


def widened(w: Writer, i: T.Index, body: T.Term, scope: Scope) -> T.Index:
    """The index over a range that is the same everywhere, where every place that is added reads a 0.

    In sum[r in max(1, i - 9)..min(5, i)] Y[i-r+1]*K[r] the range only keeps the read inside Y; a read outside is 0.
    """
    from derivations.printing.code_products import finite, parts_of

    p = parts_of((body,))
    if not all(map(finite, p.top)) or p.bottom:
        return i
    box = T.Index(i.name, *(_even(e, kind, scope) for e, kind in ((i.low, "max"), (i.high, "min"))))
    inside = scope.facts.within((box,))
    for bound, even, sign in ((i.low, box.low, 1), (i.high, box.high, -1)):
        for e in _arguments(bound):
            beyond = Scope(inside.given(((e - i.integer) * sign - 1,)), ranges={**scope.ranges, i.name: (box.low, box.high)})
            if not scope.fixed(e) and not any(_outside(w, f, beyond) for f in p.top):
                return i
        if not scope.fixed(even):
            return i
    return box


def _arguments(bound: Integer) -> tuple[Integer, ...]:
    """What the bound is the greatest or least of."""
    for a in bound.atoms:
        if isinstance(a, Extreme) and Integer({(a,): 1}) == bound:
            return a.arguments
    return (bound,)


def _even(bound: Integer, kind: str, scope: Scope) -> Integer:
    """The bound without what depends on other indices; itself where nothing else is left."""
    kept = [e for e in _arguments(bound) if scope.fixed(e)]
    return extreme(kind, kept) if kept else bound


def _outside(w: Writer, f: T.Term, scope: Scope) -> bool:
    """Is the factor an entry that lies outside its tensor wherever the facts in scope hold?"""
    if not isinstance(f, T.Entry) or f.tensor not in w.ranges:
        return False
    return any(
        scope.proved(low - 1 - e) or scope.proved(e - high - 1) for e, (low, high) in zip(f.at, w.ranges[f.tensor])
    )


def uneven(w: Writer, i: T.Index, scope: Scope) -> tuple[Scope, Array]:
    """An index whose range has a length that depends on other indices: its values, and where they are in range."""
    meaning = (i, scope.meaning(i.low.names | i.high.names))
    length = w.keep(("longest", meaning), f"{i.name}_count", lambda: longest(w, i, scope))
    order = (*scope.order, i.name)

    def make() -> Array:
        steps = Array(w.dialect.arange.format(low="0", past=length.code), (i.name,), kind="whole")
        (a, b), axes = w.align([whole(w, i.low, scope), steps], order)
        return Array(f"{a.held(SUM)} + {b.code}", axes, SUM, "whole")

    values = w.keep(("values", meaning), i.name, make)
    inner = scope.knowing(i.name, values)
    gate = truth(w, T.Iverson("<=", i.integer, i.high), inner)
    return inner, gate


def longest(w: Writer, i: T.Index, scope: Scope) -> Array:
    """The number of values of an index where it has most."""
    x = whole(w, i.high - i.low + ONE, scope)
    code = w.dialect.peak.format(x=x.held(ATOM))
    return Array(f"max({code}, 1)", kind="whole", python=True)


def chosen(w: Writer, masks: list[Array], x: Array, other: str, scope: Scope) -> Array:
    """The array where all conditions hold, another number elsewhere."""
    fixed = [m for m in masks if m.python]
    if fixed:
        zeros = other if x.python else f"{w.dialect.zeros_like.format(x=x.code)} + {other}"
        mask = " and ".join(m.held(SUM) for m in fixed)
        x = Array(f"({x.code} if {mask} else {zeros})", x.axes, python=x.python)
    masks = [m for m in masks if not m.python]
    if not masks:
        return x
    if x.python and other == "0":
        parts, axes = w.align(masks, scope.order)
        mask = Array(" & ".join(m.held(ATOM if len(parts) > 1 else LOOSE) for m in parts), axes, LOOSE, "truth")
        return Array(f"{x.held(PRODUCT)} * {w.real(mask).held(UNARY)}", axes, PRODUCT)
    if x.python:
        x = Array(w.dialect.number.format(x=x.code))
    parts, axes = w.align([*masks, x], scope.order)
    *conditions, value = parts
    mask = " & ".join(c.code if len(conditions) == 1 else c.held(ATOM) for c in conditions)
    code = w.dialect.where.format(mask=mask, x=value.held(LOOSE), other=other)
    return Array(code, axes, ATOM)


def reduced(w: Writer, kind: str, x: Array, names: list[str], scope: Scope) -> Array:
    """The array summed, multiplied or compared over the axes of some indices."""
    missing = [n for n in names if n not in x.axes]
    present = [n for n in names if n in x.axes]
    for n in missing:
        x = repeated(w, kind, x, n, scope)
    if not present:
        return x
    places = sorted(x.axes.index(n) for n in present)
    left = tuple(a for a in x.axes if a not in present)
    if kind == "prod":  # one axis at a time, the last first
        code = x.held(ATOM)
        for k in reversed(places):
            code = w.dialect.prod.format(x=code, axes=k)
        return Array(code, left)
    if len(places) == len(x.axes) and kind == "sum":
        return Array(f"{x.held(ATOM)}.sum()", left)
    axes = str(places[0]) if len(places) == 1 else f"({', '.join(map(str, places))})"
    pattern = w.dialect.sum if kind == "sum" else w.dialect.max
    return Array(pattern.format(x=x.held(ATOM), axes=axes), left)


def repeated(w: Writer, kind: str, x: Array, name: str, scope: Scope) -> Array:
    """An array that does not depend on an index, summed or multiplied over it."""
    low, high = scope.ranges[name]
    length = whole(w, high - low + 1, scope)
    if not scope.proved(high - low + 1):
        length = Array(f"max({length.code}, 0)", kind="whole", python=True)
    if kind == "sum":
        return Array(f"{length.held(PRODUCT)} * {x.held(UNARY)}", x.axes, PRODUCT, python=x.python)
    if kind == "prod":
        return Array(f"{x.held(ATOM)} ** {length.held(POWER)}", x.axes, POWER, python=x.python)
    if scope.proved(high - low):
        return x
    raise CodeError(f"the greatest value over {name}, which may have no value, has no code")
