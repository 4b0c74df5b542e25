"""Problems are verified, and a wrong line, value, update, count or witness in one is not missed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from checkers import verify_problem as judge
from checkers.verify_problem import verify_problem
from derivations.network import Network, Use
from derivations.problem import Line, Problem
from derivations.problems.ece449.problem_1 import PROBLEM_1
from derivations.problems.ece449.problem_3 import PROBLEM_3
from derivations.problems.ece449.problem_4 import PROBLEM_4
from derivations.problems.ece449.problem_5 import PROBLEM_5
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
    assert {"count"} == {r.quantity for r in verify_problem(PROBLEM_3).results}
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

    def nudged(problem: Problem) -> dict[str, Any]:
        found = real(problem)
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
    real = judge.count
    monkeypatch.setattr(judge, "count", lambda network: real(bigger))
    [result] = verify_problem(PROBLEM_3).results
    assert not result.ok
    assert "513466 parameters, the derived count is" in result.failure
