"""Judges a solution as it is printed: every displayed line by value, and all that `verify` judges, place by place.

A line's proof is the kernel's replay of its steps and the prover's facts; its value is compared with autograd's at each
pattern of sizes. Nothing is said of a line for which neither was done.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import torch

from checkers.device import resolve_device
from checkers.evaluate import all_points, evaluate_at
from checkers.gap import TOLERANCE, relative_gap
from checkers.instance import Instance
from checkers.optimisers import verify_optimiser
from checkers.patterns import patterns
from checkers.verify import Bench, Report, Result, refusals, verify
from checkers.verify_jacobian import judge_listed
from checkers.verify_problem import seeds, verify_problem
from derivations.derive import backward
from derivations.forward_file import no_witness
from derivations.layer import Layer
from derivations.optimiser import Optimiser
from derivations.printing.displays import chain_latex
from derivations.printing.evidence import Case, Finding, Place
from derivations.printing.solution import Solution, SolvedPart, Worked
from derivations.printing.steps import ShownLine, joined_facts
from derivations.problem import Count, Field, Part, Problem, Value
from derivations.program import Program
from derivations.rule import Derivation
from derivations.solve import sweep

AUTOGRAD = "autograd"
TORCH = "torch's own layer"
FORWARD = Place("forward", "")
Lines = dict[Place, list[Case]]
Tick = Callable[[], None]


@dataclass(frozen=True)
class Judged:
    """What was found, by place; failures: sentences, which also stand in the findings."""

    evidence: Mapping[Place, Finding]
    failures: tuple[str, ...]


def pieces(program: Program | None, seed: int = 0) -> int:
    """How many times `tick` is called for a forward rule, or for a problem without one."""
    if program is None:
        return 2
    return 2 + sum(p.sizes is not None for s in seeds(program, seed) for p in patterns(program, s))


def judge_problem(problem: Problem, solution: Solution, seed: int = 0, tick: Tick = lambda: None) -> Judged:
    """Every judgement of a problem, at the places of its printed solution. tick: called after each piece of work."""
    report = verify_problem(problem, "cpu", seed, every_step=False)
    tick()
    found: dict[Place, Finding] = {}
    if problem.layer is not None:
        derivations = sweep(problem)
        found |= _derived(problem.layer, derivations, solution, report, seed, tick)
    known = {p.label: p for p in problem.parts}
    for part in solution.parts:
        found |= dict(_asked(problem, known[part.label], part, report))
    tick()
    return Judged(found, report.failures)


def judge_layer(
    layer: Layer, solution: Solution, wrt: Sequence[str] = (), kind: str = "", seed: int = 0, tick: Tick = lambda: None
) -> Judged:
    """Every judgement of the gradients of a layer, or of a full derivative of the kind named, by the inputs `wrt`."""
    wanted = tuple(wrt) or layer.program.inputs
    if kind in ("jacobian", "hessian"):
        where, _ = resolve_device("cpu")
        known = layer.oracle is not no_witness
        results = tuple(judge_listed(layer, wanted[0], kind, where, seed)) if known else ()  # type: ignore[arg-type]
        report = Report(where.type, results)
        for _ in range(pieces(layer.program, seed)):
            tick()
        last = len(solution.parts[0].worked) - 1
        found = {
            Place("line", p.label, k, n): Finding(_proofs(line, solution))
            for p in solution.parts
            for k, w in enumerate(p.worked)
            for n, line in enumerate(w.lines)
            if _proofs(line, solution)
        }
        if results:
            found[Place("worked", solution.parts[0].label, last)] = _result_finding(results, f"torch's own {kind}")
        return Judged(found, report.failures)
    derivations = backward(layer.program, wanted)
    report = Report("cpu", ())
    if layer.oracle is not no_witness:
        report = verify(layer, wanted, "cpu", seed, every_step=False, derivations=derivations)
    tick()
    found = _derived(layer, derivations, solution, report, seed, tick)
    tick()
    return Judged(found, report.failures)


def judge_optimiser(optimiser: Optimiser, seed: int = 0, tick: Tick = lambda: None) -> Judged:
    """The steps of an optimiser against torch.optim."""
    report = verify_optimiser(optimiser, "cpu", seed)
    for _ in range(pieces(None)):
        tick()
    cases = tuple(
        Case(f"{r.quantity}, {r.pattern}, {_sizes(r.sizes, '')}", "torch.optim", r.max_error, r.ok)
        for r in report.results
    )
    return Judged({FORWARD: Finding((), cases, report.failures)}, report.failures)


def _derived(
    layer: Layer, derivations: Sequence[Derivation], solution: Solution, report: Report, seed: int, tick: Tick
) -> dict[Place, Finding]:
    """Findings about the lines and the results of derived quantities."""
    refused = refusals(layer, derivations)
    cases = _line_cases(layer, derivations, solution, seed, tick)
    found: dict[Place, Finding] = {}
    forward = [r for r in report.results if r.quantity == layer.program.output and not r.steps]
    if forward:
        found[FORWARD] = _result_finding(forward, TORCH)
    for part, k, w in _quantities(solution):
        wrong = tuple(filter(None, [refused.get(w.result.tensor, "")]))
        for n, line in enumerate(w.lines):
            place = Place("line", part.label, k, n)
            proofs = () if wrong else _proofs(line, solution)
            if proofs or cases.get(place) or wrong:
                found[place] = Finding(proofs, tuple(cases.get(place, ())), wrong)
        results = [r for r in report.results if r.quantity == w.result.tensor]
        if results:
            finding = _result_finding(results, AUTOGRAD if w.result.tensor.startswith("dL_") else TORCH)
            found[Place("worked", part.label, k)] = replace(finding, wrong=(*wrong, *finding.wrong))
        elif Place("worked", part.label, k) in cases:
            found[Place("worked", part.label, k)] = Finding((), tuple(cases[Place("worked", part.label, k)]), wrong)
    return found


def _quantities(solution: Solution) -> Iterator[tuple[SolvedPart, int, Worked]]:
    for part in solution.parts:
        for k, w in enumerate(part.worked):
            yield part, k, w


def _line_cases(layer: Layer, derivations: Sequence[Derivation], solution: Solution, seed: int, tick: Tick) -> Lines:
    """The value of each printed line of an adjoint, against autograd's, at every pattern of sizes."""
    by_name = {d.goal.tensor: d for d in derivations}
    found: Lines = {}
    for draw_seed in seeds(layer.program, seed):
        for pattern in patterns(layer.program, draw_seed):
            if pattern.sizes is None:
                continue
            bench = Bench(layer, pattern, torch.device("cpu"), draw_seed)
            instance, problem = bench.run_adjoints(derivations)
            totals = bench.totals(derivations)
            if problem:
                continue  # the report says it
            for part, k, w in _quantities(solution):
                d = by_name.get(w.result.tensor)
                total = totals.get(w.result.tensor.removeprefix("dL_"))
                if d is None or total is None:
                    continue
                gap, _ = bench.judge_adjoint(d, instance, [(AUTOGRAD, total)], False)
                whole = Case(
                    _sizes(instance.sizes, f"numbers of draw {draw_seed + 1}"), AUTOGRAD, gap, gap <= TOLERANCE
                )
                found.setdefault(Place("worked", part.label, k), []).append(whole)
                points = bench.goal_points(replace(d, goal=replace(d.goal, indices=w.result.indices)), instance)
                every = all_points(instance, w.result.indices)
                wanted = total.reshape(-1)[_rows(points, every)]
                for n, line in enumerate(w.lines):
                    gap = _gap(line, w, instance, points, wanted)
                    case = Case(
                        _sizes(instance.sizes, f"numbers of draw {draw_seed + 1}"), AUTOGRAD, gap, gap <= TOLERANCE
                    )
                    found.setdefault(Place("line", part.label, k, n), []).append(case)
            tick()
    return found


