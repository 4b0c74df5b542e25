"""What a layer is: a forward rule in the notation, and a witness that calls torch's own layer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from derivations.integers import ONE, ZERO, Integer
from derivations.program import Program, read_program


@dataclass(frozen=True)
class Layer:
    """A layer, in one declaration; gradients, shapes, counts, proofs, tests and pages follow from it.

    name: as on the command line; it agrees with the module and the constant. title: for a reader.
    shapes: input tensor -> axes separated by spaces (`N D`, `0..T D`); the order is that of the witness' arguments.
    forward: definitions in the notation, the last one the output. constants: real hyperparameters.
    lengths: sizes that follow from others (an output length). premises: on sizes (`p >= 0`) and values
    (`sum[c] T[n,c] = 1`). integers: integer inputs -> the range of their values. parameters: what training changes.
    conventions: keys of conventions.py that no forward rule can show, such as `dropout=keep`.
    jacobians: inputs by which the Jacobian of the output is listed and verified; hessians: those of a loss' Hessian.
    draw: input -> sampler (positive, unit, simplex, one_hot, ties, kinks, signs). oracle: given torch, the inputs and
    the constants by name and the sizes as `size`, it returns the output of torch's own layer.
    source: paper or book, with the equation.
    """

    name: str
    shapes: Mapping[str, str]
    forward: str
    oracle: Callable[..., Any]
    source: str
    title: str = ""
    constants: tuple[str, ...] = ()
    lengths: Mapping[str, str] = field(default_factory=dict)
    premises: tuple[str, ...] = ()
    integers: Mapping[str, str] = field(default_factory=dict)
    parameters: tuple[str, ...] = ()
    draw: Mapping[str, str] = field(default_factory=dict)
    conventions: tuple[str, ...] = ()
    jacobians: tuple[str, ...] = ()
    hessians: tuple[str, ...] = ()

    @cached_property
    def program(self) -> Program:
        """The forward rule as definitions."""
        return read_program(self.forward, self.shapes, self.constants, self.integers, self.lengths, self.premises)

    @property
    def output_shape(self) -> tuple[Integer, ...]:
        """The number of entries along each axis of the output, symbolic."""
        return self.program.shape(self.program.output)

    @property
    def parameter_count(self) -> Integer:
        """The number of trained entries, a polynomial in the sizes."""
        count = ZERO
        for tensor in self.parameters:
            entries = ONE
            for length in self.program.shape(tensor):
                entries = entries * length
            count = count + entries
        return count
