"""Finds every object of a type in a package's folder, sub-folders included."""

from __future__ import annotations

import importlib
import pkgutil
from typing import TypeVar

T = TypeVar("T")


def discover(package: str, kind: type[T]) -> dict[str, T]:
    """Every object of `kind` that the modules below `package` define, by its `name`; two of one name are refused.

    Nothing may depend on the order, which is that of module names.
    """
    found: dict[str, T] = {}
    home: dict[str, str] = {}
    root = importlib.import_module(package)
    for module_info in sorted(pkgutil.walk_packages(root.__path__, package + "."), key=lambda m: m.name):
        module = importlib.import_module(module_info.name)
        for thing in vars(module).values():
            if not isinstance(thing, kind):
                continue
            name: str = thing.name  # type: ignore[attr-defined]
            if name in found and found[name] is not thing:
                raise ValueError(f"{kind.__name__} {name!r} is defined in {home[name]} and again in {module_info.name}")
            found.setdefault(name, thing)
            home.setdefault(name, module_info.name)
    return found
