"""Verifies a layer: the kernel replays each step; torch judges each step, each adjoint and the forward rule.

Four judges that share nothing but the term language with the search: the kernel; torch's own layer, forward; autograd
through torch's own layer; the value of every step, where an open derivative means autograd's.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor

from checkers.conditions import conditions
from checkers.device import DeviceError, resolve_device
from checkers.evaluate import all_points, evaluate, evaluate_at
from checkers.gap import TOLERANCE, relative_gap
from checkers.instance import Instance, draw, upstream
from checkers.patterns import Pattern, patterns
from checkers.run import run, run_definitions
from derivations import kernel
from derivations.derive import backward
from derivations.layer import Layer
from derivations.rule import Derivation

GOAL_POINTS = 6
PROVING = ("guard", "true_guard")
JUDGES = ("kernel", "prover", "exact", "number")


@dataclass(frozen=True)
class Result:
    """One quantity at one choice of sizes. `failure` says in one sentence what was wrong; "" when nothing was.

    conditions: those that the result still carries, each with the reason; facts_unproved counts the open ones.
    judged: for lines that are neither steps of a derivation nor its result, how many each judge settled.
    """

    name: str
    quantity: str
    pattern: str
    sizes: Mapping[str, int]
    steps: int
    max_error: float
    facts_proved: int
    facts_unproved: int
    seconds: float
    failure: str = ""
    conditions: tuple[str, ...] = ()
    judged: Mapping[str, int] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        return not self.failure and self.max_error <= TOLERANCE


@dataclass(frozen=True)
class Report:
    """All results of a verification; skipped: the size patterns that a layer's premises exclude, with the reason."""

    device: str
    results: tuple[Result, ...]
    skipped: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    dtype: str = "float64"
    torch: str = field(default=torch.__version__)

    @property
    def ok(self) -> bool:
        return bool(self.results) and all(r.ok for r in self.results)

    @property
    def failures(self) -> tuple[str, ...]:
        return tuple(r.failure for r in self.results if r.failure)

    @property
    def judged(self) -> dict[str, int]:
        """How many lines each judge settled: steps the kernel, facts about indices the prover, chains exactly, the rest
        by number. A line counts once, however many sizes it was judged at.
        """
        total = dict.fromkeys(JUDGES, 0)
        for r in {(r.name, r.quantity): r for r in self.results}.values():
            derived = {"kernel": r.steps, "prover": r.facts_proved, "number": 1}
            for judge, lines in (r.judged or derived).items():
                total[judge] += lines
        return total

    def as_json(self) -> dict[str, Any]:
        """The record of docs: plain lists, numbers and strings; an error that is not finite is null."""
        rows = []
        for r in self.results:
            row = {k: getattr(r, k) for k in Result.__dataclass_fields__}
            row["sizes"] = dict(r.sizes)
            row["conditions"] = list(r.conditions)
            row["judged"] = dict(r.judged)
            row["max_error"] = r.max_error if r.max_error < float("inf") else None
            rows.append(row)
        kept = {"device": self.device, "dtype": self.dtype, "torch": self.torch}
        told = {"skipped": list(self.skipped), "notes": list(self.notes), "judged": self.judged}
        return {**kept, "results": rows, **told, "ok": self.ok}


def merged(reports: Sequence[Report]) -> Report:
    """Several reports of one device as one."""
    first = reports[0]
    return Report(
        first.device,
        tuple(r for report in reports for r in report.results),
        tuple(s for report in reports for s in report.skipped),
        tuple(dict.fromkeys(n for report in reports for n in report.notes)),
    )


def facts(derivation: Derivation) -> tuple[int, int]:
    """How many conditions on indices were proved and dropped, and how many the result carries that may be dispensable.

    A condition that fails for some numbers is part of the answer, and no open fact.
    """
    proved = sum(s.rule.startswith(PROVING) for s in derivation.steps)
    return proved, sum(not c.needed for c in conditions(derivation))


def kept(derivation: Derivation) -> tuple[str, ...]:
    """The conditions that the result carries, each with the reason."""
    return tuple(f"{c.text}: {c.reason}" for c in conditions(derivation))


