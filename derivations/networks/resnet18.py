"""ResNet-18: a stem, four stages of two basic blocks each, global average pooling, one fully connected layer."""

from collections.abc import Callable, Sequence

from derivations.network import Network, Use, group

Branch = Callable[[str, int, int], tuple[Use, ...]]
"""From the name of a block's input, its width and its stride to the layers beside the skip."""


def normalised(out: int, kernel: int, stride: int = 1, of: str = "", name: str = "") -> tuple[Use, Use]:
    """A convolution without bias, padded to keep the size at stride 1, and its batch normalisation."""
    convolution = Use("conv2d", of=of, out=out, kernel=kernel, stride=stride, padding=kernel // 2, bias=False)
    return convolution, Use("batch_norm2d", name=name)


def basic(start: str, width: int, stride: int) -> tuple[Use, ...]:
    """Two 3 x 3 convolutions."""
    return (*normalised(width, 3, stride, of=start), Use("relu"), *normalised(width, 3))


def resnet(branch: Branch, depths: Sequence[int], expansion: int = 1) -> tuple[Use, ...]:
    """The layers of a ResNet: so many blocks in each of four stages; a block gives `expansion` times its width."""
    stem = (*normalised(64, 7, 2), Use("relu"), Use("padded_max_pool", name="stem", window=3, stride=2, padding=1))
    layers = [*group("Stem", *stem)]
    start, channels = "stem", 64
    for stage, depth in enumerate(depths):
        width = 64 * 2**stage
        for k in range(depth):
            stride = 2 if stage and not k else 1
            end, out = f"block {stage + 1}.{k + 1}", width * expansion
            block = list(branch(start, width, stride))
            skip = start
            if stride != 1 or channels != out:  # a 1 x 1 convolution where the shapes differ
                skip = f"{end} skip"
                block = [*normalised(out, 1, stride, of=start, name=skip), *block]
            layers += group(f"Block {stage + 1}.{k + 1}", *block, Use("add", skip), Use("relu", name=end))
            start, channels = end, out
    return (*layers, *group("Classifier", Use("global_avg_pool"), Use("linear", out=1000)))


RESNET18 = Network(
    name="resnet18",
    title="ResNet-18",
    input="3 224 224",
    layers=resnet(basic, (2, 2, 2, 2)),
    source="He, Zhang, Ren & Sun 2016 (Deep residual learning), table 1; projections where the shapes differ",
)
