"""Every optimiser against torch.optim, step by step; and that its judge notices a changed line, start or constant."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch

from checkers.gap import TOLERANCE, relative_gap
from checkers.instance import draw
from checkers.optimisers import LOSSES, SIZES, STEPS, derived_slope, reference, trajectory, verify_optimiser
from checkers.verify import Report
from derivations.optimiser import Optimiser
from derivations.optimisers.adam import ADAM
from derivations.optimisers.adamw import ADAMW
from derivations.optimisers.momentum import MOMENTUM
from derivations.optimisers.nesterov import NESTEROV
from derivations.optimisers.sgd import SGD
from derivations.printing.latex_document import latex_body
from derivations.printing.text_document import text_document
from derivations.program import read_program
from derivations.registry import discover

OPTIMISERS = discover("derivations.optimisers", Optimiser)


@pytest.mark.parametrize("name", OPTIMISERS)
def test_twenty_steps_are_those_of_torch(name: str) -> None:
    report = verify_optimiser(OPTIMISERS[name])
    assert report.ok, report.failures
    assert len(report.results) == len(LOSSES)
    assert max(r.max_error for r in report.results) <= TOLERANCE


def test_the_library_has_the_optimisers_it_promises() -> None:
    assert set(OPTIMISERS) == {"sgd", "momentum", "nesterov", "adam", "adamw", "rmsprop", "adagrad"}


@pytest.mark.parametrize("name", OPTIMISERS)
def test_names_agree_and_steps_print(name: str) -> None:
    optimiser = OPTIMISERS[name]
    module = __import__(f"derivations.optimisers.{name}", fromlist=[name.upper()])
    assert getattr(module, name.upper()) is optimiser
    assert optimiser.source and optimiser.title
    body, text = latex_body(optimiser.solution()), text_document(optimiser.solution())
    assert r"\theta_{t, d} &=" in body and r"1 \le t \le T" in body
    for d in optimiser.program.definitions:
        assert f"{d.tensor}[" in text
    shapes = {"theta0": "D", "g": "T D"}
    rule = text.split("Forward rule\n")[1].split("\n\n")[0]
    assert read_program(rule, shapes, optimiser.constants).definitions == optimiser.program.definitions


WRONG = {
    "velocity not carried": (MOMENTUM, "mu*v[t-1,d] + g[t,d]", "g[t,d]"),
    "look ahead forgotten": (NESTEROV, "g[t,d] + mu*v[t,d]", "v[t,d]"),
    "second moment not squared": (ADAM, "(1 - beta2)*g[t,d]^2", "(1 - beta2)*abs(g[t,d])"),
    "bias corrected by the step before": (ADAM, "1 - beta1^t", "1 - beta1^(t+1)"),
    "epsilon under the root": (ADAM, "sqrt(shat[t,d]) + eps", "sqrt(shat[t,d] + eps)"),
    "decay not scaled by the rate": (ADAMW, "1 - eta*lam", "1 - lam"),
    "step added": (SGD, "- eta", "+ eta"),
    "started one off": (SGD, "theta[0,d] = theta0[d]", "theta[0,d] = theta0[d] + 1"),
}


@pytest.mark.parametrize("mistake", WRONG)
def test_a_wrong_line_is_found_at_the_step_where_it_shows(mistake: str) -> None:
    optimiser, line, wrong = WRONG[mistake]
    assert line in optimiser.forward
    report = verify_optimiser(replace(optimiser, forward=optimiser.forward.replace(line, wrong)))
    assert not report.ok
    assert "the parameters differ from torch.optim's" in report.failures[0]


def test_the_step_that_is_named_is_the_first_wrong_one() -> None:
    late = replace(MOMENTUM, forward=MOMENTUM.forward.replace("mu*v[t-1,d]", "mu*v[t-1,d]*(1 - [t = 7])"))
    assert [f.split("after step ")[1].split()[0] for f in verify_optimiser(late).failures] == ["7", "7"]


def test_the_gradient_that_feeds_our_side_is_the_derived_one() -> None:
    for layer in LOSSES:
        given = draw(layer.program, SIZES, layer.draw, 3)
        w = given.values["w"].clone().requires_grad_()
        others = {k: v for k, v in given.values.items() if k != "w"}
        (wanted,) = torch.autograd.grad(layer.oracle(torch, w=w, **others, size=dict(given.sizes)), w)
        assert relative_gap(derived_slope(layer, given)(w.detach()), wanted) <= TOLERANCE


def test_other_constants_are_taken() -> None:
    layer = LOSSES[0]
    given = draw(layer.program, SIZES, layer.draw, 1)
    slope = derived_slope(layer, given)
    still = trajectory(SGD, given.values["w"], slope, 3, {"eta": 0.0})
    assert (still == given.values["w"]).all() and still.shape == (4, SIZES["D"])
    moved = replace(MOMENTUM, constants={"eta": 0.01, "mu": 0.5})
    ours = trajectory(MOMENTUM, given.values["w"], slope, STEPS, moved.constants)
    assert relative_gap(ours, reference(moved, layer, given)) <= TOLERANCE


def test_the_last_line_has_to_define_the_parameters() -> None:
    with pytest.raises(ValueError, match="momentum ends by defining v; the last line has to define theta"):
        replace(MOMENTUM, forward=MOMENTUM.forward[: MOMENTUM.forward.index("theta[t in")]).program  # noqa: B018


def test_a_report_of_an_optimiser_counts_its_steps() -> None:
    report = verify_optimiser(SGD)
    assert isinstance(report, Report)
    assert report.judged["number"] == STEPS * len(LOSSES)
    assert report.as_json()["ok"] is True
