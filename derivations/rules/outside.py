"""Sums over what lies outside a tensor: an entry there is 0, so a bound that only cuts off such entries may go."""

from __future__ import annotations

from derivations import terms as T
from derivations.prover import is_proved, nonnegative
from derivations.rule import Context, rule
from derivations.rules.recognition import wider
from derivations.terms import Sum, Term


@rule(
    r"\sum_{i \le \min(h, a)} x_{b} f_i = \sum_{i \le h} x_{b} f_i \text{ where } b \text{ leaves the range of } x"
    r" \text{ for } i > a",
    "Beyond the bound an entry is read outside its tensor and is 0, so the bound can be left out.",
    "outside",
    (
        "sum[j in max(1, k - N)..min(k - 1, N)] u[j]*v[k-j] => sum[j in max(1, k - N)..N] u[j]*v[k-j]",
        "sum[j in 1..min(k - 1, N)] u[j]*v[k-j] => sum[j in 1..N] u[j]*v[k-j]",
        "sum[j in 1..min(k, N)] u[j]*v[k-j] => sum[j in 1..N] u[j]*v[k-j]",
        "sum[j in 1..min(k - 1, N)] u[j] => refuses",
        "sum[j in 1..min(k - 2, N)] u[j]*v[k-j] => refuses",
        "sum[j in 1..min(2, N)] u[j]*v[k-j] => refuses",
        "sum[j in 1..min(k - 1, N)] u[j]*log(v[k-j]) => refuses",
    ),
    "an entry outside its tensor is 0",
)
def outside(t: Term, context: Context) -> Term | None:
    """A bound dropped that depends on another index, so that what remains are bounds by sizes.

    All factors have a value everywhere, so that the one that is 0 decides.
    """
    if not isinstance(t, Sum):
        return None
    factors = T.factors_of(t.body)
    if not all(isinstance(f, (T.Entry, T.Number, T.Size, T.Iverson)) for f in factors):
        return None
    scope = {i.name for i in (*context.facts.ranges, *t.indices)}
    for k, index in enumerate(t.indices):
        for new, beyond in wider(index):
            if not (beyond.names - {index.name}) & scope:
                continue
            indices = (*t.indices[:k], new, *t.indices[k + 1 :])
            here = context.facts.within(indices).given((beyond,))
            for f in factors:
                places = zip(f.at, context.ranges.get(f.tensor, ())) if isinstance(f, T.Entry) else ()
                off = (e for at, (low, high) in places for e in (low - 1 - at, at - high - 1))
                if any(is_proved(nonnegative(e, here)) for e in off):
                    return Sum(indices, t.body)
    return None
