"""Runs of small recurrent networks: the order of the Jacobians, the bound on their product, and extreme cases."""

from typing import Any

from derivations.claim import Measured
from derivations.figure import Curve, Plot

STEPS = 40


def sigmoid(numpy: Any, a: Any) -> Any:
    return 1 / (1 + numpy.exp(-a))


def run(numpy: Any, W: Any, h: Any, inputs: Any) -> tuple[list[Any], list[Any]]:
    """The states after each step, and the Jacobian of each step by the state before it."""
    states, jacobians = [], []
    for x in inputs:
        h = sigmoid(numpy, x + W @ h)
        states.append(h)
        jacobians.append((h * (1 - h))[:, None] * W)
    return states, jacobians


def products(numpy: Any, jacobians: list[Any]) -> list[Any]:
    """J1, J2 J1, J3 J2 J1, ...: the latest factor stands at the left."""
    out = [jacobians[0]]
    for J in jacobians[1:]:
        out.append(J @ out[-1])
    return out


def norm(numpy: Any, A: Any) -> float:
    """The operator norm: the greatest singular value."""
    return float(numpy.linalg.norm(A, 2))


def radius(numpy: Any, A: Any) -> float:
    """The greatest absolute value of an eigenvalue."""
    return float(numpy.abs(numpy.linalg.eigvals(A)).max())


def held_at(numpy: Any, W: Any, h: Any) -> Any:
    """Constant inputs, already multiplied by W^i, that keep the state at h."""
    return numpy.tile(numpy.log(h / (1 - h)) - W @ h, (STEPS, 1))


def cases(numpy: Any) -> dict[str, tuple[Any, list[Any]]]:
    """Name -> the recurrent weight, and the products of the Jacobians along a run."""
    one = numpy.ones(1)
    chain = numpy.diag(numpy.full(6, 0.5)) + numpy.diag(numpy.full(5, 8.0), 1)
    crossed = 8.0 * numpy.array([[1.0, -1.0], [1.0, -1.0]])
    apart = numpy.array([0.5, sigmoid(numpy, 6.0)])
    runs = {
        "w = 2, held at 1/2": (2 * one[:, None], one / 2, held_at(numpy, 2 * one[:, None], one / 2)),
        "w = 6, held at 1/2": (6 * one[:, None], one / 2, held_at(numpy, 6 * one[:, None], one / 2)),
        "w = 6, no input": (6 * one[:, None], one / 2, numpy.zeros((STEPS, 1))),
        "eigenvalues 1/2": (chain, numpy.full(6, 0.5), held_at(numpy, chain, numpy.full(6, 0.5))),
        "eigenvalues 0": (crossed, apart, held_at(numpy, crossed, apart)),
    }
    return {n: (W, products(numpy, run(numpy, W, h, x)[1])) for n, (W, h, x) in runs.items()}


def drawn(numpy: Any, seed: int, scale: float = 2.0) -> tuple[Any, Any, Any]:
    """A random weight, first state and inputs of four units over six steps."""
    random = numpy.random.default_rng(seed)
    return scale * random.normal(size=(4, 4)), random.uniform(size=4), random.normal(size=(6, 4))


def complex_step(numpy: Any, W: Any, h: Any, inputs: Any) -> Any:
    """The last state by the first, without a derivative: a tiny imaginary change, which loses no digits."""
    columns = []
    for k in range(len(h)):
        nudged = h.astype(complex)
        nudged[k] += 1e-40j
        columns.append(run(numpy, W, nudged, inputs)[0][-1].imag / 1e-40)
    return numpy.stack(columns, axis=1)


def run_order(numpy: Any, seed: int) -> tuple[Measured, ...]:
    """The order of the factors, against the derivative of the whole run."""
    W, h, inputs = drawn(numpy, seed)
    jacobians = run(numpy, W, h, inputs)[1]
    whole = complex_step(numpy, W, h, inputs)
    right = products(numpy, jacobians)[-1]
    wrong = products(numpy, jacobians[::-1])[-1]
    size = norm(numpy, whole)
    return (
        Measured("Latest factor at the left: relative gap", norm(numpy, right - whole) / size, "<", 1e-12),
        Measured("Latest factor at the right: relative gap", norm(numpy, wrong - whole) / size, ">", 1e-3),
    )


