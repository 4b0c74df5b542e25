"""Nesterov momentum in the form that takes the gradient where the parameters are, and steps as if one step ahead."""

from derivations.optimiser import Optimiser

NESTEROV = Optimiser(
    name="nesterov",
    title="Gradient descent with Nesterov momentum",
    forward="""
        theta[0,d] = theta0[d]
        v[0,d in 1..D] = 0
        v[t in 1..T,d] = mu*v[t-1,d] + g[t,d]
        theta[t in 1..T,d] = theta[t-1,d] - eta*(g[t,d] + mu*v[t,d])
    """,
    constants={"eta": 0.05, "mu": 0.9},
    witness=lambda torch, parameters, eta, mu: torch.optim.SGD(parameters, lr=eta, momentum=mu, nesterov=True),
    source="Bengio et al. 2013 (Advances in optimizing recurrent networks), section 3.5",
    conventions=("nesterov=shifted",),
)
