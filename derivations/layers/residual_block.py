"""The basic block of a ResNet without its normalisation: two convolutions of odd width, the skip, and a ReLU."""

from typing import Any

from derivations.layer import Layer


def oracle(torch: Any, X: Any, U: Any, K: Any, size: Any) -> Any:
    """The same block from torch's layers."""
    convolve = torch.nn.functional.conv2d
    return torch.relu(X + convolve(torch.relu(convolve(X, U, padding=size["p"])), K, padding=size["p"]))


RESIDUAL_BLOCK = Layer(
    name="residual_block",
    title="Residual block of a ResNet (two convolutions, identity skip)",
    shapes={"X": "N C H W", "U": "C C 2*p+1 2*p+1", "K": "C C 2*p+1 2*p+1"},
    parameters=("U", "K"),
    forward="""
        Z[n,o,h in 1..H,w in 1..W] = sum[c,r,q] U[o,c,r,q]*X[n,c,h+r-1-p,w+q-1-p]
        A[n,o,h,w] = relu(Z[n,o,h,w])
        B[n,o,h in 1..H,w in 1..W] = X[n,o,h,w] + sum[c,r,q] K[o,c,r,q]*A[n,c,h+r-1-p,w+q-1-p]
        Y[n,o,h,w] = relu(B[n,o,h,w])
    """,
    oracle=oracle,
    source="He, Zhang, Ren & Sun 2016 (Deep residual learning), figure 2 and eq. 1",
)
