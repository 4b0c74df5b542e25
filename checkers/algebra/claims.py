"""Is one link of a document right, given what its section stands on? Wrong only where nothing that is missing could
make it right."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from checkers.algebra.beginnings import begun, not_begun, not_drawn, zero_at_first
from checkers.algebra.both_defined import both_defined
from checkers.algebra.circles import CIRCLE, unrolled
from checkers.algebra.context import Premise, Tolerance
from checkers.algebra.decide import Judgement
from checkers.algebra.definitions import Definition, numeric, read_parts
from checkers.algebra.domains import Domain
from checkers.algebra.folding import folded
from checkers.algebra.ground import Stand
from checkers.algebra.later_steps import later
from checkers.algebra.layouts import Layouts
from checkers.algebra.lengths import counting_letters, reached, slides, tall, without_range
from checkers.algebra.links import judge_link, question_of_link
from checkers.algebra.one_step import simpler
from checkers.algebra.padding import EVERY
from checkers.algebra.question import Question
from checkers.algebra.reading import Names, Side
from checkers.algebra.rounding import LONG_NUMBER, spread
from checkers.algebra.single import is_number
from checkers.algebra.slopes import UPSTREAM
from checkers.algebra.spelling import FUNCTIONS
from checkers.algebra.strides import agreed, at_numbers, free_lengths, strides
from checkers.algebra.symmetric import with_symmetric
from checkers.algebra.table import bound_names, entry_name
from checkers.algebra.taken import sum_to_one
from checkers.algebra.tree import (
    Apply,
    Big,
    Derivative,
    Dots,
    Entry,
    Name,
    Node,
    Number,
    has_kind,
    names_in,
    walked,
)
from checkers.algebra.unstated_shapes import by_shapes, settled

ONE = Number(Fraction(1), "1")
POINTS = 10
ROUNDED = 1.01  # units of the last digit shown: both sides may be rounded


@dataclass(frozen=True)
class Claim:
    """left relation right, as read."""

    left: Side
    right: Side


def judge_claim(stand: Stand, names: Names, left: Side, right: Side, where: Sequence[Node] = ()) -> Judgement:
    """Is the link right? Undecided, with the reason, where the document does not say enough.

    where: conditions that stand near it and may belong to it.
    """
    left = replace(left, trees=tuple(stand.ground.renamed(t) for t in left.trees))
    right = replace(right, trees=tuple(stand.ground.renamed(t) for t in right.trees))
    if any(has_kind(s.trees[0], Dots) for s in (left, right)):
        return Judgement("undecided", "dots are not evaluated")
    if left.trees[0] == right.trees[0]:
        return Judgement("equal", "the same expression")
    pair = (left.trees[0], right.trees[0])
    for n in (n for t in pair for n in walked(t, Derivative) if isinstance(n.body, Name)):
        stand = in_terms_of(stand, entry_name(n.body) or "", variable_name(stand, n.variables[0]) or "")
    why = missing(stand, *pair)
    if why:
        return Judgement("undecided", why)
    found = both_defined(lambda a, b: judged(stand, names, a, b), left, right, lambda: bounded(stand, *pair))
    if found.verdict == "undecided" and CIRCLE in found.how and (again := unrolled(stand)) is not None:
        stand, found = again, judged(again, names, left, right)
    if found.verdict != "different":
        few = re.fullmatch(r"equal at (\d+) points", found.how)
        if few and int(few[1]) < POINTS / 2:  # ln y = ln x + c, of which half the numbers have no logarithm
            return Judgement("undecided", "it has values at few points alone")
        return found
    if any(array_slope(stand, n) for t in pair for n in walked(t)):
        return Judgement("undecided", "how the derivatives of an array by an array are laid out is not stated")
    shown = {n.function for t in pair for n in walked(t, Apply)}
    if hidden := (opaque(stand, pair[0], inside=True) | opaque(stand, pair[1], inside=True)) - shown:
        return Judgement("undecided", f"what {', '.join(sorted(hidden))} does is not stated")
    if why := without_value(stand, *pair) or without_range(stand, *pair) or not_begun(stand, pair):
        return Judgement("undecided", why)
    return settled(doubted(stand, names, left, right, found, where))


def bounded(stand: Stand, left: Node, right: Node) -> bool:
    """Is it stated of every quantity in a link what it can be?"""
    return (stand.leaves(left) | stand.leaves(right)) - stand.sizes() <= stand.ground.domains.keys()


def in_terms_of(stand: Stand, name: str, variable: str) -> Stand:
    """Where a definition does not read a variable: with a formula given before that does, or with the variable put in
    where its own formula is written out."""
    stand = stand.in_terms_of(name, variable)
    own, inner = stand.definitions.get(name), stand.definitions.get(variable)
    if own is None or inner is None or inner.numeric or variable in stand.expanded(own.body):
        return stand
    read = {name, *stand.expanded(own.body)} & set(stand.definitions) - stand.expanded(inner.body) - {variable}
    new = {n: replace(stand.definitions[n], body=folded(stand.definitions[n].body, inner)) for n in read}
    return replace(stand, definitions=stand.definitions | new)


def judged(
    stand: Stand,
    names: Names,
    left: Side,
    right: Side,
    extra: tuple[Premise, ...] = (),
    where: tuple[Node, ...] = (),
    numbers: bool = False,
) -> Judgement:
    """The link by value, definitions opened; numbers: with the numbers given, to the digits that are shown."""
    pair = (left.trees[0], right.trees[0])
    if letters := strides(stand, pair):
        tried = at_numbers(free_lengths(stand, pair), left, right, letters)
        return agreed((judged(at, names, one, other, extra, where, numbers) for at, one, other in tried), pair)
    stand = with_loss(stand, pair)
    layouts = Layouts(stand, pair)
    if layouts.why:
        for at, trees, sure in simpler(stand, pair):
            one, other = (replace(side, trees=(t,)) for side, t in zip((left, right), trees))
            if (found := judged(at, names, one, other, extra, where, numbers)).verdict in sure:
                return found
        return Judgement("undecided", layouts.why)
    extra = (*extra, *begun(layouts.stand, pair))
    context = replace(layouts.stand.context(names, extra), points=POINTS, orientation="ignored", where=where)
    shapes, families = {**context.shapes, **layouts.shapes}, {**context.families, **layouts.families}
    counting = {n: Domain(1, 3, whole=True) for n in counting_letters(stand, pair) if n not in shapes}
    own = {n: d for n, d in stand.ground.domains.items() if n not in stand.definitions} | tall(layouts.stand, pair)
    context = replace(context, shapes=shapes, families=families, domains=own | counting | reached(layouts.stand, pair))
    if numbers and (shown := decimals(*pair)):
        ulps = ROUNDED if min(decimals(t) for t in pair) > 1 else ROUNDED / 2
        off = max(ulps * 10.0**-shown, *(spread(t, LONG_NUMBER) or 0.0 for t in pair if numeric(t)), 0.0)
        context = replace(context, tolerance=Tolerance("absolute", off))
    question = Question(left, context)
    with np.errstate(all="ignore"):
        found = judge_link(question_of_link(question, left, right), right)
    found = by_shapes(found, stand, layouts, *pair, bool(shapes or families))
    return replace(found, witness=not_drawn(found.witness, extra)) if found.witness else found


def doubted(stand: Stand, names: Names, left: Side, right: Side, found: Judgement, where: Sequence[Node]) -> Judgement:
    """A link that differs may hold under a condition, at the numbers given, or where weights sum to 1."""
    for condition in where:
        own = stand.ground.renamed(condition)
        if names_in(own) <= names_in(left.trees[0]) | names_in(right.trees[0]):
            again = judged(stand, names, left, right, where=(own,))
            if again.verdict == "equal":
                return again
    if numeric(left.trees[0]) and numeric(right.trees[0]):
        return found
    stand_with_numbers = stand.ground.at(stand.line, numbers=True)
    if any(stand.definitions.get(n) is not d and d.numeric for n, d in stand_with_numbers.definitions.items()):
        again = judged(stand_with_numbers, names, left, right, numbers=True)
        if numeric(left.trees[0]) != numeric(right.trees[0]):
            return again
        if again.verdict == "equal":
            return Judgement("undecided", "it holds at the numbers given, and not in general")
        full, shown = stand_with_numbers, (left.trees[0], right.trees[0])
        apart = (full.leaves(shown[0]) ^ full.leaves(shown[1])) - full.sizes()
        if apart and decimals(*shown):
            return Judgement("undecided", f"{', '.join(sorted(apart))} has no value that is stated")
    if EVERY not in stand.ground.zeros and any(slides(n) for s in (left, right) for n in walked(s.trees[0])):
        padded = replace(stand, ground=replace(stand.ground, zeros={EVERY}))
        if judged(padded, names, left, right).verdict == "equal":
            return Judgement("undecided", "it holds where what is read outside its range is 0, which is not said")
    pair = (left.trees[0], right.trees[0])
    if alike := with_symmetric(stand, pair):
        turned = replace(stand, ground=replace(stand.ground, domains=stand.ground.domains | alike))
        if judged(turned, names, left, right).verdict == "equal":
            return Judgement("undecided", f"it holds where {', '.join(alike)} is symmetric")
    if (steps := later(stand, pair)) and (again := judged(stand, names, left, right, where=steps)).verdict == "equal":
        return again
    first = zero_at_first(stand, pair)
    if first and judged(stand, names, left, right, first).verdict == "equal":
        return Judgement("undecided", f"it holds where {first[0].text}, which the document does not say")
    sums = tuple(sum_to_one(name) for name in weights(stand, left.trees[0], right.trees[0]))
    if sums and not stand.ground.premises:
        again = judged(stand, names, left, right, sums)
        if again.verdict == "equal":
            said = ", ".join(p.text for p in sums)
            return Judgement("undecided", f"it holds where {said}, which the document does not say")
    return found


# ------------------------------------------------------------------ what is missing


def missing(stand: Stand, left: Node, right: Node) -> str:
    """Why a link cannot be judged without knowing more; "" where it can."""
    for tree in (left, right):
        for node in read_parts(tree):
            if isinstance(node, Derivative) and (why := unknown_slope(stand, node)):
                return why
    if any_function := opaque(stand, left) ^ opaque(stand, right):
        return f"what {', '.join(sorted(any_function))} does is not stated"
    one, other = stand.leaves(left), stand.leaves(right)
    for tree, found in ((left, one), (right, other)):
        found -= bound_names(tree)
        found |= upstream_leaves(stand, tree)
    sizes = stand.sizes()
    sizes |= {"delta"} if stand.ground.kronecker else set()
    one, other = one - sizes, other - sizes
    both = bool(one - other) and bool(other - one)
    strange = (one ^ other) if both else (one ^ other) - stand.established() - by_which(left) - by_which(right)
    if strange and numeric(left) == numeric(right):
        return f"{', '.join(sorted(strange))} stands on one side alone, and what it is has to be known"
    return ""


def by_which(tree: Node) -> set[str]:
    """The quantities by which a formula is differentiated: their derivatives need not read them."""
    slopes = [n for n in walked(tree, Derivative) if not isinstance(n.body, (Name, Entry))]
    return {entry_name(v.base if isinstance(v, Entry) else v) or "" for n in slopes for v in n.variables}


def opaque(stand: Stand, tree: Node, inside: bool = False) -> set[str]:
    """The functions that nobody defined, in a tree with its definitions opened; inside: and its functions."""
    bodies = [tree, *(stand.definitions[n].body for n in stand.expanded(tree) if n in stand.definitions)]
    bodies += [stand.functions[f].body for f in called(stand, bodies)] if inside else []
    used = {n.function for b in bodies for n in walked(b, Apply)}
    return used - set(stand.functions) - set(FUNCTIONS.values()) - {UPSTREAM}


def called(stand: Stand, bodies: list[Node]) -> set[str]:
    """The functions with a definition that trees call, by themselves or through each other."""
    found, waiting = set[str](), list(bodies)
    while waiting:
        own = {n.function for n in walked(waiting.pop(), Apply)} & stand.functions.keys() - found
        waiting += [stand.functions[f].body for f in own]
        found |= own
    return found


def without_value(stand: Stand, left: Node, right: Node) -> str:
    """Why a number on one side says nothing: the quantities on the other side have no values that are stated."""
    if numeric(left) == numeric(right):
        return ""
    full = stand.ground.at(stand.line, numbers=True)
    still = (full.leaves(left) | full.leaves(right)) - full.sizes()
    return f"{', '.join(sorted(still))} has no value that is stated" if still else ""


def unknown_slope(stand: Stand, node: Derivative) -> str:
    """Why a derivative has no value here; "" where it has one."""
    shown = entry_name(node.body) or "it"
    for variable in node.variables:
        name = variable_name(stand, variable)
        if name is None:
            return "a derivative by something that is no quantity"
        reads = stand.expanded(node.body)
        if name in reads or (isinstance(variable, Entry) and entry_name(variable) in reads):
            continue
        if is_loss(stand, node.body):
            if sinks(stand, name):
                continue
            return f"how {shown} depends on {name} is not stated"
        if isinstance(node.body, (Name, Entry)) or not name_in(node.body, name):
            return f"how {shown} depends on {name} is not stated"
    return ""


def array_slope(stand: Stand, node: Node) -> bool:
    """The derivative of a whole array by a whole array, which has several layouts."""
    if not (isinstance(node, Derivative) and isinstance(node.body, Name)) or is_loss(stand, node.body):
        return False
    shapes = {*stand.ground.shapes, *stand.ground.families}
    whole = [n.name for n in (node.body, *node.variables) if isinstance(n, Name)]
    return len(whole) > 1 and all(n in shapes or array(stand, n) for n in whole)


def array(stand: Stand, name: str) -> bool:
    """Is it a quantity with axes, as far as can be seen?"""
    d = stand.definitions.get(name)
    if d is None:
        return len(name.split()[-1]) == 1 and name.split()[-1].isupper()
    return bool(d.letters) or (
        not is_number(stand, d.body) and any(array(stand, n.name) for n in walked(d.body, Name) if n.name != name)
    )


def variable_name(stand: Stand, variable: Node) -> str | None:
    whole = entry_name(variable)
    if whole is not None and whole in stand.definitions:
        return whole
    base = variable.base if isinstance(variable, Entry) else variable
    return entry_name(base) if isinstance(base, (Name, Entry)) else None


def name_in(tree: Node, name: str) -> bool:
    return any(n.name == name for n in walked(tree, Name))


def is_loss(stand: Stand, body: Node) -> bool:
    """A bare letter that nothing defines and that is differentiated: a loss."""
    return isinstance(body, Name) and body.name not in stand.definitions and body.name not in stand.ground.shapes


def sinks(stand: Stand, variable: str) -> list[str]:
    """The quantities at the end of the calculation that depend on the variable: what the loss reads.

    Where the document differentiates something by some of them, the others are abbreviations, as s = 1/sqrt(v + eps).
    """
    slopes = {n for n, d in stand.definitions.items() if mentions_slope(d)}
    formulas = {n: d for n, d in stand.definitions.items()
                if not d.numeric and n not in slopes and not slopes & stand.expanded(d.body)}  # fmt: skip
    inner = {m for n, d in formulas.items() for m in stand.expanded(d.body) if m != n}
    found = [n for n in formulas if n not in inner and not d_scalar_loss(formulas[n]) and stand.reads(n, variable)]
    return [n for n in found if n in stand.ground.weighed] or found


def mentions_slope(d: Definition) -> bool:
    return has_kind(d.body, Derivative)


def d_scalar_loss(d: Definition) -> bool:
    """Is it the name of a loss, which another loss does not read?"""
    return d.name in ("L", "E", "J", "ell", "loss") and not d.letters


def upstream_leaves(stand: Stand, tree: Node) -> set[str]:
    """What a loss that nobody defined depends on."""
    found: set[str] = set()
    for n in read_parts(tree):
        if isinstance(n, Derivative) and is_loss(stand, n.body):
            found.add(entry_name(n.body) or "")
            name = variable_name(stand, n.variables[0])
            for sink in sinks(stand, name or ""):
                found |= stand.leaves(Name(sink))
    return found


def with_loss(stand: Stand, pair: tuple[Node, Node]) -> Stand:
    """The stand with a loss that weighs what stands at the end of the calculation, where nothing defines it."""
    definitions = dict(stand.definitions)
    for tree in (*pair, *(d.body for d in stand.definitions.values())):
        for n in read_parts(tree):
            if isinstance(n, Derivative) and is_loss(stand, n.body) and isinstance(n.body, Name):
                name = variable_name(stand, n.variables[0]) or ""
                read = sinks(stand, name)
                if read and n.body.name not in definitions:
                    body = Apply(UPSTREAM, tuple(Name(s) for s in read))
                    definitions[n.body.name] = Definition(n.body.name, (), body)
    return replace(stand, definitions=definitions)


# ------------------------------------------------------------------ premises


def weights(stand: Stand, *trees: Node) -> Iterator[str]:
    """Quantities with one place that nothing defines and that are summed: targets, which may sum to 1."""
    seen: set[str] = set()
    bodies = [d.body for d in stand.definitions.values()]
    for tree in (*trees, *bodies):
        for n in walked(tree):
            if not isinstance(n, Big) or n.kind != "sum" or len(n.bounds) != 1:
                continue
            for e in walked(n.body):
                if isinstance(e, Entry) and isinstance(e.base, Name) and e.places == (Name(n.bounds[0].name),):
                    name = e.base.name
                    if name not in stand.definitions and name not in seen and in_logarithm(stand, name):
                        seen.add(name)
                        yield name


def in_logarithm(stand: Stand, name: str) -> bool:
    """Does it weigh logarithms somewhere, as the targets of a cross-entropy do?"""
    for d in stand.definitions.values():
        for n in walked(d.body):
            if isinstance(n, Big) and any(m.function == "log" for m in walked(n.body, Apply)):
                if name_in(n.body, name):
                    return True
    return False


def decimals(*trees: Node) -> int:
    """The most digits after the point that a number of the trees shows."""
    return max((n.decimals or 0 for t in trees for n in walked(t, Number)), default=0)
