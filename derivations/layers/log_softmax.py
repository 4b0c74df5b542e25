"""Logarithm of the softmax over the last axis, in the form that does not overflow."""

from derivations.layer import Layer

LOG_SOFTMAX = Layer(
    name="log_softmax",
    title="Logarithm of the softmax",
    shapes={"X": "N C"},
    forward="Y[n,c] = X[n,c] - log(sum[k] exp(X[n,k]))",
    oracle=lambda torch, X, size: torch.log_softmax(X, dim=-1),
    source="Goodfellow, Bengio & Courville 2016, eq. 6.30",
)
