"""Training with derived gradients: networks learn real digits by the printed code alone.

The forward and the backward pass are the functions that the derivations print; no automatic differentiation takes part.
torch does only when asked for a comparison: then its own layers and autograd take the same steps beside.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from checkers.data import Digits
from checkers.printed import Passes, passes
from derivations.adjoint import adjoint
from derivations.architecture import Network, Use
from derivations.chain import chain
from derivations.derive import backward
from derivations.layer import Layer
from derivations.layers.cross_entropy import CROSS_ENTROPY
from derivations.network_layer import block
from derivations.networks.lenet5 import LENET5

Array = NDArray[np.float64]
Tensors = dict[str, Array]
Gradient = Callable[[Tensors, Array, Array], tuple[float, Tensors]]
"""(parameters, images, targets) -> the loss and its gradient by each parameter."""


@dataclass(frozen=True)
class Recipe:
    """What is trained, and how: gradient descent with momentum on shuffled batches, the rate falling to 0 as a cosine.

    turn and shift: images are turned by up to so many degrees and moved by up to so many pixels each way, anew in every
    epoch. The velocity is v' = momentum*v + g and the step -rate*v', as in torch.optim.SGD.
    """

    name: str
    network: Network
    epochs: int
    batch: int
    rate: float
    momentum: float
    shift: int = 0
    turn: float = 0.0

    @property
    def model(self) -> Model:
        """The network with its loss, derived and printed once."""
        return model_of(self.network)


class Model:
    """A network with the softmax cross-entropy behind it, as one layer: its printed code, and its witness."""

    def __init__(self, network: Network):
        self.network = network
        self.layer: Layer = chain(block(network), CROSS_ENTROPY, name=network.name, title=network.title)
        self.parameters = self.layer.parameters
        self.derivations = backward(self.layer.program, self.parameters)
        self.data, self.targets = next(iter(self.layer.shapes)), list(self.layer.shapes)[-1]

    @cached_property
    def printed(self) -> Passes:
        """The code that trains."""
        return passes(self.layer.program, self.derivations, "numpy")

    @cached_property
    def shape(self) -> tuple[int, ...]:
        """The shape of one example."""
        return tuple(e.constant or 0 for e in self.layer.program.shape(self.data)[1:])

    def initial(self, seed: int) -> Tensors:
        """Weights drawn with variance 2/(entries that one output reads), other parameters (biases, slopes) 0."""
        draw = np.random.default_rng(seed)
        found: Tensors = {}
        for t in self.parameters:
            shape = tuple(e.constant or 0 for e in self.layer.program.shape(t))
            reads = int(np.prod(shape[1:]))
            found[t] = draw.normal(size=shape) * np.sqrt(2 / reads) if len(shape) > 1 else np.zeros(shape)
        return found

    def gradient(self, parameters: Tensors, images: Array, targets: Array) -> tuple[float, Tensors]:
        """The loss and its gradients by the printed code."""
        given = {**parameters, self.data: images, self.targets: targets}
        made = self.printed.forward(given)
        slopes = self.printed.backward({**given, **made})
        return float(made[self.layer.program.output]), {t: slopes[adjoint(t)] for t in self.parameters}

    def autograd(self, parameters: Tensors, images: Array, targets: Array) -> tuple[float, Tensors]:
        """The same by torch's own layers and autograd."""
        import torch

        given = {t: torch.tensor(v, requires_grad=True) for t, v in parameters.items()}
        others = {self.data: torch.tensor(images), self.targets: torch.tensor(targets)}
        loss = self.layer.oracle(torch, size={"N": len(images)}, **given, **others)
        slopes = torch.autograd.grad(loss, list(given.values()))
        return float(loss.detach()), {t: s.numpy() for t, s in zip(given, slopes)}

    def accuracy(self, parameters: Tensors, images: Array, digits: NDArray[np.int64], batch: int = 250) -> float:
        """The share of images whose digit has the greatest probability, by the printed code."""
        right = 0
        for k in range(0, len(images), batch):
            part = self.examples(images[k : k + batch])
            made = self.printed.forward({**parameters, self.data: part, self.targets: one_hot(digits[k : k + batch])})
            right += int((made["Q"].argmax(1) == digits[k : k + batch]).sum())
        return right / len(images)

    def examples(self, images: Array) -> Array:
        """Images in the shape that the network takes: as one row of numbers, or with a frame of zeros around."""
        if len(self.shape) == 1:
            return images.reshape(len(images), -1)
        frame = [(side - images.shape[1 + k]) // 2 for k, side in enumerate(self.shape[1:])]
        return np.pad(images, [(0, 0), *((f, f) for f in frame)])[:, None]


@cache
def model_of(network: Network) -> Model:
    return Model(network)


def one_hot(digits: NDArray[np.int64]) -> Array:
    return np.eye(10)[digits]


def shifted(images: Array, most: int, draw: np.random.Generator) -> Array:
    """Each image moved by at most so many pixels along each axis, zeros moved in."""
    padded = np.pad(images, [(0, 0), (most, most), (most, most)])
    rows, columns = draw.integers(0, 2 * most + 1, (2, len(images)))
    side = np.arange(images.shape[1])
    rows, columns = rows[:, None] + side, columns[:, None] + side
    moved: Array = padded[np.arange(len(images))[:, None, None], rows[:, :, None], columns[:, None]]
    return moved


def turned(images: Array, most: float, draw: np.random.Generator) -> Array:
    """Each image turned about its middle by at most so many degrees; bilinear between pixels, zeros turned in."""
    side = images.shape[1]
    angle = np.deg2rad(draw.uniform(-most, most, (len(images), 1, 1)))
    down, right = np.mgrid[:side, :side] - (side - 1) / 2
    rows = np.cos(angle) * down - np.sin(angle) * right + (side - 1) / 2
    columns = np.sin(angle) * down + np.cos(angle) * right + (side - 1) / 2
    padded = np.pad(images, [(0, 0), (1, 1), (1, 1)])  # a frame of zeros, to which all places outside are drawn
    rows, columns = np.clip(rows + 1, 0, side + 1), np.clip(columns + 1, 0, side + 1)
    top, left = np.minimum(rows.astype(int), side), np.minimum(columns.astype(int), side)
    rows, columns = rows - top, columns - left
    which = np.arange(len(images))[:, None, None]
    upper = (1 - columns) * padded[which, top, left] + columns * padded[which, top, left + 1]
    lower = (1 - columns) * padded[which, top + 1, left] + columns * padded[which, top + 1, left + 1]
    found: Array = (1 - rows) * upper + rows * lower
    return found


def batches(recipe: Recipe, digits: Digits, seed: int) -> Iterator[tuple[int, Array, Array]]:
    """(epoch, examples, targets), step by step; the same for the same seed."""
    draw = np.random.default_rng(seed + 1)
    for epoch in range(recipe.epochs):
        images = turned(digits.images, recipe.turn, draw) if recipe.turn else digits.images
        images = shifted(images, recipe.shift, draw) if recipe.shift else images
        order = draw.permutation(len(images))
        for k in range(0, len(images), recipe.batch):
            chosen = order[k : k + recipe.batch]
            yield epoch, recipe.model.examples(images[chosen]), one_hot(digits.digits[chosen])


@dataclass
class Step:
    """One step of a training: the loss before it; `other`: the loss of the comparison at the same step."""

    number: int
    epoch: int
    loss: float
    other: float | None = None


@dataclass
class Training:
    """A training: iterate over `run` to take its steps one by one.

    compare: how many of the first steps torch's autograd takes beside, from the same start, on its own parameters.
    """

    recipe: Recipe
    digits: Digits
    seed: int = 0
    steps: int | None = None
    compare: int = 0
    parameters: Tensors = field(default_factory=dict)
    taken: list[Step] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def total(self) -> int:
        """The number of steps."""
        whole = self.recipe.epochs * -(-len(self.digits.images) // self.recipe.batch)
        return whole if self.steps is None else min(whole, self.steps)

    def run(self) -> Iterator[Step]:
        """Take the steps; the parameters are changed as they go."""
        model = self.recipe.model
        self.parameters = model.initial(self.seed)
        own = Descent(self.recipe, self.total, self.parameters, model.gradient)
        beside = Descent(self.recipe, self.total, model.initial(self.seed), model.autograd)
        for number, (epoch, images, targets) in zip(range(self.total), batches(self.recipe, self.digits, self.seed)):
            start = time.perf_counter()
            loss = own.step(number, images, targets)
            self.seconds += time.perf_counter() - start
            other = beside.step(number, images, targets) if number < self.compare else None
            self.taken.append(Step(number, epoch, loss, other))
            yield self.taken[-1]

    @property
    def gap(self) -> float | None:
        """The greatest distance between the two loss curves; None where nothing was compared."""
        return max((abs(s.loss - s.other) for s in self.taken if s.other is not None), default=None)

    def accuracy(self) -> float:
        """The share of test images that are named right."""
        return self.recipe.model.accuracy(self.parameters, self.digits.test_images, self.digits.test_digits)


@dataclass
class Descent:
    """Gradient descent with momentum, for one way of taking gradients."""

    recipe: Recipe
    total: int
    parameters: Tensors
    gradient: Gradient
    velocity: Tensors = field(default_factory=dict)

    def step(self, number: int, images: Array, targets: Array) -> float:
        """One step; the loss before it."""
        loss, slopes = self.gradient(self.parameters, images, targets)
        rate = self.recipe.rate * 0.5 * (1 + np.cos(np.pi * number / self.total))
        for t, slope in slopes.items():
            self.velocity[t] = self.recipe.momentum * self.velocity.get(t, np.zeros_like(slope)) + slope
            self.parameters[t] = self.parameters[t] - rate * self.velocity[t]
        return loss


MLP = Network(
    name="mlp",
    title="Multi-layer perceptron",
    input="784",
    layers=(
        Use("linear", out=512),
        Use("relu"),
        Use("linear", out=256),
        Use("prelu"),
        Use("linear", out=10),
    ),
    source="Rumelhart, Hinton & Williams 1986; He, Zhang, Ren & Sun 2015 (the second activation)",
)

RECIPES: Mapping[str, Recipe] = {
    "mlp": Recipe("mlp", MLP, epochs=45, batch=50, rate=0.05, momentum=0.9, shift=2, turn=15),
    "lenet5": Recipe("lenet5", LENET5, epochs=12, batch=50, rate=0.05, momentum=0.9, shift=2),
}
"""What can be trained, by name."""

ALIASES: Mapping[str, str] = {"lenet": "lenet5"}
"""Other names for these."""


def record(training: Training) -> dict[str, Any]:
    """The figures of a training that was run, for printing and for machines."""
    recipe, digits = training.recipe, training.digits
    compared = [s for s in training.taken if s.other is not None]
    return {
        "name": recipe.name,
        "recipe": {
            "network": recipe.network.title,
            "epochs": recipe.epochs,
            "batch": recipe.batch,
            "rate": recipe.rate,
            "momentum": recipe.momentum,
            "shift": recipe.shift,
            "turn": recipe.turn,
        },
        "data": digits.name,
        "split": digits.split,
        "seed": training.seed,
        "parameters": sum(v.size for v in training.parameters.values()),
        "steps": len(training.taken),
        "seconds": training.seconds,
        "losses": [s.loss for s in training.taken],
        "compared": len(compared),
        "autograd_losses": [s.other for s in compared],
        "gap": training.gap,
        "accuracy": training.accuracy(),
        "tested": len(digits.test_digits),
    }
