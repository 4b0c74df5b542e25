"""Gates that are labels above other letters: r of p^{r}_t belongs to the gate r_t and counts nothing."""

from __future__ import annotations

import pytest

from checkers.algebra.document import check_document

CELL = r"""For $t=1,\dots,T$ the inputs of the gates are $p^{q}_t = A_q y_t + B_q s_{t-1}$ with $q\in\{r,u,m\}$, and
\begin{align*}
  r_t &= \sigma(p^r_t), & u_t &= \sigma(p^u_t), & m_t &= \tanh(p^m_t),\\
  s_t &= r_t\odot s_{t-1} + u_t\odot m_t.
\end{align*}
With $\delta s_t$ known we have $\delta r_t=\delta s_t\odot s_{t-1}$, $\delta u_t=\delta s_t\odot m_t$ and
$\delta m_t=\delta s_t\odot u_t$. Through the non-linearities,
\begin{align}
  \delta p^r_t &= \delta r_t\odot\sigma'(p^r_t) = \delta s_t\odot s_{t-1}\odot r_t\odot(1-r_t), \\
  \delta p^u_t &= \delta u_t\odot\sigma'(p^u_t) = \delta s_t\odot m_t\odot u_t\odot(1-u_t), \\
  \delta p^m_t &= \delta m_t\odot\tanh'(p^m_t) = \delta s_t\odot u_t\odot(1-m_t\odot m_t).
\end{align}
"""


def links(text: str) -> list[tuple[str, str]]:
    return [(x["right"], x["verdict"]) for d in check_document(text)["displays"] for x in d["links"]]


def wrong(text: str) -> list[str]:
    return [right for right, verdict in links(text) if verdict == "different"]


SPELLINGS = [
    ("p^{q}_t", lambda x: rf"p^{{{x}}}_t"), ("p^{(q)}_t", lambda x: rf"p^{{({x})}}_t"),
    ("p_t^{q}", lambda x: rf"p_t^{{{x}}}"), ("p_t^{(q)}", lambda x: rf"p_t^{{({x})}}"),
]  # fmt: skip


def spelled(k: int) -> str:
    general, one = SPELLINGS[k]
    text = CELL.replace("p^{q}_t", general)
    for letter in "rum":
        text = text.replace(f"p^{letter}_t", one(letter))
    return text


@pytest.mark.parametrize("k", range(len(SPELLINGS)))
def test_a_gate_above_a_letter_is_no_number(k: int) -> None:
    assert wrong(spelled(k)) == []


@pytest.mark.parametrize("k", range(2))
def test_the_derivatives_through_the_gates_are_judged(k: int) -> None:
    found = dict(links(spelled(k)))
    assert [v for right, v in found.items() if r"\odot(1-" in right] == ["equal"] * 3


SLIPS = [
    (r"s_{t-1}\odot r_t\odot(1-r_t)", r"s_t\odot r_t\odot(1-r_t)"),
    (r"m_t\odot u_t\odot(1-u_t)", r"m_t\odot u_t\odot(1+u_t)"),
    (r"u_t\odot(1-m_t\odot m_t)", r"u_t\odot(1-m_t)"),
]


@pytest.mark.parametrize(("right", "slip"), SLIPS)
def test_a_slip_among_the_gates_is_found(right: str, slip: str) -> None:
    assert CELL.count(right) == 1
    assert len(wrong(CELL.replace(right, slip))) == 1


def test_a_letter_that_is_summed_over_stays_an_index() -> None:
    text = r"For $t=1,\dots,T$ let $w_t = \sum_{r=1}^{3} p^{r}_t$ and $r_t = 2 w_t$. Then $r_t = %s$."
    assert wrong(text % r"2\sum_{r=1}^{3} p^{r}_t") == []
