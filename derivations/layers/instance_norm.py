"""Instance normalisation: each channel of each sample to mean 0 and variance 1 over its places."""

from derivations.layer import Layer

INSTANCE_NORM = Layer(
    name="instance_norm",
    title="Instance normalisation",
    shapes={"X": "N C H W"},
    constants=("eps",),
    forward="""
        mu[n,c] = (sum[h,w] X[n,c,h,w]) / (H*W)
        var[n,c] = (sum[h,w] (X[n,c,h,w] - mu[n,c])^2) / (H*W)
        Y[n,c,h,w] = (X[n,c,h,w] - mu[n,c]) / sqrt(var[n,c] + eps)
    """,
    draw={"eps": "positive"},
    # a group norm with one channel a group: torch.nn.functional.instance_norm refuses images of one place
    oracle=lambda torch, X, eps, size: torch.group_norm(X, size["C"], eps=float(eps)),
    source="Ulyanov, Vedaldi & Lempitsky 2016, eq. 4",
)
