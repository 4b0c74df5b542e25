"""Bottleneck branch: a 1 x 1 convolution to fewer channels, a wide one there, and a 1 x 1 convolution back."""

from typing import Any

from derivations.layer import Layer


def oracle(torch: Any, X: Any, A: Any, K: Any, B: Any, size: Any) -> Any:
    """The same branch from torch's convolutions."""
    convolve = torch.nn.functional.conv2d
    wide = torch.relu(convolve(torch.relu(convolve(X, A[:, :, None, None])), K, padding=size["p"]))
    return convolve(wide, B[:, :, None, None])


BOTTLENECK = Layer(
    name="bottleneck",
    title="Bottleneck: 1 x 1, k x k and 1 x 1 convolution",
    shapes={"X": "N C H W", "A": "M C", "K": "M M 2*p+1 2*p+1", "B": "C M"},
    parameters=("A", "K", "B"),
    forward="""
        Z[n,m,h,w] = sum[c] A[m,c]*X[n,c,h,w]
        F[n,m,h,w] = relu(Z[n,m,h,w])
        V[n,m,h in 1..H,w in 1..W] = sum[l,r,q] K[m,l,r,q]*F[n,l,h+r-1-p,w+q-1-p]
        G[n,m,h,w] = relu(V[n,m,h,w])
        Y[n,c,h,w] = sum[m] B[c,m]*G[n,m,h,w]
    """,
    oracle=oracle,
    source="He, Zhang, Ren & Sun 2016 (Deep residual learning), figure 5",
)
