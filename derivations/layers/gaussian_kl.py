"""Divergence of diagonal Gaussians N(mu, exp(s)) from N(0, 1), s = log of the variance; mean over the batch."""

from typing import Any

from derivations.layer import Layer


def oracle(torch: Any, mu: Any, s: Any, size: Any) -> Any:
    """torch's own divergence of two normal distributions."""
    own, standard = torch.distributions.Normal(mu, (s / 2).exp()), torch.distributions.Normal(0.0, 1.0)
    return torch.distributions.kl_divergence(own, standard).sum() / size["N"]


GAUSSIAN_KL = Layer(
    name="gaussian_kl",
    title="Kullback-Leibler divergence of a diagonal Gaussian from the standard one",
    shapes={"mu": "N D", "s": "N D"},
    forward="L = -(sum[n,d] (1 + s[n,d] - mu[n,d]^2 - exp(s[n,d]))) / (2*N)",
    oracle=oracle,
    source="Kingma & Welling 2014, appendix B",
)
