"""Sums over pairs: \\sum_{i<j} in all its spellings, and beside a letter that is fixed elsewhere."""

from __future__ import annotations

from typing import Any

import pytest

from checkers.algebra.compare import compare
from checkers.algebra.document import check_document

VECTOR: dict[str, Any] = {"tensors": {"a": ["m"]}}
PAIRS = r"\sum_{p=1}^{m-1}\sum_{q=p+1}^{m} a_p a_q^2"


@pytest.mark.parametrize(
    "answer",
    [
        r"\sum_{i<j} a_i a_j^2",
        r"\sum_{j>i} a_i a_j^2",
        r"\sum_{u<v}^{m} a_u a_v^2",
        r"\sum_{1\le i<j\le m} a_i a_j^2",
        r"\sum_{i<j\le m} a_i a_j^2",
        r"\sum_{1\le i<j}^{m} a_i a_j^2",
        r"\sum_{\substack{i,j=1\\ i<j}}^{m} a_i a_j^2",
        r"\sum_{(i,j):\,i<j} a_i a_j^2",
        r"\sum_{i,j:\,i<j} a_i a_j^2",
        r"\sum_i\sum_{j>i} a_i a_j^2",
        "∑_{s<t} a_s·a_t²",
        "sum over i<j of a_i a_j^2",
        "sum_{i<j} a_i a_j^2",
    ],
)
def test_pairs_are_read(answer: str) -> None:
    found = compare(PAIRS, answer, VECTOR)
    assert found["verdict"] == "equal", found
    slip = answer.replace("<j", "≤j").replace("<t", "≤t").replace("j>i", "j≥i").replace("<v", "≤v")
    assert compare(PAIRS, slip, VECTOR)["verdict"] == "different"
    back = compare(answer, PAIRS, VECTOR)
    assert back["verdict"] == "equal", back


@pytest.mark.parametrize(
    ("reference", "right", "wrong"),
    [
        (r"(\sum_i a_i)^2", r"\sum_i a_i^2+2\sum_{i<j}a_ia_j", r"\sum_i a_i^2+\sum_{i<j}a_ia_j"),
        (r"(\sum_i a_i)^2-\sum_i a_i^2", r"\sum_{i\ne j}a_ia_j", r"\frac12\sum_{i\ne j}a_ia_j"),
        (r"m\sum_i a_i^2-(\sum_i a_i)^2", r"\sum_{i<j}(a_i-a_j)^2", r"\sum_{i\ne j}(a_i-a_j)^2"),
        (r"\prod_{i<j}(a_j-a_i)", r"\prod_{i=1}^m\prod_{j=i+1}^m(a_j-a_i)", r"\prod_{i=1}^m\prod_{j=i+1}^m(a_i+a_j)"),
        (r"\sum_{i<j<k}a_ia_ja_k", r"\sum_{i=1}^m\sum_{j=i+1}^m\sum_{k=j+1}^m a_ia_ja_k", r"\sum_{i<j}a_ia_j"),
        (r"\frac12\sum_{i\ne j}a_ia_j", r"\sum_{i=1}^m\sum_{j=i+1}^m a_ia_j", r"\sum_{i=1}^m\sum_{j=i}^m a_ia_j"),
    ],
)
def test_identities_of_pairs(reference: str, right: str, wrong: str) -> None:
    assert compare(reference, right, VECTOR)["verdict"] == "equal"
    assert compare(reference, wrong, VECTOR)["verdict"] == "different"


def test_a_letter_that_is_asked_stays_fixed() -> None:
    asked = {**VECTOR, "label": r"\frac{\partial L}{\partial a_k}"}
    assert compare(r"\sum_j a_j-a_k", r"\sum_{j\ne k}a_j", asked)["verdict"] == "equal"
    assert compare(r"a_k\sum_{i=1}^{k-1}a_i", r"a_k\sum_{i<k}a_i", asked)["verdict"] == "equal"
    assert compare(r"\sum_{i<k}a_ia_k", r"a_k\sum_{i=1}^{k-1}a_i", asked)["verdict"] == "equal"
    assert compare(r"\sum_{i<k}a_ia_k", r"\sum_{i=1}^m\sum_{k=i+1}^m a_ia_k", asked)["verdict"] == "different"
    through_pairs = r"\sum_{i<j}2(a_i-a_j)(\delta_{ik}-\delta_{jk})"
    assert compare(r"2\sum_{j\ne k}(a_k-a_j)", through_pairs, asked)["verdict"] == "equal"
    assert compare(r"2\sum_{j\ne k}(a_k+a_j)", through_pairs, asked)["verdict"] == "different"


def test_a_letter_that_nothing_fixes_is_taken_as_either() -> None:
    assert compare(r"\sum_{i<j}a_ia_j", r"a_j\sum_{i=1}^{j-1}a_i", VECTOR)["verdict"] == "equal"
    assert compare(r"-\sum_{j\ne k}y_jp_k", r"-p_k\sum_{j\ne k}y_j", {})["verdict"] == "equal"


def test_what_was_read_shows_the_condition() -> None:
    assert compare(PAIRS, r"\sum_{i<j}a_ia_j^2", VECTOR)["read_as"] == r"\sum_{i < j} a_{i}\,{a_{j}}^{2}"


@pytest.mark.parametrize("factor", ["2", "3"])
def test_pairs_in_documents(factor: str) -> None:
    text = rf"Let $a \in \mathbb{{R}}^m$. Then $$\Big(\sum_i a_i\Big)^2 = \sum_i a_i^2 + {factor}\sum_{{i<j}} a_i a_j$$"
    assert check_document(text)["summary"]["different"] == (factor == "3")
