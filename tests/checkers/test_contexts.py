"""How a question states its tolerance, its quantities and its premises: the spellings of those who write questions."""

from __future__ import annotations

from typing import Any

import pytest

from checkers.algebra.compare import Comparer
from checkers.algebra.fields import ContextError
from checkers.algebra.tolerances import Tolerance, read_tolerance

COMPARER = Comparer()


def verdict(reference: str, answer: str, **context: Any) -> str:
    found = COMPARER.compare({"reference": reference, "answer": answer, "context": context})
    return str(found["verdict"])


@pytest.mark.parametrize(
    ("given", "kind", "value"),
    [
        ({"type": "decimals", "value": 0.005}, "absolute", 0.005),
        ({"type": "decimals", "value": 2}, "decimals", 2),
        ({"type": "significant", "value": 4}, "significant", 4),
        ({"decimals": 2}, "decimals", 2),
        (0.02, "absolute", 0.02),
        ("2 decimals", "decimals", 2),
        ("5 sig figs", "significant", 5),
        ("1e-4", "absolute", 1e-4),
        ("exact", "exact", 0),
        (None, "", 0),
    ],
)
def test_a_tolerance_is_read(given: Any, kind: str, value: float) -> None:
    assert read_tolerance(given) == Tolerance(kind, float(value))


@pytest.mark.parametrize(
    "given", [{"type": "decimals"}, {"type": "decimals", "value": 2.5}, {"type": "significant", "value": 0.5},
              "roughly", "3", [2], True, {"type": "near", "value": 2}, float("nan")]
)  # fmt: skip
def test_what_is_no_tolerance_is_refused_in_a_sentence(given: Any) -> None:
    with pytest.raises(ContextError, match="tolerance"):
        read_tolerance(given)


def test_decimals_below_one_are_a_distance() -> None:
    assert verdict("2.71828", "2.7180", tolerance={"type": "decimals", "value": 0.0005}) == "equal"
    assert verdict("2.71828", "2.7170", tolerance={"type": "decimals", "value": 0.0005}) == "different"


PEAK = [r"\alpha_{\min}",
        "alpha_min", "α_min", r"\alpha_{min}", r"alpha_{\min}", r"\alpha_{\mathrm{min}}", r"\alpha_\min",
        r"\alpha_{\text{min}}", r"\alpha_{\rm min}", r"\alpha_{\operatorname{min}}"]  # fmt: skip


@pytest.mark.parametrize("declared", PEAK)
@pytest.mark.parametrize("typed", PEAK)
def test_a_name_ends_in_the_word_of_a_function(declared: str, typed: str) -> None:
    domains = {declared: "positive real", r"\alpha_{\max}": "positive real", "t": "real"}
    reference = rf"3 ({declared} - \alpha_{{\max}}) t"
    assert verdict(reference, f"3*t*{typed} - 3*t*alpha_max", domains=domains) == "equal"
    assert verdict(reference, f"3*t*{typed} + 3*t*alpha_max", domains=domains) == "different"


@pytest.mark.parametrize(
    ("declared", "typed"),
    [(r"\tau^2", r"\tau^{2}"), (r"\theta_{t-1}", r"\theta_{t-1}"), (r"\beta^*", r"\beta^{*}"),
     (r"u_{\text{prev}}", "u_prev"), (r"h_{\mathrm{in}}", "h_in"), (r"\hat{p}_c", r"\hat p_c"),
     (r"a^{(3)}", "a^{(3)}"), (r"\lambda_{reg}", "lambda_reg"),
     (r"b^{[2]}", "b^{[2]}"), (r"\mathcal{E}_{\text{CE}}", r"\mathcal{E}_{CE}"),
     (r"\tilde{x}_{\max}", r"\tilde x_{max}")],
)  # fmt: skip
def test_a_quantity_with_a_subscript_or_a_superscript_is_declared(declared: str, typed: str) -> None:
    domains = {declared: "positive real", "c_0": "real"}
    assert verdict(f"2 {declared} + c_0", f"c_0 + {typed} + {typed}", domains=domains) == "equal"
    assert verdict(f"2 {declared} + c_0", f"c_0 + {typed}", domains=domains) == "different"


Y = {"tensors": {"q": ["C"], "t": ["C"]}, "sizes": ["C"], "domains": {"q": "(0, 1)"}}
A = {"tensors": {"M": ["d", "d"], "v": ["d"]}, "sizes": ["d"]}


