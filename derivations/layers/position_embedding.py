"""A trained row for every position, added to the token there."""

from derivations.layer import Layer

POSITION_EMBEDDING = Layer(
    name="position_embedding",
    title="Trained position embedding",
    shapes={"X": "N T D", "P": "T D"},
    parameters=("P",),
    forward="Y[n,t,d] = X[n,t,d] + P[t,d]",
    oracle=lambda torch, X, P, size: torch.add(X, P),
    source="Gehring, Auli, Grangier, Yarats & Dauphin 2017, section 3.1",
)
