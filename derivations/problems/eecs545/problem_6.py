"""Gradients of a batched convolution over several channels."""

from fractions import Fraction

from derivations.layer import Layer
from derivations.problem import Gradient, Part, Problem

SOURCE = "EECS 545, homework 4, question 6"

PROBLEM_6 = Problem(
    name="eecs545/6",
    title="A convolution, backwards",
    statement=r"""
A batch of $N$ images with $C$ channels of size $H \times W$ is $X$; there are $F$ filters with $C$ channels of size
$R \times S$, together $K$. Filter $f$ is slid over image $n$ with stride 1 and no padding, channel by channel, and the
results are added: entry $(p, q)$ of output channel $f$ is
$\sum_{c} \sum_{r=1}^{R} \sum_{s=1}^{S} X_{n,c,p+r-1,q+s-1} K_{f,c,r,s}$, for $1 \le p \le H-R+1$ and
$1 \le q \le W-S+1$. Write $G$ for the gradient of the loss $L$ by the output. Give the gradients of $L$ by $X$ and by
$K$, with the exact range of every sum, and name the operations.
""".strip(),
    layer=Layer(
        name="eecs545_6",
        title="Convolution over channels (cross-correlation)",
        shapes={"X": "N C H W", "K": "F C R S"},
        parameters=("K",),
        premises=("H >= R", "W >= S"),
        forward="""
            Y[n,f,p in 1..H-R+1,q in 1..W-S+1] = sum[c,r,s] X[n,c,p+r-1,q+s-1]*K[f,c,r,s]
        """,
        oracle=lambda torch, X, K, size: torch.nn.functional.conv2d(X, K),
        source=SOURCE,
    ),
    parts=(
        Part("X", Gradient("X", "n c i j"), Fraction(3), "Give the gradient of $L$ by $X$."),
        Part("K", Gradient("K", "f c i j"), Fraction(3), "Give the gradient of $L$ by $K$."),
    ),
    letters={"dL_Y": "G"},
    conventions=("The filters are not flipped in the forward pass.",),
    source=SOURCE,
)
