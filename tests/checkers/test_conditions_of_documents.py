"""Formulas of documents that claim nothing, each with a twin that does: conditions, cases, open shapes."""

from __future__ import annotations

import pytest

from checkers.algebra.document import check_document


def wrong(text: str) -> list[str]:
    return [k["right"] for d in check_document(text)["displays"] for k in d["links"] if k["verdict"] == "different"]


@pytest.mark.parametrize("words", ["and if", "When", "now, provided that", "Assuming", "falls", "Suppose that"])
def test_a_condition_is_no_claim(words: str) -> None:
    start = r"Let $u=4$ and $v=5$. Then $u+v=9$, "
    assert wrong(start + rf"{words} $u+v=1$ it is so.") == []
    assert wrong(start + words + "\n$u+v=1$ it is so.") == []
    assert wrong(start + r"therefore $u+v=1$ it is so.") == ["1"]


def test_orthonormal_rows_as_a_condition() -> None:
    start = r"Let $A\in\mathbb R^{r\times s}$ and $y\in\mathbb R^s$. "
    assert wrong(start + r"For $z=Ay$, if $AA^{\top}=I_r$ we are done.") == []


def test_two_cases_with_their_names() -> None:
    both = r"Downwards: $k = 2q + 1$ of $q$. Upwards: $k = 3q - 1$ of $q$."
    assert wrong(both) == []
    assert wrong(r"Let $q=2$. Downwards: $k = 2q + 1 = 6$. Upwards: $k = 3q - 1 = 5$.") == ["6"]


def test_what_stands_before_the_first_exercise_holds_in_all() -> None:
    text = "\n".join(
        (r"\section*{Set-up}",
         (r"Let $A\in\mathbb{R}^{M\times r}$, $u\in\mathbb{R}^r$, $c\in\mathbb{R}^M$, $s = Au + c$, "
         r"$q_k = \frac{e^{s_k}}{\sum_{j=1}^{M} e^{s_j}}$."),
         r"\section*{Q1. Slopes}", r"\[ \frac{\partial q_k}{\partial s_j} = q_k(\delta_{kj} - q_j). \]")
    )  # fmt: skip
    assert wrong(text) == []
    assert len(wrong(text.replace("- q_j", "+ q_j"))) == 1


def test_a_deviation_before_a_bracket_is_no_sigmoid() -> None:
    text = (
        r"$m=\frac1d\sum_{i=1}^{d}x_i,\qquad \sigma^2=\frac1d\sum_{i=1}^{d}(x_i-m)^2,\qquad z_i=\frac{x_i-m}{\sigma}$."
        "\n"
        r"$$\frac{\partial z_i}{\partial x_j}=\frac1\sigma\Bigl(\delta_{ij}-\frac1d\Bigr)"
        r"-\frac{x_i-m}{\sigma^2}\cdot\frac{z_j}{d}=\frac1\sigma\Bigl(\delta_{ij}-\frac1d-\frac{z_i z_j}{d}\Bigr).$$"
    )
    assert wrong(text) == []
    assert len(wrong(text.replace(r"-\frac{z_i z_j}{d}", r"+\frac{z_i z_j}{d}"))) == 1


def test_members_without_a_shape() -> None:
    text = (
        r"Let $v\in\mathbb R^{d}$ and $L = -\log\frac{1}{1+e^{-w_o^\top v}}$. Then "
        r"$$\frac{\partial L}{\partial w_o} = \Bigl(\frac{1}{1+e^{-w_o^\top v}}-1\Bigr)v.$$"
    )
    assert wrong(text) == []


def test_a_vector_that_is_said_to_be_zero() -> None:
    text = (
        r"Let $x_i\in\mathbb R^p$ and $s_i = 1/(1+e^{-w^\top x_i})$ for $i=1,\dots,n$. "
        r"Take $x_1=(1,0)^\top$, $x_2=(1,2)^\top$, $w=0$. Then $s_1=s_2=\frac12$ and "
        r"$$\nabla^2F(0) = \begin{pmatrix}0.5&0.5\\0.5&1\end{pmatrix}, \qquad \det\nabla^2F(0) = 0.5-0.25 = 0.25.$$"
    )
    assert wrong(text) == []
    assert wrong(text.replace("= 0.25.$$", "= 0.35.$$")) == ["0.35"]


def test_the_identity_function_loses_no_factor() -> None:
    assert wrong(r"In the linear case $f(a)=a$ nothing changes.") == []
    assert wrong(r"Let $b = 3c$. The step is $w - \eta b c = w - b c$.") == ["w - b c"]


@pytest.mark.parametrize("words", ["when", "if", ", provided that"])
def test_a_claim_under_a_condition_that_follows(words: str) -> None:
    text = r"Let $u\in\mathbb R^n$ and $g\in\mathbb R^n$. By Pythagoras $\|u-3g\|^2 = \|u\|^2 + 9\|g\|^2$"
    assert wrong(rf"{text} {words} $u^\top g = 0$.") == []
    assert wrong(rf"{text}. It is easy to see. Much later, if $u^\top g = 0$, we stop.") == [r"\|u\|^2 + 9\|g\|^2"]


def test_the_last_digit_after_a_rounded_operand() -> None:
    assert wrong(r"So $a \approx 1/(1 + 0.1199) \approx 0.8930$ and no more.") == []
    assert wrong(r"So $a \approx 1/(1 + 0.1199) \approx 0.8935$ and no more.") == ["0.8935"]
    assert wrong(r"So $a = 2.125 \cdot 0.5 = 1.0626$ and no more.") == ["1.0626"]


def test_a_slope_is_not_taken_through_printed_numbers() -> None:
    text = (
        r"Let $x=\begin{pmatrix}1\\2\end{pmatrix}$, $v=\begin{pmatrix}1.5\\-0.8\end{pmatrix}$, $z=3x$, "
        r"$y=v^\top z$, hence $y \approx -0.3$ and $E=\tfrac12 y^2$. With $\delta_i=\partial E/\partial z_i$ "
        r"we have $\delta_1=-0.45$, $\delta_2=0.24$, "
        r"$\delta x^\top=\begin{pmatrix}-0.45&-0.9\\0.24&0.48\end{pmatrix}$."
    )
    assert wrong(text) == []


def test_a_step_with_its_fixed_point_taken_off() -> None:
    start = r"The iteration is $u_{t+1} = u_t - \eta(4u_t - 2)$ with $f(u) = 2u^2 - 2u$. Then "
    assert wrong(start + r"$u_{t+1} - \tfrac12 = (1 - 4\eta)(u_t - \tfrac12)$.") == []
