"""Is an answer the reference? The same tree, shapes, then values at many points, the doubtful ones in sixty digits."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from checkers.algebra.alternatives import meant, others
from checkers.algebra.context import Tolerance
from checkers.algebra.dots_layout import has_dots
from checkers.algebra.dots_values import shown_alone
from checkers.algebra.evaluate import Ambiguous, Evaluator
from checkers.algebra.meanings import counted_from_one, separated, with_arguments
from checkers.algebra.numbers import FLOATS, MANY_DIGITS
from checkers.algebra.program_counting import from_one
from checkers.algebra.proof import proved, upgraded
from checkers.algebra.question import Question
from checkers.algebra.reading import Side
from checkers.algebra.scope import Scope
from checkers.algebra.stage import Stage
from checkers.algebra.table import bound_names, entry_name, free_indices, side_by_side
from checkers.algebra.tree import Bound, Derivative, Dots, Entry, Name, Node, Number, Rows, has_kind, names_in, walked
from checkers.algebra.values import NoValue, Unsure, Value, identity, stretched
from checkers.algebra.witness import ratio_said, shown, witness

LOOSE, EXACT, WITH_DECIMALS, WITH_PREMISES = 1e-9, 1e-22, 1e-9, 1e-8
COUNTING = "it is not stated whether {} counts from 0, as the arrays of a program do, or from 1, as the question does"


@dataclass
class Judgement:
    """verdict: equal, different, undecided or unreadable; how: why; witness: a sentence for a difference.

    got and wanted: values of answer and reference in the first world, for diagnosis.
    """

    verdict: str
    how: str = ""
    witness: str | None = None
    got: Any = None
    wanted: Any = None
    note: str = ""
    outside: bool = False  # the answer reads an entry that does not exist


class WrongShape(Exception):
    """The answer's shape is not the reference's."""


def decide(question: Question, side: Side, tree: Node) -> Judgement:
    """One reading of an answer against the question, and where it is not right what else it may mean."""
    given, (side, tree) = (side, tree), meant(question, side, tree)
    found = decided(question, side, tree)
    for again in (from_one(question, *given), question.otherwise) if found.verdict == "different" else ():
        if again is not None and (other := decide(again, *given)).verdict == "equal":
            return other
    if found.verdict == "different":
        outside = found.outside or "does not exist" in (found.witness or "")
        for its_side, its_tree in others(question, side, tree, found.how == "shapes", outside):
            if (other := decided(question, its_side, its_tree)).verdict == "equal":
                return other
        if outside and side.zero_based and question.first == 1 and not side.counted_letters:
            if decided(question, replace(side, counted_letters=True), tree).verdict == "equal":
                return Judgement("undecided", COUNTING.format(", ".join(question.free)))
    return found


def decided(question: Question, side: Side, tree: Node) -> Judgement:
    """One reading of an answer against the question."""
    if tree == question.tree and side.numpy == question.reference.numpy:
        return Judgement("equal", "the same expression")
    try:
        question = question.with_answer(side)
        stages = question.stages
    except (Unsure, Ambiguous) as error:
        return Judgement("undecided", str(error))
    entries = entry_letters(question, side, tree, stages[0].reference)
    if entries:
        return by_entries(question, side, tree, entries)
    with_dots = has_kind(tree, Dots)
    tree = with_arguments(separated(tree, question) if with_dots else tree, question)
    if side.zero_based and not side.counted_letters:
        tree = counted_from_one(tree, question.free)
    rows = 0
    outcome: Judgement | None = None
    for stage in [*stages, *question.farther(tree)]:
        try:
            with np.errstate(all="ignore"):
                found = at_stage(question, stage, side, tree)
        except Ambiguous as error:
            return Judgement("unreadable", str(error))
        except Unsure as error:
            return Judgement("undecided", str(error))
        except (NoValue, WrongShape) as error:
            return Judgement("different", "shapes", f"{error}", note="wrong shape")
        except (OverflowError, ZeroDivisionError, FloatingPointError, MemoryError, ValueError) as error:
            return Judgement("undecided", f"the answer could not be evaluated ({type(error).__name__})")
        if found.verdict != "equal":
            return found
        outcome = outcome or found
        rows += stage.scope.count
    assert outcome is not None
    where = "exactly the same number" if question.constant else f"equal at {rows} points"
    how = outcome.how or proved(question, stages[0], side, tree) or where
    how = upgraded(how, question, stages[0], side, tree)
    return Judgement("equal", how, None, outcome.got, outcome.wanted)


def entry_letters(question: Question, side: Side, tree: Node, reference: Value) -> tuple[str, ...]:
    """The letters of an answer that gives the entry of an array: i, j of `\\sum_n X_{ni} G_{nj}` for X^T G; else ()."""
    axes = len([n for n in reference.shape if n != 1])
    if question.free or question.letters or not axes or reference.eye or any(reference.stretch):
        return ()
    if has_kind(tree, Dots):
        return ()
    found = set(free_indices(tree, question.table))
    if len(found) < axes:  # letters of sizes that stand in places, and limit no sum
        limits = {m.name for n in walked(tree, Bound) for m in walked(n, Name)}
        shapes = question.table.shapes
        arrays = [n for n in walked(tree, Entry) if shapes.get(entry_name(n.base) or "")]
        places = {p.name for n in arrays for whole in n.places for p in side_by_side(whole) if isinstance(p, Name)}
        found |= (places & question.table.sizes) - limits - bound_names(tree)
    if len(found) != axes:
        return ()
    for order in (side.letters, question.label_letters_in_order):
        if set(order) == found:
            return order
    return tuple(sorted(found))


def by_entries(question: Question, side: Side, tree: Node, letters: tuple[str, ...]) -> Judgement:
    """The answer as an entry of the reference, its letters in this order."""
    found = decide(question.by_entries(letters, side), side, tree)
    stated = letters in (side.letters, question.label_letters_in_order)
    if found.verdict != "different" or len(letters) != 2 or stated:
        return found
    other = decide(question.by_entries(letters[::-1], side), side, tree)
    if other.verdict == "equal":
        first, second = letters
        return Judgement("undecided", f"it is not stated which of {first} and {second} counts the rows; "
                         f"write the entry on the left, as in A_{{{second}{first}}} = ...")  # fmt: skip
    return found


def at_stage(question: Question, stage: Stage, side: Side, tree: Node) -> Judgement:
    """The answer in one world."""
    evaluator = Evaluator(stage.table, stage.world, FLOATS, side.numpy)
    try:
        value = question.evaluated(evaluator, tree, stage.scope)
    except Unsure:
        alone = shown_alone(evaluator, tree, stage.scope, stage.reference) if has_dots(tree) else None
        if alone is None:
            raise
        value = alone
    literal = isinstance(tree, Rows) or isinstance(question.tree, Rows)
    ignored = question.context.orientation == "ignored" or (not question.context.orientation and literal)
    ignored = ignored or (not question.context.orientation and asks_for_list(question))
    value = entry_of_whole(question, stage, value, tree)
    if side.numpy and value.axes == 1:  # an array with one axis is neither a row nor a column
        value = replace(value, row=None)
    reference = stage.reference
    if question.reference.numpy and reference.axes == 1:
        reference = replace(reference, row=None)
    got, wanted = fitted(value, reference, ignored)
    if question.constant and not evaluator.unknown:
        return of_numbers(question, stage, side, tree, got, wanted)
    return of_points(question, stage, side, tree, got, wanted, evaluator)


def asks_for_list(question: Question) -> bool:
    """Is the gradient by a quantity with one declared axis asked, which is neither a row nor a column?"""
    asked = question.label.variables[-1] if isinstance(question.label, Derivative) else question.label
    name = "" if asked is None else entry_name(asked) or ""
    return any(len(question.table.shapes.get(n, ())) == 1 for n in (name, name.removeprefix("d")) if n)


def entry_of_whole(question: Question, stage: Stage, value: Value, tree: Node, some: Scope | None = None) -> Value:
    """The whole vector or matrix as an answer for its general entry: `p - y` for p_i - y_i; some: of the rows."""
    free = question.label_order or question.free
    if len(free) == 1 and value.axes == 2 and 1 in value.shape and not value.eye and not any(value.stretch):
        value = Value(value.data.reshape(value.data.shape[0], -1))  # a matrix of one row or column for its entry
    whole = value.axes and not value.eye and not any(value.stretch) and stage.reference.shape == ()
    if not whole or value.axes != len(free) or set(free) & names_in(tree):
        return value
    indices = [stage.scope.indices[name] for name in free]
    first = question.first
    scope = some or stage.scope
    if any(i.max(initial=first) >= n + first or i.min(initial=first) < first for i, n in zip(indices, value.shape)):
        return value
    if any(len(np.unique(i)) != n for i, n in zip(indices, value.shape)):
        return value
    return Value(value.data[(np.arange(scope.count), *(scope.indices[name] - first for name in free))])


def fitted(answer: Value, reference: Value, ignored: bool) -> tuple[Any, Any]:
    """Both as (rows, entries). Raises WrongShape."""
    if answer.eye and reference.axes == 2 and reference.shape[0] == reference.shape[1]:
        answer = identity(answer, reference.shape[0])
    if reference.eye and answer.axes == 2 and answer.shape[0] == answer.shape[1]:
        reference = identity(reference, answer.shape[0])
    if answer.eye != reference.eye:
        raise WrongShape(f"the answer is {answer.described()}; expected {reference.described()}")
    answer, reference = stretched(answer, reference.shape), stretched(reference, answer.shape)
    a, r = answer.shape, reference.shape
    size = lambda s: int(np.prod(s))  # noqa: E731
    line = lambda s: len([n for n in s if n != 1]) <= 1  # noqa: E731
    fits = a == r
    if fits and len(a) == 1 and None not in (answer.row, reference.row):
        fits = answer.row == reference.row or ignored
    elif not fits and size(a) == size(r) and line(a) and line(r):
        if size(a) == 1:
            fits = True
        else:
            fits = (
                ignored
                or _direction(answer) is None
                or _direction(reference) is None
                or (_direction(answer) == _direction(reference))
            )
    if not fits:
        raise WrongShape(f"the answer is {answer.described()}; expected {reference.described()}")
    n = answer.data.shape[0]
    return answer.data.reshape(n, -1), reference.data.reshape(n, -1)


def _direction(v: Value) -> bool | None:
    """Row, column, or neither."""
    if v.axes == 1:
        return v.row
    return v.shape[0] == 1


# ------------------------------------------------------------------ numbers


def of_numbers(question: Question, stage: Stage, side: Side, tree: Node, got: Any, wanted: Any) -> Judgement:
    """A number, or a matrix of numbers, within the tolerance that the question states."""
    scope = stage.scope.taken(np.array([0]))
    exact = []
    for t, s in ((tree, side), (question.tree, question.reference)):
        v = Evaluator(stage.table, stage.world, MANY_DIGITS, s.numpy).value(t, scope)
        exact.append(v if not v.eye else identity(v, 1))
    a, r = (v.data.reshape(-1) for v in exact)
    if a.shape != r.shape:
        a, r = (MANY_DIGITS.lift(x[0]) for x in (got, wanted))
    tolerance = question.context.tolerance
    mp = MANY_DIGITS.context
    if question.context.integer and not all(mp.isint(x) for x in a if mp.isfinite(x)):
        return Judgement("different", "by value", f"the answer is {shown(a[0])}, which is no whole number", a, r)
    worst: int | None = None
    for k, (x, y) in enumerate(zip(a, r)):
        if not mp.isfinite(x):
            return Judgement("different", "by value", "the answer is not a finite number", a, r, "not finite")
        if abs(x - y) > allowed(tolerance, y, tree, mp):
            worst = k if worst is None or abs(x - y) > abs(a[worst] - r[worst]) else worst
    if worst is None:
        return Judgement(
            "equal", "the same number" if all(x == y for x, y in zip(a, r)) else "within the tolerance", None, a, r
        )
    x, y = a[worst], r[worst]
    place = f"entry {worst + 1} is " if len(a) > 1 else ""
    note = "rounded too coarsely" if _coarse(tree, a, r, mp) else ""
    said = f"{place}{shown(x)}; expected {shown(y)}" + (
        ", rounded too coarsely" if note else ratio_said(float(x), float(y))
    )
    return Judgement("different", note or "by value", f"{'the answer is ' if not place else ''}{said}", a, r, note)


def allowed(tolerance: Tolerance, y: Any, tree: Node, mp: Any) -> Any:
    """How far an answer may be from the number y."""
    half = mp.mpf("0.5") * (1 + mp.mpf("1e-9"))
    match tolerance.kind:
        case "absolute":
            return mp.mpf(tolerance.value) * (1 + mp.mpf("1e-9"))
        case "decimals":
            return half * mp.mpf(10) ** -int(tolerance.value)
        case "significant":
            if y == 0:
                return mp.mpf(10) ** -30
            return half * mp.mpf(10) ** (int(mp.floor(mp.log10(abs(y)))) + 1 - int(tolerance.value))
        case "exact":
            return abs(y) * mp.mpf(10) ** -40
    return abs(y) * mp.mpf(10) ** (-9 if has_decimals(tree) else -40) + mp.mpf(10) ** -45


def has_decimals(tree: Node) -> bool:
    return any(n.decimals for n in walked(tree, Number))


def _coarse(tree: Node, a: Any, r: Any, mp: Any) -> bool:
    """Is every entry the right number, rounded to the digits it shows?"""
    shown = list(walked(tree, Number))
    if len(shown) != len(a) or not any(n.decimals for n in shown):
        return False
    return all(abs(x - y) <= mp.mpf("0.5000001") * mp.mpf(10) ** -(n.decimals or 0) for x, y, n in zip(a, r, shown))


# ------------------------------------------------------------------ points


def of_points(
    question: Question, stage: Stage, side: Side, tree: Node, got: Any, wanted: Any, evaluator: Evaluator
) -> Judgement:
    """Values at every row; a row that differs is looked at again in sixty digits before anyone is called wrong."""
    finite = np.isfinite(got)
    scale = np.abs(wanted) + 1e-12 * np.max(np.abs(wanted), initial=0.0)
    tolerance = question.context.tolerance
    slack = tolerance.value if tolerance.kind == "absolute" else WITH_PREMISES if question.context.premises else 0.0
    off = np.where(finite, np.abs(got - wanted) > LOOSE * scale + slack, True).any(axis=1)
    undefined = (~finite).any(axis=1)
    off &= ~(undefined & stage.special) if not evaluator.outside else True
    if not off.any():
        loose = (np.abs(got - wanted) > 1e-13 * scale).any()
        if not (loose and not question.context.premises and not confirmed_all(question, stage, side, tree)):
            return Judgement("equal", "", None, got, wanted)
        return Judgement("different", "in sixty digits", "the values differ beyond the ninth digit", got, wanted)
    rows = np.flatnonzero(off)
    gap = np.where(finite, np.abs(got - wanted) / np.maximum(scale, 1e-300), 10.0).max(axis=1)
    ordinary = rows[~stage.special[rows]]
    order = sorted(ordinary if len(ordinary) else rows, key=lambda k: abs(np.log10(max(float(gap[k]), 1e-30))))[:4]
    for k in order:
        if (undefined[k] and evaluator.outside) or differs(question, stage, side, tree, int(k)):
            said = witness(question, stage, evaluator, got, wanted, int(k))
            return Judgement("different", "by value", said, got, wanted,
                             "special" if not len(ordinary) else "", bool(evaluator.outside))  # fmt: skip
    if confirmed_all(question, stage, side, tree):
        return Judgement("equal", f"equal at {min(len(got), 24)} points in sixty digits", None, got, wanted)
    return Judgement("undecided", "float64 and sixty digits disagree about the values", None, got, wanted)


def differs(question: Question, stage: Stage, side: Side, tree: Node, row: int) -> bool:
    """Do the two differ at one row in sixty digits?"""
    return not _same_in_digits(question, stage, side, tree, (row,))


def confirmed_all(question: Question, stage: Stage, side: Side, tree: Node) -> bool:
    """Are the two equal in sixty digits at up to 24 ordinary rows?"""
    ordinary = np.flatnonzero(~stage.special)
    rows = ordinary[:: max(1, len(ordinary) // 24)][:24] if len(ordinary) else np.arange(min(8, stage.scope.count))
    try:
        return _same_in_digits(question, stage, side, tree, tuple(map(int, rows)))
    except Unsure:
        if not question.context.points:
            raise
    return _same_in_digits(question, stage, side, tree, tuple(map(int, rows[::8])))  # a document's derivative is long


def _same_in_digits(question: Question, stage: Stage, side: Side, tree: Node, rows: tuple[int, ...]) -> bool:
    scope = stage.scope.taken(np.array(rows))
    value = Evaluator(stage.table, stage.world, MANY_DIGITS, side.numpy).value(tree, scope)
    value = entry_of_whole(question, stage, value, tree, scope)
    if rows not in stage.exact:
        evaluator = Evaluator(stage.table, stage.world, MANY_DIGITS, question.reference.numpy)
        stage.exact[rows] = evaluator.value(question.tree, scope)
    a, r = fitted(value, stage.exact[rows], True)
    mp = MANY_DIGITS.context
    close = WITH_PREMISES if question.context.premises else WITH_DECIMALS if has_decimals(tree) or has_decimals(
        question.tree) else EXACT  # fmt: skip
    tolerance = question.context.tolerance
    slack = tolerance.value if tolerance.kind == "absolute" else WITH_PREMISES if question.context.premises else 0.0
    slopes = any(has_kind(t, Derivative) for t in (tree, question.tree))
    least = mp.mpf(10) ** (-6 if slopes else -20)  # second derivatives are differences, exact to some thirty digits
    for x, y in zip(a.reshape(-1), r.reshape(-1)):
        if mp.isnan(y):
            continue
        if not mp.isfinite(x) or abs(x - y) > close * (abs(y) + least) + slack:
            return False
    return True


__all__ = ["Judgement", "decide", "replace"]
