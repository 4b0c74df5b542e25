"""Softplus, a smooth ReLU; its slope is the sigmoid."""

from derivations.layer import Layer

SOFTPLUS = Layer(
    name="softplus",
    title="Softplus",
    shapes={"X": "N D"},
    forward="Y[n,d] = softplus(X[n,d])",
    oracle=lambda torch, X, size: torch.nn.functional.softplus(X),
    source="Goodfellow, Bengio & Courville 2016, eqs. 3.31 and 3.36",
)
