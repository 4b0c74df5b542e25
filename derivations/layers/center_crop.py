"""The middle I x J places of an image; where the rest is odd, one place more is cut off below and at the right."""

from derivations.layer import Layer

CENTER_CROP = Layer(
    name="center_crop",
    title="Cropping to the middle",
    shapes={"X": "N C H W"},
    premises=("H >= I", "W >= J"),
    forward="Y[n,c,i in 1..I,j in 1..J] = X[n,c, i + floor((H - I)/2), j + floor((W - J)/2)]",
    oracle=lambda torch, X, size: X.narrow(2, (size["H"] - size["I"]) // 2, size["I"]).narrow(
        3, (size["W"] - size["J"]) // 2, size["J"]
    ),
    source="Ronneberger, Fischer & Brox 2015, section 2 and figure 1",
)
