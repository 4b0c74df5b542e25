"""Finding a definition's right side inside a term: indices of the definition stand for any integer in range."""

from __future__ import annotations

from collections.abc import Iterator

from derivations import terms as T
from derivations.integers import Integer, symbol
from derivations.terms import Binder, Index, Mul, Number, Pow, Term, alpha, factors_of, rename

Bindings = dict[str, Integer]
GREATEST_POWER = 4


def match(pattern: Term, t: Term, variables: frozenset[str], found: Bindings) -> Iterator[Bindings]:
    """Every way to choose the variables so that pattern equals t (factors and addends in any order)."""
    if type(pattern) is not type(t):
        return
    match pattern, t:
        case Binder(), Binder():
            yield from _binders(pattern, t, variables, found)
        case (Mul(ps), Mul(ts)) | (T.Add(ps), T.Add(ts)):
            if len(ps) == len(ts):
                for bindings, rest in subset(list(ps), list(ts), variables, found):
                    if not rest:
                        yield bindings
        case _:
            own = zip(T.own_integers(pattern), T.own_integers(t))
            if _bare(pattern) != _bare(t) or len(pattern.children) != len(t.children):
                return
            chosen: Bindings | None = dict(found)
            for p, e in own:
                chosen = None if chosen is None else _integers(p, e, variables, chosen)
            if chosen is not None:
                yield from _all(list(zip(pattern.children, t.children)), variables, chosen)


def _all(pairs: list[tuple[Term, Term]], variables: frozenset[str], found: Bindings) -> Iterator[Bindings]:
    if not pairs:
        yield found
        return
    for bindings in match(*pairs[0], variables, found):
        yield from _all(pairs[1:], variables, bindings)


def _bare(t: Term) -> tuple[object, ...]:
    """What must agree besides children and integers."""
    match t:
        case Number(v):
            return (v,)
        case T.Entry(tensor, at):
            return (tensor, len(at))
        case T.Apply(function, _):
            return (function,)
        case T.Compare(relation, _, _) | T.Iverson(relation, _, _):
            return (relation,)
        case T.Partial(_, wrt):
            return (wrt.tensor, len(wrt.at))
        case _:
            return ()


def _integers(p: Integer, e: Integer, variables: frozenset[str], found: Bindings) -> Bindings | None:
    """p = e with one variable of p chosen, if one is still free and stands alone."""
    if p.symbol in variables and p.symbol not in found:
        return {**found, p.symbol: e} if p.symbol else None
    return found if p.substitute(found) == e else None


def _binders(pattern: Binder, t: Binder, variables: frozenset[str], found: Bindings) -> Iterator[Bindings]:
    if len(pattern.indices) != len(t.indices):
        return
    marks = [f"%%{k}" for k in range(len(t.indices))]
    theirs = {i.name: symbol(m) for i, m in zip(t.indices, marks)}
    ours = {i.name: symbol(m) for i, m in zip(pattern.indices, marks)}
    bindings: Bindings | None = dict(found)
    for p, i in zip(pattern.indices, t.indices):
        for a, b in ((p.low, i.low), (p.high, i.high)):
            bindings = (
                None if bindings is None else _integers(a.substitute(ours), b.substitute(theirs), variables, bindings)
            )
    if bindings is None:
        return
    if isinstance(pattern, T.Select) and isinstance(t, T.Select):
        for a, b in zip(pattern.at, t.at):
            bindings = None if bindings is None else _integers(a, b, variables, bindings)
        if bindings is None:
            return
    for result in match(rename(pattern.body, ours), rename(t.body, theirs), variables, bindings):
        if not any(name.startswith("%%") for e in result.values() for name in e.names):
            yield result


def subset(
    patterns: list[Term], terms: list[Term], variables: frozenset[str], found: Bindings
) -> Iterator[tuple[Bindings, list[Term]]]:
    """Every way to find the patterns among the terms, with the terms left over."""
    if not patterns:
        yield found, terms
        return
    for k, t in enumerate(terms):
        for bindings in match(patterns[0], t, variables, found):
            yield from subset(patterns[1:], terms[:k] + terms[k + 1 :], variables, bindings)


def unrolled(t: Term, roots: bool = False) -> list[Term]:
    """Factors of a product, powers written out: f^-2 holds f^-1 twice; with roots, f^-1 holds sqrt(f)^-1 twice."""
    out: list[Term] = []
    for f in factors_of(t):
        match f:
            case Pow(base, Number(e)) if abs(2 * e) <= 2 * GREATEST_POWER and (
                e.denominator == 2 or (roots and e.denominator == 1 and not isinstance(base, T.Apply))
            ):
                root = T.Apply("sqrt", base)
                out += [root if e > 0 else Pow(root, T.MINUS_ONE)] * abs(int(2 * e))
            case Pow(base, Number(e)) if e.denominator == 1 and 1 < abs(e) <= GREATEST_POWER:
                out += [base if e > 0 else Pow(base, T.MINUS_ONE)] * abs(int(e))
            case _:
                out.append(f)
    return out


def same(a: Term, b: Term) -> bool:
    """Equality up to bound names."""
    return alpha(a) == alpha(b)


def indices_in_range(bindings: Bindings, indices: tuple[Index, ...]) -> Iterator[tuple[Integer, Integer, Integer]]:
    """low, value, high for every index of a definition under the bindings."""
    for i in indices:
        yield i.low.substitute(bindings), bindings[i.name], i.high.substitute(bindings)
