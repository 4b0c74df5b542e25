"""LeNet-5 as it is taught: parameter-free pooling, every feature map reads every map before it."""

from derivations.network import Network, Use

LENET5 = Network(
    name="lenet5",
    title="LeNet-5",
    input="1 32 32",
    layers=(
        Use("conv2d", out=6, kernel=5),
        Use("tanh"),
        Use("avg_pool", window=2),
        Use("conv2d", out=16, kernel=5),
        Use("tanh"),
        Use("avg_pool", window=2),
        Use("flatten"),
        Use("linear", out=120),
        Use("tanh"),
        Use("linear", out=84),
        Use("tanh"),
        Use("linear", out=10),
    ),
    source="LeCun, Bottou, Bengio & Haffner 1998, section II.B; pooling without coefficients, full connection tables",
)
