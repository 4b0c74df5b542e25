"""A sample of N(mu, exp(s)) as a function of mu and s: the noise e ~ N(0, 1) is drawn apart and held fixed."""

from derivations.layer import Layer

REPARAMETERISATION = Layer(
    name="reparameterisation",
    title="Reparameterisation of a Gaussian sample",
    shapes={"mu": "N D", "s": "N D", "e": "N D"},
    forward="""
        sigma[n,d] = exp(1/2*s[n,d])
        Z[n,d] = mu[n,d] + sigma[n,d]*e[n,d]
    """,
    oracle=lambda torch, mu, s, e, size: torch.addcmul(mu, torch.exp(s / 2), e),
    source="Kingma & Welling 2014, section 2.4 and eq. 10",
)
