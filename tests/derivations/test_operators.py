"""Operator forms: recognised where they apply, declined elsewhere, and each one comes out as its index form again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from derivations.derive import backward
from derivations.layers.attention import ATTENTION
from derivations.layers.cross_entropy_labels import CROSS_ENTROPY_LABELS
from derivations.layers.embedding import EMBEDDING
from derivations.layers.layer_norm import LAYER_NORM
from derivations.layers.lstm import LSTM
from derivations.layers.softmax import SOFTMAX
from derivations.operators import Operator, comes_out, operator_form, written_out
from derivations.operators.nodes import Diagonal, Hadamard, Matrix, Ones, Scalar, Slid, Transpose, Whole, scaled, walk
from derivations.operators.written import ShapeError
from derivations.printing.operator_latex import operator_latex, told_latex
from derivations.printing.operator_text import operator_text, told_text
from derivations.printing.record import solution_record
from derivations.printing.style import Style
from derivations.printing.text_document import text_document
from derivations.program import read_program
from derivations.rule import Derivation
from derivations.solve import derive_layer
from derivations.terms import ONE, number

STYLE = Style({"dL_Y": "G"})


def gradient(forward: str, shapes: dict[str, str], wrt: str, letters: str = "", **more: object) -> Derivation:
    return backward(read_program(forward, shapes, **more), (wrt,), {wrt: letters})[-1]  # type: ignore[arg-type]


def form_of(d: Derivation) -> Operator | None:
    return operator_form(d.equation, d.context)


def told(d: Derivation) -> str:
    form = form_of(d)
    assert form is not None
    return operator_text(form, d.equation)


LINEAR = ("Y[n,m] = sum[d] X[n,d]*W[d,m] + b[m]", {"X": "N D", "W": "D M", "b": "M"})
TURNED = ("Y[n,m] = sum[d] X[n,d]*W[m,d]", {"X": "N D", "W": "M D"})
ONE_EXAMPLE = ("Y[m] = sum[d] W[m,d]*x[d]", {"x": "D", "W": "M D"})
SQUARES = ("L = (sum[n] (sum[d] X[n,d]*w[d] + b - t[n])^2)/(2*N)", {"X": "N D", "w": "D", "b": "", "t": "N"})


@pytest.mark.parametrize(
    ("program", "wrt", "shown"),
    [
        (LINEAR, "W", r"\frac{\partial L}{\partial W} = X^{\top}\, G"),
        (LINEAR, "X", r"\frac{\partial L}{\partial X} = G\, W^{\top}"),
        (LINEAR, "b", r"\frac{\partial L}{\partial b} = G^{\top}\, \mathbf{1}"),
        (TURNED, "W", r"\frac{\partial L}{\partial W} = G^{\top}\, X"),
        (TURNED, "X", r"\frac{\partial L}{\partial X} = G\, W"),
        (ONE_EXAMPLE, "W", r"\frac{\partial L}{\partial W} = G\, x^{\top}"),
        (ONE_EXAMPLE, "x", r"\frac{\partial L}{\partial x} = W^{\top}\, G"),
        (("Y[n,d] = relu(X[n,d])", {"X": "N D"}), "X", r"\frac{\partial L}{\partial X} = G \odot \mathbf{1}[X > 0]"),
    ],
)
def test_matrix_forms(program: tuple[str, dict[str, str]], wrt: str, shown: str) -> None:
    d = gradient(*program, wrt)
    form = form_of(d)
    assert form is not None
    assert operator_latex(form, d.equation, STYLE) == shown


@pytest.mark.parametrize(
    ("program", "wrt", "shown"),
    [
        (("Y = (sum[n,d] X[n,d])/(N*D)", {"X": "N D"}), "X", "dL_X = ones / (N*D)"),
        (("Y[n] = (sum[d] X[n,d])/D", {"X": "N D"}), "X", "dL_X = dL_Y @ ones^T / D"),
        (("Y[d] = (sum[n] X[n,d])/N", {"X": "N D"}), "X", "dL_X = ones @ dL_Y^T / N"),
        (("Y[n,d] = 3*X[n,d]*a[d]*b[n]", {"X": "N D", "a": "D", "b": "N"}), "X", "dL_X = 3 * diag(b) @ dL_Y @ diag(a)"),
        (("Y[n,d] = X[n,d]*s[n,d]", {"X": "N D", "s": "N D"}), "s", "dL_s = dL_Y .* X"),
        (("Y = sum[i,j] u[i]*A[i,j]*v[j]", {"u": "N", "A": "N M", "v": "M"}), "A", "dL_A = u @ v^T"),
        (("Y = sum[i,j] u[i]*A[i,j]*v[j]", {"u": "N", "A": "N M", "v": "M"}), "u", "dL_u = A @ v"),
        (("Y[n] = X[n]/s", {"X": "N", "s": ""}), "s", "dL_s = -Y^T @ dL_Y / s"),
    ],
)  # fmt: skip
def test_outer_products_sums_means_and_diagonals(program: tuple[str, dict[str, str]], wrt: str, shown: str) -> None:
    assert told(gradient(*program, wrt)) == shown


def by_name(layer: object) -> dict[str, Derivation]:
    return {d.goal.tensor: d for d in backward(layer.program, layer.program.inputs)}  # type: ignore[attr-defined]


def test_the_forms_of_textbooks() -> None:
    assert told(by_name(SOFTMAX)["dL_X"]) == "dL_X = Y .* (dL_Y - (Y .* dL_Y) @ ones @ ones^T)"
    attention = by_name(ATTENTION)
    assert told(attention["dL_Z"]) == "dL_Z[n,h] = A[n,h] .* (dL_A[n,h] - (A[n,h] .* dL_A[n,h]) @ ones @ ones^T)"
    assert told(attention["dL_K"]) == "dL_K[n,h] = dL_Z[n,h]^T @ Q[n,h] / sqrt(D)"
    assert told(by_name(CROSS_ENTROPY_LABELS)["dL_X"]) == "dL_X[n] = (Q[n] - unit(y[n])) / N"
    assert told(by_name(EMBEDDING)["dL_W"]) == "dL_W = sum[n in 1..N, t in 1..T] unit(ids[n,t]) @ dL_Y[n,t]^T"
    norm = by_name(LAYER_NORM)
    assert told(norm["dL_gamma"]) == "dL_gamma = (dL_Y .* Xhat)^T @ ones"
    assert told(norm["dL_X"]).count(" - ") == 2, "three terms"
    lstm = by_name(LSTM)
    assert told(lstm["dL_c"]) == ("dL_c[t] = dL_c[t+1] .* f[t+1] + dL_h[t] .* o[t] .* (ones - tanh(c[t]).^2)")
    assert told(lstm["dL_U_g"]) == "dL_U_g = sum[t in 1..T] (dL_g[t] .* (ones - g[t].^2))^T @ X[t]"


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
    full, valid = form_of(by_image), form_of(by_kernel)
    assert full is not None and [x.kind for x in walk(full.form) if isinstance(x, Slid)] == ["full"]
    assert operator_text(full, by_image.equation) == "dL_X[n,c] = sum[f in 1..F] dL_Y[n,f] (*full) K[f,c]"
    assert valid is not None and operator_text(valid, by_kernel.equation) == (
        "dL_K = sum[n in 1..N] X[n] (*valid) dL_Y[n]"
    )


@pytest.mark.parametrize(
    "program",
    [
        ("Y[i,j] = X[i,i]*X[j,j]", {"X": "N N"}),
        ("Y[i in 1..n] = X[2*i]", {"X": "2*n"}),
        ("Y[i in 1..N] = sum[j in 1..i] X[j]", {"X": "N"}),
        ("Y[n,d] = X[n,d]", {"X": "N D"}),
    ],
)
def test_what_has_no_form_declines(program: tuple[str, dict[str, str]]) -> None:
    assert form_of(gradient(*program, "X")) is None


X, G, W = (Whole(t, (), 2) for t in ("X", "dL_Y", "W"))
WRONG = [
    Matrix(Transpose(G), X),  # the transpose of the gradient, of another shape unless the sizes agree
    scaled(Scalar(number(2)), Matrix(Transpose(X), G)),
    Hadamard((W, W)),
    Matrix(Transpose(X), Hadamard((G, G))),
]


@pytest.mark.parametrize("form", WRONG)
@pytest.mark.parametrize("sizes", ["N D M", "N N N"])
def test_a_wrong_form_is_refused(form: object, sizes: str) -> None:
    n, d, m = sizes.split()
    found = gradient("Y[i,j] = sum[k] X[i,k]*W[k,j]", {"X": f"{n} {d}", "W": f"{d} {m}"}, "W")
    assert comes_out(Operator(Matrix(Transpose(X), G)), found.equation, found.context), "the right one"
    assert not comes_out(Operator(form), found.equation, found.context)  # type: ignore[arg-type]


def test_shapes_that_do_not_fit_are_refused() -> None:
    """A row of length 1 would stretch in NumPy; here an operand must have the very ranges of its place."""
    d = gradient(*LINEAR, "W")
    rows = d.context.ranges["X"][0]
    for form in (Matrix(X, G), Hadamard((X, G)), Diagonal(X), Matrix(Ones(rows), G)):
        with pytest.raises(ShapeError):
            written_out(Operator(form), d.equation, d.context.ranges)
        assert not comes_out(Operator(form), d.equation, d.context)


def test_an_axis_that_is_read_in_part_is_no_whole_array() -> None:
    """The first n of 2n entries: the tensor as a whole has another shape."""
    d = gradient("Y[i in 1..n] = X[i]*w[i]", {"X": "2*n", "w": "n"}, "w")
    assert form_of(d) is None


def test_a_form_of_something_else_does_not_come_out() -> None:
    d, other = gradient(*LINEAR, "W"), gradient(*LINEAR, "X")
    form = form_of(d)
    assert form is not None and not comes_out(form, replace(other.equation, rhs=ONE), other.context)


def test_symbols_are_explained_and_every_printer_shows_the_form() -> None:
    d = by_name(SOFTMAX)["dL_X"]
    form = form_of(d)
    assert form is not None
    assert r"$\odot$ acts entry by entry" in told_latex(form) and "ones has only ones" in told_text(form)
    solution = derive_layer(SOFTMAX)
    shown = operator_text(form, d.equation)
    assert shown in text_document(solution)
    record = solution_record(solution)["parts"][0]["worked"][-1]["operator"]
    assert record["text"] == shown and record["latex"].startswith(r"\frac{\partial L}{\partial X} = ")
