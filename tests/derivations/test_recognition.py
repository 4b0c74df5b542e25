"""Results that are folded back to names: masked rows, reads at a label, logarithms; what each rule refuses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import torch

from checkers.instance import draw
from checkers.run import run, run_definitions
from derivations import terms as T
from derivations.derive import backward
from derivations.facts import Facts
from derivations.integers import ONE, read, symbol
from derivations.kernel import RULES, KernelError, replay_sweep
from derivations.notation import parse_term
from derivations.program import Program, read_program
from derivations.prover import Proof, nonnegative
from derivations.rule import Context, Derivation
from derivations.terms import Index, Iverson

SOFTMAX = "Q[n,c] = exp(X[n,c])/sum[k] exp(X[n,k])"
LABELLED: dict[str, Any] = {"shapes": {"X": "N C", "y": "N"}, "integers": {"y": "1..C"}}
MASKED = """A[t,s] = [s <= t]*exp(Z[t,s])/sum[r in 1..S] [r <= t]*exp(Z[t,r])
    Y[t,m] = sum[s] A[t,s]*V[s,m]"""


def program(forward: str, shapes: dict[str, str], **more: Any) -> Program:
    return read_program(forward, shapes, **more)


def swept(p: Program) -> dict[str, Derivation]:
    found = backward(p)
    replay_sweep(p, found)
    return {d.goal.tensor: d for d in found}


def line(d: Derivation, p: Program, text: str) -> T.Term:
    return parse_term(text, replace(p.scope(d.goal.indices), ranges=d.context.ranges))


DIRECT = f"{SOFTMAX}\nL = -(sum[n] log(Q[n,y[n]]))/N"
LOGARITHM = f"{SOFTMAX}\nY[n,c] = log(Q[n,c])\nL = -(sum[n] Y[n,y[n]])/N"
WEIGHTED = f"{SOFTMAX}\nL = (sum[n] w[n]*(log(sum[k] exp(X[n,k])) - X[n,y[n]]))/N"
LINES = (
    (DIRECT, LABELLED, "Q", "-[y[n] = c]/N/Q[n,c]"),
    (DIRECT, LABELLED, "X", "(Q[n,c] - [y[n] = c])/N"),
    (LOGARITHM, LABELLED, "X", "(Q[n,c] - [y[n] = c])/N"),
    (WEIGHTED, {**LABELLED, "shapes": {"X": "N C", "y": "N", "w": "N"}}, "w", "-log(Q[n,y[n]])/N"),
    (MASKED, {"shapes": {"Z": "T S", "V": "S M"}}, "Z", "A[t,s]*(dL_A[t,s] - sum[v in 1..S] A[t,v]*dL_A[t,v])"),
    ("Y[d] = X[1,d]", {"shapes": {"X": "T D"}}, "X", "dL_Y[d]*[t = 1]"),
    ("P[n] = sigmoid(X[n])\nL = -(sum[n] log(1 - P[n]))/N", {"shapes": {"X": "N"}}, "P", "N^(-1)/(1 - P[n])"),
)


@pytest.mark.parametrize(("forward", "given", "wrt", "wanted"), LINES)
def test_a_result_is_the_textbook_s_line(forward: str, given: dict[str, Any], wrt: str, wanted: str) -> None:
    p = program(forward, **given)
    d = swept(p)[f"dL_{wrt}"]
    assert T.alpha(d.result) == T.alpha(line(d, p, wanted))


def test_a_premise_is_put_to_use_through_a_definition() -> None:
    """Smoothed labels sum to 1 because the labels do; with another offset they do not."""
    rule = f"{SOFTMAX}\nS[n,c] = (1 - a)*T[n,c] + OFFSET\nL = -(sum[n,c] S[n,c]*log(Q[n,c]))/N"
    given: dict[str, Any] = {"shapes": {"X": "N C", "T": "N C"}, "constants": ("a",)}
    premises = ("sum[c] T[n,c] = 1",)
    p = program(rule.replace("OFFSET", "a/C"), premises=premises, **given)
    d = swept(p)["dL_X"]
    assert T.alpha(d.result) == T.alpha(line(d, p, "(Q[n,c] - S[n,c])/N"))
    for other, known in (("a/C", ()), ("a/N", premises), ("a", premises)):
        assert T.contains(swept(program(rule.replace("OFFSET", other), premises=known, **given))["dL_X"].result, T.Sum)


@pytest.mark.parametrize("sizes", [dict(N=3, C=4), dict(N=1, C=1), dict(N=2, C=5)])
def test_reads_at_a_label_have_torch_s_gradient(sizes: dict[str, int]) -> None:
    for forward in (DIRECT, LOGARITHM):
        p = program(forward, **LABELLED)
        found = swept(p)
        here = run(p, draw(p, sizes))
        ours = run_definitions(
            [d.equation for d in found.values()], {t: d.context.ranges[t] for t, d in found.items()}, here
        )
        X = here.values["X"].clone().requires_grad_()
        torch.nn.functional.cross_entropy(X, here.integers["y"] - 1).backward()
        assert X.grad is not None
        assert (ours.values["dL_X"] - X.grad).abs().max() < 1e-14


def test_a_label_that_may_leave_the_axis_is_not_folded() -> None:
    d = swept(program(DIRECT, LABELLED["shapes"], integers={"y": "1..C+1"}))["dL_X"]
    assert any(isinstance(u, Iverson) and u.relation == "<=" for _, u in T.positions(d.result))
    open_ended = swept(program(DIRECT, LABELLED["shapes"], integers={"y": "0..C"}))["dL_X"]
    assert any(isinstance(u, Iverson) and u.relation == "<=" for _, u in T.positions(open_ended.result))


def test_values_of_an_integer_tensor_are_bounded_inside_its_axes_alone() -> None:
    n, c, i, j = (symbol(x) for x in ("N", "C", "i", "j"))
    facts = Facts(ranges=(Index("i", ONE, n), Index("j", ONE, n + 1)), declared=(("y", ((ONE, n),), (ONE, c)),))
    inside, beyond = read("y", (i,)), read("y", (j,))
    assert all(isinstance(nonnegative(e, facts), Proof) for e in (inside - 1, c - inside, 2 * c - 2 * inside))
    for e in (beyond - 1, c - beyond, inside - 2, c - inside - 1, read("z", (i,)) - 1):
        assert not isinstance(nonnegative(e, facts), Proof)


def masked() -> tuple[Program, Context]:
    p = program(MASKED, {"Z": "T S", "V": "S M", "w": "S"})
    equations = {d.tensor: d for d in p.definitions}
    return p, Context(p.ranges, p.facts.within((Index("t", ONE, symbol("T")), Index("s", ONE, symbol("S")))), equations)


@pytest.mark.parametrize(
    ("rule", "before", "after"),
    [
        ("widen", "sum[v in 1..min(S, t)] A[t,v]*w[v]", "sum[v in 1..S] A[t,v]*w[v]"),
        ("widen", "sum[v in 1..min(S, t - 1)] A[t,v]*w[v]", None),  # A[t,t] is left out on purpose
        ("widen", "sum[v in 1..min(S, t)] A[t,v]*log(w[v])", None),  # beyond t the logarithm may not exist
        ("widen", "sum[v in 1..min(S, t)] w[v]", None),
        ("widen", "sum[v in 1..min(S, t)] A[v,t]*w[v]", None),
        ("fold", "exp(Z[t,s])*[s <= t]/sum[r in 1..S] [r <= t]*exp(Z[t,r])", "A[t,s]"),
        ("fold", "exp(Z[t,s])*[s <= t]/sum[r in 1..min(S, t)] exp(Z[t,r])", "A[t,s]"),
        ("fold", "exp(Z[t,s])*w[s]/sum[r in 1..min(S, t)] exp(Z[t,r])", None),  # s <= t is not known
        ("fold", "exp(Z[t,s])*[s <= t]/sum[r in 1..S] exp(Z[t,r])", None),
    ],
)
def test_conditions_of_a_definition(rule: str, before: str, after: str | None) -> None:
    p, context = masked()
    scope = p.scope(context.facts.ranges)
    got = RULES[rule].apply(parse_term(before, scope), context, "A")
    assert got is None if after is None else got is not None and T.alpha(got) == T.alpha(parse_term(after, scope))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("log(sum[k in 1..C] exp(X[n,k])) - X[n,y[n]]", "-log(Q[n,y[n]])"),
        ("2*w[n]*log(sum[k in 1..C] exp(X[n,k])) + w[n] - 2*w[n]*X[n,c]", "w[n] - 2*w[n]*log(Q[n,c])"),
        ("X[n,c]/N - log(sum[k in 1..C] exp(X[n,k]))/N", "N^(-1)*log(Q[n,c])"),
        ("log(sum[k in 1..C] exp(X[n,k])) + X[n,c]", None),
        ("2*log(sum[k in 1..C] exp(X[n,k])) - X[n,c]", None),
        ("w[n]*log(sum[k in 1..C] exp(X[n,k])) - X[n,c]", None),
        ("log(sum[k in 1..C] exp(X[1,k])) - X[n,c]", None),
    ],
)
def test_the_logarithm_of_a_named_quotient(before: str, after: str | None) -> None:
    p = program(f"{SOFTMAX}\nL = sum[n] w[n]*log(Q[n,y[n]])", {"X": "N C", "w": "N", "y": "N"}, integers={"y": "1..C"})
    free = (Index("n", ONE, symbol("N")), Index("c", ONE, symbol("C")))
    context = Context(p.ranges, p.facts.within(free), {d.tensor: d for d in p.definitions})
    got = RULES["fold_log"].apply(parse_term(before, p.scope(free)), context, "Q")
    if after is None:
        assert got is None
        return
    assert got is not None
    wanted = parse_term(after, p.scope(free))
    assert {T.alpha(u) for u in T.terms_of(flat(got))} == {T.alpha(u) for u in T.terms_of(flat(wanted))}


def flat(t: T.Term) -> T.Term:
    """Numbers joined and in front, as the search leaves them."""
    for name in ("flatten", "numbers", "unit"):
        t = t.rebuild(tuple(flat(c) for c in t.children)) if name == "flatten" else t
        t = RULES[name].apply(t, Context(), "") or t
    return t


def test_under_a_bracket_no_name_is_caught() -> None:
    i, y = symbol("i"), read("y", (symbol("k"),))
    inner = T.Sum((Index("i", ONE, symbol("N")),), T.Entry("M", (i, y)))
    assert RULES["under_bracket"].apply(T.Mul((Iverson("=", y, i), inner)), Context(), "") is None


def without_last_factor(t: T.Term) -> T.Term:
    return T.Sum(t.indices, T.ONE) if isinstance(t, T.Sum) else T.negative(t)


@pytest.mark.parametrize(
    ("name", "p"),
    [
        ("fold", program(MASKED, {"Z": "T S", "V": "S M"})),
        ("widen", program(MASKED, {"Z": "T S", "V": "S M"})),
        ("fold_log", program(WEIGHTED, {"X": "N C", "y": "N", "w": "N"}, integers={"y": "1..C"})),
        ("under_bracket", program(DIRECT, **LABELLED)),
    ],
    ids=lambda x: x if isinstance(x, str) else "",
)
def test_the_kernel_refuses_a_mutant(name: str, p: Program) -> None:
    right = RULES[name]

    def spoilt(f: Callable[..., T.Term | None]) -> Callable[[T.Term, Context, str], T.Term | None]:
        def apply(t: T.Term, context: Context, argument: str) -> T.Term | None:
            got = f(t, context, argument)
            return None if got is None else without_last_factor(got)

        return apply

    replay_sweep(p, backward(p))
    wrong = {**RULES, name: replace(right, apply=spoilt(right.apply))}
    derived = backward(p, rules=wrong)
    assert any(s.rule == name for d in derived for s in d.steps)
    with pytest.raises(KernelError):
        replay_sweep(p, derived)
