"""Root mean square normalisation: each row divided by the root of its mean square, then a learned scale."""

from derivations.layer import Layer

RMS_NORM = Layer(
    name="rms_norm",
    title="Root mean square normalisation (RMSNorm)",
    shapes={"X": "N D", "gamma": "D"},
    constants=("eps",),
    parameters=("gamma",),
    forward="""
        ms[n] = (sum[d] X[n,d]^2) / D
        Xhat[n,d] = X[n,d] / sqrt(ms[n] + eps)
        Y[n,d] = gamma[d]*Xhat[n,d]
    """,
    draw={"eps": "positive"},
    oracle=lambda torch, X, gamma, eps, size: torch.nn.functional.rms_norm(X, X.shape[1:], gamma, float(eps)),
    source="Zhang & Sennrich 2019, eq. 4",
)
