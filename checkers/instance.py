"""Instances of a program: a number for every size, and double-precision values for every tensor that is given."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import torch

from derivations.integers import Integer, value
from derivations.program import Program
from derivations.rule import Range

CONSTANT = 0.25  # eps, alpha: positive, and neither 0 nor 1, which would hide a lost factor
CPU = torch.device("cpu")
Sizes = Mapping[str, int]


@dataclass(frozen=True)
class Instance:
    """Numbers for a program.

    sizes: every size, derived lengths among them. values: tensor -> float64 values; the first entry along an axis is
    the low end of its range. integers: integer tensor -> int64 values. ranges: tensor -> the range of each axis.
    """

    sizes: Sizes
    values: Mapping[str, torch.Tensor]
    integers: Mapping[str, torch.Tensor]
    ranges: Mapping[str, tuple[Range, ...]]
    device: torch.device = CPU

    def low(self, tensor: str) -> tuple[int, ...]:
        """The index of the first entry along each axis."""
        return tuple(value(low, self.sizes) for low, _ in self.ranges[tensor])

    def shape(self, tensor: str) -> tuple[int, ...]:
        """The number of entries along each axis."""
        return tuple(max(0, value(high - low + 1, self.sizes)) for low, high in self.ranges[tensor])

    def with_values(
        self, values: Mapping[str, torch.Tensor], ranges: Mapping[str, tuple[Range, ...]] | None = None
    ) -> Instance:
        """The same instance with more (or other) values, and the ranges of tensors it did not know."""
        return replace(self, values={**self.values, **values}, ranges={**self.ranges, **(ranges or {})})


def with_lengths(sizes: Sizes, lengths: Mapping[str, Integer]) -> dict[str, int]:
    """The sizes with the derived lengths computed, also those that depend on one another.

    Raises ValueError when a length depends on itself or on a size that is not given.
    """
    known = dict(sizes)
    pending = {n: e for n, e in lengths.items() if n not in known}
    while pending:
        ready = [n for n, e in pending.items() if e.names <= known.keys()]
        if not ready:
            raise ValueError(f"the lengths {', '.join(sorted(pending))} do not follow from {', '.join(sorted(known))}")
        for n in ready:
            known[n] = value(pending.pop(n), known)
    return known


def fault(program: Program, sizes: Sizes) -> str:
    """Why these sizes cannot be used: a premise fails or an axis is empty; "" when they can.

    sizes: the free sizes, derived lengths optional.
    """
    from derivations.printing.text import integer_text

    for name in program.free_sizes:
        least = program.facts.least_of(name)
        if name not in sizes:
            return f"no number is given for the size {name}"
        if sizes[name] < least:
            return f"{name} = {sizes[name]} is less than {least}"
    try:
        known = with_lengths(sizes, program.lengths)
    except ZeroDivisionError:
        return "a length divides by zero"
    for premise in program.facts.premises:
        if value(premise, known) < 0:
            return f"the premise {integer_text(premise)} >= 0 fails"
    for tensor, axes in program.ranges.items():
        if any(value(high, known) < value(low, known) for low, high in axes):
            return f"{tensor} has an empty axis"
    for tensor, (low, high) in program.integers.items():
        if value(high, known) < value(low, known):
            return f"{tensor} has no value to take"
    return ""


# ------------------------------------------------------------------ values


def _normal(shape: tuple[int, ...], g: torch.Generator) -> torch.Tensor:
    return torch.randn(shape, generator=g, dtype=torch.float64)


def _uniform(low: float, high: float, shape: tuple[int, ...], g: torch.Generator) -> torch.Tensor:
    return low + (high - low) * torch.rand(shape, generator=g, dtype=torch.float64)


def _one_hot(shape: tuple[int, ...], g: torch.Generator) -> torch.Tensor:
    if not shape:
        return torch.ones((), dtype=torch.float64)
    chosen = torch.randint(shape[-1], shape[:-1], generator=g)
    return torch.nn.functional.one_hot(chosen, shape[-1]).to(torch.float64)


SAMPLERS: dict[str, Callable[[tuple[int, ...], torch.Generator], torch.Tensor]] = {
    "normal": _normal,
    "positive": lambda shape, g: _uniform(0.5, 2.0, shape, g),
    "unit": lambda shape, g: _uniform(0.05, 0.95, shape, g),
    "simplex": lambda shape, g: torch.softmax(_normal(shape, g), -1) if shape else torch.ones((), dtype=torch.float64),
    "one_hot": _one_hot,
    "ties": lambda shape, g: torch.randint(0, 3, shape, generator=g).to(torch.float64),
    "kinks": lambda shape, g: torch.randint(-2, 3, shape, generator=g).to(torch.float64),
    "signs": lambda shape, g: 2.0 * torch.randint(0, 2, shape, generator=g).to(torch.float64) - 1.0,
}
"""Name in `Layer.draw` -> values of a shape. simplex and one_hot sum to 1 along the last axis; ties are 0, 1, 2; kinks
are whole numbers from -2 to 2, so that 0 occurs; signs are -1 and 1."""


def draw(
    program: Program,
    sizes: Sizes,
    samplers: Mapping[str, str] | None = None,
    seed: int = 0,
    device: torch.device | str = "cpu",
) -> Instance:
    """Values for every input, constant and integer tensor; the same on every device, since the CPU draws them.

    Raises ValueError for sizes the program excludes or a sampler that does not exist.
    """
    why = fault(program, sizes)
    if why:
        raise ValueError(f"the sizes {dict(sizes)} cannot be used: {why}")
    where = torch.device(device)
    empty = Instance(with_lengths(sizes, program.lengths), {}, {}, program.ranges, where)
    g = torch.Generator().manual_seed(seed)
    values: dict[str, torch.Tensor] = {}
    for tensor in program.inputs:
        name = (samplers or {}).get(tensor, "normal")
        if name not in SAMPLERS:
            raise ValueError(f"{name!r} is no sampler for {tensor}; known: {', '.join(SAMPLERS)}")
        values[tensor] = SAMPLERS[name](empty.shape(tensor), g).to(where)
    for constant in program.constants:
        values[constant] = torch.tensor(CONSTANT, dtype=torch.float64, device=where)
    integers: dict[str, torch.Tensor] = {}
    for tensor, (low, high) in program.integers.items():
        a, b = value(low, empty.sizes), value(high, empty.sizes)
        integers[tensor] = torch.randint(a, b + 1, empty.shape(tensor), generator=g).to(where)
    return replace(empty, values=values, integers=integers)


def upstream(instance: Instance, tensor: str, seed: int = 0) -> torch.Tensor:
    """A random upstream gradient of the shape of `tensor`; 1 for a tensor without axes."""
    shape = instance.shape(tensor)
    if not shape:
        return torch.ones((), dtype=torch.float64, device=instance.device)
    return _normal(shape, torch.Generator().manual_seed(seed + 104_729)).to(instance.device)


def entries(instance: Instance, tensor: str) -> int:
    """The number of entries of a tensor."""
    return math.prod(instance.shape(tensor))
