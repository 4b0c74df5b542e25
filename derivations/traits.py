"""What a forward rule shows by itself: how its loss is averaged, where it has kinks, which way a kernel is laid.

Each function looks at the definitions and returns the name of an option of a convention (conventions.py), or "" where
the convention does not touch the rule. Nothing is guessed: what cannot be read off the definitions is "".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from derivations import terms as T
from derivations.integers import Integer, Symbol
from derivations.program import Program
from derivations.rule import Definition


def nodes(program: Program) -> Iterator[T.Term]:
    """Every node of every right side."""
    for d in program.definitions:
        for _, t in T.positions(d.rhs):
            yield t


def applies(program: Program, *functions: str) -> bool:
    """Does some scalar function of these names occur?"""
    return any(isinstance(t, T.Apply) and t.function in functions for t in nodes(program))


# ------------------------------------------------------------------ averages


def averaged(t: T.Term) -> tuple[T.Sum, Counter[Integer], bool] | None:
    """A term `number * sum / sizes` taken apart: the sum, the sizes that divide it, and whether a 2 divides it too."""
    factors = [g for f in T.factors_of(t) for g in _inverses(f)]
    sums = [f for f in factors if isinstance(f, T.Sum)]
    if len(sums) != 1:
        return None
    below = [f.base for f in factors if isinstance(f, T.Pow) and f.exponent == T.MINUS_ONE]
    halves = any(isinstance(f, T.Number) and f.value.denominator == 2 for f in factors) or T.number(2) in below
    return sums[0], Counter(b.value for b in below if isinstance(b, T.Size)), halves


def _inverses(f: T.Term) -> list[T.Term]:
    """1/(a b) as 1/a and 1/b."""
    match f:
        case T.Pow(T.Mul(factors), exponent) if exponent == T.MINUS_ONE:
            return [T.Pow(g, exponent) for g in factors]
        case _:
            return [f]


def _loss(program: Program) -> list[tuple[T.Sum, Counter[Integer], bool]]:
    """The sums of an output without axes."""
    last = program.definitions[-1]
    found = [] if last.at else [averaged(t) for t in T.terms_of(last.rhs)]
    return [f for f in found if f is not None]


def reduction(program: Program) -> str:
    """sum, samples or entries: what the loss is divided by."""
    met = {_divided(total, below, _classes(program)) for total, below, _ in _loss(program)}
    return met.pop() if len(met) == 1 else ""


def _classes(program: Program) -> set[Integer]:
    """The lengths of the axes along which a premise says that something sums to 1: such a sum is no reduction."""
    sums = [p.left for p in program.premises.values() if isinstance(p.left, T.Sum) and p.right == T.ONE]
    return {i.high - i.low + 1 for s in sums for i in s.indices}


def _divided(total: T.Sum, below: Counter[Integer], classes: set[Integer]) -> str:
    lengths = [n for i in total.indices if (n := i.high - i.low + 1) not in classes]
    if not lengths:
        return ""
    if not below:
        return "sum"
    if below == Counter(lengths[:1]):
        return "samples"
    return "entries" if below == Counter(lengths) else ""


def half(program: Program) -> str:
    """half or whole: the factor in front of a sum of squares."""
    met = {halves for total, _, halves in _loss(program) if _is_square(total.body)}
    return ("half" if met.pop() else "whole") if len(met) == 1 else ""


def _is_square(t: T.Term) -> bool:
    return isinstance(t, T.Pow) and t.exponent == T.number(2)


def _variances(program: Program) -> Iterator[tuple[T.Sum, Counter[Integer]]]:
    """Definitions that are a sum of squared distances from a mean, divided."""
    means = {d.tensor for d in program.definitions if _is_mean(d)}
    for d in program.definitions:
        found = averaged(d.rhs)
        if found and d.at and _is_square(found[0].body) and T.tensors(found[0].body) & means:
            yield found[0], found[1]


def _is_mean(d: Definition) -> bool:
    found = averaged(d.rhs)
    return bool(found) and isinstance(found[0].body, T.Entry) and bool(found[1])  # type: ignore[index]


def variance(program: Program) -> str:
    """biased or unbiased: a variance divided by the number of entries, or by one less."""
    met = set()
    for total, below in _variances(program):
        lengths = Counter(i.high - i.low + 1 for i in total.indices)
        met.add("biased" if below == lengths else "unbiased" if below else "")
    return met.pop() if len(met) == 1 else ""


def statistics(program: Program) -> str:
    """computed: mean and variance are functions of the input."""
    return "computed" if any(True for _ in _variances(program)) else ""


def epsilon(program: Program) -> str:
    """inside or outside: where a constant is added to a root."""
    constants = set(program.constants)

    def adds_constant(t: T.Term) -> bool:
        return isinstance(t, T.Add) and any(isinstance(u, T.Entry) and u.tensor in constants for u in t.terms)

    for t in nodes(program):
        if isinstance(t, T.Apply) and t.function == "sqrt" and adds_constant(t.argument):
            return "inside"
        if adds_constant(t) and any(isinstance(u, T.Apply) and u.function == "sqrt" for u in t.children):
            return "outside"
    return ""


# ------------------------------------------------------------------ kernels


def _slides(program: Program) -> Iterator[Integer]:
    """The coefficient of a kernel's index in a read that it slides along: X[s*i + d*r] beside K[r], r summed."""
    for t in nodes(program):
        if not isinstance(t, T.Sum):
            continue
        reads = [f for f in T.factors_of(t.body) if isinstance(f, T.Entry)]
        bound = {i.name for i in t.indices}
        alone = {e.symbol for f in reads for e in f.at if e.symbol in bound}
        for f in reads:
            for e in f.at:
                for name in (e.names & bound & alone) if len(e.names) > 1 and not e.tensors else ():
                    c = e.coefficient(Symbol(str(name)))
                    if c is not None:
                        yield c


