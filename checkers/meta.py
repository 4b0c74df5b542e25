"""Counts against torch: every layer of a network run by torch on shapes alone, without a number being computed.

Tensors live on torch's meta device. Torch's own layer must take the parameters in the shapes that are counted and give
the shape that is derived, and torch's own counter of operations must find as many multiply-adds.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch.utils.flop_counter import FlopCounterMode

from derivations.architecture import Network
from derivations.fitting import Applied, applied, is_bias
from derivations.integers import Integer
from derivations.network import Tally, count

EXAMPLES = 2  # one example would hide a mean over the batch


@dataclass(frozen=True)
class Measured:
    """What torch found for one layer: the output's shape for one example, trained entries, multiply-adds."""

    shape: tuple[int, ...]
    parameters: int
    operations: int


def measured(network: Network, bias: bool | None = None) -> tuple[Measured, ...]:
    """Every layer as torch sees it. Raises ValueError where a size is symbolic, or torch refuses a layer's tensors."""
    return tuple(_measured(step, bias) for step in applied(network))


def differences(network: Network, tally: Tally | None = None, bias: bool | None = None) -> Iterator[str]:
    """A sentence for each count that torch does not share, layer by layer."""
    tally = tally or count(network, bias)
    for row, found in zip(tally.rows, measured(network, bias), strict=True):
        pairs = (
            ("shape", tuple(e.constant for e in row.shape), found.shape),
            ("number of parameters", row.parameters.constant, found.parameters),
            ("number of multiply-adds", row.operations.constant, found.operations),
        )
        for what, own, theirs in pairs:
            if own != theirs:
                yield f"{network.name}, {row.name} ({row.description}): the {what} is {theirs} for torch, {own} here"


def _measured(step: Applied, bias: bool | None) -> Measured:
    layer, program = step.layer, step.layer.program
    sizes = {n: number(e.length, step) for n, e in step.sizes.items()}

    def meta(tensor: str, dtype: torch.dtype = torch.float32) -> torch.Tensor:
        shape = [
            number(a.substitute({n: e.length for n, e in step.sizes.items()}), step) for a in program.shape(tensor)
        ]
        return torch.empty(shape, dtype=dtype, device="meta")

    given = {t: meta(t, torch.int64 if t in program.integers else torch.float32) for t in layer.shapes}
    given |= {c: torch.tensor(1.0) for c in layer.constants}
    counter = FlopCounterMode(display=False)
    try:
        with counter, torch.no_grad():
            out = layer.oracle(torch, **given, size=sizes)
    except (RuntimeError, TypeError, ValueError) as error:
        raise ValueError(f"torch refuses {step.use}: {str(error).splitlines()[0]}") from error
    with_bias = step.use.bias if bias is None else bias
    trained = [t for t in layer.parameters if with_bias or not is_bias(t)]
    flops = counter.get_total_flops()
    assert flops % (2 * EXAMPLES) == 0, "torch counts two operations for each multiply-add"
    return Measured(tuple(out.shape[1:]), sum(given[t].numel() for t in trained), flops // (2 * EXAMPLES))


def number(e: Integer, step: Applied) -> int:
    """A size as a number; the examples are EXAMPLES."""
    from derivations.integers import as_integer

    found = e.substitute({"N": as_integer(EXAMPLES)}).constant
    if found is None:
        raise ValueError(f"{step.use} has symbolic sizes, and torch needs numbers")
    return found
