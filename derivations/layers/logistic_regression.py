"""Logistic regression: a linear score, its sigmoid, and the mean binary cross-entropy."""

from derivations.layer import Layer

LOGISTIC_REGRESSION = Layer(
    name="logistic_regression",
    title="Logistic regression, mean over the batch",
    shapes={"X": "N D", "w": "D", "b": "", "T": "N"},
    parameters=("w", "b"),
    forward="""
        Z[n] = sum[d] X[n,d]*w[d] + b
        P[n] = sigmoid(Z[n])
        L = -(sum[n] (T[n]*log(P[n]) + (1 - T[n])*log(1 - P[n]))) / N
    """,
    draw={"T": "unit"},
    hessians=("w", "b"),
    oracle=lambda torch, X, w, b, T, size: torch.nn.functional.binary_cross_entropy_with_logits(X @ w + b, T),
    source="Bishop 2006, eqs. 4.87 and 4.90 (there a sum over the samples)",
)
