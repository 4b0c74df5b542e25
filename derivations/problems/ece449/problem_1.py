"""Gradients of a block of convolution, sigmoid and 2 x 2 average pooling, for all sizes."""

from fractions import Fraction
from typing import Any

from derivations.layer import Layer
from derivations.problem import Gradient, Part, Problem


def oracle(torch: Any, X: Any, K: Any, size: Any) -> Any:
    """The block's output by torch's own layers."""
    convolved = torch.nn.functional.conv2d(X[None, None], K[None, None])
    return torch.nn.functional.avg_pool2d(torch.sigmoid(convolved), 2)[0, 0]


PROBLEM_1 = Problem(
    name="ece449/1",
    title="A block of convolution, sigmoid and average pooling",
    statement=r"""
A building block of a convolutional network has three stages. The input $X$ is $(2n+k-1) \times (2m+k-1)$. A kernel $K$
of size $k \times k$ is slid over it with stride 1 and without padding, which gives $C$, of size $2n \times 2m$. The
sigmoid $1/(1+e^{-t})$, applied to every entry of $C$, gives $S$, again $2n \times 2m$. Averages over separate
$2 \times 2$ squares of $S$ give the output $P$, of size $n \times m$.

The gradient by the output has arrived from the layers above: its entry at $(i, j)$ is $g_{i,j}$, for
$1 \le i \le n$ and $1 \le j \le m$. Entries of $S$ are written $s_{d,e}$ with $1 \le d \le 2n$ and
$1 \le e \le 2m$; entries of $X$ are $x_{a,b}$ with $1 \le a \le 2n+k-1$ and $1 \le b \le 2m+k-1$. State the gradients
by $S$, by $C$ and by $K$ in terms of $g$, $s$ and $x$.
""".strip(),
    layer=Layer(
        name="ece449_1",
        title="Convolution, sigmoid and 2 x 2 average pooling",
        shapes={"X": "2*n+k-1 2*m+k-1", "K": "k k"},
        parameters=("K",),
        forward="""
            C[i in 1..2*n, j in 1..2*m] = sum[d in 1..k, e in 1..k] K[d,e]*X[i+d-1,j+e-1]
            S[i,j] = sigmoid(C[i,j])
            P[i in 1..n, j in 1..m] = 1/4 * sum[u in 1..2, v in 1..2] S[2*(i-1)+u,2*(j-1)+v]
        """,
        oracle=oracle,
        source="ECE 449, spring 2021, assignment 2, problem 1",
    ),
    parts=(
        Part("dS", Gradient("S", "d e"), Fraction(2), "Give the gradient of the loss by $S$, entry by entry."),
        Part("dC", Gradient("C", "d e"), Fraction(2), "Give the gradient of the loss by $C$, entry by entry."),
        Part(
            "dK", Gradient("K", "d e"), Fraction(4), "Give the gradient of the loss by the kernel $K$, entry by entry."
        ),
    ),
    letters={"X": "x", "S": "s", "dL_P": "g"},
    loss=r"\mathit{loss}",
    conventions=("kernel=correlation",),
    source="ECE 449, spring 2021, assignment 2, problem 1",
)
