"""What a sentence supposes holds for what it concludes: `$R^T = -R$ gives ...`."""

from __future__ import annotations

import pytest

from checkers.algebra.document import check_document

MATRIX = r"Let $R\in\mathbb{R}^{n\times n}$ and $M\in\mathbb{R}^{n\times n}$. "


def wrong(text: str) -> list[str]:
    shown = check_document(text)["displays"]
    return [x["right"] for d in shown for x in d["links"] if x["verdict"] == "different"]


def verdicts(text: str) -> list[str]:
    return [x["verdict"] for d in check_document(text)["displays"] for x in d["links"]]


SUPPOSED = [
    (r"$R^T = -R$ gives $\det(R^T) = %s$.", r"\det(-R)", r"-\det(-R)"),
    (r"$R^\top = -R$ implies $\operatorname{tr}(M^T R) = %s$.", r"-\operatorname{tr}(R M)", r"\operatorname{tr}(R M)"),
    (r"$R = -R^T$ means $\operatorname{tr}(R R^T) = %s$.", r"-\operatorname{tr}(R R)", r"\operatorname{tr}(R R)"),
    (r"Since $R^T = -R$, we have $\det(R^T) = %s$.", r"\det(-R)", r"2\det(-R)"),
    (r"Aus $R^T = -R$ folgt $\operatorname{tr}(R^T R) = %s$.", r"-\operatorname{tr}(R R)", r"\operatorname{tr}(R R)"),
    (r"$R^T = R$ liefert $\operatorname{tr}(R^T R) = %s$.", r"\operatorname{tr}(R R)", r"-\operatorname{tr}(R R)"),
    (r"$R^T R = I$ gives $\operatorname{tr}(R^T R R^T) = %s$.", r"\operatorname{tr}(R)", r"2\operatorname{tr}(R)"),
    (r"Because $R^T = R$, $\operatorname{tr}(R^T R) = %s$.", r"\operatorname{tr}(R R)", r"2\operatorname{tr}(R R)"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "right", "slip"), SUPPOSED)
def test_what_follows_from_the_equation_of_its_sentence_is_not_wrong(text: str, right: str, slip: str) -> None:
    assert wrong(MATRIX + text % right) == []
    assert wrong(MATRIX + text % slip)


def test_the_next_sentence_does_not_suppose_it() -> None:
    first = r"The case $R^T = -R$ gives $\operatorname{tr}(R^T R) = -\operatorname{tr}(R R)$. "
    text = MATRIX + first + r"Now let $R$ be anything. Then $\operatorname{tr}(R R^T) = %s$."
    assert wrong(text % r"-\operatorname{tr}(R R)") == [r"-\operatorname{tr}(R R)"]
    assert wrong(text % r"\operatorname{tr}(R^T R)") == []


def test_an_equation_that_cannot_be_made_true_leaves_its_consequences_open() -> None:
    text = MATRIX + r"$R^2 R^T = R + R^T$ gives $\operatorname{tr}(R^2 R^T) = \operatorname{tr}(R + R)$."
    assert "different" not in verdicts(text)


def test_what_holds_anyway_is_no_premise() -> None:
    text = MATRIX + r"$(R^T)^T = R$ gives $\operatorname{tr}(R^T R) = %s$."
    assert wrong(text % r"\operatorname{tr}(R^T R)") == []
    assert wrong(text % r"\operatorname{tr}(R R)") == [r"\operatorname{tr}(R R)"]
