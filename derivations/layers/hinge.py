"""Hinge loss of a score S with a label T of -1 or 1, averaged over the batch; at the hinge the slope is 0."""

from derivations.layer import Layer

HINGE = Layer(
    name="hinge",
    title="Hinge loss, mean over the batch",
    shapes={"S": "N", "T": "N"},
    forward="L = (sum[n] relu(1 - T[n]*S[n])) / N",
    draw={"T": "signs"},  # no sample at the hinge, where torch's own loss has the slope -T
    oracle=lambda torch, S, T, size: torch.nn.functional.hinge_embedding_loss(T * S, -torch.ones_like(S)),
    source="Hastie, Tibshirani & Friedman 2009, eq. 12.25; Bishop 2006, eq. 7.44",
)
