"""The fields of a context as they come, each of the kind that it has to be, and none longer than any course needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from typing import Any

MOST = {
    "tensors": 1_000, "domains": 1_000, "sizes": 50, "definitions": 200, "premises": 200, "earlier": 200
}  # fmt: skip
MAX_ALL, MAX_TEXT, MAX_TEXTS = 1_000, 20_000, 100_000  # entries of all fields, characters of one text, of all texts


class ContextError(ValueError):
    """A context that cannot be used: the sentence says which field, and what would be accepted."""


def table(given: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """A field that is a table from names to values, {} where it is not given. Raises ContextError."""
    found = given.get(name)
    if found is None or found is False:
        return {}
    if not isinstance(found, Mapping) or not all(isinstance(k, str) for k in found):
        raise ContextError(f"{name!r} is a table from names to values")
    return found


def texts(given: Mapping[str, Any], name: str, what: str) -> list[str]:
    """A field that is a list of texts, or one text; [] where it is not given. what: what the texts are.

    Raises ContextError.
    """
    found = given.get(name)
    if found is None or found is False or found == "":
        return []
    found = [found] if isinstance(found, str) else found
    if not isinstance(found, (Mapping, Sequence, Set)) or not all(isinstance(t, str) for t in found):
        raise ContextError(f"{name!r} is a list of {what}")
    return list(found)


def text(given: Mapping[str, Any], name: str) -> str:
    """A field that is a text, "" where it is not given. Raises ContextError."""
    found = given.get(name)
    if found is None or found is False:
        return ""
    if not isinstance(found, str):
        raise ContextError(f"{name!r} is a text")
    return found


def measured(given: Any) -> None:
    """Refuse what is no context, or has more entries or more text than any course needs. Raises ContextError."""
    if not isinstance(given, Mapping):
        raise ContextError("a context is a table of fields such as tensors, domains and tolerance")
    entries = 0
    for name, most in MOST.items():
        found = given.get(name)
        if not isinstance(found, (Mapping, list)):
            continue
        if len(found) > most:
            raise ContextError(f"{name!r} has {len(found)} entries; at most {most} are read")
        entries += len(found)
    if entries > MAX_ALL:
        raise ContextError(f"the context has {entries} entries; at most {MAX_ALL} are read")
    written = 0
    for said in spoken(given):
        if len(said) > MAX_TEXT:
            raise ContextError(f"a text of the context is longer than {MAX_TEXT} characters")
        written += len(said)
    if written > MAX_TEXTS:
        raise ContextError(f"the texts of the context are longer than {MAX_TEXTS} characters together")


def spoken(given: Mapping[str, Any]) -> list[str]:
    """Every text of the fields, and every key."""
    out = [given["label"]] if isinstance(given.get("label"), str) else []
    for name in MOST:
        found = given.get(name)
        if isinstance(found, Mapping):
            out += [k for k in found if isinstance(k, str)]
            values = list(found.values())
        else:
            values = found if isinstance(found, list) else []
        for v in values:
            inside = list(v.values()) if isinstance(v, Mapping) else v if isinstance(v, list) else [v]
            out += [t for t in inside if isinstance(t, str)]
    return out
