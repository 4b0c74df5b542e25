"""Gradient descent on the gradient of a batch: a step against it."""

from derivations.optimiser import Optimiser

SGD = Optimiser(
    name="sgd",
    title="Gradient descent",
    forward="""
        theta[0,d] = theta0[d]
        theta[t in 1..T,d] = theta[t-1,d] - eta*g[t,d]
    """,
    constants={"eta": 0.1},
    witness=lambda torch, parameters, eta: torch.optim.SGD(parameters, lr=eta),
    source="Goodfellow, Bengio & Courville 2016, algorithm 8.1",
)
