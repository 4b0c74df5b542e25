"""Verifies a problem: its forward rule and gradients, the lines of its textbook routes, its exact values, its counts.

Nothing is believed because it stands in the problem's file. A route is judged link by link, by value; an exact value
against torch in double precision; a count against the tensors that torch's own layers take.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import pairwise
from typing import Any

import torch
from torch import Tensor

from checkers.claims import judge_argument
from checkers.device import resolve_device
from checkers.evaluate import evaluate
from checkers.gap import TOLERANCE, relative_gap
from checkers.instance import Instance, draw, with_lengths
from checkers.patterns import patterns
from checkers.run import run, run_definitions
from checkers.verify import Report, Result, verify
from checkers.verify_jacobian import judge_full
from checkers.verify_network import judge_network
from derivations import terms as T
from derivations.adjoint import adjoint
from derivations.jacobian import jacobian_sweep
from derivations.layer import Layer
from derivations.notation import parse_term
from derivations.problem import Gradient, Jacobian, Part, Problem, Route, Value
from derivations.program import Program, read_range
from derivations.route import reduce_route
from derivations.values import NEW, exact_values, read_updates, renewed

DRAWS = 5


def verify_problem(problem: Problem, device: str = "cpu", seed: int = 0, every_step: bool = True) -> Report:
    """Every judgement of a problem, in one report under the problem's name. Raises DeviceError."""
    where, note = resolve_device(device)
    results: list[Result] = []
    skipped: tuple[str, ...] = ()
    if problem.layer is not None:
        wanted = asked_gradients(problem)
        for draw_seed in seeds(problem.layer.program, seed):
            report = verify(problem.layer, wanted, device, draw_seed, every_step)
            results += report.results
        skipped = report.skipped
        for part in problem.parts:
            for route in part.routes:
                results += judge_route(problem.layer, part, route, where, seed)
            if isinstance(part.ask, Jacobian):
                results += judge_jacobian(problem.layer, part, where, seed)
        results += judge_values(problem, where)
    for part in problem.parts:
        results += judge_argument(problem.name, part, seed)
        results += judge_network(problem, part)
    named = tuple(replace(r, name=problem.name) for r in results)
    return Report(where.type, named, skipped, (note,) if note else ())


def seeds(program: Program, seed: int) -> tuple[int, ...]:
    """Sizes that are fixed give one instance a seed, and in a single one a ReLU may block every gradient."""
    return (seed,) if program.free_sizes else tuple(range(seed, seed + DRAWS))


def asked_gradients(problem: Problem) -> tuple[str, ...]:
    """The tensors whose gradients the parts ask for, as a formula or as numbers; else every input's."""
    assert problem.layer is not None
    asked: dict[str, None] = {}
    for part in problem.parts:
        match part.ask:
            case Gradient(wrt) | Jacobian(wrt):
                asked[wrt] = None
            case Value(of) if of.startswith("dL_"):
                asked[of.removeprefix("dL_")] = None
    asked |= {t: None for t in problem.layer.program.inputs if adjoint(t) in problem.updates}
    return tuple(asked) or problem.layer.program.inputs


def indices_of(text: str, program: Program) -> tuple[T.Index, ...]:
    """`x in 1..N, y in 1..M` as indices."""
    found = []
    for piece in filter(None, (p.strip() for p in text.split(","))):
        name, _, bounds = piece.partition(" in ")
        found.append(T.Index(name.strip(), *read_range(bounds.strip(), program.scope())))
    return tuple(found)


def judge_route(layer: Layer, part: Part, route: Route, device: torch.device, seed: int) -> Iterator[Result]:
    """Each line against the one before, the last against autograd, at every pattern of sizes."""
    program = layer.program
    indices = indices_of(route.indices, program)
    lines = [parse_term(line.term, program.scope(indices)) for line in route.lines]
    quantity = f"{part.label}: {route.title}"
    proved = sum(reduce_route(route, program).meets)
    for pattern in patterns(program, seed):
        if pattern.sizes is None:
            continue
        started = time.perf_counter()
        instance = run(program, draw(program, pattern.sizes, layer.draw, seed, device))
        with torch.no_grad():
            values = [evaluate(t, instance, indices) for t in lines]
        gaps = [relative_gap(b, a) for a, b in pairwise(values)]
        names = [f"line {k + 2} ({line.reason})" for k, line in enumerate(route.lines[1:])]
        if isinstance(part.ask, Gradient):
            gaps.append(relative_gap(values[-1], slopes(program, instance)[part.ask.wrt]))
            names.append("the end, as the gradient that autograd finds,")
        bad = [n for n, gap in zip(names, gaps, strict=True) if gap > TOLERANCE]
        sizes = ", ".join(f"{n} = {v}" for n, v in sorted(instance.sizes.items()))
        failure = f"{layer.name}, {quantity}, at {sizes}: {bad[0]} does not follow by value" if bad else ""
        yield Result(
            layer.name,
            quantity,
            pattern.name,
            instance.sizes,
            len(lines) - 1,
            max(gaps),
            0,
            0,
            round(time.perf_counter() - started, 4),
            failure,
            judged={"kernel": proved, "number": len(gaps) - proved},
        )


