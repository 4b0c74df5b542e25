"""Sum over the wrong classes of how far their score is above that of the right class less a margin of 1."""

from derivations.layer import Layer

MULTICLASS_HINGE = Layer(
    name="multiclass_hinge",
    title="Multi-class hinge loss, mean over the batch",
    shapes={"S": "N C", "y": "N"},
    integers={"y": "1..C"},
    forward="L = (sum[n,c] [c != y[n]]*relu(S[n,c] - S[n,y[n]] + 1)) / N",
    oracle=lambda torch, S, y, size: torch.nn.functional.multi_margin_loss(S, y - 1) * size["C"],  # torch divides by C
    source="Weston & Watkins 1999, eq. 1 (margin 1)",
)
