"""An average is differentiated as if it were a sum."""

from fractions import Fraction

from checkers.misconception import Misconception
from checkers.mistakes.averages import average_as_sum

POOL_FACTOR_FORGOTTEN = Misconception(
    name="pool_factor_forgotten",
    title="average pooling: the factor of the average is missing",
    belief="averaging passes the gradient on undivided",
    mistake=average_as_sum(),
    hint="An average divides by the number of its entries, so each of them receives that fraction of the gradient.",
    credit=Fraction(1, 2),
)
