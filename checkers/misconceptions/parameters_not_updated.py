"""Training: the next step starts from the old parameters."""

from fractions import Fraction

from checkers.misconception import Misconception
from checkers.mistakes.updates import parameters_kept

PARAMETERS_NOT_UPDATED = Misconception(
    name="parameters_not_updated",
    title="training: the next step starts from the old parameters",
    belief="every step starts from the given parameters",
    mistake=parameters_kept(),
    hint="Start each step from the parameters that the step before gave.",
    credit=Fraction(1, 2),
)