def slopes(program: Program, instance: Instance) -> dict[str, Tensor]:
    """Tensor -> autograd's derivative of the loss by numbers added to its entries."""
    known = run(program, instance)
    added = {n: torch.zeros_like(v).requires_grad_() for n, v in known.values.items() if n not in program.constants}
    moved = {n: v + added[n] for n, v in instance.values.items() if n in program.inputs}
    loss = run(program, instance.with_values(moved), added).values[program.output]
    found = torch.autograd.grad(loss, list(added.values()), allow_unused=True)
    return {n: torch.zeros_like(v) if g is None else g for (n, v), g in zip(added.items(), found, strict=True)}


def judge_values(problem: Problem, device: torch.device) -> Iterator[Result]:
    """Exact values against double precision: torch's own layer for the loss, autograd, and the update rules."""
    asked = [part.ask for part in problem.parts if isinstance(part.ask, Value)]
    if not asked or problem.layer is None:
        return
    started = time.perf_counter()
    program = problem.layer.program
    sizes = with_lengths({}, program.lengths)
    values = {t: as_tensor(problem.given[t], device) for t in (*program.inputs, *program.constants)}
    pairs = []
    for step in range(1, max(a.step for a in asked) + 1):
        exact = exact_values(problem, step=step)
        instance, loss = _stepped(problem, sizes, values, device)
        named = f", step {step}" if step > 1 else ""
        pairs.append((f"{program.output}{named}", as_tensor(exact[program.output], device), loss))
        known = [a for a in asked if a.step == step]
        pairs += [(f"{a.of}{named}", as_tensor(exact[a.of], device), instance.values[a.of]) for a in known]
        values |= renewed({t: v for t, v in instance.values.items() if t.removesuffix(NEW) in values})
    for quantity, value, reference in pairs:
        gap = relative_gap(value, reference)
        failure = (
            "" if gap <= TOLERANCE else f"{problem.name}, {quantity}: the exact value differs from torch by {gap:.1e}"
        )
        seconds = round(time.perf_counter() - started, 4)
        started = time.perf_counter()
        yield Result(problem.name, f"{quantity}, exact", "as given", sizes, 0, gap, 0, 0, seconds, failure)


def _stepped(
    problem: Problem, sizes: Mapping[str, int], values: Mapping[str, Tensor], device: torch.device
) -> tuple[Instance, Tensor]:
    """One step of training at numbers: every tensor, gradient and update, and the loss of torch's own layer."""
    assert problem.layer is not None
    program = problem.layer.program
    given = Instance(sizes, dict(values), {}, program.ranges, device)
    with torch.no_grad():
        instance = run(program, given)
        loss = problem.layer.oracle(torch, **values, size=sizes)
    found = {adjoint(t): v for t, v in slopes(program, given).items()}
    instance = instance.with_values(found, {adjoint(t): r for t, r in program.ranges.items()})
    if problem.updates.strip():
        after = read_updates(problem.updates, program)
        with torch.no_grad():
            instance = run_definitions(after.definitions, after.ranges, instance)
    return instance, loss


def as_tensor(numbers: Any, device: torch.device) -> Tensor:
    """Nested tuples of exact numbers, or text such as "3/10", in double precision."""
    from fractions import Fraction

    def plain(entry: Any) -> Any:
        if isinstance(entry, (tuple, list)):
            return [plain(e) for e in entry]
        return float(Fraction(entry) if isinstance(entry, str) else entry)

    return torch.tensor(plain(numbers), dtype=torch.float64, device=device)


def judge_jacobian(layer: Layer, part: Part, device: torch.device, seed: int) -> Iterator[Result]:
    """The closed form against the Jacobian that autograd finds for torch's own layer, and every step to it."""
    assert isinstance(part.ask, Jacobian)
    sweep = jacobian_sweep(layer.program, part.ask.wrt, part.ask.name)
    yield from judge_full(layer, part.ask.wrt, "jacobian", part.ask.name, sweep, device, seed)
