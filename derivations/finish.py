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
MOST_STEPS = 60  # of an attempt to show that a sum is a number
MOST_FACTORS = 3  # of an adjoint that is put in wherever it is read; a longer one keeps its name
LONGEST = 150  # nodes of the term before it is tidied


def vanish(run: Run, rules: Mapping[str, Rule]) -> bool:
    """Drop the sums that are 0 by the definitions, such as the sum of all deviations from a mean, or that are a number
    by the definitions and a premise, such as the sum of smoothed probabilities.

    Tried on sums of an addition, and with premises on sums of an entry: split, put the definitions of what is summed
    in, and see whether nothing but a number is left.
    """
    opened = [Move(r) for r in rules.values() if r.stage in ("tidy", "separate")]
    finish = [Move(r) for r in rules.values() if r.stage == "finish"]
    finish += [Move(rules["premise"], p) for p in run.context.premises]
    bodies = (T.Add, T.Entry) if run.context.premises else (T.Add,)
    for path, here, context in list(run.places()):
        if not isinstance(here, T.Sum) or not (T.contains(here.body, T.Add) or isinstance(here.body, bodies)):
            continue
        if any(t.startswith("dL_") for t in T.tensors(here)):
            continue  # a gradient from above is arbitrary: its sum is a number only where its factor is 0
        plain = [d for d, e in context.equations.items() if d in T.tensors(here) and _plain(e.rhs)]
        if not plain:
            continue
        attempt = run.trial(path, MOST_STEPS)
        try:
            attempt.exhaust([*opened, *finish, *(Move(rules["unfold"], d) for d in plain)])
        except SearchError:
            continue
        if isinstance(attempt.now, T.Number):
            run.keep(attempt, path)
            return True
    return False


def _plain(t: Term) -> bool:
    """A definition by sums, products and constants alone: a mean, a difference."""
    return not T.contains(t, (T.Apply, T.Max, T.Select, T.Iverson, T.Compare))


def is_short(t: Term) -> bool:
    """A product of few factors: sizes and numbers are not counted."""
    return sum(bool(T.tensors(f)) for f in T.factors_of(t)) <= MOST_FACTORS


def inline(run: Run, adjoints: Sequence[str], rules: Mapping[str, Rule], finish: Sequence[Move]) -> bool:
    """Put longer adjoints in, where the result is still one line: few addends, and no sum inside a sum.

    Those are tried that bring no sum under a sum: first without those that stand alone as an addend, as that of a
    shortcut does. Where some keep their names, one alone is not put in either: only where several come together.
    """
    may = _openable(run, adjoints)
    read = T.tensors(run.now) & set(adjoints)
    if len(may) < len(adjoints) and len(read) < 2:
        return False
    alone = {t.tensor for t in T.terms_of(run.now) if isinstance(t, T.Entry)}
    for chosen in dict.fromkeys((tuple(a for a in may if a not in alone), may)):
        if T.tensors(run.now) & set(chosen) and _length(run.now, chosen, run.context.equations) <= LONGEST:
            attempt = _inlined(run, chosen, rules, finish)
            if attempt is not None:
                run.keep(attempt)
                return True
    return False


def _inlined(run: Run, adjoints: Sequence[str], rules: Mapping[str, Rule], finish: Sequence[Move]) -> Run | None:
    attempt = run.trial()
    tidy = [Move(r) for r in rules.values() if r.stage == "tidy"]
    try:
        attempt.exhaust([*tidy, *(Move(rules["unfold"], a) for a in adjoints)])
        attempt.exhaust([*tidy, *finish])
        while vanish(attempt, rules):
            attempt.exhaust([*tidy, *finish])
        attempt.exhaust([*tidy, *finish, *(Move(r) for r in rules.values() if r.stage == "collect")])
    except SearchError:
        return None
    return attempt if _one_line(attempt.now) and not T.tensors(attempt.now) & set(adjoints) else None


def _openable(run: Run, adjoints: Sequence[str]) -> tuple[str, ...]:
    """The adjoints that are read nowhere under a sum, or that bring there no sum and no long product."""
    kept: set[str] = set()
    while True:
        opened = [a for a in adjoints if a not in kept]
        found = _blocked(run.now, False, opened, run.context.equations)
        if not found:
            return tuple(opened)
        kept |= found


def _blocked(t: Term, under: bool, opened: Sequence[str], equations: Mapping[str, Definition]) -> set[str]:
    if isinstance(t, T.Entry) and t.tensor in opened:
        rhs = equations[t.tensor].rhs
        if under and (T.contains(rhs, T.Binder) or not is_short(rhs)):
            return {t.tensor}
        return _blocked(rhs, under, opened, equations)
    under = under or isinstance(t, T.Binder)
    return set().union(*(_blocked(c, under, opened, equations) for c in t.children))


def _length(t: Term, adjoints: Sequence[str], equations: Mapping[str, Definition]) -> int:
    """The nodes of t with its adjoints put in, and theirs."""
    if isinstance(t, T.Entry) and t.tensor in adjoints:
        return _length(equations[t.tensor].rhs, adjoints, equations)
    return 1 + sum(_length(c, adjoints, equations) for c in t.children)


def _one_line(t: Term) -> bool:
    """Few addends, no sum inside a sum, nothing recursive."""
    addends = [u for u in _walk(t) if isinstance(u, T.Add)]
    longest = max((len(a.terms) for a in addends), default=1)
    return longest <= MOST_ADDENDS and not any(
        isinstance(u, T.Binder) and T.contains(u.body, (T.Sum, T.Product, T.Max, T.Select)) for u in _walk(t)
    )


def _walk(t: Term) -> list[Term]:
    return [u for _, u in T.positions(t)]
