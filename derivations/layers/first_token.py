"""The row of the first token, where a classifier reads the class token."""

from derivations.layer import Layer

FIRST_TOKEN = Layer(
    name="first_token",
    title="First token",
    shapes={"X": "N T D"},
    forward="Y[n,d] = X[n,1,d]",
    oracle=lambda torch, X, size: X.select(1, 0),
    source="Dosovitskiy et al. 2021, eq. 4",
)
