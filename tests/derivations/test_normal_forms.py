"""The search on random terms: it ends, it keeps the value, and the kernel accepts every step."""

from __future__ import annotations

from derivations import terms as T
from derivations.derive import normalize
from derivations.kernel import replay
from derivations.rule import Definition
from tests.derivations.random_terms import CONTEXT, FREE, Maker
from tests.derivations.test_rules import close, values

GOAL = tuple(i.integer for i in FREE)


def test_random_terms_reach_a_normal_form_of_the_same_value() -> None:
    make = Maker(2)
    open_derivatives = 0
    for _ in range(120):
        t = make.term(3)
        derivation = normalize(Definition("g", GOAL, FREE, t), CONTEXT, {})
        replay(derivation)
        assert close(values(derivation.result), values(t)), t
        assert not T.contains(derivation.result, T.Partial)
        open_derivatives += T.contains(t, T.Partial)
    assert open_derivatives >= 10


def test_bound_names_do_not_matter() -> None:
    make = Maker(3)
    for _ in range(60):
        t = make.term(3)
        renamed = T.alpha(t)
        a = normalize(Definition("g", GOAL, FREE, t), CONTEXT, {}).result
        b = normalize(Definition("g", GOAL, FREE, renamed), CONTEXT, {}).result
        assert T.alpha(a) == T.alpha(b), t
