"""A frozen feature layer under a trained head: the frozen weights are read through stop, so no gradient enters them."""

from typing import Any

from derivations.layer import Layer


def oracle(torch: Any, X: Any, U: Any, a: Any, W: Any, b: Any, y: Any, size: Any) -> Any:
    """The same network with the first layer's parameters taken out of torch's graph."""
    linear = torch.nn.functional.linear
    features = torch.relu(linear(X, U.detach(), a.detach()))
    return torch.nn.functional.cross_entropy(linear(features, W, b), y - 1)


TRANSFER_LEARNING = Layer(
    name="transfer_learning",
    title="Transfer learning: frozen features, trained head",
    shapes={"X": "N D", "U": "M D", "a": "M", "W": "C M", "b": "C", "y": "N"},
    integers={"y": "1..C"},
    parameters=("U", "a", "W", "b"),
    forward="""
        Z[n,m] = sum[d] X[n,d]*stop(U[m,d]) + stop(a[m])
        H[n,m] = relu(Z[n,m])
        S[n,c] = sum[m] H[n,m]*W[c,m] + b[c]
        Q[n,c] = exp(S[n,c]) / sum[k] exp(S[n,k])
        L = (sum[n] (log(sum[k] exp(S[n,k])) - S[n,y[n]])) / N
    """,
    oracle=oracle,
    source="Yosinski, Clune, Bengio & Lipson 2014, section 2 (frozen layers)",
)
