"""Eliminating the equations between indices that differentiation leaves. An index with coefficient 1 is replaced, a
floor is opened, an index with another coefficient is divided out. What is then left are inequalities: see bounds.py.

Sources: Urban & van der Smagt 2017 (arXiv:1711.01348); Graham, Knuth & Patashnik 1994, ch. 2 and 3.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from derivations import terms as T
from derivations.facts import Facts
from derivations.integers import ONE, ZERO, Floor, Integer, Read, Symbol, floor, replace_atom
from derivations.prover import is_proved, nonnegative
from derivations.rule import Context, rule
from derivations.terms import Index, Iverson, Mul, Sum, Term, bound_names, fresh, names, product, rename, summed

SOURCE = "Urban & van der Smagt 2017, sec. 4; Graham, Knuth & Patashnik 1994, sec. 2.1 and 3.2"


def brackets(t: Sum, relation: str) -> Iterator[tuple[int, Iverson]]:
    """Brackets of one relation among the factors of a sum's body, with their places."""
    for k, f in enumerate(T.factors_of(t.body)):
        if isinstance(f, Iverson) and f.relation == relation:
            yield k, f


def without(t: Sum, k: int) -> list[Term]:
    """The factors of the body but the k-th."""
    factors = T.factors_of(t.body)
    return [*factors[:k], *factors[k + 1 :]]


def replaced(t: Sum, index: Index, value: Integer, factors: list[Term], guards: list[Iverson]) -> Term:
    """The sum with one index replaced by a value, guards included."""
    put = {index.name: value}
    rest = tuple(
        Index(i.name, i.low.substitute(put), i.high.substitute(put)) for i in t.indices if i.name != index.name
    )
    return summed(rest, product([*(rename(f, put) for f in factors), *guards]))


def unit_choice(t: Sum, e: Integer) -> tuple[Index, Integer] | None:
    """The first index with coefficient 1 or -1 in e, outside every floor, and the value that makes e zero."""
    for index in t.indices:
        if index.name not in e.names:
            continue
        c = e.coefficient(Symbol(index.name))
        if c is None or c.constant not in (1, -1):
            continue
        value = index.integer - e * (c.constant or 1)
        later = {i.name for i in t.indices if index.name in i.low.names | i.high.names}
        if not value.names & later:
            return index, value
    return None


@rule(
    r"\sum_i [i = a] f_i = [\text{low} \le a \le \text{high}]\, f_a",
    "The bracket leaves one value of the index.",
    "eliminate",
    (
        "sum[i in 1..N] [i = k + 1] => [1 <= k + 1]*[k + 1 <= N]",
        "sum[i in 1..N] u[i]*[i = k] => u[k]*[1 <= k]*[k <= N]",
        "sum[i in 1..N] u[i]*[2*i = k] => refuses",
    ),
    SOURCE,
)
def substitute(t: Term, context: Context) -> Term | None:
    match t:
        case Sum():
            for k, bracket in brackets(t, "="):
                chosen = unit_choice(t, bracket.left - bracket.right)
                if chosen is not None:
                    index, value = chosen
                    guards = [Iverson("<=", index.low, value), Iverson("<=", value, index.high)]
                    return replaced(t, index, value, without(t, k), guards)
    return None


def bounded(e: Integer, indices: tuple[Index, ...], facts: Facts) -> tuple[Integer, Integer] | None:
    """A lower and an upper bound of e without the given indices, each pushed to its worst end."""
    low = high = e
    for k in range(len(indices) - 1, -1, -1):
        index, scope = indices[k], facts.within(indices[:k])
        ends = []
        for bound, first, last in ((low, index.low, index.high), (high, index.high, index.low)):
            if index.name not in bound.names:
                ends.append(bound)
                continue
            c = bound.coefficient(Symbol(index.name))
            if c is None:
                return None
            if is_proved(nonnegative(c, scope)):
                ends.append(bound.substitute({index.name: first}))
            elif is_proved(nonnegative(-c, scope)):
                ends.append(bound.substitute({index.name: last}))
            else:
                return None
        low, high = ends
    return low, high


@rule(
    r"g(\lfloor a/c \rfloor) = \sum_q [cq \le a][a \le cq + c - 1]\, g(q)",
    "Call the floor q; it is the one whole number with cq <= a <= cq + c - 1.",
    "eliminate",
    (
        (
            "sum[i in 1..N] u[i]*[floor(i/3) = k] => "
            "sum[i in 1..N, q in 0..floor(N/3)] u[i]*[q = k]*[3*q <= i]*[i <= 3*q + 2]"
        ),
        "sum[i in 1..N] u[i]*[i = k] => refuses",
    ),
    SOURCE,
)
def open_floor(t: Term, context: Context) -> Term | None:
    match t:
        case Sum(indices, _):
            own = {i.name for i in indices}
            for k, bracket in brackets(t, "="):
                e = bracket.left - bracket.right
                if unit_choice(t, e) is not None:
                    continue
                for atom in sorted((a for a in e.atoms if isinstance(a, Floor)), key=lambda a: a.key):
                    if not (atom.numerator.names & own):
                        continue
                    ends = bounded(atom.numerator, indices, context.facts)
                    if ends is None:
                        continue
                    d = atom.denominator
                    name = fresh("q", names(t) | bound_names(t) | context.taken)
                    q = Index(name, floor(ends[0], d), floor(ends[1], d))
                    new = Iverson("=", *(replace_atom(x, atom, q.integer) for x in (bracket.left, bracket.right)))
                    n = atom.numerator
                    guards = [Iverson("<=", q.integer * d, n), Iverson("<=", n, q.integer * d + d - 1)]
                    factors = list(T.factors_of(t.body))
                    factors[k] = new
                    return Sum((*indices, q), Mul((*factors, *guards)))
    return None


