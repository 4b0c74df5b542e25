"""Ideas are found in sentences, and not where the sentence denies them."""

from __future__ import annotations

from fractions import Fraction

import pytest

from checkers.grade import Grader
from checkers.rubric import says, suggest
from derivations.problem import Criterion, Problem
from derivations.registry import discover

PROBLEMS = discover("derivations.problems", Problem)


@pytest.mark.parametrize(
    ("sentence", "phrasing", "said"),
    [
        ("Training is faster.", "fast|quick", True),
        ("It does not train faster.", "train fast", False),
        ("It doesn't make the training any faster.", "train fast", False),
        ("It isn’t faster.", "fast", False),
        ("It is never faster.", "fast", False),
        ("It is not only faster, but simpler.", "fast simpl", True),
        ("One stage is faster, and no region is looked at twice.", "fast", True),
        ("It is not slower, it is faster.", "fast", True),
        ("It cannot fail to be faster.", "fast", True),
        ("That it is faster is wrong.", "fast", False),
        ("The norm is not below one.", "below|less norm", False),
        ("Without it one object would count twice.", "without|count twice", True),
        ("without speed", "speed", False),
        ("The function is not smooth at 0.", "not_smooth", True),
        ("Rather than a fast one we get a slow one.", "fast", False),
    ],
)
def test_what_is_denied_does_not_count(sentence: str, phrasing: str, said: bool) -> None:
    assert says(sentence, phrasing) is said


def test_a_denied_idea_earns_no_suggestion() -> None:
    rubric = (Criterion("Inference is fast.", Fraction(2), ("fast infer",)),)
    assert suggest(rubric, "Inference is fast.", Fraction(3))[0] == 2
    points, (found,) = suggest(rubric, "Inference is not fast.", Fraction(3))
    assert (points, found.sentence) == (0, "")


def test_words_always_wait_for_a_person() -> None:
    part = PROBLEMS["ece449/2.1"].part("advantages")
    for text in ("It does not train faster.", "One stage, so training is faster, and inference too."):
        record = Grader(PROBLEMS["ece449/2.1"]).record(part, text)
        assert record["verdict"] == "undecided"
        assert record["needs_a_person"] is True
        assert record["points"] is None
