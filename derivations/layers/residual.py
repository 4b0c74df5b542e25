"""A two-layer branch beside the identity: the gradient that reaches the sum goes on unchanged along the skip."""

from typing import Any

from derivations.layer import Layer


def oracle(torch: Any, X: Any, U: Any, W: Any, size: Any) -> Any:
    """The same block from torch's layers."""
    linear = torch.nn.functional.linear
    return X + linear(torch.relu(linear(X, U)), W)


RESIDUAL = Layer(
    name="residual",
    title="Residual block, fully connected",
    shapes={"X": "N D", "U": "M D", "W": "D M"},
    parameters=("U", "W"),
    forward="""
        Z[n,m] = sum[d] X[n,d]*U[m,d]
        H[n,m] = relu(Z[n,m])
        Y[n,d] = X[n,d] + sum[m] H[n,m]*W[d,m]
    """,
    oracle=oracle,
    source="He, Zhang, Ren & Sun 2016 (Deep residual learning), eq. 1",
)
