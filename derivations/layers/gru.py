"""Gated recurrent unit over T steps: reset gate r, update gate z, candidate g; the reset acts after the matrix."""

from typing import Any

from derivations.layer import Layer

GATES = ("r", "z", "g")  # torch's order of the blocks


def oracle(torch: Any, X: Any, h0: Any, size: Any, **given: Any) -> Any:
    """The outputs of torch.nn.GRU; the second biases of r and z are 0, since the two are only ever added."""
    network = torch.nn.GRU(size["D"], size["M"], dtype=X.dtype, device=X.device)
    joined = {k: torch.cat([given[f"{k}_{gate}"] for gate in GATES]) for k in ("U", "W", "b")}
    weights = {"weight_ih_l0": joined["U"], "weight_hh_l0": joined["W"], "bias_ih_l0": joined["b"]}
    zero = torch.zeros_like(given["q"])
    weights["bias_hh_l0"] = torch.cat([zero, zero, given["q"]])
    return torch.func.functional_call(network, weights, (X, h0[None]))[0]


GRU = Layer(
    name="gru",
    title="Gated recurrent unit (GRU)",
    shapes={"X": "T N D", "h0": "N M"}
    | {f"{k}_{gate}": axes for gate in GATES for k, axes in (("U", "M D"), ("W", "M M"), ("b", "M"))}
    | {"q": "M"},
    parameters=(*(f"{k}_{gate}" for gate in GATES for k in "UWb"), "q"),
    forward="""
        h[0,n,m] = h0[n,m]
        r[t in 1..T,n in 1..N,m] = sigmoid(b_r[m] + sum[d] U_r[m,d]*X[t,n,d] + sum[k] W_r[m,k]*h[t-1,n,k])
        z[t in 1..T,n in 1..N,m] = sigmoid(b_z[m] + sum[d] U_z[m,d]*X[t,n,d] + sum[k] W_z[m,k]*h[t-1,n,k])
        a[t in 1..T,n in 1..N,m] = q[m] + sum[k] W_g[m,k]*h[t-1,n,k]
        g[t in 1..T,n,m] = tanh(b_g[m] + sum[d] U_g[m,d]*X[t,n,d] + r[t,n,m]*a[t,n,m])
        h[t in 1..T,n,m] = (1 - z[t,n,m])*g[t,n,m] + z[t,n,m]*h[t-1,n,m]
        Y[t in 1..T,n,m] = h[t,n,m]
    """,
    oracle=oracle,
    source="Cho et al. 2014, eqs. 5 to 8; the reset after the matrix as in torch.nn.GRU",
)
