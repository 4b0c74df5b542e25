"""A row of a table for each token; token numbers run from 1 to V."""

from derivations.layer import Layer

EMBEDDING = Layer(
    name="embedding",
    title="Embedding",
    shapes={"ids": "N T", "W": "V D"},
    integers={"ids": "1..V"},
    parameters=("W",),
    forward="Y[n,t,d] = W[ids[n,t],d]",
    oracle=lambda torch, ids, W, size: torch.nn.functional.embedding(ids - 1, W),  # torch counts tokens from 0
    source="Bengio, Ducharme, Vincent & Jauvin 2003, section 2",
)
