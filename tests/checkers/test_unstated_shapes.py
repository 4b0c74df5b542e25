"""Differences by shapes alone count only where the shapes are stated."""

from __future__ import annotations

import pytest

from checkers.algebra.document import check_document

COLUMN = r"""Let $M = \begin{pmatrix} 7 & 3\\ 3 & 4\end{pmatrix}$.
$$ (M - 2I)v = \begin{pmatrix} 5 & 3\\ 3 & 2\end{pmatrix}\begin{pmatrix} v_1\\ v_2\end{pmatrix} $$
"""
PRIMED = r"""For $j=1,\dots,n$ let $u_j = a_j^\top\beta$ with $a_j\in\mathbb{R}^k$, $\beta\in\mathbb{R}^k$, where
$\sigma(u)=\frac{1}{1+e^{-u}}$ is differentiated:
\[ \sigma'(u) = \frac{e^{-u}}{(1+e^{-u})^2} = \sigma(u)(1-\sigma(u)). \]
\[ \sigma''(u) = \sigma(u)(1-\sigma(u))(1-2\sigma(u)). \]
"""
ITERATES = r"""Minimise over $x\in\mathbb{R}^2$ with $A = \begin{pmatrix}2&0\\0&4\end{pmatrix}$,
$r = \begin{pmatrix}3\\8\end{pmatrix}$ and $x_0=\begin{pmatrix}1\\1\end{pmatrix}$. Then
\[ x_1 = x_0 - A^{-1}r = \begin{pmatrix}1\\1\end{pmatrix} - \begin{pmatrix}3/2\\2\end{pmatrix}
= \begin{pmatrix}-1/2\\-1\end{pmatrix}. \]
"""
LATER_NUMBERS = r"""Put $B = \frac12 P R^\top$, so that with letters
\[ B_{ij} = \frac12\sum_c P_{ic}R_{jc}. \]

Example: let $P=\begin{pmatrix}2\\1\end{pmatrix}$, $R=\begin{pmatrix}1\\5\end{pmatrix}$.
"""
MATRICES = r"""Let $P\in\mathbf{R}^{m\times k}$ and $R\in\mathbf{R}^{n\times k}$, and $B = P R^\top$. Then
\[ B^\top B = R P^\top P R^\top. \]
"""
ONE_UNIT = r"""For $t = 1, \dots, T$ the cell computes
\[ s_t = r_t\odot s_{t-1} + q_t\odot m_t. \]
With one unit, $s_0 = \frac13$, $r_1 = \frac12$, $q_1 = \frac14$ and $m_1 = \frac45$ we get
\[ s_1 = \frac12\cdot\frac13 + \frac14\cdot\frac45 = \frac16 + \frac15 = \frac{11}{30}. \]
"""
SHAPES = ("no meaning", " x ", "expected a", "does not exist", "do not fit", "does not fit")


def wrong(text: str) -> list[tuple[str, str]]:
    """The right sides of the links that are called wrong, with what is said of them."""
    shown = check_document(text)["displays"]
    return [(x["right"], x["witness"]) for d in shown for x in d["links"] if x["verdict"] == "different"]


@pytest.mark.parametrize("text", [COLUMN, PRIMED, ITERATES, LATER_NUMBERS, MATRICES, ONE_UNIT])
def test_what_may_have_other_shapes_is_not_called_wrong(text: str) -> None:
    assert wrong(text) == []


@pytest.mark.parametrize(
    ("text", "right", "slip"),
    [
        (PRIMED, r"\sigma(u)(1-\sigma(u)).", r"\sigma(u)(1+\sigma(u))."),
        (PRIMED, r"(1-2\sigma(u))", r"(1+2\sigma(u))"),
        (PRIMED, r"(1-\sigma(u))(1-2", r"(1-\sigma(u))^2(1-2"),
        (ITERATES, r"{pmatrix}-1/2\\-1", r"{pmatrix}1/2\\-1"),
        (ONE_UNIT, r"\frac16 + \frac15", r"\frac16 + \frac25"),
        (MATRICES, r"R P^\top P R^\top.", r"P R^\top R P^\top."),
        (MATRICES, r"R P^\top P R^\top.", r"2 R P^\top P R^\top."),
        (MATRICES, r"R P^\top P R^\top.", r"R^\top P P R^\top."),
    ],
)
def test_a_slip_beside_it_is_found(text: str, right: str, slip: str) -> None:
    assert text.count(right) == 1
    assert wrong(text.replace(right, slip))


def test_a_column_of_entries_says_how_long_a_vector_is() -> None:
    text = r"Let $Z = \begin{pmatrix} 1 & 2\\ 0 & 3\end{pmatrix}$, $M = 2 Z$. " + COLUMN.partition("\n")[2]
    text = text.replace(r"(M - 2I)", "(M - Z)").replace(r"5 & 3\\ 3 & 2", r"1 & 2\\ 0 & 3")
    assert wrong(text) == []
    assert wrong(text.replace(r"0 & 3\end{pmatrix}\begin", r"0 & 4\end{pmatrix}\begin"))


def test_a_derivative_of_one_number_is_judged() -> None:
    shown = check_document(PRIMED)["displays"]
    verdicts = [x["verdict"] for d in shown for x in d["links"] if "'" in x["left"]]
    assert verdicts == ["equal", "equal"]


@pytest.mark.parametrize("slip", [r"y W x", r"x^\top W W x"])
def test_stated_shapes_that_do_not_fit_are_still_an_error(slip: str) -> None:
    text = r"Let $W\in\mathbb{R}^{p\times q}$, $x\in\mathbb{R}^{q}$ and $y = W x$. Then $x^\top W^\top W x = %s$."
    assert wrong(text % r"y^\top y") == []
    assert any(any(s in said for s in SHAPES) for _, said in wrong(text % slip))
