"""Nearest-neighbour upsampling: every entry becomes an f x f square."""

from derivations.layer import Layer

UPSAMPLE_NEAREST = Layer(
    name="upsample_nearest",
    title="Nearest-neighbour upsampling",
    shapes={"X": "N C H W"},
    lengths={"I": "f*H", "J": "f*W"},
    forward="Y[n,c,i in 1..I,j in 1..J] = X[n,c,ceil(i/f),ceil(j/f)]",
    oracle=lambda torch, X, size: torch.nn.functional.interpolate(X, scale_factor=size["f"], mode="nearest"),
    source="PyTorch documentation, torch.nn.Upsample (mode 'nearest')",
)
