"""Cross-correlation in G groups: each of B output channels of a group reads the A input channels of its group."""

from derivations.layer import Layer

GROUPED_CONV2D = Layer(
    name="grouped_conv2d",
    title="Grouped 2-D convolution (cross-correlation)",
    shapes={"X": "N G*A H W", "K": "G*B A R Q"},
    lengths={"I": "H + 2*p - R + 1", "J": "W + 2*p - Q + 1"},
    premises=("p >= 0", "H + 2*p >= R", "W + 2*p >= Q"),
    parameters=("K",),
    forward="""
        Y[n,o,i in 1..I,j in 1..J] = sum[a,r,q] K[o,a,r,q]*X[n, A*(ceil(o/B)-1) + a, i + r - 1 - p, j + q - 1 - p]
    """,
    oracle=lambda torch, X, K, size: torch.nn.functional.conv2d(X, K, padding=size["p"], groups=size["G"]),
    source="Krizhevsky, Sutskever & Hinton 2012, section 3.5; PyTorch documentation, torch.nn.Conv2d",
)
