"""Newton's step and difference quotients: every line holds, at other seeds too, and wrong ones are refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy
import pytest

from checkers.claims import judge_claim, judge_experiment
from checkers.verify_problem import verify_problem
from derivations.claim import AtMost, Chain, Claim, Experiment, Measured
from derivations.problem import Problem
from derivations.problems.library import second_order as S
from derivations.problems.library.gradient_check import GRADIENT_CHECK
from derivations.problems.library.newton import NEWTON


@pytest.mark.parametrize("problem", [NEWTON, GRADIENT_CHECK], ids=lambda p: p.name)
def test_every_line_is_judged_and_holds(problem: Problem) -> None:
    report = verify_problem(problem)
    assert report.ok, report.failures
    lines = sum(isinstance(x, (Claim, Experiment)) for p in problem.parts for x in p.argument)
    assert len(report.results) == lines >= 4


@pytest.mark.parametrize("run", [S.one_step, S.newton_run, S.observed_order])
def test_the_bounds_hold_at_other_seeds(run: Callable[[Any, int], tuple[Measured, ...]]) -> None:
    for seed in range(1, 30):
        _, _, failure = judge_experiment(Experiment("again", run), seed)
        assert not failure


def half_a_step(sympy: Any) -> Chain:
    a, w, c = sympy.symbols("A w c", commutative=False)
    return Chain((w - a**-1 * (a * w - c) / 2, a**-1 * c))


def square_around_the_gradient(sympy: Any) -> Chain:
    right = S.model_minimum(sympy)
    r1, g1 = sympy.symbols("r_1 g_1", real=True)
    return Chain((right.terms[0], right.terms[1].subs(r1, g1)), right.reasons, right.given)


def odd_powers_cancel(sympy: Any) -> Chain:
    h, _, f1, f2, *_ = S.values(sympy)
    return Chain((S.central(sympy).terms[0], f1 + h * f2 / 2))


def targets_the_wrong_way(sympy: Any) -> Chain:
    left, right = S.reweighted(sympy).terms
    exchanged = {sympy.Symbol(f"{a}_{k}", real=True): sympy.Symbol(f"{b}_{k}", real=True)
                 for k in (1, 2, 3) for a, b in (("t", "p"), ("p", "t"))}  # fmt: skip
    return Chain((left, right.subs(exchanged, simultaneous=True)))


def too_wide(sympy: Any) -> Chain:
    right = S.best_width(sympy)
    return Chain(right.terms, right.reasons, {h: 2 * width for h, width in right.given.items()})


def concave(sympy: Any) -> AtMost:
    right = S.curved(sympy)
    return AtMost(right.right, right.left, -right.rest)


@pytest.mark.parametrize(
    "wrong",
    [half_a_step, square_around_the_gradient, odd_powers_cancel, targets_the_wrong_way, too_wide, concave],
)
def test_a_wrong_line_is_refused(wrong: Callable[[Any], Any]) -> None:
    _, _, failure = judge_claim(Claim("wrong", wrong))
    assert failure


def test_descent_along_the_gradient_is_no_newton_step() -> None:
    x, t = S.data(numpy, 0)
    w = numpy.zeros(S.FEATURES)
    for _ in range(S.STEPS):
        w = w - x.T @ (1 / (1 + numpy.exp(-x @ w)) - t) / S.SAMPLES
    newton = S.newton_run(numpy, 0)[0]
    assert abs(x.T @ (1 / (1 + numpy.exp(-x @ w)) - t)).max() > newton.bound
