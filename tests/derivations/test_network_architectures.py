"""Every architecture against the same one written as torch modules, on the meta device."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from derivations.integers import value
from derivations.network import Network, Tally, Use, count, symbols, with_sizes
from derivations.networks.small_cnn import SMALL_CNN
from derivations.registry import discover
from tests.derivations import torch_branches as B
from tests.derivations import torch_networks as N

NETWORKS = discover("derivations.networks", Network)
MODULES: dict[str, Callable[[], nn.Module]] = {
    "lenet5": N.lenet5,
    "alexnet": N.alexnet,
    "vgg16": lambda: N.vgg((2, 2, 3, 3, 3)),
    "vgg19": lambda: N.vgg((2, 2, 4, 4, 4)),
    "resnet18": lambda: N.resnet((2, 2, 2, 2), False),
    "resnet34": lambda: N.resnet((3, 4, 6, 3), False),
    "resnet50": lambda: N.resnet((3, 4, 6, 3), True),
    "mobilenet_v1": N.mobilenet_v1,
    "unet": lambda: N.UNet(0),
    "unet_padded": lambda: N.UNet(1),
    "bert_block": lambda: N.Block(768, 12, False, False),
    "gpt_block": lambda: N.Block(768, 12, True, True),
    "vit_b16": N.ViT,
    "inception_v1": lambda: B.googlenet(5, False),
    "googlenet": lambda: B.googlenet(3, True),
    "densenet121": B.densenet121,
}
WITHOUT_BIAS: dict[str, Callable[[], nn.Module]] = {
    "lenet5": lambda: N.lenet5(False),
    "alexnet": lambda: N.alexnet(False),
    "vgg16": lambda: N.vgg((2, 2, 3, 3, 3), False),
    "vgg19": lambda: N.vgg((2, 2, 4, 4, 4), False),
}
PUBLISHED = {
    "lenet5": 61_706, "alexnet": 61_100_840, "vgg16": 138_357_544, "vgg19": 143_667_240, "resnet18": 11_689_512,
    "resnet34": 21_797_672, "resnet50": 25_557_032, "mobilenet_v1": 4_231_976, "vit_b16": 86_567_656,
    "densenet121": 7_978_856, "googlenet": 6_624_904,
}  # fmt: skip


def held(module: nn.Module) -> int:
    return sum(p.numel() for p in module.parameters())


def on_meta(make: Callable[[], nn.Module]) -> nn.Module:
    with torch.device("meta"):
        return make()


@pytest.fixture(scope="module")
def tallies() -> dict[str, Tally]:
    return {name: count(network) for name, network in NETWORKS.items()}


def test_every_architecture_has_its_torch_module() -> None:
    assert set(MODULES) == set(NETWORKS) - {"small_cnn"}


@pytest.mark.parametrize("name", MODULES)
def test_counts_shapes_and_operations_are_torchs(name: str, tallies: dict[str, Tally]) -> None:
    tally, module = tallies[name], on_meta(MODULES[name]).eval()
    assert tally.number == held(module)
    shape = [e.constant or 0 for e in tally.input]
    counter = FlopCounterMode(display=False)
    with counter, torch.no_grad():
        out = module(torch.empty(1, *shape, device="meta"))
    assert [e.constant for e in tally.rows[-1].shape] == list(out.shape[1:])
    assert counter.get_total_flops() == 2 * (tally.operations.constant or 0)


@pytest.mark.parametrize("name", PUBLISHED)
def test_counts_are_the_published_ones(name: str, tallies: dict[str, Tally]) -> None:
    assert tallies[name].number == PUBLISHED[name]


@pytest.mark.parametrize("name", WITHOUT_BIAS)
def test_counts_without_biases(name: str) -> None:
    assert count(NETWORKS[name], bias=False, with_fields=False).number == held(on_meta(WITHOUT_BIAS[name]))


def test_every_bias_can_be_asked_for() -> None:
    plain = count(NETWORKS["resnet18"], with_fields=False)
    channels = sum(r.shape[0].constant or 0 for r in plain.rows if r.layer == "conv2d")
    assert count(NETWORKS["resnet18"], bias=True, with_fields=False).number == (plain.number or 0) + channels


@pytest.mark.parametrize("name", ["vgg16", "resnet18", "mobilenet_v1", "unet_padded"])
def test_a_symbolic_image_gives_a_polynomial(name: str, tallies: dict[str, Tally]) -> None:
    network = NETWORKS[name]
    channels = network.input.split()[0]
    general = count(Network(name, "", f"{channels} 32*A 32*B", network.layers), with_fields=False)
    length = (tallies[name].input[1].constant or 0) // 32
    at = {"A": length, "B": length}
    assert value(general.total, at) == tallies[name].number
    assert value(general.operations, at) == tallies[name].operations.constant
    wide = {"A": 3, "B": 2}
    numbers = count(Network(name, "", f"{channels} 96 64", network.layers), with_fields=False)
    assert value(general.total, wide) == numbers.number
    assert value(general.operations, wide) == numbers.operations.constant


SIZES = [dict(C=3, H=32, W=24, A=8, B=16, p=1, w=2, M=10), dict(C=1, H=9, W=9, A=1, B=1, p=0, w=3, M=1)]


@pytest.mark.parametrize("sizes", SIZES)
def test_polynomials_of_a_network_of_letters(sizes: dict[str, int]) -> None:
    general = count(SMALL_CNN)
    assert set(symbols(SMALL_CNN)) == set(sizes)
    numbers = count(with_sizes(SMALL_CNN, sizes))
    assert value(general.total, sizes) == numbers.number
    k = 2 * sizes["p"] + 1
    make = lambda: nn.Sequential(  # noqa: E731
        nn.Conv2d(sizes["C"], sizes["A"], k, padding=sizes["p"]), nn.ReLU(), nn.MaxPool2d(sizes["w"]),
        nn.Conv2d(sizes["A"], sizes["B"], k, padding=sizes["p"]), nn.ReLU(), nn.MaxPool2d(sizes["w"]), nn.Flatten(),
        nn.LazyLinear(sizes["M"]),
    )  # fmt: skip
    module = make()
    module(torch.zeros(1, sizes["C"], sizes["H"], sizes["W"]))
    assert numbers.number == held(module)


def test_groups_sum_to_the_whole(tallies: dict[str, Tally]) -> None:
    tally = tallies["vgg16"]
    assert [title for title, _ in tally.groups] == [*(f"Block {k}" for k in range(1, 6)), "Classifier"]
    assert sum(part.number or 0 for _, part in tally.groups) == tally.number
    assert [part.filters.constant for _, part in tally.groups] == [128, 256, 768, 1536, 1536, 0]


WRONG = [
    ((Use("relu", name="a"), Use("add", "b")), "reads 'b', which no layer before it is named"),
    ((Use("relu", name="a"), Use("conv2d", out=5, kernel=1), Use("add", "a")), "is given N x 3 x 8 x 8 as Z"),
    ((Use("relu", name="a"), Use("relu", name="a")), "a result before it is named 'a' already"),
    ((Use("add"),), "add reads X, Z, the running result and 1 more named beside it"),
    ((Use("relu", name="a"), Use("relu", "a")), "nothing beside it"),
    ((Use("conv2d", out=0, kernel=1),), "out = 0 is too small"),
    ((Use("conv2d", out="N", kernel=1),), "N is the number of examples"),
    ((Use("conv2d", out="4 +", kernel=1),), "is no size"),
    ((Use("conv2d", out="-4", kernel=1),), "`conv2d out=-4 kernel=1`: out = -4 is too small"),
    ((Use("conv2d", out="H-H", kernel=1),), "out = 0 is too small"),
    ((Use("conv2d", out=2, kernel="3x5"),), "kernel = '3x5' is no size: 'x' is not expected"),
    ((Use("conv2d", out=2, kernel=3, padding="same"),), "same stands for (kernel - 1)/2"),
    ((Use("Conv2D", out=2, kernel=3),), "it may be conv2d"),
    ((Use("batchnorm"),), "it may be batch_norm or batch_norm2d"),
    ((Use("xyzzy"),), "`backproof list` names all"),
    ((Use("grouped_conv2d", kernel=3),), "needs groups: its X has an axis of A*G, and 3 may be that in several ways"),
    ((Use("grouped_conv2d", kernel=3, groups=2, B=1),), "takes an axis of A*G, and 3 is none"),
]


@pytest.mark.parametrize(("layers", "sentence"), WRONG, ids=[s for _, s in WRONG])
def test_a_graph_that_does_not_fit_is_said(layers: tuple[Use, ...], sentence: str) -> None:
    with pytest.raises(ValueError) as error:
        count(Network("trial", "", "3 8 8", layers))
    assert sentence in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(("width", "heads"), [("2*C", 2), ("C*D", "C"), ("6", 3)])
def test_a_factor_of_an_axis_follows_from_the_other(width: str, heads: int | str) -> None:
    tally = count(Network("trial", "", f"5 {width}", (Use("split_heads", heads=heads), Use("merge_heads"))))
    assert tally.rows[-1].shape == tally.input
