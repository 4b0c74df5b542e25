"""MobileNet, version 1, width 1: thirteen depthwise separable convolutions."""

from derivations.network import Network, Use, group

WIDTHS = ((64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2), *((512, 1),) * 5, (1024, 2), (1024, 1))
"""Channels out and stride of each separable convolution."""


def separable(out: int, stride: int) -> tuple[Use, ...]:
    """A 3 x 3 convolution of each channel, then a 1 x 1 convolution of all channels."""
    depthwise = (Use("depthwise_conv2d", kernel=3, stride=stride, padding=1, bias=False), Use("batch_norm2d"))
    return (*depthwise, Use("relu"), Use("conv2d", out=out, kernel=1, bias=False), Use("batch_norm2d"), Use("relu"))


STEM = (Use("conv2d", out=32, kernel=3, stride=2, padding=1, bias=False), Use("batch_norm2d"), Use("relu"))

MOBILENET_V1 = Network(
    name="mobilenet_v1",
    title="MobileNet v1",
    input="3 224 224",
    layers=(
        *group("Stem", *STEM),
        *(use for k, (out, stride) in enumerate(WIDTHS, 1) for use in group(f"Separable {k}", *separable(out, stride))),
        *group("Classifier", Use("global_avg_pool"), Use("linear", out=1000)),
    ),
    source="Howard et al. 2017, table 1",
)
