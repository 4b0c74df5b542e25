"""From a problem to a solution: results as a textbook has them, exact numbers, routes proved line by line."""

from __future__ import annotations

from dataclasses import replace

import pytest

from derivations import terms as T
from derivations.derive import DeriveError, backward
from derivations.kernel import KernelError, replay_sweep
from derivations.layers.linear import LINEAR
from derivations.printing.text import text
from derivations.problem import Problem
from derivations.problems.ai501.exercise_6_3b import EXERCISE_6_3B
from derivations.problems.ai501.exercise_6_5a import EXERCISE_6_5A
from derivations.problems.ece449.problem_1 import PROBLEM_1
from derivations.problems.ece449.problem_4 import PROBLEM_4
from derivations.problems.ece449.problem_5 import PROBLEM_5
from derivations.program import read_program
from derivations.route import reduce_route
from derivations.solve import solve


def results(problem: Problem) -> dict[str, str]:
    return {p.label: text(p.worked[-1].result.rhs) for p in solve(problem).parts}


def test_block_of_convolution_sigmoid_and_pooling() -> None:
    assert results(PROBLEM_1) == {
        "dS": "1/4*dL_P[ceil(d/2),ceil(e/2)]",
        "dC": "1/4*dL_P[ceil(d/2),ceil(e/2)]*S[d,e]*(1 - S[d,e])",
        "dK": "1/4*sum[i in 1..2*n, j in 1..2*m] dL_P[ceil(i/2),ceil(j/2)]*S[i,j]*(1 - S[i,j])*X[i+d-1,j+e-1]",
    }


def test_softmax_and_cross_entropy() -> None:
    assert results(PROBLEM_4) == {"dz": "q[x] - p[x]"}


def test_exact_numbers_of_a_training_step() -> None:
    values = {p.label: p.worked[-1].value for p in solve(PROBLEM_5).parts}
    assert values["W"] is not None and values["B"] is not None
    assert values["W"].text == (("(503 + 493*e)/(500*(1 + e))", "(3 - 7*e)/(500*(1 + e))"), ("0", "-1"))
    assert values["W"].decimals == (("0.991378828427400", "-0.00862117157260010"), ("0", "-1"))
    assert values["B"].decimals == ("-0.00862117157260010", "0")


def test_one_part_alone_brings_what_it_needs() -> None:
    (part,) = solve(PROBLEM_5, ["B"]).parts
    assert [w.result.tensor for w in part.worked][-2:] == ["dL_B", "B_new"]


@pytest.mark.parametrize("route", PROBLEM_4.parts[0].routes, ids=lambda r: r.title)
def test_every_line_of_a_route_is_proved(route: object) -> None:
    assert all(reduce_route(route, PROBLEM_4.layer.program).meets)  # type: ignore[arg-type,union-attr]


PROVED = [EXERCISE_6_3B, EXERCISE_6_5A]


@pytest.mark.parametrize("problem", PROVED, ids=lambda p: p.name)
def test_lines_in_given_quantities_or_in_another_order_are_proved(problem: Problem) -> None:
    """A line may name a quantity of the forward pass, and may take a finite sum in another order."""
    for part in problem.parts:
        for route in part.routes:
            assert problem.layer is not None
            program = problem.layer.program
            assert all(reduce_route(route, program).meets)
            for k, line in enumerate(route.lines):
                wrong = replace(line, term=f"2*({line.term})")
                lines = (*route.lines[:k], wrong, *route.lines[k + 1 :])
                meets = reduce_route(replace(route, lines=lines), program).meets
                assert [not m for m in meets] == [n in (k - 1, k) for n in range(len(meets))]


@pytest.mark.parametrize("line", range(1, 7))
def test_a_wrong_line_does_not_meet_its_neighbours(line: int) -> None:
    route = PROBLEM_4.parts[0].routes[0]
    wrong = replace(route.lines[line], term=f"-({route.lines[line].term})")
    lines = (*route.lines[:line], wrong, *route.lines[line + 1 :])
    assert PROBLEM_4.layer is not None
    meets = reduce_route(replace(route, lines=lines), PROBLEM_4.layer.program).meets
    assert not meets[line - 1]
    assert all(ok for k, ok in enumerate(meets) if k not in (line - 1, line))


def test_the_kernel_refuses_what_was_not_derived() -> None:
    program = LINEAR.program
    sweep = backward(program)
    replay_sweep(program, sweep)
    first = sweep[0]
    with pytest.raises(KernelError, match="last step"):
        replay_sweep(program, (replace(first, result=T.negative(first.result)), *sweep[1:]))
    with pytest.raises(KernelError, match="adjoint equation"):
        start = replace(first.goal, rhs=T.Mul((T.number(2), first.goal.rhs)))
        replay_sweep(program, (replace(first, goal=start), *sweep[1:]))
    with pytest.raises(KernelError, match="no rule"):
        replay_sweep(
            program, (replace(first, steps=(replace(first.steps[0], rule="hope"), *first.steps[1:])), *sweep[1:])
        )
    with pytest.raises(KernelError, match="nothing established"):
        forged = {**first.context.equations, "dL_Q": first.equation}
        replay_sweep(program, (replace(first, context=replace(first.context, equations=forged)), *sweep[1:]))
    for k, step in enumerate(first.steps):
        tampered = (*first.steps[:k], replace(step, after=T.Mul((T.number(3), step.after))), *first.steps[k + 1 :])
        with pytest.raises(KernelError):
            replay_sweep(program, (replace(first, steps=tampered), *sweep[1:]))


def test_what_cannot_be_derived_is_said_in_a_sentence() -> None:
    program = read_program("Y[t,d] = E[ids[t],d]", {"E": "V D", "ids": "T"}, integers={"ids": "1..V"})
    with pytest.raises(DeriveError, match="whole numbers"):
        backward(program, ("ids",))
    with pytest.raises(DeriveError, match="no tensor 'Q'; known: E"):
        backward(program, ("Q",))
    with pytest.raises(DeriveError, match="upstream gradient itself"):
        backward(program, ("Y",))
    with pytest.raises(DeriveError, match="does not depend"):
        backward(read_program("Y[i] = x[i]", {"x": "N", "z": "N"}), ("z",))


def test_derivation_time_does_not_grow_with_the_length_of_a_recurrence() -> None:
    """T is a symbol: there is one recurrence, whatever its length."""
    program = read_program(
        "h[0,i] = h0[i]\nh[t in 1..T,i] = tanh(sum[k] U[i,k]*h[t-1,k] + x[t,i])\nE = sum[i] h[T,i]^2",
        {"x": "T n", "U": "n n", "h0": "n"},
    )
    assert sum(len(d.steps) for d in backward(program)) < 200
