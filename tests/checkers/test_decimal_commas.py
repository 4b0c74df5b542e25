"""Commas between digits: decimal points in one document, marks between thousands in another."""

from __future__ import annotations

import pytest

from checkers.algebra.compare import compare
from checkers.algebra.decimal_commas import with_decimal_points, with_points
from checkers.algebra.document import check_document

GERMAN = r"\usepackage[ngerman]{babel}" + "\n"


def verdicts(text: str) -> list[str]:
    """The verdicts of a document in which every formula is read."""
    record = check_document(text)
    assert record["unread"] == []
    return [link["verdict"] for d in record["displays"] for link in d["links"]]


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (r"$3 \cdot 2{,}15 = 6{,}45$ und $\sqrt3 \approx 1{,}732$.",
         r"$3 \cdot 2{,}15 = 6{,}45$, $\sqrt3 \approx 1{,}723$"),
        (r"$\frac{0{,}75}{3}\bigl[2 + 4(0{,}5 + 0{,}25)\bigr] = 1{,}25$",
         r"$\frac{0{,}75}{3}\bigl[2 + 4(0{,}5 + 0{,}25)\bigr] = 1{,}35$"),
        (r"$e^{0{,}3} \approx 1{,}350$", r"$e^{0{,}3} \approx 1{,}305$"),
        (r"$\frac{(0{,}4)^2}{4} = \frac{0{,}16}{4} = 0{,}04$", r"$\frac{(0{,}4)^2}{4} = \frac{0{,}16}{4} = 0{,}4$"),
        (GERMAN + r"$\ln 6 \approx 1{,}792$", GERMAN + r"$\ln 6 \approx 1{,}729$"),
        (r"$2 \cdot 1.234{,}5 = 2.469$", r"$2 \cdot 1.234{,}5 = 2.496$"),
        (r"$(0,3)^2 = 0,09$ und $2,5 + 1,25 = 3,75$", r"$(0,3)^2 = 0,09$ und $2,5 + 1,25 = 3,85$"),
        (r"$32 \cdot 1024 = 32{,}768$ and $0.5 \cdot 3 = 1.5$", r"$32 \cdot 1024 = 32{,}786$ and $0.5 \cdot 3 = 1.5$"),
        (r"$1{,}112{,}111 - 1 = 1{,}112{,}110$, $3 \cdot 461 = 1{,}383$", r"$1{,}112{,}111$, $3 \cdot 461 = 1{,}393$"),
        (r"$1{,}234.5 \cdot 2 = 2{,}469$", r"$1{,}234.5 \cdot 2 = 2{,}496$"),
    ],
)  # fmt: skip
def test_numbers_are_read_as_the_document_writes_them(right: str, wrong: str) -> None:
    assert set(verdicts(right)) == {"equal"}
    assert verdicts(wrong).count("different") == 1


@pytest.mark.parametrize(
    "text",
    [
        "$x_{1,25} = y$ and $[0,1]$ and $f(1,2)$ and $(10,20)$",
        r"$i \in \{0,25\}$",
        r"$0.5 + 0.5 = 1$ at $0,25$",
        "Outside of formulas 0,25 stays.",
        "```\nx = 0,25\n```",
        r"$64 \cdot 10 = 640$ and $1{,}024$",
    ],
)
def test_lists_and_indices_stay(text: str) -> None:
    assert with_decimal_points(text) == text


def test_no_line_moves() -> None:
    text = "$a = 1{,}25$\n\n$$\nb = 2{,}375\n$$ 1{,}5\n"
    assert with_decimal_points(text) == "$a = 1.25$\n\n$$\nb = 2.375\n$$ 1{,}5\n"


def test_one_answer_is_read_by_itself() -> None:
    assert with_points(r"1{,}331 - 3{,}3 = -1{,}969") == "1{,}331 - 3.3 = -1{,}969".replace("{,}", ".")
    assert with_points(r"513{,}466") == r"513{,}466"
    assert with_points(r"W_{1{,}2}") == r"W_{1{,}2}"
    assert compare(r"e^{1/4}", r"e^{0{,}25}")["verdict"] == "equal"
    assert compare(r"e^{1/4}", r"e^{0{,}52}")["verdict"] == "different"
