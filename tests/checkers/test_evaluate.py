"""The evaluator against plain Python with dual numbers, against torch, and at the edges where products go wrong."""

from __future__ import annotations

import math
import re

import pytest
import sympy
import torch
from hypothesis import given
from hypothesis import strategies as st

from checkers.evaluate import all_points, evaluate, evaluate_at
from checkers.functions import STABLE, function, walked
from checkers.instance import Instance
from checkers.run import groups, run, run_definitions
from derivations import terms as T
from derivations.integers import ONE, integer, symbol
from derivations.notation import parse_term
from derivations.program import Program, read_program
from derivations.scalars import FORMULAS, derivative
from derivations.scope import Scope
from tests.checkers.brute import brute, grid
from tests.derivations.random_terms import FREE, Maker, instance

N = symbol("N")
I_N = (T.Index("i", ONE, N),)
X = torch.tensor([2.0, -1.0, 3.0], dtype=torch.float64)


def world(sizes: dict[str, int] | None = None, **values: object) -> Instance:
    """An instance in which tensors have ranges 1..length, or start at 0 when their name ends in 0."""
    tensors = {n: torch.as_tensor(v, dtype=torch.float64) for n, v in values.items() if n != "id"}
    integers = {"id": torch.as_tensor(values["id"])} if "id" in values else {}
    ranges = {}
    for n, v in {**tensors, **integers}.items():
        low = 0 if n.endswith("0") else 1
        ranges[n] = tuple((integer(low), integer(low + k - 1)) for k in v.shape)
    return Instance({"N": 3, **(sizes or {})}, tensors, integers, ranges)


def read(text: str, where: Instance, indices: tuple[T.Index, ...] = ()) -> T.Term:
    scope = Scope(where.ranges, frozenset(where.sizes), frozenset(where.integers))
    return parse_term(text, scope.within(indices))


def values(text: str, where: Instance, indices: tuple[T.Index, ...] = ()) -> list[float]:
    return evaluate(read(text, where, indices), where, indices).tolist()


# ------------------------------------------------------------------ against a second evaluator


@given(st.integers(0, 10_000), st.integers(1, 3))
def test_random_terms_have_the_value_that_plain_python_finds(seed: int, size: int) -> None:
    term = Maker(seed).term(3)
    where = instance(size, seed)
    got = evaluate(term, where, FREE).reshape(-1).tolist()
    expected = [brute(term, env, where).value for env in grid(FREE, where)]
    assert got == pytest.approx(expected, rel=1e-10, abs=1e-10, nan_ok=True)


def test_random_terms_hold_open_derivatives_that_are_not_zero() -> None:
    """The test above would say little if the derivatives it meets were all zero."""
    counted = 0
    for seed in range(120):
        term = Maker(seed).term(3)
        if T.contains(term, T.Partial):
            counted += bool((evaluate(term, instance(3, seed), FREE) != 0).any())
    assert counted >= 15


@given(st.integers(0, 10_000))
def test_chosen_points_agree_with_the_whole_grid(seed: int) -> None:
    term, where = Maker(seed).term(3), instance(3, seed)
    points = all_points(where, FREE)[::4]
    whole = evaluate(term, where, FREE)
    there = whole[tuple((points - 1).T)]
    assert torch.allclose(evaluate_at(term, where, FREE, points), there, rtol=1e-12, atol=1e-12, equal_nan=True)


# ------------------------------------------------------------------ edges


def test_a_read_outside_is_zero() -> None:
    assert values("x[i+1]", world(x=X), I_N) == [-1.0, 3.0, 0.0]
    assert values("x[i-1]", world(x=X), I_N) == [0.0, 2.0, -1.0]


