"""Triplet loss: an anchor A is to lie nearer to P than to M by a margin, in Euclidean distance; mean over the batch."""

from derivations.layer import Layer

TRIPLET = Layer(
    name="triplet",
    title="Triplet margin loss, mean over the batch",
    shapes={"A": "N D", "P": "N D", "M": "N D"},
    constants=("margin",),
    forward="""
        u[n] = sqrt(sum[d] (A[n,d] - P[n,d])^2)
        v[n] = sqrt(sum[d] (A[n,d] - M[n,d])^2)
        L = (sum[n] relu(u[n] - v[n] + margin)) / N
    """,
    oracle=lambda torch, A, P, M, margin, size: torch.nn.functional.triplet_margin_loss(
        A, P, M, margin=float(margin), eps=0.0
    ),
    source="Balntas, Riba, Ponsa & Mikolajczyk 2016, eq. 4; Schroff, Kalenichenko & Philbin 2015, eq. 3 (squared)",
)
