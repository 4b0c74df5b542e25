"""Every judge is shown to refuse what it must: a judge that accepts everything would pass all other tests.

Each section spoils one thing: a rule, a step, a witness, a bound, a tolerance, a shape, a number that is none.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from functools import cache

import pytest
import torch

from checkers import gap
from checkers import verify as verification
from checkers.evaluate import evaluate
from checkers.expand import symbolic_gap
from checkers.gap import TOLERANCE, relative_gap
from checkers.instance import draw, upstream
from checkers.run import run
from checkers.verdict import Different, Equal, Undecided, Unreadable, Witness
from checkers.verify import Report, verify
from derivations import terms as T
from derivations.derive import DeriveError, backward
from derivations.integers import ONE, Integer, symbol
from derivations.kernel import RULES, KernelError, replay, replay_sweep
from derivations.layer import Layer
from derivations.layers.avg_pool import AVG_POOL
from derivations.layers.binary_cross_entropy import BINARY_CROSS_ENTROPY
from derivations.layers.causal_attention import CAUSAL_ATTENTION
from derivations.layers.conv1d import CONV1D
from derivations.layers.cross_entropy import CROSS_ENTROPY
from derivations.layers.embedding import EMBEDDING
from derivations.layers.flatten import FLATTEN
from derivations.layers.layer_norm import LAYER_NORM
from derivations.layers.linear import LINEAR
from derivations.layers.max_pool import MAX_POOL
from derivations.layers.mse import MSE
from derivations.layers.relu import RELU
from derivations.layers.rnn import RNN
from derivations.layers.softmax import SOFTMAX
from derivations.layers.upsample_nearest import UPSAMPLE_NEAREST
from derivations.prover import Refutation, at_most, is_proved
from derivations.rule import Context, Derivation, Rule, Step

GATES = Layer(
    "gates", {"x": "N", "z": "N"}, "y[n] = x[n]*[x[n] > 0] + 2^x[n] + 3*z[n] + [z[n] > 0]",
    lambda torch, x, z, size: torch.relu(x) + 2**x + 3 * z + (z > 0), "the tests",
)  # fmt: skip
POWERS = Layer(
    "powers", {"x": "N D"}, "y[n] = prod[d] x[n,d]", lambda torch, x, size: x.prod(1), "the tests"
)  # fmt: skip
SAMPLE = (
    RELU, GATES, POWERS, BINARY_CROSS_ENTROPY, LINEAR, EMBEDDING, MSE, MAX_POOL, SOFTMAX, CONV1D,
    UPSAMPLE_NEAREST, AVG_POOL, CROSS_ENTROPY, RNN, FLATTEN, CAUSAL_ATTENTION, LAYER_NORM,
)  # fmt: skip


@cache
def derived(layer_name: str) -> tuple[Derivation, ...]:
    return backward(next(x for x in SAMPLE if x.name == layer_name).program)


def linear_weight() -> Derivation:
    return next(d for d in derived("linear") if d.goal.tensor == "dL_W")


def swapped(layer: Layer, tensor: str, change: Callable[[Derivation], Derivation]) -> list[Derivation]:
    """The layer's derivations with one of them changed."""
    found = derived(layer.name)
    assert any(d.goal.tensor == tensor for d in found)
    return [change(d) if d.goal.tensor == tensor else d for d in found]


def judged_by_numbers(monkeypatch: pytest.MonkeyPatch, layer: Layer, found: object, **options: object) -> Report:
    """What torch alone says: the kernel is made to accept everything."""
    monkeypatch.setattr(verification.kernel, "replay_sweep", lambda *a, **k: None)
    return verify(layer, derivations=found, **options)  # type: ignore[arg-type]


def test_the_sample_is_right_before_anything_is_spoilt() -> None:
    for layer in (LINEAR, AVG_POOL, CONV1D):
        assert verify(layer, derivations=derived(layer.name)).ok


# ------------------------------------------------------------------ rules


@cache
def users() -> dict[str, Layer]:
    """For each rule, the layer of the sample with the shortest derivations that uses it."""
    found: dict[str, Layer] = {}
    for layer in sorted(SAMPLE, key=lambda x: sum(len(d.steps) for d in derived(x.name))):
        for d in derived(layer.name):
            for step in d.steps:
                found.setdefault(step.rule, layer)
    return found


