"""A mistake costs once; what follows from it rightly counts, and only where the conditions hold."""

from __future__ import annotations

import json
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from backproof import api, classroom, policies
from backproof.errors import Unusable
from checkers.chain import Chain
from checkers.grade import Grader
from checkers.policy import DEFAULT, PolicyError, read_policy
from derivations.problem import Problem
from derivations.registry import discover

PROBLEMS = discover("derivations.problems", Problem)
SAMPLE = Path(__file__).parents[2] / "samples" / "ece449-submission.toml"


@cache
def grader(name: str) -> Grader:
    return Grader(PROBLEMS[name])


def parts(name: str, answers: dict[str, str]) -> dict[str, dict[str, Any]]:
    return {p["part"]: p for p in grader(name).grade(answers)["parts"]}


WRONG_DW = "[[-0.081, -0.081], [0, 0]]"


def test_a_step_from_a_wrong_gradient_counts() -> None:
    found = parts("ece449/5", {"dW": WRONG_DW, "W": "[[1.0016, 0.0016], [0, -1]]"})
    assert found["W"]["carried_forward"] is True
    assert found["W"]["carried_from"] == ["dW"]
    assert (found["W"]["verdict"], found["W"]["credit"]) == ("different", 0.5)
    assert "your answer to dW" in found["W"]["feedback"]


def test_the_same_mistake_costs_once() -> None:
    answers = {"dW": WRONG_DW, "dB": "[-0.081, 0]", "W": "[[1.0016, 0.0016], [0, -1]]", "B": "[0.0016, 0]"}
    found = parts("ece449/5", answers)
    assert (found["W"]["credit"], found["B"]["credit"]) == (0.5, 0.9)
    assert found["B"]["carried_from"] == ["dB"]
    without = parts("ece449/5", {"W": answers["W"], "B": answers["B"]})
    assert without["W"]["credit"] == 0.4
    assert (without["B"]["credit"], without["B"]["carried_forward"]) == (0.9, False)
    assert "same mistake as in W" in without["B"]["feedback"]


def test_a_wrong_step_from_a_wrong_gradient_does_not_count() -> None:
    found = parts("ece449/5", {"dW": WRONG_DW, "W": "[[0.9984, -0.0016], [0, -1]]"})
    assert found["W"]["carried_forward"] is False


@pytest.mark.parametrize(
    ("answers", "why"),
    [
        ({"dW": "[[0, 0], [0, 0]]", "W": "[[1, 0], [0, -1]]"}, "zero makes the step trivial"),
        ({"dM": "[0.2, 0.1]", "dB": "[0.2, 0.1]"}, "a copy of the earlier answer"),
        ({"dW": "[[1, 2]]", "W": "[[0.98, -0.04], [0, -1]]"}, "another shape"),
        ({"B": "[1, 0]", "W": "[[0.98, 0], [0, -1]]"}, "W does not come from B"),
        ({"W": "[[1.0016, 0.0016], [0, -1]]", "dW": "[[0.4311, 0.4311], [0, 0]]"}, "the gradient before is right"),
    ],
)
def test_conditions(answers: dict[str, str], why: str) -> None:
    assert not any(p["carried_forward"] for p in parts("ece449/5", answers).values()), why


def test_values_go_on_through_several_steps_and_through_the_training() -> None:
    found = parts("ece449/5", {"dZ": "[0.2, 0.1]", "dW": "[[0.2, 0.2], [0, 0]]", "W": "[[0.996, -0.004], [0, -1]]"})
    assert found["dW"]["carried_from"] == ["dZ"]
    assert found["W"]["carried_from"] == ["dW"]
    found = parts("ai501/6.4", {"1.W1": "[[2, -3], [0, 2]]", "1.b1": "[4, 0]", "2.g1": "[9, -2]"})
    assert set(found["2.g1"]["carried_from"]) == {"1.W1", "1.b1"}
    assert found["2.g1"]["carried_forward"] is True


