"""Numbers given in an example hold in it alone; a formula stated for all sections goes on to hold after it."""

from __future__ import annotations

import pytest

from checkers.algebra.document import check_document

DOCUMENT = r"""
Throughout, $y_1,\dots,y_m$ are the observations, $W = \sum_{j=1}^{m} y_j$ and $\bar y = W/m$.

## 1. Coins
For $y_j \in \{0,1\}$ and $0<q<1$,
$$ \sum_{j=1}^m \bigl[y_j\log q + (1-y_j)\log(1-q)\bigr] = W\log q + (m-W)\log(1-q). $$
The maximum is at $\hat q = W/m = \bar y$.

*Example.* With $m=20$ and $W=5$: $\hat q = 1/4$ and $W^2 + m = 45$.

## 2. Waiting times
Here $\hat\beta = \bar y$.

*Example.* The times $3,1,4,2$ have $W = 10$, so $\hat\beta = 10/4 = 5/2$.

## 3. Spread
$$ \sum_{j=1}^m (y_j-\bar y)^2 = \sum_{j=1}^m y_j^2 - m\bar y^2. $$
*Example.* The sample $1.5, 2.5$ has $\hat\beta = 4/2 = 2$.
"""


def links(text: str) -> list[tuple[str, str, str]]:
    found = check_document(text)
    return [(x["left"], x["right"], x["verdict"]) for d in found["displays"] for x in d["links"]]


def wrong(text: str) -> list[str]:
    return [right for _, right, verdict in links(text) if verdict == "different"]


def spelled(begin: str) -> str:
    return DOCUMENT.replace("*Example.*", begin)


@pytest.mark.parametrize(
    "begin",
    ["*Example.*", "**Example:**", "Example.", "Example 1.", r"\emph{Example.}", r"\noindent\textbf{Beispiel.}",
     "- **Numerical example.**", "Zahlenbeispiel:", r"{\bf Ejemplo.}", "_Exemple._"],
)  # fmt: skip
def test_an_example_is_not_judged_with_the_numbers_of_another_one(begin: str) -> None:
    assert wrong(spelled(begin)) == []


@pytest.mark.parametrize("heading", ["### Example", "### Example 1.", "### Beispiel"])
def test_a_heading_begins_an_example_as_well(heading: str) -> None:
    assert wrong(spelled(f"\n{heading}\n\n")) == []


SLIPS = [
    (r"W\log q + (m-W)", r"W\log q + (m+W)"),
    (r"W\log q", r"m\log q"),
    (r"\sum_{j=1}^m y_j^2 - m\bar y^2", r"\sum_{j=1}^m y_j^2 - \bar y^2"),
    (r"\sum_{j=1}^m y_j^2 - m\bar y^2", r"\sum_{j=1}^m y_j^2 + m\bar y^2"),
    (r"\hat q = 1/4", r"\hat q = 1/5"),
    (r"W^2 + m = 45", r"W^2 + m = 35"),
    (r"10/4 = 5/2", r"10/4 = 5/3"),
    (r"4/2 = 2", r"4/2 = 3"),
]


@pytest.mark.parametrize(("right", "slip"), SLIPS)
def test_a_slip_in_the_text_or_in_an_example_is_found(right: str, slip: str) -> None:
    assert DOCUMENT.count(right) == 1
    assert len(wrong(DOCUMENT.replace(right, slip))) == 1


def test_a_formula_stated_for_all_sections_holds_in_later_ones() -> None:
    verdicts = {right: verdict for _, right, verdict in links(DOCUMENT)}
    assert verdicts[r"W\log q + (m-W)\log(1-q)"] == "equal"
    assert verdicts[r"\sum_{j=1}^m y_j^2 - m\bar y^2"] == "equal"


def test_an_example_that_opens_a_section_goes_on_under_the_next_heading() -> None:
    text = "# Example\n\nLet $u = 3$ and $v = 4$.\n\n## Sum\n\n$u + v = %s$\n\n## Product\n\n$2 u v = %s$\n"
    assert wrong(text % (7, 24)) == []
    assert wrong(text % (8, 24)) == ["8"]
    assert wrong(text % (7, 23)) == ["23"]


def test_numbers_of_a_section_hold_in_later_ones_beside_a_formula_for_all() -> None:
    text = r"""Let $W = \sum_{j=1}^{m} y_j$ and $\bar y = W/m$.
## 1. Data
With $m=20$ and $W=5$ we go on.
## 2. Estimate
$\bar y = %s$
## 3. Spread
$$ \sum_{j=1}^m (y_j-\bar y) = %s - m\bar y $$
"""
    assert wrong(text % ("1/4", "W")) == []
    assert wrong(text % ("1/5", "W")) == ["1/5"]
    assert len(wrong(text % ("1/4", "2W"))) == 1
