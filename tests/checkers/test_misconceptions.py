"""Every misconception on every part whose answer it changes; edits of the right answer; what numbers alone tell."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from typing import Any

import pytest

from checkers.edits import KINDS, edits
from checkers.fingerprints import Sample, fingerprints
from checkers.grade import Grader, all_misconceptions
from checkers.misconception import Misconception
from checkers.mistakes.kinds import everywhere
from derivations import terms as T
from derivations.exact_numbers import as_term
from derivations.layer import Layer
from derivations.layers.conv2d import CONV2D
from derivations.layers.tanh import TANH
from derivations.printing.text import text
from derivations.problem import Count, Field, Formula, Gradient, Jacobian, Part, Problem, Value
from derivations.registry import discover
from derivations.rule import Definition

MISCONCEPTIONS = {m.name: m for m in all_misconceptions()}


def asking(name: str, layer: Layer, asks: dict[str, Any], **fields: Any) -> Problem:
    """A problem about a layer, for what the problems of the courses do not ask."""
    parts = tuple(Part(label, ask, Fraction(2), "Find it.") for label, ask in asks.items())
    return Problem(name=name, title=name, statement="Find it.", parts=parts, source="a test", layer=layer, **fields)


STEP = Layer(
    name="test_step",
    shapes={"w": "2", "v": "2", "s": "2"},
    constants=("eta", "mu", "rho"),
    forward="L = sum[i in 1..2] w[i]^3 / 3",
    oracle=lambda torch, w, v, s, eta, mu, rho, size: (w**3).sum() / 3,
    source="a test",
)
MORE = (
    asking("test/tanh", TANH, {"X": Gradient("X", "n d")}),
    asking("test/conv2d", CONV2D, {"K": Gradient("K", "o c r q"), "b": Gradient("b", "o")}),
    asking(
        "test/momentum",
        STEP,
        {"v": Value("v_new"), "w": Value("w_new"), "second": Value("w_new", step=2)},
        given={"w": ("3/2", "-2"), "v": ("1", "1/2"), "s": ("1", "1"), "eta": "1/10", "mu": "9/10", "rho": "1/2"},
        updates="v_new[i] = mu*v[i] + dL_w[i]\nw_new[i] = w[i] - eta*v_new[i]",
    ),
    asking(
        "test/adaptive",
        STEP,
        {"s": Value("s_new"), "w": Value("w_new")},
        given={"w": ("3/2", "-2"), "v": ("1", "1/2"), "s": ("1", "1"), "eta": "1/10", "mu": "9/10", "rho": "1/2"},
        updates="s_new[i] = rho*s[i] + (1 - rho)*dL_w[i]^2\nw_new[i] = w[i] - eta*dL_w[i]/sqrt(s_new[i])",
    ),
)
PROBLEMS = {**discover("derivations.problems", Problem), **{p.name: p for p in MORE}}


@cache
def grader(name: str) -> Grader:
    return Grader(PROBLEMS[name])


def written(value: Any, digits: int = 0) -> str:
    """Exact values as a student would write them: in the notation, or as decimals."""
    if isinstance(value, tuple):
        return f"[{', '.join(written(v, digits) for v in value)}]"
    return text(as_term(value)) if not digits or value.is_Integer else f"{float(value):.{digits}g}"


def wrong_answers() -> Iterator[Any]:
    """Every misconception, for every part whose answer it changes, as the text of the answer it leads to."""
    for name, problem in PROBLEMS.items():
        for part in problem.parts:
            for m in all_misconceptions():
                wrong = grader(name).diagnoser.keys.get(m.name)
                if wrong is None or not wrong.answers(part):
                    continue
                for k, answer in enumerate(texts(name, part, m)):
                    yield pytest.param(name, part.label, m.name, answer, id=f"{name} {part.label} {m.name} {k}")


def texts(name: str, part: Part, m: Misconception) -> list[str]:
    right, wrong = grader(name).key, grader(name).diagnoser.keys[m.name]
    match part.ask:
        case Gradient() | Jacobian() | Formula():
            pairs = list(zip(right.gradients(part), wrong.gradients(part)))
            finite = all(bool(b.isfinite().all()) for _, b in pairs)
            changed = any(bool(((a - b).abs() > 1e-9 * (float(a.abs().max()) or 1)).any()) for a, b in pairs)
            return [text(put_in(wrong.equation(part), wrong.adjoints))] if changed and finite else []
        case Value(digits=digits):
            value = wrong.value(part)
            return [written(value), written(value, digits)] if right.value(part) != value else []
        case Count() | Field():
            changed = right.count(part) != wrong.count(part)
            return [str(wrong.count(part).constant)] if changed else []
    raise AssertionError(f"{name} {part.label}: a mistake changes an answer in words")


def put_in(step: Definition, gradients: tuple[Definition, ...]) -> T.Term:
    """A step of training with each gradient in it worked out; a gradient as it is."""
    if step.tensor.startswith("dL_"):
        return step.rhs
    known = {d.tensor: d for d in gradients}

    def worked_out(t: T.Term) -> T.Term | None:
        if not isinstance(t, T.Entry) or t.tensor not in known:
            return None
        d = known[t.tensor]
        return T.rename(d.rhs, dict(zip((i.name for i in d.indices), t.at, strict=True)))

    return everywhere(step.rhs, worked_out)


WRONG = list(wrong_answers())


@pytest.mark.parametrize(("name", "label", "misconception", "answer"), WRONG)
def test_every_misconception_is_recognised(name: str, label: str, misconception: str, answer: str) -> None:
    """The mistaken answer, read as a student's: it is wrong, and it is named, together with all that tie with it."""
    record = grader(name).record(PROBLEMS[name].part(label), answer)
    assert record["verdict"] == "different", record
    assert record["witness"]["sentence"] in record["feedback"]
    found = {d["misconception"]: d for d in record["diagnosis"]}
    assert misconception in found, record
    m = MISCONCEPTIONS[misconception]
    assert found[misconception] == {"name": m.title, "belief": m.belief, "hint": m.hint, "misconception": m.name}
    for tied in found:
        assert MISCONCEPTIONS[tied].title in record["feedback"]
    share = max(MISCONCEPTIONS[d].credit for d in found)
    assert record["credit"] == pytest.approx(float(share))
    assert record["points"] == pytest.approx(float(share * PROBLEMS[name].part(label).points))


