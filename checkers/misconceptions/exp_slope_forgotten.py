"""Exp: its derivative is missing."""

from fractions import Fraction

from checkers.misconception import Misconception
from checkers.mistakes.slopes import slope_one

EXP_SLOPE_FORGOTTEN = Misconception(
    name="exp_slope_forgotten",
    title="exp: its derivative is missing",
    belief="the gradient passes an exponential unchanged",
    mistake=slope_one("exp"),
    hint="Multiply by the derivative of e^x, which is e^x.",
    credit=Fraction(2, 5),
)
