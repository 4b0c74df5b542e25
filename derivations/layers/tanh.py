"""Hyperbolic tangent."""

from derivations.layer import Layer

TANH = Layer(
    name="tanh",
    title="Hyperbolic tangent",
    shapes={"X": "N D"},
    forward="Y[n,d] = tanh(X[n,d])",
    oracle=lambda torch, X, size: torch.tanh(X),
    source="Goodfellow, Bengio & Courville 2016, eq. 6.39",
)
