"""The number of parameters of a small convolutional network."""

from fractions import Fraction

from derivations.network import Network, Use
from derivations.problem import Count, Part, Problem

NETWORK = Network(
    name="ece449_3",
    title="Three convolutions and three fully connected layers",
    input="3 32 32",
    layers=(
        Use("conv2d", out=32, kernel=5),
        Use("max_pool", window=2),
        Use("conv2d", out=48, kernel=3),
        Use("max_pool", window=2),
        Use("conv2d", out=64, kernel=3),
        Use("flatten"),
        Use("linear", out=384),
        Use("linear", out=192),
        Use("linear", out=10),
    ),
)

PROBLEM_3 = Problem(
    name="ece449/3",
    title="Counting the parameters of a convolutional network",
    statement=r"""
An image of size $32 \times 32$ with 3 channels passes through these layers, all of them without padding and the
convolutions with stride 1:

1. a convolution with 32 kernels of size $5 \times 5$, which gives $32 \times 28 \times 28$;
2. $2 \times 2$ pooling, to $32 \times 14 \times 14$;
3. a convolution with 48 kernels of size $3 \times 3$, to $48 \times 12 \times 12$;
4. $2 \times 2$ pooling, to $48 \times 6 \times 6$;
5. a convolution with 64 kernels of size $3 \times 3$, to $64 \times 4 \times 4$;
6. flattening, to $4 \cdot 4 \cdot 64 = 1024$ numbers;
7. fully connected layers with 384, 192 and 10 outputs.

Every convolution and every fully connected layer has a bias.
""".strip(),
    network=NETWORK,
    parts=(Part("total", Count(), Fraction(6), "How many parameters, weights and biases together, does it have?"),),
    conventions=("Pooling has no parameters, and whether it averages or takes maxima does not change the count.",),
    source="ECE 449, spring 2021, assignment 2, problem 3",
)
