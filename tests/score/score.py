"""How well `compare` does on the answers in this folder: `make score` prints the figures and lists every failure."""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from checkers.algebra.compare import Comparer
from tests.score.canonical import accepted

ANSWERS = Path(__file__).parent / "answers"


@dataclass
class Score:
    """counts: (kind, label, verdict) -> how many; failures: what was decided otherwise than labelled.

    explained: wrong answers with any diagnosis; named: those whose diagnosis, three names at most, has the right one;
    first: those where it stands first.
    """

    counts: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)
    chains: int = 0
    chains_right: int = 0
    wrong: int = 0
    explained: int = 0
    named: int = 0
    first: int = 0
    misnamed: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def total(self, label: str, verdict: str | None = None) -> int:
        """How many answers of a label, or of a label and a verdict."""
        return sum(n for (_, w, v), n in self.counts.items() if w == label and verdict in (None, v))


def answers() -> list[dict[str, Any]]:
    """Every answer with its label."""
    return [json.loads(line) for f in sorted(ANSWERS.glob("*.jsonl")) for line in f.read_text("utf-8").splitlines()]


def scored(given: list[dict[str, Any]]) -> Score:
    """Compare every answer. The id, which carries the label, is not shown to the judge."""
    score, comparer = Score(), Comparer()
    start = time.process_time()
    for a in given:
        found = comparer.compare({"id": None, **{k: a[k] for k in ("reference", "answer", "context")}})
        score.counts[a["kind"], a["verdict"], found["verdict"]] += 1
        if found["verdict"] != a["verdict"]:
            score.failures.append(f"{a['id']}: {found['verdict']}, labelled {a['verdict']}: {found['how']}")
        if a["context"].get("chain"):
            score.chains += 1
            good = found["first_bad_link"] == a["first_bad_link"]
            score.chains_right += good
            if not good:
                score.failures.append(f"{a['id']}: first bad link {found['first_bad_link']}, not {a['first_bad_link']}")
        if a["verdict"] == "different" and found["verdict"] == "different":
            score.wrong += 1
            score.explained += bool(found["diagnosis"])
            names = [d["name"] for d in found["diagnosis"]]
            right = set(names) & set(accepted(a["misconception"]))
            score.named += bool(right)
            score.first += bool(right) and names[0] in right
            if not right:
                score.misnamed.append(f"{a['id']}: {a['misconception']}, named {', '.join(names) or 'nothing'}")
    score.seconds = time.process_time() - start
    return score


def main() -> int:
    """Print the figures; 1 where a wrong answer is accepted."""
    given = answers()
    score = scored(given)
    right, wrong = score.total("equal"), score.total("different")
    for kind in sorted({a["kind"] for a in given}):
        cells = [score.counts[kind, w, v] for w, v in (("equal", "equal"), ("different", "different"))]
        totals = [sum(a["kind"] == kind and a["verdict"] == w for a in given) for w in ("equal", "different")]
        print(f"{kind:16} right {cells[0]:3}/{totals[0]:3}   wrong {cells[1]:3}/{totals[1]:3}")
    print(f"right answers accepted   {score.total('equal', 'equal')}/{right}")
    print(f"wrong answers accepted   {score.total('different', 'equal')}/{wrong}")
    print(f"first bad link right     {score.chains_right}/{score.chains}")
    print(f"wrong answers explained  {score.explained}/{score.wrong}")
    print(f"the misconception named  {score.named}/{score.wrong}, as the first name {score.first}")
    print(f"answers per second of a core   {len(given) / score.seconds:.0f}")
    for line in [*score.failures, *score.misnamed]:
        print("  " + line)
    return int(score.total("different", "equal") > 0)


if __name__ == "__main__":
    sys.exit(main())
