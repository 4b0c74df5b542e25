"""The gradient of a ReLU."""

from fractions import Fraction

from derivations.layer import Layer
from derivations.problem import Gradient, Part, Problem

SOURCE = "EECS 545, homework 4, question 1(b)"

PROBLEM_1B = Problem(
    name="eecs545/1b",
    title="The ReLU",
    statement=r"""
A ReLU replaces every negative entry of $X$, of size $N \times D$, by 0, and keeps the others: $Y = \max(0, X)$. Write
$G$ for the gradient of the loss $L$ by $Y$. Express the gradient of $L$ by $X$.
""".strip(),
    layer=Layer(
        name="eecs545_1b",
        title="ReLU",
        shapes={"X": "N D"},
        forward="Y[n,d] = relu(X[n,d])",
        oracle=lambda torch, X, size: torch.relu(X),
        source=SOURCE,
    ),
    parts=(Part("X", Gradient("X", "n d"), Fraction(5), "Give the gradient of $L$ by $X$."),),
    letters={"dL_Y": "G"},
    conventions=("The derivative of the ReLU at 0 is 0.",),
    source=SOURCE,
)