def test_ranges_need_not_start_at_one() -> None:
    where = world({"T": 2}, h0=[5.0, 6.0, 7.0])
    steps = (T.Index("t", integer(0), symbol("T")),)
    assert values("h0[t]", where, steps) == [5.0, 6.0, 7.0]
    assert values("h0[t+1] - h0[t-1]", where, steps) == [6.0, 2.0, -6.0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sum[j in i..N] x[j]", [4.0, 2.0, 3.0]),
        ("sum[j in 2..i] x[j]", [0.0, -1.0, 2.0]),
        ("sum[j in 1..N, k in j..i] x[k]", [2.0, 0.0, 9.0]),
        ("sum[j in 1..N, k in j..N] [k = i]*x[j]", [2.0, 1.0, 4.0]),
        ("sum[j in 1..N, k in j..N] [j = i]*[k <= 2]*x[k]", [1.0, -1.0, 0.0]),
        ("sum[j in 1..N] [i = 2]*x[j]", [0.0, 4.0, 0.0]),
        ("sum[j in 1..N] [j = j]*[i <= 0]", [0.0, 0.0, 0.0]),
        ("sum[j in 1..N] diff([j <= 2]*x[j]^2, x[i])", [4.0, -2.0, 0.0]),
        ("sum[j in 1..N] x[j]*diff(diff([j = i]*x[j]^3, x[i]), x[j])", [24.0, 6.0, 54.0]),
        ("prod[j in 2..i] x[j]", [1.0, -1.0, -3.0]),
        ("max[j in i..N] x[j]", [3.0, 3.0, 3.0]),
        ("max[j in 2..i] x[j]", [-math.inf, -1.0, 3.0]),
        ("x[ceil(i/2)]", [2.0, 2.0, -1.0]),
        ("x[mod(i, 3) + 1]", [-1.0, 3.0, 2.0]),
        ("x[min(i, 2)] + x[max(i, 2)]", [1.0, -2.0, 2.0]),
        ("size(N - i)/size(i)", [2.0, 0.5, 0.0]),
        ("[i <= 2]*x[i]", [2.0, -1.0, 0.0]),
        ("[x[i] > 0]*i", [1.0, 0.0, 3.0]),
        ("0^(i - 1)", [1.0, 0.0, 0.0]),
        ("x[i]^2", [4.0, 1.0, 9.0]),
        ("pi*0 + 1", [1.0, 1.0, 1.0]),
    ],
)
def test_value(text: str, expected: list[float]) -> None:
    assert values(text, world(x=X), I_N) == pytest.approx(expected, rel=1e-15)


def test_divides() -> None:
    term = T.Iverson("|", integer(2), symbol("i"))
    assert evaluate(term, world(x=X), I_N).tolist() == [0.0, 1.0, 0.0]


def test_an_axis_whose_range_depends_on_another_is_zero_outside() -> None:
    indices = (*I_N, T.Index("j", symbol("i"), N))
    got = evaluate(read("x[j]", world(x=X), indices), world(x=X), indices)
    assert got.tolist() == [[2.0, -1.0, 3.0], [0.0, -1.0, 3.0], [0.0, 0.0, 3.0]]


def test_an_empty_range_gives_an_empty_axis() -> None:
    assert evaluate(read("1", world(x=X)), world(x=X), (T.Index("i", integer(2), integer(1)),)).shape == (0,)


def test_integer_tensors_index_and_are_zero_outside() -> None:
    where = world(x=X, id=[3, 1])
    assert values("x[id[i]]", where, I_N) == [3.0, 2.0, 0.0]
    assert values("sum[j in 1..N] [id[i] = j]*x[j]", where, I_N) == [3.0, 2.0, 0.0]


@pytest.mark.parametrize("gate", ["[i != 2]", "[x[i] != 0]"])
def test_a_closed_gate_hides_what_is_infinite_and_its_gradient(gate: str) -> None:
    x = torch.tensor([2.0, 0.0, 4.0], dtype=torch.float64, requires_grad=True)
    where = world(x=X).with_values({"x": x})
    out = evaluate(read(f"sum[i in 1..N] {gate}*log(x[i])/x[i]", where), where)
    out.backward()
    assert out.item() == pytest.approx(math.log(2) / 2 + math.log(4) / 4)
    assert x.grad is not None and x.grad.isfinite().all() and x.grad[1] == 0


