"""How the parts of a problem depend on each other, and what a part comes to with other values of earlier ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from checkers.key import Key
from checkers.mistakes.kinds import released
from derivations import terms as T
from derivations.adjoint import adjoint
from derivations.derive import DeriveError, backward
from derivations.exact import Machine
from derivations.rule import Definition
from derivations.values import renewed

if TYPE_CHECKING:
    from torch import Tensor

    from checkers.instance import Instance

Quantity = tuple[int, str]
"""A tensor, a gradient or an update at a step of the training; the step is 1 where there is one only."""


class Chain:
    """The equations of a problem with some quantities given instead of worked out."""

    def __init__(self, key: Key):
        self.key = key
        self._links: dict[tuple[str, str], tuple[Definition, ...]] = {}

    # ---------------------------------------------------------------- the graph

    @cached_property
    def _readers(self) -> Mapping[str, frozenset[str]]:
        """Tensor -> the tensors whose equations read it."""
        found: dict[str, set[str]] = {}
        for d in self.key.program.definitions:
            for t in T.tensors(d.rhs):
                found.setdefault(t, set()).add(d.tensor)
        return {t: frozenset(r) for t, r in found.items()}

    def reached(self, tensor: str, without: str = "") -> frozenset[str]:
        """Every tensor of the forward rule that depends on this one, by ways that do not pass `without`."""
        found: set[str] = set()
        todo = [tensor]
        while todo:
            for t in self._readers.get(todo.pop(), ()):
                if t not in found and t != without:
                    found.add(t)
                    todo.append(t)
        return frozenset(found)

    def shares(self, a: str, b: str) -> bool:
        """Do the gradients by two tensors come from a third one that both lead to, which is not the output?"""
        output = self.key.program.output
        first, second = ({t, *self.reached(t)} - {output} for t in (a, b))
        return bool(first & second)

    def through(self, tensor: str, given: frozenset[str]) -> str | None:
        """The first tensor whose gradient is given and through which every way from this tensor to the loss leads."""
        output = self.key.program.output
        order = [d.tensor for d in self.key.program.definitions]
        for t in dict.fromkeys(order):
            if adjoint(t) in given and t != tensor and t in self.reached(tensor):
                if t == output or output not in self.reached(tensor, t):
                    return t
        return None

    # ---------------------------------------------------------------- equations

    def link(self, tensor: str, by: str) -> tuple[Definition, ...]:
        """The gradient by a tensor from the gradient by a later one; () where it cannot be derived."""
        place = (tensor, by)
        if place not in self._links:
            program = self.key.program
            last = max(k for k, d in enumerate(program.definitions) if d.tensor == by)
            until = program.definitions[: last + 1]
            known = {*(d.tensor for d in until), *program.inputs, *program.constants, *program.integers}
            ranges = {t: r for t, r in program.ranges.items() if t in known}
            try:
                found = backward(replace(program, definitions=until, ranges=ranges), (tensor,))
            except (DeriveError, ValueError, KeyError):
                found = ()
            self._links[place] = tuple(
                replace(d.equation, rhs=released(d.result)) for d in found if d.equation.tensor == adjoint(tensor)
            )
        return self._links[place]

    def equations(self, given: frozenset[str]) -> dict[str, tuple[Definition, ...]]:
        """The equations that are left when quantities are given, each gradient from the nearest one that is."""
        found: dict[str, tuple[Definition, ...]] = {}
        for d in (*self.key.program.definitions, *self.key.updates):
            if d.tensor not in given:
                found[d.tensor] = (*found.get(d.tensor, ()), d)
        for d in self.key.adjoints:
            if d.tensor in given:
                continue
            tensor = d.tensor.removeprefix("dL_")
            by = self.through(tensor, given)
            found[d.tensor] = (self.link(tensor, by) if by is not None else ()) or (d,)
        return found

    def sources(self, of: Quantity, given: Mapping[Quantity, Any]) -> frozenset[Quantity]:
        """The given quantities that a quantity is worked out from."""
        found: set[Quantity] = set()
        seen: set[Quantity] = set()
        todo = [of]
        while todo:
            step, tensor = todo.pop()
            here = {t for s, t in given if (s, t) != of and s == step}
            equations = self.equations(frozenset(here))
            reads = {t for d in equations.get(tensor, ()) for t in T.tensors(d.rhs)}
            later = [(step - 1, f"{t}_new") for t in reads if step > 1 and t in self.key.problem.given]
            for q in [*((step, t) for t in reads), *later]:
                if q in given and q != of:
                    found.add(q)
                elif q not in seen:
                    seen.add(q)
                    todo.append(q)
        return frozenset(found)

    # ---------------------------------------------------------------- values

    def exact(self, of: Quantity, given: Mapping[Quantity, Any]) -> Any:
        """The exact entries of a quantity, from given ones; given: nested tuples of fractions."""
        return self._machine(of[0], {q: v for q, v in given.items() if q != of}).tensor(of[1])

    def _machine(self, step: int, given: Mapping[Quantity, Any]) -> Machine:
        own = {t: v for (s, t), v in given.items() if s == step}
        known = dict(self.key.problem.given)
        if step > 1:
            before = self._machine(step - 1, given)
            known |= renewed({d.tensor: before.tensor(d.tensor) for d in self.key.updates})
        definitions = [d for ds in self.equations(frozenset(own)).values() for d in ds]
        return Machine(definitions, self.key.ranges, {**known, **own}, self.key.sizes)

    def sampled(self, of: str, indices: tuple[T.Index, ...], instance: Instance, given: Mapping[str, Tensor]) -> Tensor:
        """The entries of a gradient or update at an instance, from given ones."""
        from checkers.run import run_definitions

        equations = self.equations(frozenset(given) - {of})
        needed: dict[str, tuple[Definition, ...]] = {}
        todo = [of]
        while todo:
            t = todo.pop()
            if t in equations and t not in needed and t not in self.key.program.ranges:
                needed[t] = equations[t]
                todo += [r for d in equations[t] for r in T.tensors(d.rhs)]
        ranges = {**self.key.ranges, of: tuple((i.low, i.high) for i in indices)}
        known = instance.with_values({t: v for t, v in given.items() if t != of}, self.key.ranges)
        return run_definitions(tuple(d for ds in needed.values() for d in ds), ranges, known).values[of]
