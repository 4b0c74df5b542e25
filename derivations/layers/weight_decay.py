"""The penalty that pulls weights to 0, with the factor 1/2 that makes its gradient lam*W."""

from derivations.layer import Layer

WEIGHT_DECAY = Layer(
    name="weight_decay",
    title="Weight decay (L2 penalty)",
    shapes={"W": "M D"},
    constants=("lam",),
    parameters=("W",),
    forward="L = lam*(sum[m,d] W[m,d]^2) / 2",
    oracle=lambda torch, W, lam, size: lam * torch.linalg.matrix_norm(W) ** 2 / 2,
    source="Goodfellow, Bengio & Courville 2016, eqs. 7.2 and 7.3",
    conventions=("weight_decay=gradient",),
)
