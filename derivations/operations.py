"""How many multiply-adds a layer's forward rule asks for, read off the rule.

Convention. Counted are the multiply-adds of matrix products and convolutions: one for each term of a sum whose terms
are products of two entries, such as X[n,d]*W[m,d]. Adding a bias, applying a function to an entry, pooling and
normalising are not counted, as is usual; positions that fall on zero padding are. In floating-point operations (FLOPs)
a multiply-add is two.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from derivations import terms as T
from derivations.integers import ONE, ZERO, Integer, Symbol
from derivations.layer import Layer

CONVENTION = "a multiply-add is one term of a sum of products of two entries; in FLOPs it counts as two"


def multiply_adds(layer: Layer, sizes: Mapping[str, Integer]) -> Integer:
    """The multiply-adds of one application; sizes: the layer's letter -> its size.

    Raises ValueError where a range depends on an index, for then the terms are not a product of lengths.
    """
    found = ZERO
    for lengths in products(layer):
        terms = ONE
        for length in lengths:
            terms = terms * length.substitute(sizes)
        found = found + terms
    return found


def products(layer: Layer) -> tuple[tuple[Integer, ...], ...]:
    """For each sum of products the lengths whose product is the number of its terms, in the layer's own letters."""
    found = []
    for d in layer.program.definitions:
        for indices in _sums_of_products(d.rhs, d.indices):
            names = {i.name for i in indices}
            for i in indices:
                if (i.low.names | i.high.names) & names:
                    raise ValueError(
                        f"{layer.name}: the range of {i.name} depends on an index, so its terms have no product"
                    )
            found.append(tuple(i.high - i.low + 1 for i in indices))
    return tuple(found)


def _sums_of_products(t: T.Term, indices: tuple[T.Index, ...], summed: bool = False) -> Iterator[tuple[T.Index, ...]]:
    """The indices that run freely over each product of two or more entries below a sum."""
    if isinstance(t, T.Sum):
        yield from _sums_of_products(t.body, indices + t.indices, True)
    elif isinstance(t, T.Mul) and summed and sum(isinstance(f, T.Entry) and bool(f.at) for f in t.factors) >= 2:
        yield _free(indices, t.factors)
    else:
        inside = indices + t.indices if isinstance(t, T.Binder) else indices
        for c in t.children:
            yield from _sums_of_products(c, inside, summed and isinstance(t, (T.Add, T.Mul)))


def _free(indices: tuple[T.Index, ...], factors: tuple[T.Term, ...]) -> tuple[T.Index, ...]:
    """Without the indices that an equation among the factors fixes, as [i = s*(h-1) + r] fixes i."""
    for f in factors:
        if isinstance(f, T.Iverson) and f.relation == "=":
            difference = f.left - f.right
            for i in indices:
                factor = difference.coefficient(Symbol(i.name))
                if factor is not None and abs(factor.constant or 0) == 1:
                    indices = tuple(x for x in indices if x is not i)
                    break
    return indices