def verify(
    layer: Layer,
    wrt: Sequence[str] | None = None,
    device: str = "cpu",
    seed: int = 0,
    every_step: bool = True,
    derivations: Sequence[Derivation] | None = None,
) -> Report:
    """Every judgement of a layer, at every pattern of sizes that its premises allow.

    wrt: the inputs whose gradients are judged, all of them by default. every_step: also the value of each step, at up
    to six entries of the goal. derivations: judge these instead of deriving them. Raises DeviceError.
    """
    where, note = resolve_device(device)
    program = layer.program
    wanted = tuple(wrt) if wrt else program.inputs
    found = tuple(derivations) if derivations is not None else backward(program, wanted)
    refused = refusals(layer, found)
    results: list[Result] = []
    skipped: list[str] = []
    for pattern in patterns(program, seed):
        if pattern.sizes is None:
            skipped.append(f"{layer.name}, {pattern.name}: {pattern.why}")
            continue
        results += Bench(layer, pattern, where, seed).judge(wanted, found, refused, every_step)
    return Report(where.type, tuple(results), tuple(skipped), (note,) if note else ())


def refusals(layer: Layer, found: Sequence[Derivation]) -> dict[str, str]:
    """What the kernel does not accept: quantity -> one sentence."""
    try:
        kernel.replay_sweep(layer.program, found)
        return {}
    except kernel.KernelError as error:
        whole = str(error)
    refused: dict[str, str] = {}
    for d in found:
        for k, step in enumerate(d.steps, 1):
            try:
                kernel.check(step, d.context)
            except kernel.KernelError as error:
                refused[d.goal.tensor] = f"{layer.name}, {d.goal.tensor}, step {k}: the kernel refuses it: {error}"
                break
        else:
            try:
                kernel.replay(d)
            except kernel.KernelError as error:
                refused[d.goal.tensor] = f"{layer.name}, {d.goal.tensor}: the kernel refuses it: {error}"
    return refused or {d.goal.tensor: f"{layer.name}: the kernel refuses the sweep: {whole}" for d in found}


