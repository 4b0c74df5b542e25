"""Log: its derivative is missing."""

from fractions import Fraction

from checkers.misconception import Misconception
from checkers.mistakes.slopes import slope_one

LOG_SLOPE_FORGOTTEN = Misconception(
    name="log_slope_forgotten",
    title="log: its derivative is missing",
    belief="the gradient passes a logarithm unchanged",
    mistake=slope_one("log"),
    hint="Multiply by the derivative of log u, which is 1/u.",
    credit=Fraction(2, 5),
)