@pytest.mark.parametrize(
    "premise",
    [r"t \text{ one-hot}", "t is one-hot", "t is a one-hot vector", r"t \text{ is a one hot vector}",
     "one-hot t", "t: one-hot", "let t be one-hot"],
)  # fmt: skip
def test_a_vector_is_one_hot(premise: str) -> None:
    context = {**Y, "premises": [premise]}
    assert verdict(r"\|q - t\|^2", "q @ q - 2 * (t @ q) + 1", **context) == "equal"
    assert verdict(r"\|q - t\|^2", "q @ q - 2 * (t @ q)", **context) == "different"
    assert verdict(r"t_c^2 q_c", "t_c q_c", **context) == "equal"
    assert verdict(r"t_c q_c", "q_c", **context) == "different"


@pytest.mark.parametrize(
    "premise",
    [r"M \text{ symmetric}", "M is symmetric", "symmetric M", "M = M^T", "the matrix M is symmetric",
     "M positive definite", r"M \succ 0", r"M \in \mathbb{R}^{d \times d} \text{ symmetric}",
     r"M \in \mathbb{S}^d_{++}"],
)  # fmt: skip
def test_a_matrix_is_symmetric(premise: str) -> None:
    context = {**A, "premises": [premise]}
    assert verdict(r"(M + M^\top) v", "2 M v", **context) == "equal"
    assert verdict(r"(M + M^\top) v", "M v", **context) == "different"


@pytest.mark.parametrize("premise", ["M orthogonal", "M is an orthogonal matrix", r"M^\top M = I", r"M \in O(d)"])
def test_a_matrix_is_orthogonal(premise: str) -> None:
    context = {**A, "premises": [premise]}
    assert verdict(r"\|M v\|^2", r"v^\top v", **context) == "equal"
    assert verdict(r"M^{-1} v", r"M^\top v", **context) == "equal"
    assert verdict(r"M^{-1} v", "M v", **context) == "different"


@pytest.mark.parametrize("premise", ["v > 0", r"v_i > 0", r"v_i > 0 \quad \forall i", "v is positive", "0 < v",
                                     "v nonnegative", "v ≥ 0", r"\forall i: v_i \ge 0",
                                     r"v \in \mathbb{R}_+^d"])  # fmt: skip
def test_entries_are_positive(premise: str) -> None:
    context = {**A, "premises": [premise]}
    assert verdict(r"\sum_i v_i", r"\|v\|_1", **context) == "equal"
    assert verdict(r"\sum_i v_i", r"\|v\|_2", **context) == "different"


@pytest.mark.parametrize("premise", [r"t \in \{0,1\}", r"t_c \in \{0, 1\}", "t is binary", r"t\in\{0,1\}^C"])
def test_entries_are_bits(premise: str) -> None:
    context = {**Y, "premises": [premise]}
    assert verdict("t_c q_c", "t_c^2 q_c", **context) == "equal"
    assert verdict("t_c q_c", "t_c q_c^2", **context) == "different"


@pytest.mark.parametrize("premise", ["t is a probability vector", r"t \in \Delta^{C-1}", "t on the simplex"])
def test_a_vector_is_on_the_simplex(premise: str) -> None:
    context = {**Y, "premises": [premise]}
    assert verdict(r"q_k \sum_c t_c - t_k", "q_k - t_k", **context) == "equal"
    assert verdict(r"q_k \sum_c t_c - t_k", "q_k - 1", **context) == "different"


@pytest.mark.parametrize(
    ("tensors", "premise"), [({"M": [2, 3]}, "M symmetric"), ({}, "v one-hot"), ({"v": [3]}, "v is purple")]
)
def test_what_cannot_hold_is_said(tensors: Any, premise: str) -> None:
    question = {"reference": "3", "answer": "3", "context": {"tensors": tensors, "premises": [premise]}}
    found = COMPARER.compare(question)
    assert found["verdict"] == "undecided" and premise in found["how"]


H = {"tensors": {"E": ["B", "K"], "U": ["J", "K"], "A": ["B", "J"], "S": ["B", "J"]}, "sizes": ["B", "J", "K"]}


@pytest.mark.parametrize(
    "premise",
    [r"A=\tanh(S)", r"\tanh(S) = A", "A := tanh(S)", r"A_{bj} = \tanh(S_{bj})", r"A = \tanh(S) \text{ (element-wise)}",
     "A = np.tanh(S)"],
)  # fmt: skip
def test_a_matrix_is_a_function_of_another(premise: str) -> None:
    context = {**H, "premises": [premise]}
    assert verdict(r"(E U^\top) \odot (1 - A \odot A)", "(E @ U.T) * (1 - np.tanh(S)**2)", **context) == "equal"
    assert verdict(r"(E U^\top) \odot (1 - A \odot A)", r"(EU^T)\odot(1-A)\odot(1+A)", **context) == "equal"
    assert verdict(r"(E U^\top) \odot (1 - A \odot A)", "(E @ U.T) * (1 - A)", **context) == "different"
    assert verdict(r"(E U^\top) \odot (1 - A \odot A)", "(E @ U.T) * (1 - S**2)", **context) == "different"


