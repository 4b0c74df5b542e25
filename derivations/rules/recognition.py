"""Recognising quantities of the forward pass: by their right side, by their logarithm, and by where they are 0."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from fractions import Fraction
from math import prod

from derivations import terms as T
from derivations.integers import Integer, extreme
from derivations.match import Bindings, match, same, subset, unrolled
from derivations.prover import is_proved, nonnegative
from derivations.rule import Context, Definition, rule
from derivations.rules.algebra import joined_power, split_power
from derivations.rules.bounds import arguments, tighten, truth
from derivations.rules.definitions import in_range
from derivations.terms import Add, Entry, Index, Mul, Sum, Term, product, rename, total


@rule(
    r"\text{right side} = \text{the name it was given}",
    "Recognise a quantity of the forward pass and call it by its name.",
    "known",
    source="the named definition",
)
def fold(t: Term, context: Context, argument: str) -> Term | None:
    """The right side of the definition `argument`, found in t (or among its factors), replaced by its entry."""
    definition = context.equations.get(argument)
    if definition is None:
        return None
    found = _found(definition.rhs, t, definition, context)
    if found is None and any(_conditional(u) for _, u in T.positions(definition.rhs)):
        about = context.where(context.facts.elsewhere(definition.indices))
        return _found(_narrowed(definition.rhs, about), t, definition, context)
    return found


def _found(rhs: Term, t: Term, definition: Definition, context: Context) -> Term | None:
    """The term with the right side, or one that equals it, called by its name."""
    variables = frozenset(i.name for i in definition.indices)
    pattern = unrolled(rhs)
    if len(pattern) == 1 and not isinstance(t, Mul):
        for bindings in match(rhs, t, variables, {}):
            if _usable(bindings, definition, context):
                return _named(definition, bindings)
        return None
    guards = [f for f in pattern if isinstance(f, T.Iverson)]
    pattern = [f for f in pattern if not isinstance(f, T.Iverson)]
    if len(pattern) > 1 and isinstance(t, Mul):
        roots = any(isinstance(f, T.Pow) and isinstance(f.base, T.Apply) and f.base.function == "sqrt" for f in pattern)
        for bindings, rest in subset(pattern, unrolled(t, roots), variables, {}):
            if _usable(bindings, definition, context):
                left = _guarded([rename(g, bindings) for g in guards], rest, context)
                if left is not None:
                    return _rolled([_named(definition, bindings), *left])
    return None


def _guarded(guards: list[Term], factors: list[Term], context: Context) -> list[Term] | None:
    """The factors without the conditions, each of which is among them or holds here; None where one may fail."""
    for g in guards:
        k = next((k for k, f in enumerate(factors) if same(f, g)), None)
        if k is not None:
            factors = factors[:k] + factors[k + 1 :]
        elif not isinstance(g, T.Iverson) or not truth(g, context.facts):
            return None
    return factors


def _conditional(t: Term) -> bool:
    return isinstance(t, Sum) and any(isinstance(f, T.Iverson) for f in T.factors_of(t.body))


def _narrowed(t: Term, context: Context) -> Term:
    """The term with the conditions of its sums moved into their bounds, as they are in a term that was reduced."""
    t = t.rebuild(tuple(_narrowed(c, context.inside(t, k)) for k, c in enumerate(t.children)))
    tighter = tighten.apply(t, context, "")
    return t if tighter is None else _narrowed(tighter, context)


@rule(
    r"\sum_{i \le \min(h, a)} x_i f_i = \sum_{i \le h} x_i f_i \text{ where } x_i = 0 \text{ for } i > a",
    "Beyond the bound what is summed is 0 by its definition, so the bound can be left out.",
    "known",
    source="the named definition",
)
def widen(t: Term, context: Context, argument: str) -> Term | None:
    """A bound of a sum dropped where the entries of `argument` are 0 beyond it by a bracket in their definition."""
    definition = context.equations.get(argument)
    if definition is None or not isinstance(t, Sum):
        return None
    guards = conditions(definition)
    factors = T.factors_of(t.body)
    if not guards or not all(isinstance(f, Entry) for f in factors):
        return None
    for f in factors:
        if not isinstance(f, Entry) or f.tensor != argument:
            continue
        bindings = {p.symbol: e for p, e in zip(definition.at, f.at) if p.symbol}
        if len(bindings) != len(definition.at):
            continue
        for k, index in enumerate(t.indices):
            for new, beyond in wider(index):
                facts = context.facts.within((*t.indices[:k], new, *t.indices[k + 1 :]))
                if not in_range(bindings, definition.indices, replace(context, facts=facts)):
                    continue
                here = facts.given((beyond,))
                fails = (g.left.substitute(bindings) - g.right.substitute(bindings) - 1 for g in guards)
                if any(is_proved(nonnegative(e, here)) for e in fails):
                    return Sum((*t.indices[:k], new, *t.indices[k + 1 :]), t.body)
    return None


def conditions(definition: Definition) -> list[T.Iverson]:
    """The inequalities between indices where one of which fails the entry is 0."""
    return [f for f in T.factors_of(definition.rhs) if isinstance(f, T.Iverson) and f.relation == "<="]


def wider(index: Index) -> Iterator[tuple[Index, Integer]]:
    """The index with one of its bounds dropped, and what is >= 0 just where that bound does not hold."""
    for kind, bound, sign in (("min", index.high, 1), ("max", index.low, -1)):
        parts = arguments(bound, kind)
        for k, part in enumerate(parts if len(parts) > 1 else ()):
            other = extreme(kind, parts[:k] + parts[k + 1 :])
            new = replace(index, high=other) if kind == "min" else replace(index, low=other)
            yield new, (index.integer - part) * sign - 1


@rule(
    r"c \ln g - c f = -c \ln Q \text{ where } Q = e^f / g",
    "Recognise the logarithm of a quantity of the forward pass.",
    "known",
    source="the named definition; the logarithm of a quotient",
)
def fold_log(t: Term, context: Context, argument: str) -> Term | None:
    """In a sum, c*log(g) - c*f called -c*log(Q), where the definition `argument` is Q = exp(f)/g."""
    definition = context.equations.get(argument)
    found = None if definition is None else quotient(definition)
    if definition is None or found is None or not isinstance(t, Add):
        return None
    f, g = found
    variables = frozenset(i.name for i in definition.indices)
    for k, p in enumerate(t.terms):
        for n, log in enumerate(T.factors_of(p)):
            if not isinstance(log, T.Apply) or log.function != "log":
                continue
            beside = [h for m, h in enumerate(T.factors_of(p)) if m != n]
            for m, q in enumerate(t.terms):
                for bindings in _same_coefficient(beside, q, f, match(g, log.argument, variables, {}), variables):
                    if m != k and _usable(bindings, definition, context):
                        named = product([T.MINUS_ONE, *beside, T.Apply("log", _named(definition, bindings))])
                        return total([named if j == k else h for j, h in enumerate(t.terms) if j != m])
    return None


def quotient(definition: Definition) -> tuple[Term, Term] | None:
    """f and g of a definition Q = exp(f)/g."""
    match sorted(T.factors_of(definition.rhs), key=lambda f: isinstance(f, T.Pow)):
        case [T.Apply("exp", f), T.Pow(g, T.MINUS_ONE)]:
            return f, g
    return None


def _same_coefficient(
    beside: list[Term], q: Term, f: Term, known: Iterator[Bindings], variables: frozenset[str]
) -> Iterator[Bindings]:
    """The ways in which q is -c f, c the product of what stands beside the logarithm."""
    if _number(beside) != -_number(T.factors_of(q)):
        return
    rest = [h for h in T.factors_of(q) if not isinstance(h, T.Number)]
    for c in (h for h in beside if not isinstance(h, T.Number)):
        k = next((k for k, h in enumerate(rest) if same(c, h)), None)
        if k is None:
            return
        del rest[k]
    if rest:
        for bindings in known:
            yield from match(f, product(rest), variables, bindings)


def _usable(bindings: Bindings, definition: Definition, context: Context) -> bool:
    return len(bindings) == len(definition.indices) and in_range(bindings, definition.indices, context)


def _named(definition: Definition, bindings: Bindings) -> Entry:
    return Entry(definition.tensor, tuple(e.substitute(bindings) for e in definition.at))


def _rolled(factors: list[Term]) -> Term:
    """Powers that were written out for the search, joined again."""
    out: list[tuple[Term, Fraction]] = []
    for f in factors:
        base, e = split_power(f)
        k = next((k for k, (b, _) in enumerate(out) if same(b, base) and not isinstance(b, T.Number)), None)
        if k is None:
            out.append((base, e))
        else:
            out[k] = (out[k][0], out[k][1] + e)
    return product([joined_power(base, e) for base, e in out if e])


def _number(factors: Iterable[Term]) -> Fraction:
    """The product of the numbers among the factors."""
    return prod((f.value for f in factors if isinstance(f, T.Number)), start=Fraction(1))
