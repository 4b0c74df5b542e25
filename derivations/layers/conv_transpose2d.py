"""Transposed convolution: every input entry adds a multiple of the kernel to the output, a stride apart."""

from derivations.layer import Layer

CONV_TRANSPOSE2D = Layer(
    name="conv_transpose2d",
    title="Transposed 2-D convolution",
    shapes={"X": "N C H W", "K": "C O R Q", "b": "O"},
    lengths={"I": "s*(H-1) + R - 2*p", "J": "s*(W-1) + Q - 2*p"},
    premises=("p >= 0", "s*(H-1) + R >= 2*p + 1", "s*(W-1) + Q >= 2*p + 1"),
    parameters=("K", "b"),
    forward="""
        Y[n,o,i in 1..I,j in 1..J] = b[o] + sum[c,h,w,r,q]
            X[n,c,h,w]*K[c,o,r,q]*[i = s*(h-1) + r - p]*[j = s*(w-1) + q - p]
    """,
    oracle=lambda torch, X, K, b, size: torch.nn.functional.conv_transpose2d(
        X, K, b, stride=size["s"], padding=size["p"]
    ),
    source="Dumoulin & Visin 2016, chapter 4, relationship 14",
)
