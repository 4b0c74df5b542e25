"""The names in a tree of an answer to the tensors of the problem; what has no meaning is refused with what has one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from checkers.algebra.spelling import FUNCTIONS
from checkers.algebra.table import CONSTANTS, places_of, side_by_side
from checkers.algebra.tree import (
    Apply,
    Big,
    Derivative,
    Entry,
    Label,
    Name,
    Node,
    Number,
    Operation,
    ReadingError,
    Rows,
    Transpose,
    walked,
)
from checkers.answers.names import Vocabulary
from derivations.printing.text import integer_text
from derivations.rule import Range

KNOWN_FUNCTIONS = frozenset(FUNCTIONS.values())
MAX_NAME = 30  # characters of a name in a message


@dataclass
class Resolver:
    """Resolves the trees of one answer. own: names that the answer itself defines, and bodies what they are;
    strangers: single letters that stand as indices and are no index of the answer."""

    vocabulary: Vocabulary
    own: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    own_functions: frozenset[str] = frozenset()
    strangers: dict[str, int] = field(default_factory=dict)
    bodies: dict[str, tuple[tuple[str, ...], Node]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.goal = frozenset(i.name for i in self.vocabulary.goal)

    def tree(self, node: Node, bound: frozenset[str] = frozenset()) -> Node:
        """The tree with the problem's names. Raises ReadingError."""
        match node:
            case Name():
                return self.name(node, bound)
            case Entry():
                return self.entry(node, bound)
            case Derivative():
                return self.slope(node, bound)
            case Operation():
                return self.operation(node, bound)
            case Big():
                return self.big(node, bound)
            case Apply(function):
                return self.apply(node, function, bound)
        return node.rebuild(tuple(self.tree(c, bound) for c in node.children))

    # ---------------------------------------------------------------- names

    def name(self, node: Name, bound: frozenset[str], place: bool = False) -> Node:
        known, name = self.vocabulary, node.name
        if name in bound or name in self.own:
            return node
        if place and (name in self.goal or name in known.sizes):
            return node
        if (tensor := known.tensor(name)) is not None and not (place and known.ranges[tensor]):
            return Name(tensor, start=node.start)
        if name in self.goal or name in known.sizes or name in known.numbers:
            return node
        if name in CONSTANTS and not (place and len(name) == 1):
            return node
        if place and len(name) == 1 and name.isalpha():
            self.strangers.setdefault(name, node.start)
            return node
        raise self.unknown(name, node.start)

    def unknown(self, name: str, start: int) -> ReadingError:
        name = name.rstrip("^")
        name = name if len(name) <= MAX_NAME else name[:MAX_NAME] + "..."
        if name in self.vocabulary.withheld:
            return ReadingError(f"{name} is not given; it has to be worked out", start)
        return ReadingError(f"{name!r} has no meaning here; what may be used: {self.vocabulary.described()}", start)

    def place(self, node: Node, bound: frozenset[str]) -> Node:
        """An index: letters stand for numbers there."""
        if isinstance(node, Name):
            return self.name(node, bound, True)
        if isinstance(node, (Entry, Derivative, Big)):
            return self.tree(node, bound)
        return node.rebuild(tuple(self.place(c, bound) for c in node.children))

    # ---------------------------------------------------------------- entries

    def entry(self, node: Entry, bound: frozenset[str]) -> Node:
        base = node.base
        if isinstance(base, Name) and base.name in self.own:
            places = places_of(node, len(self.own[base.name]) or None)
            return replace(node, places=tuple(self.place(p, bound) for p in places))
        if isinstance(base, Operation) and base.operator == "^" and isinstance(base.left, Name):
            raised = self.raised(base.left, base.right, node.places, node, bound)  # W^h_{ij}, o^1_j
            if raised is not None:
                return raised
        if isinstance(base, Derivative):
            inner = self.slope(base, bound)
            return self.placed(inner, node.places, node, bound)
        if not isinstance(base, Name):
            return replace(node, base=self.tree(base, bound), places=tuple(self.place(p, bound) for p in node.places))
        found = self.tensor_entry(base.name, node.places, node, bound)
        if found is not None:
            return found
        if base.name == "delta" or base.name == "I":
            return replace(node, places=tuple(self.place(p, bound) for p in node.places))
        raise self.unknown(base.name, base.start)

    def tensor_entry(self, name: str, places: tuple[Node, ...], node: Entry, bound: frozenset[str]) -> Node | None:
        """The entry of the tensor that a name and the first of its places name: W^{(2)}_{ij}, W_{hh}, b1[i]."""
        known = self.vocabulary
        name = name.rstrip("^")
        flat = [p for place in places for p in side_by_side(place)]
        for parts in (list(places), flat):
            for taken in range(len(parts) + 1):
                word = _joined(parts[:taken])
                tensor = None if word is None else known.tensor(name + word)
                rest = tuple(parts[taken:])
                if tensor is None:
                    continue
                axes = len(known.ranges[tensor])
                if len(places_of(replace(node, places=rest, upper=0), axes)) > axes:
                    continue
                if taken and known.tensor(name) is not None and not _fits(rest, axes):
                    continue
                return self.placed(Name(tensor, start=node.start), rest, node, bound) if rest else Name(
                    tensor, start=node.start)  # fmt: skip
        if (tensor := known.tensor(name)) is not None:
            axes, count = len(known.ranges[tensor]), len(flat)
            raise ReadingError(f"{name} has {axes} axes and is read with {count} indices", node.start)
        for taken in range(len(flat) + 1):
            word = _joined(flat[:taken])
            if word is not None and name + word in known.withheld:
                raise self.unknown(name + word, node.start)
        return None

    def placed(self, base: Node, places: tuple[Node, ...], node: Entry, bound: frozenset[str]) -> Node:
        axes = len(self.vocabulary.ranges[base.name]) if isinstance(base, Name) else None
        parts = places_of(replace(node, base=base, places=places, upper=0), axes)
        if axes is not None and len(parts) > axes:
            raise ReadingError(f"{self.letter(base)} has {axes} axes and is read with {len(parts)} indices", node.start)
        return Entry(base, tuple(self.place(p, bound) for p in parts), start=node.start)

    def letter(self, base: Node) -> str:
        name = base.name if isinstance(base, Name) else "it"
        return self.vocabulary.letters.get(name, name)

    def raised(
        self, base: Name, upper: Node, places: tuple[Node, ...], node: Node, bound: frozenset[str]
    ) -> Node | None:
        """A name with its raised mark: W^h, o^1_j, h^t_j."""
        known, word = self.vocabulary, _word(upper)
        holder = Entry(base, places or (upper,), start=node.start)
        plain = known.tensor(base.name)
        if word is not None and (tensor := known.tensor(base.name + word)) is not None and plain is None:
            name = Name(tensor, start=node.start)
            return self.placed(name, places, holder, bound) if places else name
        if plain is not None and places and not isinstance(upper, Number):
            axes = len(known.ranges[plain])
            parts = places_of(holder, axes - 1)
            if len(parts) == axes - 1:  # h^{t}_j of a quantity with a time and a place
                return self.placed(Name(plain, start=node.start), (upper, *parts), holder, bound)
        return None

    # ---------------------------------------------------------------- slopes

    def slope(self, node: Derivative, bound: frozenset[str]) -> Node:
        """∂L/∂Z_i, a name for an entry of the gradient."""
        body = node.body
        loss = isinstance(body, Name) and (body.name in self.vocabulary.losses or self.free_name(body.name, bound))
        if not loss or len(node.variables) != 1:
            raise ReadingError("a derivative has to be worked out; only gradients of the loss are given", node.start)
        variable = node.variables[0]
        return self.gradient(variable, node, bound)

    def free_name(self, name: str, bound: frozenset[str]) -> bool:
        """May the name be a loss: a word with no other meaning?"""
        known = self.vocabulary
        return known.tensor(name) is None and name not in known.sizes and name not in bound | self.goal

    def gradient(self, variable: Node, node: Node, bound: frozenset[str]) -> Node:
        """The gradient by a tensor or an entry of it."""
        known = self.vocabulary
        backwards = replace(known, ranges={**known.ranges}, withheld=frozenset())
        found = Resolver(backwards, {}, frozenset(), self.strangers).tree(variable, bound)
        base = found.base if isinstance(found, Entry) else found
        tensor = base.name if isinstance(base, Name) else ""
        if tensor not in known.slopes:
            raise ReadingError(f"the gradient by {self.letter(base)} is not given; it has to be worked out", node.start)
        name = Name(known.slopes[tensor], start=node.start)
        return replace(found, base=name) if isinstance(found, Entry) else name

    # ---------------------------------------------------------------- operations

    def operation(self, node: Operation, bound: frozenset[str]) -> Node:
        left, right = node.left, node.right
        if node.operator in (" ", "/") and (told := self.last_factor(node, bound)) is not None:
            return told
        if node.operator == "^" and left == Name("e") and ("e" in self.goal or "e" in bound):
            return Apply("exp", (self.tree(right, bound),), start=node.start)  # e^x, though e is an index, too
        if node.operator == "^":
            if isinstance(left, Name) and (turned := self.turned(left, right)) is not None:
                return Transpose(turned, start=node.start)
            if isinstance(left, Name) and isinstance(right, Entry) and isinstance(right.base, Name):  # W^h_{ij}
                found = self.raised(left, right.base, right.places, node, bound)
                if found is not None:
                    return found
            if isinstance(left, Name) and (found := self.raised(left, right, (), node, bound)) is not None:
                return found
            if isinstance(left, Entry) and isinstance(left.base, Name):
                found = self.raised_entry(left, right, bound)
                if found is not None:
                    return found
        return node.rebuild(tuple(self.tree(c, bound) for c in node.children))

    def last_factor(self, node: Operation, bound: frozenset[str]) -> Node | None:
        """A gradient typed as a fraction, by itself or behind other factors: ∂L/∂P[d,e], dL/dP[d,e], s dL/dP."""
        left, right = node.left, node.right
        last, rest = left, None
        if isinstance(left, Operation) and left.operator in (" ", "*", ".", "o"):
            last, rest = left.right, left
        found: Node | None = None
        if node.operator == " " and isinstance(last, Derivative) and isinstance(right, Rows) and right.flat:
            variable = last.variables[-1]
            if isinstance(variable, Name) and not any(isinstance(c, Rows) for c in right.cells):
                entry = Entry(variable, right.cells, start=variable.start)
                found = self.slope(replace(last, variables=(*last.variables[:-1], entry)), bound)
        elif node.operator == "/" and isinstance(last, Name) and last.name[:1] == "d":
            below = right.base if isinstance(right, Entry) else right
            word = below.name if isinstance(below, Name) else ""
            loss = last.name[1:] in self.vocabulary.losses
            if loss and word[:1] == "d" and self.vocabulary.tensor(word[1:]) is not None:
                variable = Name(word[1:], start=below.start)
                asked = replace(right, base=variable) if isinstance(right, Entry) else variable
                found = self.gradient(asked, node, bound)
        if found is None or rest is None:
            return found
        return replace(rest, left=self.tree(rest.left, bound), right=found)

    def turned(self, base: Name, upper: Node) -> Node | None:
        """W^{(2)\\top}: the tensor that is transposed."""
        if not (isinstance(upper, Operation) and upper.operator == " " and upper.right == Name("T")):
            return None
        word = _word(upper.left)
        tensor = None if word is None else self.vocabulary.tensor(base.name + word)
        return None if tensor is None else Name(tensor, start=base.start)

    def raised_entry(self, left: Entry, right: Node, bound: frozenset[str]) -> Node | None:
        """h_j^{t-1} and o_j^1: the exponent is a place, or a part of the name."""
        assert isinstance(left.base, Name)
        base = Name(left.base.name.rstrip("^"), start=left.base.start)
        plain = self.vocabulary.tensor(base.name)
        if plain is not None and len(self.vocabulary.ranges[plain]) == len(places_of(left, None)):
            return None
        return self.raised(base, right, left.places, left, bound)

    def apply(self, node: Apply, function: str, bound: frozenset[str]) -> Node:
        arguments = tuple(self.tree(a, bound) for a in node.arguments)
        if function == "size" and len(arguments) == 1 and not isinstance(arguments[0], Name):
            return arguments[0]
        if function in self.own_functions or function in KNOWN_FUNCTIONS:
            return replace(node, arguments=arguments)
        named = self.vocabulary.functions.get(function)
        if named is not None:
            return replace(node, function=named, arguments=arguments)
        if function == "sigma":
            return replace(node, function="sigmoid", arguments=arguments)
        raise self.unknown(function, node.start)

    def big(self, node: Big, bound: frozenset[str]) -> Node:
        inner = bound | {b.name for b in node.bounds}
        bounds = []
        for b in node.bounds:
            low, high, other = (None if e is None else self.place(e, inner) for e in (b.low, b.high, b.other))
            bounds.append(replace(b, low=low, high=high, other=other))
        for b in bounds:
            if b.name in self.vocabulary.sizes:
                raise ReadingError(f"{b.name} is a size and cannot be summed over", b.start)
            if b.name in self.goal or b.name in bound:
                raise ReadingError(f"{b.name} already has a meaning outside of this sum; use another letter", b.start)
        body = self.tree(node.body, inner)
        for b in bounds:
            if b.low is None or b.high is None:
                self.ranged(b.name, body, b.start)
        return replace(node, bounds=tuple(bounds), body=body)

    def ranged(self, letter: str, body: Node, start: int) -> None:
        """Does the body say over what an index without bounds runs? Raises ReadingError."""
        found = dict.fromkeys(self.axes_of(letter, body))
        if not found:
            raise ReadingError(f"it is not clear over what {letter} runs; write its bounds", start)
        if len(found) > 1:
            said = " or ".join(f"{integer_text(low)}..{integer_text(high)}" for low, high in found)
            raise ReadingError(f"{letter} can run over {said}; write its bounds", start)

    def axes_of(self, letter: str, body: Node) -> list[Range]:
        known, found = self.vocabulary.ranges, list[Range]()
        for n in walked(body):
            if not isinstance(n, Entry) or not isinstance(n.base, Name):
                continue
            for k, p in enumerate(n.places):
                if p != Name(letter):
                    continue
                if n.base.name in self.bodies:  # a name of the answer's own: what its definition says
                    letters, inside = self.bodies[n.base.name]
                    found += self.axes_of(letters[k], inside) if k < len(letters) else []
                elif n.base.name in known:
                    found.append(known[n.base.name][k])
        return found


def _word(node: Node) -> str | None:
    """A place that may be a part of a name: h in W^h, 1 in b_1."""
    if isinstance(node, Name):
        return node.name
    if isinstance(node, (Number, Label)):
        return node.text
    if isinstance(node, Operation) and node.operator == " ":
        return _joined(side_by_side(node))
    return None


def _joined(places: Sequence[Node]) -> str | None:
    """Places that may be a part of a name, as one word."""
    words = [_word(p) for p in places]
    return None if None in words else "".join(w for w in words if w)


def _fits(places: tuple[Node, ...], axes: int) -> bool:
    return len([p for place in places for p in side_by_side(place)]) == axes or len(places) == axes
