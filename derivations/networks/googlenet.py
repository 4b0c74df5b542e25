"""GoogLeNet as torchvision has it: batch normalisation instead of biases, and 3 x 3 where the paper has 5 x 5."""

from derivations.network import Network
from derivations.networks.inception_v1 import googlenet

GOOGLENET = Network(
    name="googlenet",
    title="GoogLeNet (Inception v1 with batch normalisation)",
    input="3 224 224",
    layers=googlenet(normed=True, large=3),
    source="Szegedy et al. 2015, table 1; kernels and batch normalisation as in torchvision",
)
