"""Squared error, averaged over the batch and the features."""

from derivations.layer import Layer

MSE = Layer(
    name="mse",
    title="Mean squared error, mean over all entries",
    shapes={"X": "N D", "T": "N D"},
    forward="L = (sum[n,d] (X[n,d] - T[n,d])^2) / (N*D)",
    oracle=lambda torch, X, T, size: torch.nn.functional.mse_loss(X, T),
    source="Goodfellow, Bengio & Courville 2016, eq. 5.4",
)
