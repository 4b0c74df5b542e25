"""Untrusted text -> what it may mean in the names of a part. One text can have two readings; both are given."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from checkers.algebra.echo import latex
from checkers.algebra.own_definitions import taken_apart
from checkers.algebra.reading import Side, read_sides
from checkers.algebra.table import places_of
from checkers.algebra.tree import Apply, Derivative, Entry, Name, Node, Number, Operation, ReadingError, walked
from checkers.answers.names import Vocabulary, ranged
from checkers.answers.resolve import Resolver
from checkers.verdict import Unreadable
from derivations import terms as T

WHERE = re.compile(
    r"(?:\\(?:text|mathrm|textrm|textit|mbox)\s?\{\s?,?\s?(?:where|with|let)\b\s?\}?"
    r"|(?<![A-Za-z\\])(?:where|with|let)\b(?!\s?\())",
    re.IGNORECASE,
)
BETWEEN = re.compile(r"[,;\n]|\\\\|(?<![A-Za-z\\])and\b|\\(?:text|mathrm)\s*\{\s*,?\s*and\s*\}|\\q?quad")
FRESH = "\u2080"  # a letter that nobody types, for an index of the answer that has no letter yet

Definitions = Mapping[str, tuple[tuple[str, ...], Node]]


@dataclass(frozen=True)
class Reading:
    """One meaning of an answer.

    tree: in the problem's names, over `indices` (those of the goal, in the answer's letters); numpy: `*` is entry by
    entry; definitions and functions: what the answer itself defines; shown: how it was read, in LaTeX.
    """

    tree: Node
    shown: str
    indices: tuple[T.Index, ...] = ()
    numpy: bool = False
    definitions: Definitions = field(default_factory=dict)
    functions: Definitions = field(default_factory=dict)
    stars: dict[int, str] = field(default_factory=dict, compare=False)  # what `*` between matrices has meant


def read(text: str, vocabulary: Vocabulary) -> tuple[Reading, ...] | Unreadable:
    """Every reading of an answer, one if it is clear; Unreadable points at the character and says what is expected.

    A label (`dW =`, `\\frac{\\partial E}{\\partial W} =`) is passed over; of several sides the last one is the answer,
    unless it only names what is asked. Words such as "where" begin definitions of the answer's own.
    """
    if not text.strip():
        return Unreadable("the answer is empty", 0)
    try:
        return _read(text, vocabulary)
    except ReadingError as error:
        return Unreadable(error.message, min(error.position, len(text)))
    except RecursionError:
        return Unreadable("the answer is nested too deeply", 0)


def _read(text: str, vocabulary: Vocabulary) -> tuple[Reading, ...]:
    text = definitions_last(text, vocabulary) if vocabulary.goal else text
    formula, stated = without_definitions(text) if vocabulary.goal else (text, ())
    heads = [d for start, said in stated if (d := _definition(said, start, vocabulary)) is not None]
    names = vocabulary.spelled
    if heads:
        known = names.known
        functions = {h.name for h in heads if h.function}
        words = frozenset(h.name for h in heads)
        names = replace(
            names,
            spelled=names.spelled | words,
            known=replace(known, names=known.names | words, functions=known.functions | functions),
        )
    sides = read_sides(formula, names)
    label, side = labelled(sides, vocabulary)
    found: list[Reading] = []
    failed: ReadingError | None = None
    for tree in side.trees:
        try:
            reading = meaning(tree, side, label, heads, vocabulary)
        except ReadingError as error:
            failed = failed or error
            continue
        if all(reading.tree != r.tree for r in found):
            found.append(reading)
    if not found:
        assert failed is not None
        raise failed
    return tuple(found)


def definitions_last(text: str, vocabulary: Vocabulary) -> str:
    """`r = softmax(z); dz = r - p` as r - p where r = softmax(z)."""

    def asks(head: str) -> int:
        try:
            return names_the_asked(read_sides(head, vocabulary.spelled)[0].trees[0], vocabulary)
        except ReadingError:
            return False

    if WHERE.search(text) and not re.match(r"\W*(?:\\?text\W*)?let\b", text, re.IGNORECASE):
        return text
    formula, own = taken_apart(text, vocabulary.spelled, frozenset(), asks)
    return f"{formula} where {', '.join(f'{head} = {body}' for head, body in own.items())}" if own else text


def steps(text: str, vocabulary: Vocabulary) -> tuple[tuple[str, Reading], ...]:
    """The sides of a chain between its label and its end, as typed and as read, without those that are not read."""
    formula, _ = without_definitions(text)
    try:
        sides = read_sides(formula, vocabulary.spelled)
    except (ReadingError, RecursionError):
        return ()
    label, end = labelled(sides, vocabulary)
    found = []
    for side in sides[:-1]:
        if side is end or names_the_asked(side.trees[0], vocabulary) or len(side.trees) > 1:
            continue
        try:
            found.append((side.text, meaning(side.trees[0], side, label, [], vocabulary)))
        except ReadingError:
            continue
    return tuple(found)


# ---------------------------------------------------------------- labels and sides


def labelled(sides: list[Side], vocabulary: Vocabulary) -> tuple[Node | None, Side]:
    """What stands before the first `=`, and the side that is the answer."""
    if len(sides) > 1 and names_the_asked(sides[-1].trees[0], vocabulary):
        return sides[-1].trees[0], sides[-2]
    return (sides[0].trees[0] if len(sides) > 1 else None), sides[-1]


def names_the_asked(node: Node, vocabulary: Vocabulary) -> bool:
    """Is the side a mere name of what the answer has to work out?"""
    base = node.base if isinstance(node, Entry) else node
    if isinstance(base, Derivative):
        return isinstance(base.body, Name)
    return isinstance(base, Name) and base.name in vocabulary.withheld


def goal_in_letters(label: Node | None, vocabulary: Vocabulary) -> tuple[T.Index, ...]:
    """The goal in the letters of a label: `dS_{i,j} = ...` makes i and j the indices of the answer."""
    goal = vocabulary.goal
    if label is None or not goal:
        return goal
    entries = list(walked(label, Entry))
    if isinstance(label, Operation) and label.operator == " " and hasattr(label.right, "cells"):
        entries.append(Entry(Name("?"), label.right.cells))  # ∂L/∂K[d,e]
    if not entries:
        return goal
    places = places_of(entries[-1], None)
    letters = [p.name for p in places if isinstance(p, Name)][-len(goal) :]
    usable = len(set(letters)) == len(goal) == len(letters) and not set(letters) & vocabulary.sizes
    return tuple(T.Index(n, i.low, i.high) for n, i in zip(letters, goal)) if usable else goal


# ---------------------------------------------------------------- one reading


@dataclass(frozen=True)
class Head:
    """A definition inside an answer: name, letters of its places or arguments, its body."""

    name: str
    letters: tuple[str, ...]
    body: Node
    function: bool
    known: bool = False  # a name that the problem has given a meaning already


def meaning(tree: Node, side: Side, label: Node | None, heads: list[Head], vocabulary: Vocabulary) -> Reading:
    """The tree in the problem's names, its free letters matched with the indices of the goal."""
    goal = goal_in_letters(label, vocabulary)
    named = replace(vocabulary, goal=goal)
    try:
        reading, strangers = resolved(tree, side, heads, named)
    except ReadingError as error:
        if "already has a meaning" not in error.message:
            raise
        fresh = tuple(T.Index(FRESH * (k + 1), i.low, i.high) for k, i in enumerate(goal))
        try:
            reading, strangers = resolved(tree, side, heads, replace(vocabulary, goal=fresh))
        except ReadingError:
            raise error from None
        if len(strangers) != len(goal):
            raise error from None
    return with_strangers(reading, strangers)


