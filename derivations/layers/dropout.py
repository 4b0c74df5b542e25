"""Inverted dropout with a given mask: what is kept (M = 1) is divided by the probability of being kept."""

from derivations.layer import Layer

DROPOUT = Layer(
    name="dropout",
    title="Inverted dropout, mask and keep probability given",
    shapes={"X": "N D", "M": "N D"},
    integers={"M": "0..1"},
    constants=("keep",),
    forward="Y[n,d] = M[n,d]*X[n,d] / keep",
    draw={"keep": "unit"},
    oracle=lambda torch, X, M, keep, size: torch.where(M == 1, X / keep, 0.0),
    source="Srivastava, Hinton, Krizhevsky, Sutskever & Salakhutdinov 2014, section 10 (scaling at training time)",
    conventions=("dropout=keep",),
)
