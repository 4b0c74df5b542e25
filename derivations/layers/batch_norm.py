"""Batch normalisation in training: statistics of the batch, which depend on X; the variance divides by N."""

from derivations.layer import Layer

BATCH_NORM = Layer(
    name="batch_norm",
    title="Batch normalisation, training",
    shapes={"X": "N D", "gamma": "D", "beta": "D"},
    constants=("eps",),
    parameters=("gamma", "beta"),
    forward="""
        mu[d] = (sum[n] X[n,d]) / N
        var[d] = (sum[n] (X[n,d] - mu[d])^2) / N
        Xhat[n,d] = (X[n,d] - mu[d]) / sqrt(var[d] + eps)
        Y[n,d] = gamma[d]*Xhat[n,d] + beta[d]
    """,
    draw={"eps": "positive"},
    # torch refuses a batch of one sample with no other axis; two axes of length 1 more change nothing else
    oracle=lambda torch, X, gamma, beta, eps, size: torch.native_batch_norm(
        X, gamma, beta, None, None, True, 0.0, float(eps)
    )[0],
    source="Ioffe & Szegedy 2015, algorithm 1",
)
