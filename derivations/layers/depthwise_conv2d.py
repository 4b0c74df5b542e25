"""Depthwise cross-correlation: each channel has a kernel of its own and is read by no other."""

from derivations.layer import Layer

DEPTHWISE_CONV2D = Layer(
    name="depthwise_conv2d",
    title="Depthwise 2-D convolution (cross-correlation)",
    shapes={"X": "N C H W", "K": "C R Q", "b": "C"},
    lengths={"I": "floor((H + 2*p - R)/s) + 1", "J": "floor((W + 2*p - Q)/s) + 1"},
    premises=("p >= 0", "H + 2*p >= R", "W + 2*p >= Q"),
    parameters=("K", "b"),
    forward="Y[n,c,i in 1..I,j in 1..J] = b[c] + sum[r,q] K[c,r,q]*X[n,c, s*(i-1) + r - p, s*(j-1) + q - p]",
    oracle=lambda torch, X, K, b, size: torch.nn.functional.conv2d(
        X, K[:, None], b, stride=size["s"], padding=size["p"], groups=size["C"]
    ),
    source="Howard et al. 2017, eq. 3",
)
