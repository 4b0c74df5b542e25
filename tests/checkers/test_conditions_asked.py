"""Answers that are conditions: several at once, equations beside inequalities, words in four languages around them."""

from __future__ import annotations

from typing import Any

import pytest

from checkers.algebra.compare import Comparer

THREE = {"domains": {"u": "real", "v": "real", "w": "real"}}
RATE = {"domains": {"\\eta": "real", "L": "positive real"}}


def verdict(reference: str, answer: str, context: dict[str, Any]) -> str:
    return str(Comparer().compare({"reference": reference, "answer": answer, "context": context})["verdict"])


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("u > 0, uw > v^2", "equal"),
        ("w > 0 and u*w > v**2", "equal"),
        ("$w>0$ und $uw - v^2 > 0$", "equal"),
        ("$w>0$ et $uw > v^2$.", "equal"),
        ("u > 0, \\; uw > v^2, \\; w > 0", "equal"),
        ("u > 0", "different"),
        ("u > 0, w > 0", "different"),
        ("u > 0, uw > v", "different"),
        ("u w > v^2", "different"),
    ],
)
def test_every_condition_counts(answer: str, expected: str) -> None:
    assert verdict("u > 0,\\quad uw - v^2 > 0", answer, THREE) == expected
    assert verdict("u > 0 \\text{ and } uw - v^2 > 0", answer, THREE) == expected


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("w = 1 - u - v, u >= 0, v >= 0, u + v <= 1", "equal"),
        ("u, v, w \\ge 0,\\quad u + v + w = 1", "equal"),
        ("u + v + w = 1", "different"),
        ("u + v + w = 1, u \\ge 0", "different"),
        ("u + v + w = 2, u, v, w \\ge 0", "different"),
        ("u - v + w = 1, u, v, w \\ge 0", "different"),
    ],
)
@pytest.mark.parametrize("reference", ["u + v + w = 1 and u >= 0 and v >= 0 and w >= 0", "u+v+w=1,\\; u,v,w \\ge 0"])
def test_equations_beside_inequalities(reference: str, answer: str, expected: str) -> None:
    assert verdict(reference, answer, THREE) == expected


def test_an_inequality_for_an_equation_is_never_equal() -> None:
    assert verdict("u + v + w = 1 and u >= 0 and v >= 0 and w >= 0", "u, v, w >= 0, u + v + w <= 1", THREE) != "equal"


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("Das Verfahren konvergiert genau dann, wenn $0 < \\eta L$ und $\\eta L < 2$.", "equal"),
        ("Es estable cuando $0 < \\eta < \\frac{2}{L}$", "equal"),
        ("La méthode converge si et seulement si $0 < \\eta < 2/L$.", "equal"),
        ("We need $0 < \\eta$ and $\\eta L < 2$", "equal"),
        ("We need $\\eta L < 2$", "different"),
        ("Es estable cuando $0 < \\eta < \\frac{1}{L}$", "different"),
        ("It diverges if $0 < \\eta < 2/L$", "undecided"),
        ("It is not stable when $0 < \\eta < 2/L$", "unreadable"),
        ("instabil, wenn $0 < \\eta < 2/L$", "unreadable"),
    ],
)
def test_words_around_conditions(answer: str, expected: str) -> None:
    assert verdict("0 < \\eta < \\frac{2}{L}", answer, RATE) == expected


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("$u-v$ si $u>v$, $u+v$ si $u<-v$, et $0$ sinon", "equal"),
        ("$u-v$ wenn $u>v$, $u+v$ wenn $u<-v$, sonst $0$", "equal"),
        ("$u+v$ si $u>v$, $u-v$ si $u<-v$, et $0$ sinon", "different"),
    ],
)
def test_cases_in_words_between_dollars(answer: str, expected: str) -> None:
    context = {"domains": {"u": "real", "v": "positive real"}}
    assert verdict("\\operatorname{sign}(u)\\max(|u| - v, 0)", answer, context) == expected


def test_a_hinge_that_is_zero_is_an_inequality() -> None:
    context = {"tensors": {"w": ["d"], "x": ["d"]}, "sizes": ["d"], "domains": {"b": "real"}}
    assert verdict("w^\\top x + b \\ge 1", "np.maximum(0, 1 - (w @ x + b)) == 0", context) == "equal"
    assert verdict("w^\\top x + b \\ge 1", "np.maximum(0, 1 + (w @ x + b)) == 0", context) == "different"


def test_a_remark_behind_a_formula_is_still_a_remark() -> None:
    context = {"domains": {"x": "real", "c": "positive real"}}
    assert verdict("2 c x", "f'(x) = 2cx, c > 0", context) == "equal"
    assert verdict("\\mathbb{1}[x > 0]", "dy/dx = 1[x > 0]", {"domains": {"x": "nonzero real"}}) == "equal"


def test_a_chain_in_brackets_over_lines() -> None:
    context = {"domains": {"x": "real"}, "chain": True}
    answer = "(1 - np.tanh(x)**2\n == 1/np.cosh(x)**2\n == 4/(np.exp(x) + np.exp(-x))**2)"
    assert verdict("1 - np.tanh(x)**2", answer, context) == "equal"
    assert verdict("1 - np.tanh(x)**2", answer.replace("4/", "2/"), context) == "different"


def test_domains_of_whole_numbers() -> None:
    context = {"domains": {"H": "positive integer", "S": "positive integer", "O": "integer"}}
    assert verdict("O = floor(H/S) + 1", "O == (H + S)//S", context) == "equal"
    assert verdict("O = floor(H/S) + 1", "O == ceil(H/S) + 1", context) == "different"


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("u \\in \\left]-v, 1\\right]", "equal"),
        ("u \\in (-v, 1]", "equal"),
        ("L'intervalle est donné par $u\\in]-v,1]$", "equal"),
        ("u \\in ]-v, 1[", "different"),
        ("u \\in [-v, 1]", "different"),
        ("u \\in ]v, 1]", "different"),
    ],
)
def test_intervals_with_brackets_turned_outwards(answer: str, expected: str) -> None:
    assert verdict("-v < u \\le 1", answer, {"domains": {"u": "real", "v": "positive real"}}) == expected
