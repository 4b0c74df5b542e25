"""The key of a problem: nothing is stored, every answer is derived, also the wrong one that a mistake leads to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from checkers.mistakes.kinds import released
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
    from checkers.mistakes.kinds import Mistake


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
        self._machines: dict[tuple[int, str], Machine] = {}
        self._equations: dict[str, Definition] = {}
        self._counts: dict[str, Integer] = {}
        self._mistaken: dict[str, Integer | None] = {}

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
            return any(self._miscounted(p) is not None for p in self.problem.parts)
        if self.problem.layer is None:
            return False
        if m.adjoint is not None or m.answer is not None:
            return True
        if m.update is not None and self.updates != self._updates:
            return True
        if (m.renewed is not None or m.sweep is not None) and self._updates:
            return True
        return self._rule is not None and self._rule.definitions != self.program.definitions

    @cached_property
    def _rule(self) -> Program | None:
        """The forward rule as the mistake reads it; None where it is read rightly."""
        m = self.mistake
        change = None if m is None else m.program or m.forward
        return None if change is None else change(self.program)

    @cached_property
    def _forward(self) -> tuple[Definition, ...]:
        """The forward rule that values come from."""
        if self._rule is None or self.mistake is None or self.mistake.forward is None:
            return self.program.definitions
        return tuple(replace(d, rhs=released(d.rhs)) for d in self._rule.definitions)

    @cached_property
    def _swept(self) -> tuple[Definition, ...]:
        """The equations of the backward sweep over the forward rule as it is read."""
        if self._rule is None and self.right is not self:
            return self.right._swept
        letters = {p.ask.wrt: p.ask.indices for p in self.problem.parts if isinstance(p.ask, Gradient)}
        found = backward(self._rule or self.program, self.wanted, letters)
        return tuple(replace(d.equation, rhs=released(d.result)) for d in found)

    @cached_property
    def adjoints(self) -> tuple[Definition, ...]:
        """The equations of the backward sweep."""
        if not self.wanted:
            return ()
        found = self._swept
        if self.mistake is not None and self.mistake.adjoint is not None:
            found = tuple(self.mistake.adjoint(d, self.program) for d in found)
        if self.mistake is not None and self.mistake.sweep is not None:
            found = self.mistake.sweep(found, self._updates)
        return found

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
        answered = self.mistake is not None and self.mistake.answer is not None
        machine = self._machine(part.ask.step, part.ask.of if answered else "")
        return machine.tensor(part.ask.of)

    def defining(self, part: Part) -> Definition | None:
        """The one equation that gives the values a part asks for; None where several pieces or numbers do."""
        assert isinstance(part.ask, Value)
        own = [d for d in (*self._forward, *self.adjoints, *self.updates) if d.tensor == part.ask.of]
        return own[0] if len(own) == 1 else None

    def value_with(self, part: Part, rhs: T.Term) -> Any:
        """The entries that a part asks for, by another right side of their equation; what it reads is right."""
        assert isinstance(part.ask, Value)
        own, whole = self.defining(part), self._machine(part.ask.step, "")
        assert own is not None, "several equations give this value"
        found = Machine((replace(own, rhs=rhs),), self.ranges, {}, self.sizes)
        for t in T.tensors(rhs) - {part.ask.of, "pi"}:
            whole.tensor(t)
        found.known = {place: v for place, v in whole.known.items() if place[0] != part.ask.of}
        return found.tensor(part.ask.of)

    def _machine(self, step: int, answer: str) -> Machine:
        """The exact entries at one step of the training; answer: the gradient that is asked for, where it matters."""
        if (step, answer) not in self._machines:
            definitions = (*self._forward, *self._of_answer(answer, self.adjoints), *self.updates)
            given = dict(self.problem.given)
            for k in range(1, step):  # the earlier steps of the training
                earlier = self._machine(k, "")
                new = renewed({d.tensor: earlier.tensor(d.tensor) for d in self.updates})
                if self.mistake is not None and self.mistake.renewed is not None:
                    new = dict(self.mistake.renewed(new))
                given |= new
            self._machines[step, answer] = Machine(definitions, self.ranges, given, self.sizes)
        return self._machines[step, answer]

    def count(self, part: Part) -> Integer:
        """The number that a part about a network asks for."""
        assert isinstance(part.ask, (Count, Field))
        if part.label not in self._counts:
            wrong = self._miscounted(part)
            if wrong is None:
                wrong = answer_of(tally_of(self.problem, part.ask), part.ask)
            self._counts[part.label] = wrong
        return self._counts[part.label]

    def _miscounted(self, part: Part) -> Integer | None:
        """The number that the mistake leads to; None where it does not concern the part."""
        if self.mistake is None or self.mistake.count is None or not isinstance(part.ask, (Count, Field)):
            return None
        if part.label not in self._mistaken:
            self._mistaken[part.label] = self.mistake.count(network_of(self.problem, part.ask), part.ask)
        return self._mistaken[part.label]

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
        if part.label not in self._equations:
            self._equations[part.label] = self._equation(part)
        return self._equations[part.label]

    def _equation(self, part: Part) -> Definition:
        match part.ask:
            case Gradient(wrt):
                name = adjoint(wrt)
                return next(d for d in self._of_answer(name, self.adjoints) if d.tensor == name)
            case Jacobian(wrt, name):
                found = jacobian(self._rule or self.program, wrt, name).equation
                found = replace(found, rhs=released(found.rhs))
                edit = self.mistake.answer if self.mistake is not None else None
                return found if edit is None else edit(found, self.program)
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
            if isinstance(part.ask, (Count, Field)):
                return self._miscounted(part) is not None
            if isinstance(part.ask, (Explain, Prove)) or self.mistake is None or self.mistake.count is not None:
                return False
            if isinstance(part.ask, (Gradient, Jacobian, Formula)):
                self.equation(part)
            if isinstance(part.ask, Value):
                self.value(part)  # which is kept; a mistake may lead to no finite value
            return bool(self.adjoints) or isinstance(part.ask, Value)
        except (DeriveError, ValueError, OverflowError):
            return False