def slips_once(rule: Rule, firing: int, slipped: list[T.Term]) -> Rule:
    """The rule, but at one firing the term it gives is one too great; a slip at one place, as in a proof by hand."""
    fired = [0]

    def apply(t: T.Term, context: Context, argument: str) -> T.Term | None:
        got = rule.apply(t, context, argument)
        if got is None or got == t:
            return got
        fired[0] += 1
        if fired[0] != firing:
            return got
        slipped.append(T.Add((got, T.ONE)))
        return slipped[0]

    return replace(rule, apply=apply)


def derivation_with_a_slip(layer: Layer, name: str) -> tuple[Derivation, ...]:
    """Derivations in which one step slipped and the search went on from there.

    The search tries some rewritings only to drop them where they lead nowhere, and a slip leads nowhere: where none is
    kept, the slip is written into the right derivation.
    """
    for firing in range(1, 60):
        slipped: list[T.Term] = []
        try:
            found = backward(layer.program, rules={**RULES, name: slips_once(RULES[name], firing, slipped)})
        except DeriveError:
            break
        if not slipped:
            break
        if any(s.rule == name and T.at(s.after, s.path) == slipped[0] for d in found for s in d.steps):
            return found
    first = next(d for d in derived(layer.name) if any(s.rule == name for s in d.steps))
    k = next(k for k, s in enumerate(first.steps) if s.rule == name)
    return tuple(swapped(layer, first.goal.tensor, change_step(k, slip)))


def slip(s: Step) -> Step:
    return replace(s, after=T.put(s.after, s.path, T.Add((T.at(s.after, s.path), T.ONE))))


