"""What is right for the parts of a problem, worked out when it is first asked for: values at instances, numbers."""

from __future__ import annotations

from checkers.answers.exact import Numbers, right_numbers
from checkers.answers.values import Stage, stage
from checkers.key import Key
from derivations.problem import Part


class Right:
    """The right values of one problem's parts, kept."""

    def __init__(self, key: Key):
        self.key = key
        self._stages: dict[tuple[str, int], tuple[Stage, ...]] = {}
        self._numbers: dict[str, Numbers] = {}

    def stages(self, part: Part, seed: int) -> tuple[Stage, ...]:
        """The instances of a part that asks for a formula."""
        place = (part.label, seed)
        if place not in self._stages:
            values = self.key.gradients(part, seed)
            self._stages[place] = tuple(stage(i, r) for i, r in zip(self.key.instances(seed), values, strict=True))
        return self._stages[place]

    def numbers(self, part: Part) -> Numbers:
        """The entries of a part that asks for values, in sixty digits."""
        if part.label not in self._numbers:
            self._numbers[part.label] = right_numbers(self.key.value(part))
        return self._numbers[part.label]
