"""Finishing passes, so that a result reads like a textbook's.

Each is a run of ordinary steps, tried and kept only where it pays; the kernel judges the steps like any others. A pass
may decline.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from derivations import terms as T
from derivations.rule import Definition, Rule
from derivations.search import Move, Run, SearchError
from derivations.terms import Term

MOST_ADDENDS = 3
MOST_STEPS = 60  # of an attempt to show that a sum is 0
LONGEST = 150  # nodes of the term before it is tidied


def vanish(run: Run, rules: Mapping[str, Rule]) -> bool:
    """Drop the sums that are 0 by the definitions, such as the sum of all deviations from a mean.

    Tried on sums of an addition: split, put the definitions of what is summed in, and see whether nothing is left.
    """
    opened = [Move(r) for r in rules.values() if r.stage in ("tidy", "separate")]
    finish = [Move(r) for r in rules.values() if r.stage == "finish"]
    for path, here, context in list(run.places()):
        if not isinstance(here, T.Sum) or not T.contains(here.body, T.Add):
            continue
        plain = [d for d, e in context.equations.items() if d in T.tensors(here) and _plain(e.rhs)]
        if not plain:
            continue
        attempt = run.trial(path, MOST_STEPS)
        try:
            attempt.exhaust([*opened, *finish, *(Move(rules["unfold"], d) for d in plain)])
        except SearchError:
            continue
        if attempt.now == T.ZERO:
            run.keep(attempt, path)
            return True
    return False


def _plain(t: Term) -> bool:
    """A definition by sums, products and constants alone: a mean, a difference."""
    return not T.contains(t, (T.Apply, T.Max, T.Select, T.Iverson, T.Compare))


def inline(run: Run, adjoints: Sequence[str], rules: Mapping[str, Rule], finish: Sequence[Move]) -> bool:
    """Put longer adjoints in, where the result is still one line: few addends, and no sum inside a sum."""
    if not _may_pay(run, adjoints):
        return False
    attempt = run.trial()
    tidy = [Move(r) for r in rules.values() if r.stage == "tidy"]
    try:
        attempt.exhaust([*tidy, *(Move(rules["unfold"], a) for a in adjoints)])
        attempt.exhaust([*tidy, *finish])
        while vanish(attempt, rules):
            attempt.exhaust([*tidy, *finish])
        attempt.exhaust([*tidy, *finish, *(Move(r) for r in rules.values() if r.stage == "collect")])
    except SearchError:
        return False
    if _one_line(attempt.now) and not any(a in T.tensors(attempt.now) for a in adjoints):
        run.keep(attempt)
        return True
    return False


def _may_pay(run: Run, adjoints: Sequence[str]) -> bool:
    """Some adjoint is read, none that brings a sum is read under a sum, and what would be written is not too long."""
    if not T.tensors(run.now) & set(adjoints):
        return False
    return _length(run.now, False, set(adjoints), run.context.equations) <= LONGEST


def _length(t: Term, under: bool, adjoints: set[str], equations: Mapping[str, Definition]) -> int:
    """The nodes of t with its adjoints put in, and theirs; too many when a sum would come under a sum."""
    if isinstance(t, T.Entry) and t.tensor in adjoints:
        return _length(equations[t.tensor].rhs, under, adjoints, equations)
    if isinstance(t, T.Binder):
        if under:
            return LONGEST + 1
        under = True
    total = 1
    for c in t.children:
        total += _length(c, under, adjoints, equations)
        if total > LONGEST:
            break
    return total


def _one_line(t: Term) -> bool:
    """Few addends, no sum inside a sum, nothing recursive."""
    addends = [u for u in _walk(t) if isinstance(u, T.Add)]
    longest = max((len(a.terms) for a in addends), default=1)
    return longest <= MOST_ADDENDS and not any(
        isinstance(u, T.Binder) and T.contains(u.body, (T.Sum, T.Product, T.Max, T.Select)) for u in _walk(t)
    )


def _walk(t: Term) -> list[Term]:
    return [u for _, u in T.positions(t)]
