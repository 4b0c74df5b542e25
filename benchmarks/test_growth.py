"""How the work grows with the length of a network: 10, 20, 40 layers one after another, and 80 where only deriving.

Linear growth doubles with the length; the ratios are among the figures.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest

from checkers.verify import verify
from derivations.chain import chain
from derivations.derive import backward
from derivations.layer import Layer
from derivations.layers.batch_norm2d import BATCH_NORM2D
from derivations.layers.conv2d import CONV2D
from derivations.layers.layer_norm import LAYER_NORM
from derivations.layers.linear import LINEAR
from derivations.layers.max_pool import MAX_POOL
from derivations.layers.relu import RELU
from derivations.layers.tanh import TANH
from derivations.printing.latex_document import latex_document
from derivations.solve import derive_layer

pytestmark = pytest.mark.timeout(3600)  # on a busy machine verifying takes longer than a test may
LENGTHS = (10, 20, 40)
PATTERNS = {
    "linear and relu": (LINEAR, RELU),
    "linear, layer_norm, tanh, linear, relu": (LINEAR, LAYER_NORM, TANH, LINEAR, RELU),
}
CONVOLUTIONS = {"conv2d, batch_norm2d, relu, max_pool": (CONV2D, BATCH_NORM2D, RELU, MAX_POOL)}


def network(pattern: tuple[Layer, ...], length: int) -> Layer:
    """So many layers, the pattern again and again, every width a symbol of its own."""
    return chain(*(pattern[k % len(pattern)] for k in range(length)), name=f"chain_{length}")


def measured(
    benchmark: Any, pattern: tuple[Layer, ...], work: Callable[[Layer], Any], lengths: tuple[int, ...] = LENGTHS
) -> None:
    """The least of three processor times at each length; a time of the greatest length is what the table shows.

    The collector is off while time is taken, as `timeit` has it: when it runs depends on what ran before.
    """
    networks = [network(pattern, length) for length in lengths]
    work(networks[0])
    best = dict.fromkeys(lengths, float("inf"))
    for _ in range(3):
        for length, layer in zip(lengths, networks):
            gc.collect()
            gc.disable()
            start = time.process_time()
            work(layer)
            best[length] = min(best[length], time.process_time() - start)
            gc.enable()
    benchmark.pedantic(work, args=(networks[-1],), rounds=1)
    for a, b in pairwise(lengths):
        benchmark.extra_info[f"{b} layers over {a}"] = round(best[b] / best[a], 2)


@pytest.mark.parametrize("pattern", PATTERNS | CONVOLUTIONS)
def test_deriving_grows(benchmark: Any, pattern: str) -> None:
    """Every gradient of the network."""
    layers = (PATTERNS | CONVOLUTIONS)[pattern]
    measured(benchmark, layers, lambda layer: backward(layer.program), (*LENGTHS, 80))


@pytest.mark.parametrize("pattern", PATTERNS)
def test_printing_grows(benchmark: Any, pattern: str) -> None:
    """Every gradient derived, replayed and laid out as a LaTeX document."""
    measured(benchmark, PATTERNS[pattern], lambda layer: latex_document([derive_layer(layer)]))


@pytest.mark.parametrize("pattern", PATTERNS)
def test_verifying_grows(benchmark: Any, pattern: str) -> None:
    """Every line of every gradient, and every result against torch."""

    def judge(layer: Layer) -> None:
        report = verify(layer)
        assert report.ok, report.failures

    measured(benchmark, PATTERNS[pattern], judge)
