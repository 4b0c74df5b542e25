"""Equality modulo a prime: identities are proved, what is no identity never is."""

from __future__ import annotations

import pytest
from sympy import isprime

from checkers.algebra.compare import Comparer, compare
from checkers.algebra.proof import degree, proved
from checkers.algebra.residues import G, P, Q
from checkers.algebra.values import Unsure
from tests.checkers.wrong_answers import wrong_answers


def test_the_primes_are_primes_and_the_order_of_the_root_is_the_second() -> None:
    assert isprime(P) and isprime(Q)
    assert pow(G, Q, P) == 1 != G


@pytest.mark.parametrize(
    ("reference", "answer"),
    [
        ("(x+y)^3", "x^3 + 3x^2 y + 3x y^2 + y^3"),
        (r"\frac{1}{x} + \frac{1}{y}", "(x + y)/(x*y)"),
        (r"e^{x} e^{-2y}", "exp(x - 2*y)"),
        (r"1 - \tanh^2(x)", "4/(e^x + e^(-x))^2"),
        (r"\sigma'(x)", "sigma(x)*(1 - sigma(x))"),
        (r"\frac{g}{\sqrt{v+1}}", "g*(v+1)**(-1/2)"),
        (r"\sqrt{x}\,\sqrt{x}", "x"),
        (r"\frac{1}{2\sqrt{x}}", r"\frac{\sqrt{x}}{2x}"),
        (r"\ln(a^2 + 2ab + b^2)\,x", "x*log((a+b)^2)"),
        (r"\frac{d}{dx}\frac{x}{1+x}", "1/(1+x)^2"),
    ],
)
def test_identities_are_proved(reference: str, answer: str) -> None:
    context = {
        "domains": dict.fromkeys("xyabgv", "positive real"),
        "definitions": {"\\sigma(t)": "\\frac{1}{1+e^{-t}}"},
    }
    found = compare(reference, answer, context)
    assert found["verdict"] == "equal"
    assert "proved" in found["how"], found["how"]


@pytest.mark.parametrize(
    ("reference", "answer", "context"),
    [
        ("p + q", "1", {"premises": ["p+q=1"]}),  # holds on a premise alone
        ("N^2 - N", "N(N-1)", {"domains": {"N": "positive integer"}}),  # tried at small numbers alone
        (r"\sin^2 x + \cos^2 x", "1", {}),  # nothing is known of sine and cosine
        (r"|x|", "x", {"domains": {"x": "positive real"}}),
    ],
)
def test_what_is_not_shown_for_all_is_not_called_proved(
    reference: str, answer: str, context: dict[str, object]
) -> None:
    found = compare(reference, answer, context)
    assert found["verdict"] == "equal"
    assert "proved" not in found["how"]


def test_no_wrong_answer_is_proved() -> None:
    comparer, tried = Comparer(), 0
    for a, question, side in wrong_answers(comparer):
        if comparer.compare(a)["how"] == "shapes":
            continue
        try:
            stage = question.with_answer(side).stages[0]
        except Unsure:
            continue
        tried += 1
        assert proved(question.with_answer(side), stage, side, side.trees[0]) == "", a["id"]
    assert tried > 250


def test_what_float64_cannot_hold_is_looked_at_in_sixty_digits() -> None:
    domain = {"domains": {"x": "negative real"}}
    found = compare("x^{-2}", r"\ln(e^{x^{-2}})", domain)
    assert found["verdict"] == "equal", found["witness"]
    assert compare("x^{-2}", r"\ln(e^{2x^{-2}})", domain)["verdict"] == "different"
    assert compare("x", r"e^{\ln x}", domain)["verdict"] == "different"


def test_the_bound_on_the_degree_is_no_less_than_the_degree() -> None:
    comparer = Comparer()
    for text, least in (("x^3 y", 4), ("(x+y)^5", 5), ("x/(x+1)/(x+2)", 3), ("(x^2)^3", 6)):
        assert degree(comparer.question(text, {}).tree) >= least