def run_adjoint(numpy: Any, seed: int) -> tuple[Measured, ...]:
    """The gradient by the recurrent weight in three ways."""
    W, h, inputs = drawn(numpy, seed)
    states, jacobians = run(numpy, W, h, inputs)
    g = numpy.random.default_rng(seed + 100).normal(size=(len(inputs), len(h)))
    before = [h, *states[:-1]]
    steps = range(len(inputs))

    def local(t: int, row: Any) -> Any:
        return numpy.outer(row * states[t] * (1 - states[t]), before[t])

    a, recurrence = numpy.zeros(len(h)), numpy.zeros_like(W)
    for t in reversed(steps):
        a = g[t] + (a @ jacobians[t + 1] if t + 1 < len(inputs) else 0)
        recurrence += local(t, a)
    sums = numpy.zeros_like(W)
    for t in steps:
        for k in range(t + 1):
            through = products(numpy, jacobians[k + 1 : t + 1])[-1] if k < t else numpy.eye(len(h))
            sums += local(k, g[t] @ through)
    direct = numpy.zeros_like(W)
    for i in range(len(h)):
        for j in range(len(h)):
            nudged = W.astype(complex)
            nudged[i, j] += 1e-40j
            direct[i, j] = sum((row @ s).imag for row, s in zip(g, run(numpy, nudged, h, inputs)[0])) / 1e-40
    size = norm(numpy, direct)
    return (
        Measured("Recurrence against the whole run: relative gap", norm(numpy, recurrence - direct) / size, "<", 1e-12),
        Measured("Double sum against the whole run: relative gap", norm(numpy, sums - direct) / size, "<", 1e-12),
    )


def run_bound(numpy: Any, seed: int) -> tuple[Measured, ...]:
    """Products of Jacobians against the bound, over 300 random networks of every scale."""
    worst = 0.0
    for k in range(300):
        W, h, inputs = drawn(numpy, 1000 * seed + k, 0.1 * 1.02**k)
        found = products(numpy, run(numpy, W, h, inputs)[1])
        ratios = [norm(numpy, P) / (norm(numpy, W) / 4) ** (n + 1) for n, P in enumerate(found)]
        worst = max(worst, *ratios)
    tight = cases(numpy)["w = 6, held at 1/2"][1][-1]
    return (
        Measured("Greatest ratio of a product's norm to the bound", worst, "<=", 1.0),
        Measured(
            f"The same for $w = 6$ held at one half, after {STEPS} steps", norm(numpy, tight) / 1.5**STEPS, "~", 1.0
        ),
    )


def run_vanishing(numpy: Any, seed: int) -> tuple[Measured, ...]:
    """Eigenvalues above 1, and gradients that vanish."""
    found = cases(numpy)
    W, small = found["w = 2, held at 1/2"]
    big, saturated = found["w = 6, no input"]
    return (
        Measured("Case $w = 2$ held at one half: greatest eigenvalue", radius(numpy, W), ">", 1),
        Measured(f"Its product over {STEPS} steps", norm(numpy, small[-1]), "<=", 2.0**-STEPS),
        Measured("Case $w = 6$ without input: greatest eigenvalue", radius(numpy, big), ">", 4),
        Measured(f"Its product over {STEPS} steps", norm(numpy, saturated[-1]), "<", 1e-20),
    )


def run_exploding(numpy: Any, seed: int) -> tuple[Measured, ...]:
    """Small eigenvalues, and gradients that grow."""
    found = cases(numpy)
    chain, grows = found["eigenvalues 1/2"]
    crossed, explodes = found["eigenvalues 0"]
    sizes = [norm(numpy, P) for P in grows]
    return (
        Measured(
            "Six units, weight 1/2 on the diagonal and 8 above it: greatest eigenvalue", radius(numpy, chain), "<", 1
        ),
        Measured("Norm of its product over 1 step", sizes[0], ">", 1),
        Measured("Over 5 steps", sizes[4], ">", 10 * sizes[0]),
        Measured(f"Over {STEPS} steps", sizes[-1], "<", 1e-10),
        Measured("Two units, the weight with square zero: norm of its square", norm(numpy, crossed @ crossed), "=", 0),
        Measured("Norm of its Jacobian over 1 step", norm(numpy, explodes[0]), ">", 1),
        Measured(f"Over {STEPS} steps", norm(numpy, explodes[-1]), ">", 1e10),
    )


def curves(numpy: Any) -> Plot:
    """The norms of the products over the number of steps, as far as they are above 1e-15."""
    sizes = {name: [norm(numpy, P) for P in found] for name, (_, found) in cases(numpy).items()}
    lines = tuple(
        Curve(name, tuple((n, y) for n, y in enumerate(found, 1) if y > 1e-15)) for name, found in sizes.items()
    )
    return Plot(lines, "steps t - k", "norm of the product")
