"""Counts against torch's own layers on the meta device; and the comparison notices what is wrong."""

from __future__ import annotations

from dataclasses import replace

import pytest

from checkers.meta import differences, measured
from derivations.integers import ONE
from derivations.network import Network, Use, count
from derivations.networks.lenet5 import LENET5
from derivations.registry import discover

NETWORKS = discover("derivations.networks", Network)


@pytest.mark.parametrize("name", [n for n in NETWORKS if n != "small_cnn"])
def test_torch_agrees_layer_by_layer(name: str) -> None:
    assert list(differences(NETWORKS[name])) == []


@pytest.mark.parametrize("bias", [True, False])
def test_torch_agrees_with_and_without_biases(bias: bool) -> None:
    assert list(differences(LENET5, bias=bias)) == []
    assert list(differences(NETWORKS["resnet18"], bias=bias)) == []


@pytest.mark.parametrize("quantity", ["parameters", "operations", "shape"])
def test_a_wrong_count_is_noticed(quantity: str) -> None:
    tally = count(LENET5)
    first, *rest = tally.rows
    wrong = (ONE,) if quantity == "shape" else getattr(first, quantity) + 1
    (sentence,) = differences(LENET5, replace(tally, rows=(replace(first, **{quantity: wrong}), *rest)))
    assert "layer 1" in sentence and "for torch" in sentence


def test_what_torch_finds() -> None:
    first = measured(LENET5)[0]
    assert (first.shape, first.parameters, first.operations) == ((6, 28, 28), 156, 6 * 28 * 28 * 25)


def test_symbolic_sizes_are_said() -> None:
    with pytest.raises(ValueError, match="symbolic sizes"):
        measured(Network("trial", "", "C 8 8", (Use("relu"),)))
