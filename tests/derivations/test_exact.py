"""Exact values: every node, the normal form with powers of e, refusals, and agreement with the reference evaluator."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
import sympy
import torch

from checkers.instance import Instance
from checkers.run import run
from derivations import terms as T
from derivations.exact import evaluate_exact
from derivations.exact_numbers import as_term, decimal, normal, sign
from derivations.printing.text import text
from derivations.problems.ece449.problem_5 import PROBLEM_5
from derivations.program import Program, read_program
from derivations.values import exact_values

E = sympy.E
VECTOR = {"x": ("1", "-2", "5/2")}


def values(forward: str, given: dict[str, Any], shapes: dict[str, str], **sizes: int) -> dict[str, Any]:
    program = read_program(forward, shapes)
    return evaluate_exact(program.definitions, program.ranges, given, sizes)


NODES = [
    ("y = 3/7", "3/7"),
    ("y = sum[i] x[i]", "3/2"),
    ("y = prod[i] x[i]", "-5"),
    ("y = max[i] x[i]", "5/2"),
    ("y = sum[i in 1..3] argmax[j in 1..3](x[j]; i)*i", "3"),
    ("y = sum[i in 1..3] argmax[j in 1..3](x[j]^0; i)*i", "1"),  # the first of equals
    ("y = sum[i in 1..5] x[i]", "3/2"),  # beyond the range: 0
    ("y = sum[i in 1..3] x[i-1]*i", "-4"),
    ("y = sum[i in 1..3] [i <= 2]*x[i]", "-1"),
    ("y = sum[i] [x[i] > 0]*i", "4"),
    ("y = sum[i] relu(x[i])/size(N)", "7/6"),
    ("y = sum[i] abs(x[i])", "11/2"),
    ("y = x[floor(5/2)]*x[mod(7,4)]", "-5"),
    ("y = (x[2]^2)^(1/2) + sqrt(x[3]/10)", "5/2"),
    ("y = log(exp(x[3]))", "5/2"),
    ("y = diff(sum[i] x[i]^3, x[2])", "12"),
    ("y = diff(prod[i] x[i], x[2])", "5/2"),
    ("y = diff(max[i] x[i]^2, x[3])", "5"),
    ("y = diff(relu(x[2]) + 2*relu(x[1]), x[1])", "2"),
    ("y = diff(diff(x[1]^3*x[2], x[1]), x[2])", "3"),
    ("y = diff(sum[i] x[i]/x[3], x[3])", "4/25"),
    ("y = diff(log(sum[i] x[i]), x[2])", "2/3"),
]


@pytest.mark.parametrize(("forward", "wanted"), NODES)
def test_every_node_has_its_exact_value(forward: str, wanted: str) -> None:
    found = values(forward, VECTOR, {"x": "N"}, N=3)["y"]
    fraction = Fraction(wanted)
    assert found == sympy.Rational(fraction.numerator, fraction.denominator)


def test_a_recurrence_is_followed_and_order_does_not_matter() -> None:
    program = read_program("h[0] = 1\nh[t in 1..T] = t*h[t-1]\ny[t in 1..T] = h[t] - h[t-1]", {"a": "T"})
    found = evaluate_exact(reversed(program.definitions), program.ranges, {}, {"T": 4})
    assert found["h"] == (1, 1, 2, 6, 24)
    assert found["y"] == (0, 1, 4, 18)


def test_integer_tensors_are_read_as_places() -> None:
    program = read_program("y[t] = w[ids[t]]", {"ids": "T", "w": "V"}, integers={"ids": "1..V"})
    found = evaluate_exact(program.definitions, program.ranges, {"ids": (3, 1), "w": (7, 8, 9)}, {"T": 2, "V": 3})
    assert found["y"] == (9, 7)


FORMS = [
    (E / (1 + E), "exp(1)/(1 + exp(1))"),
    (1 - (E / (1 + E) - sympy.Rational(3, 10)) / 50, "(503 + 493*exp(1))/(500*(1 + exp(1)))"),
    (-(E / (1 + E) - sympy.Rational(3, 10)) / 50, "(3 - 7*exp(1))/(500*(1 + exp(1)))"),
    (sympy.exp(2) / (1 + E + sympy.exp(2)), "exp(2)/(1 + exp(1) + exp(2))"),
    (sympy.exp(-1) + 1, "(1 + exp(1))/exp(1)"),
    (-sympy.Rational(3, 10) * (1 + E) / E, "(-3*(1 + exp(1)))/(10*exp(1))"),
    (sympy.exp(sympy.Rational(1, 2)) - 1, "-1 + exp(1/2)"),
    (sympy.Rational(2, 3), "2/3"),
    (sympy.Integer(0), "0"),
    (sympy.log(9) - 2 * sympy.log(3), "0"),
]


@pytest.mark.parametrize(("number", "wanted"), FORMS)
def test_the_normal_form_and_its_term(number: Any, wanted: str) -> None:
    assert text(as_term(normal(number))) == wanted


@pytest.mark.parametrize("number", [n for n, _ in FORMS] + [sympy.log(1 + E) - 1, sympy.sqrt(2) * E / 3, sympy.pi + E])
def test_a_term_is_worth_its_number(number: Any) -> None:
    found = evaluate_exact((_definition(as_term(normal(number))),), {"y": ()}, {}, {})["y"]
    assert abs(float((found - number).evalf(30))) < 1e-25
    assert sign(found - number) == 0


def _definition(t: T.Term) -> Any:
    from derivations.rule import Definition

    return Definition("y", (), (), t)


def test_decimals() -> None:
    assert decimal((503 + 493 * E) / (500 * (1 + E))) == "0.991378828427400"
    assert decimal((3 - 7 * E) / (500 * (1 + E))) == "-0.00862117157260010"
    assert decimal(sympy.Integer(-1)) == "-1"
    assert decimal(sympy.Rational(1, 3), 4) == "0.3333"


REFUSED = [
    ("y = x[1]", {"x": (0.5, 1, 1)}, "not exact"),
    ("y = x[1]", {"x": (True, 1, 1)}, "not exact"),
    ("y = x[1]", {"x": ("1/0", 1, 1)}, "not a number"),
    ("y = x[1]", {"x": ("__import__('os')", 1, 1)}, "not a number"),
    ("y = x[1]", {"x": (1, 2)}, "3 entries along axis 1"),
    ("y = x[1]", {}, "x[1] is neither given nor defined"),
    ("y = log(x[1])", {"x": (0, 1, 1)}, "no finite real value"),
    ("y = sqrt(x[1])", {"x": (-1, 1, 1)}, "no finite real value"),
    ("y = 1/(x[1] - x[2])", {"x": (1, 1, 1)}, "no finite real value"),
    ("y = x[1]", {"x": (1, 1, 1), "u": 1}, "u is not a tensor here"),
]


@pytest.mark.parametrize(("forward", "given", "sentence"), REFUSED)
def test_refusals(forward: str, given: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError) as error:
        values(forward, given, {"x": "N"}, N=3)
    assert sentence in str(error.value)


def test_a_circle_is_noticed() -> None:
    with pytest.raises(ValueError, match="defined by itself"):
        values("a = 1 + 1\nh[t in 1..T] = h[T+1-t]", {}, {"x": "T"}, T=2)


def test_problem_5_is_exact() -> None:
    found = exact_values(PROBLEM_5)
    assert found["Z"] == (1, 0)
    assert found["Q"] == (E / (1 + E), 1 / (1 + E))
    printed = {k: [text(as_term(x)) for x in _flat(found[k])] for k in ("dL_Z", "dL_W", "W_new", "B_new")}
    slope = "(-3 + 7*exp(1))/(10*(1 + exp(1)))"
    assert printed["dL_Z"] == [slope, "(3 - 7*exp(1))/(10*(1 + exp(1)))"]
    assert printed["dL_W"] == [slope, slope, "0", "0"]
    new = "(3 - 7*exp(1))/(500*(1 + exp(1)))"
    assert printed["W_new"] == ["(503 + 493*exp(1))/(500*(1 + exp(1)))", new, "0", "-1"]
    assert printed["B_new"] == [new, "0"]


def _flat(x: Any) -> list[Any]:
    return [z for y in x for z in _flat(y)] if isinstance(x, tuple) else [x]


@pytest.mark.parametrize("seed", range(5))
def test_exact_values_agree_with_the_reference_evaluator(seed: int) -> None:
    """Random small fractions through a layer with a quotient, exponentials, a maximum and reads beyond the range."""
    program: Program = read_program(
        """
        q[n,i] = exp(x[n,i])/sum[j] exp(x[n,j])
        m[n] = max[j] x[n,j]*q[n,j]
        y[n,i] = sigmoid(m[n]) - log(q[n,i])*relu(x[n,i-1]) + [n = i]*x[n,i]^2
        """,
        {"x": "N D"},
    )
    g = torch.Generator().manual_seed(seed)
    rows = [[Fraction(int(v), 4) for v in torch.randint(-8, 9, (3,), generator=g)] for _ in range(2)]
    exact = evaluate_exact(program.definitions, program.ranges, {"x": rows}, {"N": 2, "D": 3})["y"]
    tensor = torch.tensor([[float(v) for v in row] for row in rows], dtype=torch.float64)
    wanted = run(program, Instance({"N": 2, "D": 3}, {"x": tensor}, {}, program.ranges)).values["y"]
    got = torch.tensor([[float(v) for v in row] for row in exact], dtype=torch.float64)
    assert torch.allclose(got, wanted, rtol=1e-13, atol=1e-13)
