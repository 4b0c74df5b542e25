"""Average pooling: the factor of the average is used twice."""

from fractions import Fraction

from checkers.misconception import Misconception
from checkers.mistakes.averages import average_twice

POOL_FACTOR_DOUBLED = Misconception(
    name="pool_factor_doubled",
    title="average pooling: the factor of the average is used twice",
    belief="averaging divides the gradient twice",
    mistake=average_twice(),
    hint="Each entry receives the gradient divided once by the number of entries in the window.",
    credit=Fraction(1, 2),
)
