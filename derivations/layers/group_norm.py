"""Group normalisation: each sample's channels in G groups of K, every group to mean 0 and variance 1."""

from derivations.layer import Layer

GROUP_NORM = Layer(
    name="group_norm",
    title="Group normalisation",
    shapes={"X": "N G K H W", "gamma": "G K", "beta": "G K"},
    constants=("eps",),
    parameters=("gamma", "beta"),
    forward="""
        mu[n,g] = (sum[k,h,w] X[n,g,k,h,w]) / (K*H*W)
        var[n,g] = (sum[k,h,w] (X[n,g,k,h,w] - mu[n,g])^2) / (K*H*W)
        Xhat[n,g,k,h,w] = (X[n,g,k,h,w] - mu[n,g]) / sqrt(var[n,g] + eps)
        Y[n,g,k,h,w] = gamma[g,k]*Xhat[n,g,k,h,w] + beta[g,k]
    """,
    draw={"eps": "positive"},
    oracle=lambda torch, X, gamma, beta, eps, size: torch.group_norm(
        X.flatten(1, 2), size["G"], gamma.flatten(), beta.flatten(), float(eps)
    ).reshape(X.shape),
    source="Wu & He 2018, eqs. 1 to 3 and 7",
)
