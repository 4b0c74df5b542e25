"""References that are equations between quantities of the question, P = (K - 1) / 2, and answers in another form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from functools import reduce

from checkers.algebra.boundaries import branching
from checkers.algebra.context import Context, Premise
from checkers.algebra.decide import Judgement, decide
from checkers.algebra.echo import latex
from checkers.algebra.question import Question
from checkers.algebra.reading import Side
from checkers.algebra.tree import (
    Apply,
    Entry,
    Name,
    Negative,
    Node,
    Number,
    Operation,
    Relation,
    names_in,
    walked,
)

ASKED = "the question asks for an equation, such as the one between these quantities; a formula alone is none"
MANY = 1_500  # points tried where only those count that meet conditions
FOUR = frozenset({"+", "-", " ", "*", ".", "@", "/", "^"})
ALWAYS = Relation("=", Number(Fraction(0), "0"), Number(Fraction(0), "0"))
STEPS = frozenset({"floor", "ceil", "round", "mod", "argmax", "argmin"})


def is_equation(sides: Sequence[Side], question: Question) -> bool:
    """Do both sides speak of what the question declares, so that neither is the name of what is asked?"""
    if len(sides) != 2 or sides[1].relation != "=" or len(sides[0].trees) > 1:
        return False
    context = question.context
    known = context.names.known.names | context.domains.keys() | context.sizes
    names = names_in(sides[0].trees[0])
    return bool(names) and names <= known and sides[0].text.strip() != context.label.strip()


def compared(reference: Sequence[Side], answer: Sequence[Side], question: Question) -> Judgement | None:
    """The verdict on an answer by what makes it true, where it or the reference is an equation.

    None where the answer is compared side by side. A formula alone is no answer where the reference is no P = ...
    """
    if isinstance(reference[-1].trees[0], Relation):
        own, asked = relation_of(answer, question), reference[-1].trees[0]
        found = None if own is None else as_conditions(asked, own, question)
        return follows(own, (), (), question, asked) if found is None and own and len(answer) == 2 else found
    if not is_equation(reference, question):
        return None
    left = reference[0].trees[0]
    if len(answer) == 1 and not isinstance(left, (Name, Entry)) and not isinstance(answer[0].trees[0], Relation):
        holds = follows(joined(reference), (), (), question).verdict == "equal"
        return None if holds else Judgement("unreadable", ASKED)
    own = relation_of(answer, question)
    if own is None or (isinstance(own, Relation) and own.relation == "=" and own.left == left):
        return None
    if not names_in(own) >= names_in(left):
        return None
    return as_conditions(joined(reference), own, question)


def joined(sides: Sequence[Side]) -> Relation:
    """The equation of two sides."""
    return Relation("=", sides[0].trees[0], sides[1].trees[0])


def relation_of(answer: Sequence[Side], question: Question) -> Node | None:
    """The condition that an answer is, None for any other one."""
    if len(answer) == 1 and isinstance(answer[0].trees[0], Relation):
        return answer[0].trees[0]
    return joined(answer) if is_equation(answer, question) else None


def as_conditions(reference: Node, answer: Node, question: Question) -> Judgement | None:
    """Do two conditions hold at the same places? None where neither holds at few places alone, as equations do."""
    equations = [[p for p in parts(t) if thin(p)] for t in (reference, answer)]
    if not any(equations):
        return None
    others = [[p for p in parts(t) if p not in e] for t, e in zip((reference, answer), equations)]
    found = Judgement("equal", "both hold at the same places")
    for k, said in ((0, ""), (1, "the reference need not hold where yours does: ")):
        for claim in equations[1 - k]:
            found = follows(claim, equations[k], others[k], question)
            if found.verdict != "equal":
                break
        if found.verdict == "different":
            found = replace(found, witness=f"{said}{found.witness}")
        if found.verdict != "equal":
            break
    if found.verdict == "equal" and any(others):
        found = follows(conjunction(others[1]), equations[0], (), question, conjunction(others[0]))
    whole = any(d.whole for d in question.context.domains.values())
    if whole and found.verdict == "different" and not all(map(polynomial, (*parts(reference), *parts(answer)))):
        return Judgement("undecided", "it does not follow for real numbers, and may for whole ones")
    return found


def parts(tree: Node) -> list[Node]:
    """The conditions that `and` joins."""
    if isinstance(tree, Relation) and tree.relation == "and":
        return [*parts(tree.left), *parts(tree.right)]
    return [tree]


def conjunction(conditions: Sequence[Node]) -> Node:
    return reduce(lambda a, b: Relation("and", a, b), conditions) if conditions else ALWAYS


def thin(tree: Node) -> bool:
    """Is it an equation that few points solve? One with max, floor or cases can hold on whole regions."""
    if not isinstance(tree, Relation) or tree.relation != "=":
        return False
    sides = (tree.left, tree.right)
    return not any(branching(t) or any(n.function in STEPS for n in walked(t, Apply)) for t in sides)


def follows(claim: Node, given: Sequence[Node], where: Sequence[Node], question: Question,
            reference: Node | None = None) -> Judgement:  # fmt: skip
    """Does a claim hold wherever equations and inequalities do, whole numbers taken for real ones?

    reference: what is to be true or false there together with the claim; without one, the two sides of the claim.
    """
    context = question.context
    domains = {n: replace(d, whole=False) if d.whole else d for n, d in context.domains.items()}
    premises = [Premise(e.left, "=", e.right, latex(e)) for e in given if isinstance(e, Relation)]
    context = replace(context, domains=domains, premises=(*context.premises, *premises),
                      where=(*context.where, *where), points=MANY if where else context.points)  # fmt: skip
    if reference is None and isinstance(claim, Relation):
        return decided(claim.left, claim.right, context, question, tuple(given))
    return decided(reference or ALWAYS, claim, context, question, tuple(given))


def decided(left: Node, right: Node, context: Context, question: Question, also: tuple[Node, ...] = ()) -> Judgement:
    """Are two formulas equal in a context?"""
    sides = [Side((t,), "", 0) for t in (left, right)]
    return decide(Question(sides[0], context, question.seed, also=(right, *also)), sides[1], right)


def polynomial(tree: Node) -> bool:
    """Is it made of names and numbers by the four operations and relations alone?"""
    if isinstance(tree, Relation):
        return polynomial(tree.left) and polynomial(tree.right)
    kinds = (Name, Number, Entry, Negative, Operation)
    return all(isinstance(n, kinds) and getattr(n, "operator", "+") in FOUR for n in walked(tree))


__all__ = ["compared", "is_equation"]
