"""Momentum: the velocity before is left out."""

from fractions import Fraction

from checkers.misconception import Misconception
from checkers.mistakes.updates import momentum_dropped

MOMENTUM_DROPPED = Misconception(
    name="momentum_dropped",
    title="momentum: the velocity before is left out",
    belief="the velocity is the newest gradient",
    mistake=momentum_dropped(),
    hint="Add the decayed velocity of the step before.",
    credit=Fraction(1, 2),
)
