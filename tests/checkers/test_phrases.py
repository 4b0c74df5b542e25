"""Words around an answer: those that only lead to it, and those that change it."""

from __future__ import annotations

from typing import Any

import pytest

from checkers.algebra.compare import compare

Question = tuple[str, dict[str, Any]]
STEP = (
    r"v-\alpha(d+\kappa v)",
    {"domains": {"v": "real", "d": "real", "alpha": "(0, 1)", "kappa": "positive real"}, "label": "v"},
)
COUNT = ("2352", {"integer": True, "tolerance": {"type": "exact"}})
SIDE = ("27", {"integer": True})
FORM = (r"(B+B^\top)V", {"tensors": {"B": [3, 3], "V": [3, 2]}, "label": r"\frac{\partial L}{\partial V}"})
GATE = (r"\begin{cases} d & v>0\\ 0 & v<0\end{cases}", {"domains": {"v": "nonzero real", "d": "real"}})
BIAS = (
    r"E^\top\mathbf 1",
    {"tensors": {"E": ["B", "K"]}, "sizes": ["B", "K"], "label": r"\frac{\partial L}{\partial b}"},
)
RATIO = (r"\frac{q-t}{q(1-q)}", {"domains": {"q": "(0, 1)", "t": "real"}})
PLACES = ("0.731", {"tolerance": {"type": "decimals", "value": 3}})
RIGHT: list[tuple[Question, str]] = [
    (STEP, "the updated velocity is v − αd − ακv"),
    (STEP, "The next value becomes (1-ακ)v - αd"),
    (STEP, "my update rule gives v - α(d + κv)"),
    (STEP, r"**The new value is** $v-\alpha d-\alpha\kappa v$"),
    (STEP, r"**Result:** $v-\alpha d-\alpha\kappa v$"),
    (STEP, "Result: **v − αd − ακv**"),
    (STEP, "**v** = v − αd − ακv"),
    (STEP, "v is equal to v - αd - ακv"),
    (STEP, "Das neue Gewicht ist v − αd − ακv"),
    (STEP, "El nuevo peso es v − αd − ακv"),
    (FORM, r"**Answer:** $B^\intercal V + BV$"),
    (FORM, "The gradient dL/dV is B^T V + B V"),
    (FORM, "the gradient of the trace with respect to V is (B + B^T) V"),
    (COUNT, "The network has 2{,}352 parameters"),
    (COUNT, "The network has 2,352 parameters"),
    (COUNT, "there are 2352 learnable weights and biases"),
    (COUNT, r"2352\text{ entries}"),
    (COUNT, "Das Netz hat 2352 Parameter"),
    (SIDE, "27 pixels"),
    (SIDE, "n = 27 units."),
    (GATE, "it is d when v is positive, zero otherwise"),
    (GATE, "The answer is zero if v is negative and d otherwise"),
    (BIAS, "the sum of E over its rows"),
    (BIAS, "the bias gradient is the sum of the rows of E"),
    (BIAS, "column sums of E"),
    (BIAS, "E summed over all rows"),
    (RATIO, "(q−t) divided by q(1−q)"),
    (RATIO, "q minus t, divided by q(1-q)"),
    (PLACES, ".7311 (3 d.p.: 0.731)"),
    (PLACES, "0.731 (to 3 decimal places)"),
    (PLACES, "0.7311 rounded to 4 d.p."),
]
WRONG: list[tuple[Question, str]] = [
    (STEP, "the updated velocity is v − αd"),
    (STEP, "the new value is not v − αd − ακv"),
    (STEP, "the negative of the new value is v − αd − ακv"),
    (STEP, "half the new value is v − αd − ακv"),
    (STEP, "the new value is minus v − αd − ακv"),
    (FORM, "the transpose is (B + B^T) V"),
    (COUNT, "The network has 2351 parameters"),
    (COUNT, "The network has no bias, so 2352 parameters"),
    (COUNT, "The network has 2352 parameters, not 2400"),
    (COUNT, "2352 thousand"),
    (COUNT, "2352 hundredths"),
    (COUNT, "2352 times 2"),
    (COUNT, "2352 more"),
    (SIDE, "11 pixels"),
    (SIDE, "27 percent of it"),
    (GATE, "the answer is d"),
    (BIAS, "the sum of E over its columns"),
    (BIAS, "row sums of E"),
    (BIAS, "the sum of all entries of E"),
    (BIAS, "the mean of E over its rows"),
    (RATIO, "(q-t) divided by q times (1-q)"),
    (RATIO, "q-t divided by q(1-q)"),
    (PLACES, ".73 (3 d.p.: 0.732)"),
    (PLACES, "0.732 (3 d.p.)"),
    (PLACES, "0.731 (3 d.p.: 0.371)"),
    (GATE, "The answer is zero if v is positive and d otherwise"),
]


@pytest.mark.parametrize(("question", "answer"), RIGHT)
def test_words_that_lead_to_an_answer_are_left_out(question: Question, answer: str) -> None:
    found = compare(*(question[0], answer, question[1]))
    assert found["verdict"] == "equal", found


@pytest.mark.parametrize(("question", "answer"), WRONG)
def test_words_that_change_an_answer_are_not(question: Question, answer: str) -> None:
    found = compare(*(question[0], answer, question[1]))
    assert found["verdict"] in ("different", "unreadable"), found
