"""The features of all heads side by side, head after head."""

from derivations.layer import Layer

MERGE_HEADS = Layer(
    name="merge_heads",
    title="Heads side by side",
    shapes={"X": "N H T K"},
    forward="Y[n, t, d in 1..H*K] = X[n, ceil(d/K), t, mod(d-1, K) + 1]",
    oracle=lambda torch, X, size: X.transpose(1, 2).flatten(2),
    source="Vaswani et al. 2017, section 3.2.2 (Concat)",
)
