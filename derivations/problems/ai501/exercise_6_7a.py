"""A one-dimensional convolution as a matrix with equal entries along its diagonals."""

from fractions import Fraction
from typing import Any

from derivations.layer import Layer
from derivations.problem import Criterion, Jacobian, Line, Part, Problem, Prove, Route

SOURCE = "AI 501, spring 2023, homework 4, exercise 6.7"


def oracle(torch: Any, o: Any, h: Any, b: Any, size: Any) -> Any:
    """The convolution by torch, which correlates: the filter is turned round, and one delay is put in front."""
    m, n, p = size["m"], size["n"], size["p"]
    padded = torch.nn.functional.pad(o, (p, max(m - n, 0)))[: m + p - 1]
    return torch.nn.functional.conv1d(padded[None, None], h.flip(0)[None, None])[0, 0] + b


CONVOLUTION = Layer(
    name="ai501_6_7",
    title="One-dimensional convolution with a bias for every output",
    shapes={"o": "n", "h": "p", "b": "m"},
    parameters=("h", "b"),
    forward="g[i in 1..m] = b[i] + sum[j in 1..n] h[i-j]*o[j]",
    oracle=oracle,
    source=SOURCE,
)

STATEMENT = r"""
A convolutional layer has $n$ inputs $o_1, \dots, o_n$ and $m$ outputs. Its filter has $p$ entries $h_1, \dots, h_p$ and
counts as 0 at every other place. Before the activation the output is
$$g_i = b_i + \sum_{j=1}^{n} h_{i-j} \, o_j, \qquad 1 \le i \le m,$$
with a bias for each output. No relation between $n$, $m$ and $p$ is assumed.
""".strip()

OTHER_FORM = Route(
    title="The sum over the filter",
    indices="i in 1..m",
    lines=(
        Line("sum[j in 1..n] h[i-j]*o[j]", "the row of the matrix times the input", r"(W o)_i"),
        Line(
            "sum[j in 1..n, k in 1..p] [k = i-j]*h[k]*o[j]",
            "a second sum picks the entry k = i - j of the filter, and nothing where the filter has no such entry",
        ),
        Line(
            "sum[k in 1..p] h[k]*o[i-k]",
            "the sum over j goes first: it picks j = i - k, and nothing where the input has no such entry",
        ),
    ),
)

EXERCISE_6_7A = Problem(
    name="ai501/6.7a",
    title="A convolution as a Toeplitz matrix",
    statement=STATEMENT,
    layer=CONVOLUTION,
    parts=(
        Part(
            "W",
            Jacobian("o", "W"),
            Fraction(3),
            "Find the $m \\times n$ matrix $W$ with $g = W o + b$, entry by entry.",
        ),
        Part(
            "forms",
            Prove(
                (
                    Criterion(
                        "The summed index is changed from the place in the input to the place in the filter.",
                        Fraction(1),
                        ("substitut|replace|change|let|set", "k_i-j|j_i-k", "index"),
                    ),
                    Criterion(
                        "Entries outside the filter and outside the input are 0, so the ranges do not matter.",
                        Fraction(1),
                        ("zero|0|vanish outside|beyond|other|elsewhere",),
                    ),
                )
            ),
            Fraction(2),
            r"Show that $W o$ is the sum $\sum_{k=1}^{p} h_k \, o_{i-k}$ over the filter as well.",
            routes=(OTHER_FORM,),
        ),
    ),
    conventions=(
        r"Entries outside a tensor count as 0: $h_k = 0$ unless $1 \le k \le p$, and $o_j = 0$ unless $1 \le j \le n$.",
        "The filter starts at 1, so that an output reads inputs before its own place alone.",
        "The sheet gives no points; those here are ours.",
    ),
    source=SOURCE,
    zero_outside=True,
)
