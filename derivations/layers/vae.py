"""Negative evidence bound of a variational autoencoder: linear maps, squared error, mean over the batch."""

from typing import Any

from derivations.layer import Layer


def oracle(torch: Any, X: Any, A: Any, B: Any, W: Any, e: Any, size: Any) -> Any:
    """The same bound from torch's layers and distributions."""
    own = torch.distributions.Normal(torch.nn.functional.linear(X, A), (torch.nn.functional.linear(X, B) / 2).exp())
    decoded = torch.nn.functional.linear(own.mean + own.stddev * e, W)
    divergence = torch.distributions.kl_divergence(own, torch.distributions.Normal(0.0, 1.0)).sum()
    return (torch.nn.functional.mse_loss(decoded, X, reduction="sum") / 2 + divergence) / size["N"]


VAE = Layer(
    name="vae",
    title="Variational autoencoder with reparameterisation",
    shapes={"X": "N D", "A": "K D", "B": "K D", "W": "D K", "e": "N K"},
    parameters=("A", "B", "W"),
    forward="""
        mu[n,k] = sum[d] A[k,d]*X[n,d]
        s[n,k] = sum[d] B[k,d]*X[n,d]
        sigma[n,k] = exp(1/2*s[n,k])
        Z[n,k] = mu[n,k] + sigma[n,k]*e[n,k]
        Xhat[n,d] = sum[k] W[d,k]*Z[n,k]
        L = (sum[n,d] (Xhat[n,d] - X[n,d])^2) / (2*N) - (sum[n,k] (1 + s[n,k] - mu[n,k]^2 - exp(s[n,k]))) / (2*N)
    """,
    oracle=oracle,
    source="Kingma & Welling 2014, eq. 10",
)
