"""Greatest entry of k x k windows, a stride apart; of equal entries the first, in row-major order, has the gradient."""

from derivations.layer import Layer

MAX_POOL = Layer(
    name="max_pool",
    title="2-D max pooling",
    shapes={"X": "N C H W"},
    lengths={"I": "floor((H - k)/s) + 1", "J": "floor((W - k)/s) + 1"},
    premises=("H >= k", "W >= k"),
    forward="Y[n,c,i in 1..I,j in 1..J] = max[u in 1..k, v in 1..k] X[n,c, s*(i-1) + u, s*(j-1) + v]",
    draw={"X": "ties"},
    oracle=lambda torch, X, size: torch.nn.functional.max_pool2d(X, size["k"], stride=size["s"]),
    source="Goodfellow, Bengio & Courville 2016, section 9.3; Dumoulin & Visin 2016, relationship 7",
)