def resolved(tree: Node, side: Side, heads: list[Head], vocabulary: Vocabulary) -> tuple[Reading, dict[str, int]]:
    own = {h.name: h.letters for h in heads if not h.function}
    functions = frozenset(h.name for h in heads if h.function)
    resolver = Resolver(vocabulary, own, functions)
    bodies = resolver.bodies
    for h in heads:
        try:
            bodies[h.name] = (h.letters, resolver.tree(h.body, frozenset(h.letters)))
        except ReadingError:
            if not h.known:
                raise
            return resolved(tree, side, [other for other in heads if other is not h], vocabulary)
    found = resolver.tree(tree)
    reading = Reading(
        found,
        latex(spelled_out(tree, vocabulary)),
        vocabulary.goal,
        side.numpy,
        {h.name: bodies[h.name] for h in heads if not h.function},
        {h.name: bodies[h.name] for h in heads if h.function},
    )
    return reading, resolver.strangers


def spelled_out(tree: Node, vocabulary: Vocabulary) -> Node:
    """The tree as it is shown: gradients typed in one word as derivatives."""
    if isinstance(tree, Name) and tree.name.startswith("dL_") and tree.name in vocabulary.ranges:
        return Derivative(Name("L"), (Name(tree.name[3:]),))
    if isinstance(tree, Entry):
        base = spelled_out(tree.base, vocabulary)
        places = tuple(spelled_out(p, vocabulary) for p in tree.places)
        if isinstance(base, Derivative) and not isinstance(tree.base, Derivative):
            return Derivative(base.body, (Entry(base.variables[0], places, tree.upper),))
        return replace(tree, base=base, places=places)
    return tree.rebuild(tuple(spelled_out(c, vocabulary) for c in tree.children))


