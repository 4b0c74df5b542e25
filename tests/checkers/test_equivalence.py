"""The ladder: equal by form, equal by value, different with a witness, undecided; and it is not blind."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import pytest
import torch

from checkers.constants import exactly, floating, fraction
from checkers.equivalence import canonical, decide
from checkers.instance import Instance
from checkers.key import Key
from checkers.question import letters, vocabulary
from checkers.readers.answer import read
from checkers.strict import MAX_COST, cost, evaluate_strictly
from checkers.values import compared, decide_values, fitted, shape_of
from checkers.verdict import AnyVerdict, Different, Equal, Undecided, Unreadable
from derivations import terms as T
from derivations.exact_numbers import exact
from derivations.integers import integer, symbol
from derivations.notation import Scope, parse_term
from derivations.problem import Problem
from derivations.registry import discover

PROBLEMS = discover("derivations.problems", Problem)


@cache
def key(problem: str) -> Key:
    return Key(PROBLEMS[problem])


def judged(problem: str, label: str, text: str) -> AnyVerdict:
    k, part = key(problem), PROBLEMS[problem].part(label)
    found = read(text, vocabulary(k, part))
    assert not isinstance(found, Unreadable), found
    value = found[0].value
    assert isinstance(value, T.Term)

    def samples() -> tuple[Sequence[Instance], Sequence[torch.Tensor]]:
        return k.instances(), k.gradients(part)

    return decide(value, k.equation(part), samples, label, letters(k))


def test_the_key_itself_is_equal_by_form() -> None:
    for name, label in (("ece449/1", "dS"), ("ece449/1", "dC"), ("ece449/1", "dK"), ("ece449/4", "dz")):
        part = PROBLEMS[name].part(label)
        equation = key(name).equation(part)
        verdict = decide(equation.rhs, equation, lambda: pytest.fail("values were asked for"))
        assert isinstance(verdict, Equal)


BY_WINDOWS = (
    "sum[i in 1..n, j in 1..m, u in 0..1, v in 0..1] g[i,j]/4*s[2*i-u,2*j-v]*(1-s[2*i-u,2*j-v])*x[2*i-u+d-1,2*j-v+e-1]"
)


@pytest.mark.parametrize(
    ("problem", "label", "text"),
    [
        ("ece449/1", "dS", "g[ceil(d/2),ceil(e/2)]/2/2"),
        ("ece449/1", "dS", "g[floor((d+1)/2), e - floor(e/2)]/4"),
        ("ece449/1", "dS", "sum[i,j] [ceil(d/2) = i]*[ceil(e/2) = j]*g[i,j]/4"),
        ("ece449/1", "dC", "1/4*g[ceil(d/2),ceil(e/2)]*(s[d,e] - s[d,e]^2)"),
        ("ece449/1", "dC", "dS[d,e]*s[d,e]*(1 - s[d,e])"),
        ("ece449/1", "dC", "1/4*g[ceil(d/2),ceil(e/2)]*sigmoid(C[d,e])*sigmoid(-C[d,e])"),
        ("ece449/1", "dK", BY_WINDOWS),
        ("ece449/4", "dz", r"\frac{e^{z_x}}{\sum_{j=1}^{N} e^{z_j}} - p_x"),
        ("ece449/4", "dz", r"q_x \sum_i p_i - p_x"),
        ("ece449/4", "dz", r"-p_x(1-q_x) + q_x\sum_{i} p_i - p_x q_x"),
    ],
)  # fmt: skip
def test_equal_by_value(problem: str, label: str, text: str) -> None:
    assert isinstance(judged(problem, label, text), Equal)


@pytest.mark.parametrize(
    ("problem", "label", "text", "words"),
    [
        ("ece449/1", "dS", "g[ceil(d/2),ceil(e/2)]", "4 times"),
        ("ece449/1", "dS", "1/4*g[floor(d/2),floor(e/2)]", "g[0,0] does not exist"),
        ("ece449/1", "dS", "1/4*g[ceil(e/2),ceil(d/2)]", "does not exist"),
        ("ece449/1", "dS", "1/4*g[d,e]", "index d runs over 1..2*n, but axis 1 of g over 1..n"),
        ("ece449/1", "dC", "1/4*g[ceil(d/2),ceil(e/2)]*s[d,e]*(1 - s[d,d])", "expected"),
        ("ece449/1", "dK", "sum[i,j] g[ceil(i/2),ceil(j/2)]/4*s[i,j]*(1-s[i,j])*x[i+e-1,j+d-1]", "expected"),
        ("ece449/4", "dz", "p_x - q_x", "-1 times"),
        ("ece449/4", "dz", "q_x - p_x + (q_x - p_x)^9/1000000", "expected"),
        ("ece449/4", "dz", "q_x - p_x/(1 - 1)^(1/2)", "not a finite number"),
        ("ece449/4", "dz", r"\ln(-1)", "not a finite number"),
    ],
)
def test_different_has_a_witness(problem: str, label: str, text: str, words: str) -> None:
    verdict = judged(problem, label, text)
    assert isinstance(verdict, Different)
    assert words in verdict.witness.sentence
    assert verdict.witness.sizes
    assert len(verdict.witness.at) == len(key(problem).goal(PROBLEMS[problem].part(label)).indices)


def test_zero_outside_is_left_to_a_person() -> None:
    text = "sum[i in 1..2*n+1, j] g[ceil(i/2),ceil(j/2)]/4*s[i,j]*(1-s[i,j])*x[i+d-1,j+e-1]"
    verdict = judged("ece449/1", "dK", text)
    assert isinstance(verdict, Undecided)
    assert "does not exist" in verdict.why


def test_a_bracket_guards_a_read() -> None:
    assert isinstance(judged("ece449/1", "dS", "1/4*g[ceil(d/2),ceil(e/2)] + [d <= 0]*g[d,e]"), Equal)


def test_what_would_take_too_long_is_undecided_and_not_wrong() -> None:
    text = (
        r"\frac14 g_{\lceil d/2\rceil,\lceil e/2\rceil} \sum_{i=1}^{1000000}\sum_{j=1}^{1000000}\sum_{u=1}^{1000000} 1"
    )
    assert isinstance(judged("ece449/1", "dS", text), Undecided)


def test_cost_bounds_what_is_computed() -> None:
    instance = key("ece449/4").instances()[0]
    i = T.Index("i", integer(1), integer(1000))
    short = T.Sum((i,), T.Entry("z", (symbol("i"),)))
    assert 1000 <= cost(short, instance, ()) <= 4000
    assert cost(T.Sum((T.Index("i", integer(1), integer(10**9)),), T.ONE), instance, ()) > MAX_COST
    values, outside = evaluate_strictly(short, instance, ())
    assert values.shape == (1,)
    assert outside["z"] == (instance.sizes["N"] + 1,)


def test_canonical_form_ignores_writing_and_nothing_else() -> None:
    scope = Scope({"x": ((integer(1), symbol("n")),), "y": ((integer(1), symbol("n")),)}, frozenset({"n"}))

    def form(text: str) -> T.Term:
        return canonical(parse_term(text, scope))

    assert form("sum[i] 1/2*x[i]*y[i]") == form("(sum[k] y[k]*x[k])*1/2")
    assert form("sum[i] sum[j] x[i]*y[j]") == form("sum[a, b] x[a]*y[b]")
    assert form("1 + sum[i] x[i]") == form("sum[i] x[i] + 3 - 2")
    assert form("sum[i] x[i]*y[i]") != form("sum[i] x[i]*x[i]")
    assert form("sum[i] x[i]/2") != form("sum[i] x[i]")
    assert form("sum[i in 1..n] x[i]") != form("sum[i in 2..n] x[i]")


# ---------------------------------------------------------------- numbers and digits


EXACT = exact("99137882842740/100000000000000")


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("0.9914", "rounded"),
        ("0.99138", "rounded"),
        ("0.9913788284274", "proved"),
        ("0.99137882842741", "close"),
        ("0.991", "coarse"),
        ("0.9913", "coarse"),
        ("0.99", "coarse"),
        ("1.0", "different"),
        ("1", "different"),
        ("0.9915", "different"),
        ("0.9923", "different"),
        ("-0.9914", "different"),
        ("0", "different"),
        ("exp(1)", "different"),
        ("log(0-1)", "different"),
        ("exp(9999)/exp(9999)", "undecided"),
    ],
)
def test_digits_asked_are_the_tolerance(text: str, outcome: str) -> None:
    term = parse_term(text, Scope({}))
    assert compared(term, EXACT, 4, rational(1)) == outcome


def rational(v: int) -> object:
    from fractions import Fraction

    return Fraction(v)


def test_a_number_outside_the_digits_is_never_right() -> None:
    """The tolerance has an edge: half a unit of the last digit, and not a tenth of it more."""
    from fractions import Fraction

    half = Fraction(5, 10**5)
    for sign in (1, -1):
        inside = T.Number(Fraction(99137882842740, 10**14) + sign * half * Fraction(99, 100))
        outside = T.Number(Fraction(99137882842740, 10**14) + sign * half * Fraction(110, 100))
        assert compared(inside, EXACT, 4, Fraction(1)) == "rounded"
        assert compared(outside, EXACT, 4, Fraction(1)) != "rounded"


def test_zero_has_no_digits_to_round() -> None:
    from fractions import Fraction

    zero = exact(0)
    assert compared(T.number(0), zero, 4, Fraction(1)) == "proved"
    assert compared(T.Number(Fraction(1, 10**13)), zero, 4, Fraction(1)) == "close"
    assert compared(T.Number(Fraction(1, 10**6)), zero, 4, Fraction(1)) == "different"


def test_shapes() -> None:
    a, b = T.number(1), T.number(2)
    assert shape_of(((a, b), (a,))) is None
    assert fitted(((a,), (b,)), (2,)) == (a, b)
    assert fitted(((a, b),), (2,)) == (a, b)
    assert fitted((a,), ()) == a
    assert fitted(((a, b),), (2, 1)) is None
    judgement = decide_values(((a, b), (a,)), ((exact(1), exact(2)), (exact(1), exact(2))), 4, "W")
    assert isinstance(judgement.verdict, Different)
    assert "different lengths" in judgement.verdict.witness.sentence


def test_exact_forms_are_proved() -> None:
    import sympy

    key_value = (503 + 493 * sympy.E) / (500 * (1 + sympy.E))
    term = parse_term("1 - (7*exp(1) - 3)/(500*(1 + exp(1)))", Scope({}))
    from fractions import Fraction

    from derivations.exact_numbers import normal

    assert compared(term, normal(key_value), 4, Fraction(1)) == "proved"
    assert exactly(parse_term("2^9999", Scope({}))) is None, "a long power is compared in floating point"
    assert fraction(parse_term("(1/2 + 1/3)*6", Scope({}))) == 5
    assert floating(parse_term("log(0)", Scope({}))) is None
