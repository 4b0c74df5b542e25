"""Printed code: how long printing takes, and a step of LeNet-5 in each library beside autograd's."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

from checkers.printed import passes
from checkers.training import RECIPES, Tensors, one_hot
from derivations.printing.code import TARGETS, function_code

LENET5 = RECIPES["lenet5"]


@pytest.fixture(scope="module")
def batch() -> tuple[Tensors, Any, Any]:
    """Parameters, images and targets of one batch."""
    draw = np.random.default_rng(0)
    images = LENET5.model.examples(draw.random((LENET5.batch, 28, 28)))
    return LENET5.model.initial(0), images, one_hot(np.arange(LENET5.batch) % 10)


@pytest.mark.parametrize("target", TARGETS)
def test_printing_lenet5(benchmark: Any, target: str) -> None:
    """The code of the whole network from its derivations."""
    model = LENET5.model
    source = benchmark(function_code, model.layer.program, model.derivations, target)
    benchmark.extra_info["lines"] = len(source.splitlines())


def test_a_step_of_lenet5_in_numpy(benchmark: Any, batch: tuple[Tensors, Any, Any]) -> None:
    """Loss and gradients of one batch by the printed NumPy code."""
    benchmark(LENET5.model.gradient, *batch)


def test_a_step_of_lenet5_in_torch(benchmark: Any, batch: tuple[Tensors, Any, Any]) -> None:
    """The same by the printed torch code."""
    model = LENET5.model
    code = passes(model.layer.program, model.derivations, "torch")
    parameters, images, targets = batch
    named = {**parameters, model.data: images, model.targets: targets}
    given = {t: torch.tensor(v) for t, v in named.items()}
    benchmark(lambda: code.backward({**given, **code.forward(given)}))


def test_a_step_of_lenet5_by_autograd(benchmark: Any, batch: tuple[Tensors, Any, Any]) -> None:
    """The same by torch's own layers and autograd."""
    benchmark(LENET5.model.autograd, *batch)
