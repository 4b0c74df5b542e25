"""Logistic sigmoid."""

from derivations.layer import Layer

SIGMOID = Layer(
    name="sigmoid",
    title="Logistic sigmoid",
    shapes={"X": "N D"},
    forward="Y[n,d] = sigmoid(X[n,d])",
    oracle=lambda torch, X, size: torch.sigmoid(X),
    source="Goodfellow, Bengio & Courville 2016, eq. 3.30",
)