def test_every_misconception_happens() -> None:
    """A misconception that no problem can meet is untested."""
    assert len(MISCONCEPTIONS) >= 42
    assert set(MISCONCEPTIONS) == {case.values[2] for case in WRONG}


def test_most_answers_tell_one_misconception_from_another() -> None:
    """Ties are stated, and they are the smaller part: most mistakes give an answer of their own."""
    pairs = {(case.values[0], case.values[1], case.values[2]): case.values[3] for case in WRONG}
    answers = Counter((name, label, answer) for (name, label, _), answer in pairs.items())
    alone = sum(n == 1 for n in answers.values())
    assert alone > len(answers) / 2


EDITED = [
    ("ece449/1", "dS", "g[ceil(d/2),ceil(e/2)]/8", "fingerprint/ratio"),
    ("ece449/1", "dC", "1/4*g[ceil(d/2),ceil(e/2)]*(1 - s[d,e])", "edit/factor_dropped"),
    ("ece449/1", "dC", "1/4*g[ceil(d/2),ceil(e/2)]*s[d,e]*s[d,e]*(1 - s[d,e])", "edit/factor_doubled"),
    ("ece449/1", "dC", "1/4*g[ceil(d/2),ceil(e/2)]*s[d,e]*(1 + s[d,e])", "edit/sign_of_summand"),
    ("ece449/1", "dC", "1/4*g[ceil(e/2),ceil(d/2)]*s[d,e]*(1 - s[d,e])", "edit/indices_swapped"),
    ("ece449/1", "dC", "1/4*g[ceil(d/2),floor(e/2)]*s[d,e]*(1 - s[d,e])", "edit/rounded_other_way"),
    ("ece449/1", "dC", "1/4*g[ceil(d/2),ceil(e/2)]*c[d,e]*(1 - s[d,e])", "edit/tensor_replaced"),
    ("ece449/1", "dC", "1/4*g[ceil(d/2),ceil(e/2)]*s[d,e]*(1 - s[d+1,e])", "edit/index_shifted"),
    ("ece449/4", "dz", "q_x", "edit/summand_dropped"),
    ("ece449/4", "dz", "q_x - p_x + 1/2", "fingerprint/offset"),
    ("ece449/4", "dz", "3*q_x - 3*p_x", "fingerprint/ratio"),
    ("eecs545/1a", "W", "sum[n in 1..N-1] X[n,d]*G[n,m]", "edit/bound_shifted"),
    ("eecs545/1a", "W", "X[2,d]*G[2,m]", "none"),
    ("eecs545/1b", "X", "G[n,d]*[X[n,d] > 1]", "fingerprint/partly_right"),
    ("ece449/5", "dZ", "[0.8621, -0.8621]", "fingerprint/ratio"),
    ("ai501/6.4", "1.g1", "[1, -1]", "edit/sign_of_summand"),
    ("ai501/6.4", "1.o1", "[3, 5]", "fingerprint/partly_right"),
    ("ece449/3", "total", "1026932", "fingerprint/ratio"),
    ("ece449/3", "total", "513465", "none"),
]


