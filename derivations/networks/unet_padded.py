"""U-Net with padding: every convolution keeps the size, so the skips fit as they are."""

from derivations.network import Network
from derivations.networks.unet import unet

UNET_PADDED = Network(
    name="unet_padded",
    title="U-Net with padded convolutions",
    input="1 256 256",
    layers=unet(0, padding=1),
    source="Ronneberger, Fischer & Brox 2015, figure 1, with padding 1 in every 3 x 3 convolution",
)
