"""Greatest entry of k x k windows over an image with p places around it that never win, as in the stem of a ResNet."""

from derivations.layer import Layer

PADDED_MAX_POOL = Layer(
    name="padded_max_pool",
    title="2-D max pooling with padding",
    shapes={"X": "N C H W"},
    lengths={"I": "floor((H + 2*p - k)/s) + 1", "J": "floor((W + 2*p - k)/s) + 1"},
    premises=("p >= 0", "k >= 2*p", "H + 2*p >= k", "W + 2*p >= k", "H >= p", "W >= p"),
    forward="""
        Y[n,c,i in 1..I,j in 1..J] = max[u in max(1, p + 1 - s*(i-1))..min(k, H + p - s*(i-1)),
            v in max(1, p + 1 - s*(j-1))..min(k, W + p - s*(j-1))] X[n,c, s*(i-1) + u - p, s*(j-1) + v - p]
    """,
    draw={"X": "ties"},
    oracle=lambda torch, X, size: torch.nn.functional.max_pool2d(X, size["k"], stride=size["s"], padding=size["p"]),
    source="Dumoulin & Visin 2016, chapter 3; He, Zhang, Ren & Sun 2016 (Deep residual learning), table 1",
)
