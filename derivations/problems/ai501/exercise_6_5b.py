"""Why a small step against the gradient reduces the cost, with its sign and how small it has to be."""

from fractions import Fraction
from typing import Any

from derivations.claim import AtMost, Chain, Claim, Experiment, Measured, Words
from derivations.layer import Layer
from derivations.problem import Criterion, Gradient, Part, Problem, Prove


def oracle(torch: Any, W: Any, b: Any, O: Any, size: Any) -> Any:
    """torch's own linear layer; samples are the columns."""
    return torch.nn.functional.linear(O.T, W, b).T


def along(sympy: Any) -> Chain:
    """The cost along the step as a parabola in the step size."""
    gamma = sympy.Symbol("gamma")
    E, O, D = sympy.MatrixSymbol("E", 2, 3), sympy.MatrixSymbol("O", 2, 3), sympy.MatrixSymbol("D", 2, 2)
    moved = E - gamma * D * O
    half = sympy.Rational(1, 2)
    first, second = sympy.Trace(D * D.T), sympy.Trace(D * O * O.T * D.T)
    return Chain(
        (half * sympy.Trace(moved * moved.T), half * sympy.Trace(E * E.T) - gamma * first + gamma**2 / 2 * second),
        (),
        {D: E * O.T},
    )


def first_order(sympy: Any) -> Chain:
    """The derivative of the cost by the step size at 0, for any smooth cost of two weights."""
    u, v, gamma = sympy.symbols("u v gamma")
    p1, p2, h11, h12, h22, c0 = sympy.symbols("p1 p2 h11 h12 h22 c")
    cost = c0 + p1 * u + p2 * v + (h11 * u**2 + 2 * h12 * u * v + h22 * v**2) / 2
    moved = cost.subs({u: -gamma * p1, v: -gamma * p2}, simultaneous=True)
    return Chain((sympy.Limit(sympy.Derivative(moved, gamma), gamma, 0, "+"), -(p1**2) - p2**2))


def factored(sympy: Any) -> Chain:
    """The decrease as a product whose sign can be read off."""
    gamma, p, q = sympy.symbols("gamma p q", positive=True)
    return Chain((gamma * p - gamma**2 * q / 2, gamma * q / 2 * (2 * p / q - gamma)))


def best(sympy: Any) -> Chain:
    """The decrease at gamma = p / q."""
    gamma, p, q = sympy.symbols("gamma p q", positive=True)
    return Chain((gamma * p - gamma**2 * q / 2, p**2 / (2 * q)), (), {gamma: p / q})


def uphill(sympy: Any) -> AtMost:
    """The other sign raises the cost for every step size."""
    gamma, p, q = sympy.symbols("gamma p q", positive=True)
    return AtMost(sympy.Integer(0), gamma * p + gamma**2 * q / 2, gamma * p + gamma**2 * q / 2, strict=True)


def smooth(sympy: Any) -> Chain:
    """The bound for slopes that change by at most K times the way."""
    gamma, K, p = sympy.symbols("gamma K p", positive=True)
    return Chain((gamma * p - K * gamma**2 * p / 2, gamma * K / 2 * p * (2 / K - gamma)))


def quadratic(numpy: Any, seed: int) -> tuple[Any, Any, Any, Any]:
    """The least-squares cost of random matrices, a point, its gradient, and the inputs."""
    random = numpy.random.default_rng(seed)
    W, O, Y = (random.normal(size=s) for s in ((3, 4), (4, 6), (3, 6)))

    def cost(W: Any) -> float:
        return float(((W @ O - Y) ** 2).sum() / 2)

    return cost, W, (W @ O - Y) @ O.T, O


def run_bound(numpy: Any, seed: int) -> tuple[Measured, ...]:
    """The step bound on both sides, and the sign."""
    cost, W, D, O = quadratic(numpy, seed)
    p, q = float((D**2).sum()), float(((D @ O) ** 2).sum())
    limit, safe = 2 * p / q, 2 / float(numpy.linalg.norm(O, 2)) ** 2
    start = cost(W)
    predicted = start - safe * p + safe**2 * q / 2
    return (
        Measured("Cost after a step, relative gap to the parabola", abs(cost(W - safe * D) - predicted) / start,
                 "<", 1e-12),
        Measured("Change of the cost for a step of 99 % of the bound", cost(W - 0.99 * limit * D) - start, "<", 0),
        Measured("For a step of 101 % of the bound", cost(W - 1.01 * limit * D) - start, ">", 0),
        Measured("For a small step with the other sign", cost(W + 0.01 * limit * D) - start, ">", 0),
        Measured("The bound that the inputs alone give, less the bound of this gradient", safe - limit, "<=", 0),
    )  # fmt: skip


def run_network(numpy: Any, seed: int) -> tuple[Measured, ...]:
    """The first-order statement for a cost that is not quadratic."""
    random = numpy.random.default_rng(seed)
    W, O, Y = (random.normal(size=s) for s in ((3, 4), (4, 6), (3, 6)))

    def cost(W: Any) -> float:
        return float(((numpy.tanh(W @ O) - Y) ** 2).sum() / 2)

    out = numpy.tanh(W @ O)
    delta = (out - Y) * (1 - out**2)
    D = delta @ O.T
    p = float((D**2).sum())
    gaps = [abs((cost(W) - cost(W - g * D)) / (g * p) - 1) for g in (1e-3, 1e-4, 1e-5)]
    return (
        Measured("Decrease over step size and squared norm, gap to 1 for the step size 0.001", gaps[0], "<", 0.5),
        Measured("For the step size 0.0001", gaps[1], "<", gaps[0]),
        Measured("For the step size 0.00001", gaps[2], "<", gaps[1]),
    )


