"""References with more than one value: every one of them counts, in any order."""

from __future__ import annotations

from typing import Any

import pytest

from checkers.algebra.compare import Comparer

LINE = {"domains": {"p": "real", "q": "real"}}
STEP = {"domains": {"u": "real", "h": "real"}}
ROOTS = {"domains": {"r": "real"}}


def verdict(reference: str, answer: str, context: dict[str, Any]) -> str:
    return str(Comparer().compare({"reference": reference, "answer": answer, "context": context})["verdict"])


@pytest.mark.parametrize("reference", ["p = 2, q = -5", "p = 2 and q = -5", r"p = 2,\quad q = -5", "p = 2; q = -5"])
@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("p = 2, q = -5", "equal"),
        ("q = -10/2, p = 4/2", "equal"),
        ("$p=2$ und $q=-5$", "equal"),
        ("p = 2, q = 5", "different"),
        ("p = -5, q = 2", "different"),
        ("p = 2", "different"),
        ("2", "unreadable"),
    ],
)
def test_every_value_counts(reference: str, answer: str, expected: str) -> None:
    assert verdict(reference, answer, LINE) == expected


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("du = h u; dh = u^2/2", "equal"),
        ("dh = u^2/2, du = u h", "equal"),
        ("du = h*u\ndh = u**2/2", "equal"),
        ("du = h u; dh = u^2", "different"),
        ("du = u; dh = u^2/2", "different"),
    ],
)
def test_several_gradients(answer: str, expected: str) -> None:
    assert verdict("du = h u; dh = u^2/2", answer, STEP) == expected


@pytest.mark.parametrize(
    ("reference", "answer", "expected"),
    [
        ("r = 1 or r = 4", "r = 4 or r = 1", "equal"),
        ("r = 1 or r = 4", "$r=4$ oder $r=1$", "equal"),
        ("r = 1 or r = 4", "r = 2 or r = 4", "different"),
        ("r = 1 or r = 4", "r = 4", "different"),
        ("r = 4", "r = 1 or r = 4", "unreadable"),
        ("4", "r = 1 or r = 4", "unreadable"),
    ],
)
def test_several_roots(reference: str, answer: str, expected: str) -> None:
    assert verdict(reference, answer, ROOTS) == expected


def test_several_gradients_by_their_entries() -> None:
    context = {"tensors": {"x": ["m"], "g": ["k"]}, "sizes": ["m", "k"]}
    assert verdict("dW_{ij} = g_i x_j, db_i = g_i", "db_i = g_i; dW_{ij} = x_j g_i", context) == "equal"
    assert verdict("dW_{ij} = g_i x_j, db_i = g_i", "dW_{ij} = g_i x_j, db_i = 2 g_i", context) == "different"


def test_a_range_behind_a_formula_is_no_second_value() -> None:
    context = {"tensors": {"x": ["n"]}, "sizes": ["n"]}
    assert verdict("y_i = 2 x_i, i = 1..n", "2 x_i", context) == "equal"
    assert verdict("y_i = 2 x_i, i = 1..n", "3 x_i", context) == "different"


def test_a_letter_of_the_answer_is_no_second_value() -> None:
    context = {"domains": {"z": "real"}, "definitions": {"\\sigma(t)": "1/(1+e^{-t})"}}
    assert verdict("\\sigma(z)(1-\\sigma(z))", "f'(z) = s(1-s), s = \\sigma(z)", context) == "equal"
    assert verdict("\\sigma(z)(1-\\sigma(z))", "f'(z) = s(1+s), s = \\sigma(z)", context) == "different"


def test_letters_are_no_words_between_values() -> None:
    context = {"domains": {"p": "real", "q": "real", "y": "real"}}
    assert verdict("p = 2 e, q = 3 y", "q = 3 y, p = 2 exp(1)", context) == "equal"
    assert verdict("p = 2 e, q = 3 y", "q = 3 y, p = 2", context) == "different"
