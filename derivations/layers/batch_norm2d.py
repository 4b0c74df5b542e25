"""Batch normalisation of images in training: one mean and one variance a channel, over batch, rows and columns."""

from derivations.layer import Layer

BATCH_NORM2D = Layer(
    name="batch_norm2d",
    title="2-D batch normalisation, training",
    shapes={"X": "N C H W", "gamma": "C", "beta": "C"},
    constants=("eps",),
    parameters=("gamma", "beta"),
    forward="""
        mu[c] = (sum[n,h,w] X[n,c,h,w]) / (N*H*W)
        var[c] = (sum[n,h,w] (X[n,c,h,w] - mu[c])^2) / (N*H*W)
        Xhat[n,c,h,w] = (X[n,c,h,w] - mu[c]) / sqrt(var[c] + eps)
        Y[n,c,h,w] = gamma[c]*Xhat[n,c,h,w] + beta[c]
    """,
    draw={"eps": "positive"},
    oracle=lambda torch, X, gamma, beta, eps, size: torch.native_batch_norm(
        X, gamma, beta, None, None, True, 0.0, float(eps)
    )[0],
    source="Ioffe & Szegedy 2015, algorithm 1 and section 3.2",
)
