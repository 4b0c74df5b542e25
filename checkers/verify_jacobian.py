"""Verifies full derivatives: the Jacobians and Hessians that a layer lists, against torch's of torch's own layer.

The kernel replays every step. By number, each step of the closed form is evaluated at up to six entries, with the
upstream gradient 1 at the entry's output and 0 elsewhere; each equation on the way at one random upstream gradient.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace

import torch
from torch import Tensor

from checkers.device import resolve_device
from checkers.evaluate import all_points, evaluate, evaluate_at
from checkers.gap import TOLERANCE, relative_gap
from checkers.instance import Instance, draw, upstream
from checkers.patterns import patterns
from checkers.run import run, run_definitions
from checkers.verify import GOAL_POINTS, Report, Result, facts, kept, verify
from derivations import kernel
from derivations.derive import DeriveError
from derivations.full_derivative import NAMES, Kind, derive_sweep, full_derivatives
from derivations.layer import Layer
from derivations.rule import Derivation


def verify_whole(layer: Layer, device: str = "cpu", seed: int = 0) -> Report:
    """The gradients of a layer, then every full derivative that it lists. Raises DeviceError."""
    report = verify(layer, device=device, seed=seed)
    where, _ = resolve_device(device)
    found = [r for kind, wrt in full_derivatives(layer) for r in judge_listed(layer, wrt, kind, where, seed)]
    return replace(report, results=(*report.results, *found))


def judge_listed(layer: Layer, wrt: str, kind: Kind, device: torch.device, seed: int) -> list[Result]:
    """One full derivative at every pattern of sizes; one that cannot be derived is a failure."""
    quantity = f"{NAMES[kind]}_{wrt}"
    try:
        sweep = derive_sweep(layer, wrt, kind)
    except DeriveError as error:
        why = f"{layer.name}, {quantity}: it is listed and cannot be derived: {error}"
        return [Result(layer.name, quantity, "", {}, 0, float("inf"), 0, 0, 0.0, why)]
    return list(judge_full(layer, wrt, kind, quantity, sweep, device, seed))


def judge_full(
    layer: Layer, wrt: str, kind: Kind, quantity: str, sweep: Sequence[Derivation], device: torch.device, seed: int
) -> Iterator[Result]:
    """The judgements of a derivation with all that leads to it, itself last: kernel, every step, and torch's own."""
    last = sweep[-1]
    refused = _refusal(sweep)
    steps = sum(len(d.steps) for d in sweep if not d.goal.tensor.startswith("dL_"))
    for pattern in patterns(layer.program, seed):
        if pattern.sizes is None:
            continue
        started = time.perf_counter()
        instance = run(layer.program, draw(layer.program, pattern.sizes, layer.draw, seed, device))
        try:
            with torch.no_grad():
                value = evaluate(last.result, instance, last.goal.indices)
                gap, why = _worst_step(layer, sweep, instance, seed)
        except ValueError as error:  # a term reads a name that does not exist
            value, gap, why = torch.tensor(float("nan")), float("inf"), f"it has no value: {error}"
        off = relative_gap(value, _reference(layer, wrt, kind, instance))
        if off > TOLERANCE:
            why = f"the {kind} by {wrt} differs from torch's by {off:.1e}"
        sizes = ", ".join(f"{n} = {v}" for n, v in sorted(instance.sizes.items()))
        failure = refused or why
        failure = f"{layer.name}, {quantity}, at {sizes}: {failure}" if failure else ""
        seconds = round(time.perf_counter() - started, 4)
        known = (layer.name, quantity, pattern.name, instance.sizes, steps)
        yield Result(*known, max(gap, off), *facts(last), seconds, failure, _kept(last))


def _kept(last: Derivation) -> tuple[str, ...]:
    """The conditions of the closed form; that two of its letters are equal is part of it, a Kronecker delta."""
    letters = {i.name for i in last.goal.indices}
    deltas = {f"[{a} = {b}]: " for a in letters for b in letters}
    return tuple(c for c in kept(last) if not c.startswith(tuple(deltas)))


