"""Products in printed code: elementwise, or contracted by einsum where a sum stands over them."""

from __future__ import annotations

import string
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from derivations import terms as T
from derivations.integers import Floor, Integer
from derivations.printing import code_terms
from derivations.printing.code_arrays import ATOM, LOOSE, PRODUCT, SUM, UNARY, Array, union
from derivations.printing.code_reads import affine, read
from derivations.printing.code_writer import Scope, Writer

BOUNDED = frozenset(["relu", "abs", "sign", "stop", "tanh", "sigmoid", "softplus", "sin", "cos", "erf", "atan"])
"""Scalar functions whose value at a finite number is finite."""


@dataclass
class Parts:
    """A product: coefficient * top / bottom where all gates hold, else 0."""

    coefficient: Fraction = Fraction(1)
    gates: list[T.Term] = field(default_factory=list)
    top: list[T.Term] = field(default_factory=list)
    bottom: list[T.Term] = field(default_factory=list)


def parts_of(factors: Sequence[T.Term]) -> Parts:
    """The factors sorted by what they are; products inside products are opened."""
    found = Parts()
    for f in factors:
        match f:
            case T.Mul(inner):
                more = parts_of(inner)
                found.coefficient *= more.coefficient
                found.gates += more.gates
                found.top += more.top
                found.bottom += more.bottom
            case T.Number(v):
                found.coefficient *= v
            case T.Iverson() | T.Compare() | T.Select():
                found.gates.append(f)
            case T.Pow(base, T.Number(v)) if v < 0:
                found.bottom.append(base if v == -1 else T.Pow(base, T.Number(-v)))
            case _:
                found.top.append(f)
    return found


def finite(t: T.Term) -> bool:
    """Is the term finite wherever the entries that it reads are? Then 0 times it is 0."""
    if isinstance(t, T.Pow):
        e = t.exponent
        return isinstance(e, T.Number) and e.value >= 0 and e.value.denominator == 1 and finite(t.base)
    if isinstance(t, T.Apply) and t.function not in BOUNDED:
        return False
    return not isinstance(t, T.Max) and all(map(finite, t.children))


def multiplied(w: Writer, factors: Sequence[T.Term], scope: Scope) -> Array:
    """A product of factors; where a condition among them fails it is 0, whatever the others are."""
    p = parts_of(factors)
    masks = [code_terms.truth(w, g, scope) for g in p.gates]
    if masks and not p.top and not p.bottom and not all(m.python for m in masks):
        parts, axes = w.align(masks, scope.order)
        both = Array(" & ".join(m.held(ATOM) for m in parts), axes, LOOSE, "truth")
        return quotient(w, p.coefficient, [w.real(both if len(parts) > 1 else parts[0])], [], scope)
    top = [code_terms.term(w, f, scope) for f in p.top]
    bottom = [code_terms.term(w, f, scope) for f in p.bottom]
    x = quotient(w, p.coefficient, top, bottom, scope)
    if not masks:
        return x
    w.guarded |= not all(map(finite, p.top)) or not all(x.python for x in bottom)
    return code_terms.chosen(w, masks, x, "0", scope)


def quotient(w: Writer, coefficient: Fraction, top: Sequence[Array], bottom: Sequence[Array], scope: Scope) -> Array:
    """coefficient * top / bottom, elementwise."""
    size = abs(coefficient)
    numbers = [] if size == 1 and top else [code_terms.constant(size)]
    python = all(x.python for x in (*top, *bottom))
    if coefficient == 1 and len(top) == 1 and not bottom:
        return top[0]  # its axes may stay in the order they have
    parts, axes = w.align([*numbers, *top, *bottom], scope.order)
    above, below = parts[: len(parts) - len(bottom)], parts[len(parts) - len(bottom) :]
    if len(parts) == 1 and coefficient > 0:
        return Array(above[0].code, axes, above[0].tight, python=python)
    code = " * ".join(x.held(PRODUCT if k == 0 else UNARY) for k, x in enumerate(above))
    code += "".join(f" / {x.held(UNARY)}" for x in below)
    return Array(f"-{code}" if coefficient < 0 else code, axes, PRODUCT, python=python)


# ------------------------------------------------------------------ under a sum


def contraction(w: Writer, body: T.Term, names: list[str], gates: list[Array], scope: Scope) -> Array:
    """The body summed over some indices. gates: conditions under which a place exists."""
    if isinstance(body, T.Add) and not gates:
        return _sum_of_terms(w, body, names, scope)
    p = parts_of((body,))
    if (gates or p.gates) and not (all(map(finite, p.top)) and not any(map(T.tensors, p.bottom))):
        w.guarded = True
        x = multiplied(w, T.factors_of(body), scope)
        return code_terms.reduced(w, "sum", code_terms.chosen(w, gates, x, "0", scope), names, scope)
    top, left = stretched_reads(w, p, scope)
    masks = [*gates, *(code_terms.truth(w, g, scope) for g in left)]
    over = [code_terms.term(w, f, scope) for f in p.bottom]
    inverse = [Array(f"1 / {x.held(UNARY)}", x.axes, PRODUCT) for x in over if set(x.axes) & set(names)]
    below = [x for x in over if not set(x.axes) & set(names)]
    inside = [x for x in (*top, *inverse) if set(x.axes) & set(names)]
    outside = [x for x in top if not set(x.axes) & set(names)]
    total = _contracted(w, inside, masks, names, scope)
    above = outside if total.python and total.code == "1" else [*outside, total]
    return quotient(w, p.coefficient, above, below, scope)