def test_reads_outside_have_no_gradient() -> None:
    x = X.clone().requires_grad_()
    where = world(x=X).with_values({"x": x})
    evaluate(read("sum[i in 1..N] exp(x[i+1])", where), where).backward()
    assert x.grad is not None and x.grad.tolist() == pytest.approx([0.0, math.exp(-1.0), math.exp(3.0)])


def test_a_name_without_a_value_is_named() -> None:
    with pytest.raises(ValueError, match="y is read and has no value; known: x"):
        evaluate(T.Entry("y", ()), world(x=X))
    with pytest.raises(ValueError, match="'q' is neither"):
        evaluate(T.Size(symbol("q")), world(x=X))
    with pytest.raises(ValueError, match="2 indices"):
        evaluate(T.Entry("x", (ONE, ONE)), world(x=X))


# ------------------------------------------------------------------ kinks and ties


def test_slopes_at_kinks_are_torch_s() -> None:
    where = world(x=[-1.0, 0.0, 2.0])
    assert values("diff(relu(x[i]), x[i])", where, I_N) == [0.0, 0.0, 1.0]
    assert values("diff(abs(x[i]), x[i])", where, I_N) == [-1.0, 0.0, 1.0]
    assert values("sign(x[i])", where, I_N) == [-1.0, 0.0, 1.0]


def test_the_first_greatest_is_selected_the_leftmost_index_slowest() -> None:
    where = world({"N": 2}, m=[[1.0, 5.0], [5.0, 5.0]])
    indices = (T.Index("i", ONE, N), T.Index("j", ONE, N))
    assert values("argmax[a in 1..N, b in 1..N](m[a,b]; i, j)", where, indices) == [[0.0, 1.0], [0.0, 0.0]]
    assert values("argmax[b in 1..N, a in 1..N](m[a,b]; j, i)", where, indices) == [[0.0, 0.0], [1.0, 0.0]]
    assert values("diff(max[a in 1..N, b in 1..N] m[a,b], m[i,j])", where, indices) == [[0.0, 1.0], [0.0, 0.0]]


def test_max_pooling_with_ties_has_torch_s_gradient() -> None:
    x = torch.randint(0, 3, (1, 1, 6, 6), generator=torch.Generator().manual_seed(0)).double().requires_grad_()
    torch.nn.functional.max_pool2d(x, 2).sum().backward()
    where = world(x=x.detach()[0, 0])
    indices = (T.Index("h", ONE, integer(6)), T.Index("w", ONE, integer(6)))
    text = "sum[i in 1..3, j in 1..3] diff(max[u in 1..2, v in 1..2] x[2*i-2+u, 2*j-2+v], x[h,w])"
    assert x.grad is not None and values(text, where, indices) == x.grad[0, 0].tolist()


@pytest.mark.parametrize("name", [n for n in FORMULAS if n != "stop"])  # autograd has no slope of stop to give
def test_a_scalar_function_is_its_formula_and_its_slope_is_sympy_s(name: str) -> None:
    points = [0.3, 1.7] if name in ("log", "sqrt") else [-2.0, -0.4, 0.3, 1.7]
    if name in ("relu", "abs", "sign"):
        points.append(0.0)
    v = torch.tensor(points, dtype=torch.float64, requires_grad=True)
    out = function(name)(v)
    formula = sympy.sympify(FORMULAS[name])
    assert out.tolist() == pytest.approx([float(formula.subs("x", sympy.Rational(str(p)))) for p in points], rel=1e-14)
    (slope,) = torch.autograd.grad(out.sum(), v)
    for p, s in zip(points, slope.tolist()):
        assert evaluate(derivative(name), world(x=p)).item() == pytest.approx(s, rel=1e-13, abs=1e-15)


