"""The original U-Net: convolutions without padding, up-convolutions, skips cut to the middle."""

from derivations.network import Network, Use, group


def convolutions(width: int, padding: int, name: str = "") -> tuple[Use, ...]:
    """Two 3 x 3 convolutions, each with a ReLU."""
    first = (Use("conv2d", out=width, kernel=3, padding=padding), Use("relu"))
    return (*first, Use("conv2d", out=width, kernel=3, padding=padding), Use("relu", name=name))


def unet(size: int, padding: int, skips: bool = True, unpooling: bool = False, width: int = 64) -> tuple[Use, ...]:
    """Nine blocks of two convolutions; 2 x 2 pooling four times, doubling four times, and two classes at the end.

    size: of the square input, or 0 where padding keeps the sizes, so that no skip is cut. skips=False leaves the skips
    out. unpooling: doubling by repeating entries, instead of by a 2 x 2 up-convolution with stride 2.
    """
    layers: list[Use] = []
    for k in range(4):
        layers += group(f"Block {k + 1}", *convolutions(width * 2**k, padding, name=f"skip {k + 1}"))
        layers += group(f"Block {k + 1}", Use("max_pool", window=2))
        size = (size - 4) // 2
    layers += group("Block 5", *convolutions(width * 16, padding, name="bottom"))
    size -= 4
    for k in range(3, -1, -1):
        size *= 2
        double = Use("conv_transpose2d", out=width * 2**k, kernel=2, stride=2, name=f"up {k + 1}")
        if unpooling:
            double = Use("upsample_nearest", factor=2, name=f"up {k + 1}")
        up = [double]
        if skips and not padding:
            cut = Use("center_crop", of=f"skip {k + 1}", name=f"cut {k + 1}", I=size, J=size)
            up += [cut, Use("concat", f"up {k + 1}")]
        elif skips:
            up += [Use("concat", f"skip {k + 1}")]
        layers += group(f"Block {9 - k}", *up, *convolutions(width * 2**k, padding))
        size -= 4
    return (*layers, *group("Classifier", Use("conv2d", out=2, kernel=1)))


UNET = Network(
    name="unet",
    title="U-Net",
    input="1 572 572",
    layers=unet(572, padding=0),
    source="Ronneberger, Fischer & Brox 2015, figure 1",
)
