"""Negative log-likelihood of the class y, from log-probabilities, averaged over the batch."""

from derivations.layer import Layer

NLL = Layer(
    name="nll",
    title="Negative log-likelihood of given classes, mean over the batch",
    shapes={"X": "N C", "y": "N"},
    integers={"y": "1..C"},
    forward="L = -(sum[n] X[n,y[n]]) / N",
    oracle=lambda torch, X, y, size: torch.nn.functional.nll_loss(X, y - 1),
    source="Goodfellow, Bengio & Courville 2016, eq. 6.12",
)
