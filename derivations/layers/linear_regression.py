"""Linear regression: half the mean squared error of a linear prediction."""

from derivations.layer import Layer

LINEAR_REGRESSION = Layer(
    name="linear_regression",
    title="Linear regression, half the mean squared error",
    shapes={"X": "N D", "w": "D", "b": "", "T": "N"},
    parameters=("w", "b"),
    forward="""
        P[n] = sum[d] X[n,d]*w[d] + b
        L = (sum[n] (P[n] - T[n])^2) / (2*N)
    """,
    hessians=("w", "b"),
    oracle=lambda torch, X, w, b, T, size: torch.nn.functional.mse_loss(X @ w + b, T) / 2,
    source="Bishop 2006, eq. 3.12 (there a sum over the samples)",
)
