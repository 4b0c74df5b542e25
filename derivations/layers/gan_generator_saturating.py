"""The generator's loss in the minimax game: its gradient goes to 0 where the discriminator rejects (Q near 0)."""

from derivations.layer import Layer

GAN_GENERATOR_SATURATING = Layer(
    name="gan_generator_saturating",
    title="Loss of a GAN's generator, minimax (saturating)",
    shapes={"B": "M"},
    forward="""
        Q[m] = sigmoid(B[m])
        L = (sum[m] log(1 - Q[m])) / M
    """,
    oracle=lambda torch, B, size: torch.nn.functional.logsigmoid(-B).mean(),
    source="Goodfellow et al. 2014, eq. 1",
)
