"""An architecture as one layer, branches and all, whose gradients follow as for any layer."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from derivations import terms as T
from derivations.architecture import INPUT, Network
from derivations.chain import Block, line
from derivations.fitting import applied, is_bias
from derivations.integers import value
from derivations.layer import Layer


def block(network: Network) -> Layer:
    """The network as one layer, its sizes put in; a use without its bias has none.

    Raises ValueError for an architecture without layers, for one whose first layer does not read the input alone, and
    for a use without its bias whose forward rule does not add the bias.
    """
    joined: Block | None = None
    names: dict[str, str] = {}  # of a result: the tensor of the block
    for step in applied(network):
        layer = step.layer if step.use.bias else without_bias(step.layer)
        fixed = {n: a.length for n, a in step.sizes.items()}
        if joined is None:
            if len(step.reads) > 1:
                raise ValueError(f"{network.name}: the first layer reads one input, and {step.use} reads several")
            joined = Block(layer, fixed)
            names[INPUT] = next(iter(step.reads))
        else:
            joined.add(layer, fixed, {t: names[result] for t, result in step.reads.items()})
        names[step.result] = joined.output
    if joined is None:
        raise ValueError(f"{network.name} has no layers")
    return joined.layer(network.name, network.title)


def without_bias(layer: Layer) -> Layer:
    """The layer with its biases left out; its witness is handed zeros for them.

    Raises ValueError for a bias that the forward rule uses otherwise than by adding it.
    """
    program = layer.program
    biases = frozenset(t for t in layer.parameters if is_bias(t))

    def left_out(t: T.Term) -> T.Term:
        if isinstance(t, T.Add):
            kept = tuple(left_out(c) for c in t.terms if not (isinstance(c, T.Entry) and c.tensor in biases))
            return kept[0] if len(kept) == 1 else T.Add(kept)
        if isinstance(t, T.Entry) and t.tensor in biases:
            raise ValueError(f"{layer.name} without {t.tensor}: the forward rule does more with it than add it")
        return t.rebuild(tuple(map(left_out, t.children)))

    def oracle(torch: Any, size: Any, **given: Any) -> Any:
        like = given[next(iter(layer.shapes))]
        shapes = {t: [value(e, size) for e in program.shape(t)] for t in biases}
        return layer.oracle(torch, size=size, **given, **{t: like.new_zeros(shape) for t, shape in shapes.items()})

    return replace(
        layer,
        shapes={t: axes for t, axes in layer.shapes.items() if t not in biases},
        forward="\n".join(line(replace(d, rhs=left_out(d.rhs))) for d in program.definitions),
        oracle=oracle,
        parameters=tuple(t for t in layer.parameters if t not in biases),
    )
