"""Layer normalisation: each row to mean 0 and variance 1, then a learned scale and offset."""

from derivations.layer import Layer

LAYER_NORM = Layer(
    name="layer_norm",
    title="Layer normalisation",
    shapes={"X": "N D", "gamma": "D", "beta": "D"},
    constants=("eps",),
    parameters=("gamma", "beta"),
    forward="""
        mu[n] = (sum[d] X[n,d]) / D
        var[n] = (sum[d] (X[n,d] - mu[n])^2) / D
        Xhat[n,d] = (X[n,d] - mu[n]) / sqrt(var[n] + eps)
        Y[n,d] = gamma[d]*Xhat[n,d] + beta[d]
    """,
    draw={"eps": "positive"},
    jacobians=("X",),
    oracle=lambda torch, X, gamma, beta, eps, size: torch.nn.functional.layer_norm(
        X, X.shape[1:], gamma, beta, float(eps)
    ),
    source="Ba, Kiros & Hinton 2016, eqs. 3 and 4",
)
