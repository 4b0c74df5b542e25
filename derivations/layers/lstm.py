"""Long short-term memory over T steps: input, forget and output gates u, f, o, candidate g, cell c, state h."""

from typing import Any

from derivations.layer import Layer

GATES = ("u", "f", "g", "o")  # torch's order of the blocks


def oracle(torch: Any, X: Any, h0: Any, c0: Any, size: Any, **given: Any) -> Any:
    """The outputs of torch.nn.LSTM; its second biases are 0, since the two are only ever added."""
    network = torch.nn.LSTM(size["D"], size["M"], dtype=X.dtype, device=X.device)
    joined = {k: torch.cat([given[f"{k}_{gate}"] for gate in GATES]) for k in ("U", "W", "b")}
    weights = {"weight_ih_l0": joined["U"], "weight_hh_l0": joined["W"], "bias_ih_l0": joined["b"]}
    weights["bias_hh_l0"] = torch.zeros_like(joined["b"])
    return torch.func.functional_call(network, weights, (X, (h0[None], c0[None])))[0]


LSTM = Layer(
    name="lstm",
    title="Long short-term memory (LSTM)",
    shapes={"X": "T N D", "h0": "N M", "c0": "N M"}
    | {f"{k}_{gate}": axes for gate in GATES for k, axes in (("U", "M D"), ("W", "M M"), ("b", "M"))},
    parameters=tuple(f"{k}_{gate}" for gate in GATES for k in "UWb"),
    forward="""
        h[0,n,m] = h0[n,m]
        c[0,n,m] = c0[n,m]
    """
    + "".join(
        f"{gate}[t in 1..T,n in 1..N,m] = "
        f"{function}(b_{gate}[m] + sum[d] U_{gate}[m,d]*X[t,n,d] + sum[k] W_{gate}[m,k]*h[t-1,n,k])\n"
        for gate, function in zip(GATES, ("sigmoid", "sigmoid", "tanh", "sigmoid"), strict=True)
    )
    + """
        c[t in 1..T,n,m] = f[t,n,m]*c[t-1,n,m] + u[t,n,m]*g[t,n,m]
        h[t in 1..T,n,m] = o[t,n,m]*tanh(c[t,n,m])
        Y[t in 1..T,n,m] = h[t,n,m]
    """,
    oracle=oracle,
    source="Goodfellow, Bengio & Courville 2016, eqs. 10.40 to 10.44 (with tanh for the candidate)",
)
