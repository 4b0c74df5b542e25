"""Leaky rectified linear unit; at 0 the slope is that of the negative side."""

from derivations.layer import Layer

LEAKY_RELU = Layer(
    name="leaky_relu",
    title="Leaky rectified linear unit",
    shapes={"X": "N D"},
    constants=("alpha",),
    forward="Y[n,d] = [X[n,d] > 0]*X[n,d] + alpha*[X[n,d] <= 0]*X[n,d]",
    draw={"X": "kinks"},
    oracle=lambda torch, X, alpha, size: torch.nn.functional.leaky_relu(X, float(alpha)),
    source="Maas, Hannun & Ng 2013, eq. 3",
)
