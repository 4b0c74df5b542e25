"""The library that courses ask for: what is promised exists, results are textbooks', conventions are the rules' own."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
import sympy
import torch

from checkers.evaluate import evaluate
from checkers.gap import TOLERANCE, relative_gap
from checkers.instance import SAMPLERS, Instance, draw, upstream
from checkers.patterns import patterns
from checkers.run import run, run_definitions
from checkers.verify import verify
from derivations import terms as T
from derivations import traits
from derivations.choices import ConventionError, chosen, page, sentences
from derivations.conventions import CONVENTIONS, TABLE
from derivations.derive import backward
from derivations.layer import Layer
from derivations.notation import parse_term
from derivations.optimiser import Optimiser
from derivations.printing.solution import BRACKETS
from derivations.problem import Problem
from derivations.problems.library.initialisation import expectation, variance_of_sum
from derivations.program import read_program
from derivations.registry import discover
from derivations.rule import Derivation
from derivations.scalars import derivative, formula
from derivations.solve import derive_layer
from derivations.symbolic import to_sympy

LAYERS = discover("derivations.layers", Layer)
OPTIMISERS = discover("derivations.optimisers", Optimiser)
PROBLEMS = discover("derivations.problems", Problem)

MUST = """linear conv1d conv2d dropout rnn attention batch_norm batch_norm_eval max_pool softmax relu sigmoid tanh
    cross_entropy mse binary_cross_entropy binary_cross_entropy_with_logits logistic_regression linear_regression
    fan_out"""
SHOULD = """lstm residual residual_block embedding skip_gram_negative_sampling multi_head_attention transformer_block
    mlp layer_norm bottleneck conv1x1 leaky_relu prelu elu gaussian_kl vae reparameterisation gan_discriminator
    gan_generator_saturating gan_generator_non_saturating l1 huber hinge multiclass_hinge policy_gradient
    label_smoothing weight_decay"""
NICE = """gru silu softplus swiglu group_norm instance_norm weight_norm depthwise_conv2d grouped_conv2d conv_transpose2d
    global_avg_pool focal poisson_nll nll cross_entropy_labels triplet positional_encoding log_softmax batch_norm2d
    rms_norm ctc"""
CHAPTERS = "captioning transfer_learning"


@pytest.mark.parametrize("promised", [MUST, SHOULD, NICE, CHAPTERS])
def test_the_library_has_what_it_promises(promised: str) -> None:
    assert set(promised.split()) <= set(LAYERS)


# ------------------------------------------------------------------ results as textbooks write them

TEXTBOOK = {
    ("linear", "W"): "sum[n] dL_Y[n,m]*X[n,d]",
    ("batch_norm", "X"): "gamma[d]/(N*sqrt(var[d] + eps))*(N*dL_Y[n,d] - (sum[i in 1..N] dL_Y[i,d])"
    " - Xhat[n,d]*sum[i in 1..N] dL_Y[i,d]*Xhat[i,d])",
    ("batch_norm_eval", "X"): "gamma[d]*dL_Y[n,d]/sqrt(var[d] + eps)",
    ("layer_norm", "X"): "1/(D*sqrt(var[n] + eps))*(D*gamma[d]*dL_Y[n,d] - (sum[e in 1..D] gamma[e]*dL_Y[n,e])"
    " - Xhat[n,d]*sum[e in 1..D] gamma[e]*dL_Y[n,e]*Xhat[n,e])",
    ("softmax", "X"): "Y[n,c]*(dL_Y[n,c] - sum[k in 1..C] dL_Y[n,k]*Y[n,k])",
    ("log_softmax", "X"): "dL_Y[n,c] - Q[n,c]*sum[k in 1..C] dL_Y[n,k]",
    ("cross_entropy", "X"): "(Q[n,c] - T[n,c])/N",
    ("cross_entropy_labels", "X"): "(Q[n,c] - [c = y[n]])/N",
    ("policy_gradient", "X"): "G[n]*(Q[n,k] - [k = a[n]])/N",
    ("label_smoothing", "X"): "(Q[n,c] - (1 - alpha)*T[n,c] - alpha/C)/N",
    ("binary_cross_entropy_with_logits", "X"): "(sigmoid(X[n]) - T[n])/N",
    ("logistic_regression", "w"): "(sum[n] (P[n] - T[n])*X[n,d])/N",
    ("logistic_regression", "b"): "(sum[n] (P[n] - T[n]))/N",
    ("linear_regression", "w"): "(sum[n] (P[n] - T[n])*X[n,d])/N",
    ("dropout", "X"): "dL_Y[n,d]*M[n,d]/keep",
    ("weight_decay", "W"): "lam*W[m,d]",
    ("gan_discriminator", "A"): "(P[n] - 1)/N",
    ("gan_discriminator", "B"): "Q[m]/M",
    ("gan_generator_saturating", "B"): "-Q[m]/M",
    ("gan_generator_non_saturating", "B"): "(Q[m] - 1)/M",
    ("gaussian_kl", "mu"): "mu[n,d]/N",
    ("gaussian_kl", "s"): "(exp(s[n,d]) - 1)/(2*N)",
    ("hinge", "S"): "-T[n]*[T[n]*S[n] < 1]/N",
    ("multiclass_hinge", "S"): "([c != y[n]]*[S[n,c] + 1 > S[n,y[n]]]"
    " - [c = y[n]]*sum[k in 1..C] [k != y[n]]*[S[n,k] + 1 > S[n,y[n]]])/N",
    ("residual", "X"): "dL_Y[n,d] + sum[m in 1..M] dL_Z[n,m]*U[m,d]",
    ("skip_gram_negative_sampling", "F"): "(sum[n in 1..N] [o[n] = v]*(P[n] - 1)*E[c[n],d])/N"
    " + (sum[n in 1..N, j in 1..K] [k[n,j] = v]*Q[n,j]*E[c[n],d])/N",
    ("lstm", "c"): "dL_h[t,n,m]*o[t,n,m]*(1 - tanh(c[t,n,m])^2) + [t < T]*dL_c[t+1,n,m]*f[t+1,n,m]",
    ("captioning", "S"): "mask[n,t]*(Q[n,t,v] - [v = y[n,t]])/N",
    ("captioning", "E"): "sum[n in 1..N, t in 1..T] [ids[n,t] = v]*dL_X[n,t,d]",
    ("transfer_learning", "X"): "sum[m in 1..M] dL_Z[n,m]*U[m,d]",
}


@cache
def sweep(forward: str, name: str) -> tuple[Layer, dict[str, Derivation]]:
    """A layer with a forward rule, and its derivations by all inputs."""
    layer = replace(LAYERS[name], forward=forward)
    return layer, {d.goal.tensor: d for d in backward(layer.program)}


def swept(name: str, seed: int = 0, forward: str = "") -> tuple[dict[str, Derivation], Instance]:
    """The derivations of a layer by all its inputs, and an instance with the values of all adjoints."""
    layer, found = sweep(forward or LAYERS[name].forward, name)
    sizes = patterns(layer.program)[0].sizes
    assert sizes is not None
    here = run(layer.program, draw(layer.program, sizes, layer.draw, seed))
    output = layer.program.output
    given = f"dL_{output}"
    here = here.with_values({given: upstream(here, output, seed)}, {given: layer.program.ranges[output]})
    ranges = {t: d.context.ranges[t] for t, d in found.items()}
    return found, run_definitions([d.equation for d in found.values()], ranges, here)


@pytest.mark.parametrize(("name", "wrt"), TEXTBOOK, ids=[f"{n}-{w}" for n, w in TEXTBOOK])
def test_a_result_has_the_values_of_the_textbook_s_line(name: str, wrt: str) -> None:
    layer = LAYERS[name]
    seen = 0
    for seed in range(3):  # at some draws a hinge is shut everywhere
        found, here = swept(name, seed)
        d = found[f"dL_{wrt}"]
        line = replace(layer.program.scope(d.goal.indices), ranges=d.context.ranges)
        wanted = evaluate(parse_term(TEXTBOOK[name, wrt], line), here, d.goal.indices)
        assert relative_gap(here.values[d.goal.tensor], wanted) <= TOLERANCE
        seen += int(wanted.any())
        if seen:
            break
    assert seen


# ------------------------------------------------------------------ dropout and stopped gradients


def test_dropout_is_torch_s_own_with_the_mask_that_torch_drew() -> None:
    layer, keep = LAYERS["dropout"], 0.7
    sizes = {"N": 40, "D": 30}
    given = draw(layer.program, sizes, layer.draw, 1)
    torch.manual_seed(11)
    mask = (torch.nn.functional.dropout(torch.ones(40, 30, dtype=torch.float64), 1 - keep) > 0).to(torch.int64)
    torch.manual_seed(11)
    wanted = torch.nn.functional.dropout(given.values["X"], 1 - keep)
    here = replace(given, integers={"M": mask}).with_values({"keep": torch.tensor(keep, dtype=torch.float64)})
    assert 0 < mask.sum() < mask.numel()
    assert relative_gap(run(layer.program, here).values["Y"], wanted) <= TOLERANCE


def test_no_gradient_enters_what_is_frozen_and_all_else_is_unchanged() -> None:
    forward = LAYERS["transfer_learning"].forward
    found, here = swept("transfer_learning")
    free = forward.replace("stop(U[m,d])", "U[m,d]").replace("stop(a[m])", "a[m]")
    other, there = swept("transfer_learning", 0, free)
    assert found["dL_U"].result == found["dL_a"].result == T.ZERO
    assert T.ZERO not in (other["dL_U"].result, other["dL_a"].result)
    for t in ("dL_X", "dL_W", "dL_b"):
        assert relative_gap(here.values[t], there.values[t]) <= TOLERANCE
        assert float(here.values[t].abs().max()) > 0


def test_stop_is_the_value_with_slope_zero_everywhere() -> None:
    assert derivative("stop") == T.ZERO
    x = sympy.Symbol("x", real=True)
    stopped = formula("stop")
    assert stopped.diff(x) == 0 and stopped.subs(x, sympy.Rational(2, 7)) == sympy.Rational(2, 7)
    program = read_program("y = x*stop(x)", {"x": ""})
    (d,) = backward(program)
    assert to_sympy(d.result).diff(sympy.Symbol("x", real=True)) == 0
    value = evaluate(parse_term("diff(x*stop(x)^2, x)", program.scope()), draw(program, {}, {"x": "positive"}, 1))
    given = draw(program, {}, {"x": "positive"}, 1).values["x"]
    assert value.item() == pytest.approx(float(given) ** 2, rel=1e-15)


def test_a_rule_without_its_stop_is_refused_by_the_witness() -> None:
    frozen = LAYERS["batch_norm_eval"]
    melted = replace(frozen, forward=frozen.forward.replace("stop(mu[d])", "mu[d]"))
    report = verify(melted, every_step=False)
    assert any("dL_mu" in f and "torch's own layer" in f for f in report.failures)


# ------------------------------------------------------------------ chapters


def test_a_masked_step_teaches_nothing() -> None:
    layer = LAYERS["captioning"]
    given = draw(layer.program, {"N": 2, "T": 3, "K": 2, "M": 3, "D": 2, "V": 4}, layer.draw, 5)
    mask = torch.tensor([[1, 1, 0], [1, 0, 0]])
    found = backward(layer.program)
    ranges = {d.goal.tensor: d.context.ranges[d.goal.tensor] for d in found}

    def slopes(y: torch.Tensor) -> Instance:
        here = run(layer.program, replace(given, integers={**given.integers, "mask": mask, "y": y}))
        return run_definitions([d.equation for d in found], ranges, here)

    y = given.integers["y"]
    other = torch.where(mask == 0, y % 4 + 1, y)
    assert not torch.equal(y, other)
    one, two = slopes(y), slopes(other)
    for p in layer.parameters:
        assert torch.equal(one.values[f"dL_{p}"], two.values[f"dL_{p}"])
    seen = set(given.integers["ids"][:, :2][mask[:, :2] == 1].tolist())
    unseen = [v for v in range(1, 5) if v not in seen]
    assert all(float(one.values["dL_E"][v - 1].abs().max()) == 0 for v in unseen)
    assert float(one.values["dL_S"][0, 2].abs().max()) == 0


def test_the_saturating_gradient_goes_to_0_where_the_other_stays() -> None:
    slopes = {}
    for name in ("gan_generator_saturating", "gan_generator_non_saturating"):
        program = LAYERS[name].program
        found = backward(program)
        ranges = {d.goal.tensor: d.context.ranges[d.goal.tensor] for d in found}
        here = draw(program, {"M": 1}).with_values({"B": torch.tensor([-40.0], dtype=torch.float64)})
        known = run_definitions([d.equation for d in found], ranges, run(program, here))
        slopes[name] = float(known.values["dL_B"][0])
    assert abs(slopes["gan_generator_saturating"]) < 1e-17
    assert slopes["gan_generator_non_saturating"] == pytest.approx(-1)


def test_expectations_are_products_of_moments() -> None:
    a, b, m, s = sympy.symbols("a b m s")
    moments = {a: (1, m, m**2 + s), b: (1, 0, s, 0, 3 * s**2)}
    assert sympy.expand(expectation(sympy, (a + b) ** 2, moments) - (m**2 + 2 * s)) == 0
    assert expectation(sympy, 5, moments) == 5
    assert sympy.expand(expectation(sympy, a**2 * b**4, moments) - (m**2 + s) * 3 * s**2) == 0
    with pytest.raises(IndexError):
        expectation(sympy, a**3, moments)


def test_mixed_terms_vanish_because_the_weights_are_centred() -> None:
    for count in range(1, 6):
        made = variance_of_sum(sympy, count)
        total, wanted = made.terms
        assert sympy.expand(total.subs(made.given) - wanted) == 0
        pairs = [v for k, v in made.given.items() if k.name.startswith("a")]
        assert sorted(map(str, pairs)) == sorted(["0"] * (count * (count - 1) // 2) + ["s"] * count)


# ------------------------------------------------------------------ conventions


def test_the_table_is_whole() -> None:
    assert len(CONVENTIONS) == len(TABLE)
    for c in TABLE:
        assert c.default in c.options and c.changes and c.title
        assert all(words.endswith(".") for words in (*c.options.values(), c.changes))


def test_the_page_is_printed_from_the_table() -> None:
    assert (Path(__file__).parents[2] / "docs" / "conventions.md").read_text() == page() + "\n"


SHOWN = {
    "mse": {"reduction": "entries", "half": "whole"},
    "linear_regression": {"reduction": "samples", "half": "half"},
    "weight_decay": {"reduction": "sum", "half": "half", "weight_decay": "gradient"},
    "cross_entropy": {"reduction": "samples", "targets": "distribution", "logarithm": "natural"},
    "conv2d": {"kernel": "correlation", "dilation": "one", "padding": "zeros", "bias": "channel"},
    "conv1d": {"kernel": "correlation", "dilation": "one", "padding": "zeros", "bias": "channel"},
    "relu": {"relu_at_0": "zero"},
    "max_pool": {"maximum_at_ties": "first"},
    "l1": {"reduction": "entries", "absolute_at_0": "zero"},
    "leaky_relu": {"jumps": "zero"},
    "batch_norm": {"statistics": "computed", "variance": "biased", "epsilon": "inside", "repeated": "add"},
    "batch_norm_eval": {"statistics": "running", "epsilon": "inside", "stopped": "constant"},
    "rnn": {"derivative": "total", "repeated": "add"},
    "lstm": {"derivative": "total", "repeated": "add"},
    "embedding": {"counting": "one"},
    "dropout": {"dropout": "keep"},
    "sigmoid": {},
    "linear": {},
}


@pytest.mark.parametrize("name", SHOWN)
def test_a_layer_prints_the_conventions_that_it_shows_or_names(name: str) -> None:
    layer = LAYERS[name]
    options = chosen(layer.conventions, layer.program)
    assert {k: v for k, v in options.items() if k != "gradient_layout"} == SHOWN[name]
    printed = derive_layer(layer, layer.program.inputs[:1]).conventions
    assert tuple(c for c in printed if c != BRACKETS) == tuple(CONVENTIONS[k].options[v] for k, v in options.items())


CHANGED = [
    ("L = (sum[n,d] (X[n,d] - T[n,d])^2) / 2", traits.half, "half"),
    ("L = sum[n,d] (X[n,d] - T[n,d])^2", traits.half, "whole"),
    ("L = sum[n,d] (X[n,d] - T[n,d])^2", traits.reduction, "sum"),
    ("L = (sum[n,d] (X[n,d] - T[n,d])^2) / D", traits.reduction, ""),
    ("Y[n,d in 1..D] = sum[r in 1..2] T[n,r]*X[n,d+r-1]", traits.kernel, "correlation"),
    ("Y[n,d in 1..D] = sum[r in 1..2] T[n,r]*X[n,d-r+1]", traits.kernel, "flipped"),
    ("Y[n,d] = sum[k in 1..D] T[n,k]*X[n,d]", traits.kernel, ""),
    ("m[n] = (sum[d] X[n,d])/D\nv[n] = (sum[d] (X[n,d] - m[n])^2)/D\nY[n] = v[n]", traits.variance, "biased"),
    ("m[n] = (sum[d] X[n,d])/D\nv[n] = (sum[d] (X[n,d] - m[n])^2)/size(D-1)\nY[n] = v[n]", traits.variance, "unbiased"),
    ("Y[n,d] = X[n,d]/sqrt(T[n,d]^2 + eps)", traits.epsilon, "inside"),
    ("Y[n,d] = X[n,d]/(sqrt(T[n,d]^2) + eps)", traits.epsilon, "outside"),
    ("Y[n,d] = X[n,d]*T[n,d]", traits.repeated, ""),
    ("A[n,d] = X[n,d]*T[n,d]\nY[n,d] = A[n,d] + X[n,d]", traits.repeated, "add"),
    ("Y[n,d in 1..D] = X[n,d-1]", traits.recurrence, ""),
]


@pytest.mark.parametrize(("forward", "trait", "option"), CHANGED)
def test_a_trait_follows_the_rule(forward: str, trait: object, option: str) -> None:
    program = read_program(forward, {"X": "N D", "T": "N D"}, ("eps",))
    assert trait(program) == option  # type: ignore[operator]


def test_what_is_named_is_printed_unless_the_rule_contradicts_it() -> None:
    program = LAYERS["mse"].program
    assert chosen(("reduction",), program)["reduction"] == "entries"
    assert chosen(("reduction=sum",))["reduction"] == "sum"
    with pytest.raises(ConventionError, match="reduction=sum is named, but the forward rule has reduction=entries"):
        sentences(("reduction=sum",), program)
    with pytest.raises(ConventionError, match="there is no convention 'reducton'; nearest: reduction"):
        sentences(("reducton=sum",))
    with pytest.raises(ConventionError, match="the convention half has no option 'third'; it has half, whole"):
        sentences(("half=third",))


def test_sentences_of_a_problem_s_own_follow_those_of_the_table_and_none_stands_twice() -> None:
    own = "The points are ours."
    twice = CONVENTIONS["relu_at_0"].options["zero"]
    assert sentences((own, "relu_at_0", twice, own)) == (twice, own)


@pytest.mark.parametrize("name", PROBLEMS)
def test_no_problem_names_a_convention_that_its_rule_contradicts(name: str) -> None:
    p = PROBLEMS[name]
    layer = p.layer
    printed = sentences((*(layer.conventions if layer else ()), *p.conventions), layer.program if layer else None)
    assert len(set(printed)) == len(printed)


@pytest.mark.parametrize("name", [*LAYERS, *OPTIMISERS])
def test_no_layer_or_optimiser_names_a_convention_that_its_rule_contradicts(name: str) -> None:
    thing: Layer | Optimiser = LAYERS.get(name) or OPTIMISERS[name]
    assert set(chosen(thing.conventions, thing.program)) >= {c.partition("=")[0] for c in thing.conventions}


def test_kinks_are_drawn_where_conventions_matter() -> None:
    g = torch.Generator().manual_seed(0)
    assert set(SAMPLERS["kinks"]((200,), g).tolist()) == {-2, -1, 0, 1, 2}
    assert set(SAMPLERS["signs"]((200,), g).tolist()) == {-1, 1}
