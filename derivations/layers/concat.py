"""The channels of two images of one size side by side, those of the running one first."""

from derivations.layer import Layer

CONCAT = Layer(
    name="concat",
    title="Concatenation of channels",
    shapes={"X": "N C H W", "Z": "N B H W"},
    forward="""
        Y[n,c in 1..C,h in 1..H,w in 1..W] = X[n,c,h,w]
        Y[n,c in C+1..C+B,h in 1..H,w in 1..W] = Z[n,c-C,h,w]
    """,
    oracle=lambda torch, X, Z, size: torch.cat([X, Z], dim=1),
    source="Ronneberger, Fischer & Brox 2015, section 2; Huang, Liu, van der Maaten & Weinberger 2017, eq. 2",
)
