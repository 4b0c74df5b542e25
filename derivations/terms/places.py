"""Places in terms: walking to one, looking at it, putting something else there."""

from __future__ import annotations

from collections.abc import Iterator

from derivations.terms.nodes import Binder, Index, Term

Path = tuple[int, ...]


def positions(t: Term, path: Path = ()) -> Iterator[tuple[Path, Term]]:
    """Every place in a term with the subterm there, outermost first."""
    yield path, t
    for k, c in enumerate(t.children):
        yield from positions(c, path + (k,))


def at(t: Term, path: Path) -> Term:
    """The subterm at a place."""
    for k in path:
        t = t.children[k]
    return t


def put(t: Term, path: Path, new: Term) -> Term:
    """The term with the subterm at a place replaced."""
    if not path:
        return new
    children = list(t.children)
    children[path[0]] = put(children[path[0]], path[1:], new)
    return t.rebuild(tuple(children))


def binders_above(t: Term, path: Path) -> tuple[Index, ...]:
    """The indices in scope at a place, outermost first."""
    found: list[Index] = []
    for k in path:
        if isinstance(t, Binder):
            found.extend(t.indices)
        t = t.children[k]
    return tuple(found)


def contains(t: Term, kind: type[Term] | tuple[type[Term], ...]) -> bool:
    return isinstance(t, kind) or any(contains(c, kind) for c in t.children)
