"""The problems that are arguments: every line judged, every mutated line noticed, known answers reached."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy
import pytest

from checkers.claims import judge_claim, judge_experiment
from checkers.grade import grade
from checkers.verify_problem import verify_problem
from derivations.claim import AtMost, Chain, Claim, Experiment, Measured, Words
from derivations.derive import backward
from derivations.figure import Figure
from derivations.kernel import replay
from derivations.printing.displays import ROOM
from derivations.printing.latex_document import latex_body
from derivations.printing.markdown_document import markdown_document
from derivations.printing.measure import width
from derivations.printing.text import text
from derivations.printing.text_document import text_document
from derivations.problem import Problem
from derivations.problems.ece449 import problem_2_2 as boxes
from derivations.problems.ece449 import recurrent_runs as recurrent
from derivations.registry import discover
from derivations.route import reduce_route
from derivations.solve import solve

PROBLEMS = discover("derivations.problems", Problem)
NAMES = [n for n, p in PROBLEMS.items() if any(part.argument for part in p.parts)]
LINES = [
    (f"{n} {part.label} {k}", item)
    for n in NAMES
    for part in PROBLEMS[n].parts
    for k, item in enumerate(part.argument, 1)
]
CLAIMS = [pytest.param(item, id=name) for name, item in LINES if isinstance(item, Claim)]
EXPERIMENTS = [pytest.param(item, id=name) for name, item in LINES if isinstance(item, Experiment)]
TOLD = [pytest.param(item, id=name) for name, item in LINES]


def test_the_problems_are_there() -> None:
    named = "ece449/2.1 ece449/2.2 ece449/6 ai501/6.1 ai501/6.2 ai501/6.3a ai501/6.3b ai501/6.5a ai501/6.5b"
    assert set(named.split()) <= set(NAMES)


@pytest.mark.parametrize(("name", "points"), [("ece449/2.1", 3), ("ece449/2.2", 3), ("ece449/6", 5)])
def test_points_are_those_of_the_sheet(name: str, points: int) -> None:
    assert sum(p.points for p in PROBLEMS[name].parts) == points


@pytest.mark.parametrize("name", NAMES)
def test_every_line_is_judged_and_right(name: str) -> None:
    report = verify_problem(PROBLEMS[name], seed=7)
    assert report.ok, report.failures
    judged = sum(isinstance(i, (Claim, Experiment)) for part in PROBLEMS[name].parts for i in part.argument)
    assert sum(", line " in r.quantity and bool(r.judged) for r in report.results) == judged


# ------------------------------------------------------------------ a line that is changed is noticed


def moved(term: Any) -> Any:
    """The term plus 1, entry by entry."""
    import sympy

    if getattr(term, "is_Matrix", False):
        whole = sympy.Matrix(term.doit())
        return whole + sympy.ones(*whole.shape)
    return term + 1


@pytest.mark.parametrize("claim", CLAIMS)
def test_a_changed_formula_is_noticed(claim: Claim) -> None:
    import sympy

    made = claim.build(sympy)
    assert judge_claim(claim)[2] == ""
    if isinstance(made, AtMost):
        worse = replace(made, right=made.right - 1)
        assert judge_claim(replace(claim, build=lambda sympy: worse))[2]
        return
    for k in range(1, len(made.terms)):
        terms = (*made.terms[:k], moved(made.terms[k]), *made.terms[k + 1 :])
        assert judge_claim(replace(claim, build=lambda sympy, t=terms: replace(made, terms=t)))[2]  # type: ignore[misc]


@pytest.mark.parametrize("claim", [p for p in CLAIMS if isinstance(p.values[0].build(__import__("sympy")), Chain)])
def test_hypotheses_are_needed(claim: Claim) -> None:
    """A chain does not hold without any one of its hypotheses: none is there for show."""
    import sympy

    made = claim.build(sympy)
    for key in made.given:
        fewer = {k: v for k, v in made.given.items() if k != key}
        assert judge_claim(replace(claim, build=lambda sympy, g=fewer: replace(made, given=g)))[2], key  # type: ignore[misc]


OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}


@pytest.mark.parametrize("experiment", EXPERIMENTS)
def test_an_opposite_requirement_is_noticed(experiment: Experiment) -> None:
    found = experiment.run(numpy, 0)
    for k, m in enumerate(found):
        wrong = replace(m, relation=OPPOSITE[m.relation]) if m.relation in OPPOSITE else replace(m, bound=other(m))
        changed = (*found[:k], wrong, *found[k + 1 :])
        assert judge_experiment(Experiment("", lambda numpy, seed, c=changed: c))[2]  # type: ignore[misc]


def other(m: Measured) -> Any:
    return m.bound + "!" if isinstance(m.bound, str) else m.bound + 1


@pytest.mark.parametrize("seed", range(20, 23))
@pytest.mark.parametrize("experiment", EXPERIMENTS)
def test_numbers_do_not_hang_on_the_seed(experiment: Experiment, seed: int) -> None:
    assert judge_experiment(experiment, seed)[2] == ""


# ------------------------------------------------------------------ what is printed


@pytest.mark.parametrize("item", TOLD)
def test_prose_states_no_formula_of_its_own(item: Claim | Experiment | Words | Figure) -> None:
    """A relation stands in a judged line, or in a definition that begins with Let."""
    prose = {Words: "text", Figure: "caption"}.get(type(item), "words")
    for sentence in re.split(r"(?<=[.:;])\s", " ".join(getattr(item, prose).split())):
        relations = [f for f in re.findall(r"\$([^$]*)\$", sentence) if re.search(r"=|<|>|\\le\b|\\ge\b|\\approx", f)]
        assert not relations or re.search(r"\bLet\b", sentence), sentence


@pytest.mark.parametrize("name", NAMES)
def test_formulas_fit_on_the_page(name: str) -> None:
    body = latex_body(solve(PROBLEMS[name]))
    for display in re.findall(r"\\begin{align\*}\n(.*?)\\end{align\*}", body, re.DOTALL):
        for row in re.split(r"\\\\|\n", re.sub(r"\\intertext{.*?}\n", "\n", display)):
            if "bmatrix" not in display and "intertext" not in row:
                assert width(row.replace("&", "")) <= ROOM + 3, row


@pytest.mark.parametrize("name", NAMES)
def test_every_format_prints(name: str) -> None:
    solution = solve(PROBLEMS[name])
    assert text_document(solution)
    shown = markdown_document(solution)
    assert shown.count("$$") % 2 == 0
    assert shown.count("{") == shown.count("}")
    figures = sum(isinstance(i, Figure) for part in PROBLEMS[name].parts for i in part.argument)
    assert shown.count("<svg") == figures


# ------------------------------------------------------------------ boxes


def test_overlap_by_formula_and_by_counting() -> None:
    random = numpy.random.default_rng(3)
    for _ in range(200):
        x, y, w, h = random.integers(0, 6), random.integers(0, 6), random.integers(1, 6), random.integers(1, 6)
        a, b = (2, 2, 6, 5), (int(x), int(y), int(x + w), int(y + h))
        assert boxes.iou(a, b) == boxes.counted(a, b)
    assert boxes.iou((0, 0, 2, 2), (5, 5, 6, 6)) == 0
    assert boxes.iou((0, 0, 2, 2), (0, 0, 2, 2)) == 1


def test_suppression_keeps_what_its_definition_says() -> None:
    assert boxes.suppress(boxes.CANDIDATES, Fraction(1, 2)) == ["A", "D", "F"]
    assert boxes.suppress(boxes.CANDIDATES, Fraction(1)) == sorted(
        boxes.CANDIDATES, key=lambda n: -boxes.CANDIDATES[n][1]
    )
    assert boxes.suppress(boxes.CANDIDATES, Fraction(0))[0] == "A"
    random = numpy.random.default_rng(1)
    for _ in range(30):
        corners = random.integers(0, 12, size=(8, 2))
        found = {
            str(k): ((int(x), int(y), int(x) + 5, int(y) + 4), Fraction(int(s), 1000))
            for k, ((x, y), s) in enumerate(zip(corners, random.permutation(1000)))
        }
        kept = boxes.suppress(found, Fraction(1, 3))
        for n, (r, score) in found.items():  # kept exactly if no kept box of higher score overlaps it too much
            beaten = any(found[k][1] > score and boxes.iou(found[k][0], r) > Fraction(1, 3) for k in kept)
            assert (n in kept) is not beaten


# ------------------------------------------------------------------ recurrent network


def test_the_adjoint_of_the_state_is_a_recurrence_that_runs_backwards() -> None:
    layer = PROBLEMS["ece449/6"].layer
    assert layer is not None
    found = {d.goal.tensor: d for d in backward(layer.program, ("Wh", "Wi"))}
    for d in found.values():
        replay(d)
    state = text(found["dL_h"].result)
    assert "dL_h[t+1," in state
    assert "dL_H[t," in state
    assert "dL_h[t,m]*h[t,m]*(1 - h[t,m])*h[t-1,k]" in text(found["dL_Wh"].result)


def test_the_jacobian_is_proved_by_the_rules() -> None:
    problem = PROBLEMS["ece449/6"]
    assert problem.layer is not None
    [route] = problem.part("product").routes
    assert reduce_route(route, problem.layer.program).meets == (True, True)


def test_the_cases_are_what_their_names_say() -> None:
    cases = recurrent.cases(numpy)
    sizes = {n: [recurrent.norm(numpy, P) for P in found] for n, (_, found) in cases.items()}
    assert numpy.allclose(sizes["w = 2, held at 1/2"], [0.5**n for n in range(1, 41)], rtol=1e-12)
    assert numpy.allclose(sizes["w = 6, held at 1/2"], [1.5**n for n in range(1, 41)], rtol=1e-12)
    assert recurrent.radius(numpy, cases["eigenvalues 1/2"][0]) == pytest.approx(0.5)
    assert recurrent.radius(numpy, cases["eigenvalues 0"][0]) < 1e-7
    grows = sizes["eigenvalues 1/2"]
    assert max(grows) > 30
    assert grows[-1] < 1e-20
    assert sizes["eigenvalues 0"][-1] > 1e10


# ------------------------------------------------------------------ answers of students

PUBLISHED = {
    "ece449/2.1": {
        "advantages": "Training takes place in one single pipeline, which is simpler. Inference runs faster, and less "
        "memory is needed."
    },
    "ece449/2.2": {
        "reason": "Many predicted boxes overlap. NMS keeps the best one and removes the duplicates. So each object is "
        "detected once."
    },
}


@pytest.mark.parametrize("name", PUBLISHED)
def test_good_answers_are_suggested_all_points_and_wait(name: str) -> None:
    record = grade(PROBLEMS[name], PUBLISHED[name])
    assert [(p["suggested"]["points"], p["points"]) for p in record["parts"]] == [(3, None)]


@pytest.mark.parametrize("name", ["ece449/2.1", "ece449/2.2"])
def test_an_empty_phrase_is_suggested_no_points(name: str) -> None:
    label = PROBLEMS[name].parts[0].label
    [part] = grade(PROBLEMS[name], {label: "It is better because it is good."})["parts"]
    assert part["suggested"]["points"] == 0
    assert part["points"] is None


def test_gradients_of_these_problems_are_graded_as_formulas() -> None:
    right = {"b1": r"\delta^{(1)}_i"}
    [part] = [p for p in grade(PROBLEMS["ai501/6.3a"], right)["parts"] if p["part"] == "b1"]
    assert part["verdict"] in ("equal", "unreadable")  # equal where the vocabulary knows the earlier gradient
    wrong = {"dW": r"-\sum_{n=1}^{N} \delta_{i,n} o_{j,n}"}
    [part] = [p for p in grade(PROBLEMS["ai501/6.5b"], wrong)["parts"] if p["part"] == "dW"]
    assert part["verdict"] == "different"
    assert "sign_flipped" in [d["misconception"] for d in part["diagnosis"]]
    [part] = [
        p
        for p in grade(PROBLEMS["ai501/6.5b"], {"dW": r"\sum_{n=1}^{N} \delta_{i,n} o_{j,n}"})["parts"]
        if p["part"] == "dW"
    ]
    assert part["verdict"] == "equal"