def test_a_right_answer_in_between_is_gone_on_from() -> None:
    found = parts("ece449/5", {"Z": "[1, 1]", "Q": "[0.7311, 0.2689]", "dZ": "[0.4311, -0.4311]"})
    assert (found["Q"]["verdict"], found["dZ"]["verdict"]) == ("equal", "equal")


def test_formulas() -> None:
    wrong = r"g_{\lceil d/2\rceil,\lceil e/2\rceil}"
    found = parts(
        "ece449/1",
        {
            "dS": wrong,
            "dC": rf"{wrong} s_{{de}} (1-s_{{de}})",
            "dK": r"\sum_{i,j} g_{\lceil i/2\rceil,\lceil j/2\rceil} s_{ij}(1-s_{ij}) x_{i+d-1,j+e-1}",
        },
    )
    assert found["dC"]["carried_from"] == ["dS"]
    assert found["dK"]["carried_from"] == ["dC"]
    assert found["dC"]["credit"] == found["dK"]["credit"] == 0.9
    independent = parts("eecs545/1a", {"W": "2 X^T G", "b": r"2 \mathbf{1}^T G"})
    assert not independent["b"]["carried_forward"]


def test_the_chain_agrees_with_the_derivation() -> None:
    """From right values of an earlier gradient the right later one follows, at every instance."""
    key = grader("ece449/1").key
    chain = Chain(key)
    for part, by in (("dC", "S"), ("dK", "C"), ("dK", "S")):
        asked = PROBLEMS["ece449/1"].part(part)
        for instance, right in zip(key.instances(), key.gradients(asked), strict=True):
            goal = key.goal(asked)
            given = {f"dL_{by}": instance.values[f"dL_{by}"]}
            assert (chain.sampled(goal.tensor, goal.indices, instance, given) - right).abs().max() < 1e-12
    numbers = Chain(grader("ece449/5").key)
    assert numbers.exact((1, "W_new"), {(1, "dL_W"): ((1, 0), (0, 0))}) == ((Fraction(49, 50), 0), (0, -1))


def test_the_submission_of_a_whole_sheet() -> None:
    """The mark that docs/submissions.md tells of, part by part."""
    found = {s.problem: api.grade(s.problem, s.answers) for s in api.submissions(SAMPLE)}
    assert {n: r["points"] for n, r in found.items()} == {
        "ece449/1": 3.6,
        "ece449/2.1": 0,
        "ece449/2.2": 0,
        "ece449/3": 6,
        "ece449/4": 8,
        "ece449/5": 4.3,
        "ece449/6": 0,
    }
    waiting = [p["part"] for r in found.values() for p in r["parts"] if p.get("needs_a_person")]
    assert waiting == ["advantages", "reason", "product", "vanishing", "exploding"]
    (dz,) = found["ece449/4"]["parts"]
    assert "this step on the way is not: - \\sum_{i=1, i \\neq x}^N" in dz["feedback"]
    told = {p["part"]: p for p in found["ece449/5"]["parts"]}
    assert "softmax_jacobian_diagonal_only" in [d["misconception"] for d in told["W"]["diagnosis"]]


def test_a_chain_that_is_right_throughout_has_no_note() -> None:
    text = r"\frac{\partial E}{\partial z_x} = \sum_i p_i q_x - p_x = q_x - p_x"
    assert parts("ece449/4", {"dz": text})["dz"]["feedback"] == "Right."
    slipped = text.replace(r"q_x - p_x = q_x", r"q_x + p_x = q_x")
    assert "on the way" in parts("ece449/4", {"dz": slipped})["dz"]["feedback"]


# ---------------------------------------------------------------- policies


COURSE = """
name = "spring"
[credit]
coarse = 0.75
follow_through = "3/5"
[credit.misconceptions]
softmax_jacobian_diagonal_only = 0.3
[problems."ece449/5".W]
points = 4
digits = 3
[problems."ece449/5".B]
tolerance = 0.001
orientation = "graded"
"""


