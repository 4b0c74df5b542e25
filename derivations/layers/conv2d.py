"""Two-dimensional cross-correlation with stride, zero padding and dilation."""

from derivations.layer import Layer

CONV2D = Layer(
    name="conv2d",
    title="2-D convolution (cross-correlation)",
    shapes={"X": "N C H W", "K": "O C R Q", "b": "O"},
    lengths={"I": "floor((H + 2*p - d*(R - 1) - 1)/s) + 1", "J": "floor((W + 2*p - d*(Q - 1) - 1)/s) + 1"},
    premises=("p >= 0", "H + 2*p >= d*(R - 1) + 1", "W + 2*p >= d*(Q - 1) + 1"),
    parameters=("K", "b"),
    forward="""
        Y[n,o,i in 1..I,j in 1..J] = b[o] + sum[c,r,q]
            K[o,c,r,q] * X[n,c, s*(i-1) + d*(r-1) + 1 - p, s*(j-1) + d*(q-1) + 1 - p]
    """,
    oracle=lambda torch, X, K, b, size: torch.nn.functional.conv2d(
        X, K, b, stride=size["s"], padding=size["p"], dilation=size["d"]
    ),
    source="Goodfellow, Bengio & Courville 2016, eq. 9.6; Dumoulin & Visin 2016, relationships 6 and 15",
)
