"""What the discriminator minimises, from its logits of N real and M generated samples."""

from typing import Any

from derivations.layer import Layer


def oracle(torch: Any, A: Any, B: Any, size: Any) -> Any:
    """Two binary cross-entropies, with target 1 for the real samples and 0 for the generated ones."""
    loss = torch.nn.functional.binary_cross_entropy_with_logits
    return loss(A, torch.ones_like(A)) + loss(B, torch.zeros_like(B))


GAN_DISCRIMINATOR = Layer(
    name="gan_discriminator",
    title="Loss of a GAN's discriminator",
    shapes={"A": "N", "B": "M"},
    forward="""
        P[n] = sigmoid(A[n])
        Q[m] = sigmoid(B[m])
        L = -(sum[n] log(P[n])) / N - (sum[m] log(1 - Q[m])) / M
    """,
    oracle=oracle,
    source="Goodfellow et al. 2014, eq. 1",
)
