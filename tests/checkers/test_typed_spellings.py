"""Spellings of programs, of other countries and of people who type: what is meant by them, and what is not."""

from __future__ import annotations

from typing import Any

import pytest

from checkers.algebra.compare import compare

X = {"domains": {"x": "real", "g": "real"}}
SIZES = {"tensors": {"z": ["n"]}, "sizes": ["n"]}
STEP = (r"\begin{cases} g & x>0\\ 0 & x<0\end{cases}", {"domains": {"x": "nonzero real", "g": "real"}})
BAND = (r"\begin{cases} g & -1<x<1\\ 0 & \text{otherwise}\end{cases}", X)
ROW = (r"[3x^2, 2y]", {"domains": {"x": "real", "y": "real"}})
PAIR = (r"[-0.0086213, 0]", {"tolerance": {"type": "decimals", "value": 4}})
COUNT = ("61706", {"integer": True})
ENTRY = (r"\frac{e^{z_i}}{\sum_k e^{z_k}}", SIZES)
ROOT = (r"\frac{x}{\sqrt{1+x^2}}", X)
Question = tuple[str, dict[str, Any]]
RIGHT: list[tuple[Question, str]] = [
    (ROOT, "x/Sqrt[1 + x^2]"),
    (ROOT, "x*Exp[-Log[1+x^2]/2]"),
    (("x e^x", X), "x E^x"),
    (("x e^x", X), "x*Exp[x]"),
    ((r"\frac{1}{(1+x)\ln 2}", {"domains": {"x": "positive real"}}), "1/(ln2 (1+x))"),
    ((r"\sqrt{2}x", X), "sqrt2 * x"),
    (STEP, "for x>0: g, for x<0: 0"),
    (STEP, "if x > 0: g, if x < 0: 0"),
    (STEP, "x > 0: g, x < 0: 0"),
    (STEP, "if x > 0: g else 0"),
    (STEP, "g for x > 0, else 0"),
    (STEP, "g if x > 0, 0 elsewhere"),
    (STEP, "Piecewise((g, x > 0), (0, True))"),
    (STEP, "piecewise(x > 0, g, 0)"),
    (STEP, "piecewise(x <= 0, 0, x > 0, g)"),
    (STEP, "Piecewise[{{g, x > 0}, {0, x < 0}}]"),
    (STEP, "np.select([x > 0, x <= 0], [g, 0])"),
    (STEP, "If[x > 0, g, 0]"),
    (STEP, "ifelse(x > 0, g, 0)"),
    (STEP, r"g\,\mathbf{1}_{(0,\infty)}(x)"),
    (STEP, r"g\,[2x + 3x > 0]"),
    (BAND, "g * ((x > -1) & (x < 1))"),
    (BAND, "np.where((x <= -1) | (x >= 1), 0, g)"),
    (BAND, "g * np.logical_and(x > -1, x < 1)"),
    (BAND, "g for -1 < x < 1, else 0"),
    (BAND, r"g\,\mathbb{1}_{(-1,1)}(x)"),
    (PAIR, "-8.6e-3, 0"),
    (PAIR, "B = -0.0086, 0"),
    (PAIR, "(-0,0086; 0)"),
    (PAIR, "-0,0086; 0"),
    (ROW, r"(3x^2 \; 2y)"),
    (ROW, r"\left( 3x^2 \quad 2y \right)"),
    (ROW, "3x^2, 2y"),
    (("[1/6, 1/3]", {}), "[1//6, 1//3]"),
    ((r"\begin{bmatrix}2 & 4\\ 1 & 2\end{bmatrix}", {}), "{{2,4},{1,2}}"),
    (("0.731", {"tolerance": {"type": "decimals", "value": 3}}), r"73.1\,\%"),
    (("-48", {}), r"\left.\frac{\partial L}{\partial w}\right|_{w=2} = -48"),
    (("12", {}), r"\left. 3w^2 \right|_{w=2}"),
    (COUNT, "61.706"),
    (COUNT, "total = 61.706"),
    (ENTRY, "softmax(z)[i]"),
    (ENTRY, "np.exp(z)[i] / np.exp(z).sum()"),
    (ENTRY, "F.softmax(z, dim=0)[i]"),
    ((r"\frac{e^x}{e^x+e^g}", X), "exp(x - logsumexp(x, g))"),
    ((r"\frac12\left(1+\mathrm{erf}(x/\sqrt2)\right)", X), "norm.cdf(x)"),
]
STEPPED = (
    r"w-\frac{\eta g}{\sqrt{v}}",
    {"domains": {"w": "real", "eta": "positive real", "g": "real", "v": "positive real"}},
)
SLOPE = ("0.41997434", {"tolerance": {"type": "decimals", "value": 3}})
TRIPLE = ("[0.5, -1.5, 1]", {"label": "dz"})
NEGATIVE = (r"\begin{cases} g x & x<0\\ 0 & x>0\end{cases}", {"domains": {"x": "nonzero real", "g": "real"}})
RIGHT += [
    (STEPPED, "w -= eta * g / v**0.5"),
    (("g x", X), "dw += g * x"),
    (SLOPE, "ca. 0,420"),
    (SLOPE, "about 0.420"),
    (("2.302585", {"tolerance": {"type": "significant", "value": 4}}), "2.303 nats"),
    (TRIPLE, "<0.5, -1.5, 1>"),
    (TRIPLE, "dz1 = 0.5, dz2 = -1.5, dz3 = 1"),
    (
        TRIPLE,
        r"\frac{dL}{dz_1} = 0.5,\; \frac{dL}{dz_2} = -1.5,\; \frac{dL}{dz_3}=1",
    ),
    (TRIPLE, "z_0 = 0.5\nz_1 = -1.5\nz_2 = 1"),
    (NEGATIVE, "g * torch.clamp(x, max=0)"),
    (NEGATIVE, "g * x.clamp(max=0)"),
    (NEGATIVE, "g * np.clip(x, None, 0)"),
    (NEGATIVE, "g*x when x is negative, 0 when x is positive"),
    (NEGATIVE, "g*x if x is less than 0 else 0"),
    (NEGATIVE, r"\begin{array}{ll}g x, & x<0\\ 0, & x>0\end{array}"),
    (NEGATIVE, r"\begin{array}{ll}g x & \text{if } x<0\\ 0 & \text{otherwise}\end{array}"),
    (NEGATIVE, "`g * min(x, 0)`"),
    (NEGATIVE, "**g min(x, 0)**"),
    (NEGATIVE, "```python\ng * min(x, 0)\n```"),
]
SIGMOID = (r"\frac{g e^{-x}}{(1+e^{-x})^2}", X)
ENTROPY = (r"\frac{e^{z_i}}{\sum_k e^{z_k}} - y_i", {"tensors": {"z": ["n"], "y": ["n"]}, "sizes": ["n"]})
LINE = ("2x(wx+b-y)", {"domains": {"w": "real", "x": "real", "b": "real", "y": "real"}})
THIRDS = ("[1/6, 1/3, 1/2]", {})
RIGHT += [
    (SIGMOID, "g .* exp.(-x) ./ (1 .+ exp.(-x)).^2"),
    (SIGMOID, "def f(x, g): return g*sigmoid(x)*(1-sigmoid(x))"),
    (SIGMOID, "lambda x, g: g*sigmoid(x)*(1-sigmoid(x))"),
    (SIGMOID, "g * sigmoid(x) * (1 - sigmoid(x))  # chain rule"),
    (STEP, "g * (x > 0).astype(float)"),
    (STEP, "g if x>0\n0 otherwise"),
    (STEP, "if x > 0:\n    dx = g\nelse:\n    dx = 0"),
    (STEP, r"\left\{ \begin{aligned} &g, && x>0\\ &0, && x\le0 \end{aligned}\right."),
    (STEP, "np.heaviside(x, 0) * g"),
    (STEP, "(x>0 ? g : 0)"),
    (STEP, r"g \text{ if } x>0 \text{, else } 0"),
    (STEP, r"g,\ x>0;\quad 0,\ x\leq 0"),
    (STEP, "g, if x > 0; 0, if x <= 0"),
    (ENTROPY, r"\sigma(z)_i - y_i\text{, where }\sigma\text{ is the softmax}"),
    (LINE, "y_hat = w*x + b\ndw = 2*(y_hat - y)*x"),
    (SLOPE, "0.420 (rounded)"),
    (SLOPE, "0·420"),
    (SLOPE, "0.420\\\\"),
    (THIRDS, "c(1/6, 1/3, 1/2)"),
    (THIRDS, r"\langle \frac16,\frac13,\frac12\rangle"),
    (THIRDS, "1/6 and 1/3 and 1/2"),
    (THIRDS, "1/6  1/3  1/2"),
    (COUNT, "61,706 in total"),
    (COUNT, "total: 61706"),
    (COUNT, "61,706 trainable parameters (biases included)"),
]
TANH = (r"g(1-\tanh^2 x)", X)
TABLE = (r"\begin{bmatrix}2 & 4\\ 1 & 2\end{bmatrix}", {})
GAUSS = (r"\frac{1}{b}-\frac{(x-a)^2}{b^3}", {"domains": {"b": "positive real", "x": "real", "a": "real"}})
RIGHT += [
    (TANH, "g(1−t²) mit t = tanh(x)"),
    (TANH, "g*diff(tanh(x), x)"),
    (TANH, r"g(1-\tanh^2 x)\quad\blacksquare"),
    (TANH, r"g(1-\tanh^2 x)\ \square"),
    (TANH, r"\textcolor{blue}{g(1-\tanh^2 x)}"),
    (TANH, r"\therefore\ g(1-\tanh^2 x)"),
    (TANH, "The gradient is g(1-tanh(x)^2)."),
    (TANH, "x.grad = g*(1-tanh(x)**2)"),
    (TANH, "dx: g*(1-tanh(x)**2)"),
    (STEP, "g, falls x>0, sonst 0"),
    (BAND, "g for x in (-1,1), 0 elsewhere"),
    (GAUSS, r"\frac{1-z^2}{b}\text{ for }z=\frac{x-a}{b}"),
    ((r"\ln 2", {"tolerance": {"type": "exact"}}), "ln 2 ≈ 0.693"),
    (TABLE, "2 4\n1 2"),
    (TABLE, "(2 4; 1 2)"),
    (TABLE, "| 2 4 |\n| 1 2 |"),
]
GATES = (r"f_t \odot c", {"tensors": {"f_t": [4], "c": [4]}})
UNIT = (r"\frac{x_i}{\|x\|}", {"tensors": {"x": [3]}})
HINGE = (r"\max(0, 1-yf)", {"domains": {"y": "{-1, 1}", "f": "real"}})
MEAN = (r"\frac{1}{n}\sum_{i=1}^n h_i x_i", {"tensors": {"h": ["n"], "x": ["n"]}, "sizes": ["n"]})
RIGHT += [
    (GATES, "ft*c"),
    (UNIT, "x/|x|"),
    (HINGE, r"\begin{cases}1-f & y=1, f<1\\ 1+f & y=-1, f>-1\\ 0&\text{else}\end{cases}"),
    (MEAN, "1/n Σᵢ hᵢxᵢ"),
]
WRONG: list[tuple[Question, str]] = [
    (STEP, "for x>0: 0, for x<0: g"),
    (STEP, "Piecewise((g, x < 0), (0, True))"),
    (STEP, r"g\,\mathbf{1}_{(-\infty,0)}(x)"),
    (BAND, "g * ((x > -1) | (x < 1))"),
    (BAND, "g for -1 < x < 2, else 0"),
    (PAIR, "0, -8.6e-3"),
    (PAIR, "-8.6e-3, 0, 0"),
    (ROW, r"(3x^2 \; 3y)"),
    (COUNT, "61.707"),
    (UNIT, "x*|x|"),
    (HINGE, r"\begin{cases}1-f & y=1, f>1\\ 1+f & y=-1, f>-1\\ 0&\text{else}\end{cases}"),
    (SLOPE, "0.420 (times two)"),
    (SLOPE, "about 0.43"),
    (TANH, "The gradient is g(1+tanh(x)^2)."),
    (TANH, "g(1−t²) mit t = tan(x)"),
    (TABLE, "2 1\n4 2"),
    ((r"\ln 2", {"tolerance": {"type": "exact"}}), "ln 3 ≈ 0.693"),
    (GAUSS, r"\frac{1-z^2}{b}\text{ for }z=\frac{x-a}{b^2}"),
    (STEP, "g if x<0\n0 otherwise"),
    (STEP, r"g,\ x<0;\quad 0,\ x\geq 0"),
    (STEP, "g, x > 0"),
    (THIRDS, "1/6 1/2 1/3"),
    (LINE, "y_hat = w*x - b\ndw = 2*(y_hat - y)*x"),
    (STEPPED, "w += eta * g / v**0.5"),
    (("g x", X), "dw -= g * x"),
    (TRIPLE, "dz1 = 0.5, dz2 = 1.5, dz3 = 1"),
    (TRIPLE, "dz2 = 0.5, dz1 = -1.5, dz3 = 1"),
    (NEGATIVE, "g * torch.clamp(x, min=0)"),
    (NEGATIVE, "g*x when x is positive, 0 when x is negative"),
    (NEGATIVE, r"\begin{array}{ll}g x, & x>0\\ 0, & x<0\end{array}"),
    (ENTRY, "softmax(z)[i+1]"),
    (("12", {}), r"\left. 3w^2 \right|_{w=3}"),
    ((r"\frac{e^x}{e^x+e^g}", X), "exp(g - logsumexp(x, g))"),
]


