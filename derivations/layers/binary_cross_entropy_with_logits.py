"""Sigmoid and binary cross-entropy in one, in the form that does not overflow: -log sigmoid(x) = softplus(-x)."""

from derivations.layer import Layer

BINARY_CROSS_ENTROPY_WITH_LOGITS = Layer(
    name="binary_cross_entropy_with_logits",
    title="Binary cross-entropy of logits, mean over the batch",
    shapes={"X": "N", "T": "N"},
    forward="L = (sum[n] (softplus(X[n]) - T[n]*X[n])) / N",
    draw={"T": "unit"},
    oracle=lambda torch, X, T, size: torch.nn.functional.binary_cross_entropy_with_logits(X, T),
    source="Goodfellow, Bengio & Courville 2016, section 6.2.2.2",
)
