"""The gradients of a one-dimensional convolution, and the steps of gradient descent with their signs."""

from fractions import Fraction

from derivations.layer import Layer
from derivations.problem import Formula, Gradient, Part, Problem
from derivations.problems.ai501.exercise_6_7a import CONVOLUTION, SOURCE, STATEMENT

WITH_RATE = Layer(
    name="ai501_6_7b",
    title=CONVOLUTION.title,
    shapes=CONVOLUTION.shapes,
    constants=("gamma",),
    parameters=CONVOLUTION.parameters,
    forward=CONVOLUTION.forward,
    draw={"gamma": "positive"},
    oracle=lambda torch, gamma, size, **given: CONVOLUTION.oracle(torch, size=size, **given),
    source=SOURCE,
)

EXERCISE_6_7B = Problem(
    name="ai501/6.7b",
    title="Gradients of a one-dimensional convolution",
    statement=STATEMENT
    + r"""

From the layers above arrives $\delta_i$, the gradient of the loss by $g_i$. Training moves a parameter by a step of
size $\gamma$ against its gradient: $\Delta \theta = -\gamma \, \partial \ell / \partial \theta$.""",
    layer=WITH_RATE,
    updates="""
        Dh[k in 1..p] = -gamma*dL_h[k]
        Db[i in 1..m] = -gamma*dL_b[i]
    """,
    parts=(
        Part("h", Gradient("h", "k"), Fraction(2), "Find the gradient by the filter $h$."),
        Part("b", Gradient("b", "i"), Fraction(1), "Find the gradient by the bias $b$."),
        Part(
            "o",
            Gradient("o", "j"),
            Fraction(2),
            "Find the gradient by the input $o$, which goes on to the layer below.",
        ),
        Part("Dh", Formula("Dh"), Fraction(1), r"Find the step $\Delta h$."),
        Part("Db", Formula("Db"), Fraction(1), r"Find the step $\Delta b$."),
    ),
    letters={"dL_g": r"\delta", "gamma": r"\gamma", "Dh": r"\Delta h", "Db": r"\Delta b"},
    loss=r"\ell",
    conventions=(
        r"Entries outside a tensor count as 0: $h_k = 0$ unless $1 \le k \le p$, and $o_j = 0$ unless $1 \le j \le n$.",
        "The sheet gives no points; those here are ours.",
    ),
    source=SOURCE,
    zero_outside=True,
)