def test_a_course_pays_what_it_says() -> None:
    policy = read_policy(COURSE)
    own = Grader(PROBLEMS["ece449/5"], policy=policy)
    found = own.grade({"dW": WRONG_DW, "W": "[[1.0016, 0.0016], [0, -1]]", "B": "[-0.0087, 0]"})
    told = {p["part"]: p for p in found["parts"]}
    assert (told["W"]["points"], told["W"]["max_points"], found["max_points"]) == (2.4, 4, 6)
    assert told["B"]["verdict"] == "equal"
    assert found["policy"].startswith("spring: ")
    assert "3/5" in found["policy"]
    assert own.record(own.problem.part("W"), "[[0.991, -0.00862], [0, -1]]")["verdict"] == "equal"
    assert own.record(own.problem.part("W"), "[[1.0016, 0.0016], [0, -1]]")["credit"] == 0.3
    assert own.record(own.problem.part("B"), "[[-0.0086], [0]]")["verdict"] == "equal"
    assert own.record(own.problem.part("B"), "[[-0.0086, 0]]")["verdict"] == "different"
    assert own.record(own.problem.part("Q"), "[0.73, 0.27]")["credit"] == 0.75


def test_the_sign_of_an_update_has_a_share_of_its_own() -> None:
    text = "[[1.008621, 0.008621], [0, -1]]"
    part = PROBLEMS["ece449/5"].part("W")
    record = grader("ece449/5").record(part, text)
    assert (record["how"], record["credit"]) == ("right up to the sign of the update", 0.75)
    own = Grader(PROBLEMS["ece449/5"], policy=read_policy("[credit]\nsign_of_update = 0.25"))
    assert own.record(part, text)["credit"] == 0.25


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("credit = 1", "is a table"),
        ("[credit]\ncoarse = 2", "a share from 0 to 1"),
        ("[credit]\ncoarse = true", "is accepted"),
        ("[credit]\nfine = 1", "known are"),
        ("colour = 1", "known are"),
        ("name = 3", "'name' is a text"),
        ("[problems.a.b]\npoints = -1", "not negative"),
        ("[problems.a.b]\ndigits = 99", "from 1 to 15"),
        ("[problems.a.b]\ndigits = 3\ntolerance = 0.1", "contradict"),
        ("[problems.a.b]\norientation = 'up'", "is one of"),
        ("[problems]\na = 1", "is a table"),
        ("x = ", "no TOML"),
        ("x = " + "[" * 5000, ""),
        ("#" * 200_000, "longer than"),
    ],
)
def test_policies_that_cannot_be_used(text: str, words: str) -> None:
    with pytest.raises(PolicyError) as raised:
        read_policy(text, "course.toml")
    assert words in str(raised.value)
    assert "course.toml" in str(raised.value)


def test_names_that_do_not_exist_are_refused(tmp_path: Path) -> None:
    for text in ('[problems."ece449/5".V]\npoints = 1', "[credit.misconceptions]\nnobody_believes_this = 0.5"):
        (tmp_path / "course.toml").write_text(text)
        with pytest.raises(Unusable):
            policies.read_policy(tmp_path / "course.toml", "ece449/5")
    with pytest.raises(Unusable):
        policies.read_policy(tmp_path / "nowhere.toml", "ece449/5")


def test_a_changed_policy_grades_anew(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(
        json.dumps({"problem": "ece449/5", "student": "a", "answers": {"W": "[[0.991, -0.0086], [0, -1]]"}})
    )
    store = str(tmp_path / "marks.db")

    def points(policy: str | None) -> float:
        own = None if policy is None else read_policy(policy)
        options = classroom.Options(jobs=0, store=store, policy=own)
        return float(
            classroom.grade_class("ece449/5", [str(tmp_path / "a.json")], options=options).records[0]["points"]
        )

    assert points(None) == 2.5
    assert points("[credit]\ncoarse = 1") == 5
    assert points(None) == 2.5
    assert DEFAULT.digest != read_policy("[credit]\ncoarse = 1").digest
