"""Mistakes about quotients f(i) / sum[j] f(j), of which a softmax is one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from checkers.mistakes.kinds import Mistake, edited, everywhere, held, linear
from derivations import terms as T
from derivations.rule import Definition


@dataclass(frozen=True)
class Quotient:
    """The place of 1/sum[j] f(j) among the factors, the sum, f(i), i, and the factors."""

    place: int
    total: T.Sum
    own: T.Term
    index: T.Index
    factors: tuple[T.Term, ...]

    def over(self, denominator: T.Term) -> T.Term:
        """The quotient with another denominator."""
        k = self.place
        return T.Mul((*self.factors[:k], T.Pow(denominator, T.MINUS_ONE), *self.factors[k + 1 :]))


def _quotient(t: T.Mul, indices: tuple[T.Index, ...]) -> Quotient | None:
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
                return Quotient(k, total, own, i, t.factors)
    return None


def _edit(change: Callable[[Quotient], T.Term | None]) -> Callable[[Definition], T.Term]:
    def edit(d: Definition) -> T.Term:
        def rewrite(t: T.Term) -> T.Term | None:
            found = _quotient(t, d.indices) if isinstance(t, T.Mul) else None
            return change(found) if found is not None else None

        return everywhere(d.rhs, rewrite)

    return edit


def diagonal_only() -> Mistake:
    """Output i of a normalised quotient f(i)/sum[j] f(j) is taken to depend on input i alone: the others are held."""

    def change(q: Quotient) -> T.Term:
        j = q.total.indices[0]
        others = T.Sum(q.total.indices, T.Mul((T.Iverson("!=", j.integer, q.index.integer), held(q.total.body))))
        return q.over(T.Add((q.own, others)))

    return Mistake(program=lambda p: edited(p, _edit(change)))


def normaliser_held() -> Mistake:
    """The denominator of f(i)/sum[j] f(j) is taken to be a constant."""
    return Mistake(program=lambda p: edited(p, _edit(lambda q: q.over(held(q.total)))))


def normalised_step_missing() -> Mistake:
    """The gradient by a softmax's output is given as the one by its input: the step through the softmax is missing."""

    def change(q: Quotient) -> T.Term | None:
        return linear(T.Mul(q.factors), q.own.argument) if isinstance(q.own, T.Apply) else None

    return Mistake(program=lambda p: edited(p, _edit(change)))


def not_normalised() -> Mistake:
    """The denominator of a softmax is left out of the forward rule."""

    def change(q: Quotient) -> T.Term:
        return T.product([*q.factors[: q.place], *q.factors[q.place + 1 :]])

    return Mistake(forward=lambda p: edited(p, _edit(change)))


def without_exponentials() -> Mistake:
    """The inputs of a softmax are divided by their sum, without exponentials."""

    def plain(t: T.Term) -> T.Term | None:
        return t.argument if isinstance(t, T.Apply) and t.function == "exp" else None

    return Mistake(forward=lambda p: edited(p, _edit(lambda q: everywhere(T.Mul(q.factors), plain))))
