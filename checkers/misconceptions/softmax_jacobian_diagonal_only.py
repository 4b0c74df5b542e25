"""Each output of a softmax is taken to depend on its own input alone."""

from fractions import Fraction

from checkers.misconception import Misconception
from checkers.mistakes.normalisers import diagonal_only

SOFTMAX_JACOBIAN_DIAGONAL_ONLY = Misconception(
    name="softmax_jacobian_diagonal_only",
    title="softmax Jacobian: diagonal only",
    belief="each softmax output q_i depends only on its own z_i",
    mistake=diagonal_only(),
    hint="Every z_j stands in the denominator of every q_i: add the terms dq_i/dz_j = -q_i q_j for j other than i.",
    credit=Fraction(2, 5),
)