def residue(a: Integer, by: Integer) -> Integer:
    """A shorter expression that leaves the same remainder: what `by` divides dropped, a positive term in front."""
    if by.constant is not None:
        least = Integer({m: c % by.constant for m, c in a.parts})
        return Integer({m: c if c <= by.constant // 2 else c - by.constant for m, c in least.parts})
    atom = next((x for x in floor(a, by).atoms if isinstance(x, Floor) and x.denominator == by), None)
    rest = atom.numerator if atom is not None else ZERO
    return rest if sum(c > 0 for _, c in rest.parts) * 2 >= len(rest.parts) else -rest


@rule(
    r"\sum_i [c i = a] f_i = [c \mid a][\text{low} \le a/c \le \text{high}]\, f_{a/c}",
    "The index is a quotient, where it is whole.",
    "eliminate",
    (
        "sum[i in 1..N] [3*i = j + k] => [3 | j + k]*[1 <= floor((j + k)/3)]*[floor((j + k)/3) <= N]",
        "sum[i in 1..1] [2*i = k] => [2 | k]*[1 <= floor(k/2)]*[floor(k/2) <= 1]",
        "sum[i in 1..N] u[i]*[i = k] => refuses",
    ),
    SOURCE,
)
def divide(t: Term, context: Context) -> Term | None:
    match t:
        case Sum():
            for k, bracket in brackets(t, "="):
                e = bracket.left - bracket.right
                if unit_choice(t, e) is not None:
                    continue
                for index in t.indices:
                    c = e.coefficient(Symbol(index.name)) if index.name in e.names else None
                    if c is None or c.constant == 0 or any(i.name in c.names for i in t.indices):
                        continue
                    later = {i.name for i in t.indices if index.name in i.low.names | i.high.names}
                    rest = e - c * index.integer
                    for sign in (1, -1):
                        if rest.names & later or not is_proved(nonnegative(c * sign - ONE, context.facts)):
                            continue
                        a, by = rest * -sign, c * sign
                        value = floor(a, by)
                        guards = [
                            Iverson("|", by, residue(a, by)),
                            Iverson("<=", index.low, value),
                            Iverson("<=", value, index.high),
                        ]
                        return replaced(t, index, value, without(t, k), guards)
    return None


@rule(
    r"[a = b]\, f_a = [a = b]\, f_b",
    "Where the bracket is 1, the value that was read is the index.",
    "eliminate",
    (
        "[y[k] = i]*u[y[k]] => [y[k] = i]*u[i]",
        "[i = y[k]]*(u[y[k]] + v[j])*c => [i = y[k]]*(u[i] + v[j])*c",
        "[y[k] = i]*u[y[j]] => refuses",
        "[i = k]*u[i] => refuses",
        "[y[k] = i]*sum[j in 1..N] M[j,y[k]] => [y[k] = i]*sum[j in 1..N] M[j,i]",
    ),
    "where the bracket is 0 the product is 0",
)
def under_bracket(t: Term, context: Context) -> Term | None:
    match t:
        case Mul(factors):
            for k, bracket in enumerate(factors):
                found = _value_read(bracket)
                if found is None:
                    continue
                atom, index = found
                new = tuple(f if n == k else _put(f, atom, index) for n, f in enumerate(factors))
                if new != factors:
                    return Mul(new)
    return None


def _value_read(bracket: Term) -> tuple[Read, Integer] | None:
    """The entry of an integer tensor that a bracket makes equal to an index, and the index."""
    if isinstance(bracket, Iverson) and bracket.relation == "=":
        for e, index in ((bracket.left, bracket.right), (bracket.right, bracket.left)):
            atom = next(iter(e.atoms), None)
            if index.symbol and isinstance(atom, Read) and e == Integer({(atom,): 1}) and index.symbol not in e.names:
                return atom, index
    return None


def _put(t: Term, atom: Read, index: Integer) -> Term:
    """A term with the value that was read replaced; t itself where it is not read, or where a name would be caught."""
    if atom.tensor not in T.tensors(t) or bound_names(t) & (index.names | Integer({(atom,): 1}).names):
        return t
    return _replaced_everywhere(t, atom, index)


def _replaced_everywhere(t: Term, atom: Read, index: Integer) -> Term:
    new = T.with_integers(t, lambda e: replace_atom(e, atom, index))
    if isinstance(new, T.Binder):
        bounds = ((i.name, replace_atom(i.low, atom, index), replace_atom(i.high, atom, index)) for i in new.indices)
        new = replace(new, indices=tuple(Index(*b) for b in bounds))  # type: ignore[type-var]
    return new.rebuild(tuple(_replaced_everywhere(c, atom, index) for c in new.children))
