"""What is said of wrong answers that no table of the reference's slips holds."""

from __future__ import annotations

from typing import Any

import pytest

from checkers.algebra.compare import compare

X = {"domains": {"x": "real", "g": "real", "y": "real"}}
P = {"domains": {"p": "(0, 1)", "y": "(0, 1)"}}
Z = {"tensors": {"z": ["n"], "y": ["n"]}, "sizes": ["n"]}
SLIPS: list[tuple[str, dict[str, Any], str, str]] = [
    (r"\frac{p-y}{p(1-p)}", P, r"-\frac{y}{p} - \frac{1-y}{1-p}", "sign_of_summand"),
    (r"x-2(gy+x^2)", X, "x - 2*g*y + x^2", "bracket_misplaced"),
    (r"\frac{1}{1+e^{-x}}-y", X, "x - y", "function_dropped"),
    (r"\frac{e^x}{1+e^x}-y", X, "x - y", "function_dropped"),
    (r"\frac{e^{z_i}}{\sum_k e^{z_k}} - y_i", Z, "z_i - y_i", "function_dropped"),
    ("0.41997", {"tolerance": {"type": "decimals", "value": 3}}, "0.76159", "tanh_derivative_forgotten"),
    ("0.2350037", {"tolerance": {"type": "decimals", "value": 4}}, "0.6225", "sigmoid_derivative_forgotten"),
    ("-0.0086213", {"tolerance": {"type": "significant", "value": 3}}, "-8.62e3", "decimal_slip"),
    (r"[\frac16, \frac13, \frac12]", {}, "[1, 2, 3]", "constant_factor"),
    (r"\begin{cases} g & x>y\\ 0 & x<y\end{cases}", X, r"\max(x, y)", "activation_for_its_slope"),
]


@pytest.mark.parametrize(("reference", "context", "answer", "name"), SLIPS)
def test_a_slip_is_named(reference: str, context: dict[str, Any], answer: str, name: str) -> None:
    found = compare(reference, answer, context)
    assert found["verdict"] == "different"
    assert name in [d["name"] for d in found["diagnosis"]], found["diagnosis"]
