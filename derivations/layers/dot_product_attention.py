"""Scaled dot-product attention without a mask: every query reads every key."""

from derivations.layer import Layer

DOT_PRODUCT_ATTENTION = Layer(
    name="dot_product_attention",
    title="Scaled dot-product attention",
    shapes={"Q": "N T D", "K": "N S D", "V": "N S M"},
    forward="""
        Z[n,t,s] = (sum[d] Q[n,t,d]*K[n,s,d]) / sqrt(D)
        A[n,t,s] = exp(Z[n,t,s]) / sum[r] exp(Z[n,t,r])
        Y[n,t,m] = sum[s] A[n,t,s]*V[n,s,m]
    """,
    oracle=lambda torch, Q, K, V, size: torch.nn.functional.scaled_dot_product_attention(Q, K, V),
    source="Vaswani et al. 2017, eq. 1",
)
