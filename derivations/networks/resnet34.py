"""ResNet-34: basic blocks, 3, 4, 6 and 3 of them in four stages."""

from derivations.network import Network
from derivations.networks.resnet18 import basic, resnet

RESNET34 = Network(
    name="resnet34",
    title="ResNet-34",
    input="3 224 224",
    layers=resnet(basic, (3, 4, 6, 3)),
    source="He, Zhang, Ren & Sun 2016 (Deep residual learning), table 1",
)
