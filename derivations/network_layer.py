"""An architecture without branches as one layer, whose gradients follow as for any layer."""

from __future__ import annotations

from derivations.architecture import INPUT, Network
from derivations.chain import Block
from derivations.fitting import applied
from derivations.layer import Layer


def block(network: Network) -> Layer:
    """The network as one layer, its sizes put in. Every bias is in use.

    Raises ValueError for an architecture with branches, or a use without its bias.
    """
    joined: Block | None = None
    last = INPUT
    for step in applied(network):
        if not step.use.bias:
            raise ValueError(f"{network.name}: {step.use} has no bias, and the layer's forward rule has one")
        if tuple(step.reads.values()) != (last,):
            raise ValueError(
                f"{network.name}: {step.use} is a branch, and only layers one after another make one layer"
            )
        fixed = {n: a.length for n, a in step.sizes.items()}
        if joined is None:
            joined = Block(step.layer, fixed)
        else:
            joined.add(step.layer, fixed)
        last = step.result
    if joined is None:
        raise ValueError(f"{network.name} has no layers")
    return joined.layer(network.name, network.title)
