"""Two fully connected layers with a ReLU between them, as after the attention of a Transformer block."""

from typing import Any

from derivations.layer import Layer


def oracle(torch: Any, X: Any, U: Any, a: Any, W: Any, b: Any, size: Any) -> Any:
    """The same network from torch's layers."""
    linear = torch.nn.functional.linear
    return linear(torch.relu(linear(X, U, a)), W, b)


MLP = Layer(
    name="mlp",
    title="Two-layer perceptron with a ReLU",
    shapes={"X": "N D", "U": "M D", "a": "M", "W": "C M", "b": "C"},
    parameters=("U", "a", "W", "b"),
    forward="""
        Z[n,m] = sum[d] X[n,d]*U[m,d] + a[m]
        H[n,m] = relu(Z[n,m])
        Y[n,c] = sum[m] H[n,m]*W[c,m] + b[c]
    """,
    oracle=oracle,
    source="Goodfellow, Bengio & Courville 2016, section 6.1; Vaswani et al. 2017, eq. 2",
)
