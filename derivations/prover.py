"""Facts about integers, proved for all sizes and all indices in their ranges.

Own rules come first, since their reasons can be read; z3 is asked for what they leave. A claim that neither settles is
`unproved`: whoever asked keeps its guard, so a formula stays right and only becomes longer. z3 is bounded by a counted
resource limit, never by a clock.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from derivations.facts import Bounds, Facts, small_instances
from derivations.integers import Atom, Extreme, Floor, Integer, Read, Symbol, integer, symbol, value

Z3_RESOURCE_LIMIT = 1_000_000
MOST_PREMISES = 24  # that z3 is given, beyond those next to the claim


@dataclass(frozen=True)
class Proof:
    """A claim holds for all sizes. `method` says who proved it: bounds (own rules) or z3."""

    method: str


@dataclass(frozen=True)
class Refutation:
    """A claim fails at these numbers."""

    at: tuple[tuple[str, int], ...] = field(default=())


@dataclass(frozen=True)
class Unproved:
    """Neither proved nor refuted."""

    why: str


Finding = Proof | Refutation | Unproved


@lru_cache(maxsize=100_000)
def nonnegative(claim: Integer, facts: Facts) -> Finding:
    """Is claim >= 0 wherever the facts hold?"""
    # a premise that differs by a number only has the same names
    about = (p for p in facts.premises_with(claim.names) if p.names == claim.names)
    if any((slack := (claim - p).constant) is not None and slack >= 0 for p in about):
        return Proof("bounds")
    if _by_bounds(claim, facts, 8):
        return Proof("bounds")
    return _by_samples(claim, facts) or _by_z3(claim, facts)


def at_most(left: Integer, right: Integer, facts: Facts) -> Finding:
    """Is left <= right wherever the facts hold?"""
    return nonnegative(right - left, facts)


def equal(left: Integer, right: Integer, facts: Facts) -> Finding:
    """Is left = right wherever the facts hold?"""
    if left == right:
        return Proof("bounds")
    first = at_most(left, right, facts)
    return first if not isinstance(first, Proof) else at_most(right, left, facts)


def is_proved(finding: Finding) -> bool:
    return isinstance(finding, Proof)


# ------------------------------------------------------------------ own rules: push every index to its worst bound


def _by_bounds(e: Integer, facts: Facts, depth: int) -> bool:
    """Rules: a least (greatest) value is replaced as the sign of its factor allows, a floor by a/c or (a-c+1)/c, the
    innermost index by its worst bound, a size n by least + n'; a polynomial with no negative coefficient is >= 0."""
    if e.constant is not None:
        return e.constant >= 0
    if depth == 0:
        return False
    return any(_by_bounds(weaker, facts, depth - 1) for weaker in _weaker(e, facts, depth)) or _by_sizes(e, facts)


def _weaker(e: Integer, facts: Facts, depth: int) -> Iterator[Integer]:
    """Claims whose truth would give e >= 0; the first kind that applies is the only one tried."""
    for atom in sorted(e.atoms, key=lambda a: a.key):
        factor = e.coefficient(atom) if not isinstance(atom, Symbol) else None
        if factor is None:
            continue
        rest = e - factor * Integer({(atom,): 1})
        sign = _sign(factor, facts, depth)
        if sign == 0:
            continue
        if isinstance(atom, Extreme):
            if (atom.kind == "max") == (sign > 0):  # one argument suffices
                yield from (rest + factor * a for a in atom.arguments)
            elif all(_by_bounds(rest + factor * a, facts, depth - 1) for a in atom.arguments):
                yield integer(0)
            return
        if isinstance(atom, Floor):
            d = atom.denominator
            bound = factor * (atom.numerator - d + 1) if sign > 0 else factor * atom.numerator
            yield bound + rest * d + d - 1  # e is whole, so d e > -d is enough
            return
        if isinstance(atom, Read):
            bounds = _declared(atom, facts, depth)
            if bounds is not None:
                yield rest + factor * (bounds[0] if sign > 0 else bounds[1])
            return
    for index in reversed(facts.ranges):
        if index.name not in e.names:
            continue
        factor = e.coefficient(Symbol(index.name))
        if factor is None or index.name in factor.names:
            return
        sign = _sign(factor, facts, depth)
        if sign:
            yield e.substitute({index.name: index.low if sign > 0 else index.high})
        return


def _declared(atom: Read, facts: Facts, depth: int) -> Bounds | None:
    """The range of the values of an integer tensor, where it is proved to be read inside its axes."""
    for tensor, axes, values in facts.declared:
        if tensor == atom.tensor and len(axes) == len(atom.at):
            ends = (e for (low, high), place in zip(axes, atom.at) for e in (place - low, high - place))
            return values if all(_by_bounds(e, facts, depth - 1) for e in ends) else None
    return None


def _sign(factor: Integer, facts: Facts, depth: int) -> int:
    """1 or -1 when the factor keeps that sign (0 allowed) everywhere, else 0."""
    if factor.constant is not None:
        return (factor.constant > 0) - (factor.constant < 0)
    if _by_bounds(factor, facts, depth - 1):
        return 1
    return -1 if _by_bounds(-factor, facts, depth - 1) else 0