def kernel(program: Program) -> str:
    """correlation or flipped: which way a kernel is laid."""
    signs = {c.constant is None or c.constant > 0 for c in _slides(program)}
    return ("correlation" if signs.pop() else "flipped") if len(signs) == 1 else ""


def dilation(program: Program) -> str:
    """one: a kernel's places are a symbolic distance apart."""
    return "one" if any(c.constant is None for c in _slides(program)) else ""


def padding(program: Program) -> str:
    """zeros: a kernel slides with an offset that may be 0, so that it may leave its tensor."""
    return "zeros" if kernel(program) and any(least == 0 for _, least in program.facts.least) else ""


def bias(program: Program) -> str:
    """channel: a bias beside a sliding kernel has fewer axes than the output."""
    for d in program.definitions:
        for t in T.terms_of(d.rhs) if kernel(program) else ():
            if isinstance(t, T.Entry) and t.tensor in program.inputs and 0 < len(t.at) < len(d.at):
                return "channel"
    return ""


# ------------------------------------------------------------------ graph


def repeated(program: Program) -> str:
    """add: some tensor is read by more than one definition, or at every step of a recurrence."""
    readers = Counter(t for d in program.definitions for t in T.tensors(d.rhs) if t not in program.constants)
    return "add" if any(n > 1 for n in readers.values()) or recurrence(program) else ""


def recurrence(program: Program) -> str:
    """total: a tensor is computed from other entries of its own."""
    reads: dict[str, frozenset[str]] = {}
    for d in program.definitions:
        reads[d.tensor] = reads.get(d.tensor, frozenset()) | T.tensors(d.rhs)
    return "total" if any(t in _reach(t, reads) for t in reads) else ""


def _reach(start: str, reads: dict[str, frozenset[str]]) -> set[str]:
    """All that a tensor's definition depends on."""
    seen: set[str] = set()
    waiting = [start]
    while waiting:
        for t in reads.get(waiting.pop(), frozenset()):
            if t not in seen:
                seen.add(t)
                waiting.append(t)
    return seen
