"""The gradient from the layers above is left out of the chain rule."""

from fractions import Fraction

from checkers.misconception import Misconception
from checkers.mistakes.chain import upstream_as_one

UPSTREAM_FORGOTTEN = Misconception(
    name="upstream_forgotten",
    title="chain rule: the gradient from above is missing",
    belief="the local derivative is already the gradient of the loss",
    mistake=upstream_as_one(),
    hint="Multiply the local derivative with the gradient that arrives from the layer above.",
    credit=Fraction(2, 5),
)
