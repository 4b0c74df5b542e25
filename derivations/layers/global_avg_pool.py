"""The mean of each channel over all places of the image."""

from derivations.layer import Layer

GLOBAL_AVG_POOL = Layer(
    name="global_avg_pool",
    title="Global average pooling",
    shapes={"X": "N C H W"},
    forward="Y[n,c] = (sum[h,w] X[n,c,h,w]) / (H*W)",
    oracle=lambda torch, X, size: torch.nn.functional.adaptive_avg_pool2d(X, 1)[:, :, 0, 0],
    source="Lin, Chen & Yan 2014, section 3.2",
)
