"""The gamma function and its logarithm's slope, erfc, in the spellings of five libraries; stacks of matrices."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from checkers.algebra.compare import compare
from checkers.algebra.numbers import FLOATS, MANY_DIGITS

RATE: dict[str, Any] = {
    "domains": {"c": "positive real", "r": "positive real", "t": "positive real"},
    "definitions": {r"\psi(s)": r"\frac{d}{ds}\ln\Gamma(s)"},
}
HEADS: dict[str, Any] = {
    "tensors": {"P": ["B", "H", "Q", "K"], "D": ["B", "H", "Q", "E"], "W": ["E", "M"], "u": ["E"]},
    "sizes": ["B", "H", "Q", "K", "E", "M"],
}
KEYS = "np.einsum('bhqk,bhqe->bhke', P, D)"


@pytest.mark.parametrize(
    "answer",
    [
        "scipy.special.digamma(c) - np.log(r*t)",
        "torch.digamma(c) - torch.log(r*t)",
        "torch.polygamma(0, c) - torch.log(r) - torch.log(t)",
        "scipy.special.psi(c) - math.log(r*t)",
        "PolyGamma[0, c] - Log[r t]",
        "PolyGamma[c] - Log[r] - Log[t]",
        r"\frac{\Gamma'(c)}{\Gamma(c)} - \ln(rt)",
        r"\frac{d}{dc}\ln\Gamma(c) - \ln r - \ln t",
        r"\psi(c+1) - \frac1c - \ln(rt)",
    ],
)
def test_the_slope_of_log_gamma(answer: str) -> None:
    reference = r"\psi(c) - \ln r - \ln t"
    assert compare(reference, answer, RATE)["verdict"] == "equal"
    assert (
        compare(reference, f"{answer} + 1/c" if "\\" not in answer else answer + r"+\frac1c", RATE)["verdict"]
        == "different"
    )
    assert compare(reference, "lgamma(c) - log(r) - log(t)", RATE)["verdict"] == "different"


@pytest.mark.parametrize(
    ("reference", "right", "wrong"),
    [
        (r"\Gamma(5)", "24", "120"),
        (r"\Gamma(\tfrac12)", r"\sqrt{\pi}", r"\pi"),
        (r"\Gamma(t+1)", r"t\,\Gamma(t)", r"(t+1)\Gamma(t)"),
        (r"1 - \operatorname{erf}(t)", r"\operatorname{erfc}(t)", r"\operatorname{erfc}(-t)"),
        (r"\frac12(1 + \operatorname{erf}(t/\sqrt2))", "Erfc[-t/Sqrt[2]]/2", "Erfc[t/Sqrt[2]]/2"),
    ],
)
def test_values(reference: str, right: str, wrong: str) -> None:
    context = {"domains": {"t": "positive real"}}
    assert compare(reference, right, context)["verdict"] == "equal"
    assert compare(reference, wrong, context)["verdict"] == "different"


def test_a_declared_letter_is_no_function() -> None:
    context = {"tensors": {r"\Gamma": ["n", "n"], "x": ["n"], "y": ["n"]}}
    assert compare(r"\Gamma x + \Gamma y", r"\Gamma(x + y)", context)["verdict"] == "equal"


@pytest.mark.parametrize("name", ["erfc", "gamma_function", "log_gamma", "digamma"])
def test_both_number_systems_agree(name: str) -> None:
    x = np.array([0.3, 1.0, 2.5, 7.25, -0.4])
    few, many = FLOATS.function(name), MANY_DIGITS.function(name)
    assert few is not None and many is not None
    exact = np.array([float(v) for v in many(MANY_DIGITS.lift(x))])
    np.testing.assert_allclose(few(x), exact, rtol=1e-12)
    assert math.isnan(few(np.array([np.nan]))[0])


@pytest.mark.parametrize(
    "answer",
    [
        "P.transpose(-2, -1) @ D",
        "torch.matmul(P.transpose(2, 3), D)",
        "np.swapaxes(P, -1, -2) @ D",
        "np.transpose(P, (0, 1, 3, 2)) @ D",
        "np.matmul(np.transpose(P, axes=(0, 1, 3, 2)), D)",
        "P.permute(0, 1, 3, 2) @ D",
        "P.mT @ D",
        "(D.mT @ P).transpose(-1, -2)",
        "tf.transpose(P, [0, 1, 3, 2]) @ D",
    ],
)
def test_stacks_of_matrices(answer: str) -> None:
    assert compare(KEYS, answer, HEADS)["verdict"] == "equal"
    for slip in (f"2*({answer})", "P.transpose(1, 2) @ D", "P @ D.transpose(2, 3)", "P.T @ D"):
        assert compare(KEYS, slip, HEADS)["verdict"] == "different"


def test_a_stack_times_a_matrix_and_a_vector() -> None:
    assert compare("np.einsum('bhqe,em->bhqm', D, W)", "D @ W", HEADS)["verdict"] == "equal"
    assert compare("np.einsum('bhqe,e->bhq', D, u)", "D @ u", HEADS)["verdict"] == "equal"
    assert compare("np.einsum('bhqe,em->bhqm', D, W)", "D @ W.T", HEADS)["verdict"] == "different"


def test_stars_beside_primes_are_products_of_matrices() -> None:
    context = {"tensors": {"Q": ["n", "n"], "G": ["n", "n"], "u": ["n"]}, "sizes": ["n"]}
    assert compare(r"QG^\top Q", "Q*G'*Q", context)["verdict"] == "equal"
    assert compare(r"(G - uu^\top)G", "(G - u*u') * G", context)["verdict"] == "equal"
    assert compare(r"(G - uu^\top)G", "G * (G - u*u')", context)["verdict"] == "different"


@pytest.mark.parametrize(("answer", "verdict"), [("1.155", "equal"), ("≈ 1.155", "equal"), ("1.148", "different")])
def test_digits_of_an_answer_that_carries_an_earlier_one_on(answer: str, verdict: str) -> None:
    context = {
        "tolerance": {"type": "decimals", "value": 3},
        "domains": {"w": "positive real"},
        "earlier": {"w": {"reference": "3", "answer": "2"}},
    }
    assert compare(r"\frac{2}{\sqrt{w+1}}", answer, context)["verdict"] == verdict


def test_what_was_counted_behind_a_number_that_is_carried_on() -> None:
    context = {"integer": True, "domains": {"n_1": "positive integer"},
               "earlier": {"n_1": {"reference": "448", "answer": "432"}}}  # fmt: skip
    assert compare("n_1 + 170", "602 weights in total", context)["verdict"] == "equal"
    assert compare("n_1 + 170", "592 weights in total", context)["verdict"] == "different"


def test_a_loss_of_two_letters_above_a_slash() -> None:
    context = {"domains": {"s": "positive real"}, "label": r"\frac{\partial KL}{\partial s}"}
    assert compare(r"s - \frac1s", r"$\partial KL / \partial s = {s^2 - 1 \over s}$", context)["verdict"] == "equal"
    assert compare(r"s - \frac1s", r"$\partial KL / \partial s = {s^2 + 1 \over s}$", context)["verdict"] == "different"
