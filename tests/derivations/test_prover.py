"""The prover against a second one that shares no code with it (isl), and against plain enumeration."""

from __future__ import annotations

import itertools
import random

import islpy
import pytest

from derivations import integers as I
from derivations.facts import Facts
from derivations.integers import Atom, Extreme, Floor, Integer, Symbol, ceil, floor, integer, symbol, value
from derivations.prover import Finding, Proof, Refutation, Unproved, at_most, equal, nonnegative, whole_part
from derivations.terms import Index

n, m, k, s, i, j, d = (symbol(x) for x in "nmksijd")
POOL = Facts(ranges=(Index("d", I.ONE, 2 * n),))


def isl(e: Integer) -> str:
    """The expression in isl's syntax."""

    def atom(a: Atom) -> str:
        match a:
            case Symbol(name):
                return name
            case Floor(top, bottom):
                return f"floor(({isl(top)})/{bottom.constant})"
            case Extreme(kind, (a, b)):
                return f"{kind}({isl(a)}, {isl(b)})"
        raise AssertionError(a)

    return " + ".join(f"({'*'.join([str(c), *map(atom, atoms)])})" for atoms, c in e.parts) or "0"


def by_isl(claim: Integer, facts: Facts) -> bool:
    """Is claim >= 0 for all integers that the facts allow? Linear expressions only."""
    names = claim.names.union(*(r.low.names | r.high.names | {r.name} for r in facts.ranges))
    sizes = sorted(names - {r.name for r in facts.ranges})
    limits = [f"{x} >= {facts.least_of(x)}" for x in sizes]
    limits += [f"{isl(r.low)} <= {r.name} <= {isl(r.high)}" for r in facts.ranges]
    indices = ", ".join(r.name for r in facts.ranges)
    counterexamples = f"[{', '.join(sizes)}] -> {{ [{indices}] : {' and '.join([*limits, f'{isl(claim)} < 0'])} }}"
    return bool(islpy.Set(counterexamples).is_empty())


def settled(found: Finding) -> bool | None:
    return True if isinstance(found, Proof) else False if isinstance(found, Refutation) else None


@pytest.mark.parametrize(
    ("claim", "truth"),
    [
        (n - ceil(d, 2), True),
        (ceil(d, 2) - 1, True),
        (n - 1 - ceil(d, 2), False),
        (2 * ceil(d, 2) - d, True),
        (d + 1 - 2 * ceil(d, 2), True),
        (d - 2 * ceil(d, 2), False),
        (floor(d + 1, 2) - ceil(d, 2), True),
        (floor(d, 2) - ceil(d, 2), False),
        (2 * n - d, True),
        (d - 2, False),
    ],
)
def test_pooling_facts(claim: Integer, truth: bool) -> None:
    assert settled(nonnegative(claim, POOL)) is truth
    assert by_isl(claim, POOL) is truth


def test_a_bound_shifted_by_one_is_refuted_with_numbers() -> None:
    facts = Facts(ranges=(Index("i", I.ONE, n), Index("j", I.ONE, symbol("k"))))
    assert isinstance(at_most(i + j - 1, n + k - 1, facts), Proof)
    found = at_most(i + j, n + k - 1, facts)
    assert isinstance(found, Refutation)
    at = dict(found.at)
    assert value(i + j, at) > value(n + k - 1, at)


def test_symbolic_stride() -> None:
    """0 <= i - s p < k exactly for ceil((i-k+1)/s) <= p <= floor(i/s), for every stride s."""
    p = symbol("p")
    inside = Facts(least=(("i", 0), ("p", 0)), premises=(i - s * p, k - 1 - i + s * p))
    assert isinstance(at_most(p, floor(i, s), inside), Proof)
    assert isinstance(at_most(ceil(i - k + 1, s), p, inside), Proof)
    assert isinstance(at_most(ceil(i - k + 1, s) + 1, p, inside), Refutation)


def test_premises_and_least_values() -> None:
    facts = Facts(least=(("p", 0),), premises=(symbol("H") + 2 * symbol("p") - k,))
    assert isinstance(nonnegative(symbol("H") + 2 * symbol("p") - k, facts), Proof)
    assert isinstance(nonnegative(symbol("H") - k, facts), Refutation)
    assert isinstance(nonnegative(symbol("p") - 1, facts), Refutation)
    assert isinstance(nonnegative(n - 1, facts), Proof)
    assert isinstance(equal(n + 1 - 1, n, facts), Proof)


def test_a_token_number_is_left_open() -> None:
    assert isinstance(nonnegative(I.read("ids", (i,)) - 1, Facts()), Unproved)


def test_whole_part() -> None:
    w = Facts(ranges=(Index("j", I.ONE, m),))
    assert whole_part(next(iter(floor(j - 1, m).atoms)), w) == 0  # type: ignore[arg-type]
    assert whole_part(next(iter(floor(j, m).atoms)), w) is None  # type: ignore[arg-type]


def test_seeded_claims_agree_with_isl() -> None:
    """Random linear claims with floors: a proof means isl finds no counterexample, a refutation is one."""
    draw = random.Random(5)
    outcomes = {True: 0, False: 0, None: 0}
    for _ in range(150):
        facts = Facts(ranges=(Index("i", I.ONE, n), Index("j", integer(draw.randint(0, 1)), draw.choice((m, i, n)))))
        atoms = (n, m, i, j, floor(i + draw.randint(0, 3), draw.randint(2, 4)), ceil(j + n, draw.randint(2, 3)), I.ONE)
        claim = sum((draw.randint(-2, 3) * a for a in atoms), I.ZERO)
        found = nonnegative(claim, facts)
        outcomes[settled(found)] += 1
        if isinstance(found, Proof):
            assert by_isl(claim, facts), claim
        elif isinstance(found, Refutation):
            assert not by_isl(claim, facts), claim
    assert outcomes[True] >= 10 and outcomes[False] >= 10 and outcomes[None] <= 5, outcomes


def test_proofs_hold_at_every_small_number() -> None:
    draw = random.Random(6)
    proofs = 0
    for _ in range(150):
        facts = Facts(ranges=(Index("i", I.ONE, s * n), Index("j", i, s * n + k)))
        atoms = (n, k, i, j, s * i, floor(i + draw.randint(0, 2), s), ceil(j, s), I.ONE)
        claim = sum((draw.randint(-1, 2) * a for a in atoms), I.ZERO)
        if not isinstance(nonnegative(claim, facts), Proof):
            continue
        proofs += 1
        for sn, nn, kn in itertools.product((1, 2, 3), repeat=3):
            for iv in range(1, sn * nn + 1):
                for jv in range(iv, sn * nn + kn + 1):
                    assert value(claim, {"s": sn, "n": nn, "k": kn, "i": iv, "j": jv}) >= 0, claim
    assert proofs >= 10
