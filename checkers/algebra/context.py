"""The context of a question, as a course states it in JSON, to names, domains, premises and a tolerance."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Any

from checkers.algebra.assumptions import narrowed, spoken_alone, word_of
from checkers.algebra.cursor import Known
from checkers.algebra.domains import Domain, DomainError, read_domain
from checkers.algebra.equations import circular, giving
from checkers.algebra.fields import ContextError, table
from checkers.algebra.fields import text as field_text
from checkers.algebra.fields import texts as field_texts
from checkers.algebra.properties import ROUNDED, fits
from checkers.algebra.reading import Names, read_sides
from checkers.algebra.splitting import one_by_one
from checkers.algebra.table import CONSTANTS, Axis, Table, bound_names, entry_name, side_by_side
from checkers.algebra.tolerances import Tolerance, read_tolerance
from checkers.algebra.tree import Apply, Entry, Name, Node, Number, Operation, ReadingError, names_in, walked

FIELDS = frozenset({
    "tensors", "domains", "sizes", "premises", "definitions", "tolerance", "integer", "orientation", "chain", "label",
    "earlier",
})  # fmt: skip
HEAD = re.compile(r"^(.*?)\s*(?:\\left)?\(([^()]*?)(?:\\right)?\)\s*$", re.DOTALL)
ONES = re.compile(r"^\s*(?:\\(?:mathbf|mathbb|boldsymbol|bm|mathds)\s*\{?\s*1\s*\}?(?:_\{?\w+\}?)?|1|𝟏|𝟙)\s*$")
ONES_EACH = re.compile(r"^\s*\\(?:mathbf|mathbb|boldsymbol|bm|mathds)\s*\{?\s*1\s*\}?_\{?\w+\}?\s*=\s*1\s*$")
HATTED = re.compile(r"([A-Za-z][A-Za-z0-9]*?)_?(hat|bar|tilde)")
SAYS = re.compile(r"\b(?:is|are|be|has|have)\b")
MAX_AXIS = 64


@dataclass(frozen=True)
class Premise:
    """What holds: left relation right."""

    left: Node
    relation: str
    right: Node
    text: str

    @cached_property
    def weight(self) -> int:
        """How many parts its formulas have, and what evaluating one costs besides."""
        return 8 + sum(1 for side in (self.left, self.right) for _ in walked(side))


@dataclass(frozen=True)
class Context:
    """Everything that a question says besides its reference; what stands after `earlier` comes from documents only.

    families, recurrences, cyclic and hints: as in Table; points: how many points are tried, 0 for the usual
    number; where: conditions on free indices and quantities, the only places that are tried; ones: as in Table.
    """

    names: Names = field(default_factory=Names)
    shapes: Mapping[str, tuple[Axis, ...]] = field(default_factory=dict)
    domains: Mapping[str, Domain] = field(default_factory=dict)
    sizes: frozenset[str] = frozenset()
    functions: Mapping[str, tuple[tuple[str, ...], Node]] = field(default_factory=dict)
    definitions: Mapping[str, tuple[tuple[str, ...], Node]] = field(default_factory=dict)
    premises: tuple[Premise, ...] = ()
    tolerance: Tolerance = field(default_factory=Tolerance)
    integer: bool = False
    orientation: str = ""
    chain: bool = False
    label: str = ""
    earlier: Mapping[str, Any] = field(default_factory=dict)
    families: Mapping[str, tuple[Axis, ...]] = field(default_factory=dict)
    recurrences: Mapping[str, tuple[int, bool]] = field(default_factory=dict)
    cyclic: frozenset[str] = frozenset()
    hints: Mapping[tuple[str, int], tuple[Node, Node]] = field(default_factory=dict)
    points: int = 0
    where: tuple[Node, ...] = ()
    ones: tuple[Axis, ...] = ()


def spellings(name: str) -> set[str]:
    """How a declared name may be typed in a program: W_hh, Whh, sigma, dZ, yhat, y_hat."""
    found = {name, name.replace("_", ""), name.partition("_")[0]}
    for hat in ("hat", "bar", "tilde"):
        if name.startswith(f"{hat} "):
            base = name[len(hat) + 1 :]
            found |= {f"{base}{hat}", f"{base}_{hat}"}
    return {n for n in found if re.fullmatch(r"[A-Za-z_][A-Za-z0-9_']*", n)}


def read_context(given: Mapping[str, Any], texts: Sequence[str] = ()) -> Context:
    """The context of a question. Raises ContextError.

    texts: the reference, whose way of writing says whether a letter is a function.
    """
    if not isinstance(given, Mapping):
        raise ContextError("a context is a table of fields such as tensors, domains and tolerance")
    tensors = table(given, "tensors")
    domains_ = table(given, "domains")
    stated = table(given, "definitions")
    sizes = field_texts(given, "sizes", "names")
    heads = {text: head_of(text) for text in stated}
    lengths = {_axes(k, v) for k, v in tensors.items() if ONES.match(k)}
    tensors = {k: v for k, v in tensors.items() if not ONES.match(k)}  # a vector of ones needs no declaration
    names = {k: _name(k) for k in [*tensors, *domains_, *sizes]}
    formulas = {n for n, _, _ in heads.values()} | {names[s] for s in sizes}
    said = [p for t in field_texts(given, "premises", "equations") for p in one_by_one(t) if not ONES_EACH.match(p)]
    alone = spoken_alone(said, {names[k]: _axes(k, v) for k, v in tensors.items()}, names.values(), formulas, _name)
    names |= alone.typed
    arrays = {names[k]: _axes(k, v) for k, v in tensors.items()}
    values = giving(alone.left, arrays, names.values(), formulas | _axis_names(arrays), head_of, _name)
    stated = {**stated, **{premise: body for premise, (_, body) in values.items()}}
    heads |= {premise: head for premise, (head, _) in values.items()}
    declared = set(names.values()) | {n for n, p, is_function in heads.values() if not is_function}
    functions = frozenset(n for n, p, is_function in heads.values() if is_function)
    from checkers.algebra.reading import function_letters

    letters = function_letters([*texts, *map(str, stated), *map(str, stated.values())], frozenset(declared) | functions)
    axes = {names[k]: _axes(k, v) for k, v in tensors.items()}
    for shape in axes.values():
        for axis in shape:
            if isinstance(axis, Node):
                declared |= names_in(axis)
    indexed = {n for n, places, is_function in heads.values() if places and not is_function}  # p of p_i
    scalars = frozenset(n for n in declared if not axes.get(n) and n not in functions | indexed)
    spelled = frozenset(s for n in declared | functions | letters for s in spellings(n.rstrip("'")))
    spelled |= frozenset(k for k in [*tensors, *domains_] if re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", k))
    known = Known(
        frozenset(declared), scalars, functions | letters | frozenset({f.rstrip("'") for f in functions}),
        frozenset(names[s] for s in sizes) | frozenset(n for n in scalars if n == "T"),
        frozenset((n, len(a)) for n, a in axes.items() if a),
    )  # fmt: skip
    reading = Names(spelled, known, bool(given.get("integer")))
    try:
        domains = {names[k]: read_domain(str(v)) for k, v in domains_.items()}
    except DomainError as error:
        raise ContextError(str(error)) from None
    for name, domain in alone.domains.items():
        domains[name] = narrowed(domains[name], domain, name) if name in domains else domain
    functions_, definitions = _definitions(stated, heads, reading)
    left = [p for p in alone.left if p not in values]
    for premise, ((name, _, is_function), _body) in values.items():
        if not is_function and circular(name, definitions):
            del definitions[name]
            left.append(premise)
    earlier = table(given, "earlier")
    orientation = field_text(given, "orientation")
    if orientation not in ("", "ignored", "graded"):
        raise ContextError(f"'orientation' is 'ignored' or 'graded', not {orientation!r}")
    return Context(
        reading,
        axes,
        domains,
        frozenset(names[s] for s in sizes) | _axis_names(axes),
        functions_,
        definitions,
        (
            *(_premise(p, reading) for p in left),
            *_properties(domains, axes),
            *(
                Premise(Name(name), "within", Number(_one(), "1"), premise)
                for premise, ((name, *_), _b) in values.items()
                if name in definitions and not definitions[name][0]
            ),
        ),
        read_tolerance(given.get("tolerance")),
        bool(given.get("integer")),
        orientation,
        bool(given.get("chain")),
        field_text(given, "label"),
        dict(earlier),
        ones=lengths.pop()[:1] if len(lengths) == 1 else (),
    )


def _name(text: str) -> str:
    """The name under which a key is declared."""
    hatted = HATTED.fullmatch(text.strip())
    if hatted:
        return f"{hatted[2]} {hatted[1]}"
    try:
        (side,) = read_sides(text, Names(latex="\\" in text or "{" in text))
        tree = side.trees[0]
        squared = isinstance(tree, Operation) and tree.operator == "^" and tree.right == Number(Fraction(2), "2")
        found = entry_name(tree.left if squared and isinstance(tree, Operation) else tree)  # \\sigma^2 declares \\sigma
    except (ReadingError, ValueError):
        found = None
    if found is None:
        if re.fullmatch(r"[A-Za-z]\w*'*", text.strip()):
            return text.strip()
        raise ContextError(f"{text!r} is not the name of a quantity; names such as W, W_1, \\hat y and dZ are")
    return found


def _axes(name: str, given: Any) -> tuple[Axis, ...]:
    given = [given] if isinstance(given, int) else given
    if not isinstance(given, Sequence) or isinstance(given, str):
        raise ContextError(f"the shape of {name} is a list of sizes such as [5, 3] or ['n', 'm']")
    found: list[Axis] = []
    for axis in given:
        if isinstance(axis, bool) or not isinstance(axis, (int, str)):
            raise ContextError(f"the shape of {name} is a list of sizes such as [5, 3] or ['n', 'm']")
        if isinstance(axis, int):
            if not 0 <= axis <= MAX_AXIS:
                raise ContextError(f"an axis of {name} has length {axis}; at most {MAX_AXIS} is used")
            found.append(axis)
            continue
        try:
            found.append(read_sides(axis, Names(latex=True))[0].trees[0])
        except ReadingError:
            raise ContextError(f"the length {axis!r} of an axis of {name} is not read") from None
    return tuple(found)


def _axis_names(axes: Mapping[str, tuple[Axis, ...]]) -> frozenset[str]:
    return frozenset(
        n.name for shape in axes.values() for a in shape if isinstance(a, Node)
        for n in walked(a, Name)
    ) - CONSTANTS  # fmt: skip


def head_of(text: str) -> tuple[str, tuple[str, ...], bool]:
    """(name, letters, is it a function) of the left side of a definition: f(t), q_i, s."""
    if hatted := HATTED.fullmatch(text.strip()):
        return f"{hatted[2]} {hatted[1]}", (), False
    if (m := HEAD.match(text)) and m[1].strip() and not m[1].rstrip().endswith(("_", "^", "{")):
        letters = tuple(_name(p) for p in m[2].split(","))
        stem = m[1].strip()
        primes = len(stem) - len(stem.rstrip("'"))
        return _name(stem.rstrip("'")) + "'" * primes, letters, True
    try:
        sides = read_sides(text, Names(latex="\\" in text or "{" in text))
    except ReadingError as error:
        raise ContextError(f"the left side {text!r} of a definition is not read: {error.message}") from None
    if len(sides) != 1:
        raise ContextError(f"the left side {text!r} of a definition is an equation itself")
    node = sides[0].trees[0]
    if isinstance(node, Apply) and all(isinstance(a, Name) for a in node.arguments):
        return node.function + "'" * node.primes, tuple(a.name for a in node.arguments if isinstance(a, Name)), True
    if isinstance(node, Entry) and isinstance(node.base, Name):
        places = [part for p in node.places for part in side_by_side(p)]
        if all(isinstance(p, Name) and len(p.name) == 1 for p in places):
            return node.base.name, tuple(p.name for p in places if isinstance(p, Name)), False
    name = entry_name(node)
    if name is None:
        raise ContextError(f"the left side {text!r} of a definition is neither a name nor f(t) nor q_i")
    return name, (), False


def _definitions(
    stated: Mapping[str, Any], heads: Mapping[str, tuple[str, tuple[str, ...], bool]], reading: Names
) -> tuple[dict[str, tuple[tuple[str, ...], Node]], dict[str, tuple[tuple[str, ...], Node]]]:
    functions: dict[str, tuple[tuple[str, ...], Node]] = {}
    definitions: dict[str, tuple[tuple[str, ...], Node]] = {}
    for text, body in stated.items():
        name, letters, is_function = heads[text]
        try:
            side = read_sides(str(body), reading)[-1]
        except ReadingError as error:
            raise ContextError(f"the definition of {text} is not read: {error.message}") from None
        (functions if is_function else definitions)[name] = (letters, side.trees[0])
    return functions, definitions


def _premise(text: str, reading: Names) -> Premise:
    from checkers.algebra.tree import Relation

    try:
        sides = read_sides(text, reading)
    except ReadingError as error:
        raise ContextError(f"the premise {text!r} is not read: {error.message}") from None
    trees = [side.trees[0] for side in sides]
    if SAYS.search(text) and any(isinstance(t, Name) and word_of(t.name) for t in trees):
        raise ContextError(
            f"the premise {text!r} is not read; 'A is symmetric', 'y is one-hot', 'x > 0' and equations are"
        )
    if len(sides) == 2:
        return Premise(sides[0].trees[0], "=", sides[1].trees[0], text)
    node = sides[0].trees[0]
    if len(sides) == 1 and isinstance(node, Relation):
        return Premise(node, "holds", Number(_one()), text)
    raise ContextError(f"the premise {text!r} is no equation or inequality")


def _properties(domains: Mapping[str, Domain], shapes: Mapping[str, tuple[Axis, ...]]) -> Iterator[Premise]:
    """The equations that domains stand for, such as that of a vector on the simplex."""
    for name, domain in domains.items():
        if domain.shape in ROUNDED and fits(domain.shape, shapes.get(name, ())):
            yield Premise(Name(name), "is", Number(_one(), "1"), f"{name} is {domain.shape}")


def _one() -> Any:
    from fractions import Fraction

    return Fraction(1)


def table_of(context: Context, extra_sizes: frozenset[str], ranges: Mapping[str, tuple[Node, Node]],
             hints: Mapping[tuple[str, int], tuple[Node, Node]]) -> Table:  # fmt: skip
    """The table of names for evaluation."""
    scalars = frozenset(context.names.known.scalars) - context.sizes - extra_sizes - frozenset(ranges)
    return Table(
        context.shapes,
        context.functions,
        context.definitions,
        context.sizes | extra_sizes,
        ranges,
        {**hints, **context.hints},
        scalars,
        context.families,
        context.recurrences,
        context.cyclic,
        context.ones,
    )


__all__ = ["Context", "ContextError", "Premise", "Tolerance", "bound_names", "read_context", "table_of"]
