"""What a problem gives to a document about it: its forward rule, shapes, premises and numbers, in the document's terms.

Nothing is taken from the derived answers: what a document claims is measured against the forward rule itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from checkers.algebra.context import Premise
from checkers.algebra.definitions import Definition, definition_of
from checkers.algebra.ground import Ground
from checkers.algebra.reading import Names, read_sides
from checkers.algebra.stated import spelled_alike
from checkers.algebra.table import Axis, entry_name
from checkers.algebra.tree import Big, Bound, Entry, Name, Node, Number, Operation, ReadingError, Rows
from derivations import terms as T
from derivations.integers import ONE, Integer
from derivations.printing.latex import definition_latex, entry_latex, latex
from derivations.printing.latex_integers import integer_latex
from derivations.printing.style import Style
from derivations.problem import Problem
from derivations.program import Program

LOSSES = ("L", "E", "J", "ell", "C")


def grounds_of(problems: Iterable[Problem], one: bool) -> dict[str, Ground]:
    """Number of each problem -> what it gives; '' for the only one."""
    found: dict[str, Ground] = {}
    for problem in problems:
        if problem.layer is not None:
            found["" if one else problem.name.rpartition("/")[2]] = ground_of(problem)
    return found


def ground_of(problem: Problem) -> Ground:
    """What one problem with a forward rule gives."""
    assert problem.layer is not None
    program = problem.layer.program
    style = Style(dict(problem.letters), problem.loss).covering(
        [t for d in program.definitions for t in (d.lhs, d.rhs)]
    )
    ground = Ground()
    spelled = {t: name for t in program.ranges if (name := letter_of(t, program, style)) is not None}
    for tensor, name in spelled.items():
        put_axes(ground, program, tensor, name)
    for d in program.definitions:
        left, right = definition_latex(d, style)
        sides = read(f"{left} = {right}")
        if sides is None or len(sides) != 2:
            continue
        found = definition_of(sides[0], sides[1])
        if found is not None and not found.place:
            new = Definition(found.name, found.letters, found.body, 0, found.function, given=True)
            ground.definitions[found.name] = [new]
    put_loss(ground, program, problem, style, spelled)
    for p in program.premises.values():
        sides = read(f"{latex(p.left, style)} = {latex(p.right, style)}")
        if sides is not None and len(sides) == 2 and not p.indices:
            ground.premises.append(Premise(sides[0], "=", sides[1], p.name))
    for tensor, entries in problem.given.items():
        if tensor in spelled:
            name = spelled[tensor]
            ground.numbers[name] = [Definition(name, (), numbers(entries), given=True)]
    return ground


def letter_of(tensor: str, program: Program, style: Style) -> str | None:
    """The name under which a document speaks of a tensor."""
    places = tuple(low for low, _ in program.ranges[tensor])
    sides = read(entry_latex(T.Entry(tensor, places), style))
    if sides is None:
        return None
    node = sides[0]
    return entry_name(node.base if isinstance(node, Entry) else node)


def put_axes(ground: Ground, program: Program, tensor: str, name: str) -> None:
    """The axes of a tensor: a shape where all are counted from 1, ranges otherwise."""
    ranges = program.ranges[tensor]
    if not ranges:
        return
    ends = [(integer(low), integer(high)) for low, high in ranges]
    if all(low == ONE for low, _ in ranges):
        ground.shapes[name] = tuple(axis(high) for _, high in ends)
    else:
        ground.axes[name] = tuple(ends)


def put_loss(ground: Ground, program: Program, problem: Problem, style: Style, spelled: dict[str, str]) -> None:
    """The loss: the last definition, or the output weighed by the gradient that arrives there."""
    output = program.output
    loss_sides = read(problem.loss)
    loss = (entry_name(loss_sides[0]) if loss_sides else None) or "L"
    if not program.ranges[output]:
        loss = spelled.get(output, loss)
    elif output in spelled:
        letter = problem.letters.get(f"dL_{output}")
        upstream = read(letter) if letter else None
        name = entry_name(upstream[0]) if upstream else f"∂{loss}/∂{spelled[output]}"
        letters = [f"i{k}" for k in range(1, len(program.ranges[output]) + 1)]
        places = tuple(Name(x) for x in letters)
        product = Operation(" ", Entry(Name(str(name)), places), Entry(Name(spelled[output]), places))
        ends = [(integer(low), integer(high)) for low, high in program.ranges[output]]
        bounds = tuple(Bound(x, low, high) for x, (low, high) in zip(letters, ends))
        put_axes(ground, program, output, str(name))
        ground.definitions[loss] = [Definition(loss, (), Big("sum", bounds, product), given=True)]
    ground.loss = loss
    for other in LOSSES:
        if other != loss and other not in {*ground.definitions, *ground.shapes}:
            ground.aliases[other] = loss


def numbers(entries: Any) -> Node:
    """Nested tuples of numbers as a tree."""
    if isinstance(entries, (tuple, list)):
        return Rows(tuple(numbers(e) for e in entries))
    value = Fraction(entries)
    return Number(value, str(value))


def integer(value: Integer) -> Node:
    sides = read(integer_latex(value))
    return sides[0] if sides else Name("N")


def axis(node: Node) -> Axis:
    return int(node.value) if isinstance(node, Number) else node


def read(text: str) -> list[Node] | None:
    """The sides of an equation as a document's reader takes them; None where it cannot."""
    try:
        return [s.trees[0] for s in read_sides(spelled_alike(text, text), Names(latex=True))]
    except ReadingError:
        return None
