"""Numbers in a document: what is worked out with the values printed so far, and what nobody can say."""

from __future__ import annotations

import numpy as np
import pytest

from checkers.algebra.ledgers import totals
from checkers.algebra.observations import findings
from checkers.algebra.statements import displays, statements


def column(*entries: float) -> str:
    return r"\begin{bmatrix} " + r" \\ ".join(f"{x:g}" for x in entries) + r" \end{bmatrix}"


def rows(matrix: list[list[float]]) -> str:
    return r"\begin{bmatrix} " + r" \\ ".join(" & ".join(f"{x:g}" for x in r) for r in matrix) + r" \end{bmatrix}"


def two_rounds(slip: bool, seed: int) -> str:
    """A layer worked out twice, with new weights the second time; the slip is in the second round."""
    rng = np.random.default_rng(seed)
    weights, start = rng.integers(-3, 4, (2, 3)), rng.integers(-3, 4, 2)
    data = rng.integers(1, 4, 3)
    out = [f"The input is $u = {column(*data)}$."]
    for k in range(2):
        value = weights @ data + start
        shown = value + np.array([0, 1]) if slip and k == 1 else value
        out.append(f"$$M = {rows(weights.tolist())}, \\quad d = {column(*start)}$$")
        out.append(f"$$r = M u + d = {column(*shown)}$$")
        weights, start = weights + np.outer([1, -1], data), start + np.array([1, -1])
    return "\n\n".join(out)


@pytest.mark.parametrize("seed", range(6))
def test_a_second_round_is_measured_with_its_own_values(seed: int) -> None:
    assert findings(two_rounds(False, seed)) == []
    (found,) = findings(two_rounds(True, seed))
    assert found.left == "M u + d" and "printed" in found.why and found.line == 9


@pytest.mark.parametrize(
    ("text", "count"),
    [
        # an unknown is what the first equation says, and the second one contradicts it
        ((rf"With $p = {column(3, 3)}$ first $e_1 = p - q = {column(2, 1)}$. Later $p = {column(5, 5)}$ and "
         rf"$$e_1 = p - q = {column(4, 4)}$$"), 1),
        ((rf"With $p = {column(3, 3)}$ first $e_1 = p - q = {column(2, 1)}$. Later $p = {column(5, 5)}$ and "
         rf"$$e_1 = p - q = {column(4, 3)}$$"), 0),
        (rf"$e_1 = p - q = {column(2, 1)}$, where $p = {column(3, 3)}$.", 0),
        # no row can be (0, 3) where the column is (2, 0)
        (rf"$$\delta = {column(2, 0)}$$ $$G = \delta k^T = {rows([[2, 4], [0, 3]])}$$", 1),
        (rf"$$\delta = {column(2, 0)}$$ $$G = \delta k^T = {rows([[2, 4], [0, 0]])}$$", 0),
        # a new round: what was worked out before holds no longer
        (r"$w = 2$, $v = 3 w = 6$. Now $w = 5$, and $v + w = 20$.", 0),
        (r"$w = 2$, $v = 3 w = 6$, $v + w = 9$.", 1),
        (r"$w = 2$, $v = 3 w = 6$, $v + w = 8$.", 0),
        # rounding
        (r"$a = \frac{2}{3} \approx 0.67$, $b = 3 a \approx 2.01$, $c = 3a = 2$.", 0),
        (r"$a \approx 0.67$, $b = 300 a \approx 200$.", 0),
        (r"$a \approx 0.67$, $b = 300 a \approx 210$.", 1),
        # thousands, sums with dots
        (r"$k_1 = 1{,}200$, $k_2 = 34$, $k_3 = 5$, $k_1 + \dots + k_3 = 1,239$.", 0),
        (r"$k_1 = 1{,}200$, $k_2 = 34$, $k_3 = 5$, $k_1 + \dots + k_3 = 1,329$.", 1),
        # sigma may be any activation, log any base
        (r"$z = 1$, $a = \sigma(z) = 1$, $b = \log z = 5$.", 0),
        # another exercise
        ("# Exercise 1\n\n$x = 3$.\n\n# Exercise 2\n\n$2x = 10$ gives $x = 5$.", 0),
        (r"With $e = 3$ and $x = 2$ we get $g = e x = 6$.", 0),
        ((r"$A = \begin{bmatrix} 1 & 2 \\ 0 & 1 \end{bmatrix}$, $A' = A - 0.5 A = "
         r"\begin{bmatrix} 0.5 & 1 \\ 0 & 0.5 \end{bmatrix}$"), 0),
    ],
)  # fmt: skip
def test_small_computations(text: str, count: int) -> None:
    assert len(findings(text)) == count, findings(text)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("| a | 10 |\n|---|---|\n| b | 20 |\n| c | 30 |\n| total | 60 |", 0),
        ("| a | n |\n|---|---|\n| b | 20 |\n| c | 30 |\n| total | 60 |", 1),
        ("| a | n |\n|---|---|\n| b | 20 |\n| subtotal | 20 |\n| c | 30 |\n| Total | **50** |", 0),
        ("| a | n |\n|---|---|\n| b | 1.26 |\n| c | 2.33 |\n| sum | 3.60 |", 0),
        ("| a | n |\n|---|---|\n| b | 3 × 3 |\n| c | 30 |\n| sum | 60 |", 0),
        ("| a | 3 × 4 = 13 |\n|---|---|\n| b | 2·5 = 10 |\n| c | 1,000 + 2 = 1,002 |", 1),
        (r"\begin{tabular}{lr} conv & 1,728 \\ \hline dense & 272 \\ \hline total & 2,100 \\ \end{tabular}", 1),
        (r"\begin{tabular}{lr} conv & 1,728 \\ \hline dense & 272 \\ \hline total & 2,000 \\ \end{tabular}", 0),
    ],
)
def test_totals_of_tables(text: str, count: int) -> None:
    assert len(totals(text)) == count, totals(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (r"$$a = 1, b = 2$$", ["a = 1", "b = 2"]),
        (r"$$x_i = 0, i = 1, \dots, n$$", [r"x_i = 0, i = 1, \dots, n"]),
        (r"$$x_{i,j} = 0, i = 1$$", ["x_{i,j} = 0, i = 1"]),
        (r"$$f(x, y) = (1, 2), \quad g = 3$$", ["f(x, y) = (1, 2)", "g = 3"]),
        (r"$$s = \sum_{i=1, i \ne k} x_i, \text{ for } k = 1$$", [r"s = \sum_{i=1, i \ne k} x_i, \text{ for } k = 1"]),
        (r"$$\text{and } z = 9 \times 1,234,567$$", [r"z = 9 \times 1234567"]),
        ("$$a =\\\\ b \\\\ = c$$", ["a =\nb\n= c"]),
        (r"$$x_{1,100} = 3$$", [r"x_{1,100} = 3"]),
    ],
)
def test_statements(text: str, said: list[str]) -> None:
    assert [s for d in displays(text) for _, s in statements(d)] == said
