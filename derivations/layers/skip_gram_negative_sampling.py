"""Skip-gram with negative sampling: words c, their context o, and K drawn words a pair; mean over the pairs."""

from typing import Any

from derivations.layer import Layer


def oracle(torch: Any, E: Any, F: Any, c: Any, o: Any, k: Any, size: Any) -> Any:
    """The same loss from torch's embedding and log-sigmoid; words count from 0 there."""
    look, score = torch.nn.functional.embedding, torch.nn.functional.logsigmoid
    word = look(c - 1, E)
    seen, drawn = (look(o - 1, F) * word).sum(-1), (look(k - 1, F) * word[:, None]).sum(-1)
    return -(score(seen).sum() + score(-drawn).sum()) / size["N"]


SKIP_GRAM_NEGATIVE_SAMPLING = Layer(
    name="skip_gram_negative_sampling",
    title="Skip-gram with negative sampling",
    shapes={"E": "V D", "F": "V D", "c": "N", "o": "N", "k": "N K"},
    integers={"c": "1..V", "o": "1..V", "k": "1..V"},
    parameters=("E", "F"),
    forward="""
        A[n in 1..N] = sum[d] F[o[n],d]*E[c[n],d]
        B[n in 1..N,j in 1..K] = sum[d] F[k[n,j],d]*E[c[n],d]
        P[n] = sigmoid(A[n])
        Q[n,j] = sigmoid(B[n,j])
        L = -(sum[n] log(P[n])) / N - (sum[n,j] log(1 - Q[n,j])) / N
    """,
    oracle=oracle,
    source="Mikolov, Sutskever, Chen, Corrado & Dean 2013, eq. 4",
)