@pytest.mark.parametrize(
    "premise",
    [r"a_i = \sigma(c_i)", r"a=\sigma(c)", r"a_k = \frac{1}{1+e^{-c_k}}", r"a_j = \sigma(c_j) \quad \forall j",
     r"\forall j: a_j = \sigma(c_j)"],
)  # fmt: skip
def test_a_vector_is_a_function_of_another(premise: str) -> None:
    context = {"tensors": {"a": ["m"], "c": ["m"]}, "sizes": ["m"], "premises": [premise]}
    assert verdict("a_i (1 - a_i)", r"\sigma(c_i) \sigma(-c_i)", **context) == "equal"
    assert verdict(r"a \odot (1 - a)", r"\sigma(c) - a * a", **context) == "equal"
    assert verdict("a_i (1 - a_i)", r"\sigma(c_i) (1 - c_i)", **context) == "different"


@pytest.mark.parametrize(
    "premise", [r"R = \mathrm{softmax}(Z)", "R = softmax(Z) by rows", "R = softmax(Z, axis=1)",
                r"R_{ij} = \frac{e^{Z_{ij}}}{\sum_k e^{Z_{ik}}}", r"\sum_j R_{ij} = 1", r"\sum_{j=1}^{q} R_{ij} = 1",
                r"\sum_j R_{ij} = 1 \quad \forall i", r"\forall i: \sum_j R_{ij} = 1", r"R \mathbf{1} = \mathbf{1}",
                "R is row-stochastic"]
)  # fmt: skip
def test_every_row_sums_to_one(premise: str) -> None:
    context = {"tensors": {"R": ["p", "q"], "Z": ["p", "q"]}, "sizes": ["p", "q"], "premises": [premise]}
    reference = r"R_{ij} (Z_{ij} - \sum_k R_{ik} Z_{ik})"
    assert verdict(reference, r"R_{ij} \sum_k R_{ik} (Z_{ij} - Z_{ik})", **context) == "equal"
    assert verdict(reference, r"R_{ij} (1 - R_{ij}) Z_{ij}", **context) == "different"
    assert verdict(reference, r"R_{ij} (Z_{ij} - \sum_k R_{kj} Z_{kj})", **context) == "different"


def test_every_column_sums_to_zero() -> None:
    context = {"tensors": {"D": [4, 3], "F": [4, 3]}, "premises": [r"\sum_i D_{ij} = 0"]}
    assert verdict(r"\sum_i D_{ij} F_{ij}", r"\sum_i D_{ij} (F_{ij} + 3)", **context) == "equal"
    assert verdict(r"\sum_i D_{ij} F_{ij}", r"\sum_i D_{ij} (F_{ij} + D_{ij})", **context) == "different"
    assert verdict(r"\sum_i D_{ij} F_{ij}", "0", **context) == "different"


@pytest.mark.parametrize(
    ("premise", "reference", "right", "wrong"),
    [("V = YX", "V - YX + X", "X", "V"), ("X Y = I", "X Y X", "X", "Y"),
     ("X X^{-1} = I", "X^{-1} Y", "inv(X) @ Y", "X Y"),
     (r"X^\top X = I", "X^T X Y", "Y", "2 Y"), ("f(t) = t^3 + 2", r"X f(2)", "10 X", "8 X"),
     ("X = Y^T", "X", "Y^T", "Y")],
)  # fmt: skip
def test_matrices_are_tied(premise: str, reference: str, right: str, wrong: str) -> None:
    context = {"tensors": {"X": ["n", "n"], "Y": ["n", "n"], "V": ["n", "n"]}, "sizes": ["n"], "premises": [premise]}
    assert verdict(reference, right, **context) == "equal"
    assert verdict(reference, wrong, **context) == "different"


