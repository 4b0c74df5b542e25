"""Batch normalisation in use: the statistics are numbers from training, held constant; each sample stands alone."""

from derivations.layer import Layer

BATCH_NORM_EVAL = Layer(
    name="batch_norm_eval",
    title="Batch normalisation, evaluation (running statistics)",
    shapes={"X": "N D", "gamma": "D", "beta": "D", "mu": "D", "var": "D"},
    constants=("eps",),
    parameters=("gamma", "beta"),
    forward="""
        Xhat[n,d] = (X[n,d] - stop(mu[d])) / sqrt(stop(var[d]) + eps)
        Y[n,d] = gamma[d]*Xhat[n,d] + beta[d]
    """,
    draw={"var": "positive", "eps": "positive"},
    oracle=lambda torch, X, gamma, beta, mu, var, eps, size: torch.nn.functional.batch_norm(
        X, mu.detach(), var.detach(), gamma, beta, training=False, eps=float(eps)
    ),
    source="Ioffe & Szegedy 2015, algorithm 2, step 11",
    conventions=("statistics=running",),
)
