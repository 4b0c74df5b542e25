"""Verifies an optimiser: its recurrences, fed with derived gradients, against torch.optim fed by autograd.

Two losses are minimised: a quadratic one (linear regression) and one that is not (logistic regression). Our side uses
the derived closed form of the gradient and the recurrences as they are written; the other side is torch's own loss,
autograd and optimiser. After every step both must have the same parameters.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import replace

import torch
from torch import Tensor

from checkers.device import resolve_device
from checkers.evaluate import evaluate_at
from checkers.gap import TOLERANCE, relative_gap
from checkers.instance import Instance, draw
from checkers.run import run, run_definitions
from checkers.verify import Report, Result
from derivations.derive import backward
from derivations.layer import Layer
from derivations.layers.linear_regression import LINEAR_REGRESSION
from derivations.layers.logistic_regression import LOGISTIC_REGRESSION
from derivations.optimiser import Optimiser

STEPS = 20
SIZES = {"N": 7, "D": 3}
LOSSES = (LINEAR_REGRESSION, LOGISTIC_REGRESSION)
TRAINED = "w"
Slope = Callable[[Tensor], Tensor]


def derived_slope(layer: Layer, given: Instance) -> Slope:
    """The gradient of a layer's loss by `w`, by the closed form that is derived."""
    found = backward(layer.program, (TRAINED,))
    ranges = {d.goal.tensor: layer.program.ranges[d.goal.tensor.removeprefix("dL_")] for d in found}

    def slope(parameters: Tensor) -> Tensor:
        here = run(layer.program, given.with_values({TRAINED: parameters}))
        return run_definitions([d.equation for d in found], ranges, here).values[f"dL_{TRAINED}"]

    return slope


def trajectory(
    optimiser: Optimiser, start: Tensor, slope: Slope, steps: int = STEPS, constants: Mapping[str, float] | None = None
) -> Tensor:
    """The parameters after 0, 1, ..., `steps` steps, one row each, by the recurrences, line by line as they stand."""
    program = optimiser.program
    numbers = {**optimiser.constants, **(constants or {})}
    blank = Instance({"T": steps, "D": len(start)}, {}, {}, program.ranges, start.device)
    values = {t: start.new_zeros(blank.shape(t)) for t in program.ranges}
    values |= {"theta0": start} | {c: start.new_tensor(v) for c, v in numbers.items()}
    instance = replace(blank, values=values)
    entries = torch.arange(1, len(start) + 1, device=start.device)
    for t in range(steps + 1):
        if t:
            values["g"][t - 1] = slope(values["theta"][t - 1])
        for d in program.definitions:
            start_of = d.at[0].constant  # theta[0,d] = ... holds for that step alone, theta[t in 1..T,d] for the others
            if start_of != t if start_of is not None else t == 0:
                continue
            points = torch.stack((torch.full_like(entries, t), entries), 1) if start_of is None else entries[:, None]
            low = instance.low(d.tensor)[0]
            values[d.tensor][t - low] = evaluate_at(d.rhs, instance, d.indices, points)
    return values["theta"]


def reference(optimiser: Optimiser, layer: Layer, given: Instance, steps: int = STEPS) -> Tensor:
    """The same parameters by torch's own loss, autograd and optimiser."""
    known = {**given.values, **given.integers}
    trained = known.pop(TRAINED).clone().requires_grad_()
    own = optimiser.witness(torch, [trained], **optimiser.constants)
    rows = [trained.detach().clone()]
    for _ in range(steps):
        own.zero_grad()
        layer.oracle(torch, **known, **{TRAINED: trained}, size=dict(given.sizes)).backward()
        own.step()
        rows.append(trained.detach().clone())
    return torch.stack(rows)


def verify_optimiser(optimiser: Optimiser, device: str = "cpu", seed: int = 0) -> Report:
    """A result for each loss: the greatest relative gap of the parameters over all steps. Raises DeviceError."""
    where, note = resolve_device(device)
    results = []
    for layer in LOSSES:
        started = time.perf_counter()
        given = draw(layer.program, SIZES, layer.draw, seed, where)
        ours = trajectory(optimiser, given.values[TRAINED], derived_slope(layer, given))
        wanted = reference(optimiser, layer, given)
        gaps = [relative_gap(a, b) for a, b in zip(ours, wanted, strict=True)]
        wrong = next((t for t, gap in enumerate(gaps) if gap > TOLERANCE), None)
        failure = ""
        if wrong is not None:
            gap = f"by {gaps[wrong]:.1e}"
            failure = (
                f"{optimiser.name}, {layer.name}: after step {wrong} the parameters differ from torch.optim's {gap}"
            )
        seconds = round(time.perf_counter() - started, 4)
        results.append(
            Result(
                optimiser.name, f"theta, {layer.name}", f"{STEPS} steps", SIZES, 0, max(gaps), 0, 0, seconds, failure,
                judged={"number": STEPS},
            )
        )  # fmt: skip
    return Report(where.type, tuple(results), (), (note,) if note else ())
