"""What `check` takes from the words and heads of a document: functions, domains, lengths, padding, premises."""

from __future__ import annotations

from typing import Any

import pytest

from checkers.algebra.document import check_document
from checkers.algebra.padding import EVERY, zero_beyond


def links(text: str) -> list[dict[str, Any]]:
    return [link for d in check_document(text)["displays"] for link in d["links"]]


def last(text: str) -> str:
    return str(links(text)[-1]["verdict"])


SURFACE = "Let $f(x, y) = x^2 y + 3 y$.\n\n"
MARGIN = r"""Let $x \in \mathbb{R}^d$ and $w \in \mathbb{R}^d$. The loss is $\ell(w) = \log(1 + e^{-y w^\top x})$
with the margin $m = y w^\top x$.

"""
LABELS = r"""Pairs $x_i \in \mathbb{R}^d$, $y_i \in \{-1, +1\}$, $i = 1, \dots, n$, and $w \in \mathbb{R}^d$.

"""
CELL = r"""$$s_t = \sigma(a x_t + r h_{t-1}), \qquad h_t = s_t h_{t-1} + (1 - s_t) x_t$$

with $\sigma(z) = \frac{1}{1 + e^{-z}}$.

"""
CONVOLUTION = r"""$$y_i = \sum_{j=1}^{k} w_j x_{i-j+1}$$

$$\sum_{i=1}^{n+k-1} g_i x_{i-j+1} = \sum_{s=1}^{n} g_{s+j-1} x_s$$
"""
CASES = {
    "partial": (SURFACE, r"$$\frac{\partial f}{\partial x} = 2 x y$$", r"$$\frac{\partial f}{\partial x} = x y$$"),
    "value": (SURFACE, "$$f(2, 1) = 7$$", "$$f(2, 1) = 8$$"),
    "gradient": (SURFACE, r"$$\nabla f(2, 1) = (4, 7)$$", r"$$\nabla f(2, 1) = (4, 4)$$"),
    "second": (
        SURFACE,
        r"$$\nabla^2 f(x, y) = \begin{pmatrix} 2 y & 2 x \\ 2 x & 0 \end{pmatrix}$$",
        r"$$\nabla^2 f(x, y) = \begin{pmatrix} 2 y & x \\ x & 0 \end{pmatrix}$$",
    ),
    "at a point": (
        SURFACE,
        r"$$\frac{\partial f}{\partial y}(2, 1) = 7$$",
        r"$$\frac{\partial f}{\partial y}(2, 1) = 4$$",
    ),
    "margin": (
        MARGIN,
        r"$$\frac{\partial \ell}{\partial m} = -\frac{1}{1 + e^m}$$",
        r"$$\frac{\partial \ell}{\partial m} = -\frac{1}{1 + e^{-m}}$$",
    ),
    "margin twice": (
        MARGIN,
        r"$$\frac{\partial^2 \ell}{\partial m^2} = \frac{e^m}{(1 + e^m)^2}$$",
        r"$$\frac{\partial^2 \ell}{\partial m^2} = \frac{e^m}{1 + e^m}$$",
    ),
    "labels": (
        LABELS,
        r"$$\sum_{i=1}^n (y_i w^\top x_i - y_i)^2 = \sum_{i=1}^n (w^\top x_i - 1)^2$$",
        r"$$\sum_{i=1}^n (y_i w^\top x_i - y_i)^2 = \sum_{i=1}^n (w^\top x_i - y_i)^2$$",
    ),
    "cell": (
        CELL,
        r"$$\frac{\partial h_t}{\partial a} = (h_{t-1} - x_t) s_t (1 - s_t) x_t$$",
        r"$$\frac{\partial h_t}{\partial a} = (h_{t-1} + x_t) s_t (1 - s_t) x_t$$",
    ),
    "orthonormal": (
        r"Let $X \in \mathbb{R}^{n \times d}$, $W \in \mathbb{R}^{d \times k}$. If $W^\top W = I$, then" + "\n\n",
        r"$$\operatorname{tr}(X W W^\top W W^\top X^\top) = \operatorname{tr}(W^\top X^\top X W)$$",
        r"$$\operatorname{tr}(X W W^\top W W^\top X^\top) = 2 \operatorname{tr}(W^\top X^\top X W)$$",
    ),
    "tall": (
        r"Let $A \in \mathbb{R}^{m \times n}$ and $P = A (A^\top A)^{-1} A^\top$." + "\n\n",
        r"$$P A (A^\top A)^{-1} = A (A^\top A)^{-1}$$",
        r"$$P A (A^\top A)^{-1} = 2 A (A^\top A)^{-1}$$",
    ),
    "written out again": (
        "$$D = s^2 - \\log s^2$$\n\nWith $v = \\log s^2$,\n\n$$D = e^v - v$$\n\n",
        r"$$\frac{\partial D}{\partial v} = e^v - 1$$",
        r"$$\frac{\partial D}{\partial v} = e^v + 1$$",
    ),
    "padded": (
        "Here $x$ is zero outside its range.\n\n",
        CONVOLUTION,
        CONVOLUTION.replace("s+j-1", "s+j"),
    ),
}


@pytest.mark.parametrize("name", sorted(CASES))
def test_a_right_link_is_right_and_a_slip_is_told(name: str) -> None:
    given, right, wrong = CASES[name]
    assert last(given + right) == "equal"
    assert last(given + wrong) == "different"


def test_what_is_read_beyond_a_range_is_no_slip_where_nothing_is_said_of_it() -> None:
    assert last(CONVOLUTION) == "undecided"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("The input $x$ is padded with zeros.", {"x"}),
        ("We use zero padding throughout.", {EVERY}),
        ("Out-of-range entries of $x$ are treated as $0$.", {"x"}),
        ("with $x_i = 0$ for $i < 1$ or $i > n$", {"x"}),
        ("The gradient vanishes outside the margin.", set()),
        ("Otherwise it is zero.", set()),
    ],
)
def test_what_is_zero_outside_its_range(text: str, names: set[str]) -> None:
    assert zero_beyond(text) == names


def test_a_sentence_behind_a_formula_is_left_out() -> None:
    text = (
        r"$$\frac{\partial L}{\partial P} = \begin{bmatrix} g_1 & g_2 \end{bmatrix}, \text{ write down the sum for } S,"
        r" \text{ using } g_i \text{ for } 1 \leq i \leq 2, \text{ and } x \text{ for } 1 \leq a \leq 3$$"
    )
    assert check_document(text)["unread"] == []


def test_an_equation_behind_another_has_its_own_line() -> None:
    found = links("$$\na = 1, \\qquad\nb = 2, \\qquad\n1 + 1 = 3\n$$")
    assert [link["line"] for link in found if link["verdict"] == "different"] == [4]
