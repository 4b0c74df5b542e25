"""Inception, version 1 (GoogLeNet), as published: convolutions with biases; the two side classifiers are left out."""

from derivations.network import Network, Use, group

BLOCKS = {
    "3a": (64, 96, 128, 16, 32, 32),
    "3b": (128, 128, 192, 32, 96, 64),
    "4a": (192, 96, 208, 16, 48, 64),
    "4b": (160, 112, 224, 24, 64, 64),
    "4c": (128, 128, 256, 24, 64, 64),
    "4d": (112, 144, 288, 32, 64, 64),
    "4e": (256, 160, 320, 32, 128, 128),
    "5a": (256, 160, 320, 32, 128, 128),
    "5b": (384, 192, 384, 48, 128, 128),
}
"""Channels of a block: 1 x 1; before and behind the 3 x 3; before and behind the 5 x 5; behind the pooling."""

POOL = Use("padded_max_pool", window=3, stride=2, padding=1)


def convolution(out: int, kernel: int, normed: bool, of: str = "", name: str = "", stride: int = 1) -> tuple[Use, ...]:
    """A convolution padded to keep the size at stride 1, and a ReLU; normed: batch normalisation instead of a bias."""
    first = Use("conv2d", of=of, out=out, kernel=kernel, stride=stride, padding=kernel // 2, bias=not normed)
    return (first, *((Use("batch_norm2d"),) if normed else ()), Use("relu", name=name))


def inception(block: str, start: str, normed: bool, large: int) -> tuple[Use, ...]:
    """Four branches from the result named `start`, their channels side by side."""
    one, before3, three, before5, five, pooled = BLOCKS[block]
    branches = (
        convolution(one, 1, normed, start, f"{block} first"),
        (*convolution(before3, 1, normed, start), *convolution(three, 3, normed, name=f"{block} second")),
        (*convolution(before5, 1, normed, start), *convolution(five, large, normed, name=f"{block} third")),
        (
            Use("padded_max_pool", of=start, window=3, stride=1, padding=1),
            *convolution(pooled, 1, normed, name=f"{block} fourth"),
        ),
    )
    joined = [Use("concat", f"{block} second", of=f"{block} first")]
    joined += [Use("concat", f"{block} third"), Use("concat", f"{block} fourth", name=block)]
    return group(f"Inception {block}", *(use for branch in branches for use in branch), *joined)


def googlenet(normed: bool = False, large: int = 5) -> tuple[Use, ...]:
    """The whole network. large: the kernel of a block's third branch."""
    stem = (*convolution(64, 7, normed, stride=2), POOL, *convolution(64, 1, normed), *convolution(192, 3, normed))
    layers, start = [*group("Stem", *stem, POOL.changed(name="stem"))], "stem"
    for block in BLOCKS:
        layers += inception(block, start, normed, large)
        start = block
        if block in ("3b", "4e"):
            start = f"pool {block}"
            layers += group(f"Inception {block}", POOL.changed(name=start))
    return (*layers, *group("Classifier", Use("global_avg_pool"), Use("linear", out=1000)))


INCEPTION_V1 = Network(
    name="inception_v1",
    title="Inception v1 (GoogLeNet)",
    input="3 224 224",
    layers=googlenet(),
    source="Szegedy et al. 2015, table 1; a pooling that halves is padded on both sides, where others round up",
)
