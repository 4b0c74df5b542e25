"""What the readers search for, begun, repeated and never closed: where a search goes back, it shows here."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Callable, Iterable
from functools import cache
from random import Random
from re import _parser  # type: ignore[attr-defined]  # the one place that says what a pattern is made of
from typing import Any

import checkers.algebra
import checkers.submissions

SIGNS = [chr(k) for k in range(32, 127)] + ["\n"]
CLASSES: dict[str, Callable[[str], bool]] = {"DIGIT": str.isdigit, "SPACE": str.isspace, "WORD": str.isidentifier}


@cache
def patterns() -> tuple[re.Pattern[str], ...]:
    """The patterns of all modules that read what strangers write."""
    found = {}
    for package in (checkers.algebra, checkers.submissions):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            for value in vars(importlib.import_module(module.name)).values():
                if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
                    found[value.pattern, value.flags] = value
    return tuple(found[key] for key in sorted(found))


def begun(chance: Random) -> str:
    """A match of a pattern, or a piece of one, repeated; perhaps after the beginning of another."""
    pattern = chance.choice(patterns())
    whole = matching(_parser.parse(pattern.pattern, pattern.flags), chance) or " "
    start = chance.randrange(len(whole))
    piece = whole[start : chance.randint(start + 1, len(whole))]
    head = whole[: chance.randint(0, len(whole))] if chance.random() < 0.5 else ""
    tail = chance.choice(("", "", " = x", "$", "}", whole))
    return head + piece * (chance.choice((30, 1_000, 20_000, 100_000)) // len(piece)) + tail


def matching(items: Iterable[tuple[Any, Any]], chance: Random) -> str:
    """A text that the parsed pattern finds, but for what must not stand before or after it."""
    out = ""
    for operator, argument in items:
        match str(operator):
            case "LITERAL":
                out += chr(argument)
            case "NOT_LITERAL" | "ANY":
                out += chance.choice("q 1")
            case "IN":
                out += one_of(argument, chance)
            case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
                low, high, inside = argument
                for _ in range(chance.randint(int(low), min(int(high), int(low) + 2))):
                    out += matching(inside, chance)
            case "SUBPATTERN":
                out += matching(argument[3], chance)
            case "BRANCH":
                out += matching(chance.choice(argument[1]), chance)
            case "ATOMIC_GROUP":
                out += matching(argument, chance)
            case "ASSERT" if argument[0] > 0:
                out += matching(argument[1], chance)
    return out


def one_of(items: list[tuple[Any, Any]], chance: Random) -> str:
    """A sign of a class of signs."""
    refused = any(str(kind) == "NEGATE" for kind, _ in items)
    fitting = [c for c in SIGNS if any(fits(c, *item) for item in items) != refused]
    others = [chr(a if str(kind) == "LITERAL" else a[0]) for kind, a in items if str(kind) in ("LITERAL", "RANGE")]
    return chance.choice(fitting or others)


def fits(sign: str, kind: Any, what: Any) -> bool:
    match str(kind):
        case "LITERAL":
            return ord(sign) == what
        case "RANGE":
            return bool(what[0] <= ord(sign) <= what[1])
        case "CATEGORY":
            name = str(what).removeprefix("CATEGORY_")
            return CLASSES[name.removeprefix("NOT_")](sign) != name.startswith("NOT_")
    return False
