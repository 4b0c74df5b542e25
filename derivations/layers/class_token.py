"""A trained row put in front of the tokens."""

from derivations.layer import Layer

CLASS_TOKEN = Layer(
    name="class_token",
    title="Class token",
    shapes={"X": "N T D", "g": "D"},
    parameters=("g",),
    forward="""
        Y[n in 1..N,1,d in 1..D] = g[d]
        Y[n in 1..N,t in 2..T+1,d in 1..D] = X[n,t-1,d]
    """,
    oracle=lambda torch, X, g, size: torch.cat([g.expand(size["N"], 1, size["D"]), X], dim=1),
    source="Devlin, Chang, Lee & Toutanova 2019, section 3; Dosovitskiy et al. 2021, eq. 1",
)
