"""Image captioning: features set the first state, words go through an RNN, and a softmax a step; padding has mask 0."""

from typing import Any

from derivations.layer import Layer


def oracle(torch: Any, F: Any, P: Any, p: Any, E: Any, U: Any, W: Any, b: Any, A: Any, a: Any,
           ids: Any, y: Any, mask: Any, size: Any) -> Any:  # fmt: skip
    """The same network from torch's embedding, RNN, affine maps and cross-entropy; words count from 0 there."""
    network = torch.nn.RNN(size["D"], size["M"], batch_first=True, dtype=E.dtype, device=E.device)
    weights = {"weight_ih_l0": U, "weight_hh_l0": W, "bias_ih_l0": b, "bias_hh_l0": torch.zeros_like(b)}
    words = torch.nn.functional.embedding(ids - 1, E)
    states = torch.func.functional_call(network, weights, (words, torch.nn.functional.linear(F, P, p)[None]))[0]
    scores = torch.nn.functional.linear(states, A, a)
    losses = torch.nn.functional.cross_entropy(scores.flatten(0, 1), (y - 1).flatten(), reduction="none")
    return (mask.flatten() * losses).sum() / size["N"]


CAPTIONING = Layer(
    name="captioning",
    title="Captioning network: embedding, RNN, affine map, temporal softmax with a mask",
    shapes={"F": "N K", "P": "M K", "p": "M", "E": "V D", "U": "M D", "W": "M M", "b": "M", "A": "V M", "a": "V",
            "ids": "N T", "y": "N T", "mask": "N T"},
    integers={"ids": "1..V", "y": "1..V", "mask": "0..1"},
    parameters=("P", "p", "E", "U", "W", "b", "A", "a"),
    forward="""
        h[n,0,m] = sum[k] F[n,k]*P[m,k] + p[m]
        X[n,t,d] = E[ids[n,t],d]
        h[n in 1..N,t in 1..T,m] = tanh(b[m] + sum[d] U[m,d]*X[n,t,d] + sum[j] W[m,j]*h[n,t-1,j])
        S[n,t in 1..T,v] = sum[m] A[v,m]*h[n,t,m] + a[v]
        Q[n,t,v] = exp(S[n,t,v]) / sum[w] exp(S[n,t,w])
        L = (sum[n,t] mask[n,t]*(log(sum[w] exp(S[n,t,w])) - S[n,t,y[n,t]])) / N
    """,
    oracle=oracle,
    source="Vinyals, Toshev, Bengio & Erhan 2015, eqs. 9 to 13, with an RNN (Goodfellow et al. 2016, eq. 10.8)",
)  # fmt: skip
