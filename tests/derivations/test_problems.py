"""The problems: rules verified, every given quantity stated, routes true line by line, points as on the sheet."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction

import pytest

from checkers.evaluate import evaluate
from checkers.gap import TOLERANCE, relative_gap
from checkers.instance import draw
from checkers.patterns import patterns
from checkers.run import run
from checkers.verify import verify
from derivations import terms as T
from derivations.counted import network_of
from derivations.derive import backward
from derivations.exact import evaluate_exact
from derivations.exact_numbers import sign
from derivations.network import count
from derivations.notation import parse_term
from derivations.printing.text import text
from derivations.problem import Count, Explain, Field, Formula, Gradient, Jacobian, Problem, Prove, Route, Value
from derivations.program import Program, read_range
from derivations.registry import discover
from derivations.values import exact_values, read_updates

PROBLEMS = discover("derivations.problems", Problem)
WITH_RULE = [n for n, p in PROBLEMS.items() if p.layer]
ROUTES = [(n, part.label, r) for n, p in PROBLEMS.items() for part in p.parts for r in part.routes]


def index_of(route: Route, program: Program) -> tuple[T.Index, ...]:
    """The free indices of a route, `x in 1..N`."""
    found = []
    for piece in filter(None, map(str.strip, route.indices.split(","))):
        name, span = piece.split(" in ")
        found.append(T.Index(name, *read_range(span, program.scope())))
    return tuple(found)


def terms_of(route: Route, program: Program) -> list[T.Term]:
    scope = program.scope(index_of(route, program))
    return [parse_term(line.term, scope) for line in route.lines]


POINTS = {"ece449/1": 8, "ece449/3": 6, "ece449/4": 8, "ece449/5": 7}


@pytest.mark.parametrize("name", POINTS)
def test_points_are_those_of_the_sheet(name: str) -> None:
    assert sum((p.points for p in PROBLEMS[name].parts), Fraction(0)) == POINTS[name]


LABELS = {"ece449/1": "dS dC dK", "ece449/3": "total", "ece449/4": "dz", "ece449/5": "Z Q dZ dM dW dB W B"}


@pytest.mark.parametrize("name", LABELS)
def test_parts_have_the_names_of_their_quantities(name: str) -> None:
    assert [p.label for p in PROBLEMS[name].parts] == LABELS[name].split()


STATED = {
    "ece449/1": [
        r"(2n+k-1) \times (2m+k-1)", r"k \times k", r"2n \times 2m", r"n \times m", "1/(1+e^{-t})", r"2 \times 2",
        "stride 1", "without padding", "$g_{i,j}$", "$s_{d,e}$", "$x_{a,b}$",
    ],
    "ece449/3": [
        r"$32 \times 32$", "3 channels", "32 kernels", r"$5 \times 5$", "48 kernels", "64 kernels", r"$3 \times 3$",
        r"$2 \times 2$ pooling", "384, 192 and 10", "bias",
    ],
    "ece449/4": [r"q_i = e^{z_i} / \sum_{j=1}^{N} e^{z_j}", r"\sum_{i=1}^{N} p_i = 1", r"-\sum_{i=1}^{N} p_i \ln q_i"],
    "ece449/5": [
        r"W = \begin{bmatrix} 1 & 0 \\ 0 & -1 \end{bmatrix}", r"B = \begin{bmatrix} 0 \\ 0 \end{bmatrix}",
        r"X = \begin{bmatrix} 1 \\ 1 \end{bmatrix}", r"P = \begin{bmatrix} 0.3 \\ 0.7 \end{bmatrix}",
        r"\alpha = 0.02", "ReLU", "softmax", r"-p_1 \ln q_1 - p_2 \ln q_2", "one sample",
    ],
}  # fmt: skip


@pytest.mark.parametrize("name", STATED)
def test_the_statement_names_everything_that_is_given(name: str) -> None:
    statement = " ".join(PROBLEMS[name].statement.split())
    assert [s for s in STATED[name] if s not in statement] == []


@pytest.mark.parametrize("name", PROBLEMS)
def test_dollars_and_braces_are_balanced(name: str) -> None:
    p = PROBLEMS[name]
    for t in (p.statement, *(part.wording for part in p.parts), *p.conventions):
        assert t.replace("$$", "").count("$") % 2 == 0
        assert t.count("$$") % 2 == 0
        assert t.count("{") == t.count("}")


@pytest.mark.parametrize("name", PROBLEMS)
def test_letters_and_given_numbers_belong_to_the_rule(name: str) -> None:
    p = PROBLEMS[name]
    known = set(p.layer.program.ranges) if p.layer else set()
    after = read_updates(p.updates, p.layer.program).definitions if p.layer and p.updates else ()
    updated = {d.tensor for d in after}
    assert {t.removeprefix("dL_") for t in p.letters} <= known | updated
    assert not known & updated
    assert set(p.given) <= known
    for part in p.parts:
        match part.ask:
            case Gradient(wrt, indices):
                assert wrt in known
                assert p.layer is not None
                assert len(indices.split()) == len(p.layer.program.ranges[wrt])
            case Jacobian(wrt):
                assert wrt in known
            case Formula(of):
                assert of in updated
            case Value(of, step=step):
                assert of in exact_values(p, step=step)
            case Count() | Field():
                assert network_of(p, part.ask).layers
            case Explain(rubric) | Prove(rubric):
                assert not rubric or sum(c.points for c in rubric) >= part.points  # full points are within reach


@pytest.mark.parametrize("name", WITH_RULE)
def test_the_forward_rule_and_every_gradient_are_verified(name: str) -> None:
    layer = PROBLEMS[name].layer
    assert layer is not None
    asked = [part.ask.wrt for part in PROBLEMS[name].parts if isinstance(part.ask, Gradient)]
    inputs = tuple(t for t in asked if t in layer.program.inputs) or None
    report = verify(layer, inputs)
    assert report.ok, report.failures
    assert {f"dL_{t}" for t in asked} <= {r.quantity for r in report.results}
    assert all(r.facts_unproved == 0 for r in report.results)


def test_problem_1_has_the_classical_answers() -> None:
    layer = PROBLEMS["ece449/1"].layer
    assert layer is not None
    letters = {p.ask.wrt: p.ask.indices for p in PROBLEMS["ece449/1"].parts if isinstance(p.ask, Gradient)}
    results = {d.goal.tensor: text(d.result) for d in backward(layer.program, ("K",), letters)}
    assert results["dL_S"] == "1/4*dL_P[ceil(d/2),ceil(e/2)]"
    assert results["dL_C"] == "1/4*dL_P[ceil(d/2),ceil(e/2)]*S[d,e]*(1 - S[d,e])"
    assert re.match(r"1/4\*sum\[i in 1\.\.2\*n, j in 1\.\.2\*m\] ", results["dL_K"])
    assert results["dL_K"].endswith("*X[i+d-1,j+e-1]")


def test_problem_3_is_counted_term_by_term() -> None:
    network = PROBLEMS["ece449/3"].network
    assert network is not None
    tally = count(network)
    assert [r.parameters.constant for r in tally.rows if r.text] == [2432, 13872, 27712, 393600, 73920, 1930]
    assert tally.number == 513466


def test_problem_4_is_derived_with_its_premise() -> None:
    layer = PROBLEMS["ece449/4"].layer
    assert layer is not None
    (*_, last) = backward(layer.program, ("z",), {"z": "x"})
    assert text(last.result) == "q[x] - p[x]"
    assert any(s.argument == "sum[i] p[i] = 1" for s in last.steps)


# ------------------------------------------------------------------ routes


def link_gaps(problem: Problem, route: Route, texts: list[str] | None = None) -> list[float]:
    """For each line after the first, how far it is from the line before, at the worst pattern of sizes."""
    layer = problem.layer
    assert layer is not None
    program = layer.program
    scope = program.scope(index_of(route, program))
    terms = [parse_term(t, scope) for t in texts or [line.term for line in route.lines]]
    worst = [0.0] * (len(terms) - 1)
    for pattern in patterns(program):
        if pattern.sizes is None:
            continue
        for seed in (0, 1):
            instance = run(program, draw(program, pattern.sizes, layer.draw, seed))
            rows = [evaluate(t, instance, index_of(route, program)) for t in terms]
            worst = [max(w, relative_gap(b, a)) for w, a, b in zip(worst, rows, rows[1:])]
    return worst


@pytest.mark.parametrize(("name", "label", "route"), ROUTES, ids=[f"{n}-{r.title}" for n, _, r in ROUTES])
def test_every_link_of_a_route_is_true(name: str, label: str, route: Route) -> None:
    assert max(link_gaps(PROBLEMS[name], route)) <= 1e-11
    assert TOLERANCE <= 1e-11


@pytest.mark.parametrize(
    ("name", "label", "route"),
    [pytest.param(*r, id=r[2].title) for r in ROUTES if isinstance(PROBLEMS[r[0]].part(r[1]).ask, Gradient)],
)
def test_a_route_ends_at_what_the_engine_derives(name: str, label: str, route: Route) -> None:
    problem = PROBLEMS[name]
    assert problem.layer is not None
    program = problem.layer.program
    ask = problem.part(label).ask
    assert isinstance(ask, Gradient)
    derived = backward(program, (ask.wrt,), {ask.wrt: ask.indices})[-1]
    assert T.alpha(terms_of(route, program)[-1]) == T.alpha(derived.result)
    assert all(line.reason for line in route.lines)
    assert [bool(line.left) for line in route.lines] == [True] + [False] * (len(route.lines) - 1)


def test_there_are_two_routes_to_problem_4() -> None:
    assert [r.title for n, _, r in ROUTES if n == "ece449/4"] == ["Logarithm first", "Quotient rule"]


@pytest.mark.parametrize(("name", "label", "route"), ROUTES, ids=[f"{n}-{r.title}" for n, _, r in ROUTES])
def test_a_wrong_line_is_noticed(name: str, label: str, route: Route) -> None:
    for k in range(1, len(route.lines)):
        texts = [line.term for line in route.lines]
        texts[k] = f"({texts[k]}) + 1/100"
        assert link_gaps(PROBLEMS[name], route, texts)[k - 1] > 1e-4


@pytest.mark.parametrize(
    ("name", "label", "route"), [pytest.param(*r, id=r[2].title) for r in ROUTES if r[0] == "ece449/4"]
)
def test_the_lines_agree_exactly_too(name: str, label: str, route: Route) -> None:
    """The same claim in exact numbers, by code that shares nothing with the reference evaluator."""
    layer = PROBLEMS[name].layer
    assert layer is not None
    program = layer.program
    given = {"z": (0, 1, -1), "p": ("1/2", "1/3", "1/6")}
    for x in (1, 2, 3):
        rows = [T.rename(t, {"x": read_range(str(x), program.scope())[1]}) for t in terms_of(route, program)]
        lines = tuple(replace(program.definitions[-1], tensor=f"line{k}", rhs=t) for k, t in enumerate(rows))
        ranges = {**program.ranges, **{d.tensor: () for d in lines}}
        found = evaluate_exact((*program.definitions, *lines), ranges, given, {"N": 3})
        assert all(sign(found[d.tensor] - found["line0"]) == 0 for d in lines)
