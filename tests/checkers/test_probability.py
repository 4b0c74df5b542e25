"""Expectations, variances and probabilities are quantities of their own, whatever stands in their brackets."""

from __future__ import annotations

import pytest

from checkers.algebra.document import check_document


def links(text: str) -> list[tuple[str, str]]:
    """Right side and verdict of each link of a document in which every formula is read."""
    record = check_document(text)
    assert record["unread"] == []
    return [(link["right"], link["verdict"]) for d in record["displays"] for link in d["links"]]


@pytest.mark.parametrize(
    "head",
    [
        "E[Z^2]", "E[UZ]", r"E[Z \mid U=1]", r"\mathbb{E}[Z]", r"\mathbb E\left[Z + U\right]", r"\operatorname{E}[Z^3]",
        r"\operatorname{Var}(Z)", r"\operatorname{Var}(3Z - U)", r"\mathrm{Cov}(U, Z)", "P(Z=1)", r"P(+ \mid A)",
        r"P(A \mid -)", r"P(+ \mid A^c)", "P(+)", r"\Pr(Z \ge 3)", r"\mathbb{P}(Z > 1)", r"P(A \mid B)",
        r"P(A \cup B)", r"E[E[Z \mid U]]",
        r"P(Z = 1, U = 0)",
    ],
)  # fmt: skip
def test_the_numbers_behind_an_operator_are_judged(head: str) -> None:
    given = "We know $E[U] = 0.4$, $E[Z] = 0.9$. "
    assert links(given + f"${head} = 0.35 + 3 \\cdot 0.2 = 0.95$.")[-2:] == [
        ("0.35 + 3 \\cdot 0.2", "undecided"),
        ("0.95", "equal"),
    ]
    assert links(given + f"${head} = 0.35 + 3 \\cdot 0.2 = 0.59$.")[-1] == ("0.59", "different")


def test_the_same_text_is_the_same_quantity() -> None:
    given = r"$E[Z^2] = 2.6$ and $E[Z] = 1.5$, so $\operatorname{Var}(Z) = E[Z^2] - E[Z]^2 = "
    assert links(given + "2.6 - 2.25 = 0.35$.")[-2:] == [("2.6 - 2.25", "equal"), ("0.35", "equal")]
    assert links(given + "2.6 - 1.5 = 1.1$.")[-2] == ("2.6 - 1.5", "different")


def test_probabilities_beside_conditional_ones() -> None:
    text = r"$P(A \mid B) = \frac{P(B \mid A) P(A)}{P(B)} = \frac{0.4 \cdot 0.3}{0.48} = %s$."
    assert [v for _, v in links(text % "0.25")] == ["undecided", "undecided", "equal"]
    assert [v for _, v in links(text % "0.52")] == ["undecided", "undecided", "different"]


def test_a_matrix_named_like_an_operator_stays_one() -> None:
    assert links("$P(A + B) = PA + PB$")[-1][1] == "equal"
    assert links("$P(A + B) = PA - PB$")[-1][1] == "different"
