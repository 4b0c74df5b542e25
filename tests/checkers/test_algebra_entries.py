"""An array may be answered by its entry, and an entry may be spelled without braces."""

from __future__ import annotations

from typing import Any

import pytest

from checkers.algebra.compare import compare

CONTEXT: dict[str, Any] = {
    "tensors": {"X": ["n", "d"], "G": ["n", "k"], "W": ["n", "m"], "y": ["m"], "x": ["n"], "p": ["k"], "q": ["k"]}
}


@pytest.mark.parametrize(
    ("reference", "answer", "verdict"),
    [
        (r"X^\top G", r"\sum_{l=1}^n X_{li}G_{lj}", "equal"),
        (r"X^\top G", r"\sum_l X_{ld}G_{lk}", "equal"),
        (r"X^\top G", r"\frac{\partial L}{\partial V_{ba}} = \sum_l X_{lb}G_{la}", "equal"),
        (r"X^\top G", r"\frac{\partial L}{\partial V_{ab}} = \sum_l X_{lb}G_{la}", "different"),
        (r"X^\top G", r"\sum_l G_{li}X_{lj}", "undecided"),
        (r"X^\top G", r"\sum_{l=1}^n X_{li}", "different"),
        (r"\mathbf 1^\top G", r"\sum_{i=1}^n G_{ij}", "equal"),
        (r"\mathbf 1^\top G", r"\sum_{j=1}^k G_{ij}", "different"),
        (r"p - q", r"p_i - q_i", "equal"),
        (r"p - q", r"q_i - p_i", "different"),
        (r"x y^\top", r"x_i y_j", "equal"),
        (r"\sum_{j=1}^{m} W_{ij} y_j", "sum_j W_ij*y_j", "equal"),
        (r"\sum_{j=1}^{m} W_{ij} y_j", r"\sum_j W_ij y_j", "equal"),
        (r"W_{ij} y_j", "Wij*yj", "equal"),
        (r"W_{ij} y_j", "W_ji*y_j", "different"),
        (r"\sum_{j=1}^{m} W_{ij} y_j", "∑_j W_ij y_j", "equal"),
    ],
)
def test_entries_of_arrays(reference: str, answer: str, verdict: str) -> None:
    found = compare(reference, answer, CONTEXT)
    assert found["verdict"] == verdict, found["witness"] or found["how"]


@pytest.mark.parametrize(
    ("reference", "answer", "context", "verdict"),
    [
        ("a^{1/3}", r"\sqrt[3]{a}", {"domains": {"a": "positive real"}}, "equal"),
        ("a^{1/2}", r"\sqrt[3]{a}", {"domains": {"a": "positive real"}}, "different"),
        (r"\max(0,x)", r"[x]_+", {"domains": {"x": "real"}}, "equal"),
        (r"\max(0,x)", r"(x)_{+}", {"domains": {"x": "real"}}, "equal"),
        (r"W_{ij} y_j", "W(i,j)*y(j)", CONTEXT, "equal"),
        (r"\sum_{j=1}^{m} W_{ij} y_j", "sum(W[i,j]*y[j] for j in range(m))", CONTEXT, "equal"),
        (r"\sum_{j=1}^{m} W_{ij} y_j", "sum(W[i,j]*y[j] for j in range(1, m))", CONTEXT, "different"),
        (r"\sum_{j=1}^{m} W_{ij} y_j", r"W_{i,:} y", CONTEXT, "equal"),
        (r"X^\top G", r"\sum_{i=1}^n X_i^\top G_i", CONTEXT, "equal"),
        (r"X^\top G", r"\sum_{i=1}^n X_i G_i^\top", CONTEXT, "equal"),
        (r"X^\top G", r"\sum_{i=1}^n G_i^\top X_i", CONTEXT, "different"),
        ("513466", "513466 parameters", {"integer": True}, "equal"),
        ("513466", r"513{,}466\ \text{parameters}", {"integer": True}, "equal"),
        ("513466", "513465 parameters", {"integer": True}, "different"),
        ("0.9914", "0,9914", {"tolerance": {"type": "decimals", "value": 4}}, "equal"),
        ("0.9914", "0,9941", {"tolerance": {"type": "decimals", "value": 4}}, "different"),
    ],
)
def test_other_spellings(reference: str, answer: str, context: dict[str, Any], verdict: str) -> None:
    found = compare(reference, answer, context)
    assert found["verdict"] == verdict, found["witness"] or found["how"]


DEFINED: dict[str, Any] = {"domains": {"z": "real", "g": "real"}, "definitions": {r"\sigma(t)": r"\frac{1}{1+e^{-t}}"}}


@pytest.mark.parametrize(
    ("reference", "answer", "verdict"),
    [
        (r"g\,\sigma'(z)", r"g(\sigma-\sigma^2)", "equal"),
        (r"g\,\sigma'(z)", r"g\cdot\frac{d\sigma}{dz}", "equal"),
        (r"g\,\sigma'(z)", r"g\,\sigma", "different"),
        (r"g\,\sigma'(z)", r"Answer: g\sigma(z)(1-\sigma(z))", "equal"),
        (r"g\,\sigma'(z)", r"The answer is $g\sigma(z)(1-\sigma(z))$.", "equal"),
        (r"g\,\sigma'(z)", r"\text{Hence: } g\sigma(z)", "different"),
        (r"\sum_{i=1}^{3} z^i", r"\sum_{\substack{1\le i\le 3}} z^i", "equal"),
        (r"z g", r"z g \quad \text{(a product)}", "equal"),
    ],
)
def test_words_around_and_functions_without_argument(reference: str, answer: str, verdict: str) -> None:
    found = compare(reference, answer, DEFINED)
    assert found["verdict"] == verdict, found["witness"] or found["how"]
