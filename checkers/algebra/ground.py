"""What a section of a document stands on: its definitions, shapes, ranges and premises, and those of its problem."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

from checkers.algebra.context import Context, Premise
from checkers.algebra.cursor import Known
from checkers.algebra.definitions import Definition, expanded, leaves, recurrence, rows_name
from checkers.algebra.domains import Domain
from checkers.algebra.examples import Examples
from checkers.algebra.headed import applied_slope, slopes_of
from checkers.algebra.padding import EVERY
from checkers.algebra.reading import Names
from checkers.algebra.table import CONSTANTS, Axis, entry_name, hints_of
from checkers.algebra.tree import Apply, Big, Derivative, Entry, Name, Node, Number, Rows, walked

NOTHING = Number(Fraction(0), "0")
NEAR = 6  # lines within which numbers may be given after they are used


@dataclass(frozen=True)
class Inverse:
    """Two definitions that undo each other: the one that is kept, the one that is left out, and what is said of its
    name before; turned: where the name of the first one lies if the other one is kept, None where it cannot be."""

    kept: Definition
    dropped: Definition
    earlier: Definition | None
    turned: Domain | None


@dataclass
class Ground:
    """definitions and functions: name -> what holds of it, in order of their lines; numbers: the values given.

    shapes: axes; families: axes of each member where the first place counts members; ranges: index -> first and last;
    premises: equations taken for granted; loss: the scalar that is differentiated; given: the one under the problem's.
    """

    definitions: dict[str, list[Definition]] = field(default_factory=dict)
    functions: dict[str, list[Definition]] = field(default_factory=dict)
    numbers: dict[str, list[Definition]] = field(default_factory=dict)
    shapes: dict[str, tuple[Axis, ...]] = field(default_factory=dict)
    families: dict[str, tuple[Axis, ...]] = field(default_factory=dict)
    ranges: dict[str, tuple[Node, Node]] = field(default_factory=dict)
    axes: dict[str, tuple[tuple[Node, Node], ...]] = field(default_factory=dict)
    counted: dict[tuple[str, int], tuple[Node, Node]] = field(default_factory=dict)  # axes of sums without ends
    begins: dict[tuple[str, int], list[Definition]] = field(default_factory=dict)  # h_0 = 0 of h_t = .. h_{t-1} ..
    premises: list[Premise] = field(default_factory=list)
    domains: dict[str, Domain] = field(default_factory=dict)
    zeros: set[str] = field(default_factory=set)  # letters of quantities that are zero outside their range
    aliases: dict[str, str] = field(default_factory=dict)
    loss: str = ""
    indices: set[str] = field(default_factory=set)  # letters that count entries
    assumed: set[str] = field(default_factory=set)  # quantities of which something is assumed that is not imposed
    kronecker: bool = False  # delta_ij is 1 where i = j
    sigma_is_any: bool = False  # sigma stands for any function, not for the logistic one
    apart: frozenset[str] = frozenset()  # letters that are defined as capitals and as small ones: y = .. and Y = ..
    unused: set[str] = field(default_factory=set)  # quantities of which something is said that no link makes use of
    symmetric: set[str] = field(default_factory=set)  # matrices that words call so, `*` where they speak of any
    special: bool = False  # properties of quantities are stated that are not read
    spoken: set[str] = field(default_factory=set)  # names that the section itself uses
    restated: dict[str, list[Definition]] = field(default_factory=dict)  # other formulas for what has a definition
    weighed: set[str] = field(default_factory=set)  # quantities by which something bare is differentiated, as in dL/dy

    examples: Examples = field(default_factory=Examples)  # in which alone their numbers hold
    here: dict[str, tuple[Definition, int]] = field(default_factory=dict)  # A = I of one sentence, and until where
    inverses: list[Inverse] = field(default_factory=list)  # s = log v and v = e^s

    def given(self, name: str, line: int) -> list[Definition]:
        """The numbers of a quantity, without those of other examples than the one that the line stands in."""
        return self.examples.given(self.numbers.get(name, []), line)

    def at(self, line: int, numbers: bool = False) -> Stand:
        """What holds at a line: of each name the last definition before it, or the first one after it."""
        own = {n: _current(found, line) for n, found in self.definitions.items()}
        for pair in self.inverses:
            kept, dropped = pair.kept.name, pair.dropped.name
            if own.get(kept) is pair.kept and own.get(dropped) is pair.dropped:
                if pair.earlier is not None:
                    own[dropped] = pair.earlier
                else:
                    valued = numbers and kept in self.numbers and dropped not in self.numbers
                    del own[kept if valued else dropped]
        if numbers:
            instead = self.examples.instead(self.numbers, line)
            held = {
                n: self.examples.given(found, line) for n, found in self.numbers.items() if n not in own or n in instead
            }
            near = {n: _current(found, line) for n, found in held.items() if found}
            own |= {n: d for n, d in near.items() if d.line <= line + NEAR}
            own |= lengths_given(own, self.counted) | {
                n: d for n, (d, last) in self.here.items() if n not in own and d.line <= line <= last
            }
        functions = {n: _current(found, line) for n, found in self.functions.items()}
        return Stand(self, own, functions | slopes_of(functions), line)

    def heads(self) -> set[str]:
        """Every name that has a definition or numbers."""
        return {*self.definitions, *self.functions, *self.numbers}

    def lengths(self) -> set[str]:
        """Names of lengths in shapes and ranges."""
        ends = [
            e
            for r in (*self.ranges.values(), *self.counted.values(), *(r for a in self.axes.values() for r in a))
            for e in r
        ]
        found = {n.name for e in ends for n in walked(e, Name)}
        return found | _sizes(self.shapes) | _sizes(self.families)

    def beyond(self) -> list[Premise]:
        """What is zero outside its range, as premises; EVERY stands for every quantity."""
        names = {EVERY} if EVERY in self.zeros else {self.meaning(z) for z in self.zeros}
        return [Premise(Name(n), "beyond", NOTHING, f"{n} is 0 outside its range") for n in sorted(names)]

    def meaning(self, name: str) -> str:
        """The name under which a quantity is known: s for S where only one of the two has a meaning."""
        known = {*self.heads(), *self.shapes, *self.families}
        if name in self.aliases:
            return self.aliases[name]
        if name in self.apart:
            return name
        other = name.swapcase()
        if len(name) == 1 and name not in known and other in known and name not in CONSTANTS:
            if name.isupper() and other in self.families and other not in {*self.heads(), *self.shapes}:
                return name  # U may hold the u_w as rows or as columns
            if name in self.indices and self.is_number(other):
                return name  # t of eta_t, of which there are T = 100
            return other
        return name

    def is_number(self, name: str) -> bool:
        """Has it the value of a plain number, and no formula?"""
        given = self.numbers.get(name, [])
        return bool(given) and not any(isinstance(d.body, Rows) for d in given) and name not in self.definitions

    def renamed(self, tree: Node, bound: frozenset[str] = frozenset()) -> Node:
        """The tree with every quantity under the name that it is known by, vectors of entries as what they list.

        bound: the letters of a definition, which mean themselves.
        """
        if isinstance(tree, Rows) and (listed := rows_name(tree)) is not None:
            listed = self.meaning(listed)
            if listed in self.heads() or listed in self.shapes:
                return Name(listed, start=tree.start)
        match tree:
            case Rows(cells):
                return tree.rebuild(tuple(
                    r.rebuild(tuple(self.renamed(c, bound) for c in r.cells))
                    if isinstance(r, Rows) else self.renamed(r, bound) for r in cells))  # fmt: skip
            case Big(_, bounds, body):
                inner_bound = bound | {b.name for b in bounds}
                return replace(tree, body=self.renamed(body, inner_bound))
            case Name(name):
                kept = name in bound or (other := self.meaning(name)) == name or name in self.lengths()
                return tree if kept else replace(tree, name=other)
            case Apply("sigmoid", arguments, primes) if self.sigma_is_any:
                inside = tuple(self.renamed(a, bound) for a in arguments)
                return Apply("sigma", inside, primes, tree.options, start=tree.start)
            case Entry(Derivative(body, (Name() as variable,)), places):  # an entry of dL/dS is dL/dS_{d,e}
                return self.renamed(Derivative(body, (Entry(variable, places),), start=tree.start), bound)
            case Entry(Name("I"), (Name(size),)) if "I" not in self.heads() and size in self.lengths():
                return tree
            case Entry(Name("I"), (_,)) if "I" not in self.heads():
                return Name("I", start=tree.start)  # the size of an identity follows from its neighbours
            case Entry(base, _):
                inner = base if isinstance(base, Name) else self.renamed(base, bound)
                if isinstance(inner, Name) and inner.name not in bound and entry_name(tree) not in self.heads():
                    inner = replace(inner, name=self.meaning(inner.name))
                return tree if inner == base else replace(tree, base=inner)
        if not tree.children:
            return tree
        found = tree.rebuild(tuple(self.renamed(c, bound) for c in tree.children))
        found = applied_slope(found, self.functions) if self.functions else found
        return self.opened_derivative(found) if isinstance(found, Derivative) else found

    def opened_derivative(self, tree: Derivative) -> Node:
        """A derivative by a matrix that only lists quantities of other names: the matrix of the derivatives."""
        (variable, *more) = tree.variables
        if more or not isinstance(variable, Name) or variable.name not in self.definitions:
            return tree
        body = self.definitions[variable.name][-1].body
        if not _lists_names(body):
            return tree

        def each(node: Node) -> Node:
            if isinstance(node, Rows):
                return replace(node, cells=tuple(each(c) for c in node.cells))
            return replace(tree, variables=(self.renamed(node),))

        return each(body)


@dataclass
class Stand:
    """What holds at one place of a document."""

    ground: Ground
    definitions: dict[str, Definition]
    functions: dict[str, Definition]
    line: int = 0
    flat: bool = False  # every quantity is a number, or one for each index

    def sizes(self) -> set[str]:
        """Names of lengths: in shapes, in ranges, above sums."""
        bodies = [d.body for d in self.definitions.values()]
        bounds = [b for t in bodies for n in walked(t, Big) for b in n.bounds]
        ends = [e for b in bounds for e in (b.low, b.high) if e is not None]
        found = {n.name for e in ends for n in walked(e, Name)}
        return (found | self.ground.lengths()) - CONSTANTS - set(self.definitions)

    def expanded(self, tree: Node) -> set[str]:
        return expanded(tree, self.definitions, self.functions)

    def leaves(self, tree: Node) -> set[str]:
        return leaves(tree, self.definitions, self.functions)

    def in_terms_of(self, name: str, variable: str) -> Stand:
        """With the formula given before for a quantity that reads a variable which its definition does not read."""
        for pair in self.ground.inverses if name not in self.definitions else ():
            if (pair.dropped.name, pair.kept.name) == (name, variable) and pair.turned is not None:
                ground = replace(self.ground, domains={**self.ground.domains, variable: pair.turned})
                turned = {n: d for n, d in self.definitions.items() if n != variable} | {name: pair.dropped}
                return replace(self, ground=ground, definitions=turned)
        if name not in self.definitions or variable in self.expanded(self.definitions[name].body):
            return self
        found = [d for d in self.ground.restated.get(name, []) if d.line <= self.line
                 and variable in self.expanded(d.body) and d.letters == self.definitions[name].letters]  # fmt: skip
        return replace(self, definitions=self.definitions | {name: found[-1]}) if found else self

    def speaks_of(self, tree: Node) -> set[str]:
        """Every quantity and function that a tree reads, definitions opened."""
        names = self.expanded(tree)
        bodies = [tree, *(self.definitions[n].body for n in names if n in self.definitions)]
        return names | {n.function for b in bodies for n in walked(b, Apply)}

    def established(self) -> set[str]:
        """Every quantity that some definition reads in the end, or whose values are listed."""
        found: set[str] = set()
        for d in self.definitions.values():
            if not d.numeric:
                found |= self.leaves(d.body) - set(d.letters)
        return found | set(self.definitions) | {n for n, d in self.ground.domains.items() if d.chosen}

    def reads(self, name: str, other: str) -> bool:
        """Does a quantity depend on another one?"""
        return name == other or (name in self.definitions and other in self.expanded(self.definitions[name].body))

    def context(self, names: Names, extra: Iterable[Premise] = ()) -> Context:
        """The context in which a link is judged."""
        shapes = dict(self.ground.shapes)
        known = Known(
            frozenset(shapes) | frozenset(self.ground.families) | names.known.names, names.known.scalars,
            frozenset(self.functions) | names.known.functions, names.known.sizes,
        )  # fmt: skip
        return Context(
            replace(names, known=known),
            shapes,
            {},
            frozenset(self.ground.lengths())
            - CONSTANTS
            - set(self.definitions)
            - (self.ground.indices - _sizes(self.ground.shapes) - _sizes(self.ground.families)),
            {n: (d.letters, d.body) for n, d in self.functions.items()},
            {n: (d.letters, d.body) for n, d in self.definitions.items()},
            (*self.ground.premises, *extra, *self.ground.beyond()),
            families=self.ground.families,
            recurrences={n: r for n, d in self.definitions.items() if (r := recurrence(d)) is not None},
            hints=self.hints(),
            cyclic=self.cyclic(),
        )

    def cyclic(self) -> frozenset[str]:
        """The quantities with places that read each other in a circle."""
        lettered = {n: self.expanded(d.body) for n, d in self.definitions.items() if d.letters}
        return frozenset(a for a in lettered if any(a != b and b in lettered[a] and a in lettered[b] for b in lettered))

    def hints(self) -> Mapping[tuple[str, int], tuple[Node, Node]]:
        """The ranges of the places of quantities, from what is stated of the letters they are defined by."""
        found: dict[tuple[str, int], tuple[Node, Node]] = {}
        for name, axes in self.ground.axes.items():
            found.update({(name, k): axis for k, axis in enumerate(axes)})
        for name, d in self.definitions.items():
            for k, letter in enumerate(d.letters):
                if letter in self.ground.ranges:
                    found.setdefault((name, k), self.ground.ranges[letter])
        return {**self.ground.counted, **found}


def lengths_given(
    own: Mapping[str, Definition], counted: Mapping[tuple[str, int], tuple[Node, Node]]
) -> dict[str, Definition]:
    """N = 2 where the sums over z run to N and z is given with two entries."""
    found: dict[str, Definition] = {}
    ends = {**counted, **hints_of([d.body for d in own.values() if not d.numeric])}
    for (name, k), (_, high) in ends.items():
        given = own.get(name)
        if k == 0 and isinstance(high, Name) and high.name not in own and given is not None and given.numeric:
            if isinstance(given.body, Rows):
                count = len(given.body.cells)
                found[high.name] = Definition(high.name, (), Number(Fraction(count), str(count)), given.line)
    return found


def _current(found: list[Definition], line: int) -> Definition:
    before = [d for d in found if d.line <= line]
    return before[-1] if before else found[0]


def _sizes(shapes: Mapping[str, tuple[Axis, ...]]) -> set[str]:
    return {
        n.name for axes in shapes.values() for a in axes if isinstance(a, Node) for n in walked(a, Name)
    } - CONSTANTS


def _lists_names(body: Node) -> bool:
    """[w_11, w_12, b_1; ...]: nothing but entries and names, of more than one quantity."""
    if not isinstance(body, Rows):
        return False
    cells = [c for row in body.cells for c in (row.cells if isinstance(row, Rows) else (row,))]
    return bool(cells) and all(isinstance(c, (Entry, Name)) for c in cells)


__all__ = ["Apply", "Ground", "Stand"]
