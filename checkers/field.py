"""Receptive fields against torch: an input entry belongs to the field when the gradient there is not 0.

The network is run by torch's own layers in double precision, with one channel everywhere, positive inputs and positive
weights, so that no path cancels another and no ReLU shuts one. A maximum passes its gradient to one place only; here it
is replaced by a mean over the same window, which reads the same places.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import torch
from torch import Tensor

from derivations.architecture import INPUT, Network, Use
from derivations.fitting import Applied, applied, input_shape
from derivations.integers import value

POOLED = {"max_pool": "avg_pool"}
"""Layer whose gradient reaches fewer places than it reads -> one that reads the same places."""


def thin(network: Network) -> Network:
    """The network with one channel wherever a layer may choose, and maxima as means."""

    def one(use: Use) -> Use:
        options = {**use.options, "out": 1} if "out" in use.options else use.options
        return use.changed(options=options, layer=POOLED.get(use.layer, use.layer))

    return replace(network, layers=tuple(map(one, network.layers)))


class Witness:
    """Torch's run of a thin network, from which the gradient of any entry is taken."""

    def __init__(self, network: Network, seed: int = 0):
        thinned = thin(network)
        self.generator = torch.Generator().manual_seed(seed)
        shape = [a.length.constant or 0 for a in input_shape(thinned)]
        if 0 in shape:
            raise ValueError(f"{network.name} has symbolic sizes, and torch needs numbers")
        self.input = self.positive(1, *shape).requires_grad_()
        self.results: dict[str, Tensor] = {INPUT: self.input}
        for step in applied(thinned):
            self.results[step.result] = self.run(step)
            self.last = step.result

    def positive(self, *shape: int) -> Tensor:
        """Numbers between 1/2 and 1."""
        return 0.5 + torch.rand(shape, generator=self.generator, dtype=torch.float64) / 2

    def run(self, step: Applied) -> Tensor:
        """One layer, by torch."""
        sizes = {n: value(e, {}) for n, e in step.lengths.items()}
        given = {t: self.results[name] for t, name in step.reads.items()}
        for t in (t for t in (*step.layer.shapes, *step.layer.constants) if t not in given):
            shape = [value(e.substitute(step.lengths), {}) for e in step.layer.program.shape(t)]
            given[t] = self.positive(*shape)
            if t in step.layer.parameters and len(shape) > 1:
                given[t] = given[t] / given[t].numel()  # so that depth keeps the numbers near 1
        out: Tensor = step.layer.oracle(torch, **given, size=sizes)
        return out

    def support(self, entry: Sequence[int], result: str = "") -> Tensor:
        """Where the gradient of an entry (places from 1) is not 0: a boolean tensor of the input's shape."""
        at = tuple(k - 1 for k in entry)
        (slope,) = torch.autograd.grad(self.results[result or self.last][0][at], self.input, retain_graph=True)
        return slope[0] != 0


def described(boxes: Sequence[tuple[frozenset[int], ...]], shape: Sequence[int]) -> Tensor:
    """The union of boxes of places as a boolean tensor."""
    out = torch.zeros(tuple(shape), dtype=torch.bool)
    for box in boxes:
        lines = [torch.zeros(n, dtype=torch.bool) for n in shape]
        for line, places in zip(lines, box, strict=True):
            line[[p - 1 for p in places]] = True
        whole = lines[0]
        for line in lines[1:]:
            whole = whole.unsqueeze(-1) & line
        out |= whole
    return out
