"""Printed code against the reference evaluator, torch's own layers and autograd, in double precision."""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch

from checkers.evaluate import evaluate
from checkers.gap import TOLERANCE, relative_gap
from checkers.instance import Instance, draw, upstream
from checkers.patterns import patterns
from checkers.printed import Passes, passes
from checkers.run import run, run_definitions
from derivations import terms as T
from derivations.adjoint import adjoint
from derivations.derive import backward
from derivations.facts import Facts
from derivations.integers import ONE, Integer, floor, integer, symbol
from derivations.layer import Layer
from derivations.layers.conv2d import CONV2D
from derivations.layers.linear import LINEAR
from derivations.layers.lstm import LSTM
from derivations.layers.rnn import RNN
from derivations.printing.code import TARGETS, code_names, function_code
from derivations.printing.code_writer import CodeError
from derivations.program import Program, read_program
from derivations.registry import discover
from derivations.rule import Definition, Derivation
from derivations.scalars import FORMULAS
from tests.derivations import random_terms

LAYERS = discover("derivations.layers", Layer)
Values = Mapping[str, Any]


def native(value: torch.Tensor, target: str) -> Any:
    return value.detach().numpy() if target == "numpy" else value.detach()


def tensor(value: Any) -> torch.Tensor:
    return value if isinstance(value, torch.Tensor) else torch.tensor(value)


def arguments(instance: Instance, target: str) -> dict[str, Any]:
    """Everything that an instance knows, as the library has it."""
    found = {t: native(v, target) for t, v in {**instance.values, **instance.integers}.items()}
    return {**found, **instance.sizes}


def forward_gap(code: Passes, instance: Instance, target: str) -> float:
    """How far what the code computes is from the instance, which holds every tensor."""
    made = code.forward(arguments(instance, target))
    return max(relative_gap(tensor(v), instance.values[t]) for t, v in made.items())


def backward_gap(code: Passes, found: tuple[Derivation, ...], instance: Instance, target: str) -> float:
    """How far the printed adjoints are from the equations of the derivations, as the evaluator has them."""
    output = next(t for t in instance.values if adjoint(t) == up(found))
    ranges = found[0].context.ranges
    given = instance.with_values({up(found): upstream(instance, output)}, ranges)
    wanted = run_definitions([d.equation for d in found], ranges, given)
    got = code.backward(arguments(given, target))
    assert list(got) == [d.goal.tensor for d in found], "the adjoints come in sweep order"
    return max(relative_gap(tensor(v), wanted.values[t]) for t, v in got.items())


def up(found: tuple[Derivation, ...]) -> str:
    return adjoint(next(reversed(found[0].context.equations and _outputs(found))))


def _outputs(found: tuple[Derivation, ...]) -> list[str]:
    """The tensors that the program defines, the output last."""
    return [t for t in found[0].context.equations if not t.startswith("dL_")]


@pytest.mark.parametrize("name", LAYERS)
def test_every_layer_is_printed_right(name: str) -> None:
    """Forward against the evaluator, adjoints against their equations and against autograd of torch's own layer."""
    layer = LAYERS[name]
    found = backward(layer.program)
    for target in TARGETS:
        code = passes(layer.program, found, target)
        for pattern in patterns(layer.program):
            if pattern.sizes is None:
                continue
            instance = run(layer.program, draw(layer.program, dict(pattern.sizes), layer.draw))
            assert forward_gap(code, instance, target) <= TOLERANCE
            assert backward_gap(code, found, instance, target) <= TOLERANCE
            assert autograd_gap(layer, code, instance, target) <= TOLERANCE


def autograd_gap(layer: Layer, code: Passes, instance: Instance, target: str) -> float:
    """How far the gradients by the inputs are from those that autograd takes of torch's own layer."""
    program = layer.program
    inputs = {t: instance.values[t].detach().clone().requires_grad_() for t in program.inputs}
    constants = {c: float(instance.values[c]) for c in program.constants}
    output = layer.oracle(torch, **inputs, **instance.integers, **constants, size=dict(instance.sizes))
    seed = upstream(instance, program.output)
    if not output.requires_grad:
        return 0.0
    slopes = torch.autograd.grad(output, list(inputs.values()), seed, allow_unused=True)
    given = {**arguments(instance, target), adjoint(program.output): native(seed, target)}
    got = code.backward(given)
    wanted = {t: torch.zeros_like(inputs[t]) if s is None else s for t, s in zip(inputs, slopes)}
    return max(relative_gap(tensor(got[adjoint(t)]), wanted[t]) for t in program.inputs)


