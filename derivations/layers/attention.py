"""Scaled dot-product attention with an additive mask, for a batch N of H heads."""

from derivations.layer import Layer

ATTENTION = Layer(
    name="attention",
    title="Scaled dot-product attention with an additive mask",
    shapes={"Q": "N H T D", "K": "N H S D", "V": "N H S M", "mask": "T S"},
    forward="""
        Z[n,h,t,s] = mask[t,s] + (sum[d] Q[n,h,t,d]*K[n,h,s,d]) / sqrt(D)
        A[n,h,t,s] = exp(Z[n,h,t,s]) / sum[r] exp(Z[n,h,t,r])
        Y[n,h,t,m] = sum[s] A[n,h,t,s]*V[n,h,s,m]
    """,
    oracle=lambda torch, Q, K, V, mask, size: torch.nn.functional.scaled_dot_product_attention(Q, K, V, attn_mask=mask),
    source="Vaswani et al. 2017, eq. 1",
)
