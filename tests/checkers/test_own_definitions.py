"""Answers that define letters of their own: these are part of the answer, before it, after it, or between its lines."""

from __future__ import annotations

from typing import Any

import pytest

from checkers.algebra.compare import compare

SIGMOID = (r"\frac{g e^{-x}}{(1+e^{-x})^2}", {"domains": {"x": "real", "g": "real"}, "label": r"\frac{dL}{dx}"})
SOFTMAX = (r"\frac{e^{z_i}}{\sum_k e^{z_k}} - y_i", {"tensors": {"z": ["n"], "y": ["n"]}, "sizes": ["n"]})
GIVEN = (r"p_i - y_i", {"tensors": {"p": ["n"], "y": ["n"]}, "sizes": ["n"]})
RIGHT: list[tuple[tuple[str, dict[str, Any]], str]] = [
    (SIGMOID, "s = 1/(1+exp(-x)); dx = g*s*(1-s)"),
    (SIGMOID, "s = sigmoid(x)\nds = s * (1 - s)\ndx = g * ds"),
    (SIGMOID, "dx = g * s * (1 - s), where s = sigmoid(x)"),
    (SIGMOID, r"\frac{dL}{dx} = g\,s\,(1-s)\text{ with } s=\sigma(x)"),
    (SIGMOID, r"g u v \text{ where } u = \frac{1}{1+e^{-x}} \text{ and } v = 1 - u"),
    (SIGMOID, r"\text{Let } s = \sigma(x).\text{ Then } \frac{dL}{dx} = g\,s(1-s)."),
    (SIGMOID, "let a := exp(-x), then dL/dx = g a / (1 + a)^2"),
    (SIGMOID, r"f(x)(1-f(x)) g,\quad f(t) = \frac{1}{1+e^{-t}}"),
    (SIGMOID, r"\text{sig}(t) = \frac{1}{1+e^{-t}},\ \frac{dL}{dx} = g\,\text{sig}(x)(1-\text{sig}(x))"),
    (SOFTMAX, r"\hat y_i - y_i,\quad \hat y_i = \frac{e^{z_i}}{\sum_j e^{z_j}}"),
    (SOFTMAX, r"q_k = \frac{e^{z_k}}{\sum_j e^{z_j}};\ q_i - y_i"),
    (SOFTMAX, r"S = \sum_k e^{z_k},\; \frac{e^{z_i}}{S} - y_i"),
    (GIVEN, r"p_i = \frac{e^{z_i}}{\sum_k e^{z_k}},\quad \frac{\partial L}{\partial z_i} = p_i - y_i"),
]
STEP = (r"\begin{cases} g & x>0\\ 0 & x<0\end{cases}", {"domains": {"x": "nonzero real", "g": "real"}})
RIGHT += [
    (STEP, r"g\,H(x)\ \text{where } H \text{ is the Heaviside function}"),
    (STEP, "g*u(x), where u is the unit step function"),
    (SIGMOID, "g*s(x)*(1-s(x)) where s is the logistic function"),
    (
        SIGMOID,
        "g*exp(-x)/(1+exp(-x))^2\n= g * 1/(1+exp(-x)) * (1 - 1/(1+exp(-x)))\n= g*s*(1-s) where s = 1/(1+exp(-x))",
    ),
]
MOMENTS = (r"\frac{b m+(1-b)g}{1-b^t}", {"domains": {"b": "(0, 1)", "m": "real", "g": "real", "t": "positive integer"}})
RIGHT += [
    (SIGMOID, r"s' = s(1-s);\ \frac{dL}{dx} = g\frac{e^{-x}}{(1+e^{-x})^2}"),
    (SIGMOID, r"\frac{dL}{dx} = g\frac{e^{-x}}{(1+e^{-x})^2},\quad \frac{dL}{dy} = 0"),
    (SIGMOID, r"\frac{dL}{ds} = g,\quad \frac{dL}{dx} = g\frac{e^{-x}}{(1+e^{-x})^2}"),
    (MOMENTS, r"\hat m = \frac{m_{new}}{1-b^t},\quad m_{new} = b m + (1-b) g"),
    (MOMENTS, "with u = b*m + (1-b)*g: u/(1-b^t)"),
]
WRONG: list[tuple[tuple[str, dict[str, Any]], str]] = [
    (SIGMOID, "s = tanh(x); dx = g*s*(1-s)"),
    (SIGMOID, "s = sigmoid(x); dx = g*s"),
    (SIGMOID, r"g\,s\,(1-s)\text{ with } s=\sigma(-2x)"),
    (SIGMOID, r"f(x)(1-f(x)) g,\quad f(t) = \frac{1}{1+e^{t/2}}"),
    (SOFTMAX, r"\hat y_i - y_i,\quad \hat y_i = e^{z_i}"),
    (GIVEN, r"q_i = p_i^2,\quad \frac{\partial L}{\partial z_i} = q_i - y_i"),
    (GIVEN, r"y_i = p_i,\quad \frac{\partial L}{\partial z_i} = y_i - p_i"),
]


@pytest.mark.parametrize(("question", "answer"), RIGHT)
def test_what_an_answer_defines_is_part_of_it(question: tuple[str, dict[str, Any]], answer: str) -> None:
    found = compare(*(question[0], answer, question[1]))
    assert found["verdict"] == "equal", found


@pytest.mark.parametrize(("question", "answer"), WRONG)
def test_a_wrong_definition_makes_a_wrong_answer(question: tuple[str, dict[str, Any]], answer: str) -> None:
    assert compare(*(question[0], answer, question[1]))["verdict"] == "different"


def test_a_circle_of_definitions_is_no_answer() -> None:
    found = compare(SIGMOID[0], "u = v; v = u; dx = g*u", SIGMOID[1])
    assert found["verdict"] in ("unreadable", "undecided", "different")


@pytest.mark.parametrize(
    ("question", "answer", "name"),
    [
        (SIGMOID, "g*s*(1-s)", "s"),
        (SIGMOID, r"g\,h\,(1-h)", "h"),
        (STEP, "g*H(x)", "H"),
        (STEP, "minus twenty", "twenty"),
    ],
)
def test_a_quantity_that_nobody_defined_is_asked_about(
    question: tuple[str, dict[str, Any]], answer: str, name: str
) -> None:
    found = compare(*(question[0], answer, question[1]))
    assert found["verdict"] == "unreadable" and f"no {name}" in found["how"], found


def test_where_nothing_is_declared_another_letter_is_another_quantity() -> None:
    found = compare("x", "y")
    assert found["verdict"] == "different" and "the question has no y" in found["witness"]
    assert compare("x", "sigmoidal*x")["verdict"] == "unreadable"
