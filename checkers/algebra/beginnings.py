"""The values that recurrences begin with: h_0 = 0, m_0 = v_0 = 0, `with s_0 and r_0 both zero`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from checkers.algebra.context import Premise
from checkers.algebra.counted import FONT
from checkers.algebra.definitions import Definition, numeric, recurrence
from checkers.algebra.echo import latex
from checkers.algebra.ground import Ground, Stand
from checkers.algebra.learning import Said, is_bare
from checkers.algebra.reading import Side
from checkers.algebra.stated import tree_of
from checkers.algebra.table import places_of
from checkers.algebra.tree import (
    Big,
    Derivative,
    Dots,
    Entry,
    Name,
    Negative,
    Node,
    Number,
    Operation,
    has_kind,
    walked,
)
from checkers.algebra.worked_values import is_printed

ZERO = Number(Fraction(0), "0")
NOUGHT = r"(?:\\(?:mathbf|bm|vec|boldsymbol)\s*+)?+\{?+\s*+0\s*+\}?+"
MEMBER = r"(?:\\(?:hat|bar|tilde)\s*+)?+\\?[A-Za-z]++_\{?+(?:0|-1)\}?+"
NAMED = rf"\$\s*+{MEMBER}(?:\s*+(?:,|=)\s*+{MEMBER}){{0,5}}+\s*+"
SEVERAL = rf"\$\s*+{MEMBER}(?:\s*+,\s*+{MEMBER}){{1,5}}+\s*+"
ALL_ZERO = re.compile(
    rf"(?P<names>{NAMED}\$(?:\s*+,?+\s*+(?:(?:and|und|et|y|&)\s++)?+{NAMED}\$){{0,5}}+)[\s,(]*+"
    r"(?:(?:is|are|be|both|all|being|set|start(?:s|ing|ed)?+|begin(?:s|ning)?+|initiali[sz]ed|at|to|from|as|with|the"
    r"|equals?+|sind|ist|beide|alle|gleich)\s++){0,6}+"
    rf"(?:zeros?+\b|vanish|null\b|0(?![.,]?\d)|\$\s*+{NOUGHT}\s*+\$)"
    rf"|(?P<listed>{SEVERAL}(?:=|:=|\\gets|\\leftarrow|←)\s*+{NOUGHT}\s*+\$)",
    re.IGNORECASE,
)
NOT_BEGUN = "begins is not stated"
STEPPED = "by one step of its recurrence, from the values printed before"
ONE_MEMBER = re.compile(MEMBER)


def stated_beginnings(ground: Ground, own: Sequence[Said], text: str) -> None:
    """Add what the statements and the words of a section say of places before the first one."""
    for s in own:
        sides = [side.trees[0] for side in s.sides]
        value = next((tree for tree in sides[1:] if numeric(tree)), sides[-1] if sides else ZERO)  # m_0 = 0 = v_0
        if len(sides) < 2 or s.goes_on or not all(is_bare(t) or t is value for t in sides) or not may_begin(value):
            continue
        for tree in sides:
            add(ground, tree, value, s.line)
    found = FONT.sub(lambda m: m[1] or "", text)
    for m in ALL_ZERO.finditer(found):
        for spelled in ONE_MEMBER.findall(m["names"] or m["listed"]):
            if (member := tree_of(spelled)) is not None:
                add(ground, member, ZERO, 0)


def may_begin(value: Node) -> bool:
    """Is it a number, or a formula that stands for a value, s_0 = x_1?"""
    return not has_kind(value, Dots, Derivative, Big)


def add(ground: Ground, tree: Node, value: Node, line: int) -> None:
    if not (isinstance(tree, Entry) and isinstance(tree.base, Name)):
        return
    places = places_of(tree, None)
    if len(places) == 1 and (k := whole(places[0])) is not None and k <= 0:
        name = ground.meaning(tree.base.name)
        if Name(name) in walked(value):
            return
        found = Definition(name, (), ground.renamed(value), line, place=(k,))
        known = ground.begins.setdefault((name, k), [])
        if not known or (line and found.numeric):  # a formula for what has a beginning already is a claim
            known.append(found)
        elif not line and any(d.body != ZERO for d in known):
            known.clear()  # which of them holds where is not certain


def whole(place: Node) -> int | None:
    value = -place.operand.value if isinstance(place, Negative) and isinstance(place.operand, Number) else None
    value = place.value if isinstance(place, Number) else value
    return int(value) if value is not None and value.denominator == 1 else None


def begun(stand: Stand, pair: tuple[Node, Node]) -> tuple[Premise, ...]:
    """What is stated of the places before the first one, for the recurrences that a link reads."""
    read = stand.expanded(pair[0]) | stand.expanded(pair[1])
    return tuple(
        begins_with(name, k, found[-1].body)
        for (name, k), several in stand.ground.begins.items()
        if name in read and runs_forward(stand, name) and (found := last_before(several, stand.line))
    )


def begins_with(name: str, k: int, value: Node) -> Premise:
    place = Number(Fraction(k), str(k)) if k >= 0 else Negative(Number(Fraction(-k), str(-k)))
    return Premise(Entry(Name(name), (place,)), "begins", value, f"{name}_{k} = {latex(value)}")


def not_drawn(witness: str, premises: Iterable[Premise]) -> str:
    """A witness without the values of places that are stated."""
    for p in premises:
        word = re.escape(p.text.partition(" = ")[0])
        witness = re.sub(rf"(?:(?<=at )|(?<=, )){word} = [^ ,]++(?: \([^()]*\))?+(?:, | )", "", witness)
    return witness.replace(", yours is", " yours is").removeprefix("at " if witness.startswith("at yours") else "")


def last_before(several: Sequence[Definition], line: int) -> Sequence[Definition]:
    return [d for d in several if d.line <= line] or several[:1]


def runs_forward(stand: Stand, name: str) -> bool:
    """Is it a recurrence that reads itself at a place before?"""
    found = stand.definitions.get(name)
    step = recurrence(found) if found is not None and not found.numeric else None
    return step is not None and not step[1]


def without_beginning(stand: Stand, pair: tuple[Node, Node]) -> list[str]:
    """The quantities that a link reads step by step, of whose first or last step nothing is stated."""
    read = stand.expanded(pair[0]) | stand.expanded(pair[1])
    bodies = [stand.definitions[n].body for n in read if n in stand.definitions]
    steps = {n.base.name for b in bodies for n in walked(b, Entry) if isinstance(n.base, Name)
             and any(isinstance(p, Operation) and p.operator in "+-" for p in places_of(n, 1))}  # fmt: skip
    carried = {n for n in steps & stand.definitions.keys() if n in stand.expanded(stand.definitions[n].body)}
    known = {name for (name, _), found in stand.ground.begins.items() if found} | {
        n.rpartition("_")[0] for n in stand.definitions if n[-2:] == "_0"
    }
    return sorted(carried - known)


def not_begun(stand: Stand, pair: tuple[Node, Node]) -> str:
    """Why a number says nothing: how the recurrence on the other side begins is not stated; "" where it is."""
    if numeric(pair[0]) == numeric(pair[1]):
        return ""
    loose = without_beginning(stand.ground.at(stand.line, numbers=True), pair)
    return f"how {', '.join(loose)} {NOT_BEGUN}" if loose else ""


def zero_at_first(stand: Stand, pair: tuple[Node, Node]) -> tuple[Premise, ...]:
    """Zero as the first value of every recurrence whose beginning neither the document states nor the link names."""
    spoken = {n.base for t in pair for n in walked(t, Entry) if ZERO in n.places}
    loose = [n for n in without_beginning(stand, pair) if runs_forward(stand, n) and Name(n) not in spoken]
    return tuple(begins_with(name, 0, ZERO) for name in loose)


# ------------------------------------------------------------------ one step, from what is printed


def one_step(stand: Stand, tree: Node, printed: Mapping[Node, Node]) -> Node | None:
    """h_2 as its formula w h_1 + u x_2, with the values printed of h_1; None where one of them is not printed."""
    if tree in printed or not (isinstance(tree, Entry) and isinstance(tree.base, Name)):
        return None
    found, places = stand.definitions.get(tree.base.name), places_of(tree, 1)
    if found is None or found.numeric or len(found.letters) != 1 or len(places) != 1 or recurrence(found) is None:
        return None
    k = whole(places[0])
    body = None if k is None else at_place(found.body, found.letters[0], k)
    read = [] if body is None else [n for n in walked(body, Entry) if n.base == tree.base]
    used: dict[Node, Node] = {
        n: v for n in read if (v := printed.get(n)) is not None and not any(map(is_rounded, walked(v)))
    }
    return put_in(body, used) if body is not None and read and all(n in used for n in read) else None


def is_rounded(node: Node) -> bool:
    return isinstance(node, Number) and bool(node.decimals)


def is_claimed(right: Side) -> bool:
    """Is it calculated from numbers that are not rounded, 2 * 3 + 1, and no mere value, which may be of another run?"""
    (tree, *_) = right.trees
    return right.relation == "=" and not is_printed(tree) and not any(map(is_rounded, walked(tree)))


def at_place(tree: Node, letter: str, k: int) -> Node:
    """The tree with a number for its letter, places such as 2 - 1 worked out."""
    if isinstance(tree, Name):
        return Number(Fraction(k), str(k)) if tree.name == letter else tree
    if isinstance(tree, Operation) and tree.operator in "+-" and tree.left == Name(letter):
        step = whole(tree.right)
        if step is not None and (n := k + (step if tree.operator == "+" else -step)) >= 0:
            return Number(Fraction(n), str(n))
    return tree.rebuild(tuple(at_place(c, letter, k) for c in tree.children)) if tree.children else tree


def put_in(tree: Node, printed: Mapping[Node, Node]) -> Node:
    if tree in printed:
        return printed[tree]
    return tree.rebuild(tuple(put_in(c, printed) for c in tree.children)) if tree.children else tree
