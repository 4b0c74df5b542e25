"""What an equation of a document defines: a quantity, its entries, a function, numbers for a name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from checkers.algebra.table import CONSTANTS, bound_names, entry_name, index_like, places_of
from checkers.algebra.tree import (
    Apply,
    Big,
    Derivative,
    Dots,
    Entry,
    Label,
    Name,
    Node,
    Number,
    Operation,
    Relation,
    Rows,
    Transpose,
    has_kind,
    names_in,
    walked,
)

FIXED = frozenset({"det", "trace", "inv", "diag"})  # functions that no document gives another meaning


@dataclass(frozen=True)
class Definition:
    """name = body; letters: those of its places (q_i) or arguments (f(x)); place: the numbers of one entry (q_1)."""

    name: str
    letters: tuple[str, ...]
    body: Node
    line: int = 0
    function: bool = False
    place: tuple[int, ...] = ()
    given: bool = False  # it comes from the problem
    section: int = 0

    @property
    def numeric(self) -> bool:
        """Does it give numbers, or is it a formula?"""
        return not self.function and numeric(self.body)


def numeric(tree: Node) -> bool:
    """Is the tree made of numbers alone?"""
    return all(not isinstance(n, (Entry, Derivative, Dots, Label, Big)) and
               (not isinstance(n, Name) or n.name in CONSTANTS - {"I"}) for n in walked(tree))  # fmt: skip


def definition_of(left: Node, right: Node, line: int = 0) -> Definition | None:
    """What `left = right` defines where it is read as a definition; None where it cannot be one."""
    if has_kind(right, Dots):
        return None
    found = _head(left, right, line)
    if found is None or found.name in CONSTANTS or not _fits(found):
        return None
    return found


def _head(left: Node, right: Node, line: int) -> Definition | None:
    match left:
        case Name(name):
            return Definition(name, (), right, line)
        case Operation("^", Name("sigma" as name), Number(value)) if value == 2:  # a variance
            return Definition(name, (), Apply("sqrt", (right,), start=right.start), line)
        case Transpose(Name(name)):
            return Definition(name, (), Transpose(right), line)
        case Apply(function, arguments, primes) if arguments and all(isinstance(a, Name) for a in arguments):
            letters = tuple(a.name for a in arguments if isinstance(a, Name))
            if primes or len(set(letters)) < len(letters) or function in FIXED:
                return None  # f'(x) = .. is a claim about f, and det A = .. about A
            return Definition(function, letters, right, line, function=True)
        case Entry(Name(name), _):
            return _entry(name, left, right, line)
        case Rows(cells):
            listed = rows_name(left)
            if listed is not None and cells:
                return Definition(listed, (), right, line)
    return None


def _entry(name: str, left: Entry, right: Node, line: int) -> Definition | None:
    places = places_of(left, None)
    if all(isinstance(p, Name) for p in places):
        letters = tuple(p.name for p in places if isinstance(p, Name))
        used = names_in(right)
        if all(len(x) == 1 or x in ("tau",) for x in letters) and len(set(letters)) == len(letters):
            counting = all(_is_index(x, right) for x in letters) or not (set(letters) & used)
            if counting and not (len(letters) == 1 and letters[0].isupper()):
                return Definition(name, letters, right, line)
    if all(isinstance(p, Number) and p.value.denominator == 1 for p in places):
        numbers = tuple(int(p.value) for p in places if isinstance(p, Number))
        return Definition(name, (), right, line, place=numbers)
    whole = entry_name(left)
    if whole is not None and all(isinstance(p, (Name, Label)) for p in places):
        return Definition(whole, (), right, line)
    return None


def _is_index(letter: str, body: Node) -> bool:
    """Does the letter count entries in the body, rather than being a quantity of its own?"""
    return any(m.name == letter for n in walked(body, Entry, Relation, Big) for m in walked(n, Name))  # fmt: skip


def _fits(found: Definition) -> bool:
    """A definition does not read itself, unless an earlier or later entry of it: h_t = .. h_{t-1} ..."""
    for n in walked(found.body):
        if isinstance(n, Name) and n.name == found.name and found.name not in found.letters:
            return recurrence(found) is not None
        if isinstance(n, Apply) and found.function and n.function == found.name:
            return False
    return not (isinstance(found.body, (Name, Entry)) and entry_name(found.body) == found.name)


def recurrence(found: Definition) -> tuple[int, bool] | None:
    """(place along which a definition reads itself, whether it runs backwards); None where it does not."""
    seen: set[tuple[int, bool]] = set()
    own = [n for n in walked(found.body, Entry) if n.base == Name(found.name)]
    bare = [n for n in walked(found.body, Name) if n.name == found.name]
    if not own or len(own) != len(bare):
        return None
    for n in own:
        places = places_of(n, len(found.letters))
        steps = [(k, s) for k, (p, x) in enumerate(zip(places, found.letters)) if (s := _step(p, x)) is not None]
        if len(steps) != 1:
            return None
        seen.add((steps[0][0], steps[0][1] > 0))
    return seen.pop() if len(seen) == 1 else None


def _step(place: Node, letter: str) -> int | None:
    """+1 or -1 and so on for `t - 1`; None for anything else."""
    match place:
        case Operation("+" | "-" as sign, Name(name), Number(value)) if name == letter and value.denominator == 1:
            return int(value) if sign == "+" else -int(value)
    return None


def rows_name(tree: Node) -> str | None:
    """The quantity whose entries, in their order, a vector or matrix lists: [z_1, z_2] is z."""
    if not isinstance(tree, Rows) or not tree.cells:
        return None
    names: set[str] = set()
    for r, row in enumerate(tree.cells, 1):
        cells = row.cells if isinstance(row, Rows) else (row,)
        for c, cell in enumerate(cells, 1):
            if not (isinstance(cell, Entry) and isinstance(cell.base, Name)):
                return None
            places = places_of(cell, 2 if len(cells) > 1 else None)
            numbers = tuple(int(p.value) for p in places if isinstance(p, Number))
            if len(numbers) != len(places) or numbers not in ((r,), (c,), (r, c)):
                return None
            if numbers in ((r,), (c,)) and len(numbers) == 1 and len(cells) > 1 and len(tree.cells) > 1:
                return None
            names.add(cell.base.name)
    return names.pop() if len(names) == 1 else None


def leaves(tree: Node, definitions: Mapping[str, Definition], functions: Mapping[str, Definition]) -> set[str]:
    """The quantities that a tree depends on in the end, definitions opened."""
    return {n for n in expanded(tree, definitions, functions) if n not in definitions}


def read_parts(tree: Node, bases: bool = True) -> Iterator[Node]:
    """The parts of a tree that are quantities: no places of entries, no ends of sums, no conditions on indices.

    bases: with the tensors of which entries are read.
    """
    waiting = [tree]
    while waiting:
        n = waiting.pop()
        yield n
        if isinstance(n, Entry):
            if bases:
                waiting.append(n.base)
        elif isinstance(n, Big):
            waiting.append(n.body)
        elif not (isinstance(n, Relation) and index_like(n.left) and index_like(n.right)):
            waiting.extend(reversed(n.children))


def quantities(tree: Node) -> tuple[Node, ...]:
    """The different names, entries and calls that a tree reads, looked for once: the same trees are asked often."""
    if "quantities" not in tree.__dict__:
        read = (n for n in read_parts(tree, bases=False) if isinstance(n, (Name, Entry, Apply)))
        tree.__dict__["quantities"] = tuple(dict.fromkeys(read))
    found: tuple[Node, ...] = tree.__dict__["quantities"]
    return found


def expanded(tree: Node, definitions: Mapping[str, Definition], functions: Mapping[str, Definition]) -> set[str]:
    """Every quantity that a tree reads, by itself or through definitions.

    An entry with a meaning of its own (W_1) does not read the tensor of its name.
    """
    found: set[str] = set()
    opened: set[str] = set()
    waiting: list[tuple[Node, frozenset[str]]] = [(tree, frozenset(bound_names(tree)))]
    while waiting:
        node, own = waiting.pop()
        for n in quantities(node):
            if isinstance(n, Apply):
                if n.function in functions and (key := f"{n.function}()") not in opened:
                    opened.add(key)
                    f = functions[n.function]
                    waiting.append((f.body, frozenset(f.letters) | bound_names(f.body)))
            elif isinstance(n, Entry):
                if (whole := entry_name(n)) in definitions:
                    _open(str(whole), definitions, opened, waiting)
                    found.add(str(whole))
                else:
                    waiting.append((n.base, own))
            elif isinstance(n, Name) and n.name not in own and n.name not in CONSTANTS:
                found.add(n.name)
                _open(n.name, definitions, opened, waiting)
    return found


def _open(
    name: str,
    definitions: Mapping[str, Definition],
    opened: set[str],
    waiting: list[tuple[Node, frozenset[str]]],
) -> None:
    if name in definitions and name not in opened:
        opened.add(name)
        d = definitions[name]
        waiting.append((d.body, frozenset(d.letters) | bound_names(d.body)))
