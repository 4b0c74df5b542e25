"""ResNet-50: bottleneck blocks, 3, 4, 6 and 3 of them in four stages; the 3 x 3 convolution carries the stride."""

from derivations.network import Network, Use
from derivations.networks.resnet18 import normalised, resnet


def bottleneck(start: str, width: int, stride: int) -> tuple[Use, ...]:
    """A 1 x 1, a 3 x 3 and a 1 x 1 convolution, the last one four times as wide."""
    first = normalised(width, 1, of=start)
    return (*first, Use("relu"), *normalised(width, 3, stride), Use("relu"), *normalised(4 * width, 1))


RESNET50 = Network(
    name="resnet50",
    title="ResNet-50",
    input="3 224 224",
    layers=resnet(bottleneck, (3, 4, 6, 3), expansion=4),
    source="He, Zhang, Ren & Sun 2016 (Deep residual learning), table 1; stride as in torchvision (version 1.5)",
)
