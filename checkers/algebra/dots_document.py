"""Matrices with dots in a document: entries that do not follow their matrix, and entries that their tensor lacks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise

from checkers.algebra.dots_bands import band_slip
from checkers.algebra.dots_forms import Form, constant, form_of
from checkers.algebra.dots_layout import Place, Shown, dotted
from checkers.algebra.dots_pattern import Pattern, Slip, pattern
from checkers.algebra.echo import latex
from checkers.algebra.padding import EVERY
from checkers.algebra.reading import Names, read_sides
from checkers.algebra.statements import Display
from checkers.algebra.table import places_of
from checkers.algebra.tree import (
    Big,
    Bound,
    Derivative,
    Entry,
    Name,
    Node,
    Operation,
    ReadingError,
    Rows,
    Transpose,
    has_kind,
    walked,
)

SHAPED = re.compile(
    r"(?<![A-Za-z\\])([A-Za-z])\s*\\in\s*\\(?:mathbb|mathbf|bf)\s*\{?\s*R\s*\}?\s*\^\s*\{(.+?)\}\s*(?=[$,.;)\s]|\\\)|$)"
)
TIMES = re.compile(r"\\times|×")
LARGE = 8  # sizes count as at least so large: x_{1,2} is no entry that is missing where m is 1
READS = Names(latex=True, random=True)


@dataclass(frozen=True)
class Finding:
    """A link that does not hold: the line of its display, both sides as printed, and why, in words.

    latex: the text of its own, where it stands in no display.
    """

    line: int
    left: str
    right: str
    why: str
    latex: str = ""


@dataclass
class Tensors:
    """What a document has said so far about its tensors: their axes, and the general entries of their matrices."""

    axes: dict[str, tuple[Form, ...]] = field(default_factory=dict)
    zeros: frozenset[str] = frozenset()  # what is zero outside its axes
    matrices: dict[str, Node] = field(default_factory=dict)  # what stands on the left -> the side with the matrix
    terms: dict[str, tuple[tuple[str, str], Node]] = field(default_factory=dict)  # the same -> its general entry

    def of(self, name: str) -> tuple[Form, ...] | None:
        """The axes of a tensor; its entries may be written with the small letter."""
        if name in self.axes:
            return self.axes[name]
        other = name.swapcase()
        return self.axes.get(other) if len(name) == 1 else None

    def say(self, name: str, axes: tuple[Form, ...]) -> None:
        """Of two statements that contradict each other none is kept."""
        known = self.axes.get(name)
        if known is not None and known != axes:
            self.axes[name] = ()
        else:
            self.axes[name] = axes


def declared(text: str) -> Iterator[tuple[str, tuple[Form, ...]]]:
    """X \\in \\mathbb{R}^{n \\times m}: the name and its axes."""
    for m in SHAPED.finditer(text):
        axes = []
        for part in TIMES.split(m[2]):
            try:
                form = form_of(read_sides(part, READS)[0].trees[0], entries=True)
            except ReadingError:
                form = None
            if form is None:
                break
            axes.append(form)
        else:
            yield m[1], tuple(axes)


def examine(display: Display, sides: list[tuple[str, Node]], tensors: Tensors, first: int = 0) -> list[Finding]:
    """What is wrong with the matrices with dots of one chain; sides: each with its text and tree, new from `first`."""
    found: list[Finding] = []
    wrong: set[int] = set()
    for k, (text, tree) in enumerate(sides):
        if k < first:
            continue
        sizes = hinted(sides[0][1], tensors) if scaled(tree) else (None, None)
        said = [w for m in dotted(tree) for w in of_matrix(m, tensors, sizes)]
        if said:
            wrong.add(k)
            left, right = (sides[k - 1][0], text) if k else (text, sides[1][0] if len(sides) > 1 else "")
            found.append(Finding(display.line, left, right, "; ".join(dict.fromkeys(said))))
    for k, ((left, a), (right, b)) in enumerate(pairwise(sides)):
        if k not in wrong and k + 1 not in wrong and (why := of_two(a, b)):
            found.append(Finding(display.line, left, right, why))
    for tree in (t for _, t in sides):
        learn(tree, tensors)
    if len(sides) > 1 and (why := against_term(sides, tensors)) and not found:
        found.append(Finding(display.line, sides[0][0], sides[1][0], why))
    return found


def against_term(sides: list[tuple[str, Node]], tensors: Tensors) -> str:
    """A matrix with dots and a general entry of the same thing, `A = ...` and `A_{ij} = ...`, in either order."""
    left = sides[0][1]
    entry, key = entry_of(left)
    if entry is not None:
        letters = tuple(p.name for p in entry.places if isinstance(p, Name))
        if len(letters) != 2 or dotted(sides[-1][1]) or not sides[-1][1].children:
            return ""
        tensors.terms[key] = (letters[0], letters[1]), sides[-1][1]
    elif isinstance(left, (Name, Derivative)):
        matrix = next((t for _, t in sides[1:] if (m := scaled(t)) is not None and not m[1]), None)
        if matrix is None:
            return ""
        tensors.matrices[key] = matrix
    else:
        return ""
    if key not in tensors.terms or key not in tensors.matrices:
        return ""
    side = tensors.matrices[key]
    found = scaled(side)
    made = pattern(found[0]) if found else None
    if made is None or made.slips or made.layout.uneven:
        return ""
    (row, column), general = tensors.terms[key]
    for s in made.layout.shown:
        places = located(s.row, made.height), located(s.column, made.width)
        if places[0] is None or places[1] is None:
            continue
        if (made.unsure[0] and s.row.from_end) or (made.unsure[1] and s.column.from_end):
            continue
        expected = replaced(general, {row: places[0], column: places[1]})
        whole = in_place(side, s.node)
        if tensors_of(whole) != tensors_of(expected) or has_kind(expected, Derivative):
            return ""  # it says what the entries are, in other quantities
        if differs(Slip(replace(s, node=whole), expected)):
            return (
                f"entry {named(made, s)} of the matrix is {short(whole)}, and the general entry gives "
                f"{short(expected)} there"
            )
    return ""


def entry_of(left: Node) -> tuple[Entry | None, str]:
    """(the entry with its two places, the name of the whole matrix) of A_{ij} and of dL/dx_{ij}."""
    if isinstance(left, Entry) and len(places_of(left, 2)) == 2 and not left.upper:
        return replace(left, places=places_of(left, 2)), latex(left.base)
    if isinstance(left, Derivative) and len(left.variables) == 1:
        variable = left.variables[0]
        if isinstance(variable, Entry) and isinstance(variable.base, Name) and len(places_of(variable, 2)) == 2:
            entry = replace(variable, places=places_of(variable, 2))
            return entry, latex(replace(left, variables=(Name(variable.base.name.upper()),)))
    return None, latex(left)


def tensors_of(node: Node) -> set[str]:
    return {n.base.name for n in walked(node, Entry) if isinstance(n.base, Name)}


def in_place(side: Node, entry: Node) -> Node:
    """The entry with the factor that stands before its matrix."""
    if isinstance(side, Operation):
        return replace(side, right=in_place(side.right, entry))
    return entry


def located(place: Place, length: Form | None) -> Node | None:
    if not place.from_end:
        return constant(place.k).node()
    return None if length is None else (length + -place.k).node()


def replaced(node: Node, by: dict[str, Node]) -> Node:
    """Letters replaced, those of sums left alone."""
    if isinstance(node, Name) and node.name in by:
        return by[node.name]
    bound = {b.name for b in node.bounds} if isinstance(node, Big) else set()
    left = {k: v for k, v in by.items() if k not in bound}
    return node.rebuild(tuple(replaced(c, left) for c in node.children))


def hinted(left: Node, tensors: Tensors) -> tuple[Form | None, Form | None]:
    """What the document says about the size of what stands on the left: of X, and of dL/dX."""
    if isinstance(left, Derivative) and len(left.variables) == 1:
        left = left.variables[0]
    axes = tensors.of(left.name) if isinstance(left, Name) else None
    return (axes[0], axes[1]) if axes and len(axes) == 2 else (None, None)


def learn(tree: Node, tensors: Tensors) -> None:
    """A matrix that shows the entries of one tensor says how many there are."""
    for matrix in dotted(tree):
        made = pattern(matrix)
        if made is None or made.slips or made.partial or made.height is None or made.width is None:
            continue
        general = made.body()
        if isinstance(general, Entry) and isinstance(general.base, Name) and not general.upper:
            places = tuple(p.name if isinstance(p, Name) else "" for p in general.places)
            if places == ("row of it", "column of it") and general.base.name not in tensors.axes:
                tensors.say(general.base.name, (made.height, made.width))


def of_matrix(matrix: Rows, tensors: Tensors, sizes: tuple[Form | None, Form | None]) -> list[str]:
    """Sentences about one matrix; sizes: what is said about its rows and columns."""
    made = pattern(matrix, *sizes)
    said: list[str] = []
    if made is not None:
        if made.doubt and made.slips:
            said.append(f"{made.doubt}: {told(made, made.slips[:2])}")
        elif made.slips:
            said.append(told(made, made.slips))
        elif reportable(made):
            said.append(told(made, made.outliers))
    if not said and (made is None or made.partial) and (slip := band_slip(matrix)) is not None:
        at, asked = slip
        said.append(
            f"entry ({at.row.k}, {at.column.k}) shows {short(at.node)}, and its diagonal asks for {short(asked)}"
        )
    shown = made.layout.shown if made else ()
    missing = [w for s in shown for w in beyond(s.node, tensors)]
    said += list(dict.fromkeys(missing))[:3]
    said += [w for s in shown for w in broken_chain(s.node)][:4]
    return said


def reportable(made: Pattern) -> bool:
    """Are the entries that are written in another way few enough to be slips?"""
    count = len(made.layout.shown)
    few = len(made.outliers) == 1 and count > 5
    return few and not made.partial and not made.layout.uneven and differs(made.outliers[0])


def differs(slip: Slip) -> bool:
    """Do the entry and what the pattern asks for differ in value?"""
    from checkers.algebra.context import Context
    from checkers.algebra.decide import decide
    from checkers.algebra.question import Question
    from checkers.algebra.reading import Side

    expected, shown = Side((slip.expected,), "", 0), Side((slip.shown.node,), "", 0)
    try:
        return decide(Question(expected, Context()), shown, slip.shown.node).verdict == "different"
    except Exception:  # an entry that the judge cannot take is no slip
        return False


def told(made: Pattern, slips: tuple[Slip, ...]) -> str:
    """Which entries, what they show and what the pattern asks for."""
    slips = tuple(sorted(slips, key=lambda s: s.shown.node.start))
    first = [f"entry {named(made, s.shown)} shows {short(s.shown.node)}, and the pattern of its matrix asks for "
             f"{short(s.expected)}" for s in slips[:3]]  # fmt: skip
    more = len(slips) - len(first)
    return "; ".join(first) + (f"; and {more} more" if more > 0 else "")


def named(made: Pattern, shown: Shown) -> str:
    """(2, 2m) for a place."""
    if made.layout.flat:
        return f"({counted(shown.row, made.height)})"
    return f"({counted(shown.row, made.height)}, {counted(shown.column, made.width)})"


def counted(place: Place, length: Form | None) -> str:
    if not place.from_end:
        return str(place.k)
    if length is None:
        return "last" if not place.k else f"last but {place.k}"
    return (length + -place.k).text()


def short(node: Node) -> str:
    return latex(node).replace(r"\,", " ")


def beyond(node: Node, tensors: Tensors) -> Iterator[str]:
    """Entries that the tensor does not have, for some sizes; indices of sums run over their stated ranges."""
    ranges: dict[str, tuple[Form, Form]] = {}
    for n in walked(node):
        if isinstance(n, Bound) and n.low is not None and n.high is not None:
            low, high = form_of(n.low), form_of(n.high)
            if low is not None and high is not None:
                ranges[n.name] = low, high
    for n in walked(node):
        if not (isinstance(n, Entry) and isinstance(n.base, Name) and not n.upper):
            continue
        axes = tensors.of(n.base.name)
        if not axes or len(axes) != len(n.places) or tensors.zeros & {n.base.name, EVERY}:
            continue
        for place, length in zip(n.places, axes):
            form = form_of(place, entries=True)
            if form is None:
                continue
            highest = at_end(form, ranges)
            if highest is not None and (highest - length).can_be_positive(LARGE):
                yield (
                    f"{short(n)} does not exist for all sizes: that place of {n.base.name} ends at {length.text()}"
                    + (f", and {highest.text()} is read" if highest != form else "")
                )
                break


def at_end(form: Form, ranges: dict[str, tuple[Form, Form]]) -> Form | None:
    """The largest value of a form; None where it is not clear."""
    out = constant(form.constant)
    for atom, factor in form.terms:
        if isinstance(atom, Name) and atom.name in ranges:
            out = out + ranges[atom.name][1 if factor > 0 else 0] * factor
        else:
            out = out + Form(constant(0).constant, frozenset({(atom, factor)}))
    return out


def broken_chain(node: Node) -> Iterator[str]:
    """dL/ds_1 times ds_2/dc_2: the chain rule joins derivatives at one and the same entry."""
    for n in walked(node):
        if isinstance(n, Operation) and isinstance(n.right, Derivative) and n.operator in (" ", ".", "*"):
            left = n.left.right if isinstance(n.left, Operation) else n.left
            if isinstance(left, Derivative) and len(left.variables) == 1:
                a, b = left.variables[0], n.right.body
                if isinstance(a, Entry) and isinstance(b, Entry) and a.base == b.base and a != b:
                    if all(form_of(p) is not None for p in (*a.places, *b.places)):
                        yield f"{short(left)} is followed by the derivative of {short(b)}, not of {short(a)}"


def of_two(a: Node, b: Node) -> str:
    """Two matrices with dots on both sides of a link: their sizes."""
    first, second = scaled(a), scaled(b)
    if first is None or second is None:
        return ""
    (x, turned_x), (y, turned_y) = first, second
    p, q = pattern(x), pattern(y)
    if p is None or q is None or p.partial or q.partial or p.layout.flat or q.layout.flat:
        return ""
    one = (p.width, p.height) if turned_x else (p.height, p.width)
    two = (q.width, q.height) if turned_y else (q.height, q.width)
    if any(p.unsure) or any(q.unsure) or any(has_kind(m, Transpose) for m in (x, y)):
        return ""  # the entries may be rows themselves
    for what, m, n in zip(("rows", "columns"), one, two):
        if m is not None and n is not None and m != n:
            return f"the matrix on the left has {m.text()} {what}, the one on the right {n.text()}"
    return ""


def scaled(tree: Node) -> tuple[Rows, bool] | None:
    """A matrix with dots, possibly with a number in front or turned: the matrix, and whether it is turned."""
    if isinstance(tree, Rows) and dotted(tree) == [tree]:
        return tree, False
    if isinstance(tree, Transpose) and (found := scaled(tree.operand)):
        return found[0], not found[1]
    if isinstance(tree, Operation) and tree.operator in (" ", ".", "*") and (found := scaled(tree.right)):
        return found if form_of(tree.left) is not None else None
    return None


__all__ = ["Finding", "Tensors", "declared", "examine"]
