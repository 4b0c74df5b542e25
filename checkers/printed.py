"""Printed code at work: the functions that `function_code` prints, ready to be called with tensors by name."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from derivations.printing.code import code_names, function_code
from derivations.program import Program
from derivations.rule import Derivation

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Passes:
    """A forward rule and its backward pass as printed. `source` is the code, which is all that is run."""

    source: str
    names: Mapping[str, str]
    functions: Mapping[str, Callable[..., dict[str, Any]]]

    def forward(self, values: Values) -> dict[str, Any]:
        """Every tensor that the program defines. values: tensors, constants and sizes by name, unneeded ones too."""
        return self._call("forward", values)

    def backward(self, values: Values) -> dict[str, Any]:
        """The adjoints in sweep order. values: as for `forward`, with its results and the upstream gradient."""
        return self._call("backward", values)

    def _call(self, name: str, values: Values) -> dict[str, Any]:
        function = self.functions[name]
        own = {self.names[t]: v for t, v in values.items() if t in self.names}
        return function(**{p: own[p] for p in inspect.signature(function).parameters})


def passes(program: Program, derivations: Sequence[Derivation], target: str = "numpy") -> Passes:
    """The code of a program and its derivations, printed and loaded.

    What is run is text that the printers made from terms: its names are identifiers, a comment ends with its line.
    """
    source = function_code(program, derivations, target)
    space: dict[str, Any] = {}
    exec(compile(source, f"<printed for {target}>", "exec"), space)  # noqa: S102
    functions: dict[str, Callable[..., dict[str, Any]]] = {n: space[n] for n in ("forward", "backward") if n in space}
    return Passes(source, code_names(program, derivations), functions)
