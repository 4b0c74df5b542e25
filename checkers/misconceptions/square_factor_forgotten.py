"""Power rule: the factor is missing."""

from fractions import Fraction

from checkers.misconception import Misconception
from checkers.mistakes.slopes import power_without_factor

SQUARE_FACTOR_FORGOTTEN = Misconception(
    name="square_factor_forgotten",
    title="power rule: the factor is missing",
    belief="the derivative of u^2 is u",
    mistake=power_without_factor(),
    hint="The derivative of u^2 is 2 u.",
    credit=Fraction(1, 2),
)
