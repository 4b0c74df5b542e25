"""Verification accepts what is right, names what is wrong, and chooses sizes under which mistakes show."""

from __future__ import annotations

import dataclasses
import json

import pytest
import torch

from checkers.device import DeviceError, resolve_device
from checkers.gap import TOLERANCE
from checkers.instance import SAMPLERS, draw, fault, upstream, with_lengths
from checkers.patterns import NAMES, patterns
from checkers.verify import facts, merged, verify
from derivations.derive import backward
from derivations.integers import symbol
from derivations.layer import Layer
from derivations.registry import discover

LAYERS = discover("derivations.layers", Layer)


@pytest.mark.parametrize("name", ["linear", "conv1d", "max_pool", "rnn", "cross_entropy", "embedding"])
def test_a_right_layer_is_verified(name: str) -> None:
    report = verify(LAYERS[name])
    assert report.ok, report.failures
    assert {r.quantity for r in report.results} >= {f"dL_{x}" for x in LAYERS[name].program.inputs}
    assert max(r.max_error for r in report.results) <= TOLERANCE
    assert all(r.steps > 0 for r in report.results if r.quantity.startswith("dL_"))
    assert len({r.pattern for r in report.results}) + len(report.skipped) == len(NAMES)


def test_only_what_is_asked_for_is_derived() -> None:
    report = verify(LAYERS["linear"], ("b",))
    assert {r.quantity for r in report.results} == {"Y", "dL_b"}


def test_the_record_is_plain_json_with_the_contract_s_keys() -> None:
    record = json.loads(json.dumps(verify(LAYERS["relu"]).as_json(), allow_nan=False))
    assert set(record) >= {"device", "dtype", "torch", "results", "ok"}
    assert record["ok"] is True and record["dtype"] == "float64" and record["device"] == "cpu"
    expected = {"name", "quantity", "sizes", "steps", "max_error", "facts_proved", "facts_unproved", "seconds"}
    assert all(set(r) >= expected for r in record["results"])


def test_a_missing_derivation_is_no_success() -> None:
    linear = LAYERS["linear"]
    some = [d for d in backward(linear.program) if d.goal.tensor != "dL_W"]
    report = verify(linear, derivations=some)
    assert not report.ok
    assert any("dL_W" in f and "no derivation" in f for f in report.failures)
    assert json.loads(json.dumps(report.as_json(), allow_nan=False))["ok"] is False


def test_reports_are_merged() -> None:
    reports = [verify(LAYERS[n], every_step=False) for n in ("relu", "tanh")]
    both = merged(reports)
    assert both.ok and len(both.results) == sum(len(r.results) for r in reports)
    assert merged([reports[0], dataclasses.replace(reports[1], results=())]).results != both.results


def test_an_empty_report_is_no_success() -> None:
    assert not dataclasses.replace(verify(LAYERS["relu"], every_step=False), results=()).ok


def test_the_same_seed_gives_the_same_report() -> None:
    def numbers(seed: int) -> list[float]:
        return [r.max_error for r in verify(LAYERS["softmax"], seed=seed).results]

    assert numbers(3) == numbers(3) != numbers(4)


def test_facts_are_counted() -> None:
    (pooled,) = (d for d in backward(LAYERS["avg_pool"].program) if d.goal.tensor == "dL_X")
    proved, unproved = facts(pooled)
    assert proved > 0 and unproved == 0


def test_a_layer_without_sizes_is_verified_at_its_one_choice() -> None:
    square = Layer("square", {"x": ""}, "y = x^2", lambda torch, x, size: x * x, "the tests")
    report = verify(square)
    assert report.ok and {r.quantity for r in report.results} == {"y", "dL_x"}


# ------------------------------------------------------------------ devices


