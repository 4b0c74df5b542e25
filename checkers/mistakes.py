"""The ways in which a derivation goes wrong, each for every program it can happen in; misconceptions name them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction

from derivations import terms as T
from derivations.integers import ONE, Integer, integer
from derivations.network import Network, count
from derivations.program import Program
from derivations.rule import Definition

HELD = "_held"
Rewrite = Callable[[T.Term], "T.Term | None"]


@dataclass(frozen=True)
class Mistake:
    """Where a derivation goes wrong; what is None stays right.

    program: the forward rule whose gradients are derived instead (values still come from the right one; the tensor
    `X_held` is X where no derivative is taken). adjoint: an equation of the backward sweep -> the one used instead.
    answer: the same, for the adjoint that is asked for alone. update: likewise for a definition that uses gradients.
    count: the number of parameters of a network, instead of the right one.
    """

    program: Callable[[Program], Program] | None = None
    adjoint: Callable[[Definition, Program], Definition] | None = None
    answer: Callable[[Definition, Program], Definition] | None = None
    update: Callable[[Definition, Program], Definition] | None = None
    count: Callable[[Network], Integer] | None = None


def held(t: T.Term) -> T.Term:
    """The term with every tensor it reads as a constant copy of itself."""
    if isinstance(t, T.Entry):
        return t if t.tensor == "pi" else T.Entry(t.tensor + HELD, t.at)
    return t.rebuild(tuple(map(held, t.children)))


def released(t: T.Term) -> T.Term:
    """The term with the constant copies read as the tensors themselves, once the derivative is taken."""
    if isinstance(t, T.Entry):
        return T.Entry(t.tensor.removesuffix(HELD), t.at)
    return t.rebuild(tuple(map(released, t.children)))


def everywhere(t: T.Term, rewrite: Rewrite) -> T.Term:
    """The term with `rewrite` applied wherever it gives something, outermost first, not inside what it gave."""
    new = rewrite(t)
    return new if new is not None else t.rebuild(tuple(everywhere(c, rewrite) for c in t.children))


def edited(program: Program, edit: Callable[[Definition], T.Term]) -> Program:
    """The program with other right sides, and the constant copies among its tensors."""
    definitions = tuple(replace(d, rhs=edit(d)) for d in program.definitions)
    copies = {t + HELD: r for t, r in program.ranges.items()}
    return replace(program, definitions=definitions, ranges={**program.ranges, **copies})


# ------------------------------------------------------------------ wrong local derivatives


def slope_one(function: str) -> Mistake:
    """The derivative of a scalar function is taken to be 1: f(u) becomes u + (f(u) - u), the bracket held constant."""

    def rewrite(t: T.Term) -> T.Term | None:
        if not (isinstance(t, T.Apply) and t.function == function):
            return None
        inside = everywhere(t.argument, rewrite)
        constant = held(t.argument)
        return T.Add((inside, T.Apply(function, constant), T.negative(constant)))

    return Mistake(program=lambda p: edited(p, lambda d: everywhere(d.rhs, rewrite)))


def _normalised(t: T.Mul, indices: tuple[T.Index, ...]) -> tuple[int, T.Sum, T.Term, T.Index] | None:
    """The place of 1/sum[j] f(j) in a product f(i)/sum[j] f(j), the sum, f(i) and i."""
    for k, factor in enumerate(t.factors):
        if not (isinstance(factor, T.Pow) and factor.exponent == T.MINUS_ONE and isinstance(factor.base, T.Sum)):
            continue
        total = factor.base
        if len(total.indices) != 1:
            continue
        j = total.indices[0]
        for i in indices:
            own = T.rename(total.body, {j.name: i.integer})
            if (i.low, i.high) == (j.low, j.high) and any(T.alpha(f) == T.alpha(own) for f in t.factors):
                return k, total, own, i
    return None


def _on_normaliser(change: Callable[[T.Sum, T.Term, T.Index], T.Term]) -> Mistake:
    def edit(d: Definition) -> T.Term:
        def rewrite(t: T.Term) -> T.Term | None:
            found = _normalised(t, d.indices) if isinstance(t, T.Mul) else None
            if found is None or not isinstance(t, T.Mul):
                return None
            k, total, own, i = found
            return T.Mul((*t.factors[:k], T.Pow(change(total, own, i), T.MINUS_ONE), *t.factors[k + 1 :]))

        return everywhere(d.rhs, rewrite)

    return Mistake(program=lambda p: edited(p, edit))


def diagonal_only() -> Mistake:
    """Output i of a normalised quotient f(i)/sum[j] f(j) is taken to depend on input i alone: the others are held."""

    def change(total: T.Sum, own: T.Term, i: T.Index) -> T.Term:
        j = total.indices[0]
        others = T.Sum(total.indices, T.Mul((T.Iverson("!=", j.integer, i.integer), held(total.body))))
        return T.Add((own, others))

    return _on_normaliser(change)


def normaliser_held() -> Mistake:
    """The denominator of f(i)/sum[j] f(j) is taken to be a constant."""
    return _on_normaliser(lambda total, own, i: held(total))


def average_as_sum() -> Mistake:
    """An average is differentiated as a sum: the factor 1/(number of summands) is lost, inside the sum or before it."""

    def rewrite(t: T.Term) -> T.Term | None:
        if isinstance(t, T.Sum) and isinstance(t.body, T.Mul):
            rest = _without(_flat(t.body), _entries(t))
            return T.Sum(t.indices, T.product(rest)) if rest is not None else None
        if isinstance(t, T.Mul):
            factors = _flat(t)
            for total in factors:
                if isinstance(total, T.Sum) and (rest := _without(factors, _entries(total))) is not None:
                    return T.product(rest)
        return None

    return Mistake(program=lambda p: edited(p, lambda d: everywhere(d.rhs, rewrite)))


def _entries(t: T.Sum) -> Integer:
    """The number of summands."""
    entries = ONE
    for i in t.indices:
        entries = entries * (i.high - i.low + 1)
    return entries


def _without(factors: list[T.Term], entries: Integer) -> list[T.Term] | None:
    """The factors without the one that is 1/entries, None when there is none."""
    for k, f in enumerate(factors):
        if _is_reciprocal(f, entries):
            return [*factors[:k], *factors[k + 1 :]]
    return None


def _flat(t: T.Mul) -> list[T.Term]:
    return [g for f in t.factors for g in (_flat(f) if isinstance(f, T.Mul) else [f])]


def _is_reciprocal(f: T.Term, entries: Integer) -> bool:
    """Is the factor 1/entries, however it is written (1/4, /k^2, /size(k*k))?"""
    if entries == ONE:
        return False
    if isinstance(f, T.Number):
        return entries.constant is not None and f.value == Fraction(1, entries.constant)
    if not (isinstance(f, T.Pow) and isinstance(f.exponent, T.Number) and f.exponent.value.denominator == 1):
        return False
    power, base = -int(f.exponent.value), f.base
    if isinstance(base, T.Pow) and isinstance(base.exponent, T.Number) and base.exponent.value.denominator == 1:
        power, base = power * int(base.exponent.value), base.base
    if not 0 < power <= 8:
        return False
    value = base.value if isinstance(base, T.Size) else None
    if isinstance(base, T.Number) and base.value.denominator == 1:
        value = integer(int(base.value))
    product = ONE
    for _ in range(power):
        product = product * (value if value is not None else ONE)
    return value is not None and product == entries


def kernel_flipped() -> Mistake:
    """In a sum that slides K[r] over X[i + r], the kernel is read backwards, K[R + 1 - r]."""

    def edit(d: Definition) -> T.Term:
        own = {i.name for i in d.indices}

        def rewrite(t: T.Term) -> T.Term | None:
            if not isinstance(t, T.Sum):
                return None
            reads = [e for _, e in T.positions(t.body) if isinstance(e, T.Entry)]
            sliding = {
                i.name: i
                for i in t.indices
                if any(i.name in p.names and p.names & own for e in reads for p in e.at)
                and any(p.symbol == i.name for e in reads for p in e.at)
            }

            def flip(e: T.Term) -> T.Term | None:
                if isinstance(e, T.Entry) and sum(p.symbol in sliding for p in e.at) == len(sliding) > 0:
                    return T.Entry(e.tensor, tuple(_mirrored(p, sliding.get(p.symbol or "")) for p in e.at))
                return None

            return T.Sum(t.indices, everywhere(t.body, flip)) if sliding else None

        return everywhere(d.rhs, rewrite)

    return Mistake(program=lambda p: edited(p, edit))


def _mirrored(place: Integer, i: T.Index | None) -> Integer:
    return place if i is None else i.low + i.high - place


# ------------------------------------------------------------------ edits of gradients, updates, counts


def reads_adjoint(t: T.Term) -> bool:
    return any(name.startswith("dL_") for name in T.tensors(t))


def negated_answer() -> Mistake:
    """The sign of the gradient is the wrong way round."""
    return Mistake(answer=lambda d, p: replace(d, rhs=T.negative(d.rhs)))


def upstream_as_one() -> Mistake:
    """The gradient that arrives from above is left out of the chain rule."""

    def edit(d: Definition, p: Program) -> Definition:
        arriving = "dL_" + p.output
        put = lambda t: T.ONE if isinstance(t, T.Entry) and t.tensor == arriving else None  # noqa: E731
        return replace(d, rhs=everywhere(d.rhs, put))

    return Mistake(adjoint=edit)


def transposed_gradient() -> Mistake:
    """Rows and columns of the gradient of a square matrix are exchanged."""

    def edit(d: Definition, p: Program) -> Definition:
        ranges = [(i.low, i.high) for i in d.indices]
        if len(ranges) != 2 or ranges[0] != ranges[1] or d.tensor.removeprefix("dL_") not in p.inputs:
            return d
        a, b = d.indices
        return replace(d, rhs=T.rename(d.rhs, {a.name: b.integer, b.name: a.integer}))

    return Mistake(adjoint=edit)


def _on_step(change: Callable[[list[T.Term], Program], T.Term | None]) -> Mistake:
    """A change of the summands of an update that read a gradient."""

    def edit(d: Definition, p: Program) -> Definition:
        summands = [
            changed if reads_adjoint(t) else t
            for t in T.terms_of(d.rhs)
            if (changed := change(_flat(t) if isinstance(t, T.Mul) else [t], p) if reads_adjoint(t) else t) is not None
        ]
        return replace(d, rhs=T.total(summands))

    return Mistake(update=edit)


def step_added() -> Mistake:
    """The step is added to the parameter where it should be subtracted."""
    return _on_step(lambda factors, p: T.Mul((T.MINUS_ONE, *factors)))


def step_without_rate() -> Mistake:
    """The learning rate is left out of the step."""

    def is_rate(f: T.Term, p: Program) -> bool:
        return isinstance(f, T.Entry) and f.tensor in p.constants

    return _on_step(lambda factors, p: T.product([f for f in factors if not is_rate(f, p)]))


def step_alone() -> Mistake:
    """The step alone is given, without the parameter it changes."""

    def edit(d: Definition, p: Program) -> Definition:
        return replace(d, rhs=T.total([t for t in T.terms_of(d.rhs) if reads_adjoint(t)]))

    return Mistake(update=edit)


def count_without_bias() -> Mistake:
    """Biases are left out of a count of parameters."""
    return Mistake(count=lambda network: count(network, bias=False).total)
