"""Vectors that are given as (2, -1)^T, and a loss that is said again for its label; each link beside a slip."""

from __future__ import annotations

import pytest

from checkers.algebra.document import check_document

NETWORK = r"""The input is $s = (2, -1)^\top$ with the label $t = 1$; the network is
$$
z = Us + d, \qquad m = \tanh(z), \qquad r = q^\top m + c, \qquad y = \sigma(r) = \frac{1}{1+e^{-r}},
$$
with loss $E = -t\log y - (1-t)\log(1-y)$ and
$$
U = \begin{bmatrix} 0.2 & -0.3 \\ 0.1 & 0.4 \end{bmatrix},\quad d = \begin{bmatrix} 0.1 \\ -0.2 \end{bmatrix},\quad
q = \begin{bmatrix} 0.5 \\ -0.7 \end{bmatrix},\quad c = 0.15 .
$$

## Forward

$$
z = \begin{bmatrix} 0.2\cdot 2 + 0.3\cdot 1 + 0.1 \\ 0.1\cdot 2 - 0.4\cdot 1 - 0.2 \end{bmatrix}
  = \begin{bmatrix} 0.8 \\ -0.4 \end{bmatrix}.
$$
Because $t = 1$, the loss is $E = %s$.

## Backward

"""
SHORT = r"-\log y"
LINKS = [
    (r"\frac{\partial E}{\partial r} = \left(-\frac ty + \frac{1-t}{1-y}\right) y(1-y) = y - t",
     r"\frac{\partial E}{\partial r} = \left(\frac ty + \frac{1-t}{1-y}\right) y(1-y) = y - t"),
    (r"\frac{\partial E}{\partial q} = (y - t) m", r"\frac{\partial E}{\partial q} = (t - y) m"),
    (r"\frac{\partial E}{\partial c} = y - t", r"\frac{\partial E}{\partial c} = y"),
    (r"\frac{\partial E}{\partial z} = (y - t)\, q \odot (1 - m\odot m)",
     r"\frac{\partial E}{\partial z} = (y - t)\, q \odot (1 - m)"),
    (r"\frac{\partial E}{\partial U} = \bigl((y - t)\, q \odot (1 - m\odot m)\bigr) s^\top",
     r"\frac{\partial E}{\partial U} = \bigl((y - t)\, q \odot (1 - m)\bigr) s^\top"),
    (r"\begin{bmatrix} 0.5 \\ 0.25 \end{bmatrix} s^\top = \begin{bmatrix} 1 & -0.5 \\ 0.5 & -0.25 \end{bmatrix}",
     r"\begin{bmatrix} 0.5 \\ 0.25 \end{bmatrix} s^\top = \begin{bmatrix} 1 & -0.5 \\ 0.5 & 0.25 \end{bmatrix}"),
    (r"s + q = (2.5,\ -1.7)^\top", r"s + q = (2.5,\ -0.3)^\top"),
]  # fmt: skip


def verdicts(text: str) -> list[str]:
    found = check_document(text)
    assert not found["unread"]
    return [str(k["verdict"]) for d in found["displays"] for k in d["links"]]


@pytest.mark.parametrize(("right", "slip"), LINKS)
def test_a_list_with_a_transpose_is_a_column(right: str, slip: str) -> None:
    given = NETWORK % SHORT
    found = verdicts(f"{given}$$ {right} . $$")
    assert found[-1] == "equal" and "different" not in found
    assert "different" in verdicts(f"{given}$$ {slip} . $$")[-2:]


def test_a_formula_at_the_label_defines_no_other_loss() -> None:
    by_c = r"$$ \frac{\partial E}{\partial c} = %s . $$"
    assert verdicts(NETWORK % SHORT + by_c % "y - t")[-1] == "equal"
    assert verdicts(NETWORK % SHORT + by_c % "2y - t")[-1] == "different"


@pytest.mark.parametrize("other", [r"-\log(1-y)", r"(y - 3)^2"])
def test_a_formula_that_is_another_one_at_the_label_is_a_new_definition(other: str) -> None:
    assert "different" not in verdicts(NETWORK % other)


def test_a_row_of_a_matrix_with_a_transpose_is_a_column() -> None:
    text = r"""Let $A = \begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix}$, $v = \begin{bmatrix} 5 & 6 \end{bmatrix}^T$.
So $Av = %s$."""
    assert verdicts(text % r"\begin{bmatrix} 17 \\ 39 \end{bmatrix}")[-1] == "equal"
    assert verdicts(text % r"\begin{bmatrix} 17 \\ 38 \end{bmatrix}")[-1] == "different"


def test_a_difference_of_matrices_in_brackets_is_no_remark() -> None:
    text = r"Here $2C^T(CZ-H) = %s$."
    assert verdicts(text % "2C^TCZ - 2C^TH")[-1] == "equal"
    assert verdicts(text % "2C^TCZ - C^TH")[-1] == "different"
    assert verdicts(r"So $2C^TCZ - 2C^TH = 2C^T(CZ-H)$.")[-1] == "equal"
