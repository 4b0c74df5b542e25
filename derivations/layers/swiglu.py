"""Gated linear unit with swish: one linear map is multiplied, entry by entry, by the swish of another."""

from typing import Any

from derivations.layer import Layer


def oracle(torch: Any, X: Any, U: Any, W: Any, size: Any) -> Any:
    """The same unit from torch's layers."""
    linear = torch.nn.functional.linear
    return torch.nn.functional.silu(linear(X, U)) * linear(X, W)


SWIGLU = Layer(
    name="swiglu",
    title="Gated linear unit with swish (SwiGLU)",
    shapes={"X": "N D", "U": "M D", "W": "M D"},
    parameters=("U", "W"),
    forward="""
        A[n,m] = sum[d] X[n,d]*U[m,d]
        B[n,m] = sum[d] X[n,d]*W[m,d]
        S[n,m] = sigmoid(A[n,m])
        Y[n,m] = A[n,m]*S[n,m]*B[n,m]
    """,
    oracle=oracle,
    source="Shazeer 2020, eq. 5 (beta = 1)",
)