@pytest.mark.parametrize("name", RULES)
def test_a_rule_that_slips_is_caught_by_the_kernel_and_by_torch(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    layer = users().get(name)
    if layer is None:  # test_rules.py kills the mutants of every rule by its own examples
        assert RULES[name].examples or RULES[name].stage == "known"
        pytest.skip(f"no layer of the sample uses {name}")
    found = derivation_with_a_slip(layer, name)
    with pytest.raises(KernelError):
        replay_sweep(layer.program, found)
    report = judged_by_numbers(monkeypatch, layer, found)
    assert not report.ok
    assert any(r.max_error > 1e-6 for r in report.results)


def test_most_rules_are_used_by_the_sample() -> None:
    """Otherwise the test above would skip its way to success."""
    assert len(users()) >= 0.7 * len(RULES)


# ------------------------------------------------------------------ steps


def change_step(k: int, change: Callable[[Step], Step]) -> Callable[[Derivation], Derivation]:
    def apply(d: Derivation) -> Derivation:
        steps = list(d.steps)
        steps[k] = change(steps[k])
        return replace(d, steps=tuple(steps))

    return apply


TAMPERED: dict[str, Callable[[Derivation], Derivation]] = {
    "another term after": change_step(2, lambda s: replace(s, after=T.Mul((T.number(2), s.after)))),
    "another term before": change_step(2, lambda s: replace(s, before=T.Add((s.before, T.ONE)))),
    "another rule": change_step(1, lambda s: replace(s, rule="power" if s.rule != "power" else "chain")),
    "a rule that does not exist": change_step(1, lambda s: replace(s, rule="obviously")),
    "another place": change_step(1, lambda s: replace(s, path=(*s.path, 0, 0, 0, 0))),
    "a step left out": lambda d: replace(d, steps=d.steps[:2] + d.steps[3:]),
    "the last step left out": lambda d: replace(d, steps=d.steps[:-1]),
    "no steps": lambda d: replace(d, steps=()),
    "two steps swapped": lambda d: replace(d, steps=(d.steps[1], d.steps[0], *d.steps[2:])),
    "another result": lambda d: replace(d, result=T.negative(d.result)),
    "an invented index": change_step(-1, lambda s: replace(s, after=T.Mul((s.after, T.Size(symbol("q")))))),
}


@pytest.mark.parametrize("how", TAMPERED)
def test_a_tampered_derivation_is_refused_by_the_kernel(how: str) -> None:
    replay(linear_weight())
    with pytest.raises(KernelError):
        replay(TAMPERED[how](linear_weight()))
    report = verify(LINEAR, derivations=swapped(LINEAR, "dL_W", TAMPERED[how]))
    assert not report.ok
    assert all("dL_W" in f and "kernel" in f for f in report.failures)


def test_a_false_start_and_an_equation_from_nowhere_are_refused() -> None:
    def halved(d: Derivation) -> Derivation:
        half = T.Mul((T.number(2), d.start))
        return replace(d, goal=replace(d.goal, rhs=half), steps=(), result=half)

    with pytest.raises(KernelError, match="adjoint equation"):
        replay_sweep(LINEAR.program, swapped(LINEAR, "dL_W", halved))

    def believing(d: Derivation) -> Derivation:
        lie = replace(d.goal, tensor="dL_Y", rhs=T.ZERO)
        return replace(d, context=replace(d.context, equations={**d.context.equations, "dL_Y": lie}))

    with pytest.raises(KernelError, match="nothing established"):
        replay_sweep(LINEAR.program, swapped(LINEAR, "dL_W", believing))


@pytest.mark.parametrize("k", range(3))
def test_torch_names_the_step_that_changes_the_value(k: int, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = change_step(k, lambda s: replace(s, after=T.Add((s.after, T.ONE))))
    report = judged_by_numbers(monkeypatch, LINEAR, swapped(LINEAR, "dL_W", wrong))
    rule = linear_weight().steps[k].rule
    assert not report.ok
    assert all("dL_W, at D = " in f and f"step {k + 1} ({rule}) changes the value" in f for f in report.failures)
    assert judged_by_numbers(monkeypatch, LINEAR, swapped(LINEAR, "dL_W", wrong), every_step=False).ok


def corrupted(d: Derivation) -> Derivation:
    """A gradient spoilt by hand, with a step to match: the start is right, the result is not."""
    wrong = T.Mul((T.number(2), d.result))
    return replace(d, result=wrong, steps=(*d.steps, Step(d.result, "associate", (), wrong)))


@pytest.mark.parametrize(
    ("layer", "tensor"), [(LINEAR, "dL_b"), (CONV1D, "dL_K"), (RNN, "dL_h"), (EMBEDDING, "dL_W"), (MAX_POOL, "dL_X")]
)
def test_a_corrupted_gradient_is_refused_by_every_judge_of_results(
    layer: Layer, tensor: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = swapped(layer, tensor, corrupted)
    assert not verify(layer, derivations=found).ok
    report = judged_by_numbers(monkeypatch, layer, found, every_step=False)
    assert not report.ok
    assert any(tensor in f and "differs from autograd" in f for f in report.failures)


# ------------------------------------------------------------------ witnesses


def with_oracle(layer: Layer, oracle: Callable[..., object]) -> Layer:
    return replace(layer, oracle=oracle)


def linear_in_torch(torch: object, X: torch.Tensor, W: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    return X @ W.T + b


WRONG_WITNESSES: dict[str, Callable[..., object]] = {
    "a sign": lambda torch, X, W, b, size: -(X @ W.T + b),
    "no bias": lambda torch, X, W, b, size: X @ W.T + 0 * b,
    "a shape": lambda torch, X, W, b, size: (X @ W.T + b).T[None],
    "a broadcast": lambda torch, X, W, b, size: (X @ W.T + b)[:1],
    "a number that is none": lambda torch, X, W, b, size: (X @ W.T + b) * math.nan,
    "a slope": lambda torch, X, W, b, size: X @ W.T.detach() + b,
    "half a slope": lambda torch, X, W, b, size: X @ W.T + (b + b.detach()) / 2,
    "an error": lambda torch, X, W, b, size: torch.nn.functional.linear(X, W.T[:0], b),
    "no tensor": lambda torch, X, W, b, size: None,
}


@pytest.mark.parametrize("how", WRONG_WITNESSES)
def test_a_wrong_witness_is_refused(how: str) -> None:
    right = with_oracle(LINEAR, lambda torch, X, W, b, size: linear_in_torch(torch, X, W, b))
    assert verify(right, derivations=derived("linear"), every_step=False).ok
    report = verify(with_oracle(LINEAR, WRONG_WITNESSES[how]), derivations=derived("linear"), every_step=False)
    assert not report.ok and report.failures


def test_a_transposed_witness_is_refused_by_value_where_its_shape_is_right() -> None:
    def transposed(torch: object, X: torch.Tensor, W: torch.Tensor, b: torch.Tensor, size: object) -> torch.Tensor:
        return X @ W + b if W.shape[0] == W.shape[1] else X @ W.T + b

    report = verify(with_oracle(LINEAR, transposed), derivations=derived("linear"), every_step=False)
    assert {r.pattern for r in report.results if not r.ok} == {"all equal"}


def test_values_that_break_a_premise_are_refused() -> None:
    assert CROSS_ENTROPY.program.premises
    report = verify(replace(CROSS_ENTROPY, draw={**CROSS_ENTROPY.draw, "T": "normal"}), every_step=False)
    assert any("break the premise" in f for f in report.failures)


# ------------------------------------------------------------------ bounds


POOL = Layer(
    "pool", {"S": "2*n+1"}, "P[i in 1..n] = sum[u in 1..3] S[2*(i-1)+u]/3",
    lambda torch, S, size: torch.nn.functional.avg_pool1d(S[None, None], 3, 2)[0, 0], "the tests",
)  # fmt: skip


def shift(t: T.Term, low: int, high: int) -> T.Term:
    """The outermost sum with its bounds moved."""
    if isinstance(t, T.Sum):
        (i,) = t.indices
        return T.Sum((T.Index(i.name, i.low + low, i.high + high),), t.body)
    for k, c in enumerate(t.children):
        changed = shift(c, low, high)
        if changed != c:
            return T.put(t, (k,), changed)
    return t


def window(d: Derivation) -> T.Index:
    (found,) = (t for _, t in T.positions(d.result) if isinstance(t, T.Sum))
    return found.indices[0]


def claims(d: Derivation) -> list[tuple[Integer, Integer]]:
    """What makes the bounds right: every output in them reads the entry, and their neighbours do not.

    Output i reads S[d] when 1 <= i <= n and 1 <= d - 2(i - 1) <= 3.
    """
    (entry,) = (i.integer for i in d.goal.indices)
    low, high, n = window(d).low, window(d).high, symbol("n")
    first_reader, last_reader = (entry - 1) * 1, entry + 1  # 2i >= d - 1 and 2i <= d + 1
    return [
        (ONE, low),
        (high, n),
        (first_reader, low * 2),
        (high * 2, last_reader),
    ]


def complete(d: Derivation, low_shift: int, high_shift: int) -> bool:
    """Nothing is left out: the outputs just outside the bounds are outside for one reason or the other."""
    (index,) = d.goal.indices
    low, high = window(d).low + low_shift, window(d).high + high_shift
    for n in range(1, 6):
        for entry in range(1, 2 * n + 2):
            at = {"n": symbol("n") * 0 + n, index.name: symbol("n") * 0 + entry}
            a, b = low.substitute(at).constant, high.substitute(at).constant
            readers = [i for i in range(1, n + 1) if 1 <= entry - 2 * (i - 1) <= 3]
            if a is None or b is None or list(range(a, b + 1)) != readers:
                return False
    return True


@pytest.mark.parametrize(("low", "high"), [(-1, 0), (1, 0), (0, -1), (0, 1)])
def test_a_bound_shifted_by_one_is_caught_by_the_prover_and_by_autograd(
    low: int, high: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    (right,) = backward(POOL.program)
    facts = right.context.facts
    assert verify(POOL, derivations=[right]).ok
    assert all(is_proved(at_most(a, b, facts)) for a, b in claims(right))
    assert complete(right, 0, 0)

    wrong = replace(right, result=shift(right.result, low, high))
    assert wrong.result != right.result
    assert not judged_by_numbers(monkeypatch, POOL, [wrong], every_step=False).ok
    assert symbolic_gap(POOL.program, [wrong], {"n": 2})
    old, new = window(right), window(wrong)
    if (low, high) in ((-1, 0), (0, 1)):  # too wide: an output is summed that does not read the entry
        assert any(isinstance(at_most(a, b, facts), Refutation) for a, b in claims(wrong))
    else:  # too narrow: the bounds no longer hold every reader
        assert any(isinstance(at_most(a, b, facts), Refutation) for a, b in ((new.low, old.low), (old.high, new.high)))
    assert not complete(right, low, high)


def test_a_refutation_is_a_true_counterexample() -> None:
    (right,) = backward(POOL.program)
    wrong = replace(right, result=shift(right.result, 0, 1))
    for a, b in claims(wrong):
        found = at_most(a, b, right.context.facts)
        if isinstance(found, Refutation):
            at = {n: symbol("n") * 0 + v for n, v in found.at}
            difference = (b - a).substitute(at).constant
            assert difference is not None and difference < 0
            return
    pytest.fail("no claim was refuted")


# ------------------------------------------------------------------ numbers


def test_a_tolerance_that_was_loosened_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    assert TOLERANCE <= 1e-11

    def slightly(d: Derivation) -> Derivation:
        return replace(d, result=T.Mul((T.Number(T.ONE.value + T.ONE.value / 10**10), d.result)))

    found = swapped(LINEAR, "dL_W", slightly)
    assert not judged_by_numbers(monkeypatch, LINEAR, found, every_step=False).ok
    monkeypatch.setattr(verification, "TOLERANCE", 1e-6)
    assert judged_by_numbers(monkeypatch, LINEAR, found, every_step=False).ok


def test_shapes_are_not_broadcast() -> None:
    column = torch.ones(3, 1).double()
    assert relative_gap(column, column) == 0
    for other in (column.T, column[:, 0], column.expand(3, 3), column[None], torch.ones(()).double()):
        assert relative_gap(other, column) == math.inf


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_what_is_not_finite_equals_nothing_not_even_itself(value: float) -> None:
    one = torch.tensor([1.0, value]).double()
    assert relative_gap(one, one) == math.inf
    assert relative_gap(one, torch.ones(2).double()) == math.inf
    assert relative_gap(torch.ones(2).double(), one) == math.inf


def test_a_gap_is_relative_and_does_not_grow_or_shrink_with_the_number_of_entries() -> None:
    reference = torch.tensor([1e6, 1.0]).double()
    assert relative_gap(reference + 1e-3, reference) == pytest.approx(1e-9)
    one = torch.tensor([2.0]).double()
    many = one.expand(100_000).clone()
    wrong = many.clone()
    wrong[77] += 1e-6
    assert relative_gap(wrong, many) == pytest.approx(relative_gap(one + 1e-6, one))
    assert relative_gap(torch.full((2,), 1e-3, dtype=torch.float64), torch.zeros(2).double()) == 1e-3
    assert gap.NOTHING < 1e-6


def test_a_gradient_that_is_not_a_number_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    nothing = T.Mul((T.ZERO, T.Pow(T.ZERO, T.MINUS_ONE)))
    found = swapped(LINEAR, "dL_b", lambda d: replace(d, result=T.Add((d.result, nothing))))
    report = judged_by_numbers(monkeypatch, LINEAR, found)
    assert not report.ok and report.as_json()["ok"] is False


def test_an_open_derivative_means_autograd_s() -> None:
    """The value of a first step is autograd's alone: it differs as soon as the forward rule does."""
    program = LINEAR.program
    where = run(program, draw(program, {"N": 2, "D": 3, "M": 4}))
    where = where.with_values({"dL_Y": upstream(where, "Y")}, {"dL_Y": program.ranges["Y"]})
    start = linear_weight().start
    expected = torch.einsum("nm,nd->md", where.values["dL_Y"], where.values["X"])
    assert relative_gap(evaluate(start, where, linear_weight().goal.indices), expected) <= TOLERANCE

    def squared(t: T.Term) -> T.Term:
        t = t.rebuild(tuple(map(squared, t.children)))
        return T.Partial(T.Mul((t.of, t.of)), t.wrt) if isinstance(t, T.Partial) else t

    assert relative_gap(evaluate(squared(start), where, linear_weight().goal.indices), expected) > 1e-3


# ------------------------------------------------------------------ verdicts


@pytest.mark.parametrize(
    "verdict",
    [Equal("by name"), Different(Witness(1, 2, "1 is not 2")), Undecided("no time"), Unreadable("no number here", 3)],
    ids=lambda v: type(v).__name__,
)
def test_a_verdict_has_no_truth_value(verdict: object) -> None:
    with pytest.raises(TypeError, match="has no truth value"):
        bool(verdict)
    with pytest.raises(TypeError):
        assert not verdict
    with pytest.raises(AttributeError):
        verdict.how = "changed"  # type: ignore[attr-defined]
