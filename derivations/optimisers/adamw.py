"""Adam with weight decay beside the gradient step, not inside the gradient."""

from derivations.optimiser import Optimiser

ADAMW = Optimiser(
    name="adamw",
    title="AdamW (Adam with decoupled weight decay)",
    forward="""
        theta[0,d] = theta0[d]
        m[0,d in 1..D] = 0
        s[0,d in 1..D] = 0
        m[t in 1..T,d] = beta1*m[t-1,d] + (1 - beta1)*g[t,d]
        s[t in 1..T,d] = beta2*s[t-1,d] + (1 - beta2)*g[t,d]^2
        mhat[t in 1..T,d] = m[t,d] / (1 - beta1^t)
        shat[t in 1..T,d] = s[t,d] / (1 - beta2^t)
        theta[t in 1..T,d] = (1 - eta*lam)*theta[t-1,d] - eta*mhat[t,d] / (sqrt(shat[t,d]) + eps)
    """,
    constants={"eta": 0.1, "beta1": 0.9, "beta2": 0.999, "eps": 1e-08, "lam": 0.1},
    witness=lambda torch, parameters, eta, beta1, beta2, eps, lam: torch.optim.AdamW(
        parameters, lr=eta, betas=(beta1, beta2), eps=eps, weight_decay=lam
    ),
    source="Loshchilov & Hutter 2019, algorithm 2 (there the decay is scaled by the schedule alone)",
    conventions=(
        "adam=corrected",
        "weight_decay=decoupled",
    ),
)
