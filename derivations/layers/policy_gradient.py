"""REINFORCE as a loss: -log Q of the actions a that were taken (log-sum-exp less score), weighted by returns G."""

from typing import Any

from derivations.layer import Layer


def oracle(torch: Any, X: Any, G: Any, a: Any, size: Any) -> Any:
    """The log-probability of torch's categorical distribution."""
    return -(G * torch.distributions.Categorical(logits=X).log_prob(a - 1)).mean()


POLICY_GRADIENT = Layer(
    name="policy_gradient",
    title="Policy gradient (REINFORCE) of a softmax policy, mean over the batch",
    shapes={"X": "N A", "G": "N", "a": "N"},
    integers={"a": "1..A"},
    forward="""
        Q[n,k] = exp(X[n,k]) / sum[j] exp(X[n,j])
        L = (sum[n] G[n]*(log(sum[j] exp(X[n,j])) - X[n,a[n]])) / N
    """,
    oracle=oracle,
    source="Williams 1992, section 4; Sutton & Barto 2018, eq. 13.8",
)
