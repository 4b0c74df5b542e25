"""Softmax cross-entropy with targets moved by alpha towards the uniform distribution."""

from derivations.layer import Layer

LABEL_SMOOTHING = Layer(
    name="label_smoothing",
    title="Softmax cross-entropy with label smoothing, mean over the batch",
    shapes={"X": "N C", "T": "N C"},
    constants=("alpha",),
    premises=("sum[c] T[n,c] = 1",),
    forward="""
        Q[n,c] = exp(X[n,c]) / sum[k] exp(X[n,k])
        S[n,c] = (1 - alpha)*T[n,c] + alpha/C
        L = -(sum[n,c] S[n,c]*log(Q[n,c])) / N
    """,
    draw={"T": "simplex"},
    oracle=lambda torch, X, T, alpha, size: torch.nn.functional.cross_entropy(X, T, label_smoothing=float(alpha)),
    source="Szegedy, Vanhoucke, Ioffe, Shlens & Wojna 2016, section 7",
)
