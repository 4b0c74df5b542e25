"""Channels, rows and columns laid out on one axis, the columns fastest."""

from derivations.layer import Layer

FLATTEN = Layer(
    name="flatten",
    title="Flattening",
    shapes={"X": "N C H W"},
    forward="""
        Y[n, m in 1..C*H*W] = X[n, floor((m-1)/(H*W)) + 1, floor(mod(m-1, H*W)/W) + 1, mod(m-1, W) + 1]
    """,
    oracle=lambda torch, X, size: torch.flatten(X, start_dim=1),
    source="PyTorch documentation, torch.flatten (row-major order)",
)