# ------------------------------------------------------------------ any term at all


def program_of(rhs: T.Term, indices: tuple[T.Index, ...] = random_terms.FREE) -> Program:
    """A program whose only line defines Z by the term."""
    definition = Definition("Z", tuple(i.integer for i in indices), indices, rhs)
    ranges = {**random_terms.RANGES, "Z": tuple((i.low, i.high) for i in indices)}
    return Program(ranges, tuple(random_terms.RANGES), (), {}, (definition,), Facts())


def term_gap(rhs: T.Term, size: int, target: str) -> float:
    program = program_of(rhs)
    instance = random_terms.instance(size, seed=size)
    wanted = evaluate(rhs, instance, random_terms.FREE)
    got = passes(program, (), target).forward({**arguments(instance, target)})["Z"]
    finite = wanted.isfinite()  # an empty greatest value is minus infinity, and what follows from it is not compared
    assert tensor(got).shape == wanted.shape
    return relative_gap(torch.where(finite, tensor(got), 0.0), torch.where(finite, wanted, 0.0))


@pytest.mark.parametrize("target", TARGETS)
def test_random_terms(target: str) -> None:
    """Reads out of range, floors, brackets, ranges that depend on other indices, greatest values: none is wrong."""
    printed = 0
    for seed in range(250):
        rhs = random_terms.Maker(seed).term(3, open_derivative=False)
        try:
            gaps = [term_gap(rhs, size, target) for size in (1, 3)]
        except CodeError:  # a greatest value of nothing
            continue
        assert max(gaps) <= TOLERANCE, f"seed {seed}"
        printed += 1
    assert printed >= 240


@pytest.mark.parametrize("target", TARGETS)
def test_random_selections(target: str) -> None:
    """The first greatest place of a random body, in even and uneven ranges, at a random place."""
    for seed in range(60):
        maker = random_terms.Maker(seed)
        indices = maker.indices(["i", "j", "k"])
        body = maker.term(1, ["i", "j", *(n.name for n in indices)], open_derivative=False)
        at = tuple(maker.place(["i", "j", "k"]) for _ in indices)
        rhs = T.Mul((T.Select(indices, body, at), maker.entry(["i", "j", "k"])))
        assert max(term_gap(rhs, size, target) for size in (2, 4)) <= TOLERANCE, f"seed {seed}"


def test_a_difference_is_noticed() -> None:
    rhs = T.Entry("M", (symbol("i"), symbol("j")))
    program = program_of(T.Entry("M", (symbol("j"), symbol("i"))))
    instance = random_terms.instance(3)
    got = passes(program, (), "numpy").forward(arguments(instance, "numpy"))["Z"]
    assert relative_gap(tensor(got), evaluate(rhs, instance, random_terms.FREE)) > 1e-3


# ------------------------------------------------------------------ programs written in the notation


def check(
    forward: str, shapes: dict[str, str], sizes: dict[str, int], wrt: tuple[str, ...] = (), **more: Any
) -> dict[str, str]:
    """Forward and backward code of a program compared at these sizes, in both libraries; the sources."""
    program = read_program(forward, shapes, **more)
    found = backward(program, wrt) if wrt else ()
    sources = {}
    for target in TARGETS:
        code = passes(program, found, target)
        instance = run(program, draw(program, sizes))
        assert forward_gap(code, instance, target) <= TOLERANCE
        if found:
            assert backward_gap(code, found, instance, target) <= TOLERANCE
        sources[target] = code.source
    return sources


