"""Operator forms: recognised where they apply, declined elsewhere, and each one comes out as its index form again."""

from __future__ import annotations

import pytest

from derivations.derive import backward
from derivations.operators import Operator, operator_form, written_out
from derivations.printing.operator_latex import operator_latex
from derivations.printing.style import Style
from derivations.program import read_program
from derivations.rule import Derivation

STYLE = Style({"dL_Y": "G"})


def gradient(forward: str, shapes: dict[str, str], wrt: str, letters: str = "", **more: object) -> Derivation:
    return backward(read_program(forward, shapes, **more), (wrt,), {wrt: letters})[-1]  # type: ignore[arg-type]


def form_of(d: Derivation) -> Operator | None:
    return operator_form(d.equation, d.context)


LINEAR = ("Y[n,m] = sum[d] X[n,d]*W[d,m] + b[m]", {"X": "N D", "W": "D M", "b": "M"})
TURNED = ("Y[n,m] = sum[d] X[n,d]*W[m,d]", {"X": "N D", "W": "M D"})


@pytest.mark.parametrize(
    ("program", "wrt", "shown"),
    [
        (LINEAR, "W", r"\frac{\partial L}{\partial W} = X^{\top}\, G"),
        (LINEAR, "X", r"\frac{\partial L}{\partial X} = G\, W^{\top}"),
        (LINEAR, "b", r"\frac{\partial L}{\partial b} = G^{\top}\, \mathbf{1}"),
        (TURNED, "W", r"\frac{\partial L}{\partial W} = G^{\top}\, X"),
        (TURNED, "X", r"\frac{\partial L}{\partial X} = G\, W"),
        (("Y[n,d] = relu(X[n,d])", {"X": "N D"}), "X", r"\frac{\partial L}{\partial X} = G \odot \mathbf{1}[X > 0]"),
    ],
)
def test_matrix_forms(program: tuple[str, dict[str, str]], wrt: str, shown: str) -> None:
    d = gradient(*program, wrt)
    form = form_of(d)
    assert form is not None
    assert operator_latex(form, d.equation, STYLE) == shown


def test_a_square_matrix_keeps_its_transpose() -> None:
    """With all sizes equal only the letters tell X^T G from G^T X."""
    d = gradient("Y[i,j] = sum[k] X[i,k]*W[k,j]", {"X": "N N", "W": "N N"}, "W")
    form = form_of(d)
    assert form is not None
    assert operator_latex(form, d.equation, STYLE) == r"\frac{\partial L}{\partial W} = X^{\top}\, G"


def test_correlations() -> None:
    sizes = {"premises": ("H >= R",)}
    by_kernel = gradient("Y[n,p in 1..H-R+1] = sum[r] X[n,p+r-1]*K[r]", {"X": "N H", "K": "R"}, "K", "", **sizes)
    by_image = gradient(
        "Y[n,f,p in 1..H-R+1,q in 1..W-S+1] = sum[c,r,s] X[n,c,p+r-1,q+s-1]*K[f,c,r,s]",
        {"X": "N C H W", "K": "F C R S"},
        "X",
        premises=("H >= R", "W >= S"),
    )
    form = form_of(by_image)
    assert form is not None and form.kind == "full" and [i.name for i in form.outer] == ["f"]
    assert form_of(by_kernel) is None or form_of(by_kernel).kind == "valid"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "program",
    [
        ("Y[n] = sum[d] X[n,d]^2", {"X": "N D"}),
        ("Y[i,j] = X[i,j]*X[j,i]", {"X": "N N"}),
        ("Y[i in 1..n] = X[2*i]", {"X": "2*n"}),
    ],
)
def test_what_has_no_form_declines(program: tuple[str, dict[str, str]]) -> None:
    assert form_of(gradient(*program, "X")) is None


def test_a_form_of_something_else_does_not_come_out() -> None:
    d = gradient(*LINEAR, "W")
    other = gradient(*LINEAR, "X")
    form = form_of(d)
    assert form is not None
    assert written_out(form, d.equation, d.context.ranges) != other.result
