"""The gradient of softmax and cross-entropy together: q - p."""

from fractions import Fraction

from derivations.layer import Layer
from derivations.problem import Gradient, Line, Part, Problem, Route

LEFT = r"\frac{\partial E}{\partial z_x}"

LOG_FIRST = Route(
    title="Logarithm first",
    indices="x in 1..N",
    lines=(
        Line("diff(-(sum[i] p[i]*log(exp(z[i])/(sum[j] exp(z[j])))), z[x])", "E with q written out in z", LEFT),
        Line(
            "diff(-(sum[i] p[i]*(z[i] - log(sum[j] exp(z[j])))), z[x])",
            "the logarithm of a quotient is a difference, and it undoes the exponential above",
        ),
        Line(
            "diff((sum[i] p[i])*log(sum[j] exp(z[j])) - (sum[i] p[i]*z[i]), z[x])",
            "the normaliser is the same for every i, so it leaves the sum over i",
        ),
        Line("diff(log(sum[j] exp(z[j])) - (sum[i] p[i]*z[i]), z[x])", "the entries of p sum to 1"),
        Line(
            "diff(sum[j] exp(z[j]), z[x])/(sum[j] exp(z[j])) - p[x]",
            "chain rule for the logarithm; of the second sum only the term i = x depends on z at x",
        ),
        Line(
            "exp(z[x])/(sum[j] exp(z[j])) - p[x]", "of the sum of exponentials, too, only the term j = x depends on it"
        ),
        Line("q[x] - p[x]", "the quotient is the softmax output at x"),
    ),
)

QUOTIENT_RULE = Route(
    title="Quotient rule",
    indices="x in 1..N",
    lines=(
        Line("diff(-(sum[i] p[i]*log(exp(z[i])/(sum[j] exp(z[j])))), z[x])", "E with q written out in z", LEFT),
        Line(
            "-(sum[i] (p[i]/q[i])*diff(exp(z[i])/(sum[j] exp(z[j])), z[x]))",
            "linearity, and the chain rule for the logarithm, whose argument is the softmax output at i",
        ),
        Line(
            "-(sum[i] (p[i]/q[i])*(([i = x]*exp(z[x])*(sum[j] exp(z[j])) - exp(z[i])*exp(z[x]))/(sum[j] exp(z[j]))^2))",
            "quotient rule; the numerator depends on z at x only where i = x",
        ),
        Line(
            "-(sum[i] (p[i]/q[i])*([i = x]*q[x] - q[i]*q[x]))", "exponentials over the normaliser are softmax outputs"
        ),
        Line("q[x]*(sum[i] p[i]) - p[x]", "the bracket selects i = x, where q cancels; q at x leaves the other sum"),
        Line("q[x] - p[x]", "the entries of p sum to 1"),
    ),
)

PROBLEM_4 = Problem(
    name="ece449/4",
    title="Softmax and cross-entropy together",
    statement=r"""
A softmax layer turns $z_1, \dots, z_N$ into $q_i = e^{z_i} / \sum_{j=1}^{N} e^{z_j}$ for $1 \le i \le N$. It is to
learn the target distribution $p_1, \dots, p_N$, whose entries sum to 1: $\sum_{i=1}^{N} p_i = 1$. The objective is the
cross-entropy $E = -\sum_{i=1}^{N} p_i \ln q_i$. Show that its derivative by $z_x$ is $q_x - p_x$ for every $x$ from 1
to $N$.
""".strip(),
    layer=Layer(
        name="ece449_4",
        title="Softmax and cross-entropy",
        shapes={"z": "N", "p": "N"},
        premises=("sum[i] p[i] = 1",),
        draw={"p": "simplex"},
        forward="""
            q[i] = exp(z[i]) / sum[j] exp(z[j])
            E = -(sum[i] p[i]*log(q[i]))
        """,
        oracle=lambda torch, z, p, size: torch.nn.functional.cross_entropy(z[None], p[None]),
        source="ECE 449, spring 2021, assignment 2, problem 4",
    ),
    parts=(
        Part(
            "dz",
            Gradient("z", "x"),
            Fraction(8),
            r"Derive the gradient of $E$ by $z_x$ in terms of $q$ and $p$.",
            routes=(LOG_FIRST, QUOTIENT_RULE),
        ),
    ),
    loss="E",
    conventions=("The targets $p$ do not depend on $z$.",),
    source="ECE 449, spring 2021, assignment 2, problem 4",
)