def test_the_stable_forms_are_their_formulas_and_do_not_overflow() -> None:
    v = torch.linspace(-8, 8, 33, dtype=torch.float64)
    for name, stable in STABLE.items():
        assert torch.allclose(stable(v), walked(name)(v), rtol=1e-13, atol=1e-15)
        far = torch.tensor([-1000.0, 1000.0], dtype=torch.float64, requires_grad=True)
        stable(far).sum().backward()
        assert stable(far).isfinite().all() and far.grad is not None and far.grad.isfinite().all()


# ------------------------------------------------------------------ open derivatives


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("diff(x[i]^2, x[i])", [4.0, -2.0, 6.0]),
        ("diff(x[i]^2, x[2])", [0.0, -2.0, 0.0]),
        ("diff(sum[j in 1..N] x[j]*x[i], x[i])", [6.0, 3.0, 7.0]),
        ("diff(diff(x[i]^3, x[i]), x[i])", [12.0, -6.0, 18.0]),
        ("diff(diff(x[1]*x[2]*x[3], x[i]), x[1])", [0.0, 3.0, -1.0]),
        ("diff(x[i+1]^2, x[i+1])", [-2.0, 6.0, 0.0]),
        ("diff(x[i], x[i+3])", [0.0, 0.0, 0.0]),
        ("diff(y[i]*x[i], x[i])", [1.0, 10.0, 100.0]),
        ("diff(5, x[i])", [0.0, 0.0, 0.0]),
    ],
)
def test_open_derivative(text: str, expected: list[float]) -> None:
    assert values(text, world(x=X, y=[1.0, 10.0, 100.0]), I_N) == pytest.approx(expected)
    with torch.no_grad():
        assert values(text, world(x=X, y=[1.0, 10.0, 100.0]), I_N) == pytest.approx(expected)


def test_an_open_derivative_can_itself_be_differentiated() -> None:
    x = X.clone().requires_grad_()
    where = world(x=X).with_values({"x": x})
    evaluate(read("sum[i in 1..N] diff(x[i]^3, x[i])", where), where).backward()
    assert x.grad is not None and x.grad.tolist() == pytest.approx([12.0, -6.0, 18.0])


# ------------------------------------------------------------------ programs


def outcome(program: Program, sizes: dict[str, int], **values: object) -> Instance:
    tensors = {n: torch.as_tensor(v, dtype=torch.float64) for n, v in values.items()}
    return run(program, Instance(sizes, tensors, {}, program.ranges))


def test_definitions_run_in_pieces_and_over_each_other() -> None:
    program = read_program("f[0] = 0\nf[1] = 1\nf[t in 2..T] = f[t-1] + f[t-2] + 0*x[t]", {"x": "T"})
    assert outcome(program, {"T": 7}, x=[0.0] * 7).values["f"].tolist() == [0, 1, 1, 2, 3, 5, 8, 13]


def test_a_recurrence_may_run_backwards() -> None:
    program = read_program("b[t in 1..T] = x[t] + w*b[t+1]", {"x": "T", "w": ""})
    assert outcome(program, {"T": 3}, x=[1.0, 2.0, 3.0], w=2.0).values["b"].tolist() == [17.0, 8.0, 3.0]


def test_tensors_may_define_each_other_along_time() -> None:
    program = read_program("c[0] = 1\nc[t in 1..T] = x[t] + h[t-1]\nh[0] = 0\nh[t in 1..T] = c[t]*c[t-1]", {"x": "T"})
    got = outcome(program, {"T": 3}, x=[1.0, 2.0, 3.0])
    assert got.values["c"].tolist() == [1, 1, 3, 6]
    assert got.values["h"].tolist() == [0, 1, 3, 18]


