"""What each statement of a document adds to what its section stands on."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import pairwise

from checkers.algebra.approximations import NEAR, between_formulas
from checkers.algebra.context import Premise
from checkers.algebra.definitions import Definition, definition_of, numeric, recurrence, rows_name
from checkers.algebra.dots_layout import has_dots
from checkers.algebra.ground import Ground
from checkers.algebra.layouts import shape_of
from checkers.algebra.reading import Side
from checkers.algebra.special_cases import at_the_numbers
from checkers.algebra.table import CONSTANTS, Axis, entry_name, places_of
from checkers.algebra.taken import is_premise
from checkers.algebra.tree import (
    Big,
    Derivative,
    Entry,
    Name,
    Negative,
    Node,
    Number,
    Operation,
    Rows,
    Transpose,
    names_in,
    walked,
)

ITEM = (
    r"(?:(?:exercise|problem|question|part|task|example|aufgabe|ex\.?)[ ]?)?+\(?+(?:\d{1,3}+(?:\.\d{1,3}+){0,3}+[a-z]?"
    r"|[a-z]|[ivx]{1,4})\)?[.:]?"
)
NEW = re.compile(r"\b(?:let|define[sd]?|denote|now|instead|suppose|consider|redefine|new|update[sd]?|becomes?|other|"
                 rf"another|choose|set)\b[^.$]*$|\\(?:sub)?paragraph\*?\s*+\{{{ITEM}\}}[ \t:.]{{0,4}}+$|"
                 rf"\*\*{ITEM}\*\*[ \t:.]{{0,4}}+$", re.IGNORECASE)  # fmt: skip
OPENS = re.compile(r"\b(?:let|where|with|given|suppose|now|take|for)\b", re.IGNORECASE)


@dataclass
class Said:
    """One statement: where it stands, its sides or why it was not read, the words before its formula.

    goes_on: it continues the statement before it; defines: the definition that its first link gives; where: conditions
    that stand near it; condition: the words before it say so; doubt: why it may be no claim; named:
    what a = b = 3 gives one value; here: the value that a letter has in its sentence, and perhaps until a line;
    given: what its sentence supposes before it.
    """

    line: int
    latex: str
    display: int
    section: int
    sides: list[Side] = field(default_factory=list)
    why: str = ""
    before: str = ""
    goes_on: bool = False
    defines: Definition | None = None
    premise: bool = False
    condition: bool = False
    where: list[Node] = field(default_factory=list)
    doubt: str = ""
    named: list[Node] = field(default_factory=list)
    here: tuple[Definition, int] | None = None
    given: list[Said] = field(default_factory=list)


def learn(ground: Ground, s: Said) -> None:
    """What a statement adds: a definition, numbers, a premise."""
    ground.spoken |= {n.name for side in s.sides for n in walked(side.trees[0], Name)}
    slopes = [n for x in s.sides for n in walked(x.trees[0], Derivative) if isinstance(n.body, Name)]
    ground.weighed |= {ground.meaning(base_name(n.variables[0]) or "") for n in slopes}
    if len(s.sides) < 2 or s.goes_on or s.sides[1].relation == "⇒":
        return
    left, right = s.sides[0].trees[0], s.sides[1].trees[0]
    if s.here is not None:
        s.premise, ground.here[s.here[0].name] = True, s.here
        return
    if is_condition(left, right, ground):
        return
    if s.condition and not numeric(s.sides[-1].trees[0]):
        if definition_of(left, right, s.line) is None:  # if W^T W = I, which is imposed
            premise(ground, s)
        return
    if len(s.sides) > 2 and numeric(s.sides[-1].trees[0]) and all(is_bare(x.trees[0]) for x in s.sides[:-1]):
        for side in s.sides[:-1]:
            s.defines = None
            found = definition_of(side.trees[0], s.sides[-1].trees[0], s.line)
            if found is not None:
                add(ground, s, found)
            s.named += [side.trees[0]] if s.defines is not None or s.premise else []
        return
    if s.sides[1].relation == NEAR and between_formulas(left, right):
        return  # y ≈ w x + b is no definition of y
    lists = next((n for side in s.sides[1:] if (n := rows_name(side.trees[0])) is not None), None)
    if isinstance(left, Name) and lists is not None and lists != left.name:
        known = ground.meaning(lists)
        if known in ground.heads() or known in ground.shapes:
            ground.aliases.setdefault(left.name, known)  # W holds the w_ij that are known
        else:
            ground.aliases.setdefault(lists, left.name)
        right = next((side.trees[0] for side in s.sides[1:] if numeric(side.trees[0])), right)
        if rows_name(right) is not None:
            s.defines = Definition(left.name, (), right, s.line)
            return
    if isinstance(left, Derivative) and isinstance(right, (Name, Entry)) and len(s.sides) == 2:
        found = definition_of(right, left, s.line)  # the upstream gradient gets a letter
        name = ground.meaning(found.name) if found is not None else ""
        if found is not None and name not in {*ground.heads(), *ground.shapes} and not found.place and (
            name not in read_by(ground, left, s.line)
        ):  # fmt: skip
            add(ground, s, replace(found, body=ground.renamed(left)))
        return
    found = definition_of(left, right, s.line)
    if found is None:
        premise(ground, s)
        return
    if found.letters and found.name in ground.zeros and found.body == Number(Fraction(0), "0"):
        s.premise = True  # x_n = 0 for n < 0
        return
    add(ground, s, replace(found, body=ground.renamed(found.body, frozenset(found.letters))))


def premise(ground: Ground, s: Said) -> None:
    """Take an equation for granted that is no definition, where it can be."""
    left, right = s.sides[0].trees[0], s.sides[1].trees[0]
    if len(s.sides) == 2 and is_premise(left, right, s.before):
        s.premise = True
        ground.premises.append(Premise(ground.renamed(left), "=", ground.renamed(right), s.latex))


def read_by(ground: Ground, slope: Derivative, line: int) -> set[str]:
    """The names in the formula of what is differentiated: a slope that is one of them is calculated, not named."""
    stand, body = ground.at(line), ground.renamed(slope.body)
    known = stand.definitions.get(entry_name(body) or "") or stand.definitions.get(base_name(body) or "")
    return set() if known is None or known.numeric else set(stand.expanded(known.body))


ERROR_SIGNAL = re.compile(
    r"(?:error|signal|sensitivit|upstream|denote|call|let)[^.$]{0,40}\$[^$]{0,30}\\delta"
    r"|\\delta[^$=]{0,30}\$[^.$]{0,40}(?:error|signal|sensitivit|upstream|denote|gradient)", re.IGNORECASE)  # fmt: skip
UNREAD_HEAD = re.compile(
    r"\s*\\?([A-Za-z]+)\s*(?:[_^]\s*(?:\{[^{}]*\}|\\?[A-Za-z0-9]+)\s*)*(?:\([^()=]*\)\s*)?(?:=|:=|\\approx)"
)


def both_cases(own: list[Said]) -> frozenset[str]:
    """Letters that are two quantities: capital and small one are both defined, or one by a sum of the other."""
    defined = [s for s in own if len(s.sides) > 1 and isinstance(s.sides[0].trees[0], Name)]
    heads = {s.sides[0].trees[0].name: s.sides[1].trees[0] for s in defined if isinstance(s.sides[0].trees[0], Name)}
    summed = {n for n, body in heads.items() if isinstance(body, (Big, Operation, Negative))
              and any(n.swapcase() in names_in(t.body) for t in walked(body, Big))}  # fmt: skip
    found = {n for n in heads if len(n) == 1 and (n.swapcase() in heads or n in summed)}
    return frozenset(found | {n.swapcase() for n in found})


def unsettled(ground: Ground, own: list[Said]) -> set[str]:
    """Names of which something is said that cannot be used: x = .. that was not read, and g in g_t = g."""
    found: set[str] = set()
    for s in own:
        if s.why and (m := UNREAD_HEAD.match(s.latex)):
            found |= {m[1]} - ground.heads()
        match s.sides[0].trees[0] if s.sides else None:
            case Operation("^", Name(name), Number()) if name not in {*ground.heads(), *CONSTANTS}:
                if name not in ground.at(s.line).expanded(s.sides[-1].trees[0]):  # s^2 = e^v where v = log s^2
                    found.add(name)
        for a, b in pairwise(side.trees[0] for side in s.sides):
            for entry, whole in ((a, b), (b, a)):
                if isinstance(entry, Entry) and isinstance(whole, Name) and entry.base == whole:
                    found.add(whole.name)
    return found


def kronecker(text: str, said: list[Said], ground: Ground) -> bool:
    """Is delta_ij 1 where i = j? Where the text says so, or has no other delta and no error signal of that name."""
    if "delta" in {*ground.heads(), *ground.shapes, *ground.families}:
        return False
    used = [n for s in said for side in s.sides for n in walked(side.trees[0])]
    pairs = [n for n in used if isinstance(n, Entry) and n.base == Name("delta") and len(places_of(n, 2)) == 2]
    if not pairs or len(pairs) != sum(n == Name("delta") for n in used):
        return False
    return "kronecker" in text.lower() or not ERROR_SIGNAL.search(text)


def is_condition(left: Node, right: Node, ground: Ground) -> bool:
    """i = j, or i = 1, of letters that count entries."""
    if not (isinstance(left, Name) and left.name in ground.indices):
        return False
    return isinstance(right, Number) or (isinstance(right, Name) and len(right.name) == 1 and right.name.islower())


def is_bare(tree: Node) -> bool:
    return isinstance(tree, Name) or (isinstance(tree, Entry) and isinstance(tree.base, Name))


def index_letters(tree: Node) -> set[str]:
    """Small letters that stand in the places of entries; in a matrix with dots the last places are lengths."""
    if isinstance(tree, Rows) and has_dots(tree):
        return set()
    found = {
        m.name
        for p in (tree.places if isinstance(tree, Entry) else ())
        for m in walked(p, Name)
        if len(m.name) == 1 and m.name.islower()
    }
    return found.union(*(index_letters(c) for c in tree.children))


def add(ground: Ground, s: Said, found: Definition) -> None:
    """A definition is new, or says again what is known and is judged, or takes the place of an older one."""
    name = found.name if found.function else ground.meaning(found.name)
    if name != found.name and found.numeric and name in ground.shapes and not fits(ground.shapes[name], found.body):
        name = found.name  # x = (1, 2) beside a matrix X is no row of it
    found = replace(found, name=name, section=s.section, body=flat(found.body) if found.numeric else found.body)
    book = ground.functions if found.function else ground.numbers if found.numeric else ground.definitions
    if found.place:
        place_number(ground, s, found)
        return
    known = {**ground.definitions, **ground.functions}.get(name) if not found.numeric else None
    if known and not NEW.search(s.before) and restated(ground, known[-1], found):
        ground.restated.setdefault(name, []).append(found)
        return
    if known and known[-1].given:
        return  # the problem says what it is
    if found.numeric and name in ground.definitions and not found.function:
        old = ground.definitions[name][-1]
        stand = ground.at(s.line, numbers=True)
        valued = not (stand.leaves(old.body) - set(old.letters) - stand.sizes())
        if valued or old.given or old.section == found.section or not OPENS.search(s.before):
            return  # the value of what a formula defines is a claim
        if not ground.examples.keeps(old, found):
            del ground.definitions[name]  # from here on it stands for numbers
    if found.numeric and name in ground.shapes and isinstance(found.body, Rows) and not (known or ground.aliases):
        if not fits(ground.shapes[name], found.body):
            del ground.shapes[name]  # another quantity of that letter
    s.defines = found
    other = name.swapcase()
    if (
        found.letters
        and not found.function
        and len(name) == 1
        and len(ground.shapes.get(other, ())) == len(found.letters)
    ):
        ground.shapes[name] = ground.shapes.pop(other)  # X holds the x_{a,b}
    book.setdefault(name, []).append(found)


def flat(body: Node) -> Node:
    """A column of numbers as a vector, which (1, 2)^T is as well."""
    if isinstance(body, Transpose) and isinstance(body.operand, Rows):
        turned = transposed(body.operand)
        return body if turned is None else flat(turned)
    if isinstance(body, Rows) and body.cells and all(isinstance(c, Rows) and len(c.cells) == 1 for c in body.cells):
        return Rows(tuple(c.cells[0] for c in body.cells if isinstance(c, Rows)), start=body.start)
    return body


def transposed(rows: Rows) -> Rows | None:
    """The transpose of numbers in rows, which a list in round brackets is already; None for rows of several lengths."""
    whole = [c for c in rows.cells if isinstance(c, Rows)]
    if not whole:
        return rows
    if len(whole) < len(rows.cells) or len({len(r.cells) for r in whole}) > 1:
        return None
    return replace(rows, cells=tuple(replace(whole[0], cells=cells) for cells in zip(*(r.cells for r in whole))))


def fits(axes: tuple[Axis, ...], body: Node) -> bool:
    """Have numbers these axes?"""
    return len(axes) == len(shape_of(body) or ()) and numbered(axes) in (None, shape_of(body))


def numbered(axes: tuple[Axis, ...]) -> tuple[int, ...] | None:
    """Axes as numbers, None where they are letters."""
    found = [a if isinstance(a, int) else int(a.value) if isinstance(a, Number) else None for a in axes]
    return None if None in found else tuple(a for a in found if a is not None)


def restated(ground: Ground, old: Definition, new: Definition) -> bool:
    """Does it speak of the same quantities, so that it has to say the same?"""
    stand = ground.at(new.line)
    a = stand.leaves(old.body) - set(old.letters)
    b = stand.leaves(new.body) - set(new.letters) - {old.name}
    return a == b or (b < a and at_the_numbers(old.body, new.body, ground.numbers, new.line))


def place_number(ground: Ground, s: Said, found: Definition) -> None:
    """One entry of a quantity: numbers are collected; a formula defines it unless the quantity has one."""
    name = found.name
    if found.numeric and starts(ground, found):
        s.premise = True
        number = Number(Fraction(found.place[0]), str(found.place[0]))
        if found.place[0] > 0:  # those of places before the first one are kept as beginnings
            ground.premises.append(Premise(Entry(Name(name), (number,)), "=", found.body, s.latex))
        return
    if name in ground.definitions or name in ground.functions:
        return
    whole = name + "_" + "".join(map(str, found.place))
    s.defines = replace(found, name=whole)
    (ground.numbers if found.numeric else ground.definitions).setdefault(whole, []).append(s.defines)


def starts(ground: Ground, found: Definition) -> bool:
    """Is it the value that a recurrence begins with: h_0 = 0 of h_t = .. h_{t-1} .., t = 1, ..., T?"""
    if len(found.place) != 1 or found.name not in ground.definitions:
        return False
    old = ground.definitions[found.name][-1]
    if len(old.letters) != 1 or recurrence(old) is None:
        return False
    low, _ = ground.ranges.get(old.letters[0], (Number(Fraction(1), "1"), None))
    return isinstance(low, Number) and found.place[0] == low.value - 1


def complete(ground: Ground) -> None:
    """Entries that are given one by one make the whole: p_1 = 0.3, p_2 = 0.7."""
    parts: dict[str, dict[tuple[int, ...], Definition]] = {}
    for found in ground.numbers.values():
        d = found[-1]
        if d.place:
            base = d.name.rsplit("_", 1)[0]
            parts.setdefault(base, {})[d.place] = d
    for base, entries in parts.items():
        single = sorted(p[0] for p in entries if len(p) == 1)
        if base in ground.heads() or single != list(range(1, len(entries) + 1)):
            continue
        body = Rows(tuple(entries[(k,)].body for k in single))
        ground.numbers[base] = [Definition(base, (), body, max(d.line for d in entries.values()))]


def name_between(ground: Ground, said: list[Said]) -> None:
    """A name of the document's for a quantity of the problem's: c in dz/dc and dc/dw where z reads m, and m reads w."""
    slopes = [
        n
        for s in said
        for side in s.sides
        for n in walked(ground.renamed(side.trees[0]), Derivative)
        if len(n.variables) == 1
    ]
    ends = [(base_name(n.body), base_name(n.variables[0])) for n in slopes]
    stand = ground.at(0)
    known = {*ground.heads(), *ground.shapes}
    for name in sorted({b for _, b in ends if b and b not in known} & {a for a, _ in ends if a}):
        above = {a for a, b in ends if b == name and a in known}
        below = {b for a, b in ends if a == name and b in known}
        fits = [d for d in stand.definitions if d.lower() not in {x.lower() for x in ground.spoken}
                and above and all(a != d and stand.reads(str(a), d) for a in above)
                and below and all(b != d and stand.reads(d, str(b)) for b in below)]  # fmt: skip
        if len(fits) == 1:
            ground.aliases[name] = fits[0]


def base_name(node: Node) -> str | None:
    return entry_name(node.base if isinstance(node, Entry) else node)
