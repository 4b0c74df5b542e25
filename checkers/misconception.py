"""What a misconception is: a mistaken derivation. It produces the wrong answer; diagnosis is equality with that."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from derivations.integers import Integer
from derivations.network import Network
from derivations.program import Program
from derivations.rule import Definition


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


@dataclass(frozen=True)
class Misconception:
    """A belief, the mistake it leads to, and what helps.

    name: as the module; title: as a reader is told; belief: what the student takes to be true; hint: a sentence to act
    on; credit: the share of the points that an answer still earns, which a course may change.
    """

    name: str
    title: str
    belief: str
    mistake: Mistake
    hint: str
    credit: Fraction