def _gap(line: ShownLine, w: Worked, instance: Instance, points: torch.Tensor, wanted: torch.Tensor) -> float:
    try:
        with torch.no_grad():
            value = evaluate_at(line.term, instance, w.result.indices, points)
    except ValueError:  # it reads a name that does not exist
        return float("inf")
    return relative_gap(value, wanted)


def _rows(points: torch.Tensor, every: torch.Tensor) -> torch.Tensor:
    """The places of some points among all of them."""
    if not every.shape[1]:
        return torch.zeros(len(points), dtype=torch.int64)
    return torch.stack([(every == p).all(1).nonzero()[0, 0] for p in points]) if len(points) else points[:, 0]


def _sizes(sizes: Mapping[str, int], otherwise: str) -> str:
    return ", ".join(f"{n} = {v}" for n, v in sorted(sizes.items())) or otherwise


def _proofs(line: ShownLine, solution: Solution) -> tuple[str, ...]:
    """What was proved for all sizes."""
    proofs = []
    if line.steps:
        named = ", ".join(f"`{r}`" for r in line.rules)
        by = f" by {named}" if named else ""
        told = "1 step" if line.steps == 1 else f"{line.steps} steps"
        proofs.append(f"{told}{by}, replayed by the kernel: holds for all sizes.")
    facts = [chain_latex(chain, solution.letters) for chain in joined_facts(line.facts)]
    if facts:
        proofs.append(f"Proved by the prover for all sizes: {', '.join(facts)}.")
    return tuple(proofs)


