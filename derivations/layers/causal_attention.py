"""Scaled dot-product attention in which a step t reads no later step s."""

from derivations.layer import Layer

CAUSAL_ATTENTION = Layer(
    name="causal_attention",
    title="Causal scaled dot-product attention",
    shapes={"Q": "N T D", "K": "N S D", "V": "N S M"},
    forward="""
        Z[n,t,s] = (sum[d] Q[n,t,d]*K[n,s,d]) / sqrt(D)
        A[n,t,s] = [s <= t]*exp(Z[n,t,s]) / sum[r] [r <= t]*exp(Z[n,t,r])
        Y[n,t,m] = sum[s] A[n,t,s]*V[n,s,m]
    """,
    oracle=lambda torch, Q, K, V, size: torch.nn.functional.scaled_dot_product_attention(Q, K, V, is_causal=True),
    source="Vaswani et al. 2017, eq. 1 and section 3.2.3",
)
