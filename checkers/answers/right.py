"""What is right for the parts of a problem, worked out when it is first asked for: values at instances, numbers."""

from __future__ import annotations

from dataclasses import replace

from checkers.answers.exact import Numbers, right_numbers
from checkers.answers.values import Stage, stage
from checkers.key import Key
from derivations.adjoint import adjoint
from derivations.problem import Gradient, Part

FIXED = ("one_hot", "simplex", "signs")  # samplers whose values are no single number


class Right:
    """The right values of one problem's parts, kept."""

    def __init__(self, key: Key):
        self.key = key
        self._stages: dict[tuple[str, int], tuple[Stage, ...]] = {}
        self._flat: dict[tuple[str, int], Stage | None] = {}
        self._numbers: dict[str, Numbers] = {}

    def stages(self, part: Part, seed: int) -> tuple[Stage, ...]:
        """The instances of a part that asks for a formula."""
        place = (part.label, seed)
        if place not in self._stages:
            values = self.key.gradients(part, seed)
            self._stages[place] = tuple(stage(i, r) for i, r in zip(self.key.instances(seed), values, strict=True))
        return self._stages[place]

    def flat(self, part: Part, seed: int) -> Stage | None:
        """An instance where every input has the same value in all of its entries, so that their indices do not matter.

        Different inputs have different values, and the gradient from above is random as ever. None for parts that ask
        for something else than a gradient.
        """
        place = (part.label, seed)
        if place not in self._flat:
            self._flat[place] = self._flattened(part, seed) if isinstance(part.ask, Gradient) else None
        return self._flat[place]

    def _flattened(self, part: Part, seed: int) -> Stage | None:
        import torch

        from checkers.run import run, run_definitions

        assert isinstance(part.ask, Gradient)
        first, program = self.key.instances(seed)[0], self.key.program
        draw = self.key.layer.draw
        chosen = [t for t in program.inputs if draw.get(t, "normal") not in FIXED and first.shape(t)]
        values = {t: torch.full_like(first.values[t], 0.31 + 0.17 * k) for k, t in enumerate(chosen)}
        kept = {t: first.values[t] for t in (*program.inputs, *program.constants)}
        instance = run(program, replace(first, values={**kept, **values}))
        above = adjoint(program.output)
        instance = instance.with_values({above: first.values[above]}, self.key.ranges)
        instance = run_definitions(self.key.adjoints, self.key.ranges, instance)
        found = instance.values[adjoint(part.ask.wrt)]
        return stage(instance, found) if bool(found.isfinite().all()) and bool(found.any()) else None

    def numbers(self, part: Part) -> Numbers:
        """The entries of a part that asks for values, in sixty digits."""
        if part.label not in self._numbers:
            self._numbers[part.label] = right_numbers(self.key.value(part))
        return self._numbers[part.label]
