"""What a document states of its values: how far sums run, new values with primes, where recurrences begin."""

from __future__ import annotations

from typing import Any

import pytest

from checkers.algebra.document import check_document
from checkers.algebra.primes import primed_names


def links(text: str) -> list[dict[str, Any]]:
    return [link for d in check_document(text)["displays"] for link in d["links"]]


def wrong(text: str) -> list[str]:
    return [link["right"] for link in links(text) if link["verdict"] == "different"]


def verdict(text: str, right: str) -> str:
    (found,) = [link["verdict"] for link in links(text) if link["right"] == right]
    return str(found)


# ------------------------------------------------------------------ sums without ends

SAID = [
    r"Let $z_1, z_2, \dots, z_m$ be data.",
    r"Let $\{(z_j, q_j)\}_{j=1}^{m}$ be data.",
    r"Let $(z_1,q_1),\ldots,(z_m,q_m)$ be data.",
    r"Let $\mathbf{z}_1,\ldots,\mathbf{z}_m$ be numbers.",
    r"The total is $S=\sum_{k=1}^m z_k$.",
    r"All sums run over $i=1,\dots,m$.",
    "",
]
VARIANCE = r"""{said} With the mean $\bar z = \frac1m\sum_i z_i$ we have

$$ \frac1m\sum_i (z_i-\bar z)^2 = {right} . $$
"""


@pytest.mark.parametrize("said", SAID)
def test_a_sum_without_ends_runs_as_far_as_the_document_says(said: str) -> None:
    right, slip = r"\frac1m\sum_i z_i^2 - \bar z^2", r"\frac1m\sum_i z_i^2 + \bar z^2"
    assert verdict(VARIANCE.format(said=said, right=right), right) == "equal"
    assert wrong(VARIANCE.format(said=said, right=slip)) == [slip]


def test_a_number_of_terms_beside_a_sum() -> None:
    text = r"Given $a_1,\dots,a_K$ put $r = \sum_k a_k$. So $\sum_k (a_k - r/K)^2 = \sum_k a_k^2 - r^2/K$."
    assert verdict(text, r"\sum_k a_k^2 - r^2/K") == "equal"
    slip = text.replace("r^2/K$", "r^2$")
    assert wrong(slip) == [r"\sum_k a_k^2 - r^2"]


def test_the_numbers_that_are_given_say_how_many_there_are() -> None:
    text = r"For $d=(1,3,5)$ the mean is $\bar d = \frac1n\sum_i d_i = 3$."
    assert verdict(text, "3") == "equal"


# ------------------------------------------------------------------ primes

NEW = r"""
Before, $\hat p = 3\cdot 2 + 1 = 7$, $\bar s = \frac{2+4}{2} = 3$, $\mathbf{g} = (1, 2)$, $\mu_1 = 1$ and $\mu_2 = 4$.

After, PRIMED

and $Q = 2SECOND = TWICE$.
"""
PRIMED = [
    (r"\hat p'", r"3\cdot 2 - 1", "5", "10"),
    (r"\hat{p}'", r"3\cdot 2 - 1", "5", "10"),
    (r"\hat{p}^{\prime}", r"3\cdot 2 - 1", "5", "10"),
    (r"\hat{p'}", r"3\cdot 2 - 1", "5", "10"),
    (r"\bar s'", r"\frac{2+4+9}{3}", "5", "10"),
    (r"\bar s''", r"\frac{2+4+9}{3}", "5", "10"),
    (r"\mu_1'", r"1 + 3\cdot 2", "7", "14"),
    (r"\mu'_1", r"1 + 3\cdot 2", "7", "14"),
    (r"\mathbf{g}'", r"(1,2) + 2(1,1)", "(3,4)", "(6,8)"),
]


@pytest.mark.parametrize(("name", "formula", "value", "twice"), PRIMED)
def test_a_prime_makes_a_new_value(name: str, formula: str, value: str, twice: str) -> None:
    text = (
        NEW.replace("PRIMED", f"${name} = {formula} = {value}$").replace("SECOND", f" {name}").replace("TWICE", twice)
    )
    assert wrong(text) == []
    slip = text.replace(f"= {twice}", f"= {twice[:-1]}1" if twice[-1].isdigit() else "= (6,9)")
    assert len(wrong(slip)) == 1


def test_what_has_a_prime() -> None:
    assert primed_names(r"\boldsymbol{\mu}_{k}' \approx 2, \tilde w^{\prime\prime} = 3") == {
        "mu'",
        "tilde w'",
        "tilde w''",
    }
    assert primed_names(r"f'(x) = 2x, \sigma' = \sigma (1-\sigma)") == frozenset()


# ------------------------------------------------------------------ beginnings

AVERAGES = r"""{said}. With constants $a$ and $c$ let

$$ p_t = a p_{{t-1}} + (1-a) y_t, \qquad q_t = c q_{{t-1}} + (1-c) y_t^2, \qquad \hat p_t = \frac{{p_t}}{{1-a^t}} . $$

{behind}For $t=1$ this is exact, $\hat p_1 = {right}$ and $\sqrt{{q_1^2}} = \sqrt{{(1-c)^2 y_1^4}}$.
"""
BEGINNINGS = [
    "We begin with $p_0=q_0=0$",
    "We begin with $p_0 = 0, q_0 = 0$",
    "We begin with $p_0 = 0 = q_0$",
    r"We begin with $p_0 = q_0 = \mathbf 0$",
    "We begin with $p_0$, $q_0$ both zero",
    "Both $p_0$ and $q_0$ are initialised to zero",
    "We begin with $p_0, q_0 = 0$",
    "Here $p_{0}$ and $q_{0}$ start at $0$",
]


