"""Two convolutions and a classifier with every size a letter: its counts are polynomials."""

from derivations.network import Network, Use

SMALL_CNN = Network(
    name="small_cnn",
    title="A small convolutional network, all sizes symbolic",
    input="C H W",
    layers=(
        Use("conv2d", out="A", kernel="2*p+1", padding="p"),
        Use("relu"),
        Use("max_pool", window="w"),
        Use("conv2d", out="B", kernel="2*p+1", padding="p"),
        Use("relu"),
        Use("max_pool", window="w"),
        Use("flatten"),
        Use("linear", out="M"),
    ),
    source="Goodfellow, Bengio & Courville 2016, section 9.3 (the layers of a convolutional network)",
)