EXERCISE_6_5B = Problem(
    name="ai501/6.5b",
    title="A step against the gradient reduces the cost",
    statement=r"""
A fully connected layer $g_n = W o_n + b$ is applied to the samples $n = 1, \dots, N$, and $\delta_n$ is the gradient of
the cost $c$ by $g_n$; entry $i$ of $\delta_n$ is $\delta_{i,n}$. Assume that the gradient of the cost by $W$ is not
zero. Show that the cost decreases when $W$ is changed by
$$\Delta W = -\gamma \sum_{n=1}^{N} \delta_n o_n^{\top}$$
with a sufficiently small step size $\gamma > 0$, and say how small is enough for the cost
$\tfrac12 \lVert W O - Y \rVert_F^2$.
""".strip(),
    layer=Layer(
        name="ai501_6_5b",
        title="Fully connected layer, samples as columns",
        shapes={"W": "I J", "b": "I", "O": "J N"},
        parameters=("W", "b"),
        forward="G[i,n] = sum[j] W[i,j]*O[j,n] + b[i]",
        oracle=oracle,
        source="AI 501, spring 2023, homework 4, exercise 6.5 (b)",
    ),
    parts=(
        Part("dW", Gradient("W", "i j"), Fraction(1), "Derive the gradient of the cost by $W$."),
        Part(
            "descent",
            Prove(
                (
                    Criterion(
                        "The first-order term of the Taylor expansion is negative.",
                        Fraction(1),
                        ("taylor", "first_order", "lineari"),
                    ),
                    Criterion(
                        "The step is against the gradient, with consistent signs.",
                        Fraction(1),
                        ("negative|minus|opposite|against gradient|sign",),
                    ),
                    Criterion(
                        "The step is small enough for the remainder.",
                        Fraction(1),
                        ("small step|gamma|enough|sufficien|remainder",),
                    ),
                )
            ),
            Fraction(3),
            "Show that the cost decreases, and bound the step size for the quadratic cost.",
            argument=(
                Words(
                    r"""**Sign.** With $\delta_n$ for the gradient of the cost by $g_n$, the gradient by $W$ has just
                    been derived: it is $\sum_n \delta_n o_n^\top$, with a plus sign. The step is its negative times
                    $\gamma$. If the gradient is given a minus sign, as a slip would have it, the same step climbs."""
                ),
                Claim(
                    r"""**First order.** Let $p_1$ and $p_2$ be the entries of the gradient for two weights and $h$
                    the second derivatives; terms of higher order do not change what follows. The rate at which the
                    cost changes when the step begins:""",
                    first_order,
                    {f"{c}{k}": f"{c}_{{{k}}}" for c, k in (("p", 1), ("p", 2))}
                    | {f"h{k}": f"h_{{{k}}}" for k in (11, 12, 22)}
                    | {"gamma": r"\gamma"},
                ),
                Words(
                    """It is the negative of the squared length of the gradient, which is not zero. So the cost, as a
                    function of the step size, falls from the start, and is below its first value for every small
                    enough step. The same sum over all entries holds for any number of weights."""
                ),
                Experiment(
                    "A cost that is not quadratic: decrease and prediction agree better and better.", run_network
                ),
                Claim(
                    r"""**How small, for the quadratic cost.** Let $E = W O - Y$, whose columns are the $\delta_n$,
                    and $D$ the gradient. Squared Frobenius norms are written as traces. Along the step the cost is a
                    parabola; judged entry by entry for two rows, two inputs and three samples.""",
                    along,
                    {"gamma": r"\gamma"},
                ),
                Words(
                    "Let $p$ be the squared norm of $D$ and $q$ that of $D O$, the two traces that the step size "
                    "multiplies."
                ),
                Claim(
                    "The decrease is positive exactly while the step size is between zero and $2p/q$:",
                    factored,
                    {"gamma": r"\gamma"},
                ),
                Claim("It is greatest half way.", best, {"gamma": r"\gamma"}),
                Claim("With the other sign the cost rises, whatever the step size.", uphill, {"gamma": r"\gamma"}),
                Words(
                    r"""The norm of $D O$ is at most the norm of $D$ times the greatest singular value of $O$. So
                    every step below two over the square of that singular value is small enough, for every $W$."""
                ),
                Experiment("The bound from both sides, for random matrices.", run_bound),
                Claim(
                    r"""**For any cost** whose gradient changes by at most $K$ times the way, Taylor's remainder is at
                    most $K \gamma^2 p / 2$. The decrease that is then guaranteed is positive while $\gamma$ is below
                    $2/K$:""",
                    smooth,
                    {"gamma": r"\gamma"},
                ),
            ),
        ),
    ),
    letters={"dL_G": r"\delta", "O": "o", "W": "w", "G": "g"},
    loss="c",
    conventions=(
        "The gradient has the shape of the weight.",
        "The cost is the sum over the samples, not their mean.",
        "The sheet gives no points; those here are ours.",
    ),
    source="AI 501, spring 2023, homework 4, exercise 6.5 (b)",
)
