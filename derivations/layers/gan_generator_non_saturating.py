"""The generator's loss in practice: its gradient stays where the discriminator rejects (Q near 0)."""

from derivations.layer import Layer

GAN_GENERATOR_NON_SATURATING = Layer(
    name="gan_generator_non_saturating",
    title="Loss of a GAN's generator, non-saturating",
    shapes={"B": "M"},
    forward="""
        Q[m] = sigmoid(B[m])
        L = -(sum[m] log(Q[m])) / M
    """,
    oracle=lambda torch, B, size: -torch.nn.functional.logsigmoid(B).mean(),
    source="Goodfellow et al. 2014, section 3",
)
