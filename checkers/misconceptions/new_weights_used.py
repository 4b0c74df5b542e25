"""Backward: the new weights are used."""

from fractions import Fraction

from checkers.misconception import Misconception
from checkers.mistakes.chain import new_weights_used

NEW_WEIGHTS_USED = Misconception(
    name="new_weights_used",
    title="backward: the new weights are used",
    belief="weights are updated before the gradient passes them",
    mistake=new_weights_used(),
    hint="All gradients of a step are taken at the old parameters; update at the end.",
    credit=Fraction(3, 5),
)
