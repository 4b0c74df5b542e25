"""AlexNet in one column, without local response normalisation; dropout, which trains nothing, is left out."""

from derivations.network import Network, Use, group

ALEXNET = Network(
    name="alexnet",
    title="AlexNet (one column)",
    input="3 224 224",
    layers=(
        *group(
            "Features",
            Use("conv2d", out=64, kernel=11, stride=4, padding=2),
            Use("relu"),
            Use("max_pool", window=3, stride=2),
            Use("conv2d", out=192, kernel=5, padding=2),
            Use("relu"),
            Use("max_pool", window=3, stride=2),
            Use("conv2d", out=384, kernel=3, padding=1),
            Use("relu"),
            Use("conv2d", out=256, kernel=3, padding=1),
            Use("relu"),
            Use("conv2d", out=256, kernel=3, padding=1),
            Use("relu"),
            Use("max_pool", window=3, stride=2),
        ),
        *group(
            "Classifier",
            Use("flatten"),
            Use("linear", out=4096),
            Use("relu"),
            Use("linear", out=4096),
            Use("relu"),
            Use("linear", out=1000),
        ),
    ),
    source="Krizhevsky 2014, One weird trick for parallelizing convolutional neural networks; as in torchvision",
)
