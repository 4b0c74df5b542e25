"""SymPy's own derivative, written out entry by entry, against every closed form; and the zero test it stands on."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace

import pytest
import sympy

from checkers.expand import Expansion, Kink, symbolic_gap
from checkers.instance import fault, with_lengths
from checkers.vanishing import is_zero
from derivations import terms as T
from derivations.derive import backward
from derivations.integers import integer, value
from derivations.layer import Layer
from derivations.program import read_program
from derivations.registry import discover
from derivations.rule import Derivation

LAYERS = discover("derivations.layers", Layer)
x, y, z = sympy.symbols("x y z")


def small(layer: Layer) -> dict[str, int]:
    """As many sizes of 2 as keep the formulas short: at most eight entries in all inputs, if the layer allows it."""
    program = layer.program
    best: tuple[tuple[bool, int, int], dict[str, int]] | None = None
    for values in itertools.islice(itertools.product((1, 2, 3), repeat=len(program.free_sizes)), 3000):
        sizes = dict(zip(program.free_sizes, values))
        if fault(program, sizes):
            continue
        known = with_lengths(sizes, program.lengths)
        count = sum(math.prod(value(n, known) for n in program.shape(t)) for t in program.inputs)
        rank = (count > 8, count if count > 8 else -sum(v == 2 for v in values), count)
        if best is None or rank < best[0]:
            best = (rank, sizes)
    assert best is not None, f"no small sizes for {layer.name}"
    return best[1]


@pytest.mark.parametrize("name", LAYERS)
def test_every_closed_form_is_sympy_s_derivative(name: str) -> None:
    layer = LAYERS[name]
    assert symbolic_gap(layer.program, backward(layer.program), small(layer), layer.draw) == []


def spoilt(d: Derivation, t: T.Term) -> Derivation:
    return replace(d, result=t)


@pytest.mark.parametrize("name", ["linear", "cross_entropy", "layer_norm", "max_pool", "conv1d", "rnn"])
@pytest.mark.parametrize("how", ["doubled", "negative", "one more"])
def test_a_spoilt_closed_form_is_found_exactly_where_it_is(name: str, how: str) -> None:
    layer = LAYERS[name]
    found = backward(layer.program)
    last = next(d for d in reversed(found) if d.goal.tensor == f"dL_{layer.program.inputs[-1]}")
    wrong = {
        "doubled": T.Mul((T.number(2), last.result)),
        "negative": T.negative(last.result),
        "one more": T.Add((last.result, T.ONE)),
    }[how]
    swapped = [spoilt(d, wrong) if d is last else d for d in found]
    gap = symbolic_gap(layer.program, swapped, small(layer), layer.draw)
    assert gap
    assert {m.tensor for m in gap} == {last.goal.tensor}
    assert all(not is_zero(m.derived - m.expected) for m in gap)


def test_a_premise_about_values_is_used_and_needed() -> None:
    layer = LAYERS["cross_entropy"]
    assert layer.program.premises
    found = backward(layer.program)
    bare = replace(layer.program, premises={})
    assert symbolic_gap(bare, found, {"N": 1, "C": 2}, layer.draw)


def test_excluded_sizes_are_refused() -> None:
    with pytest.raises(ValueError, match="cannot be used: D = 0 is less than 1"):
        symbolic_gap(LAYERS["linear"].program, (), {"N": 1, "M": 1, "D": 0})


def test_branches_follow_the_point_and_a_border_is_refused() -> None:
    program = read_program("y = relu(x) + abs(x) + [x > 0]", {"x": ""})
    written = Expansion(program, program.definitions, {})
    symbol = written.entry("x", ())

    def at(number: int) -> Expansion:
        point = {symbol: sympy.Integer(number)}
        return Expansion(program, program.definitions, {}, known={("x", ()): symbol}, point=point)

    for number, expected in ((2, 2 * symbol + 1), (-2, -symbol)):
        assert at(number).entry("y", ()) == expected
    with pytest.raises(Kink):
        at(0).entry("y", ())


def test_what_is_identically_equal_is_no_border() -> None:
    program = read_program("y = max[i in 0..3] x[i+5]", {"x": "2"})
    assert Expansion(program, program.definitions, {}).entry("y", ()) == 0
    assert program.ranges["x"] == ((integer(1), integer(2)),)


@pytest.mark.parametrize(
    "zero",
    [
        x - x,
        (x + y) ** 2 - x**2 - 2 * x * y - y**2,
        1 / (1 + sympy.exp(-x)) - sympy.exp(x) / (1 + sympy.exp(x)),
        sympy.exp(x + y) - sympy.exp(x) * sympy.exp(y),
        sympy.exp(x / 2) ** 2 - sympy.exp(x),
        sympy.exp((x**2 - 1) / (x - 1)) - sympy.exp(x + 1),
        sympy.diff(sympy.tanh(x), x) - 1 + sympy.tanh(x) ** 2,
        sympy.tanh(x) - (sympy.exp(2 * x) - 1) / (sympy.exp(2 * x) + 1),
        (x + y) / sympy.sqrt(x + y) - sympy.sqrt(x + y),
        sympy.expand((x + y) * sympy.sqrt(x + y)) - (x + y) ** sympy.Rational(3, 2),
        1 / (sympy.sqrt(x) + 1) - (sympy.sqrt(x) - 1) / (x - 1),
        sympy.sqrt(2) * sympy.sqrt(2) * x - 2 * x,
        sympy.diff(sympy.erf(x), x) - 2 * sympy.exp(-(x**2)) / sympy.sqrt(sympy.pi),
        sympy.exp(1 / (1 + sympy.exp(x))) * sympy.exp(-1 / (1 + sympy.exp(x))) - 1,
        sympy.log(x + y) - sympy.log(y + x),
        sympy.exp(sympy.log(x) * y) - sympy.exp(y * sympy.log(x)),
        (1 - x) ** y / (1 - x) - (1 - x) ** (y - 1),
        (x + 1) ** (y + sympy.Rational(1, 2)) / sympy.sqrt(x + 1) - (x + 1) ** y,
    ],
    ids=str,
)
def test_zero_is_proved(zero: sympy.Expr) -> None:
    assert is_zero(sympy.sympify(zero))


@pytest.mark.parametrize(
    "other",
    [
        x - y,
        sympy.Rational(1, 10**30),
        sympy.exp(x) - 1 - x - x**2 / 2,
        1 / (1 + sympy.exp(-x)) - sympy.exp(-x) / (1 + sympy.exp(-x)),
        sympy.exp(x * y) - sympy.exp(x) * sympy.exp(y),
        sympy.tanh(x) - x,
        sympy.sqrt(x + y) - sympy.sqrt(x) - sympy.sqrt(y),
        sympy.sqrt(x) + sympy.sqrt(x),
        sympy.exp(x / 2) - sympy.exp(x / 3),
        sympy.log(x) - sympy.log(y),
        (x + y) ** z - x**z - y**z,
    ],
    ids=str,
)
def test_what_is_not_zero_is_never_called_zero(other: sympy.Expr) -> None:
    assert not is_zero(other)
