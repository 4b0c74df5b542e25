"""Count: every position has weights of its own."""

from fractions import Fraction

from checkers.misconception import Misconception
from checkers.mistakes.counts import weights_not_shared

WEIGHTS_NOT_SHARED = Misconception(
    name="weights_not_shared",
    title="count: every position has weights of its own",
    belief="a kernel is trained for each position",
    mistake=weights_not_shared(),
    hint="A kernel is shared by all positions: the size of the output does not enter.",
    credit=Fraction(2, 5),
)