def _result_finding(results: Sequence[Result], against: str) -> Finding:
    """A quantity at all its sizes: what the kernel and the prover did, the gaps, the conditions that are kept."""
    first = results[0]
    proofs = []
    if first.steps:
        proofs.append(f"{first.steps} steps from the chain rule to here, each replayed by the kernel.")
    if first.facts_proved:
        plural = "" if first.facts_proved == 1 else "s"
        proofs.append(f"{first.facts_proved} condition{plural} on indices proved for all sizes.")
    if first.facts_unproved:
        proofs.append(f"{first.facts_unproved} conditions stay in the result, since they could not be dropped.")
    cases = tuple(
        Case(_sizes(r.sizes, f"numbers of draw {k}" if len(results) > 1 else r.pattern), against, r.max_error, r.ok)
        for k, r in enumerate(results, 1)
    )
    return Finding(tuple(proofs), cases, tuple(r.failure for r in results if r.failure))


def _asked(problem: Problem, part: Part, shown: SolvedPart, report: Report) -> Iterator[tuple[Place, Finding]]:
    """Findings about exact values, counts, fields, textbook chains, arguments and Jacobians."""
    by: dict[str, list[Result]] = {}
    for r in report.results:
        by.setdefault(r.quantity, []).append(r)
    label = part.label
    step = part.ask.step if isinstance(part.ask, Value) else 1
    for k, w in enumerate(shown.worked):
        quantity = f"{w.result.tensor}{f', step {step}' if step > 1 else ''}, exact"
        if w.value is not None and quantity in by:
            yield Place("value", label, k), _result_finding(by[quantity], "torch, in double precision")
        if w.result.tensor in by and not w.result.tensor.startswith("dL_") and w.lines:
            yield Place("worked", label, k), _result_finding(by[w.result.tensor], "torch's own")
    asked = part.ask
    quantity = f"{label}: {asked.of}" if isinstance(asked, Count) else f"{label}: fields"
    if isinstance(asked, (Count, Field)) and quantity in by:
        yield Place("count", label), _count_finding(by[quantity], isinstance(asked, Field))
    for k, route in enumerate(shown.routes):
        for_route = by.get(f"{label}: {route.title}", [])
        if for_route:
            yield Place("route", label, k), _route_finding(for_route)
    for k in range(len(part.argument)):
        for_line = by.get(f"{label}, line {k + 1}", [])
        if for_line and for_line[0].judged:
            yield Place("argument", label, k), _argument_finding(for_line[0])


def _count_finding(results: Sequence[Result], fields: bool) -> Finding:
    lines = results[0].steps
    told = (
        f"{lines} fields compared with the places that the forward rules read, and with the entries where torch's "
        "gradient is not 0."
        if fields
        else f"{lines} layers built by torch, without numbers: shapes, trained entries and multiply-adds are the same."
    )
    return Finding((told,), (), tuple(r.failure for r in results if r.failure))


def _route_finding(results: Sequence[Result]) -> Finding:
    proved, rest = results[0].judged.get("kernel", 0), results[0].judged.get("number", 0)
    proofs = [f"{proved} links reduce to the same normal form by the rules."] if proved else []
    proofs += [f"{rest} links compared by value."] if rest else []
    cases = tuple(
        Case(_sizes(r.sizes, f"numbers of draw {k}"), AUTOGRAD, r.max_error, r.ok) for k, r in enumerate(results, 1)
    )
    return Finding(tuple(proofs), cases, tuple(r.failure for r in results if r.failure))


def _argument_finding(result: Result) -> Finding:
    told = []
    if result.judged.get("exact"):
        told.append(f"Shown exactly, {_times(result.judged['exact'], 'relation')}: for all values of the letters.")
    if result.judged.get("number"):
        told.append(f"Computed again, {_times(result.judged['number'], 'figure')}, and compared with its bound.")
    return Finding(tuple(told), (), tuple(filter(None, [result.failure])))


def _times(n: int, what: str) -> str:
    return f"{n} {what}{'' if n == 1 else 's'}"


__all__ = ["Judged", "judge_layer", "judge_optimiser", "judge_problem", "pieces"]
