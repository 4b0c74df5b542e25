"""Valid correlation and full convolution in an index expression.

`valid` slides B over A where both overlap fully, full convolution wherever they overlap at all (Goodfellow, Bengio &
Courville 2016, eq. 9.6).
"""

from __future__ import annotations

from derivations import terms as T
from derivations.integers import symbol
from derivations.operators.nodes import Array, Scalar, Scaled, Slid, Summed
from derivations.terms import Entry, Index, Sum, Term


def correlation(rhs: Term, letters: tuple[Index, ...]) -> Array | None:
    """Two entries whose last axes slide over one another: x[i + p - 1] g[p] is valid, g[i - p + 1] k[p] is full."""
    names = [i.name for i in letters]
    outside = [f for f in T.factors_of(rhs) if not isinstance(f, Sum)]
    sums = [f for f in T.factors_of(rhs) if isinstance(f, Sum)]
    if len(sums) != 1 or any(T.names(f) & set(names) for f in outside):
        return None
    found = _slid(sums[0], names)
    return Scaled(Scalar(T.product(outside)), found) if found is not None and outside else found


def _slid(body: Sum, letters: list[str]) -> Array | None:
    factors = T.factors_of(body.body)
    if len(factors) != 2 or len(letters) < 1:
        return None
    bound = {i.name for i in body.indices}
    for a, b in (factors, factors[::-1]):
        if not isinstance(a, Entry) or not isinstance(b, Entry):
            return None
        for rank in (2, 1):
            inner = [x.symbol for x in b.at[-rank:]]
            if min(len(a.at), len(b.at), len(letters)) < rank or None in inner or not set(inner) <= bound:
                continue
            if any(x.symbol is None for x in (*a.at[:-rank], *b.at[:-rank])):
                continue
            for kind, sign in (("valid", 1), ("full", -1)):
                expected = [symbol(i) + symbol(p or "") * sign - sign for i, p in zip(letters[-rank:], inner)]
                if list(a.at[-rank:]) == expected:
                    outer = tuple(i for i in body.indices if i.name not in inner)
                    found = Slid(kind, a, b, rank)
                    return Summed(outer, found) if outer else found
    return None
