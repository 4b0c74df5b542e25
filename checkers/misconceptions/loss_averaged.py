"""Loss: averaged where it is summed."""

from fractions import Fraction

from checkers.misconception import Misconception
from checkers.mistakes.averages import loss_averaged

LOSS_AVERAGED = Misconception(
    name="loss_averaged",
    title="loss: averaged where it is summed",
    belief="the loss is the mean of its summands",
    mistake=loss_averaged(),
    hint="The loss is a sum here: do not divide by the number of its summands.",
    credit=Fraction(3, 5),
)
