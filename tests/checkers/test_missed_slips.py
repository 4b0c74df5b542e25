"""Slips that `check` once missed: each right document has a twin with a slip, and the slip is found, nothing else."""

from __future__ import annotations

import time

import pytest

from checkers.algebra.as_numbers import SPECIAL, speaks_of_special
from checkers.algebra.document import check_document
from checkers.algebra.macros import expanded_macros

STRIDE = r"""A filter
is $v_t = \sum_{k=0}^{M-1} a_k\, u_{rt+k}$ with stride $r$ and $q_t = \partial E/\partial v_t$. Then
$$
\frac{\partial E}{\partial a_k} = \sum_{t=0}^{T-1} q_t\, \frac{\partial v_t}{\partial a_k}
 = \sum_{t=0}^{T-1} q_t\, u_{PLACE} .
$$
"""
POISSON = r"""Counts $c_j$ with rates $r_j = e^{\beta^\top z_j}$ have
the cost $C = \sum_{j=1}^n (r_j - c_j \log r_j)$ and
$$
\begin{aligned}
G &= \sum_{j=1}^n \Big[1 - \frac{c_j}{r_j}\Big] r_j\, z_j \\
  &= \sum_{j=1}^n (SIGN)\, z_j .
\end{aligned}
$$
"""
GATES = r"""A cell keeps $m_t = u_t \odot m_{t-1} + e_t \odot r_t$ and shows $y_t = w_t \odot \tanh(m_t)$. Write
$\delta v$ for the gradient with respect to any vector $v$. Then
\begin{align}
 \delta w_t &= \delta y_t \odot \tanh(m_t), & \delta r_t &= \delta m_t \odot e_t .
\end{align}
Through $r_t = \tanh(b_t)$,
\begin{align}
 \delta b_t &= \delta r_t \odot (1 - r_t^2) = \delta m_t \odot e_t \odot SLOPE .
\end{align}
"""
DIFFERENTIALS = r"""\documentclass{article}
\newcommand{\tp}{^{\top}} \newcommand{\dif}{\mathrm{d}} \DeclareMathOperator{\Tr}{tr}
\newcommand{\sq}[1]{\left\lVert #1 \right\rVert_F^2}
\begin{document}
\paragraph{1.} $h(Y) = \Tr(Y^{-1}M)$ with $Y$ invertible.
\begin{align*}
  \dif h &= -\Tr(Y^{-1}\,\dif Y\,Y^{-1}M) = -\Tr(Y^{-1}MY^{-1}\,\dif Y), \\
  \nabla_Y h &= -(Y^{-1}MY^{-1})\tp = -Y^{-\top}LAST Y^{-\top} .
\end{align*}
\paragraph{2.} $h(Y) = \sq{YM - Q}$. Put $R = YM - Q$.
\[ \nabla_Y h = 2RM\tp = 2(YM - Q)OTHER . \]
\end{document}
"""
DETERMINANT = r"""Let $M = \begin{pmatrix} 3 & 1\\ 2 & 4\end{pmatrix}$. Then $\det M = 12 - 2 = 10$,
$\operatorname{tr} M = TRACE$
and $\log\det M = \log 10$.
"""
TWO_CASES = r"""With $s = \log\det A$ and $S = A^{-1}$, $A S = I$ and $-S B S = -A^{-1} B INVERSE$.
"""
TALL = r"""$k(Z) = \log\det(Z^\top Z)$ with $Z$ of full column rank, hence $\nabla_Z k = FACTOR Z(Z^\top Z)^{-1}$.
"""
MOMENTUM = r"""$s_k = \gamma s_{k-1} - \rho a_k$, $b_k = b_{k-1} + s_k$ and hence
$$ b_k - b_{k-1} = \gamma (b_{k-1} - b_{k-2}) - \rho STEP . $$
"""
ONE_STEP = r"""With $G_t = \operatorname{diag}(r_t \odot (1 - r_t))$ the Jacobian of the step is $G_t V$, so that
$$ (G_t V)^\top e_t = MATRIX G_t e_t . $$
"""
SYMMETRIC = r"""Let $Q$ be a symmetric matrix. Then $(Q F^\top)^\top = F Q$.

The matrix $R$ is arbitrary, and $(R F^\top)^\top = F REST$.
"""
CASES = [
    pytest.param(ONE_STEP, "MATRIX", r"V^\top", "V", id="matrices of one step"),
    pytest.param(SYMMETRIC, "REST", r"R^\top", "R", id="symmetric in words"),
    pytest.param(MOMENTUM, "STEP", "a_k", "a_{k-1}", id="steps of a recurrence"),
    pytest.param(STRIDE, "PLACE", "rt+k", "t+rk", id="stride"),
    pytest.param(POISSON, "SIGN", "r_j - c_j", "r_j + c_j", id="sum over columns without shapes"),
    pytest.param(GATES, "SLOPE", "(1 - r_t^2)", "(1 - r_t)^2", id="entry by entry without shapes"),
    pytest.param(DIFFERENTIALS.replace("OTHER", r"M\tp"), "LAST", r"M\tp ", "M", id="macros and differentials"),
    pytest.param(DIFFERENTIALS.replace("LAST", r"M\tp "), "OTHER", r"M\tp", "M", id="a macro with an argument"),
    pytest.param(DETERMINANT, "TRACE", "7", "8", id="numbers of a matrix"),
    pytest.param(TWO_CASES, "INVERSE", "A^{-1}", "A", id="capital and small letter"),
    pytest.param(TALL, "FACTOR", "2", "", id="more rows than columns"),
]


