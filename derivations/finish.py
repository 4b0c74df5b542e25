"""Finishing passes, so that a result reads like a textbook's.

Each is a run of ordinary steps, tried and kept only where it pays; the kernel judges the steps like any others. A pass
may decline.
"""

from __future__ import annotations

from collections.abc import Mapping

from derivations import terms as T
from derivations.known import Known
from derivations.rule import Definition, Rule
from derivations.search import Always, Move, Moves, Run, SearchError, Unfolding
from derivations.terms import Term

MOST_ADDENDS = 3
MOST_STEPS = 60  # of an attempt to show that a sum is a number
MOST_FACTORS = 3  # of an adjoint that is put in wherever it is read; a longer one keeps its name
LONGEST = 150  # nodes of the term before it is tidied


def vanish(run: Run, rules: Mapping[str, Rule], known: Known) -> bool:
    """Drop the sums that are 0 by the definitions, such as the sum of all deviations from a mean, or that are a number
    by the definitions and a premise, such as the sum of smoothed probabilities.

    Tried on sums of an addition, and with premises on sums of an entry: split, put the definitions of what is summed
    in, and see whether nothing but a number is left.
    """
    opened = Always(Move(r) for r in rules.values() if r.stage in ("tidy", "separate"))
    finish = Always(Move(r) for r in rules.values() if r.stage == "finish")
    bodies = (T.Add, T.Entry) if run.context.premises else (T.Add,)
    for path, here, _ in list(run.places()):
        if not isinstance(here, T.Sum) or not (T.contains(here.body, T.Add) or isinstance(here.body, bodies)):
            continue
        if any(t.startswith("dL_") for t in T.tensors(here)):
            continue  # a gradient from above is arbitrary: its sum is a number only where its factor is 0
        plain = {d: known.plain[d] for d in T.tensors(here) if d in known.plain}
        if not plain:
            continue
        attempt = run.trial(path, MOST_STEPS)
        try:
            attempt.exhaust(opened, finish, known.premises, Unfolding(rules["unfold"], plain))
        except SearchError:
            continue
        if isinstance(attempt.now, T.Number):
            run.keep(attempt, path)
            return True
    return False


def is_short(t: Term) -> bool:
    """A product of few factors: sizes and numbers are not counted."""
    return sum(bool(T.tensors(f)) for f in T.factors_of(t)) <= MOST_FACTORS


def inline(run: Run, adjoints: Mapping[str, int], rules: Mapping[str, Rule], known: Known, finish: Moves) -> bool:
    """Put longer adjoints in, where the result is still one line: few addends, and no sum inside a sum.

    Those are tried that bring no sum under a sum: first without those that stand alone as an addend, as that of a
    shortcut does. Where some keep their names, one alone is not put in either: only where several come together.
    """
    read = [t for t in T.tensors(run.now) if t in adjoints]
    if not read:
        return False
    kept = _kept(run, adjoints)
    if kept and len(read) < 2:
        return False
    alone = {t.tensor for t in T.terms_of(run.now) if isinstance(t, T.Entry)}
    tried: list[set[str]] = []
    for left in (kept | alone, kept):
        chosen = _put_in(run, adjoints, left)
        if chosen and chosen not in tried:
            attempt = _inlined(run, adjoints, chosen, rules, known, finish)
            if attempt is not None:
                run.keep(attempt)
                return True
        tried.append(chosen)
    return False


def _inlined(
    run: Run, adjoints: Mapping[str, int], chosen: set[str], rules: Mapping[str, Rule], known: Known, finish: Moves
) -> Run | None:
    attempt = run.trial()
    tidy, collect = (Always(r for r in map(Move, rules.values()) if r.rule.stage == s) for s in ("tidy", "collect"))
    try:
        attempt.exhaust(tidy, Unfolding(rules["unfold"], {a: adjoints[a] for a in chosen}))
        attempt.exhaust(tidy, known.moves, finish)
        while vanish(attempt, rules, known):
            attempt.exhaust(tidy, known.moves, finish)
        attempt.exhaust(tidy, known.moves, finish, collect)
    except SearchError:
        return None
    return attempt if _one_line(attempt.now) and not T.tensors(attempt.now) & chosen else None


def _kept(run: Run, adjoints: Mapping[str, int]) -> set[str]:
    """The adjoints that are read under a sum, where they would bring a sum or a long product."""
    kept: set[str] = set()
    while found := _blocked(run.now, adjoints, kept, run.context.equations):
        kept |= found
    return kept


def _blocked(t: Term, adjoints: Mapping[str, int], kept: set[str], equations: Mapping[str, Definition]) -> set[str]:
    """One round: those met when all but the kept ones are put in. An adjoint is looked into
    once above sums and once under."""
    found: set[str] = set()
    seen: set[tuple[str, bool]] = set()
    waiting = [(t, False)]
    while waiting:
        t, under = waiting.pop()
        if isinstance(t, T.Entry) and t.tensor in adjoints and t.tensor not in kept:
            rhs = equations[t.tensor].rhs
            if under and (T.contains(rhs, T.Binder) or not is_short(rhs)):
                found.add(t.tensor)
            elif (t.tensor, under) not in seen:
                seen.add((t.tensor, under))
                waiting.append((rhs, under))
        else:
            under = under or isinstance(t, T.Binder)
            waiting += [(c, under) for c in t.children]
    return found


def _put_in(run: Run, adjoints: Mapping[str, int], left: set[str]) -> set[str]:
    """The adjoints that are put in when all but the `left` ones are; none where the term would have too many nodes."""
    chosen: set[str] = set()
    nodes, waiting = 0, [run.now]
    while waiting:
        t = waiting.pop()
        if isinstance(t, T.Entry) and t.tensor in adjoints and t.tensor not in left:
            chosen.add(t.tensor)
            waiting.append(run.context.equations[t.tensor].rhs)
            continue
        nodes += 1
        if nodes > LONGEST:
            return set()
        waiting += t.children
    return chosen


def _one_line(t: Term) -> bool:
    """Few addends, no sum inside a sum, nothing recursive."""
    addends = [u for u in _walk(t) if isinstance(u, T.Add)]
    longest = max((len(a.terms) for a in addends), default=1)
    return longest <= MOST_ADDENDS and not any(
        isinstance(u, T.Binder) and T.contains(u.body, (T.Sum, T.Product, T.Max, T.Select)) for u in _walk(t)
    )


def _walk(t: Term) -> list[Term]:
    return [u for _, u in T.positions(t)]
