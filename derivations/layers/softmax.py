"""Softmax over the last axis: every row of the output is positive and sums to 1."""

from derivations.layer import Layer

SOFTMAX = Layer(
    name="softmax",
    title="Softmax over the last axis",
    shapes={"X": "N C"},
    forward="Y[n,c] = exp(X[n,c]) / sum[k] exp(X[n,k])",
    jacobians=("X",),
    oracle=lambda torch, X, size: torch.softmax(X, dim=-1),
    source="Goodfellow, Bengio & Courville 2016, eq. 6.29",
)
