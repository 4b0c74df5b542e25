"""Every layer's forward rule against torch's own layer, in values and in shape, at every pattern of sizes."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch

from checkers.gap import TOLERANCE, relative_gap
from checkers.instance import draw, fault
from checkers.patterns import patterns
from checkers.run import run
from derivations.integers import value
from derivations.layer import Layer
from derivations.program import Program
from derivations.registry import discover

LAYERS = discover("derivations.layers", Layer)
CASES = [(n, p) for n, layer in LAYERS.items() for p in patterns(layer.program) if p.sizes is not None]


def gap(layer: Layer, sizes: dict[str, int], seed: int = 0) -> float:
    """How far the forward rule is from torch's own layer."""
    program = layer.program
    given = draw(program, sizes, layer.draw, seed)
    inputs = {t: given.values[t] for t in program.inputs}
    constants = {c: float(given.values[c]) for c in program.constants}
    wanted = layer.oracle(torch, **inputs, **given.integers, **constants, size=dict(given.sizes))
    assert wanted.shape == tuple(value(e, given.sizes) for e in layer.output_shape)
    return relative_gap(run(program, given).values[program.output], wanted)


@pytest.mark.parametrize(("name", "pattern"), CASES, ids=[f"{n}-{p.name}" for n, p in CASES])
def test_forward_agrees_with_torch(name: str, pattern: object) -> None:
    assert gap(LAYERS[name], dict(pattern.sizes)) <= TOLERANCE  # type: ignore[attr-defined]


def test_the_library_has_the_layers_it_promises() -> None:
    promised = "linear relu sigmoid tanh softmax cross_entropy mse conv1d conv2d avg_pool max_pool flatten"
    assert set(promised.split()) <= set(LAYERS)


@pytest.mark.parametrize("name", LAYERS)
def test_three_kinds_of_sizes_are_tried(name: str) -> None:
    tried = {p.name for n, p in CASES if n == name}
    if LAYERS[name].program.free_sizes:
        assert {"all different", "all equal", "all 1"} <= tried
    else:
        assert tried == {"no sizes"}


@pytest.mark.parametrize("name", LAYERS)
def test_names_agree(name: str) -> None:
    layer = LAYERS[name]
    module = __import__(f"derivations.layers.{name}", fromlist=[name.upper()])
    assert getattr(module, name.upper()) is layer
    assert layer.title
    assert layer.source
    assert set(layer.parameters) <= set(layer.program.inputs)
    assert set(layer.draw) <= {*layer.shapes, *layer.constants}


WINDOWS = [
    {"N": 2, "C": 3, "H": 7, "W": 6, "k": 3, "s": 2},  # window wider than the stride
    {"N": 1, "C": 2, "H": 8, "W": 9, "k": 2, "s": 3},  # gaps between windows, a rest at the edge
    {"N": 2, "C": 1, "H": 4, "W": 4, "k": 4, "s": 1},  # one window
]


@pytest.mark.parametrize("name", ["avg_pool", "max_pool"])
@pytest.mark.parametrize("sizes", WINDOWS)
def test_pooling_windows_overlap_or_leave_gaps(name: str, sizes: dict[str, int]) -> None:
    assert gap(LAYERS[name], sizes) <= TOLERANCE


CONVOLUTIONS = [
    {"N": 2, "C": 3, "H": 7, "W": 6, "O": 2, "R": 3, "Q": 2, "s": 2, "p": 1, "d": 2},
    {"N": 1, "C": 1, "H": 5, "W": 5, "O": 1, "R": 1, "Q": 5, "s": 3, "p": 0, "d": 1},
    {"N": 1, "C": 2, "H": 2, "W": 3, "O": 2, "R": 2, "Q": 2, "s": 1, "p": 4, "d": 3},  # more padding than input
]


@pytest.mark.parametrize("sizes", CONVOLUTIONS)
def test_convolution_with_stride_padding_and_dilation(sizes: dict[str, int]) -> None:
    assert gap(LAYERS["conv2d"], sizes) <= TOLERANCE
    one = {("T" if n == "H" else n): v for n, v in sizes.items() if n not in ("W", "Q")}
    program: Program = LAYERS["conv1d"].program
    assert not fault(program, one)
    assert gap(LAYERS["conv1d"], one) <= TOLERANCE


WRONG = [
    ("linear", "+ b[m]", "- b[m]"),
    ("conv2d", "+ d*(r-1) + 1 - p", "+ d*(r-1) + 2 - p"),
    ("avg_pool", "/ k^2", "/ k"),
    ("max_pool", "s*(i-1) + u", "s*(i-1) + v"),
    ("flatten", "mod(m-1, W) + 1", "mod(m, W) + 1"),
    ("layer_norm", "/ sqrt(var[n] + eps)", "/ sqrt(var[n])"),
    ("causal_attention", "[r <= t]*", ""),
    ("rnn", "h[t-1,n,k]", "h[t-1,n,m]"),
    ("upsample_nearest", "ceil(i/f)", "floor(i/f)"),
]


@pytest.mark.parametrize(("name", "right", "wrong"), WRONG)
def test_a_wrong_forward_rule_is_noticed(name: str, right: str, wrong: str) -> None:
    layer = LAYERS[name]
    assert right in layer.forward
    mistaken = replace(layer, forward=layer.forward.replace(right, wrong))
    gaps = [gap(mistaken, dict(p.sizes)) for p in patterns(layer.program) if p.sizes is not None]
    assert max(gaps) > 1e-3
