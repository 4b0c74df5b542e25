"""A matrix with dots as an answer: every entry that is shown, compared at the place where it stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from checkers.algebra.dots_layout import Layout, Place, Shown, dotted, layout
from checkers.algebra.echo import latex
from checkers.algebra.scope import Scope
from checkers.algebra.tree import Derivative, Name, Negative, Node, Operation, Rows
from checkers.answers.reading import Reading
from checkers.answers.values import NoValue, Stage, Unsure, valued
from checkers.fingerprints import by_indices
from checkers.misconception import Misconception
from checkers.mistakes.kinds import Mistake
from checkers.verdict import AnyVerdict, Different, Equal, Undecided, Unreadable, Witness

TOLERANCE = 1e-9
FEW = 5  # a slip concerns at most every fifth of the entries that are shown
SLIP = Misconception(
    "fingerprint/entry_slip",
    "a slip in an entry that is shown",
    "the pattern is right, and a few of the printed entries do not follow it",
    Mistake(),
    "Put the row and the column of the entry into your own pattern and compare.",
    Fraction(4, 5),
)


@dataclass(frozen=True)
class Wrong:
    """An entry that is wrong: as it is shown, where it stands, and its values."""

    shown: Shown
    at: tuple[int, ...]
    got: float
    expected: float


def is_dotted(tree: Node) -> bool:
    """Are entries left out of a list or matrix in the tree?"""
    return bool(dotted(tree))


def decide_dotted(
    reading: Reading, stages: Sequence[Stage], name: str, letters: Mapping[str, str], flat: Stage | None = None
) -> tuple[AnyVerdict, tuple[Misconception, ...]]:
    """The verdict on a matrix with dots, and a slip where few of its entries are wrong, or their indices alone.

    letters: how a tensor is spelled in a sentence; flat: an instance where indices do not matter.
    Compared is what is shown, wherever the sizes are large enough for the shown entries to be different ones.
    """
    matrices = dotted(reading.tree)
    found = layout(matrices[0]) if len(matrices) == 1 else None
    if found is None:
        return Unreadable("where the entries of this matrix stand cannot be told; show its first and last ones", 0), ()
    checked = 0
    for stage in stages:
        places = [at(s, found, stage.shape) for s in found.shown]
        if None in places or len(set(places)) < len(places):
            continue
        try:
            wrong = [w for s, p in zip(found.shown, places) if p is not None
                     and (w := compared(reading, matrices[0], s, p, stage)) is not None]  # fmt: skip
        except Unsure as error:
            return Undecided(str(error)), ()
        except NoValue as error:
            return Unreadable(f"an entry of this matrix has no value: {error}", 0), ()
        if wrong:
            slip = SLIP if FEW * len(wrong) <= len(found.shown) else indices(reading, matrices[0], found, flat)
            said = witness(wrong, len(found.shown), name, stage, letters)
            return Different(said), () if slip is None else (slip,)
        checked += 1
    if not checked:
        return Undecided("at the sizes tried the shown entries are not different ones"), ()
    return Equal(f"all {len(found.shown)} entries that are shown are right at {checked} instances"), ()


def at(shown: Shown, found: Layout, shape: tuple[int, ...]) -> tuple[int, ...] | None:
    """The place of a shown entry, counted from 1; None where the matrix has none, or another number of rows."""
    if len(shape) not in (1, 2):
        return None
    whole = (shape[0], 1) if len(shape) == 1 else shape
    down, along = shown.row, shown.column
    if found.flat and len(shape) == 2:
        return None
    if len(shape) == 1 and not found.flat and found.height == 1:
        down, along = along, down  # a row for a vector
    row, column = placed(down, whole[0]), placed(along, whole[1])
    if row is None or column is None:
        return None
    return (row,) if len(shape) == 1 else (row, column)


def placed(place: Place, length: int) -> int | None:
    k = length - place.k if place.from_end else place.k
    return k if 1 <= k <= length else None


def indices(reading: Reading, matrix: Rows, found: Layout, flat: Stage | None) -> Misconception | None:
    """Are the shown entries right where indices do not matter, perhaps but for a factor?"""
    if flat is None:
        return None
    pairs = [(s, at(s, found, flat.shape)) for s in found.shown]
    try:
        got = [value_of(reading, matrix, s, flat, None) for s, p in pairs if p is not None]
    except (NoValue, Unsure):
        return None
    return by_indices(got, [expected_at(p, flat) for _, p in pairs if p is not None])


def value_of(reading: Reading, matrix: Rows, shown: Shown, stage: Stage, beyond: float | None = np.nan) -> float:
    """The value of one shown entry. Raises NoValue, Unsure."""
    tree = put(reading.tree, matrix, shown.node)
    table = replace(stage.table, definitions=reading.definitions, functions=reading.functions)
    value, _ = valued(replace(reading, tree=tree), table, stage.world, Scope(np.zeros(1, dtype=np.int64)), beyond)
    if value.shape or value.eye:
        raise NoValue("a matrix stands in the place of a number")
    return float(value.data[0])


def expected_at(place: tuple[int, ...], stage: Stage) -> float:
    return float(stage.right.reshape(stage.shape)[tuple(k - 1 for k in place)])


def compared(reading: Reading, matrix: Rows, shown: Shown, place: tuple[int, ...], stage: Stage) -> Wrong | None:
    """What is wrong with one shown entry. Raises NoValue, Unsure."""
    got, expected = value_of(reading, matrix, shown, stage), expected_at(place, stage)
    scale = float(np.abs(stage.right).max()) or 1.0
    if np.isfinite(got) and abs(got - expected) <= TOLERANCE * scale:
        return None
    return Wrong(shown, place, got, expected)


def put(tree: Node, matrix: Rows, entry: Node) -> Node:
    """The tree with an entry in the place of the matrix. Raises Unsure where that is not the entry of the whole."""
    if tree is matrix:
        return entry
    if isinstance(tree, Negative):
        return replace(tree, operand=put(tree.operand, matrix, entry))
    if isinstance(tree, Operation) and tree.operator in ("*", " ", ".", "/"):
        left = any(m is matrix for m in dotted(tree.left))
        if not (tree.operator == "/" and not left):
            new = put(tree.left if left else tree.right, matrix, entry)
            return replace(tree, left=new) if left else replace(tree, right=new)
    raise Unsure("a matrix with dots stands in a formula that is not taken entry by entry")


def in_letters(tree: Node, letters: Mapping[str, str]) -> Node:
    """The tree in the letters of the sheet, where they are single words."""
    if isinstance(tree, Name):
        letter = letters.get(tree.name, tree.name)
        if letter.isalpha():
            return Name(letter)
        return Derivative(Name("L"), (Name(tree.name[3:]),)) if tree.name.startswith("dL_") else tree
    return tree.rebuild(tuple(in_letters(c, letters) for c in tree.children))


def witness(wrong: Sequence[Wrong], count: int, name: str, stage: Stage, letters: Mapping[str, str]) -> Witness:
    """How many entries are wrong, and the first of them."""
    first = wrong[0]
    sizes = ", ".join(f"{n} = {v}" for n, v in sorted(stage.instance.sizes.items()))
    place = ",".join(map(str, first.at))
    got = f"{first.got:.6g}" if np.isfinite(first.got) else "no entry that exists"
    sentence = (
        f"{len(wrong)} of the {count} entries that are shown {'is' if len(wrong) == 1 else 'are'} wrong; with {sizes}, "
        f"{name}[{place}] is shown as ${latex(in_letters(first.shown.node, letters))}$, which is {got} at random "
        f"values; expected {first.expected:.6g}"
    )
    return Witness(got, first.expected, sentence, dict(stage.instance.sizes), first.at)
