"""Heavy ball: the velocity v sums gradients that fade by mu a step; the learning rate scales v, not the gradient."""

from derivations.optimiser import Optimiser

MOMENTUM = Optimiser(
    name="momentum",
    title="Gradient descent with momentum (heavy ball)",
    forward="""
        theta[0,d] = theta0[d]
        v[0,d in 1..D] = 0
        v[t in 1..T,d] = mu*v[t-1,d] + g[t,d]
        theta[t in 1..T,d] = theta[t-1,d] - eta*v[t,d]
    """,
    constants={"eta": 0.05, "mu": 0.9},
    witness=lambda torch, parameters, eta, mu: torch.optim.SGD(parameters, lr=eta, momentum=mu),
    source="Polyak 1964; Sutskever et al. 2013, eqs. 1 and 2 (there the velocity holds the learning rate)",
    conventions=("momentum=rate_outside",),
)
