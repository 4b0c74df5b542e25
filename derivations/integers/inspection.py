"""Looking inside integer expressions: the atoms at every depth, replacing one, and the number an expression is."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from derivations.integers.atoms import Atom, Extreme, Floor, Read, Symbol, parts_of
from derivations.integers.polynomial import Integer, inside


def atoms_within(e: Integer) -> dict[Atom, None]:
    """Every atom of e, at any depth, inner ones first; a dict for its order."""
    found: dict[Atom, None] = {}
    for a in sorted(e.atoms, key=lambda a: a.key):
        for part in parts_of(a):
            found.update(atoms_within(part))
        found[a] = None
    return found


def floors(e: Integer) -> list[Floor]:
    return [a for a in atoms_within(e) if isinstance(a, Floor)]


def extremes(e: Integer) -> list[Extreme]:
    return [a for a in atoms_within(e) if isinstance(a, Extreme)]


def replace_atom(e: Integer, old: Atom, new: Integer) -> Integer:
    """e with an atom replaced, at every depth."""
    return e.map_atoms(lambda a: new if a == old else inside(a, lambda x: replace_atom(x, old, new)))


def value(
    e: Integer, values: Mapping[str, int], read_entry: Callable[[str, tuple[int, ...]], int] | None = None
) -> int:
    """The number an expression is, given the number each symbol is."""

    def atom(a: Atom) -> int:
        match a:
            case Symbol(name):
                return values[name]
            case Floor(n, d):
                return value(n, values, read_entry) // value(d, values, read_entry)
            case Extreme(kind, parts):
                return (min if kind == "min" else max)(value(p, values, read_entry) for p in parts)
            case Read(tensor, at):
                if read_entry is None:
                    raise ValueError(f"{tensor} is read as an index, and no values of it are given")
                return read_entry(tensor, tuple(value(p, values, read_entry) for p in at))

    total = 0
    for m, c in e.parts:
        for a in m:
            c *= atom(a)
        total += c
    return total
