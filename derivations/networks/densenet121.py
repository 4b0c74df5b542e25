"""DenseNet-121: 6, 12, 24 and 16 dense layers in four blocks; a dense layer adds 32 channels to all before it."""

from derivations.network import Network, Use, group

GROWTH = 32
"""Channels that a dense layer adds."""


def activated(out: int, kernel: int, of: str = "", name: str = "") -> tuple[Use, ...]:
    """Batch normalisation, ReLU and a convolution without bias that keeps the size, in this order."""
    convolution = Use("conv2d", name=name, out=out, kernel=kernel, padding=kernel // 2, bias=False)
    return (Use("batch_norm2d", of=of), Use("relu"), convolution)


def densenet(depths: tuple[int, ...], channels: int = 64) -> tuple[Use, ...]:
    """A stem, so many dense layers in each block, and between blocks a transition that halves channels and size."""
    stem = Use("conv2d", out=channels, kernel=7, stride=2, padding=3, bias=False), Use("batch_norm2d"), Use("relu")
    start = "stem"
    layers = [*group("Stem", *stem, Use("padded_max_pool", name=start, window=3, stride=2, padding=1))]
    for block, depth in enumerate(depths, 1):
        for k in range(1, depth + 1):
            here = f"{block}.{k}"
            new = (*activated(4 * GROWTH, 1, of=start), *activated(GROWTH, 3, name=f"new {here}"))
            layers += group(f"Dense {here}", *new, Use("concat", f"new {here}", of=start, name=f"all {here}"))
            start = f"all {here}"
        channels += depth * GROWTH
        if block < len(depths):
            channels, start = channels // 2, f"transition {block}"
            halved = (*activated(channels, 1), Use("avg_pool", name=start, window=2))
            layers += group(f"Transition {block}", *halved)
    end = (Use("batch_norm2d"), Use("relu"), Use("global_avg_pool"), Use("linear", out=1000))
    return (*layers, *group("Classifier", *end))


DENSENET121 = Network(
    name="densenet121",
    title="DenseNet-121",
    input="3 224 224",
    layers=densenet((6, 12, 24, 16)),
    source="Huang, Liu, van der Maaten & Weinberger 2017, table 1",
)
