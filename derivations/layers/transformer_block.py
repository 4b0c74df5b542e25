"""Pre-norm Transformer block of one head: attention and a perceptron, each behind a layer norm and beside a skip."""

from typing import Any

from derivations.layer import Layer


def oracle(torch: Any, X: Any, a: Any, A: Any, B: Any, C: Any, O: Any, b: Any, U: Any, W: Any,
           eps: Any, size: Any) -> Any:  # fmt: skip
    """torch.nn.TransformerEncoderLayer without biases and dropout."""
    network = torch.nn.TransformerEncoderLayer(
        size["D"], 1, size["M"], 0.0, "relu", float(eps), True, True, bias=False, dtype=X.dtype, device=X.device
    )
    weights = {"self_attn.in_proj_weight": torch.cat([A, B, C]), "self_attn.out_proj.weight": O, "norm1.weight": a,
               "norm2.weight": b, "linear1.weight": U, "linear2.weight": W}  # fmt: skip
    return torch.func.functional_call(network, weights, (X,))


TRANSFORMER_BLOCK = Layer(
    name="transformer_block",
    title="Transformer block (pre-norm, one head, ReLU)",
    shapes={"X": "N T D", "a": "D", "A": "D D", "B": "D D", "C": "D D", "O": "D D", "b": "D", "U": "M D", "W": "D M"},
    constants=("eps",),
    parameters=("a", "A", "B", "C", "O", "b", "U", "W"),
    forward="""
        mu[n,t] = (sum[d] X[n,t,d]) / D
        var[n,t] = (sum[d] (X[n,t,d] - mu[n,t])^2) / D
        Xhat[n,t,d] = (X[n,t,d] - mu[n,t]) / sqrt(var[n,t] + eps)
        E[n,t,d] = a[d]*Xhat[n,t,d]
        Q[n,t,k] = sum[d] A[k,d]*E[n,t,d]
        R[n,t,k] = sum[d] B[k,d]*E[n,t,d]
        V[n,t,k] = sum[d] C[k,d]*E[n,t,d]
        Z[n,t,s in 1..T] = (sum[k] Q[n,t,k]*R[n,s,k]) / sqrt(D)
        P[n,t,s] = exp(Z[n,t,s]) / sum[r] exp(Z[n,t,r])
        G[n,t,k] = sum[s] P[n,t,s]*V[n,s,k]
        F[n,t,d] = X[n,t,d] + sum[k] O[d,k]*G[n,t,k]
        nu[n,t] = (sum[d] F[n,t,d]) / D
        tau[n,t] = (sum[d] (F[n,t,d] - nu[n,t])^2) / D
        Fhat[n,t,d] = (F[n,t,d] - nu[n,t]) / sqrt(tau[n,t] + eps)
        I[n,t,d] = b[d]*Fhat[n,t,d]
        S[n,t,m] = sum[d] U[m,d]*I[n,t,d]
        H[n,t,m] = relu(S[n,t,m])
        Y[n,t,d] = F[n,t,d] + sum[m] W[d,m]*H[n,t,m]
    """,
    draw={"eps": "positive"},
    oracle=oracle,
    source="Vaswani et al. 2017, section 3.1; Xiong et al. 2020, table 1 (pre-norm)",
)
