"""Fully connected layer whose weights have a direction V and a length g, learned apart."""

from derivations.layer import Layer

WEIGHT_NORM = Layer(
    name="weight_norm",
    title="Weight normalisation of a fully connected layer",
    shapes={"X": "N D", "V": "M D", "g": "M"},
    parameters=("V", "g"),
    forward="""
        r[m] = sqrt(sum[d] V[m,d]^2)
        W[m,d] = g[m]*V[m,d] / r[m]
        Y[n,m] = sum[d] X[n,d]*W[m,d]
    """,
    oracle=lambda torch, X, V, g, size: torch.nn.functional.linear(X, torch._weight_norm(V, g[:, None], 0)),
    source="Salimans & Kingma 2016, eqs. 2 and 3",
)