class Bench:
    """One layer at one choice of sizes, with all the reference values."""

    def __init__(self, layer: Layer, pattern: Pattern, device: torch.device, seed: int):
        assert pattern.sizes is not None
        self.layer, self.pattern, self.seed = layer, pattern, seed
        self.program = layer.program
        given = draw(self.program, pattern.sizes, layer.draw, seed, device)
        self.given = given
        with torch.no_grad():
            self.forward = run(self.program, given)
        self.upstream = upstream(self.forward, self.program.output, seed)

    def judge(
        self, wanted: tuple[str, ...], found: Sequence[Derivation], refused: Mapping[str, str], every_step: bool
    ) -> list[Result]:
        started = time.perf_counter()
        witness, slopes, failure = self.ask_witness()
        output = self.program.output
        error = float("inf") if witness is None else relative_gap(self.forward.values[output], witness)
        if not failure and error > TOLERANCE:
            failure = self.sentence(output, f"the forward rule differs from torch's own layer by {error:.1e}")
        failure = failure or self.broken_premise()
        results = [self.result(output, 0, error, (0, 0), started, failure)]
        started = time.perf_counter()
        instance, problem = self.run_adjoints(found)
        totals = self.totals(found)
        for d in found:
            name = d.goal.tensor.removeprefix("dL_")
            references = [("autograd by a number added to each entry", totals.get(name))]
            if name in self.program.inputs:
                references.append(("autograd through torch's own layer", slopes.get(name)))
            error, why = self.judge_adjoint(d, instance, references, every_step) if not problem else (float("inf"), "")
            why = refused.get(d.goal.tensor, "") or problem or why
            results.append(self.result(d.goal.tensor, len(d.steps), error, facts(d), started, why, kept(d)))
            started = time.perf_counter()
        absent = [w for w in wanted if not any(d.goal.tensor == f"dL_{w}" for d in found)]
        for w in absent:
            why = self.sentence(f"dL_{w}", "there is no derivation of it")
            results.append(self.result(f"dL_{w}", 0, float("inf"), (0, 0), started, why))
        return results

    def result(
        self,
        quantity: str,
        steps: int,
        error: float,
        known: tuple[int, int],
        started: float,
        failure: str,
        conditions: tuple[str, ...] = (),
    ) -> Result:
        seconds = round(time.perf_counter() - started, 4)
        sizes = self.forward.sizes
        return Result(
            self.layer.name, quantity, self.pattern.name, sizes, steps, error, *known, seconds, failure, conditions
        )

    def sentence(self, quantity: str, what: str) -> str:
        sizes = ", ".join(f"{n} = {v}" for n, v in sorted(self.forward.sizes.items()))
        return f"{self.layer.name}, {quantity}, at {sizes}: {what}"

    def ask_witness(self) -> tuple[Tensor | None, dict[str, Tensor], str]:
        """torch's own layer: its output and its gradients."""
        leaves = {t: self.given.values[t].clone().requires_grad_() for t in self.program.inputs}
        constants = {c: float(self.given.values[c]) for c in self.program.constants}
        sizes = dict(self.forward.sizes)
        try:
            out = self.layer.oracle(torch, **leaves, **self.given.integers, **constants, size=sizes)
            if out.shape != self.upstream.shape:
                shapes = f"{tuple(out.shape)}, the forward rule {tuple(self.upstream.shape)}"
                return None, {}, self.sentence(self.program.output, f"torch's own layer has shape {shapes}")
            slopes = torch.autograd.grad(out, list(leaves.values()), self.upstream, allow_unused=True)
        except Exception as error:  # the witness is a layer author's code: whatever it raises is a failed judgement
            reason = (str(error).splitlines() or [type(error).__name__])[0]
            return None, {}, self.sentence(self.program.output, f"torch's own layer cannot be called: {reason}")
        known = {t: torch.zeros_like(leaves[t]) if g is None else g for t, g in zip(leaves, slopes)}
        return out.detach(), known, ""

    def broken_premise(self) -> str:
        """A premise about values that the drawn values do not satisfy."""
        for premise in self.program.premises.values():
            sides = [evaluate(t, self.forward, premise.indices) for t in (premise.left, premise.right)]
            if relative_gap(*sides) > TOLERANCE:
                return self.sentence(self.program.output, f"the drawn values break the premise {premise.name}")
        return ""

    def run_adjoints(self, found: Sequence[Derivation]) -> tuple[Instance, str]:
        """The adjoint equations, run as a program."""
        ranges = {d.goal.tensor: d.context.ranges[d.goal.tensor] for d in found}
        given, output = f"dL_{self.program.output}", self.program.output
        instance = self.forward.with_values({given: self.upstream}, {given: self.program.ranges[output]})
        try:
            with torch.no_grad():
                return run_definitions([d.equation for d in found], ranges, instance), ""
        except ValueError as error:
            return instance, self.sentence("the adjoint equations", str(error))

    def totals(self, found: Sequence[Derivation]) -> dict[str, Tensor]:
        """The adjoint of every tensor as autograd's derivative by numbers added to its entries."""
        names = [d.goal.tensor.removeprefix("dL_") for d in found]
        known = self.forward.values
        added = {n: torch.zeros_like(known[n]).requires_grad_() for n in names if n in known}
        moved = {n: self.given.values[n] + v for n, v in added.items() if n in self.given.values}
        out = run(self.program, self.given.with_values(moved), added).values[self.program.output]
        if not out.requires_grad:
            return {n: torch.zeros_like(v) for n, v in added.items()}
        slopes = torch.autograd.grad(out, list(added.values()), self.upstream, allow_unused=True)
        return {n: torch.zeros_like(v) if g is None else g for (n, v), g in zip(added.items(), slopes)}

    def judge_adjoint(
        self, d: Derivation, instance: Instance, references: list[tuple[str, Tensor | None]], every_step: bool
    ) -> tuple[float, str]:
        """The greatest gap of one adjoint, and what was wrong."""
        worst, why = 0.0, ""
        for source, reference in references:
            gap = float("inf") if reference is None else relative_gap(instance.values[d.goal.tensor], reference)
            if gap > TOLERANCE and not why:
                why = self.sentence(d.goal.tensor, f"the result differs from {source} by {gap:.1e}")
            worst = max(worst, gap)
        if not every_step:
            return worst, why
        points = self.goal_points(d, instance)
        terms = [d.start, *(s.after for s in d.steps), d.result]
        first: Tensor | None = None
        for k, t in enumerate(terms):
            if 0 < k < len(terms) and t == terms[k - 1]:
                continue
            rule = d.steps[k - 1].rule if 0 < k <= len(d.steps) else "the result"
            try:
                with torch.no_grad():
                    value = evaluate_at(t, instance, d.goal.indices, points)
            except ValueError as error:  # it reads a name that does not exist
                return float("inf"), self.sentence(d.goal.tensor, f"step {k} ({rule}) has no value: {error}")
            first = value if first is None else first
            gap = relative_gap(value, first)
            if gap > TOLERANCE and (not why or "step" not in why):
                why = self.sentence(d.goal.tensor, f"step {k} ({rule}) changes the value by {gap:.1e}")
            worst = max(worst, gap)
        return worst, why

    def goal_points(self, d: Derivation, instance: Instance) -> Tensor:
        """Up to six entries of the goal, always the same ones."""
        points = all_points(instance, d.goal.indices)
        if len(points) <= GOAL_POINTS:
            return points
        chosen = torch.randperm(len(points), generator=torch.Generator().manual_seed(self.seed))[:GOAL_POINTS]
        return points[chosen.to(points.device)]


__all__ = ["DeviceError", "Report", "Result", "facts", "merged", "resolve_device", "verify"]
