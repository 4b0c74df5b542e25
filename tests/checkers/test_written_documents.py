"""Derivations as students write them: in the right ones no link is called wrong, in the others the slip is found."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from backproof import comparing
from checkers.algebra.document import check_document

DOCUMENTS = Path(__file__).parent / "documents"
RIGHT = sorted(DOCUMENTS.glob("*-right.*"))
SLIPS = {  # the lines of the links that do not hold
    "convolution-slip.md": [13],
    "linear-slip.tex": [8],
    "pooling-slip.tex": [11],
    "recurrent-slip.md": [7],
    "softmax-slip.md": [16, 17],
}


def wrong(record: dict[str, Any]) -> list[dict[str, Any]]:
    return [link for d in record["displays"] for link in d["links"] if link["verdict"] == "different"]


@pytest.mark.parametrize("path", RIGHT, ids=lambda p: p.name)
def test_no_false_alarm(path: Path) -> None:
    record = check_document(path.read_text("utf-8"))
    assert wrong(record) == [] and record["unread"] == []
    assert record["summary"]["equal"] > record["summary"]["undecided"]


@pytest.mark.parametrize("name", sorted(SLIPS))
def test_the_slip_is_found(name: str) -> None:
    record = check_document((DOCUMENTS / name).read_text("utf-8"))
    assert [link["line"] for link in wrong(record)] == SLIPS[name]
    assert all(link["witness"] for link in wrong(record))


def test_there_is_a_slip_for_every_document() -> None:
    assert {p.name.replace("-right", "-slip") for p in RIGHT} == set(SLIPS)


def test_errors_that_cancel_are_named() -> None:
    first, second = wrong(check_document((DOCUMENTS / "softmax-slip.md").read_text("utf-8")))
    assert "line 17 puts it right again" in first["witness"]
    assert "puts right what the link in line 16 changed: the errors cancel" in second["witness"]


BLOCK = r"""
# Problem 1

The gradient that arrives is $\frac{\partial \text{loss}}{\partial P} = G$ with entries $g_{i,j}$.

$$\frac{\partial L}{\partial S_{d,e}} = %s g_{\lceil \frac{d}{2} \rceil, \lceil \frac{e}{2} \rceil}$$

$$\frac{\partial L}{\partial K_{a,b}} = \frac{1}{4} \sum_{i=1}^{2n} \sum_{j=1}^{2m}
 g_{\lceil i/2 \rceil, \lceil j/2 \rceil} s_{i,j} (1 - s_{i,j}) x_{%s,j+b-1}$$

# Problem 4

$$\frac{\partial E}{\partial z_x} = %s$$
"""


@pytest.mark.parametrize(
    ("parts", "lines"),
    [
        ((r"\frac{1}{4}", "i+a-1", "q_x - p_x"), []),
        ((r"\frac{1}{2}", "i+a-1", "q_x - p_x"), [6]),
        ((r"\frac{1}{4}", "i+a", "q_x - p_x"), [8]),
        ((r"\frac{1}{4}", "i+a-1", "p_x - q_x"), [13]),
    ],
)
def test_a_document_is_measured_against_its_problem(
    tmp_path: Path, parts: tuple[str, str, str], lines: list[int]
) -> None:
    file = tmp_path / "answer.md"
    file.write_text(BLOCK % parts)
    assert [link["line"] for link in wrong(comparing.check(str(file), None, "ece449"))] == lines


STEP = r"""
Exercise 5

The affine outputs are called c.

$$\frac{\partial E}{\partial w_{1,1}} = \frac{\partial E}{\partial q_1} \frac{\partial q_1}{\partial z_1}
 \frac{\partial z_1}{\partial c_1} \frac{\partial c_1}{\partial w_{1,1}}$$
"""


def test_one_path_of_several_is_named(tmp_path: Path) -> None:
    file = tmp_path / "answer.md"
    file.write_text(STEP)
    (link,) = wrong(comparing.check(str(file), None, "ece449/5"))
    assert "the path through q_{1} alone is followed" in link["witness"]


def test_values_that_are_carried_on_are_no_new_error() -> None:
    text = r"""Let $a = \begin{bmatrix} 1 \\ 2 \end{bmatrix}$ and $c = 3 a$.
    Then $3 a = \begin{bmatrix} 3 \\ 5 \end{bmatrix}$ and $$c = 3 a = \begin{bmatrix} 3 \\ 5 \end{bmatrix}$$
    $$2 c = \begin{bmatrix} 6 \\ 10 \end{bmatrix}$$""".replace("    ", "")
    assert {link["right"] for link in wrong(check_document(text))} == {r"\begin{bmatrix} 3 \\ 5 \end{bmatrix}"}


@pytest.mark.parametrize(
    "text",
    [
        r"$$\frac{\partial E}{\partial z_i} = q_i - p_i$$",  # what E is is not said
        r"Let $L = \sum_{i=1}^n (x_i - y_i)^2$. $$\frac{\partial L}{\partial w} = 2 x$$",  # nor how it depends on w
        r"$q_i = f(z_i)$ with some $f$. $$E = -\sum_i p_i \ln q_i \Rightarrow \partial E / \partial z_i = q_i - p_i$$",
        r"Consider $y' = y$ with $y(0) = 1$. $$\frac{\sigma(x)}{x} = \frac{\partial \sigma(x)}{\partial x}$$",
    ],
)
def test_what_is_not_said_is_not_held_against_a_document(text: str) -> None:
    assert wrong(check_document(text)) == []
