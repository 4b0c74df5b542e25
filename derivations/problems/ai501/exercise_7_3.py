"""How much of the image one output of a U-Net sees."""

from fractions import Fraction

from derivations.network import Network
from derivations.networks.unet import unet
from derivations.problem import Field, Part, Problem

SOURCE = "AI 501, spring 2023, homework 4, exercise 7.3"

WITH_SKIPS = Network(
    name="ai501_7_3",
    title="U-Net with unpooling",
    input="1 256 256",
    layers=unet(0, padding=1, unpooling=True),
    source=SOURCE,
)

WITHOUT_SKIPS = Network(
    name="ai501_7_3_plain",
    title="U-Net with unpooling, its skips left out",
    input="1 256 256",
    layers=unet(0, padding=1, skips=False, unpooling=True),
    source=SOURCE,
)

EXERCISE_7_3 = Problem(
    name="ai501/7.3",
    title="The receptive field of a U-Net",
    statement=r"""
A U-Net has nine blocks of two $3 \times 3$ convolutions each. After each of the first four blocks $2 \times 2$
pooling halves the image. Before each of the last four blocks unpooling doubles it: the entry $(a, b)$ fills the rows
$2a-1$ and $2a$ of the columns $2b-1$ and $2b$. Skips lay the results of blocks 4, 3, 2 and 1 beside the unpooled ones
that enter blocks 6, 7, 8 and 9. A last $1 \times 1$ convolution gives the output. Convolutions have padding 1 and
stride 1, and the image is $256 \times 256$.

The receptive field of an entry is the set of input pixels that it depends on. It is a square; find its width.

Going forward, let $r$ be the width and $j$ the jump, the distance between the fields of neighbours, both 1 at the
input. A convolution of width $k$ makes $r + (k-1)j$ of $r$; so does pooling of width 2, with $k = 2$, and doubles
$j$. Unpooling leaves $r$ and halves $j$ on average; but there neighbours share a field in pairs, and what a window of
the next convolution adds depends on whether it starts at the first or the second of a pair.
""".strip(),
    network=WITH_SKIPS,
    parts=(
        Part(
            "bottom", Field(network=WITHOUT_SKIPS, result="bottom"), Fraction(1),
            "How wide is the field of an entry at the end of block 5, at the bottom of the U?",
        ),
        Part(
            "least", Field("least", WITHOUT_SKIPS), Fraction(2),
            "Leave the skips out. How wide is the field of an output entry where it is narrowest?",
        ),
        Part("greatest", Field("greatest", WITHOUT_SKIPS), Fraction(2), "How wide is it where it is widest?"),
        Part("skips_least", Field("least"), Fraction(1), "How wide is it at the narrowest with the skips?"),
        Part("skips", Field("greatest"), Fraction(1), "How wide is it at the widest with the skips?"),
    ),
    conventions=(
        "Padding counts as part of the field, as if the image went on; near the border less of it lies in the image.",
        "A maximum depends on all entries of its window, whichever of them is the greatest.",
        "The sheet's figure is taken in the usual form; without padding the same widths would stand at other places.",
        "The sheet gives no points; those here are ours.",
    ),
    source=SOURCE,
)  # fmt: skip
