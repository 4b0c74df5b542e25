"""Is an answer the same as the key for all sizes? A ladder that stops at the first rung that is certain."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias

from checkers.verdict import AnyVerdict, Different, Equal, Undecided, Witness
from derivations import terms as T
from derivations.printing.text import integer_text
from derivations.rule import Definition, Range

if TYPE_CHECKING:
    from torch import Tensor

    from checkers.instance import Instance

Samples: TypeAlias = "tuple[Sequence[Instance], Sequence[Tensor]]"
TOLERANCE = 1e-9  # relative to the largest entry of the key


def decide(
    answer: T.Term,
    key: Definition,
    samples: Callable[[], Samples],
    name: str = "",
    letters: Mapping[str, str] | None = None,
    zero_outside: bool = False,
) -> AnyVerdict:
    """Compare an answer over the key's indices with the key.

    samples: gives instances and the key's values in each, one axis for each index; called only when the formulas
    differ. name: of the answer, in witnesses; letters: how a tensor is spelled in a sentence. zero_outside: entries
    outside a tensor are 0 by the question. The rungs: the same term
    up to bound names and order; then every entry in every instance, where an entry that does not exist is named.
    Undecided where values agree only if entries outside a tensor count as 0, and where an evaluation would take too
    long.
    """
    if canonical(answer) == canonical(key.rhs):
        return Equal("the same formula up to the names of summed indices and the order of factors")
    instances, expected = samples()
    return at_instances(answer, key.indices, instances, expected, name or key.tensor, letters or {}, zero_outside)


def at_instances(
    answer: T.Term,
    indices: tuple[T.Index, ...],
    instances: Sequence[Instance],
    expected: Sequence[Tensor],
    name: str,
    letters: Mapping[str, str],
    zero_outside: bool = False,
) -> AnyVerdict:
    """Compare every entry in every instance."""
    from checkers.strict import MAX_COST, cost, evaluate_strictly

    checked, entries = 0, 0
    unread: Witness | None = None
    for instance, right in zip(instances, expected):
        if cost(answer, instance, indices) > MAX_COST:
            continue
        values, outside = evaluate_strictly(answer, instance, indices)
        outside = {} if zero_outside else outside
        right = right.reshape(-1)
        if not bool(right.isfinite().all()):
            return Undecided("the key is not finite at an instance")
        found = _difference(values, right, instance, indices, name)
        if found is not None:
            nonexistent = missing(answer, indices, instance, right, name, letters) if outside else None
            return Different(nonexistent or found)
        if outside:
            unread = unread or missing(answer, indices, instance, right, name, letters)
        checked, entries = checked + 1, entries + len(right)
    if unread is not None:
        return Undecided(f"it agrees only if entries outside a tensor count as 0: {unread.sentence}")
    if not checked:
        return Undecided("evaluating the answer takes too many steps at every instance")
    return Equal(f"equal in all {entries} entries of {checked} random instances with different, equal and unit sizes")


def _difference(
    values: Tensor, right: Tensor, instance: Instance, indices: tuple[T.Index, ...], name: str
) -> Witness | None:
    """The entry that differs most, and whether all entries differ by one factor."""
    from checkers.evaluate import all_points

    if not len(right):
        return None
    scale = float(right.abs().max())
    gap = (values - right).abs()
    gap[~values.isfinite()] = float("inf")
    k = int(gap.argmax())
    if float(gap[k]) <= TOLERANCE * (scale or 1.0):
        return None
    at = tuple(int(v) for v in all_points(instance, indices)[k])
    got, wanted = float(values[k]), float(right[k])
    entry = f"{name}[{','.join(map(str, at))}]" if at else name
    yours = f"{got:.6g}" if values[k].isfinite() else "not a finite number"
    sentence = f"{_with_sizes(instance)}at random values, {entry} is {yours} by the answer; expected {wanted:.6g}"
    ratio = got / wanted if wanted else 0.0
    if ratio and len(right) > 1 and bool(((values - ratio * right).abs() <= TOLERANCE * abs(ratio) * scale).all()):
        sentence += f" (every entry is {ratio:.6g} times what it should be)"
    return Witness(got, wanted, sentence, dict(instance.sizes), at)


def missing(
    answer: T.Term,
    indices: tuple[T.Index, ...],
    instance: Instance,
    right: Tensor,
    name: str,
    letters: Mapping[str, str],
) -> Witness | None:
    """The first entry of the answer that reads an entry that does not exist: `dS[1,1] reads g[0,0]`."""
    from checkers.evaluate import all_points
    from checkers.strict import outside_at

    points = all_points(instance, indices)
    for k in range(len(points)):
        found = outside_at(answer, instance, indices, points[k : k + 1])
        if not found:
            continue
        tensor, place = next(iter(found.items()))
        letter, at = letters.get(tensor, tensor), tuple(int(v) for v in points[k])
        ranges = ", ".join(f"{a}..{a + n - 1}" for a, n in zip(instance.low(tensor), instance.shape(tensor)))
        entry = f"{letter}[{','.join(map(str, place))}]"
        why = axes(answer, indices, instance, letters).get(tensor)
        own = f"{name}[{','.join(map(str, at))}]" if at else name
        sentence = (
            f"{_with_sizes(instance)}{own} of the answer reads {entry}, and {entry} does not exist: "
            f"the axes of {letter} are {ranges}"
        )
        got = f"{entry} does not exist"
        return Witness(got, float(right[k]), sentence + (f" ({why})" if why else ""), dict(instance.sizes), at)
    return None


def _with_sizes(instance: Instance) -> str:
    sizes = ", ".join(f"{n} = {v}" for n, v in sorted(instance.sizes.items()))
    return f"with {sizes}, " if sizes else ""


def axes(
    answer: T.Term, indices: tuple[T.Index, ...], instance: Instance, letters: Mapping[str, str]
) -> dict[str, str]:
    """For each tensor, the index that stands alone on an axis with another range: `e runs over 1..2*m, ...`."""
    found: dict[str, str] = {}
    for path, t in T.positions(answer):
        if not isinstance(t, T.Entry) or t.tensor not in instance.ranges:
            continue
        scope: dict[str, Range] = {i.name: (i.low, i.high) for i in (*indices, *T.binders_above(answer, path))}
        for k, (place, axis) in enumerate(zip(t.at, instance.ranges[t.tensor]), 1):
            own = scope.get(place.symbol or "")
            if own is not None and own != axis:
                letter = letters.get(t.tensor, t.tensor)
                found.setdefault(
                    t.tensor,
                    f"index {place.symbol} runs over {_range(own)}, but axis {k} of {letter} over {_range(axis)}",
                )
    return found


def _range(r: Range) -> str:
    return f"{integer_text(r[0])}..{integer_text(r[1])}"


# ------------------------------------------------------------------ one form for what differs only in writing


def canonical(t: T.Term) -> T.Term:
    """Products and sums flat and in a fixed order, numbers multiplied out, nested sums one set, bound names fixed."""
    return T.alpha(_canonical(t))


def _canonical(t: T.Term) -> T.Term:
    match t:
        case T.Mul():
            return _product([_canonical(f) for f in t.factors])
        case T.Add(terms):
            flat = [u for c in map(_canonical, terms) for u in T.terms_of(c)]
            number = sum((u.value for u in flat if isinstance(u, T.Number)), T.ZERO.value)
            rest = sorted((u for u in flat if not isinstance(u, T.Number)), key=_order)
            return T.total([*rest, *([T.Number(number)] if number or not rest else [])])
        case T.Sum(indices, body):
            first, *rest = T.factors_of(_canonical(body))
            outer = [first] if isinstance(first, T.Number) and rest else []
            inner = T.product(rest if outer else [first, *rest])
            if isinstance(inner, T.Sum) and not {i.name for i in inner.indices} & {i.name for i in indices}:
                indices, inner = (*indices, *inner.indices), inner.body
            return T.product([*outer, T.Sum(indices, inner)])
        case T.Pow(base, exponent):
            inner = _canonical(base)
            if isinstance(inner, T.Number) and exponent == T.MINUS_ONE and inner.value:
                return T.Number(1 / inner.value)
            return T.Pow(inner, _canonical(exponent))
        case _:
            return t.rebuild(tuple(map(_canonical, t.children)))


def _product(factors: list[T.Term]) -> T.Term:
    flat = [g for f in factors for g in T.factors_of(f)]
    number = T.ONE.value
    rest: list[T.Term] = []
    for f in flat:
        if isinstance(f, T.Number):
            number *= f.value
        else:
            rest.append(f)
    rest.sort(key=_order)
    return T.product([*([T.Number(number)] if number != 1 or not rest else []), *rest])


def _order(t: T.Term) -> tuple[str, ...]:
    """A key that does not look at the names of indices, so that it is the same after renaming."""
    return tuple(_shape(t))


def _shape(t: T.Term) -> Iterator[str]:
    yield type(t).__name__
    match t:
        case T.Entry(tensor, _):
            yield tensor
        case T.Number(v):
            yield str(v)
        case T.Apply(function, _):
            yield function
    for c in t.children:
        yield from _shape(c)
