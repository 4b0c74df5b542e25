"""What stands around an answer, brackets that are not closed, and answers that are equations."""

from __future__ import annotations

from typing import Any

import pytest

from checkers.algebra.compare import Comparer


def verdict(reference: str, answer: str, **context: Any) -> str:
    return str(Comparer().compare({"reference": reference, "answer": answer, "context": context})["verdict"])


LAYER = {"tensors": {"X": ["B", "D"], "G": ["B", "M"]}, "sizes": ["B", "D", "M"]}


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("• dW = Xᵀ G", "• dW = Gᵀ X"),
        ("→ $X^T G$", "→ $G^T X$"),
        ("a) $X^\\top G$", "a) $X G^\\top$"),
        ("b) X.T @ G", "b) G.T @ X"),
        ("(ii) $X^\\top G$.", "(ii) $-X^\\top G$."),
        ("2. \\[ X^\\top G \\]", "2. \\[ 2 X^\\top G \\]"),
        ("$X^\\top G$ (final answer)", "$G^\\top X$ (final answer)"),
        ("X^T G   (by the chain rule)", "X^T G / 2   (by the chain rule)"),
        ("- **Gradient w.r.t. $W$:**\n$$X^\\top G$$", "- **Gradient w.r.t. $W$:**\n$$G^\\top X$$"),
        ("For the weights we therefore obtain:\n\\[ X^\\top G \\]", "For the weights we obtain:\n\\[ X G \\]"),
    ],
)
def test_what_stands_around_a_formula_is_no_part_of_it(right: str, wrong: str) -> None:
    assert verdict("X^\\top G", right, label="dW", **LAYER) == "equal"
    assert verdict("X^\\top G", wrong, label="dW", **LAYER) in ("different", "unreadable")


@pytest.mark.parametrize(
    "answer",
    [
        "$X^\\top G$ (not transposed)",
        "$X^\\top G$ (half of it)",
        "$X^\\top G$ (twice)",
        "The transpose of the gradient is:\n$$X^\\top G$$",
        "Minus the gradient is:\n$$X^\\top G$$",
        "It is not:\n$$X^\\top G$$",
    ],
)
def test_words_that_change_a_formula_are_not_passed_over(answer: str) -> None:
    assert verdict("X^\\top G", answer, label="dW", **LAYER) != "equal"


def test_a_name_in_brackets_is_a_factor() -> None:
    domains = {"u": "real", "bias": "real"}
    assert verdict("u \\cdot bias", "u (bias)", domains=domains) == "equal"
    assert verdict("u", "u (bias)", domains=domains) == "different"


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("\\frac{p-y}{p(1-p)", "equal"),
        ("\\frac{p-y}{p(1-p", "equal"),
        ("(p-y)/(p*(1-p)", "equal"),
        ("$\\frac{p-y}{p(1-p)$", "equal"),
        ("\\frac{y-p}{p(1-p)", "unreadable"),  # a bracket elsewhere may be meant
        ("\\frac{p-y}{p(1-p)}}", "unreadable"),
        ("\\frac{p-y}{", "unreadable"),
    ],
)
def test_a_bracket_that_is_not_closed(answer: str, expected: str) -> None:
    assert verdict("\\frac{p-y}{p(1-p)}", answer, domains={"p": "(0, 1)", "y": "(0, 1)"}) == expected


WHOLE = {"domains": {"F": "positive integer", "Q": "positive integer"}}
REAL = {"domains": {"a": "real", "b": "real", "c": "real"}}


@pytest.mark.parametrize(
    ("reference", "answer", "context", "expected"),
    [
        ("Q = \\frac{F-3}{4}", "F = 4Q + 3", WHOLE, "equal"),
        ("Q = \\frac{F-3}{4}", "4*Q + 3 - F == 0", WHOLE, "equal"),
        ("Q = \\frac{F-3}{4}", "(F - 3)/4 = Q", WHOLE, "equal"),
        ("Q = \\frac{F-3}{4}", "(F - 3)/4", WHOLE, "equal"),
        ("Q = \\frac{F-3}{4}", "F = 4Q - 3", WHOLE, "different"),
        ("Q = \\frac{F-3}{4}", "F = 3Q + 4", WHOLE, "different"),
        ("2a + b = c", "b = c - 2a", REAL, "equal"),
        ("2a + b = c", "c - b = 2a", REAL, "equal"),
        ("2a + b = c", "b = 2a - c", REAL, "different"),
        ("2a + b = c", "c", REAL, "unreadable"),
        ("a = b c", "(a - b c)(a - 1) = 0", REAL, "different"),  # it holds more often
    ],
)
def test_answers_that_are_equations(reference: str, answer: str, context: dict[str, Any], expected: str) -> None:
    assert verdict(reference, answer, **context) == expected


def test_an_identity_as_a_reference_is_no_equation_to_solve() -> None:
    context = {"tensors": {"x": ["n"], "y": ["n"]}, "sizes": ["n"]}
    assert verdict("x^\\top y = \\sum_i x_i y_i", "y^\\top x", **context) == "equal"
    assert verdict("x^\\top y = \\sum_i x_i y_i", "2 y^\\top x", **context) == "different"


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("1/B Xᵀ(X w − t) + λw", "equal"),
        ("1/B X'(X w − t) + λw", "equal"),
        ("1/B Xᵀ(X w + t) + λw", "different"),
        ("1/B Xᵀ(𝑋 𝑤 − 𝑡) + λ𝑤", "equal"),
    ],
)
def test_one_over_a_size_before_a_matrix(answer: str, expected: str) -> None:
    context = {"tensors": {"X": ["B", "D"], "w": ["D"], "t": ["B"]}, "sizes": ["B", "D"]}
    context["domains"] = {"\\lambda": "positive real"}  # type: ignore[assignment]
    assert verdict("\\frac{1}{B} X^\\top (Xw - t) + \\lambda w", answer, **context) == expected


def test_a_label_named_after_an_array_has_no_index_of_that_name() -> None:
    context = {"tensors": {"q": ["H"], "r": ["H"]}, "sizes": ["H"], "label": "\\frac{\\partial L}{\\partial z_q}"}
    assert verdict("r \\odot q \\odot (1-q)", "\\operatorname{diag}(q\\odot(1-q))\\, r", **context) == "equal"
    assert verdict("r \\odot q \\odot (1-q)", "\\operatorname{diag}(q\\odot(1+q))\\, r", **context) == "different"


def test_places_in_square_brackets_below_a_derivative() -> None:
    context = {"tensors": {"U": [6, 5], "V": [4, 4], "C": [3, 2]}, "label": "\\frac{\\partial L}{\\partial C[p,q]}"}
    reference = "\\sum_{i=0}^{3}\\sum_{j=0}^{3} V[i,j]\\, U[i+p,j+q]"
    answer = "\\frac{\\partial L}{\\partial C[p,q]} = \\sum_{m=0}^3\\sum_{n=0}^3 U[p+m,q+n]\\cdot V[m,n]"
    assert verdict(reference, answer, **context) == "equal"
    assert verdict(reference, answer.replace("p+m", "p-m"), **context) == "different"


def test_what_was_read_is_shown_without_a_second_sense() -> None:
    record = {"reference": "(a/b)^2 \\cdot 0.5 \\cdot 3", "answer": "(a/b)^2 * 0.5 * 3", "context": {"domains": {}}}
    record["context"] = {"domains": {"a": "real", "b": "positive real"}}
    shown = Comparer().compare(record)["read_as"]
    assert shown == r"\left(\frac{a}{b}\right)^{2} \cdot 0.5 \cdot 3"
