"""Special values that one sentence supposes of a matrix; each right text beside one with a slip."""

from __future__ import annotations

import pytest

from checkers.algebra.document import check_document

BEFORE = r"""For a square matrix $M$ and vectors $u$, $v$ we have $(Mu)^Tv = u^TM^Tv$.
"""
AFTER = r"""

Two such matrices obey
\[
(M N)^T = %s .
\]
"""
RIGHT, SLIP = "N^T M^T", "2 N M^T"
SUPPOSED = [
    r"Taking $M = I$ gives $u^Tv = u^Tv$.",
    r"For $M = I$ this is $u^T v$.",
    r"In particular, with $M=I$, both sides are $u^Tv$.",
    r"Both are $u^Tv$ when $M = I$, as they should be.",
    r"If $M = 2I$, both sides double.",
    r"Für $M = I$ steht links $u^Tv$.",
    r"Pour $M = c\,I$ on retrouve $c\,u^Tv$.",
    r"Setting $M=I_n$ we are back at $u^Tv$.",
    r"In the special case $M = I$ nothing is left to show.",
]


def verdicts(text: str) -> list[str]:
    return [str(k["verdict"]) for d in check_document(text)["displays"] for k in d["links"]]


@pytest.mark.parametrize("supposed", SUPPOSED)
def test_a_special_value_is_none_of_the_letter_from_there_on(supposed: str) -> None:
    assert verdicts(BEFORE + supposed + AFTER % RIGHT)[-1] == "equal"
    assert verdicts(BEFORE + supposed + AFTER % SLIP)[-1] == "different"


@pytest.mark.parametrize("said", [r"Taking $M=I$ gives $%s$.", r"For $M = I$, this says that" + "\n" + r"$$ %s. $$",
                                  r"We get $%s$ for $M=I$.", r"Then $%s$ if $M = I$."])  # fmt: skip
def test_it_holds_within_its_sentence(said: str) -> None:
    assert "different" not in verdicts(BEFORE + said % "u^TMv = u^Tv")
    assert verdicts(BEFORE + said % "u^TMv + v^Tu = 2u^Tv")[1:].count("equal") == 1
    assert "equal" not in verdicts(BEFORE + said % "u^TMv + v^Tu = 3u^Tv")[1:]


def test_a_formula_of_the_next_sentence_that_needs_the_value_is_not_called_wrong() -> None:
    text = BEFORE + r"Take the case $M = I$ first. Then $u^TMv = %s$."
    assert "different" not in verdicts(text % "u^Tv")
    assert "different" in verdicts(text % "2u^Tv")


def test_a_letter_that_was_not_used_before_has_the_value_from_there_on() -> None:
    text = r"With $P = I$ everything is easy." + "\n\n" + r"Then $u^TPv = %s$."
    assert verdicts(text % "u^Tv")[-1] == "equal"
    assert verdicts(text % "2u^Tv")[-1] == "different"


def test_a_slip_that_vanishes_at_the_value_is_found_farther_on() -> None:
    far = BEFORE + r"Taking $M = I$ gives $u^Tv$." + "\n" * 12 + r"For all matrices $(M N)^T = %s$."
    assert verdicts(far % "N^T M^T")[-1] == "equal"
    assert verdicts(far % "N^T M")[-1] == "different"
