"""Softmax followed by the cross-entropy with one class y a sample, averaged over the batch."""

from derivations.layer import Layer

CROSS_ENTROPY_LABELS = Layer(
    name="cross_entropy_labels",
    title="Softmax cross-entropy with class labels, mean over the batch",
    shapes={"X": "N C", "y": "N"},
    integers={"y": "1..C"},
    forward="""
        Q[n,c] = exp(X[n,c]) / sum[k] exp(X[n,k])
        L = -(sum[n] log(Q[n,y[n]])) / N
    """,
    oracle=lambda torch, X, y, size: torch.nn.functional.cross_entropy(X, y - 1),
    source="Goodfellow, Bengio & Courville 2016, eqs. 6.29 and 6.30",
)
