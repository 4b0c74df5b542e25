"""What a mistake is: the places at which a derivation can go wrong, and how a rewriting of terms is applied."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from derivations import terms as T
from derivations.adjoint import adjoint
from derivations.integers import Integer
from derivations.network import Network
from derivations.problem import Count, Field
from derivations.program import Program
from derivations.rule import Definition

HELD = "_held"
NEW = "_new"
Rewrite = Callable[[T.Term], "T.Term | None"]
Definitions = tuple[Definition, ...]


@dataclass(frozen=True)
class Mistake:
    """Where a derivation goes wrong; what is None stays right.

    program: the forward rule whose gradients are derived instead (values still come from the right one; the tensor
    `X_held` is X where no derivative is taken). forward: the same, and values come from it too. adjoint: an equation
    of the backward sweep -> the one used instead. answer: the same, for the gradient or Jacobian that is asked for
    alone. sweep: all equations of the backward sweep, and the updates -> the equations used instead. update: as
    adjoint, for a definition that uses gradients. renewed: the parameters that the next step of a training starts
    from. count: the number that a part about a network is answered by, None where the mistake does not concern it.
    """

    program: Callable[[Program], Program] | None = None
    forward: Callable[[Program], Program] | None = None
    adjoint: Callable[[Definition, Program], Definition] | None = None
    answer: Callable[[Definition, Program], Definition] | None = None
    sweep: Callable[[Definitions, Definitions], Definitions] | None = None
    update: Callable[[Definition, Program], Definition] | None = None
    renewed: Callable[[Mapping[str, Any]], Mapping[str, Any]] | None = None
    count: Callable[[Network, Count | Field], Integer | None] | None = None


def held(t: T.Term) -> T.Term:
    """The term with every tensor it reads as a constant copy of itself."""
    if isinstance(t, T.Entry):
        return t if t.tensor == "pi" or t.tensor.endswith(HELD) else T.Entry(t.tensor + HELD, t.at)
    return t.rebuild(tuple(map(held, t.children)))


def released(t: T.Term) -> T.Term:
    """The term with the constant copies read as the tensors themselves, once the derivative is taken.

    What is then subtracted from itself is left out.
    """
    if isinstance(t, T.Entry):
        return T.Entry(t.tensor.removesuffix(HELD), t.at)
    return _cancelled(t.rebuild(tuple(map(released, t.children))))


def _cancelled(t: T.Term) -> T.Term:
    """X - X is 0, and so are its products and sums."""
    if isinstance(t, T.Mul):
        if T.ZERO in t.factors:
            return T.ZERO
        return T.product([f for f in t.factors if f != T.ONE]) if T.ONE in t.factors else t
    if isinstance(t, T.Sum):
        return T.ZERO if t.body == T.ZERO else t
    if not isinstance(t, T.Add):
        return t
    kept: list[T.Term] = []
    for u in t.terms:
        if u == T.ZERO:
            continue
        opposite = next((v for v in kept if T.negative(v) == u or T.negative(u) == v), None)
        if opposite is None:
            kept.append(u)
        else:
            kept.remove(opposite)
    return t if len(kept) == len(t.terms) else T.total(kept)


def linear(value: T.Term, moving: T.Term, slope: T.Term = T.ONE) -> T.Term:
    """value + (moving - itself held)*slope, value and slope held: the value is right, and the slope is as stated."""
    away = T.Add((moving, T.negative(held(moving))))
    return T.Add((held(value), away if slope == T.ONE else T.Mul((away, held(slope)))))


def everywhere(t: T.Term, rewrite: Rewrite) -> T.Term:
    """The term with `rewrite` applied wherever it gives something, outermost first, not inside what it gave."""
    new = rewrite(t)
    return new if new is not None else t.rebuild(tuple(everywhere(c, rewrite) for c in t.children))


def edited(program: Program, edit: Callable[[Definition], T.Term]) -> Program:
    """The program with other right sides, and the constant copies among its tensors."""
    definitions = tuple(replace(d, rhs=edit(d)) for d in program.definitions)
    copies = {t + HELD: r for t, r in program.ranges.items()}
    copies |= {adjoint(t) + HELD: r for t, r in program.ranges.items()}
    return replace(program, definitions=definitions, ranges={**program.ranges, **copies})


def rewriting(rewrite: Rewrite) -> Callable[[Program], Program]:
    """The rewriting of every right side of a program."""
    return lambda program: edited(program, lambda d: everywhere(d.rhs, rewrite))


def flat(t: T.Term) -> list[T.Term]:
    """The factors of a term, those of factors that are products among them."""
    return [g for f in t.factors for g in flat(f)] if isinstance(t, T.Mul) else [t]
