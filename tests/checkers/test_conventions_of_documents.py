"""What a document lays down for itself: the base of its logarithm, where sums end, values supposed for an example."""

from __future__ import annotations

import pytest

from checkers.algebra.document import check_document


def wrong(text: str) -> list[int]:
    found = check_document(text)
    return [k["line"] for d in found["displays"] for k in d["links"] if k["verdict"] == "different"]


@pytest.mark.parametrize(
    "said",
    [
        "Throughout, $\\log$ is base $2$ (bits) and $\\ln$ is natural.",
        "All logarithms are to base 2.",
        "Here $\\log$ denotes the logarithm to the base 2.",
        "We write $\\log$ for entropies, with base-2 logarithms.",
    ],
)
def test_the_base_of_the_logarithm(said: str) -> None:
    right = "$$\\frac14\\log 4 + \\frac34\\log\\frac43 = 2 - \\frac34\\log 3 \\approx 0.8113$$"
    assert wrong(f"{said}\n\n{right}") == []
    assert wrong(f"{said}\n\n{right.replace('2 -', '1 -')}")
    assert wrong(right)  # without a word it is the natural one


RETURNS = """
The return is $G_t = \\sum_{k=t+1}^{T} \\gamma^{k-t-1} R_k$. Then
$$G_t = R_{t+1} + \\gamma G_{t+1}.$$
"""


def test_sums_end_where_their_terms_end() -> None:
    assert wrong(RETURNS) == []
    assert wrong(RETURNS.replace("+ \\gamma G", "+ \\gamma^2 G")) == [3]
    assert wrong(RETURNS.replace("R_{t+1} +", "R_{t} +")) == [3]


@pytest.mark.parametrize("words", ["Se per esempio", "If, for example,", "Wenn zum Beispiel", "Si par exemple"])
def test_a_value_supposed_for_an_example_is_no_claim(words: str) -> None:
    text = f"Let $a = 0.5$ and $b = 2a$, so $b = 1$.\n\n{words} $b = 3$, the step is too large. Also $4a = 2$."
    assert wrong(text) == []
    assert wrong(text.replace("4a = 2", "4a = 3")) == [3]
