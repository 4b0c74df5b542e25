"""Derives the gradients of neural-network layers step by step, proves and verifies every step, and grades answers.

    from backproof import check, compare, derive, grade, solve, verify

Nothing is loaded before one of these is asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from backproof.errors import Unusable as Unusable
    from backproof.functions import check, compare, derive, grade, solve, verify

__all__ = ["check", "compare", "derive", "grade", "solve", "verify"]

HOMES = {"Unusable": "backproof.errors", **dict.fromkeys(__all__, "backproof.functions")}
"""What this package offers -> the module that holds it."""


def __getattr__(name: str) -> Any:
    """Load what is asked for."""
    if name not in HOMES:
        raise AttributeError(f"module 'backproof' has no attribute {name!r}; it offers {', '.join(sorted(HOMES))}")
    from importlib import import_module

    found = getattr(import_module(HOMES[name]), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *HOMES})
