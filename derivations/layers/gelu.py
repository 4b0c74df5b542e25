"""Gaussian error linear unit, in its exact form."""

from derivations.layer import Layer

GELU = Layer(
    name="gelu",
    title="Gaussian error linear unit",
    shapes={"X": "N D"},
    forward="Y[n,d] = X[n,d]*(1 + erf(X[n,d]/sqrt(2)))/2",
    oracle=lambda torch, X, size: torch.nn.functional.gelu(X),
    source="Hendrycks & Gimpel 2016, section 2",
)
