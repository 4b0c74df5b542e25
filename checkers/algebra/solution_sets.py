"""References that are equations between quantities of the question, P = (K - 1) / 2, and answers in another form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from checkers.algebra.context import Premise
from checkers.algebra.decide import Judgement, decide
from checkers.algebra.question import Question
from checkers.algebra.reading import Side
from checkers.algebra.tree import Entry, Name, Negative, Node, Number, Operation, names_in

ASKED = "the question asks for an equation, such as the one between these quantities; a formula alone is none"


def is_equation(sides: Sequence[Side], question: Question) -> bool:
    """Do both sides speak of what the question declares, so that neither is the name of what is asked?"""
    if len(sides) != 2 or sides[1].relation != "=" or len(sides[0].trees) > 1:
        return False
    context = question.context
    known = context.names.known.names | context.domains.keys() | context.sizes
    names = names_in(sides[0].trees[0])
    return bool(names) and names <= known and sides[0].text.strip() != context.label.strip()


def compared(reference: Sequence[Side], answer: Sequence[Side], question: Question) -> Judgement | None:
    """The verdict on an answer that is an equation as well: what solves one of them solves the other one.

    None where the answer is compared side by side. A formula alone is no answer where the reference is no P = ...
    """
    if not is_equation(reference, question):
        return None
    left = reference[0].trees[0]
    if len(answer) == 1 and not isinstance(left, (Name, Entry)):
        return None if follows(reference, (), question).verdict == "equal" else Judgement("unreadable", ASKED)
    if len(answer) != 2 or answer[1].relation != "=" or answer[0].trees[0] == left:
        return None
    if not names_in(answer[0].trees[0]) | names_in(answer[1].trees[0]) >= names_in(left):
        return None
    found = follows(answer, reference, question)
    if found.verdict == "equal":
        found = follows(reference, answer, question)
        if found.verdict == "different":
            found = replace(found, witness=f"the reference need not hold where yours does: {found.witness}")
    whole = any(d.whole for d in question.context.domains.values())
    if whole and found.verdict == "different" and not all(linear(s.trees[0]) for s in (*reference, *answer)):
        return Judgement("undecided", "it does not follow for real numbers, and may for whole ones")
    return found


def follows(claim: Sequence[Side], given: Sequence[Side], question: Question) -> Judgement:
    """Does an equation hold wherever another one does, whole numbers taken for real ones?"""
    trees = tuple(s.trees[0] for s in given)
    domains = {n: replace(d, whole=False) if d.whole else d for n, d in question.context.domains.items()}
    context = replace(question.context, domains=domains)
    if trees:
        premise = Premise(trees[0], "=", trees[1], " = ".join(s.text for s in given))
        context = replace(context, premises=(*context.premises, premise))
    asked = Question(claim[0], context, question.seed, also=(claim[1].trees[0], *trees))
    return decide(asked, claim[1], claim[1].trees[0])


def linear(tree: Node) -> bool:
    """Is it a sum of names and numbers with constant factors?"""
    match tree:
        case Name() | Number() | Entry():
            return True
        case Negative(inner):
            return linear(inner)
        case Operation("+" | "-", left, right):
            return linear(left) and linear(right)
        case Operation(" " | "*" | "." | "@", left, right):
            return linear(left) and linear(right) and not (names_in(left) and names_in(right))
        case Operation("/", left, right):
            return linear(left) and not names_in(right)
    return False


__all__ = ["compared", "follows", "is_equation"]
