"""Fixed sines and cosines added to the input: places 2k - 1 and 2k of a step t have the same frequency."""

from typing import Any

from derivations.layer import Layer


def oracle(torch: Any, X: Any, size: Any) -> Any:
    """The table of sines and cosines from torch."""
    step = torch.arange(size["T"], dtype=X.dtype, device=X.device)[:, None]
    angle = step / 10000 ** (torch.arange(size["K"], dtype=X.dtype, device=X.device) / size["K"])
    return X + torch.stack([angle.sin(), angle.cos()], dim=2)


POSITIONAL_ENCODING = Layer(
    name="positional_encoding",
    title="Sinusoidal positional encoding",
    shapes={"X": "N T K 2"},
    forward="""
        a[t in 1..T,k in 1..K] = (t - 1)/10000^((k - 1)/K)
        Y[n,t,k,j] = X[n,t,k,j] + [j = 1]*sin(a[t,k]) + [j = 2]*cos(a[t,k])
    """,
    oracle=oracle,
    source="Vaswani et al. 2017, section 3.5 (steps from 0)",
)
