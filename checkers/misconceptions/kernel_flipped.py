"""The kernel is slid over the input backwards."""

from fractions import Fraction

from checkers.misconception import Misconception
from checkers.mistakes.windows import kernel_flipped

KERNEL_FLIPPED = Misconception(
    name="kernel_flipped",
    title="convolution: the kernel is flipped",
    belief="the layer flips its kernel before sliding it",
    mistake=kernel_flipped(),
    hint="The layer multiplies K[d,e] with the input at the same offset, without flipping: keep i + d - 1.",
    credit=Fraction(3, 5),
)
