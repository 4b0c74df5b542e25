"""Every entry has its own rate, by a fading mean of the squares of its gradients; eps stands outside the root."""

from derivations.optimiser import Optimiser

RMSPROP = Optimiser(
    name="rmsprop",
    title="RMSProp",
    forward="""
        theta[0,d] = theta0[d]
        s[0,d in 1..D] = 0
        s[t in 1..T,d] = rho*s[t-1,d] + (1 - rho)*g[t,d]^2
        theta[t in 1..T,d] = theta[t-1,d] - eta*g[t,d] / (sqrt(s[t,d]) + eps)
    """,
    constants={"eta": 0.05, "rho": 0.9, "eps": 1e-08},
    witness=lambda torch, parameters, eta, rho, eps: torch.optim.RMSprop(parameters, lr=eta, alpha=rho, eps=eps),
    source="Goodfellow, Bengio & Courville 2016, algorithm 8.5 (there eps stands under the root)",
    conventions=("epsilon=outside",),
)
