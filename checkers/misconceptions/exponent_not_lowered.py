"""Power rule: the exponent is not lowered."""

from fractions import Fraction

from checkers.misconception import Misconception
from checkers.mistakes.slopes import power_not_lowered

EXPONENT_NOT_LOWERED = Misconception(
    name="exponent_not_lowered",
    title="power rule: the exponent is not lowered",
    belief="the derivative of u^2 is 2 u^2",
    mistake=power_not_lowered(),
    hint="Lower the exponent by one: the derivative of u^2 is 2 u.",
    credit=Fraction(2, 5),
)
