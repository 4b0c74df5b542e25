"""Two steps of gradient descent on a network of two ReLU layers, in exact numbers, and where they end."""

from fractions import Fraction
from typing import Any

from derivations.claim import Words
from derivations.layer import Layer
from derivations.problem import Criterion, Explain, Part, Problem, Value

SOURCE = "AI 501, spring 2023, homework 4, exercise 6.4"

FORWARD = {"g1": "g^{(1)}", "o1": "o^{(1)}", "g2": "g^{(2)}", "o2": "o^{(2)}", "loss": r"\ell"}
BACKWARD = {
    "e": ("o2", r"\partial \ell / \partial o^{(2)}"),
    "d2": ("g2", r"\delta^{(2)} = \partial \ell / \partial g^{(2)}"),
    "d1": ("g1", r"\delta^{(1)} = \partial \ell / \partial g^{(1)}"),
    "dW2": ("W2", r"\partial \ell / \partial W^{(2)}"),
    "db2": ("b2", r"\partial \ell / \partial b^{(2)}"),
    "dW1": ("W1", r"\partial \ell / \partial W^{(1)}"),
    "db1": ("b1", r"\partial \ell / \partial b^{(1)}"),
}
UPDATED = {"W1": "W^{(1)}", "b1": "b^{(1)}", "W2": "W^{(2)}", "b2": "b^{(2)}"}
COUNTED = {"d2", "d1", "W1", "b1", "W2", "b2"}  # these carry the points, one half each


def oracle(torch: Any, x: Any, W1: Any, b1: Any, W2: Any, b2: Any, y: Any, eta: Any, size: Any) -> Any:
    """The loss by torch's own layers; the learning rate is no part of it."""
    linear = torch.nn.functional.linear
    out = torch.relu(linear(torch.relu(linear(x, W1, b1)), W2, b2))
    return torch.nn.functional.mse_loss(out, y, reduction="sum") / 2


def parts(step: int) -> tuple[Part, ...]:
    """Every quantity of one step, in the order in which it is worked out."""
    asked = [(label, label if label != "loss" else "L", f"the value ${letter}$") for label, letter in FORWARD.items()]
    asked += [(label, f"dL_{t}", f"the gradient ${letter}$") for label, (t, letter) in BACKWARD.items()]
    asked += [(label, f"{label}_new", f"the new ${letter}$") for label, letter in UPDATED.items()]
    which = ("first", "second")[step - 1]
    return tuple(
        Part(
            f"{step}.{label}",
            Value(of, step=step),
            Fraction(1, 2) if label in COUNTED else Fraction(0),
            f"In the {which} step, find {what}.",
        )
        for label, of, what in asked
    )


EXERCISE_6_4 = Problem(
    name="ai501/6.4",
    title="Two steps of gradient descent by hand",
    statement=r"""
Two fully connected layers with two units each, both followed by a ReLU, compute
$$g^{(1)} = W^{(1)} x + b^{(1)}, \quad o^{(1)} = \max(0, g^{(1)}), \quad
g^{(2)} = W^{(2)} o^{(1)} + b^{(2)}, \quad o^{(2)} = \max(0, g^{(2)}).$$
The loss is half the squared distance to the target, $\ell = \frac12 \lVert o^{(2)} - y \rVert^2$. Training starts
from
$$W^{(1)} = W^{(2)} = \begin{bmatrix} 1 & -1 \\ 0 & 1 \end{bmatrix}, \qquad
b^{(1)} = b^{(2)} = \begin{bmatrix} 1 \\ 0 \end{bmatrix},$$
with the one sample
$$x = \begin{bmatrix} 1 \\ -1 \end{bmatrix}, \qquad y = \begin{bmatrix} 1 \\ 0 \end{bmatrix},$$
and learning rate $\eta = 1$: a parameter $\theta$ becomes $\theta - \eta \, \partial \ell / \partial \theta$. Carry
out two steps, with every value and every gradient on the way. What do the parameters do after that?

The sheet refers to a textbook for its data, and what is given here is worked out from its first step: the changes of
the weights give $x$, the parameters before the step are those after it less their changes, and $y$ is the output less
the error. All printed values of that step agree with these numbers, except for the lower right entry of $\Delta
W^{(1)}$, where a 3 stands although $\delta^{(1)}$ has the second entry 0 and $W^{(1)}$ keeps its second row.
""".strip(),
    layer=Layer(
        name="ai501_6_4",
        title="Two ReLU layers and half the squared error",
        shapes={"x": "2", "W1": "2 2", "b1": "2", "W2": "2 2", "b2": "2", "y": "2"},
        constants=("eta",),
        parameters=("W1", "b1", "W2", "b2"),
        draw={"eta": "positive"},
        forward="""
            g1[i] = sum[j] W1[i,j]*x[j] + b1[i]
            o1[i] = relu(g1[i])
            g2[i] = sum[j] W2[i,j]*o1[j] + b2[i]
            o2[i] = relu(g2[i])
            L = 1/2 * sum[i] (o2[i] - y[i])^2
        """,
        oracle=oracle,
        source=SOURCE,
    ),
    given={
        "x": (1, -1),
        "y": (1, 0),
        "W1": ((1, -1), (0, 1)),
        "b1": (1, 0),
        "W2": ((1, -1), (0, 1)),
        "b2": (1, 0),
        "eta": 1,
    },
    updates="""
        W1_new[i,j] = W1[i,j] - eta*dL_W1[i,j]
        b1_new[i] = b1[i] - eta*dL_b1[i]
        W2_new[i,j] = W2[i,j] - eta*dL_W2[i,j]
        b2_new[i] = b2[i] - eta*dL_b2[i]
    """,
    parts=(
        *parts(1),
        *parts(2),
        Part(
            "critical",
            Explain(
                (
                    Criterion(
                        "All gradients vanish in the second step, so the parameters stay as they are for ever.",
                        Fraction(1),
                        ("gradient|derivative 0|zero|vanish", "critical|stationary", "unchanged|stay|no_change"),
                    ),
                    Criterion(
                        "It is no minimum of the loss, which is still one half.",
                        Fraction(1, 2),
                        ("loss not|still|1/2|0.5|positive", "not minimum|minima|optimum", "minimum not"),
                    ),
                    Criterion(
                        "Both ReLUs of the output are off, so no gradient passes them: the units are dead.",
                        Fraction(1, 2),
                        ("relu|unit|neuron dead|dies|off|inactive|negative|saturat", "g_2|g^2 negative|below"),
                    ),
                ),
            ),
            Fraction(2),
            "What happens from the third step on, and why? Is the loss at its minimum?",
            argument=(
                Words(
                    """The second step finds both outputs of the second layer at zero, because neither entry of its
                    argument is positive. The ReLU lets no gradient through there, so every gradient of the second step
                    is zero, and the new parameters are the old ones. All later steps repeat the second one: the
                    parameters stay for ever at a critical point. It is no minimum. The loss found in the second step is
                    positive, and parameters with loss zero exist: a second layer with all weights zero and the target
                    as its bias gives the target itself."""
                ),
            ),
        ),
    ),
    letters={"L": r"\ell", "eta": r"\eta"},
    loss=r"\ell",
    conventions=(
        "Where $g^{(2)}$ has the entry 0 the error is 0: another derivative of the ReLU at 0 would change no result.",
        "The sheet gives no points; those here are ours, and are given for the signals and the new parameters.",
    ),
    source=SOURCE,
)
