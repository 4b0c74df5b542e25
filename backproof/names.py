"""Types of command-line arguments that name things, so that a shell can complete them."""

from __future__ import annotations

from collections.abc import Iterable

import click
from click.shell_completion import CompletionItem

from backproof import api


class Named(click.types.StringParamType):
    """A name of one of these kinds: problems (and their sets), layers, networks, optimisers; any text is let through,

    for the command itself knows what it takes and says which name is the nearest.
    """

    def __init__(self, *kinds: str):
        self.kinds = kinds

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """The names that begin so, with their titles."""
        return [CompletionItem(n, help=title) for n, title in self._all() if n.startswith(incomplete)]

    def _all(self) -> Iterable[tuple[str, str]]:
        for kind in self.kinds:
            found: dict[str, object] = getattr(api, kind)()
            if kind == "problems":
                for folder in dict.fromkeys(n.rpartition("/")[0] for n in found):
                    yield folder, "all problems of the set"
            for name, thing in found.items():
                yield name, getattr(thing, "title", "") or name
