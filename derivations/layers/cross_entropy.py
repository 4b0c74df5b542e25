"""Softmax followed by the cross-entropy with given target distributions, averaged over the batch."""

from derivations.layer import Layer

CROSS_ENTROPY = Layer(
    name="cross_entropy",
    title="Softmax cross-entropy with soft targets, mean over the batch",
    shapes={"X": "N C", "T": "N C"},
    premises=("sum[c] T[n,c] = 1",),
    forward="""
        Q[n,c] = exp(X[n,c]) / sum[k] exp(X[n,k])
        L = -(sum[n,c] T[n,c]*log(Q[n,c])) / N
    """,
    draw={"T": "simplex"},
    hessians=("X",),
    oracle=lambda torch, X, T, size: torch.nn.functional.cross_entropy(X, T),
    source="Goodfellow, Bengio & Courville 2016, eqs. 3.51 and 6.29",
)
