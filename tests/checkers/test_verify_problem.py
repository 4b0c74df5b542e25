"""Problems are verified, and a wrong line, value, update, count or witness in one is not missed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from checkers import verify_network
from checkers import verify_problem as judge
from checkers.verify_problem import verify_problem
from derivations.network import Network, Tally, Use, count
from derivations.problem import Field, Line, Problem
from derivations.problems.ece449.problem_1 import PROBLEM_1
from derivations.problems.ece449.problem_3 import PROBLEM_3
from derivations.problems.ece449.problem_4 import PROBLEM_4
from derivations.problems.ece449.problem_5 import PROBLEM_5
from derivations.receptive import Span
from derivations.registry import discover

PROBLEMS = discover("derivations.problems", Problem)


def with_line(problem: Problem, number: int, term: str) -> Problem:
    """The problem with one line of its first route replaced."""
    [part] = problem.parts
    first, *others = part.routes
    lines = [*first.lines]
    lines[number] = Line(term, lines[number].reason, lines[number].left)
    return replace(problem, parts=(replace(part, routes=(replace(first, lines=tuple(lines)), *others)),))


@pytest.mark.parametrize("name", sorted(PROBLEMS))
def test_every_problem_is_right(name: str) -> None:
    report = verify_problem(PROBLEMS[name])
    assert report.ok, report.failures
    assert {r.name for r in report.results} == {name}
    assert max(r.max_error for r in report.results) <= 1e-12


def test_every_kind_of_claim_is_judged() -> None:
    assert {"P", "dL_S", "dL_C", "dL_K"} == {r.quantity for r in verify_problem(PROBLEM_1).results}
    assert {"total: parameters"} == {r.quantity for r in verify_problem(PROBLEM_3).results}
    assert {"dz: Logarithm first", "dz: Quotient rule"} < {r.quantity for r in verify_problem(PROBLEM_4).results}
    assert {"W_new, exact", "B_new, exact"} < {r.quantity for r in verify_problem(PROBLEM_5).results}


@pytest.mark.parametrize(
    ("number", "term", "blamed"),
    [
        (2, "diff((sum[i] p[i])*log(sum[j] exp(z[j])) + (sum[i] p[i]*z[i]), z[x])", "line 3"),
        (4, "diff(sum[j] exp(z[j]), z[x])/(sum[j] exp(z[j])) - p[x]*p[x]", "line 5"),
        (6, "p[x] - q[x]", "line 7"),
        (6, "q[x]", "line 7"),
    ],
)
def test_a_wrong_line_is_named(number: int, term: str, blamed: str) -> None:
    report = verify_problem(with_line(PROBLEM_4, number, term))
    assert not report.ok
    assert all(blamed in f and "dz: Logarithm first" in f for f in report.failures)


def test_a_route_that_proves_something_else_is_refused() -> None:
    [part] = PROBLEM_4.parts
    route = replace(part.routes[0], lines=tuple(replace(x, term="p[x] - q[x]") for x in part.routes[0].lines))
    report = verify_problem(replace(PROBLEM_4, parts=(replace(part, routes=(route,)),)))
    assert [r.quantity for r in report.results if not r.ok] == ["dz: Logarithm first"] * len(report.failures)
    assert "the end" in report.failures[0]


def test_a_wrong_exact_value_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    import sympy

    real = judge.exact_values

    def nudged(problem: Problem, step: int) -> dict[str, Any]:
        found = real(problem, step=step)
        b = found["B_new"]
        return {**found, "B_new": (b[0] + sympy.Rational(1, 10**10), b[1])}

    monkeypatch.setattr(judge, "exact_values", nudged)
    report = verify_problem(PROBLEM_5)
    assert [r.quantity for r in report.results if not r.ok] == ["B_new, exact"]


def test_a_witness_of_another_network_is_refused() -> None:
    assert PROBLEM_5.layer is not None
    real = PROBLEM_5.layer.oracle

    def without_bias(torch: Any, X: Any, W: Any, B: Any, P: Any, alpha: Any, size: Any) -> Any:
        return real(torch, X, W, 0 * B, P, alpha, size)

    report = verify_problem(replace(PROBLEM_5, layer=replace(PROBLEM_5.layer, oracle=without_bias)))
    assert not report.ok


def test_a_wrong_count_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert PROBLEM_3.network is not None
    bigger = Network("other", "another", "3 32 32", (Use("conv2d", out=33, kernel=5), *PROBLEM_3.network.layers[1:]))
    monkeypatch.setattr(verify_network, "tally_of", lambda problem, ask: count(bigger, ask.bias))
    [result] = verify_problem(PROBLEM_3).results
    assert not result.ok
    assert "ece449/3, total: parameters" in result.failure
    assert "the shape is (32, 28, 28) for torch, (33, 28, 28) here" in result.failure


def test_a_wrong_field_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every field starts one place later than it does: the judge does not take its own word for where it starts."""
    real = verify_network.span_of

    def moved(tally: Tally, ask: Field) -> Span:
        span = real(tally, ask)
        return replace(span, first=span.first + 1)

    monkeypatch.setattr(verify_network, "span_of", moved)
    results = verify_problem(PROBLEMS["ai501/7.3"]).results
    assert results
    assert not any(r.ok for r in results)
    assert all("the forward rules do not read the places" in r.failure for r in results)


def test_a_wrong_value_of_a_later_step_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is right for the first step is wrong for the second."""
    real = judge.exact_values
    monkeypatch.setattr(judge, "exact_values", lambda problem, step: real(problem, step=1))
    bad = {r.quantity for r in verify_problem(PROBLEMS["ai501/6.4"]).results if not r.ok}
    assert bad
    assert all("step 2" in quantity for quantity in bad)
