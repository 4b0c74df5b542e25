"""Fully connected layer with a bias."""

from derivations.layer import Layer

LINEAR = Layer(
    name="linear",
    title="Fully connected layer",
    shapes={"X": "N D", "W": "M D", "b": "M"},
    parameters=("W", "b"),
    forward="Y[n,m] = sum[d] X[n,d]*W[m,d] + b[m]",
    oracle=lambda torch, X, W, b, size: torch.nn.functional.linear(X, W, b),
    source="Goodfellow, Bengio & Courville 2016, eq. 6.25",
)
