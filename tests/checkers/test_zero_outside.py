"""What a document says of signals outside their ranges, in many words; each right link beside a slip of it."""

from __future__ import annotations

import pytest

from checkers.algebra.document import check_document

FULL = r"""
$$
z[m]=\sum_{l=0}^{R-1}h[l]\,u[m-l]=\sum_{q=0}^{M-1}%s.
$$
"""
RIGHT, SLIP = r"u[q]\,h[m-q]", r"u[q]\,h[m+q]"
SAID = [
    "A signal $u$ has length $M$, a filter $h$ has length $R$, and anything outside of its range is $0$.",
    "Here $u$ has $M$ entries and $h$ has $R$ entries; everything outside its range counts as zero.",
    r"We set $u_m=0$ for $m<0$ or $m\ge M$, and $h_l=0$ for $l<0$ or $l\ge R$.",
    r"$u[m]=0$ for $m<0$ or $m\ge M$ and $h[l] = 0$ outside $0,\dots,R-1$.",
    r"We put $u_m := 0$ unless $0\le m<M$ and $h_l := 0$ unless $0 \le l<R$.",
    "Signals are extended by zeros.",
    "The signals are zero-extended on both sides.",
    "Both signals $u$ and $h$ are zero outside their ranges.",
]


def last(text: str) -> str:
    return str(check_document(text)["displays"][-1]["links"][-1]["verdict"])


@pytest.mark.parametrize("said", SAID)
def test_both_factors_of_a_full_convolution_are_zero_outside(said: str) -> None:
    assert last(said + FULL % RIGHT) == "equal"
    assert last(said + FULL % SLIP) == "different"


@pytest.mark.parametrize("said", ["", r"Only $u$ is zero outside its range.", "Missing samples do not matter."])
def test_where_only_one_is_said_to_be_zero_the_other_may_be(said: str) -> None:
    assert last(said + FULL % RIGHT) == "undecided"
    assert last(said + FULL % SLIP) == "different"


def test_a_letter_of_places_is_a_quantity_where_it_has_entries() -> None:
    said = r"A kernel $k$ and a signal $s$ vanish outside their ranges."
    formula = r"$$ c[i]=\sum_{j=0}^{a-1}k[j]\,s[i-j]=\sum_{n=0}^{b-1}%s $$"
    assert last(said + formula % r"s[n]\,k[i-n]") == "equal"
    assert last(said + formula % r"s[n]\,k[n-i]") == "different"


def test_zero_outside_a_range_is_no_value_of_the_entries() -> None:
    text = r"Let $y_i = 0$ for $i<1$ or $i>n$. Then $$ \sum_{i=1}^n y_i + \sum_{i=1}^n y_i = %s \sum_{i=1}^n y_i. $$"
    assert last(text % "2") == "equal"
    assert last(text % "3") == "different"
