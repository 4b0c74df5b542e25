"""Rectified linear unit."""

from derivations.layer import Layer

RELU = Layer(
    name="relu",
    title="Rectified linear unit",
    shapes={"X": "N D"},
    forward="Y[n,d] = relu(X[n,d])",
    oracle=lambda torch, X, size: torch.relu(X),
    source="Nair & Hinton 2010; Goodfellow, Bengio & Courville 2016, section 6.3.1",
)
