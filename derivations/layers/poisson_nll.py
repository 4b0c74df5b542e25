"""Negative log-likelihood of counts T with rate exp(X), without the term in T alone, averaged over the batch."""

from derivations.layer import Layer

POISSON_NLL = Layer(
    name="poisson_nll",
    title="Poisson negative log-likelihood of log-rates, mean over the batch",
    shapes={"X": "N", "T": "N"},
    forward="L = (sum[n] (exp(X[n]) - T[n]*X[n])) / N",
    draw={"T": "positive"},
    oracle=lambda torch, X, T, size: torch.nn.functional.poisson_nll_loss(X, T),
    source="McCullagh & Nelder 1989, section 6.2; PyTorch documentation, torch.nn.PoissonNLLLoss",
)