RECURRENCES = [
    ("h[0] = a  \n h[t in 1..T] = tanh(h[t-1]) + X[t] \n Y[t in 1..T] = h[t]", {"X": "T", "a": ""}, "range(1, T + 1)"),
    ("h[T+1] = a \n h[t in 1..T] = h[t+1]*X[t] \n Y[t in 1..T] = h[t]", {"X": "T", "a": ""}, "range(T, 0, -1)"),
    ("h[t in 1..T] = X[t] + sum[k in 1..t-1] h[k]*X[t-k] \n Y[t in 1..T] = h[t]", {"X": "T"}, "range(1, T + 1)"),
    ("h[t in 1..T] = X[t] + h[t-2] \n Y[t in 1..T] = h[t]", {"X": "T"}, "range(1, T + 1)"),
    (
        "c[t in 1..T] = X[t] + h[t-1] \n h[t in 1..T] = tanh(c[t])*c[t] \n Y[t in 1..T] = h[t]",
        {"X": "T"},
        "range(1, T + 1)",
    ),
    (  # no axis is a time: each entry reads a neighbour above and one at the left
        "D[i in 1..T, j in 1..T] = X[i,j] + D[i-1,j+1] + D[i,j-1] \n Y[i in 1..T, j in 1..T] = D[i,j]",
        {"X": "T T"},
        "range(math.prod(D.shape) + 1)",
    ),
]


@pytest.mark.parametrize(("forward", "shapes", "loop"), RECURRENCES)
@pytest.mark.parametrize("steps", [1, 2, 5])
def test_recurrences(forward: str, shapes: dict[str, str], loop: str, steps: int) -> None:
    assert loop in check(forward, shapes, {"T": steps})["numpy"]


def test_adjoints_of_a_recurrence_run_backwards() -> None:
    for layer in (RNN, LSTM):
        source = function_code(layer.program, backward(layer.program), "numpy")
        ahead, _, behind = source.partition("def backward")
        assert "for t in range(1, T + 1):" in ahead
        assert "for t in range(T, -1, -1):" in behind


@pytest.mark.parametrize("steps", [1, 4])
def test_the_gradient_of_a_recurrence_over_all_earlier_steps(steps: int) -> None:
    forward = "h[t in 1..T] = X[t]*(1 + sum[k in 1..t-1] h[k]) \n Y[t in 1..T] = h[t]"
    check(forward, {"X": "T"}, {"T": steps}, wrt=("X",))


@pytest.mark.parametrize("target", TARGETS)
def test_names_that_python_has_taken(target: str) -> None:
    program = read_program(
        "W'[n] = lambda[n]*np + torch[n] \n Y[n] = exp(W'[n])", {"lambda": "N", "np": "", "torch": "N"}
    )
    found = backward(program, ("lambda", "np", "torch"))
    names = code_names(program, found)
    assert names["lambda"] == "lambda_" and names["np"] == "np_" and names["W'"] == "W_prime"
    code = passes(program, found, target)
    instance = run(program, draw(program, {"N": 3}))
    assert forward_gap(code, instance, target) <= TOLERANCE
    assert backward_gap(code, found, instance, target) <= TOLERANCE


def test_two_names_never_become_one() -> None:
    program = read_program("Y[n] = u'[n] + u_prime[n]", {"u'": "N", "u_prime": "N"})
    assert len(set(code_names(program).values())) == len(code_names(program))


def test_sizes_are_read_off_the_shapes() -> None:
    source = check(
        "Y[i in 1..n] = X[2*i + k - 1]*K[k] + Z[i]", {"X": "2*n+k-1", "K": "k", "Z": "0..n"}, {"n": 3, "k": 2}
    )["numpy"]
    assert "def forward(X, K, Z):" in source
    source = check("Y[i in 1..n] = X[2*i + k - 1]", {"X": "2*n+k-1", "K": "k"}, {"n": 3, "k": 2})["numpy"]
    assert "n = (X.shape[0] - (k - 1)) // 2" in source
    source = check("Y[i in 1..N] = X[i + m]", {"X": "N"}, {"N": 4, "m": 2}, premises=("m >= 1",))["numpy"]
    assert "def forward(X, *, m):" in source, "no shape shows m"


def test_a_size_in_a_sum_alone_is_asked_for_by_name() -> None:
    source = check(
        "Y[n] = X[n] + sum[k in 1..m] size(k)*X[n+k]", {"X": "N"}, {"N": 3, "m": 4}, ("X",), premises=("m >= 1",)
    )
    assert "def backward(X, dL_Y, *, m):" in source["torch"]


