"""VGG-19, configuration E: sixteen 3 x 3 convolutions in five blocks, three fully connected layers."""

from derivations.network import Network
from derivations.networks.vgg16 import vgg

VGG19 = Network(
    name="vgg19",
    title="VGG-19",
    input="3 224 224",
    layers=vgg(((64,) * 2, (128,) * 2, (256,) * 4, (512,) * 4, (512,) * 4)),
    source="Simonyan & Zisserman 2015, table 1, configuration E",
)
