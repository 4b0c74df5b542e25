"""Full derivatives on the front door and before the judge, which must see a wrong one as wrong."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from functools import cache

import pytest
import torch
from click.testing import CliRunner

from backproof import api
from backproof.main import doors
from checkers.verify_jacobian import judge_full, verify_whole
from derivations import terms as T
from derivations.full_derivative import Kind, derive_sweep
from derivations.layer import Layer
from derivations.layers.cross_entropy import CROSS_ENTROPY
from derivations.layers.layer_norm import LAYER_NORM
from derivations.layers.linear_regression import LINEAR_REGRESSION
from derivations.layers.logistic_regression import LOGISTIC_REGRESSION
from derivations.layers.softmax import SOFTMAX
from derivations.printing.text import text
from derivations.rule import Derivation

CPU = torch.device("cpu")
DIFFERENT = "all different"


@cache
def sweep_of(name: str, wrt: str, kind: Kind) -> tuple[Derivation, ...]:
    return derive_sweep(api.layer(name), wrt, kind)


SHOWN: list[tuple[Layer, str, Kind, str]] = [
    (SOFTMAX, "X", "jacobian", "[n = n1]*Y[n,c]*([c = d] - Y[n,d])"),
    (
        LAYER_NORM,
        "X",
        "jacobian",
        "[n = n1]*gamma[d]*([d = e] - 1/D - Xhat[n,e]*Xhat[n,d]/D)/sqrt(var[n] + eps)",
    ),
    (CROSS_ENTROPY, "X", "hessian", "[n = n1]*Q[n,c]*([c = d] - Q[n,d])/N"),
    (LOGISTIC_REGRESSION, "w", "hessian", "(sum[n in 1..N] X[n,d]*P[n]*(1 - P[n])*X[n,e])/N"),
    (LOGISTIC_REGRESSION, "b", "hessian", "(sum[n in 1..N] P[n]*(1 - P[n]))/N"),
    (LINEAR_REGRESSION, "w", "hessian", "(sum[n in 1..N] X[n,d]*X[n,e])/N"),
]


@pytest.mark.parametrize(("layer", "wrt", "kind", "shown"), SHOWN, ids=lambda x: getattr(x, "name", ""))
def test_results_read_like_a_textbook(layer: Layer, wrt: str, kind: Kind, shown: str) -> None:
    assert text(sweep_of(layer.name, wrt, kind)[-1].result) == shown


def test_what_a_layer_lists_is_verified_with_it() -> None:
    report = verify_whole(LOGISTIC_REGRESSION)
    assert report.ok
    cases = [(r.quantity, r.pattern) for r in report.results]
    assert {p for q, p in cases if q == "H_w"} == {p for q, p in cases if q == "dL_w"}
    assert {q for q, _ in cases} >= {"H_w", "H_b"}
    assert all(r.steps > 0 and r.name == "logistic_regression" for r in report.results if r.quantity == "H_w")


def test_one_that_is_listed_and_has_no_closed_form_is_a_failure() -> None:
    report = verify_whole(replace(LINEAR_REGRESSION, hessians=(), jacobians=("w",)))
    assert not report.ok
    assert any("cannot be derived" in f for f in report.failures)


# ------------------------------------------------------------------ a wrong one is seen as wrong


def transposed(d: Derivation) -> Derivation:
    """The letters of the first and the second entry exchanged: right only where the matrix is symmetric."""
    half = len(d.goal.indices) // 2
    a, b = d.goal.indices[:half], d.goal.indices[half:]
    put = {x.name: y.integer for x, y in zip((*a, *b), (*b, *a), strict=True)}
    return replace(d, result=T.rename(d.result, put))


def negated(d: Derivation) -> Derivation:
    return replace(d, result=T.negative(d.result))


def without_a_factor(d: Derivation) -> Derivation:
    return replace(d, result=T.product(list(T.factors_of(d.result))[1:]))


def doubled_step(d: Derivation) -> Derivation:
    """A step in the middle slips by a factor and the next one puts it right again."""
    k = len(d.steps) // 2
    wrong = T.Mul((T.number(2), d.steps[k].after))
    steps = (
        *d.steps[:k],
        replace(d.steps[k], after=wrong),
        replace(d.steps[k + 1], before=wrong),
        *d.steps[k + 2 :],
    )
    return replace(d, steps=steps)


SPOILT: list[tuple[Layer, str, Kind, Callable[[Derivation], Derivation]]] = [
    (SOFTMAX, "X", "jacobian", negated),
    (SOFTMAX, "X", "jacobian", without_a_factor),
    (SOFTMAX, "X", "jacobian", doubled_step),
    (LAYER_NORM, "X", "jacobian", transposed),
    (LAYER_NORM, "X", "jacobian", doubled_step),
    (LOGISTIC_REGRESSION, "w", "hessian", negated),
    (LOGISTIC_REGRESSION, "w", "hessian", doubled_step),
]


@pytest.mark.parametrize(("layer", "wrt", "kind", "spoil"), SPOILT, ids=lambda x: getattr(x, "__name__", ""))
@pytest.mark.parametrize("judge", ["kernel and numbers", "numbers alone"])
def test_a_wrong_derivative_is_refused(
    layer: Layer,
    wrt: str,
    kind: Kind,
    spoil: Callable[[Derivation], Derivation],
    judge: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sweep = sweep_of(layer.name, wrt, kind)
    if judge == "numbers alone":
        monkeypatch.setattr("derivations.kernel.replay", lambda *a, **k: None)
    wrong = list(judge_full(layer, wrt, kind, "J", (*sweep[:-1], spoil(sweep[-1])), CPU, 0))
    assert not next(r for r in wrong if r.pattern == DIFFERENT).ok  # where all sizes are 1, a Jacobian may be 0
    assert any(("kernel" in r.failure) == (judge != "numbers alone") for r in wrong)


def test_a_wrong_equation_on_the_way_is_refused_by_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("derivations.kernel.replay", lambda *a, **k: None)
    sweep = list(sweep_of("layer_norm", "X", "jacobian"))
    sweep[1] = replace(sweep[1], result=T.negative(sweep[1].result))
    found = list(judge_full(LAYER_NORM, "X", "jacobian", "J_X", sweep, CPU, 0))
    assert not next(r for r in found if r.pattern == DIFFERENT).ok


# ------------------------------------------------------------------ the front door


def asked(*arguments: str) -> str:
    result = CliRunner().invoke(doors, ["derive", *arguments])
    assert result.exit_code == 0, result.output
    return result.stdout


def test_every_format_prints_it() -> None:
    arguments = ("softmax", "--wrt", "X", "--jacobian", "--format")
    assert "J[n,c,n1,d] = [n = n1]*Y[n,c]*([c = d] - Y[n,d])" in asked(*arguments, "text")
    assert r"J_{n, c, n_{1}, d}" in asked(*arguments, "latex").replace("n_1", "n_{1}")
    assert "Jacobian by X" in asked(*arguments, "markdown")
    record = json.loads(asked(*arguments, "json"))
    assert record["parts"][0]["worked"][-1]["result"] == "[n = n1]*Y[n,c]*([c = d] - Y[n,d])"


def test_a_forward_rule_has_a_hessian_too() -> None:
    rule = api.read_forward("w: D\nL = (sum[d] w[d]^4)/4", "quartic")
    result = api.derive(rule, "w", "hessian").parts[0].worked[-1].result
    assert text(result.rhs) == "3*[d = e]*w[d]^2"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["linear", "--wrt", "W", "--hessian"], "Y has axes; a Hessian is that of a single number"),
        (["cross_entropy", "--wrt", "X", "--jacobian"], "L is a single number: its derivative by X is the gradient"),
        (["cross_entropy", "--wrt", "T", "--hessian"], "the gradient by T does not depend on T: the Hessian is 0"),
        (["rnn", "--wrt", "W", "--jacobian"], "recurrence"),
        (["softmax", "--wrt", "x", "--jacobian"], "nearest: X"),
        (["softmax", "--wrt", "X", "--jacobian", "--hessian"], "not both"),
        (["softmax", "--wrt", "X", "--jacobian", "--format", "numpy"], "numpy"),
    ],
)
def test_what_is_not_possible_is_a_sentence_and_exit_code_2(arguments: list[str], said: str) -> None:
    result = CliRunner().invoke(doors, ["derive", *arguments])
    assert result.exit_code == 2, result.output
    assert result.stdout == ""
    assert said in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1


def test_list_shows_where_they_exist() -> None:
    listed = {(row["name"], row["is"]) for row in api.list_everything()["full derivatives"]}
    assert listed >= {
        ("softmax", "Jacobian by X"),
        ("layer_norm", "Jacobian by X"),
        ("cross_entropy", "Hessian by X"),
        ("logistic_regression", "Hessian by w"),
        ("linear_regression", "Hessian by w"),
    }
