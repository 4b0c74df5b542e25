"""Exponential linear unit: the negative side goes smoothly to -alpha."""

from derivations.layer import Layer

ELU = Layer(
    name="elu",
    title="Exponential linear unit",
    shapes={"X": "N D"},
    constants=("alpha",),
    forward="Y[n,d] = [X[n,d] > 0]*X[n,d] + alpha*[X[n,d] <= 0]*(exp(X[n,d]) - 1)",
    draw={"X": "kinks"},
    oracle=lambda torch, X, alpha, size: torch.nn.functional.elu(X, float(alpha)),
    source="Clevert, Unterthiner & Hochreiter 2016, eqs. 15 and 16",
)
