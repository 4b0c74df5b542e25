"""One-dimensional cross-correlation with stride, zero padding and dilation."""

from derivations.layer import Layer

CONV1D = Layer(
    name="conv1d",
    title="1-D convolution (cross-correlation)",
    shapes={"X": "N C T", "K": "O C R", "b": "O"},
    lengths={"I": "floor((T + 2*p - d*(R - 1) - 1)/s) + 1"},
    premises=("p >= 0", "T + 2*p >= d*(R - 1) + 1"),
    parameters=("K", "b"),
    forward="Y[n,o,i in 1..I] = b[o] + sum[c,r] K[o,c,r] * X[n,c, s*(i-1) + d*(r-1) + 1 - p]",
    oracle=lambda torch, X, K, b, size: torch.nn.functional.conv1d(
        X, K, b, stride=size["s"], padding=size["p"], dilation=size["d"]
    ),
    source="Goodfellow, Bengio & Courville 2016, eq. 9.3; Dumoulin & Visin 2016, relationships 6 and 15",
)
