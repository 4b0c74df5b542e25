"""Seeded fuzz: closed forms against autograd at random sizes, reads outside the tensor among them."""

from __future__ import annotations

import random

import torch

from checkers.instance import draw, upstream
from checkers.run import run, run_definitions
from derivations.adjoint import adjoint
from derivations.derive import backward
from derivations.layers.conv2d import CONV2D
from derivations.program import Program, read_program
from derivations.rule import Derivation
from tests.derivations.test_strain import difference

Sweep = tuple[Derivation, ...]


def gradients(program: Program, derivations: Sweep, sizes: dict[str, int], seed: int) -> dict[str, torch.Tensor]:
    """The closed forms and autograd through our own forward rule: input -> largest relative difference."""
    given = draw(program, sizes, seed=seed)
    leaves = {t: given.values[t].clone().requires_grad_() for t in program.inputs}
    forward = run(program, given.with_values(leaves))
    g = upstream(forward, program.output, seed)
    expected = torch.autograd.grad(forward.values[program.output], list(leaves.values()), g, allow_unused=True)
    ready = run(program, given).with_values({adjoint(program.output): g}, derivations[0].context.ranges)
    found = run_definitions([d.equation for d in derivations], derivations[0].context.ranges, ready)
    zero = {t: torch.zeros_like(given.values[t]) for t in program.inputs}
    return {
        t: torch.tensor(difference(found.values[adjoint(t)], e if e is not None else zero[t]))
        for t, e in zip(program.inputs, expected)
    }


def conv_sizes(r: random.Random) -> dict[str, int]:
    """Strides beyond the kernel, kernels beyond what remains, padding beyond the kernel: all that premises allow."""
    while True:
        at = {x: r.randint(1, 3) for x in ("N", "C", "O")} | {x: r.randint(1, 4) for x in ("R", "Q", "s", "d")}
        at |= {"H": r.randint(1, 8), "W": r.randint(1, 8), "p": r.randint(0, 3)}
        if all(at[x] + 2 * at["p"] >= at["d"] * (at[k] - 1) + 1 for x, k in (("H", "R"), ("W", "Q"))):
            return at


def test_conv2d_by_its_input_at_200_random_size_tuples() -> None:
    r = random.Random(0)
    program = CONV2D.program
    derivations = backward(program, ("X",))
    outside = 0
    for case in range(200):
        sizes = conv_sizes(r)
        given = draw(program, sizes, seed=case)
        X = given.values["X"].clone().requires_grad_()
        out = torch.nn.functional.conv2d(
            X, given.values["K"], given.values["b"], stride=sizes["s"], padding=sizes["p"], dilation=sizes["d"]
        )
        forward = run(program, given)
        g = upstream(forward, "Y", case)
        (expected,) = torch.autograd.grad(out, X, g)
        ready = forward.with_values({"dL_Y": g}, derivations[0].context.ranges)
        found = run_definitions([d.equation for d in derivations], derivations[0].context.ranges, ready)
        assert difference(found.values["dL_X"], expected) < 1e-12, sizes
        outside += sizes["p"] > 0
    assert outside >= 100


def test_random_affine_reads() -> None:
    """X[a i + b r + c] with either sign, common divisors and reads out of range, squared so that X stays."""
    r = random.Random(1)
    for case in range(80):
        a, b, c = r.choice((1, 2, 3, 4, -1, -2, -3)), r.choice((1, 2, 3, 4, -1, -2)), r.randint(-4, 4)
        text = f"Y[i in 1..n] = sum[r in 1..k] w[r]*X[{a}*i + {b}*r + {c}]^2".replace("+ -", "- ")
        program = read_program(text, {"X": "h", "w": "k", "z": "n"})
        derivations = backward(program, ("X", "w"))
        program = read_program(text, {"X": "h", "w": "k"}, premises=("n >= 1",))
        for _ in range(3):
            sizes = {"n": r.randint(1, 6), "k": r.randint(1, 5), "h": r.randint(1, 12)}
            gaps = gradients(program, derivations, sizes, case)
            assert all(float(v) < 1e-12 for v in gaps.values()), (text, sizes, gaps)


def test_random_floor_reads() -> None:
    """X[floor((a i + c)/b) + e] and remainders: upsampling, downsampling, rolls and their mixtures."""
    r = random.Random(2)
    for case in range(60):
        a, b, c, e = r.choice((1, 2, 3)), r.choice((2, 3, 4)), r.randint(-3, 5), r.randint(-1, 2)
        place = r.choice(
            (f"floor(({a}*i + {c})/{b}) + {e}", f"mod({a}*i + {c}, {b}) + {e}", f"floor(({a}*i + j)/{b}) + {e}")
        )
        text = f"Y[i in 1..n, j in 1..m] = X[{place}]*X[j]".replace("+ -", "- ")
        program = read_program(text, {"X": "h"}, premises=("n >= 1", "m >= 1"))
        derivations = backward(program)
        for _ in range(2):
            sizes = {"n": r.randint(1, 6), "m": r.randint(1, 4), "h": r.randint(1, 7)}
            gaps = gradients(program, derivations, sizes, case)
            assert all(float(v) < 1e-12 for v in gaps.values()), (text, sizes, gaps)
