"""Forward: the weights are transposed."""

from fractions import Fraction

from checkers.misconception import Misconception
from checkers.mistakes.layout import weights_transposed

WEIGHTS_TRANSPOSED_FORWARD = Misconception(
    name="weights_transposed_forward",
    title="forward: the weights are transposed",
    belief="the layer multiplies with the transpose of the matrix",
    mistake=weights_transposed(),
    hint="Row i of the matrix belongs to output i: sum W[i,j] x[j] over j.",
    credit=Fraction(1, 2),
)
