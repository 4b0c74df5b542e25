"""The verdict on one side of an answer, with every reading that it has."""

from __future__ import annotations

from typing import Any

from checkers.algebra.alternatives import meant
from checkers.algebra.decide import decide
from checkers.algebra.diagnosis import diagnose
from checkers.algebra.echo import latex
from checkers.algebra.links import unknown_slope
from checkers.algebra.question import Question
from checkers.algebra.ranks import divides_by_array
from checkers.algebra.reading import Side
from checkers.algebra.strangers import is_word, strangers
from checkers.algebra.tree import Node, Operation, names_in, walked

WORD = 3  # letters of the answer's own that cancel: a word was read, as in `not stable when 0 < x`


def settle(question: Question, side: Side, out: dict[str, Any], asked: Question) -> None:
    """The verdict on one side, with every reading that it has."""
    trees = side.trees
    found = [decide(question, side, tree) for tree in trees]
    if len({f.verdict for f in found}) > 1 and any(f.how != "shapes" for f in found):  # the readings with a meaning
        trees = tuple(t for t, f in zip(trees, found) if f.how != "shapes")
        found = [f for f in found if f.how != "shapes"]
        out["read_as"] = latex(trees[0])
    shapes = question.table.shapes
    sound = [not divides_by_array(t, lambda n: len(shapes[n]) if n in shapes else 0) for t in trees]
    if len({f.verdict for f in found}) > 1 and any(sound) and not side.numpy:  # 1/n X is no number over a matrix
        trees = tuple(t for t, kept in zip(trees, sound) if kept)
        found = [f for f, kept in zip(found, sound) if kept]
        out["read_as"] = latex(trees[0])
    if len({f.verdict for f in found}) > 1 and found[-1].verdict == "equal" and by_convention(side, trees):
        trees, found = trees[-1:], found[-1:]
        out["read_as"] = latex(trees[0])
    if len({f.verdict for f in found}) > 1:
        shown = " or ".join(latex(t) for t in trees)
        out.update(verdict="unreadable", how=f"this can be read in two ways, {shown}; set brackets", read_as=shown)
        return
    judged = found[0]
    out.update(verdict=judged.verdict, how=judged.how, witness=judged.witness)
    if judged.verdict != "different" and (judged.verdict != "equal" or len(names_in(trees[0])) < WORD):
        return
    own_side, tree = meant(question, side, trees[0])
    unknown = strangers(tree, question, asked)
    if not asked.context.names.known.names:  # nothing is declared: one letter is as good as another
        unknown = tuple(filter(is_word, unknown))
    if judged.verdict == "equal" and len(unknown) < WORD:
        return
    if unknown:
        first, names = unknown[0], " and no ".join(unknown[:3])
        said = f"the question has no {names}; say what it stands for, as in 'where {first} = ...'"
        out.update(verdict="unreadable", how=said, witness=None, position=0)
    elif slope := unknown_slope(trees[0], question):
        out.update(verdict="undecided", how=f"the question does not say what {slope} is", witness=None)
    else:
        out["diagnosis"] = diagnose(question.with_answer(own_side), own_side, tree, judged)


def by_convention(side: Side, trees: tuple[Node, ...]) -> bool:
    """Do two readings differ only in A \\odot B C, which means A \\odot (B C), the last one of them?"""
    divided = any(n.operator == "/" for t in trees for n in walked(t, Operation))
    return len(trees) == 2 and not divided and any(n.operator == "o" for n in walked(trees[0], Operation))
