"""Recurrent layer with tanh over T steps, from a given first state; time is the first axis, as in torch."""

from typing import Any

from derivations.layer import Layer


def oracle(torch: Any, X: Any, h0: Any, U: Any, W: Any, b: Any, size: Any) -> Any:
    """The outputs of torch.nn.RNN; its second bias is 0, since the two are only ever added."""
    network = torch.nn.RNN(size["D"], size["M"], dtype=X.dtype, device=X.device)
    weights = {"weight_ih_l0": U, "weight_hh_l0": W, "bias_ih_l0": b, "bias_hh_l0": torch.zeros_like(b)}
    return torch.func.functional_call(network, weights, (X, h0[None]))[0]


RNN = Layer(
    name="rnn",
    title="Recurrent layer (tanh)",
    shapes={"X": "T N D", "h0": "N M", "U": "M D", "W": "M M", "b": "M"},
    parameters=("U", "W", "b"),
    forward="""
        h[0,n,m] = h0[n,m]
        h[t in 1..T,n in 1..N,m] = tanh(b[m] + sum[d] U[m,d]*X[t,n,d] + sum[k] W[m,k]*h[t-1,n,k])
        Y[t in 1..T,n,m] = h[t,n,m]
    """,
    oracle=oracle,
    source="Goodfellow, Bengio & Courville 2016, eqs. 10.8 and 10.9",
)
