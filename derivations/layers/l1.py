"""Absolute error, averaged over the batch and the features; its slope at 0 is 0."""

from derivations.layer import Layer

L1 = Layer(
    name="l1",
    title="Mean absolute error, mean over all entries",
    shapes={"X": "N D", "T": "N D"},
    forward="L = (sum[n,d] abs(X[n,d] - T[n,d])) / (N*D)",
    draw={"X": "kinks", "T": "kinks"},
    oracle=lambda torch, X, T, size: torch.nn.functional.l1_loss(X, T),
    source="Hastie, Tibshirani & Friedman 2009, section 10.6",
)
