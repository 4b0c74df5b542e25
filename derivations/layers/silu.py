"""Sigmoid linear unit, also called swish."""

from derivations.layer import Layer

SILU = Layer(
    name="silu",
    title="Sigmoid linear unit (swish)",
    shapes={"X": "N D"},
    forward="""
        S[n,d] = sigmoid(X[n,d])
        Y[n,d] = X[n,d]*S[n,d]
    """,
    oracle=lambda torch, X, size: torch.nn.functional.silu(X),
    source="Elfwing, Uchibe & Doya 2018; Ramachandran, Zoph & Le 2017, section 4 (beta = 1)",
)
