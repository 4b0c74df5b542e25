"""Focal loss of a binary classifier's probabilities: samples that are right already weigh less; mean over the batch."""

from typing import Any

from derivations.layer import Layer


def oracle(torch: Any, P: Any, T: Any, gamma: Any, size: Any) -> Any:
    """Cross-entropies from torch, weighted."""
    loss = torch.nn.functional.binary_cross_entropy
    one, zero = torch.ones_like(P), torch.zeros_like(P)
    hit, miss = (loss(P, one, reduction="none"), loss(P, zero, reduction="none"))
    return (T * (1 - P) ** gamma * hit + (1 - T) * P**gamma * miss).mean()


FOCAL = Layer(
    name="focal",
    title="Focal loss (binary), mean over the batch",
    shapes={"P": "N", "T": "N"},
    constants=("gamma",),
    forward="L = -(sum[n] (T[n]*(1 - P[n])^gamma*log(P[n]) + (1 - T[n])*P[n]^gamma*log(1 - P[n]))) / N",
    draw={"P": "unit", "T": "unit"},
    oracle=oracle,
    source="Lin, Goyal, Girshick, He & Dollar 2017, eq. 4",
)
