"""A solution together with what it is the solution of, so that it can be judged when it is printed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from checkers.evidence import Judged
    from derivations.layer import Layer
    from derivations.optimiser import Optimiser
    from derivations.printing.solution import Solution
    from derivations.problem import Problem


@dataclass(frozen=True)
class Asked:
    """subject: the problem, layer or optimiser; wrt, kind: of a layer, by what, and `jacobian` or `hessian` if so."""

    solution: Solution
    subject: Problem | Layer | Optimiser
    wrt: str = ""
    kind: str = ""


def judge(asked: Asked, tick: Callable[[], None] = lambda: None) -> Judged:
    """Every judgement of the solution, place by place. tick: called `pieces(asked)` times."""
    from checkers import evidence
    from derivations.layer import Layer
    from derivations.problem import Problem

    match asked.subject:
        case Problem():
            return evidence.judge_problem(asked.subject, asked.solution, tick=tick)
        case Layer():
            return evidence.judge_layer(asked.subject, asked.solution, (asked.wrt,), asked.kind, tick=tick)
    return evidence.judge_optimiser(asked.subject, tick=tick)


def pieces(asked: Asked) -> int:
    """How much work judging is, in pieces."""
    from checkers import evidence
    from derivations.optimiser import Optimiser

    return evidence.pieces(None if isinstance(asked.subject, Optimiser) else asked.solution.program)