def with_strangers(reading: Reading, strangers: dict[str, int]) -> Reading:
    """Letters that are no index of the question stand for the indices that the answer does not use, in their order.

    Raises ReadingError where there are too many of them.
    """
    if not strangers:
        return reading
    used = {n.name for t in (reading.tree, *(b for _, b in reading.definitions.values())) for n in walked(t, Name)}
    free = [i for i in reading.indices if i.name not in used]
    letter, start = next(iter(strangers.items()))
    if len(strangers) > len(free) or (free and len(strangers) < len(free) and len(free) < len(reading.indices)):
        raise ReadingError(
            f"{letter!r} has no meaning here; the answer's indices: {ranged(i for i in reading.indices)}", start
        )
    if not free:
        raise ReadingError(f"{letter!r} has no meaning here; no index is asked for", start)
    renaming = dict(zip((i.name for i in free), sorted(strangers)))
    indices = tuple(T.Index(renaming.get(i.name, i.name), i.low, i.high) for i in reading.indices)
    return replace(reading, indices=indices)


# ---------------------------------------------------------------- definitions inside an answer


def without_definitions(text: str) -> tuple[str, tuple[tuple[int, str], ...]]:
    """The formula, and (place, text) of every equation that follows a "where"."""
    places = [m for m in WHERE.finditer(text) if depth(text[: m.start()]) <= 0]
    if not places or not text[: places[0].start()].strip():
        return text, ()
    first = places[0]
    found, begin = [], first.end()
    cuts = [m for m in BETWEEN.finditer(text, first.end()) if depth(text[first.end() : m.start()]) <= 0]
    for m in [*cuts, None]:
        said = text[begin : len(text) if m is None else m.start()]
        if re.search(r"(?<![<>!=])=(?!=)", said):
            found.append((begin + len(said) - len(said.lstrip()), said.strip().strip(".,;$ ")))
        begin = begin if m is None else m.end()
    return text[: first.start()].rstrip(" ,;$"), tuple(found)


def depth(text: str) -> int:
    """How many brackets and environments are open at the end of a text."""
    opened = len(re.findall(r"(?<!\\)[(\[{]|\\begin\b", text))
    return opened - len(re.findall(r"(?<!\\)[)\]}]|\\end\b", text))


def _definition(said: str, start: int, vocabulary: Vocabulary) -> Head | None:
    """What an equation defines; None where it only repeats what the problem says of a name of its own."""
    names = vocabulary.spelled
    head, _, body = said.partition("=")
    try:
        (left,) = read_sides(head, replace(names, latex=None))
        node = left.trees[0]
    except (ReadingError, ValueError):
        return None
    if isinstance(node, Operation) and node.operator == " " and isinstance(node.left, Name):
        node = Apply(node.left.name, (node.right,))  # g(t) where g is no function yet
    base = node.base if isinstance(node, Entry) else node
    if isinstance(base, Apply):
        letters = tuple(a.name for a in base.arguments if isinstance(a, Name))
        taken = base.function in vocabulary.functions or base.primes or len(letters) != len(base.arguments)
        if taken or base.function in ("sigmoid", "sigma", "exp", "log", "relu", "tanh", "softmax"):
            return None
        name, function = base.function, True
    elif isinstance(base, Name):
        name, function = base.name.rstrip("^"), False
        places = places_of(node, None) if isinstance(node, Entry) else ()
        letters = tuple(p.name for p in places if isinstance(p, Name))
        if len(letters) != len(places):
            return None
    else:
        return None
    known = not function and (vocabulary.tensor(name) is not None or name in vocabulary.sizes)
    try:
        defined = read_sides(body, names)[-1].trees[0]
    except ReadingError as error:
        if known:
            return None
        raise ReadingError(error.message, start + len(head) + 1 + error.position) from None
    if len(name) == 1 and not letters and not function and isinstance(defined, Number):
        return None  # i = 1, ..., n
    return Head(name, letters, defined, function, known)