@pytest.mark.parametrize(("name", "label", "answer", "found"), EDITED)
def test_one_change_and_fingerprints(name: str, label: str, answer: str, found: str) -> None:
    record = grader(name).record(PROBLEMS[name].part(label), answer)
    assert record["verdict"] == "different", record
    named = [d["misconception"] for d in record["diagnosis"]]
    assert named == [] if found == "none" else found in named, record
    assert (0 < record["credit"] < 1) == (found != "none")


def test_an_edit_is_no_right_answer() -> None:
    """Every edit of a right answer is another answer, or says so: what is equal to the right one is never told."""
    key = grader("ece449/1").key
    made = edits(key.equation(PROBLEMS["ece449/1"].part("dK")), key.ranges)
    assert len(made) > 40
    assert {e.kind for e in made} <= set(KINDS)
    assert len({e.term for e in made}) == len(made)
    right = grader("ece449/1").record(PROBLEMS["ece449/1"].part("dK"), text(key.equation(key.problem.part("dK")).rhs))
    assert (right["verdict"], right["diagnosis"]) == ("equal", [])


def test_a_mistaken_derivation_comes_before_an_edit_and_an_edit_before_a_fingerprint() -> None:
    """pool factor forgotten is one factor less, too, and a ratio of 4: the derivation is what is told."""
    record = grader("ece449/1").record(PROBLEMS["ece449/1"].part("dS"), "g[ceil(d/2),ceil(e/2)]")
    assert [d["misconception"] for d in record["diagnosis"]] == ["pool_factor_forgotten"]


@pytest.mark.parametrize(
    ("answer", "right", "shape", "name"),
    [
        ([1.0, 2.0, 3.0], [-1.0, -2.0, -3.0], (3,), "negative"),
        ([2.0, 4.0, 6.0], [1.0, 2.0, 3.0], (3,), "ratio"),
        ([2.5, 3.5, 4.5], [1.0, 2.0, 3.0], (3,), "offset"),
        ([0.5, 0.25, 0.2], [2.0, 4.0, 5.0], (3,), "reciprocal"),
        ([1.0, 3.0, 2.0, 4.0], [1.0, 2.0, 3.0, 4.0], (2, 2), "transpose"),
        ([1.0, 2.0, 7.0], [1.0, 2.0, 3.0], (3,), "partly_right"),
        ([0.3, 7.0, -2.0], [1.0, 2.0, 3.0], (3,), ""),
        ([0.0, 0.0], [1.0, 2.0], (2,), ""),
        ([float("nan"), 2.0], [1.0, 2.0], (2,), ""),
        ([0.7123], [0.1], (), ""),
    ],
)
def test_fingerprints(answer: list[float], right: list[float], shape: tuple[int, ...], name: str) -> None:
    assert [m.name for m in fingerprints([Sample(answer, right, shape)])] == ([f"fingerprint/{name}"] if name else [])


def test_a_ratio_holds_at_every_instance() -> None:
    """A factor that changes with the sizes is no constant."""
    one, two = Sample([2.0, 4.0], [1.0, 2.0], (2,)), Sample([3.0, 6.0], [1.0, 2.0], (2,))
    assert [m.name for m in fingerprints([one])] == ["fingerprint/ratio"]
    assert fingerprints([one, two]) == ()


@pytest.mark.parametrize(
    ("name", "label", "answer"),
    [
        ("ece449/1", "dK", "sum[i,j] g[ceil(i/2),ceil(j/2)]*s[i,j]*x[i+d-1,j+e-1]"),
        ("ece449/4", "dz", "q_x*p_x*z_x"),
        ("ece449/5", "W", "[[1.3, 0.2], [0.7, -3]]"),
        ("ai501/7.3", "skips", "150"),
    ],
)
def test_diagnosing_is_fast_once_the_table_is_made(name: str, label: str, answer: str) -> None:
    """The best of five, so that a busy machine does not decide."""
    part = PROBLEMS[name].part(label)
    grader(name).record(part, answer)
    times = []
    for _ in range(5):
        start = time.perf_counter()
        grader(name).record(part, answer)
        times.append(time.perf_counter() - start)
    assert min(times) < 0.1
