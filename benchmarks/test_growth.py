"""How the work grows with the length of a network: 10, 20 and 40 layers one after another.

Linear growth doubles with the length; the ratios are among the figures.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest

from checkers.verify import verify
from derivations.chain import chain
from derivations.derive import backward
from derivations.layer import Layer
from derivations.layers.layer_norm import LAYER_NORM
from derivations.layers.linear import LINEAR
from derivations.layers.relu import RELU
from derivations.layers.tanh import TANH

LENGTHS = (10, 20, 40)
PATTERNS = {"linear and relu": (LINEAR, RELU), "linear, layer_norm, tanh, linear, relu": (
    LINEAR, LAYER_NORM, TANH, LINEAR, RELU,
)}  # fmt: skip


def network(pattern: tuple[Layer, ...], length: int) -> Layer:
    """So many layers, the pattern again and again, every width a symbol of its own."""
    return chain(*(pattern[k % len(pattern)] for k in range(length)), name=f"chain_{length}")


def measured(benchmark: Any, pattern: tuple[Layer, ...], work: Callable[[Layer], Any]) -> None:
    """The least of three processor times at each length; a time of the greatest length is what the table shows."""
    networks = [network(pattern, length) for length in LENGTHS]
    work(networks[0])
    best = dict.fromkeys(LENGTHS, float("inf"))
    for _ in range(3):
        for length, layer in zip(LENGTHS, networks):
            start = time.process_time()
            work(layer)
            best[length] = min(best[length], time.process_time() - start)
    benchmark.pedantic(work, args=(networks[-1],), rounds=1)
    for a, b in pairwise(LENGTHS):
        benchmark.extra_info[f"{b} layers over {a}"] = round(best[b] / best[a], 2)


@pytest.mark.parametrize("pattern", PATTERNS)
def test_deriving_grows(benchmark: Any, pattern: str) -> None:
    """Every gradient of the network."""
    measured(benchmark, PATTERNS[pattern], lambda layer: backward(layer.program))


@pytest.mark.parametrize("pattern", PATTERNS)
def test_verifying_grows(benchmark: Any, pattern: str) -> None:
    """Every line of every gradient, and every result against torch."""

    def judge(layer: Layer) -> None:
        report = verify(layer)
        assert report.ok, report.failures

    measured(benchmark, PATTERNS[pattern], judge)