def _sum_of_terms(w: Writer, body: T.Add, names: list[str], scope: Scope) -> Array:
    """A sum of a sum: at once where one term has every axis, else term by term."""
    arrays = [code_terms.term(w, t, scope) for t in body.terms]
    if set(union(arrays, scope.order)) in [set(x.axes) for x in arrays]:
        return code_terms.reduced(w, "sum", code_terms.term(w, body, scope), names, scope)
    signs = [code_terms.unsigned(t) for t in body.terms]
    sums = [contraction(w, t, names, [], scope) for t, _ in signs]
    parts, axes = w.align(sums, scope.order)
    code = parts[0].held(SUM) if signs[0][1] > 0 else f"-{parts[0].held(PRODUCT)}"
    for x, (_, sign) in zip(parts[1:], signs[1:]):
        code += f" + {x.held(SUM)}" if sign > 0 else f" - {x.held(PRODUCT)}"
    return Array(code, axes, SUM, python=all(x.python for x in sums))


def _contracted(w: Writer, inside: list[Array], masks: list[Array], names: list[str], scope: Scope) -> Array:
    """The arrays, all finite, multiplied where the masks hold, and summed over the indices."""
    groups: dict[frozenset[str], list[Array]] = {}
    for x in inside:
        groups.setdefault(frozenset(x.axes), []).append(x)
    operands = [quotient(w, Fraction(1), xs, [], scope) for xs in groups.values()]
    homes: dict[int, list[Array]] = {}
    alone = []
    for m in masks:
        k = next((k for k, x in enumerate(operands) if set(m.axes) <= set(x.axes)), None)
        if k is None:
            alone.append(w.real(m))
        else:
            homes.setdefault(k, []).append(m)
    for k, mine in homes.items():
        operands[k] = code_terms.chosen(w, mine, operands[k], "0", scope)
    operands += alone
    if len(operands) < 2:
        x = operands[0] if operands else Array("1", python=True)
        return code_terms.reduced(w, "sum", x, names, scope)
    axes = union(operands, scope.order)
    out = einsum(w, operands, tuple(a for a in axes if a not in names))
    return code_terms.reduced(w, "sum", out, [n for n in names if n not in axes], scope)


def einsum(w: Writer, operands: Sequence[Array], out: tuple[str, ...]) -> Array:
    """The operands multiplied and summed over every axis that the result lacks."""
    letters: dict[str, str] = {}
    for a in (*out, *(a for x in operands for a in x.axes)):
        if a not in letters:
            free = (c for c in (a, *string.ascii_letters) if len(c) == 1 and c.isalpha() and c not in letters.values())
            letters[a] = next(free)
    spec = ",".join("".join(letters[a] for a in x.axes) for x in operands) + "->" + "".join(letters[a] for a in out)
    return Array(w.dialect.einsum.format(spec=spec, operands=", ".join(x.held(LOOSE) for x in operands)), out)


# ------------------------------------------------------------------ reads between zeros


def stretched_reads(w: Writer, p: Parts, scope: Scope) -> tuple[list[Array], list[T.Term]]:
    """The factors on top as arrays, and the conditions that are left.

    Y[u/s] beside [s | u] is a read at u of Y with s - 1 zeros put between neighbours: the condition is then needed no
    more, since where it fails a zero is read.
    """
    left = list(p.gates)
    arrays: list[Array] = []
    for f in p.top:
        stretches: dict[int, tuple[Integer, Integer]] = {}
        if isinstance(f, T.Entry) and f.tensor in w.ranges and f.tensor not in w.values:
            for k, place in enumerate(f.at):
                for g in left:
                    found = _stretch(w, g, place, w.ranges[f.tensor][k][0], scope)
                    if found is not None:
                        stretches[k] = found
                        left.remove(g)
                        break
        if not stretches:
            arrays.append(code_terms.term(w, f, scope))
            continue
        assert isinstance(f, T.Entry)
        if _apart(f, stretches, scope):
            arrays.append(read(w, f.tensor, f.at, scope, stretches))
        else:
            return [code_terms.term(w, f, scope) for f in p.top], list(p.gates)
    return arrays, left


def _stretch(w: Writer, g: T.Term, place: Integer, low: Integer, scope: Scope) -> tuple[Integer, Integer] | None:
    """(s, u + s*(c - low)) for a place u/s + c beside the condition s | u, when that is affine."""
    if not isinstance(g, T.Iverson) or g.relation != "|" or not scope.fixed(g.left):
        return None
    floors = [a for a in place.atoms if isinstance(a, Floor)]
    if len(floors) != 1 or floors[0].denominator != g.left:
        return None
    (f,) = floors
    rest = place - Integer({(f,): 1})
    extra = f.numerator - g.right  # floor((u + extra)/s) = u/s where s divides u and 0 <= extra < s
    if not (scope.proved(extra) and scope.proved(g.left - 1 - extra)) or not scope.fixed(rest):
        return None
    whole = g.right + (rest - low) * g.left
    return (g.left, whole) if affine(whole, scope) else None


def _apart(f: T.Entry, stretches: Mapping[int, tuple[Integer, Integer]], scope: Scope) -> bool:
    """Does no index of a stretched place occur in another place?"""
    names = [stretches[k][1].names if k in stretches else e.names for k, e in enumerate(f.at)]
    own = [n & set(scope.order) for n in names]
    return all(not own[k] & own[j] for k in stretches for j in range(len(own)) if j != k)
