"""The functions of Python: what they return, how it is shown, what they refuse, and that they load when asked for."""

from __future__ import annotations

import copy
import html
import json
import pickle
import subprocess
import sys
from pathlib import Path

import msgspec
import numpy as np
import pytest
import torch

import backproof
from backproof import Unusable, check, compare, derive, grade, solve, verify
from backproof.results import Record
from derivations.layer import Layer

CUBE = Layer(
    name="cube",
    shapes={"X": "N D", "g": "D"},
    forward="Y[n,d] = g[d]*X[n,d]^3",
    oracle=lambda torch, X, g, size: g * X**3,
    source="none",
)
HOSTILE = "<script>alert(1)</script>"


def test_nothing_is_loaded_before_it_is_asked_for() -> None:
    code = (
        "import sys, backproof; dir(backproof); "
        "print(sorted({m.split('.')[0] for m in sys.modules} & {'torch', 'sympy', 'msgspec', 'click', 'derivations'}))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout == "[]\n"


def test_the_names_are_listed_and_another_is_refused() -> None:
    assert set(backproof.__all__) < set(dir(backproof))
    for name in backproof.__all__:
        assert getattr(backproof, name).__doc__, name
    with pytest.raises(AttributeError, match="offers"):
        backproof.integrate  # noqa: B018


# ---------------------------------------------------------------- derive and solve


def test_a_gradient_with_its_steps() -> None:
    found = derive("linear", "W")
    answer = found["W"].answer
    assert answer is not None
    assert answer.goal == "dL_W[m,d]"
    assert answer.result == "sum[n in 1..N] dL_Y[n,m]*X[n,d]"
    assert answer.operator is not None and answer.operator.text == "dL_W = dL_Y^T @ X"
    assert [s.rules for s in answer.steps][-1] == ("substitute", "guard")
    assert answer.steps[-1].proved == ("1 <= m <= M", "1 <= d <= D")
    assert all(s.reason for s in answer.steps)
    assert answer.latex in found._repr_latex_()
    assert answer.latex in answer._repr_latex_()
    assert "## Part W" in found._repr_markdown_()
    assert str(found) == found.text
    assert r"\documentclass" in found.latex


def test_several_inputs_share_what_leads_to_them() -> None:
    assert [p.part for p in derive("linear").parts] == ["X", "W", "b"]
    assert [p.part for p in derive("linear", ["b", "X"]).parts] == ["b", "X"]


def test_rules_as_text_and_as_a_layer() -> None:
    text = derive("X: N\ns = sum[n] X[n]^2", "X")["X"].answer
    own = derive(CUBE, "X")["X"].answer
    assert text is not None and text.result == "2*X[n]"
    assert own is not None and own.result == "3*dL_Y[n,d]*g[d]*X[n,d]^2"


def test_full_derivatives() -> None:
    one = derive("softmax", "X", "jacobian")
    assert len(one.parts) == 1
    assert len(derive(CUBE, ["X", "g"], "jacobian").parts) == 2


def test_a_solved_problem() -> None:
    found = solve("ece449/5", "W")
    answer = found["W"].answer
    assert answer is not None and answer.value is not None
    assert np.shape(answer.value.decimals) == (2, 2)
    assert json.loads(found.printed("json"))["parts"][0]["part"] == "W"
    assert solve("ece449/3")["total"].count["total"] == "513466"  # type: ignore[index]
    assert solve("ece449/3")._repr_latex_() == ""


# ---------------------------------------------------------------- verify


def test_a_verification_of_a_name_and_a_layer_of_ones_own() -> None:
    found = verify("linear", CUBE, device="cpu")
    assert found.ok and not found.failures
    assert {r.name for r in found.results} == {"linear", "cube"}
    assert found.judged["kernel"] > 0
    assert "quantities verified on cpu" in str(found)
    assert ">dL_g</td>" in found._repr_html_()


def test_a_wrong_witness_is_shown_as_wrong() -> None:
    wrong = Layer("cube", CUBE.shapes, CUBE.forward, lambda torch, X, g, size: g * X**2, "none")
    found = verify(wrong, device="cpu")
    assert not found.ok
    assert any("differs" in f for f in found.failures)
    assert "WRONG" in str(found) and "WRONG" in found._repr_html_()


# ---------------------------------------------------------------- grade


def test_answers_as_text_numbers_lists_and_arrays() -> None:
    new = [[0.991379, -0.0086212], [0, -1]]
    for W in (new, np.array(new), torch.tensor(new, dtype=torch.float64), str(new), tuple(map(tuple, new))):
        found = grade("ece449/5", {"W": W}, student="ann")
        assert found["W"].verdict == "equal", W
        assert (found.points, found.max_points, found.student) == (5, 7, "ann")
    assert grade("ece449/3", {"total": 513466})["total"].points == 6


def test_a_wrong_answer_has_a_witness_and_a_diagnosis() -> None:
    part = grade("ece449/5", {"W": [[1.0016, 0.0016], [0, -1]]}, part="W")["W"]
    assert part.verdict == "different"
    assert part.witness is not None and part.witness.at == (1, 1)
    assert "softmax_jacobian_diagonal_only" in [d.misconception for d in part.diagnosis]
    assert part.points == 2


def test_a_problem_of_ones_own_is_graded() -> None:
    from fractions import Fraction

    from derivations.problem import Gradient, Part, Problem

    own = Problem("own/1", "Cubes", "", (Part("dX", Gradient("X", "n d"), Fraction(3), "Find it."),), "", layer=CUBE)
    assert grade(own, {"dX": "3*g[d]*X[n,d]^2*dL_Y[n,d]"}).points == 3
    assert grade(own, {"dX": "3*g[d]*X[n,d]*dL_Y[n,d]"}, part="dX").points == 0


def test_what_a_student_typed_is_no_markup() -> None:
    for shown in (
        grade("ece449/5", {"B": HOSTILE}, student=HOSTILE)._repr_html_(),
        check(f"$$ {HOSTILE} = 1 = 2 $$")._repr_html_(),
        compare("x", HOSTILE)._repr_html_(),
    ):
        assert "<script" not in shown
    assert html.escape(HOSTILE) in grade("ece449/5", {}, student=HOSTILE)._repr_html_()


# ---------------------------------------------------------------- compare and check


def test_comparisons() -> None:
    assert compare("X^T G", "X.T @ G", tensors={"X": [5, 3], "G": [5, 2]}).verdict == "equal"
    found = compare("g s (1 - s)", "-g s (1 - s)")
    assert found.verdict == "different"
    assert "sign" in found.diagnosis[0].name
    assert found.witness is not None and found.witness in str(found)
    chain = compare("2", "1+1 = 3 = 2", {"chain": True})
    assert (chain.first_bad_link, chain.links[0].verdict) == (1, "different")
    assert compare("1/3", "0.3333", tolerance={"type": "decimals", "value": 4}).verdict == "equal"


def test_documents_by_path_by_name_and_as_text(tmp_path: Path) -> None:
    text = "$$1 + 1 = 2 = 3$$\n"
    (tmp_path / "notes.md").write_text(text)
    found = [check(tmp_path / "notes.md"), check(str(tmp_path / "notes.md")), check(text)]
    assert [f.summary["different"] for f in found] == [1, 1, 1]
    assert [k.right for k in found[0].wrong] == ["3"]
    assert "✗ different" in found[0]._repr_html_()


# ---------------------------------------------------------------- records


def test_records_are_frozen_and_become_json() -> None:
    for found in (derive("relu", "X"), verify("relu", device="cpu"), compare("x", "x"), grade("ece449/3", {})):
        json.dumps(found.as_dict())
        with pytest.raises(AttributeError):
            found.name = "other"  # type: ignore[union-attr]
        assert copy.copy(found) == found
    assert pickle.loads(pickle.dumps(compare("x", "y"))).verdict == "different"  # noqa: S301


def test_a_judgement_has_no_truth_value() -> None:
    with pytest.raises(TypeError, match="no truth value"):
        bool(compare("x", "x"))


def test_every_field_of_the_records_is_there(tmp_path: Path) -> None:
    """What the command prints as JSON, the record has, and no field of it is lost."""
    from backproof import api, comparing

    wrong = {"W": "[[1.0016, 0.0016], [0, -1]]"}
    pairs: list[tuple[dict[str, object], Record]] = [
        (api.grade("ece449/5", wrong), grade("ece449/5", wrong)),
        (comparing.compare("2", "1+1=3", {"chain": True}), compare("2", "1+1=3", chain=True)),
        (json.loads(api.printed([api.derive("linear", "X")], "json")), derive("linear", "X")),
    ]
    for wanted, found in pairs:
        wanted.pop("seconds", None)
        wanted.pop("id", None)
        assert contains(json.loads(msgspec.json.encode(found.as_dict())), json.loads(msgspec.json.encode(wanted)))


def contains(found: object, wanted: object) -> bool:
    if isinstance(wanted, dict):
        return isinstance(found, dict) and all(k in found and contains(found[k], v) for k, v in wanted.items())
    if isinstance(wanted, list):
        return isinstance(found, list) and len(found) == len(wanted) and all(map(contains, found, wanted))
    return found == wanted


# ---------------------------------------------------------------- refusals


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: derive("convd2", "X"), "conv2d"),
        (lambda: derive("linear", "Z"), "no input of linear"),
        (lambda: derive("linear", []), "one or more of its inputs"),
        (lambda: derive("ece449/1"), "solve('ece449/1')"),
        (lambda: derive("Y[n] = X[n"), "line 1"),
        (lambda: verify(), "at least one"),
        (lambda: verify("nothing"), "no layer"),
        (lambda: grade("ece449/5", {"W": object}, part="V"), "part"),
        (lambda: grade("ece449/5", {"W": None}), "not text"),
        (lambda: compare("x", "x", tensor={}), "tensors"),
        (lambda: compare("x", "x", tolerance={"type": "about"}), "tolerance"),
        (lambda: check("nothing.md"), "cannot be read"),
        (lambda: solve("ece449/5", "V"), "no part"),
    ],
)
def test_refusals_are_one_sentence(call, said: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(Unusable) as refused:
        call()
    assert said in str(refused.value)
