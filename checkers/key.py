"""The key of a problem: nothing is stored, every answer is derived, also the wrong one that a mistake leads to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from checkers.mistakes import released
from derivations import terms as T
from derivations.adjoint import adjoint
from derivations.counted import answer_of, network_of, tally_of
from derivations.derive import DeriveError, backward
from derivations.exact import Machine
from derivations.integers import Integer
from derivations.jacobian import jacobian
from derivations.layer import Layer
from derivations.problem import Count, Explain, Field, Formula, Gradient, Jacobian, Part, Problem, Prove, Value
from derivations.program import Program
from derivations.rule import Definition, Range
from derivations.values import read_updates, renewed

if TYPE_CHECKING:
    from torch import Tensor

    from checkers.instance import Instance
    from checkers.misconception import Mistake


@dataclass(frozen=True)
class Goal:
    """What a part asks for: a tensor over its axes, with the letters of the answer's indices."""

    tensor: str
    indices: tuple[T.Index, ...]


class Key:
    """The derived answers of one problem, each worked out when it is asked for, and kept."""

    def __init__(self, problem: Problem, mistake: Mistake | None = None, right: Key | None = None):
        self.problem, self.mistake, self.right = problem, mistake, right or self
        self._instances: dict[int, tuple[Instance, ...]] = {}

    def mistaken(self, mistake: Mistake) -> Key:
        """The answers that a mistake leads to."""
        return Key(self.problem, mistake, self)

    # ---------------------------------------------------------------- equations

    @property
    def layer(self) -> Layer:
        assert self.problem.layer is not None, "a problem without a layer asks for counts only"
        return self.problem.layer

    @property
    def program(self) -> Program:
        """The right forward rule; values always come from it."""
        return self.layer.program

    @cached_property
    def wanted(self) -> tuple[str, ...]:
        """The tensors whose gradients the parts and the updates use."""
        asked = [p.ask.wrt for p in self.problem.parts if isinstance(p.ask, Gradient)]
        asked += [p.ask.of[3:] for p in self.problem.parts if isinstance(p.ask, Value) and p.ask.of.startswith("dL_")]
        asked += [p.ask.wrt for p in self.problem.parts if isinstance(p.ask, Jacobian)]
        asked += [t for t in self.program.ranges if adjoint(t) in self.problem.updates]
        known = [t for t in dict.fromkeys(asked) if t != self.program.output]
        order = {d.tensor: -k for k, d in enumerate(self.program.definitions)}
        return tuple(sorted(known, key=lambda t: order.get(t, 1)))

    @cached_property
    def changed(self) -> bool:
        """Does the mistake change any equation? A cheap look, before anything is derived."""
        m = self.mistake
        if m is None:
            return True
        if m.count is not None:
            return any(isinstance(p.ask, Count) and p.ask.of == "parameters" for p in self.problem.parts)
        if self.problem.layer is None:
            return False
        if m.adjoint is not None or m.answer is not None or (m.update is not None and self._updates):
            return True
        return m.program is not None and m.program(self.program).definitions != self.program.definitions

    @property
    def _program(self) -> Program:
        """The forward rule as the mistake reads it."""
        changed = None if self.mistake is None else self.mistake.program
        return self.program if changed is None else changed(self.program)

    @cached_property
    def adjoints(self) -> tuple[Definition, ...]:
        """The equations of the backward sweep."""
        if not self.wanted:
            return ()
        program = self._program
        letters = {p.ask.wrt: p.ask.indices for p in self.problem.parts if isinstance(p.ask, Gradient)}
        found = [replace(d.equation, rhs=released(d.result)) for d in backward(program, self.wanted, letters)]
        if self.mistake is not None and self.mistake.adjoint is not None:
            found = [self.mistake.adjoint(d, self.program) for d in found]
        return tuple(found)

    @cached_property
    def ranges(self) -> Mapping[str, tuple[Range, ...]]:
        """Every tensor of the problem: of the forward rule, its adjoints, and the updated parameters."""
        ranges = dict(self.program.ranges)
        ranges |= {adjoint(t): r for t, r in self.program.ranges.items()}
        for d in self._updates:
            own = {i.name: (i.low, i.high) for i in d.indices}
            ranges[d.tensor] = tuple(own.get(p.symbol or "", (p, p)) for p in d.at)
        return ranges

    @cached_property
    def _updates(self) -> tuple[Definition, ...]:
        if not self.problem.updates.strip():
            return ()
        return read_updates(self.problem.updates, self.program).definitions

    @cached_property
    def updates(self) -> tuple[Definition, ...]:
        """The definitions that use the gradients."""
        if self.mistake is None or self.mistake.update is None:
            return self._updates
        return tuple(self.mistake.update(d, self.program) for d in self._updates)

    # ---------------------------------------------------------------- exact values

    @cached_property
    def sizes(self) -> Mapping[str, int]:
        """The size each name has, read off the given numbers."""
        sizes: dict[str, int] = {}
        for tensor, numbers in self.problem.given.items():
            for low, high in self.program.ranges.get(tensor, ()):
                if high.symbol and low.constant is not None:
                    sizes[high.symbol] = low.constant + len(numbers) - 1
                numbers = numbers[0] if isinstance(numbers, (tuple, list)) and numbers else numbers
        return sizes

    def value(self, part: Part) -> Any:
        """The exact entries of a part that asks for values: nested tuples of SymPy numbers."""
        assert isinstance(part.ask, Value)
        definitions = (*self.program.definitions, *self._of_answer(part.ask.of, self.adjoints), *self.updates)
        given = dict(self.problem.given)
        for _ in range(part.ask.step - 1):  # the earlier steps of the training
            machine = Machine(definitions, self.ranges, given, self.sizes)
            given |= renewed({d.tensor: machine.tensor(d.tensor) for d in self.updates})
        return Machine(definitions, self.ranges, given, self.sizes).tensor(part.ask.of)

    def count(self, part: Part) -> Integer:
        """The number that a part about a network asks for."""
        assert isinstance(part.ask, (Count, Field))
        if self.mistake is not None and self.mistake.count is not None:
            return self.mistake.count(network_of(self.problem, part.ask))
        return answer_of(tally_of(self.problem, part.ask), part.ask)

    def _of_answer(self, tensor: str, adjoints: tuple[Definition, ...]) -> tuple[Definition, ...]:
        edit = self.mistake.answer if self.mistake is not None else None
        if edit is None:
            return adjoints
        return tuple(edit(d, self.program) if d.tensor == tensor else d for d in adjoints)

    # ---------------------------------------------------------------- gradients for all sizes

    def goal(self, part: Part) -> Goal:
        """The tensor asked for, with the answer's indices and their ranges."""
        d = self.equation(part)
        return Goal(d.tensor, d.indices)

    def equation(self, part: Part) -> Definition:
        """The closed form of a part that asks for a gradient, a Jacobian or another formula."""
        match part.ask:
            case Gradient(wrt):
                name = adjoint(wrt)
                return next(d for d in self._of_answer(name, self.adjoints) if d.tensor == name)
            case Jacobian(wrt, name):
                return jacobian(self._program, wrt, name).equation
            case Formula(of):
                return next(d for d in self.updates if d.tensor == of)
        raise TypeError(f"part {part.label} of {self.problem.name} asks for no formula")

    def instances(self, seed: int = 0) -> tuple[Instance, ...]:
        """Small instances (sizes that differ, are equal, are 1) with the values of every tensor and right adjoint."""
        right = self.right
        if seed not in right._instances:
            right._instances[seed] = right._draw(seed)
        return right._instances[seed]

    def _draw(self, seed: int) -> tuple[Instance, ...]:
        from checkers.instance import draw, upstream
        from checkers.patterns import patterns
        from checkers.run import run, run_definitions

        found = []
        for k, pattern in enumerate(patterns(self.program, seed)):
            if pattern.sizes is None:
                continue
            instance = run(self.program, draw(self.program, pattern.sizes, self.layer.draw, seed + k))
            output = self.program.output
            instance = instance.with_values({adjoint(output): upstream(instance, output, seed + k)}, self.ranges)
            found.append(run_definitions(self.adjoints, self.ranges, instance))
        if not found:
            raise ValueError(f"{self.problem.name}: no sizes fit the premises, so no answer can be compared by value")
        return tuple(found)

    def gradients(self, part: Part, seed: int = 0) -> tuple[Tensor, ...]:
        """The values of a part that asks for a gradient, one tensor for each instance.

        A gradient that the answer names (of a state, in a recurrence) is the right one: a mistake shows in what is
        written, which is judged with right values.
        """
        from checkers.run import run_definitions

        if isinstance(part.ask, Gradient):
            name = adjoint(part.ask.wrt)
            if self.right is self:
                return tuple(i.values[name] for i in self.instances(seed))
            mine = tuple(d for d in self._of_answer(name, self.adjoints) if d.tensor == name)
        else:
            asked = self.equation(part)
            name = asked.tensor
            mine = (asked,) if isinstance(part.ask, Jacobian) else (*self.adjoints, asked)
        ranges = {**self.ranges, name: tuple((i.low, i.high) for i in self.equation(part).indices)}
        return tuple(run_definitions(mine, ranges, i).values[name] for i in self.instances(seed))

    def answers(self, part: Part) -> bool:
        """Does the mistake reach this part at all, and can its answer be worked out?"""
        if not self.changed:
            return False
        try:
            if isinstance(part.ask, Count):
                return self.mistake is not None and self.mistake.count is not None and part.ask.of == "parameters"
            if isinstance(part.ask, (Field, Explain, Prove)):
                return False
            if self.mistake is not None and self.mistake.count is not None:
                return False
            return bool(self.adjoints) or isinstance(part.ask, Value)
        except DeriveError:
            return False
