"""Terms as SymPy: the same value at every entry, SymPy's traps kept out, and exact expressions to look at."""

from __future__ import annotations

from typing import Any

import pytest
import sympy
import torch

from checkers.evaluate import evaluate
from checkers.instance import Instance, draw, upstream
from checkers.patterns import patterns
from checkers.run import run, run_definitions
from derivations import terms as T
from derivations.derive import backward
from derivations.facts import Facts
from derivations.integers import ONE, integer, symbol
from derivations.layer import Layer
from derivations.notation import parse_term
from derivations.registry import discover
from derivations.scope import Scope
from derivations.symbolic import integer_symbol, size_symbol, to_sympy
from derivations.symbolic_greatest import Greatest
from tests.checkers.brute import grid
from tests.derivations.random_terms import CONTEXT, FREE, Maker, instance

LAYERS = discover("derivations.layers", Layer)
N = symbol("N")
RANGES = {"x": ((ONE, N),), "m": ((ONE, N), (ONE, N)), "c": ()}
I_N = (T.Index("i", ONE, N),)


def read(text: str) -> T.Term:
    return parse_term(text, Scope(RANGES, frozenset({"N"})).within(I_N))


def number(e: Any, env: dict[str, int], where: Instance) -> float:
    """A SymPy expression at one entry of an instance."""
    names = {s.name: s for s in e.free_symbols if isinstance(s, sympy.Symbol)}
    known = {names[n]: v for n, v in {**where.sizes, **env}.items() if n in names}
    e = e.subs(known).doit().subs(known)

    def entry(x: Any) -> Any:
        tensor, at = x.base.label.name, tuple(int(k) for k in x.indices)
        values = where.integers.get(tensor, where.values.get(tensor))
        assert values is not None
        place = tuple(k - low for k, low in zip(at, where.low(tensor)))
        inside = all(0 <= k < n for k, n in zip(place, values.shape))
        v = values[place].item() if inside else 0
        return sympy.Integer(v) if isinstance(v, int) else sympy.Float(v, 17)

    for _ in range(3):  # a value may decide a condition, or an index (a token number) that uncovers further reads
        ready = [x for x in e.atoms(sympy.Indexed) if all(k.is_Integer for k in x.indices)]
        e = e.xreplace({x: entry(x) for x in ready}).doit()
    scalars = {n: float(v) for n, v in where.values.items() if v.ndim == 0}
    return float(e.subs({s: scalars[s.name] for s in e.free_symbols if s.name in scalars}).doit())


@pytest.mark.parametrize("name", LAYERS)
def test_every_closed_form_has_the_evaluator_s_value(name: str) -> None:
    layer = LAYERS[name]
    program = layer.program
    pattern = next(p for p in reversed(patterns(program)) if p.sizes is not None)
    where = run(program, draw(program, pattern.sizes or {}, layer.draw))
    given = f"dL_{program.output}"
    where = where.with_values({given: upstream(where, program.output)}, {given: program.ranges[program.output]})
    found = backward(program)
    where = run_definitions(
        [d.equation for d in found], {d.goal.tensor: d.context.ranges[d.goal.tensor] for d in found}, where
    )
    for d in found:
        e = to_sympy(d.result, d.goal.indices, program.facts)
        values = evaluate(d.result, where, d.goal.indices).reshape(-1).tolist()
        entries = grid(d.goal.indices, where)
        for k in {0, len(entries) // 2, len(entries) - 1}:
            assert number(e, entries[k], where) == pytest.approx(values[k], rel=1e-10, abs=1e-12)


@pytest.mark.parametrize("seed", range(60))
def test_random_terms_convert_and_keep_their_value(seed: int) -> None:
    term = Maker(seed).term(2, open_derivative=False)
    where = instance(2, seed)
    e = to_sympy(term, FREE, CONTEXT.facts)
    values = evaluate(term, where, FREE).reshape(-1).tolist()
    entries = grid(FREE, where)
    for k in (0, 3, 7):
        if values[k] == values[k] and abs(values[k]) < 1e12:
            assert number(e, entries[k], where) == pytest.approx(values[k], rel=1e-9, abs=1e-12)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1/3", "1/3"),
        ("x[i]/2 + c", "c + x[i]/2"),
        ("x[ceil(i/2)]", "x[floor(i/2 + 1/2)]"),
        ("[i = 2]*x[i]", "Piecewise((x[i], Eq(i, 2)), (0, True))"),
        ("sum[j in 1..N] m[i,j]*x[j]", "Sum(m[i, j]*x[j], (j, 1, N))"),
        ("prod[j in 1..N] x[j]", "Product(x[j], (j, 1, N))"),
        ("max[j in 1..N] x[j]", "Greatest(x[j], (j, 1, N))"),
        ("sigmoid(c)", "1/(1 + exp(-c))"),
        ("pi*c", "pi*c"),
        ("diff(x[i]^2, x[i])", "Derivative(x[i]**2, x[i])"),
    ],
)
def test_expression(text: str, expected: str) -> None:
    got = to_sympy(read(text), I_N)
    assert str(sympy.piecewise_fold(got)) == expected or str(got) == expected


