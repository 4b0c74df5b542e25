"""Cross-entropy of probabilities with targets between 0 and 1, averaged over the batch."""

from derivations.layer import Layer

BINARY_CROSS_ENTROPY = Layer(
    name="binary_cross_entropy",
    title="Binary cross-entropy of probabilities, mean over the batch",
    shapes={"P": "N", "T": "N"},
    forward="L = -(sum[n] (T[n]*log(P[n]) + (1 - T[n])*log(1 - P[n]))) / N",
    draw={"P": "unit", "T": "unit"},
    oracle=lambda torch, P, T, size: -(T * P.log() + (1 - T) * (1 - P).log()).mean(),
    source="Goodfellow, Bengio & Courville 2016, section 6.2.2.2; Bishop 2006, eq. 4.90",
)
