"""Every problem with right answers in several spellings, rearranged, renamed, with every misconception, unreadable."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction
from functools import cache
from typing import Any

import pytest

from checkers.grade import Grader, all_misconceptions, grade
from checkers.mistakes.chain import negated_answer
from derivations.exact_numbers import as_term
from derivations.layer import Layer
from derivations.printing.text import text
from derivations.problem import Count, Field, Formula, Gradient, Jacobian, Part, Problem, Value
from derivations.registry import discover

PROBLEMS = discover("derivations.problems", Problem)
MISCONCEPTIONS = {m.name: m for m in all_misconceptions()}


@cache
def grader(name: str) -> Grader:
    return Grader(PROBLEMS[name])


def told(name: str, label: str, answer: str) -> dict[str, Any]:
    return grader(name).record(PROBLEMS[name].part(label), answer)


def written(value: Any, digits: int = 0) -> str:
    """Exact values as a student would write them: in the notation, or as decimals."""
    if isinstance(value, tuple):
        return f"[{', '.join(written(v, digits) for v in value)}]"
    return text(as_term(value)) if not digits or value.is_Integer else f"{float(value):.{digits}g}"


PRODUCTS = (
    r"(5\times5\times3+1)\times32+(3\times3\times32+1)\times48+(3\times3\times48+1)\times64"
    r"+(4\times4\times64+1)\times384+(384+1)\times192+(192+1)\times10=513466"
)
RIGHT = [
    ("ece449/5", "W", "[[0.9914,-0.008621],[0,-1]]"),
    ("ece449/5", "W", "[[0.991379, -0.00862117], [0, -1.000]]"),
    ("ece449/5", "W", r"\begin{bmatrix} \frac{503+493e}{500(1+e)} & \frac{3-7e}{500(1+e)} \\ 0 & -1 \end{bmatrix}"),
    ("ece449/5", "W", "[[1 - 0.02*(7e-3)/(10*(1+e)), -alpha*(7e-3)/(10*(1+e))], [0, -1]]"),
    ("ece449/5", "W", "[[1,0],[0,-1]] - 0.02/(10(e+1)) * [[7e - 3, 7e - 3], [0, 0]]"),
    ("ece449/5", "B", "[-0.008621,0]"),
    ("ece449/5", "B", "[[-8.621e-3],[0]]"),
    ("ece449/5", "B", "B' = B - 0.02 dB = [-0.008621, 0]"),
    ("ece449/5", "Z", "(1, 0)"),
    ("ece449/5", "Q", r"\begin{bmatrix} \frac{e^1}{e^0+e^1} \\ \frac{e^0}{e^0+e^1} \end{bmatrix}"),
    ("ece449/5", "Q", "[0.7311, 0.2689]"),
    ("ece449/5", "Q", r"[\sigma(1), 1 - \sigma(1)]"),
    ("ece449/5", "dZ", r"\frac{\partial E}{\partial Z} = \begin{bmatrix}\frac e{1+e}-.3\\\frac 1{1+e}-.7\end{bmatrix}"),
    ("ece449/5", "dM", "[0.4311, 0]"),
    ("ece449/5", "dW", "[0.4311 0.4311; 0 0]"),
    ("ece449/5", "dB", "[(7e-3)/(10+10e), 0]"),
    ("ece449/3", "total", "513,466"),
    ("ece449/3", "total", "2432 + 13872 + 27712 + 393600 + 73920 + 1930"),
    ("ece449/3", "total", PRODUCTS),
    ("ece449/4", "dz", "q_x - p_x"),
    ("ece449/4", "dz", "q_i - p_i"),
    ("ece449/4", "dz", "q - p"),
    ("ece449/4", "dz", "-p[x] + q[x]"),
    ("ece449/4", "dz", r"\frac{\partial E}{\partial z_k} = q_k - p_k"),
    ("ece449/4", "dz", r"\frac{e^{z_x}}{\sum_{i=1}^N e^{z_i}} \sum_{i=1}^N p_i - p_x"),
    ("ece449/1", "dS", r"\frac14 g_{\lceil d/2\rceil,\lceil e/2\rceil}"),
    ("ece449/1", "dS", "g[floor((d+1)/2),floor((e+1)/2)]*0.25"),
    ("ece449/1", "dC", r"\frac{1}{4} g_{\lceil \frac{d}{2} \rceil, \lceil \frac{e}{2} \rceil} s_{d,e}(1-s_{d,e})"),
    ("ece449/1", "dC", r"\frac{1}{4} g_{\lceil d/2 \rceil, \lceil e/2 \rceil} \sigma'(c_{d,e})"),
    ("ece449/1", "dK", "1/4*sum[a,b] x[a+d-1,b+e-1]*g[ceil(a/2),ceil(b/2)]*(s[a,b]-s[a,b]^2)"),
    ("ece449/6", "dWh", "sum[t in 1..T] dh[t,i]*h[t,i]*(1 - h[t,i])*h[t-1,j]"),
    ("ece449/6", "dWh", r"\sum_{t=1}^T \frac{\partial L}{\partial h_{t,i}} h_{t,i}(1-h_{t,i}) h_{t-1,j}"),
    ("ai501/6.7b", "Dh", "-gamma*dL_h[k]"),
    ("ai501/6.7b", "Dh", r"-\gamma \sum_{j=1}^{n} \delta_{j+k} o_j"),
    ("ai501/7.1b", "vgg16_biased", "138,357,544"),
    ("ai501/7.3", "bottom", "140 x 140"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "label", "answer"), RIGHT)
def test_right(name: str, label: str, answer: str) -> None:
    record = told(name, label, answer)
    assert record["verdict"] == "equal", record
    assert record["points"] == record["max_points"]
    assert record["credit"] == 1
    assert record["how"]
    assert record["read_as"]


@pytest.mark.parametrize("name", PROBLEMS)
def test_the_derived_solution_is_right(name: str) -> None:
    """What is printed as the solution is accepted when it is handed in, and so is the reading that is shown of it."""
    key = grader(name).key
    for part in PROBLEMS[name].parts:
        match part.ask:
            case Gradient() | Jacobian() | Formula():
                answers = [text(key.equation(part).rhs)]
            case Value(digits=digits):
                answers = [written(key.value(part)), written(key.value(part), digits)]
            case Count() | Field():
                answers = [str(key.count(part).constant)]
            case _:
                assert told(name, part.label, "because")["needs_a_person"]
                continue
        for answer in answers:
            record = told(name, part.label, answer)
            assert record["verdict"] == "equal", record
            assert told(name, part.label, record["read_as"])["verdict"] == "equal"


TANH = Problem(
    name="test/tanh",
    title="A tanh behind an average",
    statement="Differentiate.",
    layer=Layer(
        name="test_tanh",
        shapes={"x": "N k", "a": "N"},
        forward="m[n] = sum[j in 1..k] x[n,j] / k\ny[n] = a[n]*tanh(m[n])",
        oracle=lambda torch, x, a, size: a * torch.tanh(x.mean(1)),
        source="a test",
    ),
    parts=(
        Part("dx", Gradient("x", "n j"), Fraction(1), "Differentiate."),
        Part("da", Gradient("a", "n"), Fraction(1), "Differentiate."),
    ),
    source="a test",
)


@pytest.mark.parametrize(
    ("label", "answer", "verdict", "misconception"),
    [
        ("dx", "dL_y[n]*a[n]*(1 - tanh(m[n])^2)/k", "equal", None),
        ("dx", r"\frac{1}{k} \frac{\partial L}{\partial y_n} a_n (1 - \tanh^2(m_n))", "equal", None),
        ("dx", "dL_y[n]*a[n]/k", "different", "tanh_derivative_forgotten"),
        ("dx", "dL_y[n]*a[n]*(1 - tanh(m[n])^2)", "different", "pool_factor_forgotten"),
        ("dx", "dL_y[n]*a[n]*k*(1 - tanh(m[n])^2)", "different", "edit/divided_for_multiplied"),
        ("dx", "dL_y[n]*a[n]*a[n]*m[n]/k", "different", None),
        ("dx", "a[n]*(1 - tanh(m[n])^2)/k", "different", "upstream_forgotten"),
        ("da", "dL_y[n]*tanh(m[n])", "equal", None),
        ("da", "dL_y[n]*m[n]", "different", None),
    ],
)
def test_misconceptions_work_on_a_problem_they_were_not_made_for(
    label: str, answer: str, verdict: str, misconception: str | None
) -> None:
    """Straight through a tanh, its value stays: only the derivative is mistaken, so da is untouched by it."""
    record = Grader(TANH).record(TANH.part(label), answer)
    assert record["verdict"] == verdict, record
    assert [d["misconception"] for d in record["diagnosis"]] == ([misconception] if misconception else [])


@pytest.mark.parametrize(
    ("name", "label", "answer", "verdict", "words"),
    [
        ("ece449/5", "W", "[[1.0016,0.0016],[0,-1]]", "different", "softmax Jacobian: diagonal only"),
        ("ece449/5", "W", "[[0.9914,-0.008621]]", "different", "1 x 2 entries"),
        ("ece449/5", "W", "[[0.9914,-0.008621],[0]]", "different", "has 3 entries"),
        ("ece449/5", "W", "[[0.9914,0],[-0.008621,-1]]", "different", "rows and columns"),
        ("ece449/5", "W", "[[0.991,-0.0086],[0,-1]]", "different", "rounded too coarsely"),
        ("ece449/5", "W", "[[0.9914,-0.008621],[0,1]]", "different", "W[2,2] is 1"),
        ("ece449/5", "W", "[[1,2", "unreadable", "^"),
        ("ece449/5", "W", '__import__("os").system("x")', "unreadable", "^"),
        ("ece449/5", "B", "[(3-7e)/500(1+e), 0]", "unreadable", "two ways"),
        ("ece449/5", "Z", "[1e1, 0]", "different", "Z[1]"),
        ("ece449/3", "total", "513465", "different", "off by 1"),
        ("ece449/3", "total", "512,736", "different", "biases are not counted"),
        ("ece449/3", "total", "513466.5", "different", "not a whole number"),
        ("ece449/3", "total", "[1, 2]", "unreadable", "one whole number"),
        ("ece449/4", "dz", "q_i - p_j", "unreadable", "the answer's indices: x in 1..N"),
        ("ece449/4", "dz", "p - q", "different", "expected"),
        ("ece449/4", "dz", "[q_1 - p_1, q_2 - p_2]", "unreadable", "for all sizes"),
        ("ece449/4", "dz", "   ", "missing", "No answer"),
        ("ece449/1", "dS", "1/4*g[d,e]", "different", "index d runs over 1..2*n"),
        ("ece449/1", "dS", "1/4*g[ceil(d/2)-1,ceil(e/2)]", "different", "g[0,1] does not exist"),
        ("ece449/1", "dK", "sum[d,e] g[ceil(d/2),ceil(e/2)]", "unreadable", "already has a meaning"),
        ("ece449/6", "dWh", "sum[t in 1..T] dL_h[t,i]*h[t-1,j]", "different", "derivative of the sigmoid"),
        ("ece449/6", "dWh", "sum[t in 1..T] g[t,i]*h[t,i]*(1-h[t,i])*h[t-1,j]", "different", "expected"),
        ("ece449/6", "dWh", "dL_Wh[i,j]", "unreadable", "it has to be worked out"),
        ("ai501/6.7b", "Dh", "gamma*dL_h[k]", "different", "expected"),
    ],
)
def test_what_a_student_is_told(name: str, label: str, answer: str, verdict: str, words: str) -> None:
    record = told(name, label, answer)
    assert record["verdict"] == verdict, record
    assert words in record["feedback"], record["feedback"]


def test_a_coarse_answer_earns_half() -> None:
    record = told("ece449/5", "W", "[[0.991,-0.0086],[0,-1]]")
    assert (record["how"], record["credit"], record["points"]) == ("rounded too coarsely", 0.5, 2.5)
    assert record["diagnosis"] == []


def test_the_whole_record() -> None:
    answers = {"W": "[[0.9914,-0.008621],[0,-1]]", "B": "[-0.008621,0]"}
    record = grade(PROBLEMS["ece449/5"], answers, student="s-001")
    assert (record["problem"], record["student"], record["points"], record["max_points"]) == ("ece449/5", "s-001", 7, 7)
    assert [p["part"] for p in record["parts"]] == ["Z", "Q", "dZ", "dM", "dW", "dB", "W", "B"]
    assert [p["verdict"] for p in record["parts"]] == ["missing"] * 6 + ["equal"] * 2
    fields = {"part", "verdict", "how", "read_as", "witness", "diagnosis", "credit", "points", "max_points"}
    assert all(fields | {"carried_forward", "feedback"} <= p.keys() for p in record["parts"])
    assert {"policy", "seed", "version"} <= record.keys()
    assert "unknown_parts" not in record
    assert grade(PROBLEMS["ece449/5"], {"V": "1"})["unknown_parts"] == ["V"]


def test_the_same_submission_gives_the_same_bytes() -> None:
    answers = {"dS": "g[d,e]", "dC": "1/0", "dK": "sum[i,j] g[ceil(i/2),ceil(j/2)]*s[i,j]*x[i+d-1,j+e-1]"}
    first, second = (json.dumps(grade(PROBLEMS["ece449/1"], answers), allow_nan=False) for _ in range(2))
    assert first == second


def test_two_misconceptions_that_tie_are_both_named_and_the_larger_share_counts() -> None:
    flipped = MISCONCEPTIONS["sign_flipped"]
    twin = replace(flipped, name="twin", mistake=negated_answer(), credit=Fraction(9, 10))
    record = Grader(PROBLEMS["ece449/4"], [flipped, twin]).record(PROBLEMS["ece449/4"].part("dz"), "p_x - q_x")
    assert [d["misconception"] for d in record["diagnosis"]] == ["sign_flipped", "twin"]
    assert record["credit"] == 0.9


def test_a_misconception_that_changes_nothing_explains_nothing() -> None:
    keys = grader("ece449/4").diagnoser.keys
    assert "relu_gate_ignored" not in keys
    assert "kernel_flipped" not in keys
    record = told("ece449/4", "dz", "q_x*q_x*z_x")
    assert record["diagnosis"] == []
    assert record["credit"] == 0


def test_a_blind_judge_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """With a tolerance that lets everything pass, wrong answers are accepted: the tests above do depend on it."""
    monkeypatch.setattr("checkers.answers.formula.TOLERANCE", 1e9)
    assert told("ece449/4", "dz", "p_x - q_x")["verdict"] == "equal"