def test_numbers_stay_exact() -> None:
    e = to_sympy(read("1/3 + 1/6"))
    assert e == sympy.Rational(1, 2) and e.is_Rational


def test_sizes_are_positive_integers_unless_a_fact_says_otherwise() -> None:
    assert (
        size_symbol("N").is_positive and size_symbol("p", 0).is_nonnegative and size_symbol("p", 0).is_positive is None
    )
    (n,) = to_sympy(T.Size(N)).free_symbols
    assert n == size_symbol("N")
    (p,) = to_sympy(T.Size(symbol("p")), (), Facts(least=(("p", 0),))).free_symbols
    assert p.is_zero is None
    (i,) = to_sympy(T.Size(symbol("i")), I_N).free_symbols
    assert i == integer_symbol("i") and i.is_positive is None


def test_an_inverted_range_is_empty_and_not_karr_s_negative_sum() -> None:
    term = read("sum[j in i..2] x[j]")
    e = to_sympy(term, (T.Index("i", ONE, integer(9)),))
    at = {integer_symbol("i"): 7}
    assert e.subs(at).doit() == 0
    assert sympy.Sum(sympy.IndexedBase("x")[integer_symbol("j")], (integer_symbol("j"), 7, 2)).doit() != 0  # the trap
    inner = to_sympy(read("sum[j in 1..N, k in j..2] 1"), I_N)
    assert inner.subs(size_symbol("N"), 6).doit() == 3
    product = to_sympy(read("prod[j in i..2] x[j]"), (T.Index("i", ONE, integer(9)),))
    assert product.subs(at).doit() == 1


def test_bound_names_are_not_captured() -> None:
    term = read("diff(sum[j in 1..N] x[j]^2, x[i]) * (sum[j in 1..N] x[j])")
    e = to_sympy(term, I_N)
    bound = [s.limits[0][0] for s in e.atoms(sympy.Sum)]
    assert len(bound) == len(set(bound)) == 2
    x = sympy.IndexedBase("x", real=True)
    small = e.subs({size_symbol("N"): 2, integer_symbol("i"): 2}).doit()
    assert sympy.expand(small - 2 * x[2] * (x[1] + x[2])) == 0


def test_a_read_that_may_fall_outside_is_guarded_when_ranges_are_given() -> None:
    guarded = to_sympy(read("x[i+1]"), I_N, ranges=RANGES)
    assert isinstance(guarded, sympy.Piecewise)
    assert guarded.subs({integer_symbol("i"): 3, size_symbol("N"): 3}) == 0
    assert not isinstance(to_sympy(read("x[i]"), I_N, ranges=RANGES), sympy.Piecewise)
    assert not isinstance(to_sympy(read("x[i+1]"), I_N), sympy.Piecewise)


def test_greatest_and_the_first_of_equals() -> None:
    where = Instance({"N": 2}, {"m": torch.tensor([[1.0, 5.0], [5.0, 5.0]]).double()}, {}, {"m": ((ONE, N), (ONE, N))})
    indices = (*I_N, T.Index("j", ONE, N))
    term = parse_term("argmax[a in 1..N, b in 1..N](m[a,b]; i, j)", Scope(RANGES, frozenset({"N"})).within(indices))
    e = to_sympy(term, indices)
    assert [number(e, env, where) for env in grid(indices, where)] == [0, 1, 0, 0]
    j = integer_symbol("j")
    assert Greatest(j**2, (j, -3, 2)).doit() == 9
    assert Greatest(j, (j, 3, 2)).doit() == -sympy.oo
    assert "\\max_{1 \\le j \\le 2}" in sympy.latex(Greatest(j, (j, 1, 2)))


def test_a_stranger_is_refused() -> None:
    with pytest.raises(TypeError, match="no SymPy expression for Term"):
        to_sympy(T.Term())
