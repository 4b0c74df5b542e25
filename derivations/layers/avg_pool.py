"""Average over k x k windows, a stride apart; no padding, so that every window is full."""

from derivations.layer import Layer

AVG_POOL = Layer(
    name="avg_pool",
    title="2-D average pooling",
    shapes={"X": "N C H W"},
    lengths={"I": "floor((H - k)/s) + 1", "J": "floor((W - k)/s) + 1"},
    premises=("H >= k", "W >= k"),
    forward="Y[n,c,i in 1..I,j in 1..J] = (sum[u in 1..k, v in 1..k] X[n,c, s*(i-1) + u, s*(j-1) + v]) / k^2",
    oracle=lambda torch, X, size: torch.nn.functional.avg_pool2d(X, size["k"], stride=size["s"]),
    source="Dumoulin & Visin 2016, chapter 3, relationship 7",
)
