"""VGG-16, configuration D: thirteen 3 x 3 convolutions in five blocks, three fully connected layers."""

from collections.abc import Iterable

from derivations.network import Network, Use, group


def vgg(blocks: Iterable[Iterable[int]], classes: int = 1000) -> tuple[Use, ...]:
    """The layers of a VGG: for each block the filters of its 3 x 3 convolutions, each block ended by 2 x 2 pooling."""
    layers: list[Use] = []
    for k, widths in enumerate(blocks, 1):
        block: list[Use] = []
        for width in widths:
            block += [Use("conv2d", out=width, kernel=3, padding=1), Use("relu")]
        layers += group(f"Block {k}", *block, Use("max_pool", window=2))
    head = (Use("flatten"), Use("linear", out=4096), Use("relu"), Use("linear", out=4096), Use("relu"))
    return (*layers, *group("Classifier", *head, Use("linear", out=classes)))


VGG16 = Network(
    name="vgg16",
    title="VGG-16",
    input="3 224 224",
    layers=vgg(((64,) * 2, (128,) * 2, (256,) * 3, (512,) * 3, (512,) * 3)),
    source="Simonyan & Zisserman 2015, table 1, configuration D",
)