@pytest.mark.parametrize("said", BEGINNINGS)
def test_a_recurrence_begins_as_the_document_says(said: str) -> None:
    assert verdict(AVERAGES.format(said=said, behind="", right="y_1"), "y_1") == "equal"
    assert verdict(AVERAGES.format(said=said, behind="", right="y_1"), r"\sqrt{(1-c)^2 y_1^4}") == "equal"
    assert wrong(AVERAGES.format(said=said, behind="", right="2y_1")) == ["2y_1"]
    assert verdict(AVERAGES.format(said="Now", behind=said + ". ", right="y_1"), "y_1") == "equal"


def test_a_beginning_that_is_stated_nowhere_leaves_it_open() -> None:
    assert verdict(AVERAGES.format(said="Now", behind="", right="y_1"), "y_1") == "undecided"
    assert wrong(AVERAGES.format(said="Now", behind="", right="2y_1")) != []


def test_vectors_begin_at_zero_too() -> None:
    text = r"""Let $s_t \in \mathbb R^d$, $A \in \mathbb R^{d\times d}$, $g_t \in \mathbb{R}^d$,
    $s_0 = \mathbf 0$ and

    $$ s_t = A s_{t-1} + g_t . $$ Then $s_3 = A^2 g_1 + A g_2 + g_3$."""
    assert verdict(text, "A^2 g_1 + A g_2 + g_3") == "equal"
    assert wrong(text.replace("A^2 g_1 + A g_2", "A g_1 + A^2 g_2")) == ["A g_1 + A^2 g_2 + g_3"]


CELL = r"""
## The cell

$$ c_t = A s_{t-1} + B y_t, \qquad s_t = \tanh(c_t), \qquad t = 1,\dots,N, $$

with BEGIN.

## Without the nonlinearity

Now $s_t = a s_{t-1} + b y_t$ with $a=2$, $b=3$ and inputs $y = (1,0,2)$.

1. Forward: $s_1 = 3$, $s_2 = 2\cdot 3 + 0 = 6$, $s_3 = 2\cdot 6 + 6 = 18$.
2. The error is $\tfrac12(s_3 - 16)^2 = \tfrac12\cdot 2^2 = 2$.
"""


@pytest.mark.parametrize("begin", ["$s_0 = 0$", "the usual settings"])
def test_members_of_a_recurrence_with_a_simpler_formula(begin: str) -> None:
    text = CELL.replace("BEGIN", begin)
    assert wrong(text) == []
    assert verdict(text, r"2\cdot 3 + 0") == verdict(text, r"2\cdot 6 + 6") == "equal"
    assert wrong(text.replace(r"2\cdot 3 + 0 = 6", r"2\cdot 3 + 3 = 9")) == [r"2\cdot 3 + 3"]


def test_each_section_begins_anew() -> None:
    text = "# One\n\nLet $u_t = 3u_{t-1} + 1$.\n\n## Two\n\nWith $u_0 = 0$ we get $u_1 = 1$ and $u_2 = 3+1 = 4$.\n\n"
    text += "## Three\n\nWith $u_0 = 2$ we get $u_1 = 7$ and $u_2 = 21 + 1 = 22$.\n"
    assert wrong(text) == []
    assert wrong(text.replace("21 + 1 = 22", "21 + 2 = 23")) == ["21 + 2"]


def test_a_recurrence_may_begin_with_a_letter_and_elsewhere_with_zero() -> None:
    text = r"""# First

An average $s_t = b s_{t-1} + (1-b)x_t$ with $s_0 = x_1$ has $s_2 = b x_1 + (1-b) x_2$.

## Second

Now $s_0$ is zero. Then $s_2 = b(1-b)x_1 + (1-b)x_2$.
"""
    assert wrong(text) == []
    assert verdict(text, "b x_1 + (1-b) x_2") == "equal"
    assert wrong(text.replace("= b x_1 + (1-b) x_2", "= b x_1 + b x_2")) == ["b x_1 + b x_2"]
    text = text.replace("Now $s_0$ is zero", "Now $s_0 = 0$")
    assert verdict(text, "b(1-b)x_1 + (1-b)x_2") == "equal"
    assert wrong(text.replace("b(1-b)x_1", "(1-b)x_1")) == ["(1-b)x_1 + (1-b)x_2"]


def test_what_is_read_at_one_index_goes_equally_far() -> None:
    text = r"""# Data

Let $x_1,\dots,x_m$ be numbers with weights $w_i$, $W = \sum_i w_i$ and $\bar x = \frac1W\sum_i w_i x_i$.

## Spread

We find $\sum_i w_i(x_i-\bar x)^2 = \sum_i w_i x_i^2 - W\bar x^2$.
"""
    assert verdict(text, r"\sum_i w_i x_i^2 - W\bar x^2") == "equal"
    assert wrong(text.replace(r"- W\bar x^2", r"- \bar x^2")) == [r"\sum_i w_i x_i^2 - \bar x^2"]
