"""One world in which a reference has values."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from checkers.algebra.scope import Scope
from checkers.algebra.table import Table
from checkers.algebra.values import Value
from checkers.algebra.world import World


@dataclass
class Stage:
    """One world with the rows at which the reference has a value."""

    world: World
    table: Table
    scope: Scope
    reference: Value
    good: Any  # rows where the reference is finite and the premises hold
    special: Any  # rows at special points
    exact: dict[tuple[int, ...], Value] = field(default_factory=dict)  # the reference in sixty digits at some rows
    share: float = 1.0  # of all rows those at which it has a value
