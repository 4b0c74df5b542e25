"""The gradient by the biases of a network of two layers, and the step that follows from it."""

from fractions import Fraction
from typing import Any

from derivations.claim import Chain, Claim, Experiment, Measured, Words
from derivations.layer import Layer
from derivations.problem import Criterion, Gradient, Part, Problem, Prove


def oracle(torch: Any, x: Any, W1: Any, b1: Any, W2: Any, b2: Any, size: Any) -> Any:
    """Two of torch's own linear layers with sigmoids."""
    linear = torch.nn.functional.linear
    return torch.sigmoid(linear(torch.sigmoid(linear(x, W1, b1)), W2, b2))


def any_loss(sympy: Any) -> Chain:
    """The derivative by the bias of one unit, for any function of what enters its activation."""
    w, o, b, g = sympy.symbols("w o b g")
    loss = sympy.Function("ell")
    by_argument = sympy.Subs(sympy.Derivative(loss(g), g), g, w * o + b)
    return Chain((sympy.Derivative(loss(w * o + b), b), by_argument))


def slopes(numpy: Any, seed: int) -> tuple[Any, Any, Any, Any]:
    """The loss of a random network as a function of its biases, the biases, and the deltas."""
    random = numpy.random.default_rng(seed)
    x, y = random.normal(size=3), random.normal(size=2)
    W1, W2, b1, b2 = (random.normal(size=s) for s in ((4, 3), (2, 4), (4,), (2,)))

    def sigma(a: Any) -> Any:
        return 1 / (1 + numpy.exp(-a))

    def loss(first: Any, second: Any) -> Any:
        out = sigma(W2 @ sigma(W1 @ x + first) + second)
        return ((out - y) ** 2).sum() / 2

    o1 = sigma(W1 @ x + b1)
    o2 = sigma(W2 @ o1 + b2)
    delta2 = (o2 - y) * o2 * (1 - o2)
    delta1 = (W2.T @ delta2) * o1 * (1 - o1)
    return loss, (b1, b2), delta1, delta2


def run_step(numpy: Any, seed: int) -> tuple[Measured, ...]:
    """The loss after a step against the deltas and along them."""
    loss, (b1, b2), delta1, delta2 = slopes(numpy, seed)
    gamma, before = 1e-4, loss(b1, b2)
    down = (before - loss(b1 - gamma * delta1, b2 - gamma * delta2)) / gamma
    up = loss(b1 + gamma * delta1, b2 + gamma * delta2)
    length = float((delta1**2).sum() + (delta2**2).sum())
    found = []
    for k in range(4):
        nudged = b1.astype(complex)
        nudged[k] += 1e-40j
        found.append(abs(loss(nudged, b2).imag / 1e-40 - delta1[k]))
    return (
        Measured("Derivative by the first biases against delta: greatest gap", max(found), "<", 1e-14),
        Measured("Decrease of the loss over the step size, relative gap to the squared length of the deltas",
                 abs(down - length) / length, "<", 1e-3),
        Measured("Change of the loss for a step of the other sign", up - before, ">", 0),
    )  # fmt: skip


EXERCISE_6_3A = Problem(
    name="ai501/6.3a",
    title="Gradients by the biases",
    statement=r"""
A network of two layers computes $g^{(1)} = W^{(1)} x + b^{(1)}$, $o^{(1)} = \sigma(g^{(1)})$,
$g^{(2)} = W^{(2)} o^{(1)} + b^{(2)}$ and $o^{(2)} = \sigma(g^{(2)})$, where $\sigma$ is the sigmoid, entry by entry.
The gradient of the loss by the output $o^{(2)}$ is given. For each layer $\delta^{(l)}$ denotes the gradient by
$g^{(l)}$. Training moves each bias by a step of size $\gamma$ against its gradient.
""".strip(),
    layer=Layer(
        name="ai501_6_3a",
        title="Two layers with sigmoids",
        shapes={"x": "D", "W1": "M D", "b1": "M", "W2": "K M", "b2": "K"},
        parameters=("W1", "b1", "W2", "b2"),
        forward="""
            g1[i] = sum[j] W1[i,j]*x[j] + b1[i]
            o1[i] = sigmoid(g1[i])
            g2[i] = sum[j] W2[i,j]*o1[j] + b2[i]
            o2[i] = sigmoid(g2[i])
        """,
        oracle=oracle,
        source="AI 501, spring 2023, homework 4, exercise 6.3 (a)",
    ),
    parts=(
        Part("delta2", Gradient("g2", "i"), Fraction(1), r"Derive $\delta^{(2)}$, the gradient by $g^{(2)}$."),
        Part("b2", Gradient("b2", "i"), Fraction(1), "Derive the gradient by $b^{(2)}$."),
        Part("delta1", Gradient("g1", "i"), Fraction(1), r"Derive $\delta^{(1)}$, the gradient by $g^{(1)}$."),
        Part("b1", Gradient("b1", "i"), Fraction(1), "Derive the gradient by $b^{(1)}$."),
        Part(
            "update",
            Prove(
                (
                    Criterion(
                        "The step is the negative step size times delta.",
                        Fraction(1),
                        ("gamma|step_size|learning_rate delta|gradient",),
                    ),
                )
            ),
            Fraction(1),
            "Show that the gradient by a bias is the delta of its layer for every loss and activation, and state the "
            "step.",
            argument=(
                Words(
                    r"""Compare the results: the gradients by a bias and by what enters the activation are the same.
                    The reason is that the bias enters with the factor one. For one unit with input $o$, and any
                    function $\ell$ of $g$, which stands for the activation, all later layers and the loss together:"""
                ),
                Claim("The derivative by the bias is the derivative by the argument.", any_loss, {"ell": r"\ell"}),
                Words(r"So the step of a bias is $-\gamma \delta^{(l)}$, against the gradient. Its sign, by number:"),
                Experiment("A random network with two layers and the squared error.", run_step),
            ),
        ),
    ),
    letters={"g1": "g^{(1)}", "g2": "g^{(2)}", "dL_g1": r"\delta^{(1)}", "dL_g2": r"\delta^{(2)}"},
    loss=r"\ell",
    conventions=("The activation is the sigmoid, as an example.", "The sheet gives no points; those here are ours."),
    source="AI 501, spring 2023, homework 4, exercise 6.3 (a)",
)
