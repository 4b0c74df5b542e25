"""Every entry has its own rate, which falls with the squares of all its gradients so far."""

from derivations.optimiser import Optimiser

ADAGRAD = Optimiser(
    name="adagrad",
    title="AdaGrad",
    forward="""
        theta[0,d] = theta0[d]
        s[0,d in 1..D] = 0
        s[t in 1..T,d] = s[t-1,d] + g[t,d]^2
        theta[t in 1..T,d] = theta[t-1,d] - eta*g[t,d] / (sqrt(s[t,d]) + eps)
    """,
    constants={"eta": 0.5, "eps": 1e-08},
    witness=lambda torch, parameters, eta, eps: torch.optim.Adagrad(parameters, lr=eta, eps=eps),
    source="Duchi, Hazan & Singer 2011, section 1 (diagonal form); Goodfellow et al. 2016, algorithm 8.4",
    conventions=("epsilon=outside",),
)
