"""A problem about formulas for all sizes, at sizes and numbers of its own: the same gradients, worked out in numbers.

An output with axes is weighed with a given gradient G, so that the loss is a number: L = sum G*Y.
"""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from typing import Any

from checkers.instance import fault, with_lengths
from checkers.variants.draws import numbers_latex, row, rows
from checkers.variants.statement import told
from derivations import terms as T
from derivations.integers import value
from derivations.layer import Layer
from derivations.problem import Gradient, Part, Problem, Value
from derivations.program import Program

MOST_SIZES, GREATEST, MOST_ENTRIES, MOST_NUMBERS = 7, 3, 16, 36
DIGITS = 4
TAME = frozenset({"relu", "abs", "sign", "step", "log", "sqrt"})
"""Functions whose exact values stay short, whatever stands in them."""

Made = tuple[Problem, Mapping[str, int], Mapping[str, str]]


@dataclass(frozen=True)
class Weighed:
    """The program of a layer with a number as its output. upstream: the name of the given gradient, "" for none."""

    upstream: str
    loss: str


def sized_variant(problem: Problem) -> Callable[[random.Random], Made | None]:
    """What draws sizes and numbers. Raises ValueError, in a sentence, where there are none."""
    layer = problem.layer
    assert layer is not None
    program = layer.program
    parts = [p for p in problem.parts if isinstance(p.ask, Gradient)]
    if not parts:
        raise ValueError("it asks for no gradient that numbers could be put into")
    if layer.integers:
        raise ValueError("it has integer inputs, which are not drawn")
    if any("=" in p and "sum" in p and layer.draw.get(t, "") not in ("simplex", "one_hot")
           for p in layer.premises for t in program.inputs if re.search(rf"\b{t}\[", p)):  # fmt: skip
        raise ValueError("its premises on values are not ones that numbers are drawn for")
    curved = depth(program)
    if curved > 1:
        raise ValueError("it takes one curved function of another, and exact numbers for that do not fit on a sheet")
    choices = sizes_of(program)
    if not choices:
        raise ValueError("at no small sizes do its tensors fit on a sheet")
    free = names_for(program)
    gone = {p.label: "it asks for no gradient" for p in problem.parts if p not in parts}
    return lambda rng: made(problem, tuple(parts), rng.choice(choices), free, gone, rng, bool(curved))


def depth(program: Program) -> float:
    """How many functions such as exp or tanh stand within each other, at most; a recurrence through one has no end."""
    known: dict[str, float] = {}
    for d in program.definitions:
        found = [0.0, *(known.get(t, 0.0) for t in T.tensors(d.rhs))]
        for argument in curved_arguments(d.rhs):
            inner = T.tensors(argument)
            found.append(float("inf") if d.tensor in inner else 1 + max((known.get(t, 0.0) for t in inner), default=0))
        known[d.tensor] = max(known.get(d.tensor, 0.0), *found)
    return max(known.values(), default=0.0)


def curved_arguments(t: T.Term) -> Iterator[T.Term]:
    """What stands in functions that are not tame."""
    if isinstance(t, T.Apply) and t.function not in TAME:
        yield t.argument
    for c in t.children:
        yield from curved_arguments(c)


def sizes_of(program: Program) -> list[dict[str, int]]:
    """Small sizes at which all that is given fits on a sheet; of these the ones with the fewest that are 1."""
    free = program.free_sizes
    if len(free) > MOST_SIZES:
        return []
    found = []
    for chosen in itertools.product(range(1, GREATEST + 1), repeat=len(free)):
        sizes = dict(zip(free, chosen))
        if fault(program, sizes):
            continue
        known = with_lengths(sizes, program.lengths)
        counts = {t: lengths_at(program, t, known) for t in (*program.inputs, program.output)}
        entries = {t: prod(c) for t, c in counts.items()}
        if max(entries.values()) > MOST_ENTRIES or sum(entries.values()) > MOST_NUMBERS:
            continue
        if any(sum(n > 1 for n in c) > 2 for c in counts.values()) or max(entries.values()) < 3:
            continue
        found.append(sizes)
    ones = {id(s): sum(n == 1 for n in s.values()) for s in found}
    return [s for s in found if ones[id(s)] == min(ones.values())]


def lengths_at(program: Program, tensor: str, known: Mapping[str, int]) -> tuple[int, ...]:
    return tuple(value(high - low + 1, known) for low, high in program.ranges[tensor])


def prod(lengths: tuple[int, ...]) -> int:
    out = 1
    for n in lengths:
        out *= n
    return out


def names_for(program: Program) -> Weighed:
    """Names for the upstream gradient and the loss that nothing has yet."""
    taken = {*program.ranges, *program.free_sizes, *program.lengths}
    loss = next(n for n in ("L", "loss", "total_loss") if n not in taken)
    if not program.ranges[program.output]:
        return Weighed("", program.output)
    return Weighed(next(n for n in ("G", "G_out", "upstream") if n not in taken), loss)


