"""Self-attention in H heads of K features each: projections, attention a head, and one projection of all heads."""

from typing import Any

from derivations.layer import Layer


def oracle(torch: Any, X: Any, A: Any, B: Any, C: Any, O: Any, size: Any) -> Any:
    """torch.nn.MultiheadAttention without biases, its heads side by side on one axis."""
    width = size["D"]
    network = torch.nn.MultiheadAttention(width, size["H"], bias=False, batch_first=True, dtype=X.dtype)
    weights = {"in_proj_weight": torch.cat([p.flatten(0, 1) for p in (A, B, C)]), "out_proj.weight": O.flatten(1)}
    return torch.func.functional_call(network.to(X.device), weights, (X, X, X), {"need_weights": False})[0]


MULTI_HEAD_ATTENTION = Layer(
    name="multi_head_attention",
    title="Multi-head self-attention",
    shapes={"X": "N T D", "A": "H K D", "B": "H K D", "C": "H K D", "O": "D H K"},
    lengths={"D": "H*K"},
    parameters=("A", "B", "C", "O"),
    forward="""
        Q[n,h,t,k] = sum[d] A[h,k,d]*X[n,t,d]
        R[n,h,t,k] = sum[d] B[h,k,d]*X[n,t,d]
        V[n,h,t,k] = sum[d] C[h,k,d]*X[n,t,d]
        Z[n,h,t,s in 1..T] = (sum[k] Q[n,h,t,k]*R[n,h,s,k]) / sqrt(K)
        P[n,h,t,s] = exp(Z[n,h,t,s]) / sum[r] exp(Z[n,h,t,r])
        G[n,h,t,k] = sum[s] P[n,h,t,s]*V[n,h,s,k]
        Y[n,t,d] = sum[h,k] O[d,h,k]*G[n,h,t,k]
    """,
    oracle=oracle,
    source="Vaswani et al. 2017, section 3.2.2",
)
