"""Training: biases are not updated."""

from fractions import Fraction

from checkers.misconception import Misconception
from checkers.mistakes.updates import biases_kept

BIASES_NOT_UPDATED = Misconception(
    name="biases_not_updated",
    title="training: biases are not updated",
    belief="only weights are trained",
    mistake=biases_kept(),
    hint="Biases are parameters: update them like the weights.",
    credit=Fraction(1, 2),
)
