"""Chain rule: the step through the softmax is missing."""

from fractions import Fraction

from checkers.misconception import Misconception
from checkers.mistakes.normalisers import normalised_step_missing

SOFTMAX_STEP_MISSING = Misconception(
    name="softmax_step_missing",
    title="chain rule: the step through the softmax is missing",
    belief="the gradient by the output of a softmax is that by its input",
    mistake=normalised_step_missing(),
    hint="That is the gradient by q; go on to z with dq_i/dz_j = q_i ([i = j] - q_j).",
    credit=Fraction(2, 5),
)
