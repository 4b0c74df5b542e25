"""How long deriving takes: whole sweeps with their proofs, and what the kernel and the evaluator add.

Printed by `make bench`, asserted nowhere.
"""

from __future__ import annotations

from typing import Any

import pytest

from derivations import kernel, prover
from derivations.derive import backward
from derivations.layers.conv2d import CONV2D
from derivations.layers.rnn import RNN
from derivations.problems.ece449.problem_1 import PROBLEM_1
from derivations.program import Program
from derivations.rule import Derivation

assert PROBLEM_1.layer is not None
BLOCK = PROBLEM_1.layer.program


@pytest.fixture
def forgetful() -> Any:
    """What the prover found is forgotten before every round, so that the proofs are timed too."""

    def forget(*program: Program) -> tuple[tuple[Program, ...], dict[str, Any]]:
        for function in vars(prover).values():
            if hasattr(function, "cache_clear"):
                function.cache_clear()
        return program, {}

    return forget


def test_problem_1_with_proofs(benchmark: Any, forgetful: Any) -> None:
    """The gradients of ece449/1 by S, C, K and X; target 0.3 s."""

    def derive(program: Program) -> tuple[Derivation, ...]:
        return backward(program, ("S", "C", "K", "X"))

    derive(BLOCK)
    found = benchmark.pedantic(derive, setup=lambda: forgetful(BLOCK), rounds=10)
    benchmark.extra_info["steps"] = sum(len(d.steps) for d in found)
    benchmark.extra_info["target seconds"] = 0.3


def test_conv2d_with_proofs(benchmark: Any, forgetful: Any) -> None:
    """Every gradient of the convolution with symbolic stride, padding and dilation."""
    backward(CONV2D.program)
    benchmark.pedantic(backward, setup=lambda: forgetful(CONV2D.program), rounds=10)


@pytest.mark.parametrize("steps", ["T", "8", "4096"])
def test_recurrence(benchmark: Any, steps: str) -> None:
    """The recurrent layer over a symbolic T, 8 and 4096 steps: the time must not depend on it."""
    program = with_size(RNN.forward, RNN.shapes, steps)
    backward(program)
    found = benchmark.pedantic(backward, args=(program,), rounds=10)
    benchmark.extra_info["rewriting steps"] = sum(len(d.steps) for d in found)


def with_size(forward: str, shapes: Any, steps: str) -> Program:
    """The program with a number for T."""
    import re

    from derivations.program import read_program

    def put(text: str) -> str:
        return re.sub(r"\bT\b", steps, text)

    return read_program(put(forward), {t: put(axes) for t, axes in shapes.items()})


def test_kernel_steps(benchmark: Any) -> None:
    """The kernel replays the sweep of ece449/1; steps a second among the figures."""
    found = backward(BLOCK, ("S", "C", "K", "X"))
    benchmark(kernel.replay_sweep, BLOCK, found)
    report_rate(benchmark, sum(len(d.steps) for d in found))


def test_evaluator_steps(benchmark: Any) -> None:
    """Every term of the sweep of ece449/1 evaluated in torch at all entries of its goal."""
    import torch

    from checkers.evaluate import evaluate
    from checkers.instance import draw, upstream
    from checkers.run import run, run_definitions

    found = backward(BLOCK, ("S", "C", "K", "X"))
    instance = run(BLOCK, draw(BLOCK, {"n": 2, "m": 3, "k": 2}))
    given = {"dL_P": upstream(instance, "P")}
    instance = instance.with_values(given, found[-1].context.ranges)
    instance = run_definitions([d.equation for d in found], found[-1].context.ranges, instance)

    def evaluate_all() -> None:
        with torch.no_grad():
            for d in found:
                for step in d.steps:
                    evaluate(step.after, instance, d.goal.indices)

    benchmark(evaluate_all)
    report_rate(benchmark, sum(len(d.steps) for d in found))


def report_rate(benchmark: Any, steps: int) -> None:
    if benchmark.stats:  # absent when timing is switched off
        benchmark.extra_info["steps a second"] = round(steps / benchmark.stats.stats.mean)
