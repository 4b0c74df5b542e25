"""Terms in printed code: each becomes an expression over whole arrays.

Elementwise parts broadcast. A sum of a product becomes einsum. A condition beside other factors chooses between their
product and 0, so that what it hides is never looked at. An index whose range depends on others gets the axis that its
longest range needs, and a condition that hides the rest.
"""

from __future__ import annotations

import math
from fractions import Fraction

from derivations import terms as T
from derivations.printing import code_binders, code_products
from derivations.printing.code_arrays import ATOM, LOOSE, POWER, PRODUCT, SUM, UNARY, Array
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
            return code_products.multiplied(w, factors, scope)
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
        return code_products.multiplied(w, (T.Pow(base, exponent),), scope)
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
    inner, body, names, gates = code_binders.opened(w, indices, body, scope, widen=kind == "sum")
    if kind == "sum":
        return code_products.contraction(w, body, names, gates, inner)
    x = term(w, body, inner)
    if gates:
        x = chosen(w, gates, x, EMPTY[kind], inner)
    return reduced(w, kind, x, names, inner)


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
        both = Array(" & ".join(m.held(ATOM if len(parts) > 1 else LOOSE) for m in parts), axes, LOOSE, "truth")
        return Array(f"{x.held(PRODUCT)} * {w.real(both).held(UNARY)}", axes, PRODUCT)
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
