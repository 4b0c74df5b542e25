"""Which conventions a solution prints: those that its forward rule shows, and those that are named by key.

A problem, a layer or an optimiser names a convention as `reduction` or `reduction=sum`; the sentence comes from the
table (conventions.py). Where a forward rule shows by itself which option it takes (traits.py), the convention need not
be named, and a name that contradicts the rule is refused: a sentence about a solution is not only believed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches

from derivations.conventions import CONVENTIONS, TABLE
from derivations.program import Program

KEY = re.compile(r"([a-z][a-z0-9_]*)(?:=([a-z0-9_]+))?")


class ConventionError(ValueError):
    """A convention that is named and does not exist, or that the forward rule contradicts."""


def chosen(named: Iterable[str], program: Program | None = None) -> dict[str, str]:
    """Convention -> option, in the order of the table: what a forward rule shows, and what is named beside it.

    named: keys such as `reduction` (its default) or `reduction=sum`; sentences with spaces are passed over. Raises
    ConventionError for an unknown key or option, and for one that the forward rule contradicts.
    """
    found = {c.name: c.met(program) for c in TABLE if program is not None and c.met is not None}
    options = {name: option for name, option in found.items() if option}
    for text in named:
        key = KEY.fullmatch(text)
        if not key:
            continue
        name, wanted = key.group(1), key.group(2)
        if name not in CONVENTIONS:
            near = get_close_matches(name, CONVENTIONS, 3) or sorted(CONVENTIONS)
            raise ConventionError(f"there is no convention {name!r}; nearest: {', '.join(near)}")
        known = CONVENTIONS[name].options
        wanted = wanted or options.get(name) or CONVENTIONS[name].default
        if wanted not in known:
            raise ConventionError(f"the convention {name} has no option {wanted!r}; it has {', '.join(known)}")
        if options.get(name, wanted) != wanted:
            raise ConventionError(f"{name}={wanted} is named, but the forward rule has {name}={options[name]}")
        options[name] = wanted
    return {c.name: options[c.name] for c in TABLE if c.name in options}


def sentences(named: Iterable[str], program: Program | None = None) -> tuple[str, ...]:
    """What a solution prints: the sentences of its conventions, in the order of the table, then its own, each once."""
    named = tuple(named)
    table = (CONVENTIONS[name].options[option] for name, option in chosen(named, program).items())
    return tuple(dict.fromkeys((*table, *(text for text in named if not KEY.fullmatch(text)))))


def page() -> str:
    """The table as a page of the guide."""
    lines = [INTRODUCTION.strip(), ""]
    for c in TABLE:
        lines += [f"## {c.title}", "", f"`{c.name}`. {c.changes}", ""]
        lines += [f"- `{o}`{' (default)' if o == c.default else ''}: {words}" for o, words in c.options.items()]
        lines.append("")
    return "\n".join(lines)


INTRODUCTION = """
# Conventions

What authors choose differently, what an answer looks like under the other choice, and what holds here. A solution
prints the conventions that its forward rule shows, and those that its problem, layer or optimiser names by key in its
field `conventions`: `dropout`, or `reduction=sum`. A key that contradicts the forward rule is refused. This page is
printed from [`conventions.py`](../derivations/conventions.py) by `python -m derivations.choices`.
"""

if __name__ == "__main__":
    print(page())
