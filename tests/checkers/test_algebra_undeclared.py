"""Answers of matrix algebra without a context: shapes are inferred, and numbers are told from arrays."""

from __future__ import annotations

import pytest

from checkers.algebra.compare import compare

EQUAL = [
    (r"X^\top G", "X.T @ G"),
    (r"\frac{1}{n} X^\top G", r"X^T G/n"),
    (r"X.T @ (Y - T) / N", r"(1/N) X^T (Y-T)"),
    (r"X^\top \left( (G W_2^\top) \odot H \odot (1 - H) \right)", r"X^T((1-H)\odot(GW_2^T)\odot H)"),
    (r"\operatorname{diag}(p)\, g - p\, p^\top g", r"p \odot (g - p^\top g)"),
    (r"\operatorname{diag}(p) - p\,p^\top", r"-pp^T+\mathrm{diag}(p)"),
    (r"\frac{1}{\sqrt{d}}\, G K", r"\frac{GK}{\sqrt d}"),
    (r"\operatorname{tr}(A^T B)", r"\operatorname{tr}(B A^T)"),
    (r"A^{-1} b", r"A^{-1}b"),
    ("e x", "2.718281828459045 x"),
    ("2 e^{x}", r"2\exp(x)"),
]
DIFFERENT = [
    (r"X^\top G", r"G^\top X"),
    (r"\frac{1}{n} X^\top G", r"\frac{1}{n} G^\top X"),
    (r"X^\top \left( (G W_2^\top) \odot H \odot (1 - H) \right)", r"\bigl((GW_2^\top)\odot H\odot(1-H)\bigr)^\top X"),
    (r"\operatorname{diag}(p)\, g - p\, p^\top g", r"p \odot (1-p) \odot g"),
    (r"\operatorname{diag}(p) - p\,p^\top", r"\operatorname{diag}(p \odot (1-p))"),
    (r"\frac{1}{\sqrt{d}}\, G K", r"\frac{1}{\sqrt d}(GK)^\top"),
    ("2 A x", "2 A^T x"),
    (r"A^{-1} b", r"b A^{-1}"),
    (r"\operatorname{tr}(A B)", r"\operatorname{tr}(A^T B)"),
    (r"W^T \delta \odot \sigma'(z)", r"W \delta \odot \sigma'(z)"),
    (
        r"\begin{cases} e & |e| \le \delta \\ \delta\,\operatorname{sign}(e) & |e| > \delta \end{cases}",
        r"\begin{cases} e & |e| \le \delta \\ \delta & |e| > \delta \end{cases}",
    ),
]


@pytest.mark.parametrize(("reference", "answer"), EQUAL)
def test_right_without_a_context(reference: str, answer: str) -> None:
    found = compare(reference, answer)
    assert found["verdict"] == "equal", found["witness"] or found["how"]


@pytest.mark.parametrize(("reference", "answer"), DIFFERENT)
def test_wrong_without_a_context(reference: str, answer: str) -> None:
    assert compare(reference, answer)["verdict"] == "different"
