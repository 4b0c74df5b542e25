"""Loss: its factor is missing."""

from fractions import Fraction

from checkers.misconception import Misconception
from checkers.mistakes.forwards import loss_factor_forgotten

LOSS_FACTOR_FORGOTTEN = Misconception(
    name="loss_factor_forgotten",
    title="loss: its factor is missing",
    belief="the factor 1/2 of the squared error is not part of it",
    mistake=loss_factor_forgotten(),
    hint="The factor in front of the loss stays when it is differentiated.",
    credit=Fraction(3, 5),
)