def test_devices(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    assert resolve_device("cpu") == (torch.device("cpu"), "")
    device, note = resolve_device("auto")
    assert device.type == "cpu" and "no CUDA" in note
    with pytest.raises(DeviceError) as refusal:
        verify(LAYERS["relu"], device="cuda")
    assert len(str(refusal.value).splitlines()) == 1 and "cuda" in str(refusal.value)
    with pytest.raises(DeviceError, match="'tpu' is no device"):
        resolve_device("tpu")


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA device")
@pytest.mark.parametrize("name", LAYERS)
def test_cuda_verifies_every_layer(name: str) -> None:
    report = verify(LAYERS[name], device="cuda")
    assert report.ok, report.failures
    assert report.device == "cuda"


# ------------------------------------------------------------------ sizes and values


@pytest.mark.parametrize("name", LAYERS)
def test_patterns_respect_the_premises_and_do_what_they_say(name: str) -> None:
    program = LAYERS[name].program
    chosen = {p.name: p for p in patterns(program)}
    if not program.free_sizes:  # a circuit of scalars has one instance
        assert tuple(chosen) == ("no sizes",)
        return
    assert tuple(chosen) == NAMES
    for p in chosen.values():
        assert (p.sizes is None) == bool(p.why)
        assert p.sizes is None or fault(program, p.sizes) == ""
    first, ones = chosen["all different"].sizes, chosen["all 1"].sizes
    assert first is not None
    assert ones is not None
    axes = {b.symbol for t in program.inputs for _, b in program.ranges[t]} & set(program.free_sizes)
    assert len({first[a] for a in axes if a}) == len(axes)
    assert all(ones[a] == 1 for a in axes if a)
    assert patterns(program) == patterns(program)


@pytest.mark.parametrize("name", ["conv1d", "conv2d", "avg_pool", "max_pool"])
def test_the_fourth_pattern_rounds_a_length_or_reads_outside(name: str) -> None:
    program = LAYERS[name].program
    pattern = patterns(program)[3]
    assert pattern.sizes is not None
    known = with_lengths(pattern.sizes, program.lengths)
    assert min(known[n] for n in program.lengths) == 1  # one output: what remains is less than another window


def test_an_excluded_pattern_is_reported_with_its_reason() -> None:
    paired = Layer(
        "paired", {"x": "N"}, "y[n] = x[n]", lambda torch, x, size: x, "the tests", premises=("N >= 2",)
    )  # fmt: skip
    report = verify(paired)
    assert report.ok
    assert any("all 1: the premises exclude" in s for s in report.skipped)


def test_unusable_sizes_are_named() -> None:
    program = LAYERS["conv1d"].program
    sizes = {"N": 1, "C": 1, "T": 2, "O": 1, "R": 4, "s": 1, "p": 0, "d": 1}
    assert "premise" in fault(program, sizes)
    assert fault(program, {**sizes, "R": 0}) == "R = 0 is less than 1"
    assert fault(program, {"N": 1}) == "no number is given for the size C"
    with pytest.raises(ValueError, match="cannot be used: the premise"):
        draw(program, sizes)


def test_derived_lengths_may_depend_on_one_another_and_not_on_themselves() -> None:
    h, i, j = symbol("H"), symbol("I"), symbol("J")
    assert with_lengths({"H": 3}, {"J": i + 1, "I": h * 2}) == {"H": 3, "I": 6, "J": 7}
    with pytest.raises(ValueError, match="the lengths I, J do not follow from H"):
        with_lengths({"H": 3}, {"J": i + 1, "I": j * 2})


def test_samplers_draw_what_they_are_named_for() -> None:
    g = torch.Generator().manual_seed(0)
    drawn = {n: s((50, 4), g) for n, s in SAMPLERS.items()}
    assert all(v.dtype == torch.float64 and v.shape == (50, 4) for v in drawn.values())
    assert drawn["positive"].min() > 0
    assert 0 < drawn["unit"].min() < drawn["unit"].max() < 1
    assert torch.allclose(drawn["simplex"].sum(-1), torch.ones(50).double())
    assert drawn["one_hot"].sum(-1).tolist() == [1.0] * 50 and set(drawn["one_hot"].unique().tolist()) == {0.0, 1.0}
    top = drawn["ties"].max(-1, keepdim=True).values
    assert ((drawn["ties"] == top).sum(-1) > 1).sum() > 5
    assert (drawn["normal"] < 0).any()
    assert all(s((), g).shape == () for s in SAMPLERS.values())


def test_values_depend_on_the_seed_and_integers_stay_in_their_range() -> None:
    program = LAYERS["embedding"].program
    sizes = {"N": 4, "T": 30, "V": 3, "D": 2}
    one, again, other = (draw(program, sizes, seed=s) for s in (0, 0, 1))
    assert torch.equal(one.values["W"], again.values["W"]) and not torch.equal(one.values["W"], other.values["W"])
    assert {int(v) for v in one.integers["ids"].unique()} == {1, 2, 3}
    assert upstream(one, "Y").shape == (4, 30, 2)
    with pytest.raises(ValueError, match="'odd' is no sampler for W"):
        draw(program, sizes, {"W": "odd"})
