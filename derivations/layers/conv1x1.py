"""A 1 x 1 convolution: at each place of the image, one linear map of the channels."""

from derivations.layer import Layer

CONV1X1 = Layer(
    name="conv1x1",
    title="1 x 1 convolution",
    shapes={"X": "N C H W", "K": "O C", "b": "O"},
    parameters=("K", "b"),
    forward="Y[n,o,h,w] = b[o] + sum[c] K[o,c]*X[n,c,h,w]",
    oracle=lambda torch, X, K, b, size: torch.nn.functional.conv2d(X, K[:, :, None, None], b),
    source="Lin, Chen & Yan 2014, section 3.1",
)
