"""What judges found about the lines of a solution, in a form that printers show; the judges are elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple


class Place(NamedTuple):
    """A judged thing of a solution.

    kind: `line` of a worked quantity, `worked` (its result), `value` (its numbers), `route`, `count`, `argument`; or
    `forward`, the forward rule, which belongs to no part. part: the part's label; item: which quantity, route or line
    of the argument of the part; line: which line of it. All count from 0.
    """

    kind: str
    part: str
    item: int = 0
    line: int = 0


@dataclass(frozen=True)
class Case:
    """One judgement by numbers: at which sizes, against what, and the gap relative to the largest entry."""

    sizes: str
    against: str
    gap: float
    ok: bool


@dataclass(frozen=True)
class Finding:
    """All that was judged of one thing. proofs: sentences (Markdown) about what was proved; cases: what was computed.

    wrong: what failed, in sentences; empty when nothing did. A finding without proofs and cases claims nothing.
    """

    proofs: tuple[str, ...] = ()
    cases: tuple[Case, ...] = ()
    wrong: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Was something judged, and nothing found wrong?"""
        return bool(self.proofs or self.cases) and not self.wrong and all(c.ok for c in self.cases)


Evidence = Mapping[Place, Finding]
NONE: Evidence = {}
