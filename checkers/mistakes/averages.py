"""Mistakes about averages: the factor 1/(number of summands) lost, used twice, or put where there is none."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from checkers.mistakes.kinds import Mistake, edited, flat, linear, rewriting
from derivations import terms as T
from derivations.integers import ONE, Integer, integer
from derivations.program import Program
from derivations.rule import Definition


def average_as_sum() -> Mistake:
    """An average is differentiated as a sum: the factor 1/(number of summands) is lost, inside the sum or before it."""
    return Mistake(program=rewriting(lambda t: _average(t, lambda total, share: total)))


def average_twice() -> Mistake:
    """The factor of an average is used twice in its derivative."""

    def twice(total: T.Term, share: T.Term) -> T.Term:
        return linear(T.Mul((share, total)), total, T.Mul((share, share)))

    return Mistake(program=rewriting(lambda t: _average(t, twice)))


def _average(t: T.Term, change: Callable[[T.Term, T.Term], T.Term]) -> T.Term | None:
    """change: the sum without its share, and the share 1/(number of summands) -> what stands for the average."""
    if isinstance(t, T.Sum) and isinstance(t.body, T.Mul):
        found = _without(flat(t.body), entries(t.indices))
        return change(T.Sum(t.indices, T.product(found[0])), found[1]) if found is not None else None
    if isinstance(t, T.Mul):
        factors = flat(t)
        for total in factors:
            if isinstance(total, T.Sum) and (found := _without(factors, entries(total.indices))) is not None:
                return change(T.product(found[0]), found[1])
    return None


def loss_averaged() -> Mistake:
    """The loss is taken to be the average of its summands where it is their sum."""

    def edit(program: Program) -> Program:
        def of(d: Definition) -> T.Term:
            if d.tensor != program.output or d.indices:
                return d.rhs
            sums = [f for t in T.terms_of(d.rhs) for f in flat(t) if isinstance(f, T.Sum)]
            if len(sums) != 1 or _average(d.rhs, lambda total, share: total) is not None:
                return d.rhs
            return T.quotient(d.rhs, T.Size(entries(sums[0].indices)))

        return edited(program, of)

    return Mistake(forward=edit)


def entries(indices: tuple[T.Index, ...]) -> Integer:
    """The number of values that a set of indices takes."""
    found = ONE
    for i in indices:
        found = found * (i.high - i.low + 1)
    return found


def _without(factors: list[T.Term], number: Integer) -> tuple[list[T.Term], T.Term] | None:
    """The factors without the one that is 1/number, and that one; None when there is none."""
    for k, f in enumerate(factors):
        if _is_reciprocal(f, number):
            return [*factors[:k], *factors[k + 1 :]], f
    return None


def _is_reciprocal(f: T.Term, number: Integer) -> bool:
    """Is the factor 1/number, however it is written (1/4, /k^2, /size(k*k))?"""
    if number == ONE:
        return False
    if isinstance(f, T.Number):
        return number.constant is not None and f.value == Fraction(1, number.constant)
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
    return value is not None and product == number
