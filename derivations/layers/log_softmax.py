"""Logarithm of the softmax over the last axis."""

from derivations.layer import Layer

LOG_SOFTMAX = Layer(
    name="log_softmax",
    title="Logarithm of the softmax",
    shapes={"X": "N C"},
    forward="""
        Q[n,c] = exp(X[n,c]) / sum[k] exp(X[n,k])
        Y[n,c] = log(Q[n,c])
    """,
    jacobians=("X",),
    oracle=lambda torch, X, size: torch.log_softmax(X, dim=-1),
    source="Goodfellow, Bengio & Courville 2016, eq. 6.30",
)