def test_what_a_condition_hides_is_not_looked_at() -> None:
    """1/x and log x where x = 0, behind a bracket; also inside a sum; no warning, no infinity, no NaN."""
    program = read_program(
        "Y[n] = [X[n] > 0]*log(X[n]) + [X[n] > 0]/X[n] \n L = sum[n] [X[n] > 0]*Y[n]*X[n]/X[n]^2", {"X": "N"}
    )
    x = np.array([0.0, 2.0, -1.0, 0.5])
    positive = x[x > 0]
    for target in TARGETS:
        made = passes(program, (), target).forward({"X": x if target == "numpy" else torch.tensor(x)})
        inside = np.log(positive) + 1 / positive
        assert np.allclose(np.asarray(made["Y"])[x > 0], inside, rtol=1e-14)
        assert (np.asarray(made["Y"])[x <= 0] == 0).all()
        assert np.isclose(float(made["L"]), (inside / positive).sum(), rtol=1e-14)


def test_places_from_an_integer_tensor() -> None:
    """Ranges and places that depend on data."""
    check(
        "Y[n] = sum[k in 1..len[n]] X[n,k]*X[n,len[n]-k]", {"X": "N D", "len": "N"}, {"N": 4, "D": 5}, wrt=("X",),
        integers={"len": "1..D"},
    )  # fmt: skip
    check("Y[n in 1..N] = X[n,y[n]] + X[y[n],n]", {"X": "N N", "y": "N"}, {"N": 4}, wrt=("X",), integers={"y": "1..N"})


def test_fast_forms_where_they_are_recognised() -> None:
    source = function_code(CONV2D.program, backward(CONV2D.program), "numpy")
    _, _, functions = source.partition("def forward")
    assert "entries(" not in functions and "np.arange" not in functions, "a convolution needs no index grid"
    assert functions.count("np.einsum(") == 3 and "stretched(" in functions
    linear = function_code(LINEAR.program, backward(LINEAR.program), "numpy")
    assert 'dL_W = np.einsum("nm,nd->md", dL_Y, X, optimize=True)' in linear
    assert "dL_b = dL_Y.sum(axis=0)" in linear


CONVOLUTIONS = [
    {"N": 2, "C": 3, "H": 7, "W": 6, "O": 2, "R": 3, "Q": 2, "s": 2, "p": 1, "d": 2},
    {"N": 1, "C": 1, "H": 5, "W": 5, "O": 1, "R": 1, "Q": 5, "s": 3, "p": 0, "d": 1},
    {"N": 1, "C": 2, "H": 2, "W": 3, "O": 2, "R": 2, "Q": 2, "s": 1, "p": 4, "d": 3},
]


@pytest.mark.parametrize("sizes", CONVOLUTIONS)
@pytest.mark.parametrize("target", TARGETS)
def test_convolutions_with_stride_padding_and_dilation(sizes: dict[str, int], target: str) -> None:
    found = backward(CONV2D.program)
    code = passes(CONV2D.program, found, target)
    instance = run(CONV2D.program, draw(CONV2D.program, sizes))
    assert forward_gap(code, instance, target) <= TOLERANCE
    assert backward_gap(code, found, instance, target) <= TOLERANCE
    assert autograd_gap(CONV2D, code, instance, target) <= TOLERANCE


SPOILED: list[tuple[str, Callable[[str], str]]] = [
    ("a shift", lambda s: s.replace("windows(X, 3, -p,", "windows(X, 3, 1 - p,")),
    ("an order of indices", lambda s: s.replace('"ocrq,ncirjq->noij"', '"ocqr,ncirjq->noij"')),
    ("a lost stride", lambda s: s.replace("stretched(dL_Y, 3, s)", "stretched(dL_Y, 3, 1)")),
]


@pytest.mark.parametrize(("what", "spoil"), SPOILED, ids=[w for w, _ in SPOILED])
def test_spoiled_code_is_noticed(what: str, spoil: Callable[[str], str]) -> None:
    found = backward(CONV2D.program)
    code = passes(CONV2D.program, found)
    source = spoil(code.source)
    assert source != code.source, f"{what}: the printed code has changed, and so must this test"
    space: dict[str, Any] = {}
    exec(source, space)  # noqa: S102
    spoiled = replace(code, functions=space)
    sizes = dict(N=2, C=2, H=7, W=7, O=2, R=3, Q=3, s=2, p=1, d=1)
    instance = run(CONV2D.program, draw(CONV2D.program, sizes))
    gaps = forward_gap(spoiled, instance, "numpy"), backward_gap(spoiled, found, instance, "numpy")
    assert max(gaps) > 1e-3


# ------------------------------------------------------------------ refusals and surroundings


