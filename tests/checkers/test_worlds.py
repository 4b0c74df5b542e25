"""The points and sizes at which answers are compared tell a wrong one from the right one."""

from __future__ import annotations

from typing import Any

import pytest

from checkers.algebra.compare import Comparer, compare
from checkers.algebra.question import Question

REAL: dict[str, Any] = {"domains": {"u": "real"}}
CONVOLUTION: dict[str, Any] = {
    "tensors": {"A": ["m", "l"], "F": ["r", "t"], "D": ["m-r+1", "l-t+1"]},
    "sizes": ["m", "l", "r", "t"],
    "label": r"\frac{\partial L}{\partial F_{cd}}",
}
RIGHT = r"\sum_{i=1}^{m-r+1}\sum_{j=1}^{l-t+1} D_{ij} A_{i+c-1,j+d-1}"


@pytest.mark.parametrize(
    ("reference", "answer", "verdict"),
    [
        (r"\mathbb{1}[0<u<8]", "np.where(u > 0, 1, 0)", "different"),
        (r"\mathbb{1}[0<u<8]", "1 if u < 8 and u > 0 else 0", "equal"),
        (r"\max(0,u)", "min(max(0,u),7)", "different"),
        (r"\max(0,u)", "np.clip(u, 0, 9)", "different"),
        ("np.clip(u, -9, 9)", r"\begin{cases} -9 & u<-9 \\ u & |u|\le 9 \\ 9 & u>9 \end{cases}", "equal"),
        ("np.clip(u, -9, 9)", r"\begin{cases} 9 & u<-9 \\ u & |u|\le 9 \\ 9 & u>9 \end{cases}", "different"),
        (r"\min(\max(0,u),6)", "relu(u) - relu(u - 6)", "equal"),
        (r"\frac{1}{1+e^{-u}}", "1/(1+np.exp(-np.clip(u, -500, 500)))", "equal"),
    ],
)
def test_points_lie_on_both_sides_of_every_bound(reference: str, answer: str, verdict: str) -> None:
    assert compare(reference, answer, REAL)["verdict"] == verdict


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        (RIGHT, "equal"),
        (RIGHT.replace("i+c-1", "i+c"), "different"),
        (RIGHT.replace("i+c-1,j+d-1", "i+d-1,j+c-1"), "different"),
        (RIGHT.replace("m-r+1", "l-t+1"), "different"),
        (RIGHT.replace("m-r+1", "m-r"), "different"),
        (RIGHT.replace("D_{ij}", "D_{ji}"), "different"),
    ],
)
def test_axes_that_are_calculated_have_places(answer: str, verdict: str) -> None:
    assert compare(RIGHT, answer, CONVOLUTION)["verdict"] == verdict


def test_no_world_of_a_convolution_is_empty() -> None:
    question: Question = Comparer().question(RIGHT, CONVOLUTION)
    shapes = [s.world.shapes["D"] for s in question.stages]
    assert len(shapes) == 4 and min(min(s) for s in shapes) >= 1 and any(a != b for a, b in shapes)


@pytest.mark.parametrize(
    ("chain", "bad"),
    [
        (r"\frac13 \cdot 0.5 = 0.33 \cdot 0.5 = 0.165", None),
        ("e^2 + e + 1 = 7.3891 + 2.7183 + 1 = 11.1074", None),
        ("e^2 + e + 1 = 7.3891 + 2.7283 + 1 = 11.1174", 1),
        ("-0.3 * 0.12 * 0.5 = 0.3 * 0.12 * 0.5 = 0.018", 1),
        ("3 * 0.5 = 0.7 * 2 = 1.4", 1),
        ("1/7 = 0.1429", None),
        ("1/7 = 0.1439", 1),
    ],
)
def test_a_side_may_be_off_by_what_its_rounded_numbers_can_be(chain: str, bad: int | None) -> None:
    end = chain.rpartition("=")[2]
    assert compare(end, chain, {"chain": True})["first_bad_link"] == bad