def _refusal(sweep: Sequence[Derivation]) -> str:
    """What the kernel does not accept, in a sentence."""
    for d in sweep:
        try:
            kernel.replay(d)
        except kernel.KernelError as error:
            return f"the kernel refuses {d.goal.tensor}: {error}"
    return ""


def _reference(layer: Layer, wrt: str, kind: Kind, instance: Instance) -> Tensor:
    """torch's full derivative of torch's own layer; of a loss, of the number itself."""
    given = {t: instance.values[t] for t in layer.program.inputs} | dict(instance.integers)
    given |= {c: float(instance.values[c]) for c in layer.constants}

    def output(x: Tensor) -> Tensor:
        out: Tensor = layer.oracle(torch, **{**given, wrt: x}, size=dict(instance.sizes))
        return out

    of = torch.autograd.functional.jacobian if kind == "jacobian" else torch.autograd.functional.hessian
    found: Tensor = of(output, instance.values[wrt])
    return found


def _worst_step(layer: Layer, sweep: Sequence[Derivation], instance: Instance, seed: int) -> tuple[float, str]:
    """The greatest change of value from step to step, over the equations on the way and the closed form."""
    *before, last = sweep
    ranges = last.context.ranges
    made = {d.tensor for d in layer.program.definitions} | {d.goal.tensor for d in before}
    unit = next((e for t, e in last.context.equations.items() if t not in made), None)
    instance = instance.with_values({}, {d.goal.tensor: ranges[d.goal.tensor] for d in before})
    found: list[tuple[float, str]] = []
    outer = [torch.zeros((), dtype=torch.float64, device=instance.device)]
    points = _some(all_points(instance, last.goal.indices), seed)
    if unit is not None:
        instance = instance.with_values({}, {unit.tensor: ranges[unit.tensor]})
        weights = upstream(instance, unit.tensor, seed)
        lows = torch.tensor(instance.low(unit.tensor), device=instance.device)
        outer = [_one_at(weights, (p[: len(lows)] - lows).tolist()) for p in points]
        instance = instance.with_values({unit.tensor: weights})
    whole = _on_the_way(before, instance)
    found += [_changes(d, whole, _some(all_points(whole, d.goal.indices), seed)) for d in before]
    for p, weights in zip(points, outer):
        put = instance if unit is None else instance.with_values({unit.tensor: weights})
        found.append(_changes(last, _on_the_way(before, put), p[None]))
    return max(found, key=lambda f: f[0])


def _some(points: Tensor, seed: int) -> Tensor:
    """Up to six points, always the same ones."""
    chosen = torch.randperm(len(points), generator=torch.Generator().manual_seed(seed))[:GOAL_POINTS]
    return points[chosen.to(points.device)]


def _one_at(like: Tensor, place: list[int]) -> Tensor:
    out = torch.zeros_like(like)
    out[tuple(place)] = 1.0
    return out


def _on_the_way(before: Sequence[Derivation], instance: Instance) -> Instance:
    ranges = {d.goal.tensor: d.context.ranges[d.goal.tensor] for d in before}
    return run_definitions([d.equation for d in before], ranges, instance)


def _changes(d: Derivation, instance: Instance, points: Tensor) -> tuple[float, str]:
    """The greatest change of value over the steps of one derivation, relative to the largest value."""
    first, worst, why = None, 0.0, ""
    for k, (rule, t) in enumerate([("start", d.start), *((s.rule, s.after) for s in d.steps), ("result", d.result)]):
        value = evaluate_at(t, instance, d.goal.indices, points)
        first = value if first is None else first
        gap = relative_gap(value, first)
        if gap > TOLERANCE and not why:
            why = f"step {k} of {d.goal.tensor} ({rule}) changes the value by {gap:.1e}"
        worst = max(worst, gap)
    return worst, why
