"""Loss: target minus prediction."""

from fractions import Fraction

from checkers.misconception import Misconception
from checkers.mistakes.chain import error_reversed

ERROR_REVERSED = Misconception(
    name="error_reversed",
    title="loss: target minus prediction",
    belief="the error is the target minus the prediction",
    mistake=error_reversed(),
    hint="Differentiate by the prediction: the error is prediction minus target.",
    credit=Fraction(1, 2),
)
