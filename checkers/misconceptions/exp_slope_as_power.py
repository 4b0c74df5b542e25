"""Exp: differentiated like a power."""

from fractions import Fraction

from checkers.misconception import Misconception
from checkers.mistakes.slopes import slope_as_power

EXP_SLOPE_AS_POWER = Misconception(
    name="exp_slope_as_power",
    title="exp: differentiated like a power",
    belief="the derivative of e^x is x e^(x - 1)",
    mistake=slope_as_power(),
    hint="The power rule is for x^n; e^x is its own derivative.",
    credit=Fraction(2, 5),
)
