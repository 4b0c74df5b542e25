"""The number of filters of a VGG network: the variant of the sheet, and the two that were published."""

from fractions import Fraction

from derivations.network import Network
from derivations.networks.vgg16 import VGG16, vgg
from derivations.networks.vgg19 import VGG19
from derivations.problem import Count, Part, Problem

SOURCE = "AI 501, spring 2023, homework 4, exercise 7.1"

VARIANT = Network(
    name="ai501_7_1",
    title="A variant of VGG",
    input="3 224 224",
    layers=vgg(((64,) * 2, (128,) * 3, (64, 256, 256, 256), (512,) * 3, (512,) * 3)),
    source=SOURCE,
)

STATEMENT = r"""
A network of the VGG family takes an image of size $224 \times 224$ with 3 channels. It has five blocks of
convolutions, each of them $3 \times 3$ with padding 1, which keeps the size; every block ends in $2 \times 2$
pooling, which halves it:

1. two convolutions with 64 filters;
2. three convolutions with 128 filters;
3. one convolution with 64 filters, and three with 256;
4. three convolutions with 512 filters;
5. three convolutions with 512 filters.

Fully connected layers with 4096, 4096 and 1000 outputs follow. The network is drawn in a figure that the sheet does
not print; this list is how the sheet's own answer reads that figure. The two networks that were published under the
name differ from it: VGG-16 has blocks of 2, 2, 3, 3, 3 and VGG-19 of 2, 2, 4, 4, 4 convolutions, with 64, 128, 256,
512, 512 filters.
""".strip()

EXERCISE_7_1A = Problem(
    name="ai501/7.1a",
    title="Filters of a VGG network",
    statement=STATEMENT,
    network=VARIANT,
    parts=(
        Part(
            "filters",
            Count("filters"),
            Fraction(2),
            "How many filters do the convolutions of the variant have together?",
        ),
        Part("vgg16", Count("filters", VGG16), Fraction(1), "How many has VGG-16?"),
        Part("vgg19", Count("filters", VGG19), Fraction(1), "How many has VGG-19?"),
    ),
    conventions=(
        "A filter is one kernel with all its input channels; it gives one output channel.",
        "The sheet gives no points; those here are ours.",
    ),
    source=SOURCE,
)
