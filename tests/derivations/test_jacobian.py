"""Full derivatives against torch's: Jacobians of layers, Hessians of losses; what has none is refused in a sentence."""

from __future__ import annotations

import pytest
import torch

from checkers.evaluate import evaluate
from checkers.instance import draw
from checkers.run import run
from derivations.derive import DeriveError
from derivations.jacobian import hessian, jacobian
from derivations.layer import Layer
from derivations.layers.avg_pool import AVG_POOL
from derivations.layers.conv1d import CONV1D
from derivations.layers.layer_norm import LAYER_NORM
from derivations.layers.linear import LINEAR
from derivations.layers.rnn import RNN
from derivations.layers.softmax import SOFTMAX
from derivations.printing.text import text
from derivations.program import Program, read_program
from derivations.rule import Derivation
from tests.derivations.test_strain import difference

SOFTMAX_CROSS_ENTROPY = read_program(
    "q[i] = exp(z[i])/sum[j] exp(z[j])\nE = -sum[i] p[i]*log(q[i])",
    {"z": "N", "p": "N"},
    premises=("sum[i] p[i] = 1",),
)
LOGISTIC = read_program(
    "z[n] = sum[d] X[n,d]*w[d]\ns[n] = sigmoid(z[n])\nE = -sum[n] (y[n]*log(s[n]) + (1 - y[n])*log(1 - s[n]))",
    {"X": "N D", "w": "D", "y": "N"},
)
LEAST_SQUARES = read_program("r[n] = sum[d] X[n,d]*w[d] - y[n]\nE = sum[n] r[n]^2/2", {"X": "N D", "w": "D", "y": "N"})


def value(derivation: Derivation, program: Program, sizes: dict[str, int], draws: dict[str, str]) -> torch.Tensor:
    """The closed form on an instance, one axis for each index."""
    ready = run(program, draw(program, sizes, draws))
    return evaluate(derivation.result, ready, derivation.goal.indices)


@pytest.mark.parametrize(
    ("layer", "wrt", "sizes"),
    [
        (LINEAR, "W", {"N": 2, "D": 3, "M": 4}),
        (SOFTMAX, "X", {"N": 2, "C": 3}),
        (LAYER_NORM, "X", {"N": 2, "D": 4}),
        (AVG_POOL, "X", {"N": 1, "C": 2, "H": 5, "W": 4, "k": 2, "s": 2}),
        (CONV1D, "X", {"N": 1, "C": 2, "O": 2, "T": 7, "R": 3, "s": 2, "p": 1, "d": 2}),
    ],
    ids=lambda x: getattr(x, "name", x if isinstance(x, str) else ""),
)
def test_jacobian(layer: Layer, wrt: str, sizes: dict[str, int]) -> None:
    given = draw(layer.program, sizes, layer.draw)

    def forward(x: torch.Tensor) -> torch.Tensor:
        values = {**given.values, wrt: x}
        return layer.oracle(torch, **values, size=given.sizes)  # type: ignore[no-any-return]

    expected = torch.autograd.functional.jacobian(forward, given.values[wrt])
    found = value(jacobian(layer.program, wrt), layer.program, sizes, dict(layer.draw))
    assert difference(found, expected) < 1e-12


@pytest.mark.parametrize(
    ("program", "wrt", "sizes", "draws", "shown"),
    [
        (SOFTMAX_CROSS_ENTROPY, "z", {"N": 4}, {"p": "simplex"}, "q[i]*([i = j] - q[j])"),
        (LOGISTIC, "w", {"N": 5, "D": 3}, {"y": "unit"}, "sum[n in 1..N] X[n,d]*s[n]*(1 - s[n])*X[n,e]"),
        (LEAST_SQUARES, "w", {"N": 5, "D": 3}, {}, "sum[n in 1..N] X[n,d]*X[n,e]"),
    ],
    ids=["softmax and cross-entropy", "logistic regression", "least squares"],
)
def test_hessian(program: Program, wrt: str, sizes: dict[str, int], draws: dict[str, str], shown: str) -> None:
    derivation = hessian(program, wrt)
    assert text(derivation.result) == shown
    given = draw(program, sizes, draws)

    def loss(x: torch.Tensor) -> torch.Tensor:
        return run(program, given.with_values({wrt: x})).values["E"]

    expected = torch.autograd.functional.hessian(loss, given.values[wrt])
    assert difference(value(derivation, program, sizes, draws), expected) < 1e-12


def test_what_has_no_closed_form_is_refused() -> None:
    with pytest.raises(DeriveError, match="recurrence"):
        jacobian(RNN.program, "W")
    with pytest.raises(DeriveError, match="single number"):
        jacobian(LEAST_SQUARES, "w")
    with pytest.raises(DeriveError, match="has axes"):
        hessian(LINEAR.program, "W")


def test_the_gradients_of_the_first_sweep_are_not_those_of_the_second() -> None:
    """The Hessian reads the gradient by h, and has a derivative by h of its own."""
    program = read_program(
        "h[j] = tanh(sum[d] W[j,d]*x[d])\ny = sum[j] v[j]*h[j]^2\nE = (y - t)^4",
        {"W": "J D", "x": "D", "v": "J", "t": ""},
    )
    sizes = {"J": 3, "D": 2}
    given = draw(program, sizes, {})

    def loss(w: torch.Tensor) -> torch.Tensor:
        return run(program, given.with_values({"W": w})).values["E"]

    expected = torch.autograd.functional.hessian(loss, given.values["W"])
    assert difference(value(hessian(program, "W"), program, sizes, {}), expected) < 1e-10
