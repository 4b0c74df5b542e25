"""The features of each token dealt out to H heads of K features each, in order."""

from derivations.layer import Layer

SPLIT_HEADS = Layer(
    name="split_heads",
    title="Features dealt out to heads",
    shapes={"X": "N T H*K"},
    forward="Y[n, h in 1..H, t, k in 1..K] = X[n, t, K*(h-1) + k]",
    oracle=lambda torch, X, size: X.unflatten(2, (size["H"], size["K"])).transpose(1, 2),
    source="Vaswani et al. 2017, section 3.2.2",
)
