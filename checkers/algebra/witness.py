"""Where an answer differs from its reference, in a sentence."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np

from checkers.algebra.evaluate import Evaluator
from checkers.algebra.question import Question
from checkers.algebra.stage import Stage
from checkers.algebra.table import bound_names
from checkers.algebra.tree import Entry, Name, Node, walked


def witness(question: Question, stage: Stage, evaluator: Evaluator, got: Any, wanted: Any, row: int) -> str:
    """Where the two differ, with the values of up to five quantities there."""
    if evaluator.outside and not np.isfinite(got[row]).all():
        return f"the answer reads {evaluator.outside[0]}"
    gap = np.where(np.isfinite(got[row]), np.abs(got[row] - wanted[row]), np.inf)
    k = int(np.argmax(gap))
    said: list[str] = [f"{n} = {v}" for n, v in sorted(stage.world.sizes.items())]
    said += [f"{n} = {int(v[row])}" for n, v in stage.scope.indices.items()]
    point = int(stage.scope.rows[row])
    bound = bound_names(question.tree)
    for name in (n for n in names_of(question.tree) if n not in bound):
        if name in stage.world.made and name not in stage.world.shapes and len(said) < 6:
            said.append(f"{name} = {stage.world.made[name][point]:.3g}")
    for name in sorted(evaluator.unknown - set(names_of(question.tree))):
        said.append(f"{name} = {stage.world.value(name)[point]:.3g} (the question has no {name})")
    for name, places in stage.world.fields.items():
        for place, values in places.items():
            if len(said) < 5:
                said.append(f"{name}_{','.join(map(str, place))} = {values[point]:.3g}")
    entry = f"entry {k + 1} is" if wanted.shape[1] > 1 else "yours is"
    x, y = float(got[row][k]), float(wanted[row][k])
    value = f"{x:.5g}" if np.isfinite(x) else "not a finite number"
    return f"at {', '.join(said) or 'random values'} {entry} {value}, expected {y:.5g}{ratio_said(x, y)}"


SIMPLE = 40  # numerators and denominators up to here tell something


def names_of(tree: Node) -> list[str]:
    """The names of the quantities of a tree, in order."""
    return list(dict.fromkeys(n.name for n in walked(tree, Name))) + list(
        dict.fromkeys(f"{e.base.name}" for e in walked(tree, Entry) if isinstance(e.base, Name))
    )


def ratio_said(x: float, y: float) -> str:
    """`: ratio 2`, where the ratio is a telling one."""
    if y and np.isfinite(x) and x / y and abs(x / y) < 1e6:
        ratio = x / y
        nice = round(ratio, 6)
        if abs(ratio - nice) < 1e-9 and (
            nice == int(nice) or 1 / nice == round(1 / nice, 9) or abs(nice * 12 % 1) < 1e-9
        ):
            return f": ratio {nice:g}"
        simple = Fraction(ratio).limit_denominator(SIMPLE)
        if abs(simple.numerator) <= SIMPLE and abs(ratio - simple) < 1e-9 * abs(ratio):
            return f": ratio {simple}"
    return ""


def shown(x: Any) -> str:
    """A number with the digits that a sentence bears."""
    return f"{float(x):.10g}"
