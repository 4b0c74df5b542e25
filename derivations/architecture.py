"""How an architecture is written down: uses of layers in order, with names for results that are read again later."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

INPUT = "input"
"""The name under which the network's input can be read again."""

WORDS: Mapping[str, tuple[str, ...]] = {
    "out": ("O", "M"),
    "kernel": ("R", "Q"),
    "window": ("k",),
    "stride": ("s",),
    "padding": ("p",),
    "dilation": ("d",),
    "groups": ("G",),
    "heads": ("H",),
    "factor": ("f",),
    "tokens": ("V",),
}
"""Option of a use -> the letters it sets; the letters mean the same in every layer of the library."""


class Use:
    """One layer in an architecture: its name and its options, by word (`out=32, kernel=5`) or by letter (`R=5, Q=3`).

    beside: names of earlier results that the layer reads besides the running one: `Use("add", "shortcut")`.
    of: the name of an earlier result that it reads instead of the running one; `input` is the network's own.
    name: a name for the result. group: the block of the architecture it belongs to, for a reader.
    A stride that is not given is the window where the layer has one, else 1; padding 0, dilation 1. bias=False leaves
    the biases out of this use.
    """

    def __init__(
        self,
        layer: str,
        *beside: str,
        of: str = "",
        name: str = "",
        group: str = "",
        bias: bool = True,
        **options: int | str,
    ):
        self.layer, self.beside, self.of, self.name, self.group = layer, beside, of, name, group
        self.bias, self.options = bias, options

    def __repr__(self) -> str:
        words = [repr(self.layer), *map(repr, self.beside)]
        words += [f"{k}={v!r}" for k, v in (("of", self.of), ("name", self.name)) if v]
        words += [f"{k}={v!r}" for k, v in self.options.items()]
        return f"Use({', '.join(words)}{'' if self.bias else ', bias=False'})"

    def __str__(self) -> str:
        """As a line of a file, which is how messages name it."""
        words = [self.layer, *self.beside, *(f"{k}={v}" for k, v in self.options.items())]
        words += [f"{k}={v}" for k, v in (("of", self.of), ("name", self.name)) if v]
        return f"`{' '.join(words)}{'' if self.bias else ' bias=no'}`"

    def changed(self, **fields: object) -> Use:
        """The same use with fields (`bias`, `group`, `name`, `options`, ...) replaced."""
        new = Use(
            self.layer, *self.beside, of=self.of, name=self.name, group=self.group, bias=self.bias, **self.options
        )
        for field, value in fields.items():
            setattr(new, field, value)
        return new


def group(title: str, *uses: Use) -> tuple[Use, ...]:
    """The uses as one block of the architecture, shown and summed up under its title."""
    return tuple(u.changed(group=title) for u in uses)


@dataclass(frozen=True)
class Network:
    """An architecture.

    input: the shape of one example, `3 32 32` or symbolic, `C H W`; a letter other than N, the number of examples.
    layers: in order; each reads the result before it unless it says otherwise. source: paper or code.
    positions: the axes of the input, counted from 1, along which a receptive field is measured; by default all but the
    first, or the only one.
    """

    name: str
    title: str
    input: str
    layers: tuple[Use, ...]
    source: str = ""
    positions: tuple[int, ...] = ()

    @property
    def measured(self) -> tuple[int, ...]:
        """The axes of the input along which a receptive field is measured."""
        rank = len(self.input.split())
        return self.positions or (tuple(range(2, rank + 1)) if rank > 1 else (1,))
