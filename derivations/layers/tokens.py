"""The places of an image as a row of tokens, row by row; the channels become the features."""

from derivations.layer import Layer

TOKENS = Layer(
    name="tokens",
    title="Places of an image as tokens",
    shapes={"X": "N C H W"},
    forward="Y[n, t in 1..H*W, c in 1..C] = X[n, c, floor((t-1)/W) + 1, mod(t-1, W) + 1]",
    oracle=lambda torch, X, size: X.flatten(2).transpose(1, 2),
    source="Dosovitskiy et al. 2021, section 3.1",
)
