"""The entry-by-entry sum of two results, as where a skip meets its branch."""

from derivations.layer import Layer

ADD = Layer(
    name="add",
    title="Addition of two results",
    shapes={"X": "N D", "Z": "N D"},
    forward="Y[n,d] = X[n,d] + Z[n,d]",
    oracle=lambda torch, X, Z, size: torch.add(X, Z),
    source="He, Zhang, Ren & Sun 2016 (Deep residual learning), eq. 1",
)
