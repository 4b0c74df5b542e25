"""Gradients of a fully connected layer, and their matrix form."""

from fractions import Fraction

from derivations.layer import Layer
from derivations.problem import Gradient, Part, Problem

SOURCE = "EECS 545, homework 4, question 1(a)"

PROBLEM_1A = Problem(
    name="eecs545/1a",
    title="A fully connected layer",
    statement=r"""
A batch of $N$ inputs with $D$ features is the matrix $X$, of size $N \times D$. With weights $W$, of size
$D \times M$, and one bias $b_m$ for each of the $M$ outputs, the layer computes $Y = X W$ with $b$ added to every row.
Write $G$ for the gradient of the loss $L$ by $Y$, of size $N \times M$. Express the gradients of $L$ by $W$, by $b$ and
by $X$ entry by entry and as matrices.
""".strip(),
    layer=Layer(
        name="eecs545_1a",
        title="Fully connected layer",
        shapes={"X": "N D", "W": "D M", "b": "M"},
        parameters=("W", "b"),
        forward="Y[n,m] = sum[d] X[n,d]*W[d,m] + b[m]",
        oracle=lambda torch, X, W, b, size: X @ W + b,
        source=SOURCE,
    ),
    parts=(
        Part("W", Gradient("W", "d m"), Fraction(5), "Give the gradient of $L$ by $W$."),
        Part("b", Gradient("b", "m"), Fraction(5), "Give the gradient of $L$ by $b$."),
        Part("X", Gradient("X", "n d"), Fraction(5), "Give the gradient of $L$ by $X$."),
    ),
    letters={"dL_Y": "G"},
    source=SOURCE,
)
