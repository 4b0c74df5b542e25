"""Links whose right side has values at some numbers alone."""

from __future__ import annotations

import pytest

from checkers.algebra.document import check_document
from checkers.algebra.stated import domains_stated


def verdicts(text: str) -> list[str]:
    return [link["verdict"] for d in check_document(text)["displays"] for link in d["links"]]


SCALED = r"$q = \sqrt{w + c}$, $\hat a_i = \frac{a_i - w}{q}$. "


@pytest.mark.parametrize("said", ["", r"Here $c \ge 0$. ", r"Here $w > 0$ and $c \ge 0$. "])
def test_a_root_says_what_its_letters_can_be(said: str) -> None:
    assert verdicts(SCALED + said + r"$\frac3n(a_j - w) = \frac{3q}{n}\hat a_j$.")[-1] == "equal"
    assert verdicts(SCALED + said + r"$\frac3n(a_j - w) = \frac{3q^2}{n}\hat a_j$.")[-1] == "different"
    assert verdicts(SCALED + said + r"$\frac3n(a_j - w) = \frac{3}{n}\hat a_j$.")[-1] == "different"


def test_the_values_of_a_link_judged_the_other_way_keep_their_sides() -> None:
    text = r"$q = \sqrt{w + c}$, $r = \frac{a}{q}$. $3a = 4 q r$."
    (told,) = [str(k["witness"]) for d in check_document(text)["displays"] for k in d["links"] if k["witness"]]
    yours, expected = told.partition("yours is ")[2].split(", expected ")
    assert float(yours) / float(expected.partition(":")[0]) == pytest.approx(4 / 3, rel=1e-3)


def test_a_side_without_any_value_is_wrong_where_its_letters_are_known() -> None:
    known = r"Let $u \in \{2, 3, 4\}$. "
    assert verdicts(known + r"$2u = \sqrt{4u^2}$")[-1] == "equal"
    assert verdicts(known + r"$2u + \ln u = 2u + \ln(-u)$")[-1] == "different"
    assert verdicts(r"$2u - \ln(u+1) = 2u - \ln(-u-1)$")[-1] == "undecided"


@pytest.mark.parametrize("letter", [r"\varepsilon", r"\epsilon"])
def test_letters_in_two_forms_have_one_domain(letter: str) -> None:
    assert [n.lstrip("\\") for n in domains_stated(rf"Here ${letter} \ge 0$ holds.")] == ["epsilon"]