def test_a_length_and_a_constant_are_given() -> None:
    assert verdict("u^T u + 1", "2", tensors={"u": ["n"]}, premises=[r"\|u\| = 1"]) == "equal"
    assert verdict("u^T u + 1", "u_1 + 1", tensors={"u": ["n"]}, premises=[r"\|u\| = 1"]) == "different"
    assert verdict("b_i + x_i", "x_i + 1", tensors={"x": ["n"], "b": ["n"]}, premises=["b = 1"]) == "equal"
    assert verdict("b_i + x_i", "x_i", tensors={"x": ["n"], "b": ["n"]}, premises=["b = 1"]) == "different"


def test_a_formula_of_another_shape_is_said() -> None:
    context = {"tensors": {"x": ["n"], "b": ["n"]}, "domains": {"c": "real"}, "premises": ["b = c^2"]}
    found = COMPARER.compare({"reference": "b_i + x_i", "answer": "x_i", "context": context})
    assert found["verdict"] == "undecided" and "b has 0 axes" in found["how"]


@pytest.mark.parametrize(
    "premises",
    [["r = softmax(o)", "t one-hot"], ["r = softmax(o), t one-hot"],
     [r"r = \mathrm{softmax}(o) \text{ and } t is one-hot"],
     ["r = softmax(o); t is one-hot"], [r"\sum_k r_k = 1, \sum_k t_k = 1"], [r"\sum_k r_k = \sum_k t_k = 1"],
     [r"\sum_k r_k = 1", r"\sum_j t_j = 1"]],
)  # fmt: skip
def test_a_text_states_several_premises(premises: list[str]) -> None:
    context = {"tensors": {"r": ["K"], "t": ["K"], "o": ["K"]}, "sizes": ["K"], "premises": premises}
    assert verdict("r_k - t_k", r"r_k \sum_j t_j - t_k \sum_j r_j", **context) == "equal"
    assert verdict("r_k - t_k", "r_k - 1", **context) == "different"
    assert verdict("r_k - t_k", r"r_k \sum_j t_j^3 - 2 t_k", **context) == "different"


def test_an_equation_is_not_made_true_by_zeros() -> None:
    context = {"tensors": {"M": ["n", "n"], "x": ["n"]}, "premises": ["M = M^T", "M x = 2 x"]}
    assert verdict("x^T M x", "x^T x", **context) != "equal"
    assert verdict("v^T M v", "3 v^T M v", tensors={"M": [3, 3], "v": [3]}, premises=["v^T M v = v^T v"]) == "different"


def test_two_equations_of_one_quantity() -> None:
    context = {"tensors": {"z": ["n"]}, "sizes": ["n"], "premises": [r"\sum_i z_i = 0", r"\sum_i z_i^2 = n"]}
    assert verdict(r"\sum_i (z_i + 1)^2", "2 n", **context) == "equal"
    assert verdict(r"\sum_i (z_i + 1)^2", "n + 1", **context) == "different"


def test_what_equations_change_stays_in_its_domain() -> None:
    context = {"domains": {"a": "real", "b": "real"}, "premises": ["a^2 + b^2 = 1", "a > 0"]}
    assert verdict("a", r"\sqrt{1 - b^2}", **context) == "equal"
    assert verdict("a", r"-\sqrt{1 - b^2}", **context) == "different"


@pytest.mark.parametrize(
    "premise",
    [r"d \in \mathbb{N}", "d is a positive integer", r"M^\top M is invertible", "M is nonsingular", "M invertible"],
)
def test_what_always_holds_changes_nothing(premise: str) -> None:
    assert verdict(r"(M^\top M)^{-1} v d", "d inv(M.T @ M) @ v", **A, premises=[premise]) == "equal"
    assert verdict(r"(M^\top M)^{-1} v d", "d inv(M.T @ M) @ v + v", **A, premises=[premise]) == "different"


def test_many_equations_of_a_large_array() -> None:
    context = {"tensors": {"P": [12, 11], "v": [11]}, "premises": [r"\sum_i P_{ij} = 1"]}
    assert verdict(r"\sum_i (P v)_i", r"\sum_j v_j", **context) == "equal"
    assert verdict(r"\sum_i (P v)_i", r"\sum_j v_j^2", **context) == "different"


def test_a_sum_without_bounds_reaches_over_what_is_calculated() -> None:
    context = {"tensors": {"A": ["n", "m"], "B": ["m", "p"], "c": ["p"]}}
    assert verdict(r"\sum_k (A B)_{ik} c_k", "(A B c)_i", **context) == "equal"
    assert verdict(r"\sum_k (A B)_{ik} c_k", r"(A B)_{i1} c_1", **context) == "different"
    assert verdict(r"\sum_i (B c)_i", "np.sum(B @ c)", tensors={"B": [6, 4], "c": [4]}) == "equal"
