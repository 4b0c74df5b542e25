"""The denominator of a softmax is taken to be a constant."""

from fractions import Fraction

from checkers.misconception import Misconception
from checkers.mistakes.normalisers import normaliser_held

NORMALISER_HELD_CONSTANT = Misconception(
    name="normaliser_held_constant",
    title="softmax: denominator held constant",
    belief="the sum in the denominator of a softmax does not depend on z",
    mistake=normaliser_held(),
    hint="The denominator contains z as well: use the quotient rule, which gives dq_i/dz_i = q_i (1 - q_i).",
    credit=Fraction(2, 5),
)