def wrong_lines(text: str) -> list[int]:
    return [li["line"] for d in check_document(text)["displays"] for li in d["links"] if li["verdict"] == "different"]


@pytest.mark.parametrize(("text", "mark", "right", "slip"), CASES)
def test_the_right_document_has_no_wrong_link(text: str, mark: str, right: str, slip: str) -> None:
    assert wrong_lines(text.replace(mark, right)) == []


@pytest.mark.parametrize(("text", "mark", "right", "slip"), CASES)
def test_the_slip_is_found_and_nothing_else(text: str, mark: str, right: str, slip: str) -> None:
    line = text[: text.index(mark)].count("\n") + 1
    assert wrong_lines(text.replace(mark, slip)) == [line]


@pytest.mark.parametrize(
    "text",
    [
        r"The $q_i$ have norm one: $\sum_i a_i q_i^\top q_i = \sum_i a_i$, $A^\top q_i q_i^\top q_i = A^\top q_i$.",
        r"$v_{k+1} = B v_k / \|B v_k\|$, and $\rho_k = v_k^\top B v_k / (v_k^\top v_k) = v_k^\top B v_k$.",
        r"With $z^\top z = 1$: $\beta_i z^\top z\, x_i^\top z = \beta_i x_i^\top z$.",
        r"$J_k = \sum_i c_i x_i^\top x_i + \operatorname{tr}(I_d) = \sum_i c_i x_i^\top x_i + d$.",
        r"With $e_t = y_t - c_t^\top b_{t-1}$ we have $b_{t-1} + K_t e_t = (I - K_t c_t^\top) b_{t-1} + K_t y_t$.",
        r"Let $P_t$ be the covariance of the state; $(P_t H^\top)^\top = H P_t$.",
        r"$u_l = \sum_i W^\top g_i w_{l-ri}$ for all $l$, and $u_l = \sum_i W^\top g_i w_{l-ri}$.",
    ],
)
def test_what_holds_by_a_property_is_not_called_wrong(text: str) -> None:
    assert wrong_lines(text) == []


@pytest.mark.parametrize(
    ("written", "expanded"),
    [
        (r"\newcommand{\tp}{^{\top}}$A\tp$", r"$A^{\top}$"),
        (r"\newcommand\pd[2]{\frac{\partial #1}{\partial #2}}$\pd{L}{w}\pd Lw$",
         r"$\frac{\partial L}{\partial w}\frac{\partial L}{\partial w}$"),
        (r"\newcommand{\nrm}[2][2]{\|#2\|_{#1}}$\nrm{a}\nrm[1]{b}$", r"$\|a\|_{2}\|b\|_{1}$"),
        (r"\def\bx{\mathbf{x}}$z^\bx$ $\frac\bx 2$", r"$z^{\mathbf{x}}$ $\frac{\mathbf{x}} 2$"),
        (r"\let\eps\varepsilon $\eps x$", r"$\varepsilon x$"),
        (r"\DeclarePairedDelimiter{\abs}{\lvert}{\rvert}$\abs*{x}$", r"$\left\lvert x \right\rvert$"),
        (r"\DeclareMathOperator{\tr}{tr}\DeclareMathOperator{\rk}{rk}$\tr A\rk A$", r"$\tr A\operatorname{rk} A$"),
        (r"\newcommand{\x}{\y}\newcommand{\y}{z}$\x$", "$z$"),
        (r"\newcommand{\a}{\a b}$\a$", r"$\a$"),
        (r"\newcommand{\vx}{x}$\vxx + \vx$", r"$\vxx + x$"),
        (r"$\mathrm dX$ and $\mathop{}\!\mathrm{d}X$", r"$\mathrm{d}X$ and $ \mathrm{d}X$"),
    ],
)  # fmt: skip
def test_commands_of_the_document_are_put_in(written: str, expanded: str) -> None:
    assert expanded_macros(written).strip() == expanded


def test_no_line_moves() -> None:
    text = "\\newcommand{\\two}[2]{\n#1 + #2}\n$\\two{a}\n{b}$\n$c = d$\n"
    assert expanded_macros(text).count("\n") == text.count("\n")
    assert expanded_macros(text).index("c = d") > 0


@pytest.mark.parametrize(
    "text",
    [
        r"\newcommand{\a}{\b\b\b\b\b\b\b\b}\newcommand{\b}{\a\a\a\a\a\a\a\a}" + r"\a" * 500,
        r"\newcommand{\a}[1]{#1#1}" + r"\a{" * 50_000,
        r"\newcommand" * 40_000,
        r"\newcommand{\a}{" * 20_000,
    ],
)
def test_commands_without_end_are_left(text: str) -> None:
    begun = time.perf_counter()
    assert len(expanded_macros(text)) < 2 * len(text) + 400_000
    assert time.perf_counter() - begun < 10


@pytest.mark.parametrize(
    "words",
    ["orthonormal", "unit vector", "normalised to length one", "idempotent", "projector", "a rotation", "unitary",
     "permutation", "nilpotent", "skew-symmetric", "traceless", "zero-mean", "centred", "whitened", "one-hot", "hollow",
     "cross product", "modulo", "standardized features", "norm is 1", "sums to $1$", "adds up to one",
     "stochastic matrix", "eigenvectors", "singular value", "low-rank"],
)  # fmt: skip
def test_words_for_what_no_number_is_are_found_by_their_stems(words: str) -> None:
    assert speaks_of_special(words.upper()) == bool(SPECIAL.search(words))
