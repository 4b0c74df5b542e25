"""Rectified linear unit whose negative slope is learned, one a channel; at 0 the slope is the negative side's."""

from derivations.layer import Layer

PRELU = Layer(
    name="prelu",
    title="Parametric rectified linear unit",
    shapes={"X": "N C", "alpha": "C"},
    parameters=("alpha",),
    forward="Y[n,c] = [X[n,c] > 0]*X[n,c] + alpha[c]*[X[n,c] <= 0]*X[n,c]",
    draw={"X": "kinks"},
    oracle=lambda torch, X, alpha, size: torch.nn.functional.prelu(X, alpha),
    source="He, Zhang, Ren & Sun 2015 (Delving deep into rectifiers), eqs. 1 to 3",
)