def test_a_recurrence_over_two_axes_and_over_all_that_came_before() -> None:
    doubling = read_program("q[n in 1..N] = x[n] + sum[m in 1..n-1] q[m]", {"x": "N"})
    assert outcome(doubling, {"N": 4}, x=[1.0] * 4).values["q"].tolist() == [1, 2, 4, 8]
    paths = read_program("p[i in 1..N, j in 1..N] = x[i]*[i + j = 2] + p[i-1,j] + p[i,j-1]", {"x": "N"})
    assert outcome(paths, {"N": 4}, x=[1.0] * 4).values["p"][3].tolist() == [1, 4, 10, 20]


def test_a_run_is_differentiable_through_a_recurrence() -> None:
    program = read_program("h[0] = a\nh[t in 1..T] = tanh(w*h[t-1] + x[t])", {"x": "T", "w": "", "a": ""})

    def last(x: torch.Tensor, w: torch.Tensor, a: torch.Tensor) -> torch.Tensor:
        return run(program, Instance({"T": 4}, {"x": x, "w": w, "a": a}, {}, program.ranges)).values["h"]

    given = [torch.randn(s, dtype=torch.float64, requires_grad=True) for s in ((4,), (), ())]
    assert torch.autograd.gradcheck(last, given)


def test_what_is_added_to_an_entry_reaches_all_that_reads_it() -> None:
    program = read_program("h[0] = 1\nh[t in 1..T] = 2*h[t-1] + 0*x[t]", {"x": "T"})
    nudge = torch.zeros(4, dtype=torch.float64, requires_grad=True)
    got = run(program, Instance({"T": 3}, {"x": torch.zeros(3).double()}, {}, program.ranges), {"h": nudge})
    got.values["h"][3].backward()
    assert nudge.grad is not None and nudge.grad.tolist() == [8.0, 4.0, 2.0, 1.0]


@pytest.mark.parametrize(
    ("forward", "message"),
    [
        ("a[i in 1..N] = a[i] + x[i]", "a: an entry depends on itself"),
        ("a[i in 1..N] = b[i] + x[i]\nb[i in 1..N] = a[i]", "a, b: an entry depends on itself"),
    ],
)
def test_a_circle_is_refused(forward: str, message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        outcome(read_program(forward, {"x": "N"}), {"N": 2}, x=[1.0, 2.0])


def test_entries_are_defined_once_each() -> None:
    program = read_program("a[i in 1..N] = x[i]", {"x": "N"})
    where = Instance({"N": 2}, {"x": torch.ones(2).double()}, {}, program.ranges)
    with pytest.raises(ValueError, match="a has entries that are defined twice"):
        run_definitions(program.definitions * 2, program.ranges, where)
    short = {**program.ranges, "a": ((ONE, N + 1),)}
    with pytest.raises(ValueError, match="a has 1 of 3 entries that are not defined"):
        run_definitions(program.definitions, short, where)
    with pytest.raises(ValueError, match="a is defined outside its ranges"):
        run_definitions(program.definitions, {**program.ranges, "a": ((ONE, N - 1),)}, where)


def test_groups_come_after_what_they_read() -> None:
    reads = {"a": frozenset("b"), "b": frozenset("cd"), "c": frozenset("b"), "d": frozenset()}
    assert groups(reads) == [["d"], ["b", "c"], ["a"]]


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA device")
@pytest.mark.parametrize("seed", range(20))
def test_cuda_gives_the_same_values(seed: int) -> None:
    term, where = Maker(seed).term(3), instance(3, seed)
    there = Instance(
        where.sizes, {n: v.cuda() for n, v in where.values.items()}, {}, where.ranges, torch.device("cuda")
    )
    on_cpu, on_gpu = evaluate(term, where, FREE), evaluate(term, there, FREE)
    assert on_gpu.device.type == "cuda"
    assert torch.allclose(on_cpu, on_gpu.cpu(), rtol=1e-12, atol=1e-12, equal_nan=True)
