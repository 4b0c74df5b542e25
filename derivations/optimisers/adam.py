"""Fading means of gradients and of their squares, both corrected for their start at 0."""

from derivations.optimiser import Optimiser

ADAM = Optimiser(
    name="adam",
    title="Adam",
    forward="""
        theta[0,d] = theta0[d]
        m[0,d in 1..D] = 0
        s[0,d in 1..D] = 0
        m[t in 1..T,d] = beta1*m[t-1,d] + (1 - beta1)*g[t,d]
        s[t in 1..T,d] = beta2*s[t-1,d] + (1 - beta2)*g[t,d]^2
        mhat[t in 1..T,d] = m[t,d] / (1 - beta1^t)
        shat[t in 1..T,d] = s[t,d] / (1 - beta2^t)
        theta[t in 1..T,d] = theta[t-1,d] - eta*mhat[t,d] / (sqrt(shat[t,d]) + eps)
    """,
    constants={"eta": 0.1, "beta1": 0.9, "beta2": 0.999, "eps": 1e-08},
    witness=lambda torch, parameters, eta, beta1, beta2, eps: torch.optim.Adam(
        parameters, lr=eta, betas=(beta1, beta2), eps=eps
    ),
    source="Kingma & Ba 2015, algorithm 1",
    conventions=(
        "epsilon=outside",
        "adam=corrected",
    ),
)
