"""Names of what went wrong, on questions that the answer set does not hold; a hat in every spelling."""

from __future__ import annotations

import pytest

from checkers.algebra.compare import compare

SIGMA = {"definitions": {"\\sigma(t)": "\\frac{1}{1+e^{-t}}"}}
COUNTS = {"integer": True, "domains": dict.fromkeys("dkcnps", "positive integer")}
TENSORS = {"tensors": {"W": ["m", "n"], "g": ["m"], "z": ["m"]}, "sizes": ["m", "n"], **SIGMA}


@pytest.mark.parametrize(
    ("reference", "answer", "context", "name"),
    [
        (r"\frac{x\cos x-\sin x}{x^2}", r"\frac{x\cos x+\sin x}{x^2}", {}, "quotient_rule_sign"),
        (r"\frac{x\cos x-\sin x}{x^2}", r"\cos x", {}, "quotient_of_slopes"),
        (r"-2x\sin(x^2)", r"-\sin(2x)", {}, "inner_derivative_forgotten"),
        (r"x e^{x}+e^{x}", "e^x", {}, "product_rule_half"),
        (
            r"W^\top\left(g\odot \sigma'(z)\right)",
            r"W^\top (g \odot (1-\sigma(z)^2))",
            TENSORS,
            "sigmoid_slope_of_tanh",
        ),
        (r"W^\top\left(g\odot \sigma'(z)\right)", r"W(g\odot\sigma'(z))", TENSORS, "transpose_dropped"),
        (r"\left\lfloor\frac{n+2p-k}{s}\right\rfloor+1", r"\lceil\frac{n+2p-k}{s}\rceil+1", COUNTS, "floor_for_ceil"),
        (r"d\,k^2 c+d", "d*k^2*c", COUNTS, "summand_dropped"),
        (r"\gamma x+\beta", r"\gamma(x+\beta)", {}, "bracket_misplaced"),
        (
            r"\frac{\partial L}{\partial y}\cdot\mathbb{1}[x>0]\cdot w",
            r"\frac{\partial L}{\partial y}\cdot w",
            {},
            "relu_gate_ignored",
        ),
        ("0.125", "0.152", {"tolerance": {"type": "decimals", "value": 3}}, "arithmetic_slip"),
        ("42", "42.5", {"integer": True}, "not_a_whole_number"),
    ],
)
def test_named(reference: str, answer: str, context: dict[str, object], name: str) -> None:
    found = compare(reference, answer, context)
    assert found["verdict"] == "different"
    assert name in [d["name"] for d in found["diagnosis"]]
    assert len(found["diagnosis"]) <= 3


def test_two_beliefs_that_give_one_answer_are_both_named() -> None:
    found = compare("w x + b", "x + b", {"domains": dict.fromkeys("wxb", "real")})
    assert len(found["diagnosis"]) > 1


def test_what_nothing_explains_is_not_named() -> None:
    assert compare(r"g\,s\,(1-s)", r"\ln(7g+s^5)", {"domains": {"g": "positive real", "s": "(0,1)"}})["diagnosis"] == []


@pytest.mark.parametrize("answer", ["yhat - y", "y_hat - y", r"\hat y - y", r"\hat{y}-y", "ŷ − y"])
@pytest.mark.parametrize("declared", [r"\hat y", "yhat", "y_hat"])
def test_a_hat_is_typed_in_many_ways(declared: str, answer: str) -> None:
    found = compare(r"-(y - \hat y)", answer, {"domains": {declared: "real", "y": "real"}})
    assert found["verdict"] == "equal", found["witness"]
