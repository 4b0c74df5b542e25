"""Squared error near 0, absolute error beyond delta, averaged over all entries."""

from derivations.layer import Layer

HUBER = Layer(
    name="huber",
    title="Huber loss, mean over all entries",
    shapes={"X": "N D", "T": "N D"},
    constants=("delta",),
    forward="""
        R[n,d] = X[n,d] - T[n,d]
        L = (sum[n,d] ([abs(R[n,d]) <= delta]*R[n,d]^2/2 + [abs(R[n,d]) > delta]*delta*(abs(R[n,d]) - delta/2))) / (N*D)
    """,
    oracle=lambda torch, X, T, delta, size: torch.nn.functional.huber_loss(X, T, delta=float(delta)),
    source="Hastie, Tibshirani & Friedman 2009, eq. 10.23",
)
