"""How long the whole library takes: each layer's gradients, all of them, and their verification on the processor."""

from __future__ import annotations

import time
from typing import Any

import pytest

from checkers.verify import verify
from derivations.derive import backward
from derivations.layer import Layer
from derivations.registry import discover

LAYERS = discover("derivations.layers", Layer)


@pytest.mark.parametrize("name", LAYERS)
def test_layer(benchmark: Any, name: str) -> None:
    """Every gradient of a layer, warm; target 0.5 s."""
    program = LAYERS[name].program
    found = benchmark.pedantic(backward, args=(program,), rounds=3, warmup_rounds=1)
    benchmark.extra_info["steps"] = sum(len(d.steps) for d in found)
    if benchmark.stats and benchmark.stats.stats.median > 0.5:
        benchmark.extra_info["target seconds"] = 0.5


def test_every_layer(benchmark: Any) -> None:
    """Every gradient of every layer, warm; target 20 s."""
    found = benchmark.pedantic(
        lambda: [backward(layer.program) for layer in LAYERS.values()], rounds=1, warmup_rounds=1
    )
    benchmark.extra_info["layers"] = len(LAYERS)
    benchmark.extra_info["steps"] = sum(len(d.steps) for sweep in found for d in sweep)
    benchmark.extra_info["target seconds"] = 20


def test_verification_of_every_layer(benchmark: Any) -> None:
    """Every line of every gradient judged at all patterns of sizes, in one process."""
    seconds: dict[str, float] = {}

    def verify_all() -> bool:
        good = True
        for name, layer in LAYERS.items():
            start = time.perf_counter()
            good = verify(layer).ok and good
            seconds[name] = time.perf_counter() - start
        return good

    assert benchmark.pedantic(verify_all, rounds=1)
    slowest = sorted(seconds, key=seconds.__getitem__)[-3:]
    benchmark.extra_info["slowest"] = ", ".join(f"{n} {seconds[n] / sum(seconds.values()):.0%}" for n in slowest[::-1])
