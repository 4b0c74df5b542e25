"""Softmax cross-entropy with a class y for each sample: -log Q[n,y] is log-sum-exp less the score of y."""

from derivations.layer import Layer

CROSS_ENTROPY_LABELS = Layer(
    name="cross_entropy_labels",
    title="Softmax cross-entropy with class labels, mean over the batch",
    shapes={"X": "N C", "y": "N"},
    integers={"y": "1..C"},
    forward="""
        Q[n,c] = exp(X[n,c]) / sum[k] exp(X[n,k])
        L = (sum[n] (log(sum[k] exp(X[n,k])) - X[n,y[n]])) / N
    """,
    hessians=("X",),
    oracle=lambda torch, X, y, size: torch.nn.functional.cross_entropy(X, y - 1),
    source="Goodfellow, Bengio & Courville 2016, eqs. 6.29 and 6.30",
)
