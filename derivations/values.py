"""The exact values of a problem that gives numbers: forward quantities, gradients, and what the update rules make."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from derivations.adjoint import adjoint
from derivations.derive import backward
from derivations.exact import evaluate_exact
from derivations.integers import ONE
from derivations.printing.text import integer_text
from derivations.problem import Problem
from derivations.program import Program, read_program
from derivations.rule import Definition, Derivation, Range

NEW = "_new"
"""How the updates name what takes a tensor's place in the next step."""


def read_updates(updates: str, program: Program) -> Program:
    """The update rules as definitions: they may read every tensor of the forward rule and every adjoint.

    Raises NotationError.
    """
    readable = {t: r for t, r in program.ranges.items() if t not in program.constants}
    readable |= {adjoint(t): r for t, r in readable.items()}
    shapes = {t: " ".join(map(_axis, axes)) for t, axes in readable.items()}
    return read_program(updates, shapes, program.constants)


def exact_values(problem: Problem, derivations: Iterable[Derivation] | None = None, step: int = 1) -> dict[str, Any]:
    """Tensor -> nested tuples of exact SymPy numbers: the forward rule's, the adjoints', the updated parameters'.

    derivations: the gradients, when they are derived already. step: of a training that goes on with what the updates
    gave. A seed gradient of an output with axes is read from
    `given`. Raises ValueError when the problem has no forward rule or leaves a number out.
    """
    if problem.layer is None:
        raise ValueError(f"{problem.name} has no forward rule to evaluate")
    program = problem.layer.program
    if program.free_sizes:
        raise ValueError(
            f"{problem.name} leaves the sizes {', '.join(program.free_sizes)} open, so it has no exact values"
        )
    found = backward(program) if derivations is None else derivations
    ranges: dict[str, tuple[Range, ...]] = dict(program.ranges)
    definitions: list[Definition] = [*program.definitions, *(d.equation for d in found)]
    for d in found:
        ranges |= d.context.ranges
    if problem.updates.strip():
        after = read_updates(problem.updates, program)
        definitions += after.definitions
        ranges |= {d.tensor: after.ranges[d.tensor] for d in after.definitions}
    given = dict(problem.given)
    for _ in range(step - 1):
        given |= renewed(evaluate_exact(definitions, ranges, given, {}))
    return evaluate_exact(definitions, ranges, given, {})


def renewed(values: Mapping[str, Any]) -> dict[str, Any]:
    """What the next step of a training starts from: `W_new` takes the place of `W`."""
    return {t.removesuffix(NEW): v for t, v in values.items() if t.endswith(NEW)}


def _axis(r: Range) -> str:
    low, high = (integer_text(e).replace(" ", "") for e in r)
    return high if r[0] == ONE else f"{low}..{high}"