def made(
    problem: Problem,
    parts: tuple[Part, ...],
    sizes: dict[str, int],
    names: Weighed,
    gone: Mapping[str, str],
    rng: random.Random,
    curved: bool,
) -> Made:
    """The problem at these sizes, with numbers drawn for every input."""
    assert problem.layer is not None
    layer = numbered_layer(problem.layer, sizes, names)
    known = with_lengths({}, layer.program.lengths)
    given: dict[str, Any] = {}
    for t in layer.program.inputs:
        kind = layer.draw.get(t, "")
        few = curved and t != names.upstream
        given[t] = rows(lengths_at(layer.program, t, known), partial(row, kind=kind, denominator=1, rng=rng, few=few))
    for c in layer.program.constants:
        given[c] = Fraction(rng.randint(1, 5), 10)
    asked = tuple(
        Part(p.label, Value(f"dL_{p.ask.wrt}", DIGITS), p.points, f"{p.wording} Give its entries as numbers.")
        for p in parts
        if isinstance(p.ask, Gradient)
    )
    new = replace(
        problem,
        statement=f"{told(problem.statement)}\n\n{stated(problem, sizes, given, names)}",
        layer=layer,
        given=given,
        parts=asked,
        updates="",
        conventions=tuple(c for c in problem.conventions if "=" in c and " " not in c),
    )
    return new, sizes, gone


def numbered_layer(layer: Layer, sizes: Mapping[str, int], names: Weighed) -> Layer:
    """The layer with numbers for its sizes and a number as its output."""
    program = layer.program

    def put(text: str) -> str:
        for name, n in sizes.items():
            text = re.sub(rf"(?<!\w){re.escape(name)}(?![\w\[])", str(n), text)
        return text

    shapes = {t: put(axes) for t, axes in layer.shapes.items()}
    forward, draw = put(layer.forward).rstrip(), dict(layer.draw)
    oracle, upstream = layer.oracle, names.upstream
    if upstream:
        known = with_lengths(sizes, program.lengths)
        axes = [(value(low, known), value(high, known)) for low, high in program.ranges[program.output]]
        used = {*program.ranges, *program.free_sizes}
        letters = [f"i{k}" for k in range(1, 20) if f"i{k}" not in used][: len(axes)]
        bounds = ", ".join(f"{i} in {low}..{high}" for i, (low, high) in zip(letters, axes))
        at = f"[{','.join(letters)}]"
        indent = re.match(r"\s*\n?( *)", layer.forward)
        line = f"{names.loss} = sum[{bounds}] {upstream}{at}*{program.output}{at}"
        forward += f"\n{indent[1] if indent else ''}{line}"
        shapes[upstream] = " ".join(f"{low}..{high}" for low, high in axes)

    def weighed(torch: Any, size: Mapping[str, int], **given: Any) -> Any:
        weight = given.pop(upstream, None)
        out = oracle(torch, **given, size={**sizes, **size})
        return out if weight is None else (weight * out).sum()

    premises = tuple(put(p) for p in layer.premises if "sum" in p or "[" in p)
    lengths = {n: put(e) for n, e in layer.lengths.items()}
    return replace(layer, shapes=shapes, forward=forward, oracle=weighed, premises=premises, lengths=lengths, draw=draw)


def stated(problem: Problem, sizes: Mapping[str, int], given: Mapping[str, Any], names: Weighed) -> str:
    """The paragraph that states sizes and numbers."""
    assert problem.layer is not None
    output = problem.layer.program.output
    chosen = ", ".join(f"${letter(n)} = {v}$" for n, v in sizes.items())
    loss = problem.loss
    shown = {
        n: rf"\frac{{\partial {loss}}}{{\partial {letter(output)}}}" if n == names.upstream else letter(n)
        for n in given
    }
    lines = [rf"{shown[n]} = {numbers_latex(v)}" for n, v in given.items()]
    listed = ", \\qquad\n".join(lines)
    return f"In numbers: take {chosen}, and\n$$\n{listed}.\n$$" if chosen else f"In numbers: take\n$$\n{listed}.\n$$"


def letter(name: str) -> str:
    """A name in the notation as LaTeX."""
    from derivations.printing.style import GREEK

    stem = re.fullmatch(r"([A-Za-z]+?)_?(\d+|[a-z]+)?", name)
    base = name if stem is None else stem[1]
    shown = f"\\{base}" if base in GREEK else base if len(base) == 1 else rf"\mathit{{{base}}}"
    if stem is None or not stem[2] or name in GREEK:
        return f"\\{name}" if name in GREEK else shown
    return f"{shown}_{{{stem[2]}}}"