@pytest.mark.parametrize(("question", "answer"), RIGHT)
def test_right_answers_are_accepted(question: Question, answer: str) -> None:
    found = compare(*(question[0], answer, question[1]))
    assert found["verdict"] == "equal", found


@pytest.mark.parametrize(("question", "answer"), WRONG)
def test_wrong_answers_are_different(question: Question, answer: str) -> None:
    found = compare(*(question[0], answer, question[1]))
    assert found["verdict"] in ("different", "unreadable"), found


def test_a_dot_that_can_be_one_or_a_thousand_is_asked_about() -> None:
    found = compare("1000", "1.000", {"integer": True})
    assert found["verdict"] == "unreadable" and "1 or 1000" in found["how"]


STEPS = (
    r"\begin{cases} g & t<T\\ 0 & t\ge T\end{cases}",
    {"domains": {"t": "positive integer", "T": "positive integer", "g": "nonzero real"}},
)
EVEN = (r"\left\lceil \frac{n}{2}\right\rceil", {"domains": {"n": "positive integer"}})
WIDTH = (
    r"\left\lfloor\frac{n-k}{s}\right\rfloor+1",
    {"domains": {"n": "positive integer", "k": "positive integer", "s": "positive integer"}, "premises": ["k < n"]},
)


@pytest.mark.parametrize(
    ("question", "answer", "verdict"),
    [
        (STEPS, r"g\,[t \le T-1]", "equal"),
        (STEPS, r"g\,[T > t]", "equal"),
        (STEPS, r"g\,[t \le T]", "different"),
        (STEPS, r"g\,[t < T - 1]", "different"),
        (STEPS, r"g\,[t < T + 1]", "different"),
        (STEPS, r"g\,[t \ne T]", "different"),
        (EVEN, r"\lfloor (n+1)/2 \rfloor", "equal"),
        (EVEN, r"\lfloor n/2 \rfloor + 1", "different"),
        (WIDTH, r"\lceil (n-k+1)/s \rceil", "equal"),
        (WIDTH, r"\lceil (n-k)/s \rceil", "different"),
    ],
)
def test_whole_numbers_are_tried_where_they_are_equal_and_beside_it(
    question: Question, answer: str, verdict: str
) -> None:
    found = compare(*(question[0], answer, question[1]))
    assert found["verdict"] == verdict, found
