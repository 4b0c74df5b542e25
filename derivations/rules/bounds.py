"""Inequalities between indices: dropped where they always hold, else moved into the bounds of their sum. A sum with one
term is that term. Each rule refuses where it cannot prove what it needs, and the bracket stays: longer, never wrong.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from derivations import terms as T
from derivations.facts import Facts
from derivations.integers import (
    ONE,
    Extreme,
    Integer,
    Symbol,
    ceil,
    extreme,
    extremes,
    floor,
    floors,
    integer,
    replace_atom,
)
from derivations.prover import at_most, equal, is_proved, nonnegative, whole_part
from derivations.rule import Context, rule
from derivations.rules.deltas import SOURCE, brackets, replaced, without
from derivations.terms import Index, Iverson, Mul, Sum, Term, product


@rule(
    r"[\text{true}] = 1,\; [\text{false}] = 0",
    "The condition holds for every index in range (or for none).",
    "eliminate",
    (
        "sum[i in 1..N] u[i]*[1 <= i] => sum[i in 1..N] u[i]*1",
        "sum[i in 1..N] u[i]*[N + 1 <= i] => sum[i in 1..N] u[i]*0",
        "sum[i in 1..N] u[i]*[2 <= i] => refuses",
    ),
    "proved for all sizes by bounds, or by z3",
)
def guard(t: Term, context: Context) -> Term | None:
    match t:
        case Mul(factors):
            return _guarded(factors, context)
        case Sum(indices, Iverson() as body):
            found = truth(body, context.facts.within(indices))
            return None if found is None else Sum(indices, T.ONE if found else T.ZERO)
        case Sum(indices, Mul(factors)):
            inner = _guarded(factors, context.within(indices))
            return None if inner is None else Sum(indices, inner)
    return None


def _guarded(factors: tuple[Term, ...], context: Context) -> Term | None:
    for k, f in enumerate(factors):
        if isinstance(f, Iverson):
            found = truth(f, context.facts)
            if found is not None:
                return Mul((*factors[:k], T.ONE if found else T.ZERO, *factors[k + 1 :]))
    return None


def truth(b: Iverson, facts: Facts) -> bool | None:
    """True or False where it is proved for all sizes and all indices in range, else None."""
    match b.relation:
        case "<=":
            found = at_most(b.left, b.right, facts)
            if is_proved(found):
                return True
            return False if is_proved(at_most(b.right + 1, b.left, facts)) else None
        case "=" | "!=":
            if is_proved(equal(b.left, b.right, facts)):
                return b.relation == "="
            apart = is_proved(at_most(b.left + 1, b.right, facts)) or is_proved(at_most(b.right + 1, b.left, facts))
            return b.relation == "!=" if apart else None
        case "|":
            return True if (floor(b.right, b.left) * b.left) == b.right else None
    return None


@rule(
    r"[\max(a, b) \le c] = [a \le c][b \le c],\; [a \le \min(b, c)] = [a \le b][a \le c]",
    "At most the least of several means at most each of them.",
    "eliminate",
    ("[max(j, k) <= i] => [j <= i]*[k <= i]", "[i <= min(j, k)] => [i <= j]*[i <= k]", "[min(j, k) <= i] => refuses"),
    "definition of the maximum",
)
def each_bound(t: Term, context: Context) -> Term | None:
    match t:
        case Iverson("<=", left, right):
            lows, highs = arguments(left, "max"), arguments(right, "min")
            if len(lows) * len(highs) > 1:
                return Mul(tuple(Iverson("<=", a, b) for a in lows for b in highs))
    return None


@rule(
    r"\sum_{i=l}^{h} [c i \le a] f_i = \sum_{i=l}^{\min(h, \lfloor a/c \rfloor)} f_i",
    "The condition moves into the bounds of the sum.",
    "eliminate",
    (
        "sum[i in 1..N] u[i]*[2 <= i] => sum[i in 2..N] u[i]",
        "sum[i in 1..N] u[i]*[2*i <= j + 2*k] => sum[i in 1..min(N, floor((j + 2*k)/2))] u[i]",
        "sum[i in 1..N] u[i]*[k <= 1] => refuses",
    ),
    SOURCE,
)
def tighten(t: Term, context: Context) -> Term | None:
    match t:
        case Sum(indices, _):
            for k, bracket in brackets(t, "<="):
                slack = bracket.right - bracket.left
                place = max((n for n, i in enumerate(indices) if i.name in slack.names), default=None)
                if place is None or truth(bracket, context.facts.within(indices)) is not None:
                    continue
                new = _narrowed(indices[place], slack, context.facts.within(indices[:place]))
                if new is not None:
                    return Sum((*indices[:place], new, *indices[place + 1 :]), product(without(t, k)))
    return None


def _narrowed(index: Index, slack: Integer, facts: Facts) -> Index | None:
    """The index with slack >= 0 in its bounds."""
    c = slack.coefficient(Symbol(index.name))
    if c is None or index.name in c.names:
        return None
    rest = slack - c * index.integer
    if is_proved(nonnegative(c - ONE, facts)):
        return Index(index.name, tightest("max", (*arguments(index.low, "max"), ceil(-rest, c)), facts), index.high)
    if is_proved(nonnegative(-c - ONE, facts)):
        return Index(index.name, index.low, tightest("min", (*arguments(index.high, "min"), floor(rest, -c)), facts))
    return None


def tightest(kind: str, parts: Sequence[Integer], facts: Facts) -> Integer:
    """max or min of the parts, without those that another always dominates."""
    kept = list(parts)
    for p in parts:
        others = [q for q in kept if q is not p]
        ordered = ((p, q) if kind == "max" else (q, p) for q in others)
        if any(is_proved(at_most(a, b, facts)) for a, b in ordered):
            kept = others
    return extreme(kind, kept)


def arguments(e: Integer, kind: str) -> tuple[Integer, ...]:
    atom = next(iter(e.atoms), None)
    whole = isinstance(atom, Extreme) and atom.kind == kind and e == Integer({(atom,): 1})
    return atom.arguments if whole and isinstance(atom, Extreme) else (e,)


@rule(
    r"\sum_{i=a}^{a} f_i = f_a",
    "The bounds leave one value of the index at most.",
    "eliminate",
    (
        "sum[i in ceil(k/2)..floor((k + 1)/2)] u[i] => u[ceil(k/2)]",
        "sum[i in ceil((k - 1)/3)..floor((k - 1)/3)] u[i] => u[floor((k - 1)/3)]*[ceil((k - 1)/3) <= floor((k - 1)/3)]",
        "sum[i in 1..N] u[i] => refuses",
    ),
    "an interval shorter than c holds at most one multiple of c",
)
def at_most_one(t: Term, context: Context) -> Term | None:
    match t:
        case Sum(indices, body):
            for place, index in enumerate(indices):
                facts = context.facts.within(indices[:place])
                later = {i.name for i in indices[place + 1 :] if index.name in i.low.names | i.high.names}
                if later or not is_proved(nonnegative(index.low - index.high, facts)):
                    continue
                single = is_proved(nonnegative(index.high - index.low, facts))
                guards = [] if single else [Iverson("<=", index.low, index.high)]
                return replaced(t, index, index.high, list(T.factors_of(body)), guards)
    return None


@rule(
    r"\lfloor a/c \rfloor = k \text{ when } ck \le a \le ck + c - 1,\; \max(a, b) = a \text{ when } a \ge b",
    "The quotient has the same whole part, and the maximum is the same argument, for every index in range.",
    "eliminate",
    ("u[i + floor((i - 1)/N)] => u[i]", "u[max(1, i)] => u[i]", "u[floor(k/2)] => refuses"),
    "proved for all sizes by bounds, or by z3",
)
def settle(t: Term, context: Context) -> Term | None:
    if isinstance(t, T.Binder):
        for k, i in enumerate(t.indices):
            scope = context.facts.within(t.indices[:k])
            settled = [_settled(e, scope) for e in (i.low, i.high)]
            if settled != [i.low, i.high]:
                indices = (*t.indices[:k], Index(i.name, *settled), *t.indices[k + 1 :])
                return replace(t, indices=indices)  # type: ignore[type-var]
    new = T.with_integers(t, lambda e: _settled(e, context.facts))
    return new if new != t else None


def _settled(e: Integer, facts: Facts) -> Integer:
    for atom in floors(e):
        k = whole_part(atom, facts)
        if k is not None:
            return _settled(replace_atom(e, atom, integer(k)), facts)
    for outer in extremes(e):
        fewer = tightest(outer.kind, outer.arguments, facts)
        if fewer != Integer({(outer,): 1}):
            return _settled(replace_atom(e, outer, fewer), facts)
    return e


@rule(
    r"[0 \le a]\, x_b = x_b \text{ where } b \text{ leaves the range of } x \text{ when } a < 0",
    "Where the condition fails, the entry beside it lies outside its tensor and is 0.",
    "finish",
    ("[k + 1 <= N]*u[k+1] => 1*u[k+1]", "[k <= 1]*u[k] => refuses"),
    "an entry outside its tensor is 0",
)
def covered(t: Term, context: Context) -> Term | None:
    match t:
        case Mul(factors):
            for k, bracket in enumerate(factors):
                if not isinstance(bracket, Iverson) or bracket.relation != "<=":
                    continue
                excess = bracket.left - bracket.right - 1  # >= 0 exactly where the bracket is 0
                for f in factors:
                    if not isinstance(f, T.Entry):
                        continue
                    for e, (low, high) in zip(f.at, context.ranges.get(f.tensor, ())):
                        beyond = (e - high - 1 - excess, low - 1 - e - excess)
                        if any(is_proved(nonnegative(b, context.facts)) for b in beyond):
                            return Mul((*factors[:k], T.ONE, *factors[k + 1 :]))
    return None
