"""What an optimiser is: recurrences over the steps in the notation, and a witness from torch.optim."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from derivations.choices import chosen, sentences
from derivations.printing.solution import Solution
from derivations.printing.style import Style
from derivations.program import Program, read_program

GIVEN = {"theta0": "D", "g": "T D"}
STATEMENT = (
    "For the steps $t = 1, \\dots, T$ and each of the $D$ trained entries: $g_{t,d}$ is the gradient of the loss by "
    "entry $d$, taken where step $t-1$ left the parameters; training starts from given numbers."
)


@dataclass(frozen=True)
class Optimiser:
    """An optimiser, in one declaration.

    forward: the steps. They read `theta0` (axis D), where training starts, and `g` (axes T D), the gradient of step t,
    taken at `theta[t-1]`; they define `theta` for the steps 0..T, last, and whatever state is carried along.
    constants: hyperparameter -> the value at which the optimiser is judged. witness: given torch, a list of parameters
    and the constants by name, it returns the optimiser of torch.optim. source: paper or book, with the equation.
    conventions: keys of conventions.py, for the form that is taken of several.
    Raises NotationError from `program`, ValueError where the last definition is not that of theta.
    """

    name: str
    title: str
    forward: str
    constants: Mapping[str, float]
    witness: Callable[..., Any]
    source: str
    conventions: tuple[str, ...] = ()

    @cached_property
    def program(self) -> Program:
        """The recurrences as definitions."""
        program = read_program(self.forward, GIVEN, tuple(self.constants))
        if program.output != "theta":
            raise ValueError(f"{self.name} ends by defining {program.output}; the last line has to define theta")
        return program

    def solution(self) -> Solution:
        """The steps, for the printers. Raises ValueError where a convention is named that the steps contradict."""
        chosen(self.conventions, self.program)
        return Solution(
            name=self.name,
            title=self.title,
            parts=(),
            style=Style({"theta0": r"\theta^{(0)}"}),
            program=self.program,
            statement=STATEMENT,
            conventions=sentences(self.conventions),
            source=self.source,
        )
