"""Connectionist temporal classification: minus the logarithm of the probability of all alignments of a label sequence.

A[t,u] is the probability of alignments that are at label u after t frames, B[t,u] of those at the blank behind label u.
Class 0 is the blank. R frames are left when each label has one; a blank between equal labels needs up to U - 1 of them.
"""

from typing import Any

from derivations.layer import Layer


def oracle(torch: Any, X: Any, label: Any, size: Any) -> Any:
    """torch's loss, from logits."""
    scores = torch.log_softmax(X, 1)[:, None]
    lengths = torch.tensor([size["T"]]), torch.tensor([size["U"]])
    return torch.nn.functional.ctc_loss(scores, label[None], *lengths, blank=0, reduction="sum")


CTC = Layer(
    name="ctc",
    title="Connectionist temporal classification (CTC) of one sequence",
    shapes={"X": "T 0..C", "label": "U"},
    integers={"label": "1..C"},
    lengths={"T": "U + R"},
    premises=("R >= U - 1",),
    forward="""
        Q[t,c in 0..C] = exp(X[t,c]) / (sum[k in 0..C] exp(X[t,k]))
        A[0,u in 1..U] = 0
        B[0,u in 0..U] = [u = 0]
        A[t in 1..T,u in 1..U] = Q[t,label[u]]*(A[t-1,u] + B[t-1,u-1] + (1 - [label[u] = label[u-1]])*A[t-1,u-1])
        B[t in 1..T,u in 0..U] = Q[t,0]*(B[t-1,u] + A[t-1,u])
        L = -log(A[T,U] + B[T,U])
    """,
    oracle=oracle,
    source="Graves, Fernandez, Gomez & Schmidhuber 2006, eqs. 5 to 8 and 14",
)
