"""What a misconception is: a mistaken derivation. It produces the wrong answer; diagnosis is equality with that."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from checkers.mistakes.kinds import Mistake


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
