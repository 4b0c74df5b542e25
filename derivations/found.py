"""The adjoints that a reverse sweep has found so far, and which of them are put in where they are read."""

from __future__ import annotations

from derivations import terms as T
from derivations.finish import is_short
from derivations.rule import Derivation


class Found:
    """Derivations in the order of the sweep. An adjoint is looked at once, when it is added.

    short: adjoints to put in wherever they are read (one short product without a sum, that reads no other); longer:
    the others, less those that read themselves, directly or through others. Both give each name its place in the order.
    """

    def __init__(self) -> None:
        self.derivations: dict[str, Derivation] = {}
        self.short: dict[str, int] = {}
        self.longer: dict[str, int] = {}
        self._readers: dict[str, list[str]] = {}
        self._recurrent: set[str] = set()

    def add(self, derivation: Derivation) -> None:
        """One more adjoint. It may be read by earlier ones, which then read an adjoint, or themselves through it."""
        name = derivation.goal.tensor
        self.derivations[name] = derivation
        for t in T.tensors(derivation.result):
            self._readers.setdefault(t, []).append(name)
        readers = self._readers.get(name, [])
        self._recurrent |= self._cycles(name)
        for a in dict.fromkeys((name, *readers, *(self._recurrent if readers else ()))):
            self._sort(a)

    def _sort(self, name: str) -> None:
        result = self.derivations[name].result
        place = self.short.pop(name, self.longer.pop(name, len(self.derivations)))
        if not T.tensors(result) & self.derivations.keys() and _is_put_in(result):
            self.short[name] = place
        elif name not in self._recurrent:
            self.longer[name] = place

    def _cycles(self, name: str) -> set[str]:
        """The adjoints that read themselves through `name`: those that lead to it and that it leads to."""
        leading, waiting = {name}, [name]
        while waiting:
            fresh = [a for a in self._readers.get(waiting.pop(), ()) if a not in leading]
            leading.update(fresh)
            waiting += fresh
        reached: set[str] = set()
        waiting = [name]
        while waiting:
            fresh = [t for t in T.tensors(self.derivations[waiting.pop()].result) if t in leading and t not in reached]
            reached.update(fresh)
            waiting += fresh
        return reached if name in reached else set()


def _is_put_in(t: T.Term) -> bool:
    return isinstance(t, (T.Mul, T.Entry)) and not T.contains(t, (T.Sum, T.Product, T.Max)) and is_short(t)