def test_an_open_derivative_has_no_code() -> None:
    open_ = T.Partial(T.Entry("u", (symbol("i"),)), T.Entry("u", (ONE,)))
    with pytest.raises(CodeError, match="derive it first"):
        function_code(program_of(open_))


def test_every_scalar_function_has_a_word_in_both_libraries() -> None:
    for target in TARGETS.values():
        assert FORMULAS.keys() <= target.scalars.keys()


def test_large_arguments_do_not_overflow() -> None:
    x = np.array([-1000.0, -40.0, 0.0, 40.0, 1000.0])
    program = read_program("S[n] = sigmoid(X[n]) \n P[n] = softplus(X[n]) \n Y[n] = S[n] + P[n]", {"X": "N"})
    for target in TARGETS:
        made = passes(program, (), target).forward({"X": x if target == "numpy" else torch.tensor(x)})
        assert relative_gap(tensor(made["S"]), torch.sigmoid(torch.tensor(x))) <= 1e-15
        assert relative_gap(tensor(made["P"]), torch.nn.functional.softplus(torch.tensor(x), threshold=50)) <= 1e-15


def test_printing_code_loads_neither_library() -> None:
    script = (
        "import sys\nfrom derivations.derive import backward\nfrom derivations.layers.linear import LINEAR\n"
        "from derivations.printing.code import function_code\n"
        "for target in ('numpy', 'torch'): function_code(LINEAR.program, backward(LINEAR.program), target)\n"
        "print(sorted({'numpy', 'torch'} & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


def test_the_same_code_every_time() -> None:
    made = {function_code(RNN.program, backward(RNN.program), "numpy") for _ in range(2)}
    assert len(made) == 1


def test_lines_are_readable() -> None:
    for name in ("gru", "causal_attention", "max_pool", "layer_norm"):
        for target in TARGETS:
            source = function_code(LAYERS[name].program, backward(LAYERS[name].program), target)
            _, _, functions = source.partition("def forward")
            assert max(map(len, functions.splitlines())) <= 120


def test_floors_of_two_indices_are_gathered() -> None:
    """A place that no slice reaches: floor((i + j)/2), out of range for some."""
    i, j = symbol("i"), symbol("j")
    place: Integer = floor(i + j, 2) + integer(1)
    rhs = T.Mul((T.Entry("u", (place,)), T.Entry("M", (i, place))))
    for target in TARGETS:
        assert max(term_gap(rhs, size, target) for size in (1, 2, 5)) <= TOLERANCE


def test_random_sums_of_products_are_contracted() -> None:
    """Random products of entries at plain indices under a sum: einsum, whatever the order and repetition."""
    r = random.Random(0)
    for _ in range(60):
        bound = tuple(T.Index(n, ONE, random_terms.N) for n in "ab"[: r.randint(1, 2)])
        names = [*"ijk", *(b.name for b in bound)]
        factors = []
        for _ in range(r.randint(1, 4)):
            t = r.choice(list(random_terms.RANGES))
            factors.append(T.Entry(t, tuple(symbol(r.choice(names)) for _ in random_terms.RANGES[t])))
        rhs = T.Sum(bound, T.product(factors))
        for target in TARGETS:
            assert term_gap(rhs, 3, target) <= TOLERANCE


def test_code_on_the_command_line(tmp_path: Any, capsys: pytest.CaptureFixture[str]) -> None:
    from backproof.main import doors

    (tmp_path / "rule.txt").write_text("X: N\nY[n] = X[n]^3\n")
    rule, out = str(tmp_path / "rule.txt"), str(tmp_path / "rule.py")
    assert (
        doors(["derive", "--forward", rule, "--wrt", "X", "--format", "numpy", "-o", out], standalone_mode=False) == 0
    )
    space: dict[str, Any] = {}
    exec((tmp_path / "rule.py").read_text(), space)  # noqa: S102
    got = space["backward"](X=np.array([1.0, -2.0]), dL_Y=np.array([1.0, 0.5]))["dL_X"]
    assert got.tolist() == [3.0, 6.0]
    assert doors(["derive", "softmax", "--wrt", "X", "--format", "torch"], standalone_mode=False) == 0
    assert capsys.readouterr().out.startswith("import torch\n")
    assert doors(["derive", "softmax", "--wrt", "X", "--format", "fortran"], standalone_mode=False) == 2
    assert doors(["solve", "ece449/1", "--format", "numpy"], standalone_mode=False) == 2, "a solution is no function"