def _by_sizes(e: Integer, facts: Facts) -> bool:
    if any(not isinstance(a, Symbol) for a in e.atoms) or any(i.name in e.names for i in facts.ranges):
        return False
    if _positive_coefficients(_shifted(e, facts)):
        return True
    chosen = [_shifted(p, facts) for p in facts.premises_with(e.names)]
    rest = _shifted(e, facts)
    return any(_positive_coefficients(rest - p) for p in chosen) or any(
        _positive_coefficients(rest - p - q) for k, p in enumerate(chosen) for q in chosen[k:]
    )


def _shifted(e: Integer, facts: Facts) -> Integer:
    """e in what the sizes exceed their least values by."""
    return _plus(e, tuple((n, facts.least_of(n)) for n in sorted(e.names)))


@lru_cache(maxsize=10_000)
def _plus(e: Integer, least: tuple[tuple[str, int], ...]) -> Integer:
    return e.substitute({n: symbol(n) + k for n, k in least})


def _positive_coefficients(e: Integer) -> bool:
    return all(c >= 0 and all(isinstance(a, Symbol) for a in m) for m, c in e.parts)


# ------------------------------------------------------------------ a counterexample among small numbers


def _by_samples(claim: Integer, facts: Facts) -> Refutation | None:
    """A look at small numbers: most false claims fall here, in less time than it takes to load z3."""
    if claim.tensors or facts.reads_tensors:
        return None
    for at in small_instances(facts, claim.names):
        if value(claim, at) < 0:
            return Refutation(tuple(sorted((n, at[n]) for n in claim.names)))
    return None


def whole_part(atom: Floor, facts: Facts) -> int | None:
    """The value of a floor that is the same number for all sizes and indices in range, proved; else None."""
    numerator, denominator = atom.numerator, atom.denominator
    if numerator.tensors or facts.reads_tensors:
        return None
    names = numerator.names | denominator.names
    seen = {value(numerator, at) // value(denominator, at) for at in small_instances(facts, names)}
    if len(seen) != 1:
        return None
    (k,) = seen
    fits = (numerator - denominator * k, denominator * (k + 1) - 1 - numerator)
    return k if all(is_proved(nonnegative(f, facts)) for f in fits) else None


# ------------------------------------------------------------------ z3


def _by_z3(claim: Integer, facts: Facts) -> Finding:
    if claim.tensors or facts.ranges_read_tensors:
        return Unproved("it depends on the values of an integer tensor")
    known, wanted, complete = _nearby(claim, facts)
    import z3

    symbols: dict[str, Any] = {}

    def atom(a: Atom) -> Any:
        match a:
            case Symbol(name):
                return symbols.setdefault(name, z3.Int(name))
            case Floor(n, d):
                return go(n) / go(d)  # z3's integer division rounds down for a positive divisor
            case Extreme(kind, arguments):
                out = go(arguments[0])
                for other in map(go, arguments[1:]):
                    out = z3.If(out <= other, out, other) if kind == "min" else z3.If(out >= other, out, other)
                return out
            case _:
                raise ValueError("integer tensors are refused above")

    def go(e: Integer) -> Any:
        out = z3.IntVal(0)
        for monomial, c in e.parts:
            product = z3.IntVal(c)
            for a in monomial:
                product = product * atom(a)
            out = out + product
        return out

    solver = z3.Solver()
    solver.set("rlimit", Z3_RESOURCE_LIMIT)
    solver.add(go(claim) < 0)
    for i in facts.ranges:
        if i.name in wanted:
            solver.add(go(i.low) <= go(i.integer), go(i.integer) <= go(i.high))
    for p in known:
        solver.add(go(p) >= 0)
    bound = {i.name for i in facts.ranges}
    for name in sorted(wanted - bound):
        solver.add(go(symbol(name)) >= facts.least_of(name))
    found = solver.check()
    if found == z3.unsat:
        return Proof("z3")
    if found == z3.sat and not complete:
        return Unproved("it does not follow from the premises nearest to it, those without integer tensors")
    if found == z3.sat:
        model = solver.model()
        named = sorted(symbols.items())
        return Refutation(tuple((n, model.eval(v, model_completion=True).as_long()) for n, v in named))
    return Unproved(f"z3 gave up within its resource limit ({solver.reason_unknown()})")


def _nearby(claim: Integer, facts: Facts) -> tuple[list[Integer], set[str], bool]:
    """The premises that can matter, with all names in them and the claim, and whether none was left out.

    Those that share a name with the claim, then those that share one with these, and so on. A long network links all
    its sizes; there the nearest premises must do. Left out are also premises that read an integer tensor.
    """
    wanted, found, complete = set(claim.names), dict[Integer, None](), True
    reached: frozenset[str] = frozenset()
    while fresh := frozenset(wanted) - reached:
        reached |= fresh
        wanted.update(*(i.low.names | i.high.names for i in facts.ranges if i.name in fresh))
        further = [p for p in facts.premises_with(fresh) if p not in found]
        usable = [p for p in further if not p.tensors]
        complete = complete and len(usable) == len(further)
        if found and len(found) + len(usable) > MOST_PREMISES:
            return list(found), wanted, False
        found.update(dict.fromkeys(usable))
        wanted.update(*(p.names for p in usable))
    return list(found), wanted, complete
