"""Equations that a sentence supposes and goes on from: `$S^T = -S$ gives $\\det S = ..$`, `Since $A^2 = A$, ..`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from checkers.algebra.claims import judge_claim
from checkers.algebra.context import Premise
from checkers.algebra.decide import Judgement
from checkers.algebra.ground import Stand
from checkers.algebra.here_alone import INLINE, after
from checkers.algebra.leads import lead
from checkers.algebra.learning import Said
from checkers.algebra.reading import Names, Side
from checkers.algebra.statements import Display
from checkers.algebra.table import CONSTANTS
from checkers.algebra.tree import Derivative, Dots, Number, has_kind, names_in

GIVES = re.compile(
    r"[\s,]*+(?:(?:this|which|it|das|dies|ce qui|lo que|o que)\s++)?+(?:then\s++|now\s++|immediately\s++|also\s++)?+"
    r"(?:gives?|implies|imply|means?|yields?|shows?|leads? to|forces?|entails?|tells?|says?|results? in|so|hence|thus"
    r"|therefore|we (?:get|have|obtain|find|see)|it follows|liefert|ergibt|bedeutet|impliziert|zeigt|folgt|also|gilt"
    r"|donne|implique|entraîne|montre|donc|on (?:a|obtient)|da|implica|significa|resulta|luego|entonces|logo|dà|quindi"
    r")\b",
    re.IGNORECASE,
)
BECAUSE = re.compile(
    r"\b(?:since|because|as|from|if|when|given|assuming|suppose|da|weil|wegen|aus|wenn|falls|puisque|comme|si|como"
    r"|puesto que|ya que|pois|poiché|siccome|dato)"
    r"(?:[ ](?:now|then|also|that|the (?:relation|equation|identity|assumption)|die (?:Gleichung|Beziehung)))?,?[ ]*\Z",
    re.IGNORECASE,
)
STOP = re.compile(r"(?<!\be\.g|\bi\.e)[.!?]\s++(?=[A-ZÀ-Ý$_\\*])")
ZERO = Number(Fraction(0), "0")
LATER = 8  # statements after it that are looked at


def suppose(said: Sequence[Said], shown: Sequence[Display], lines: Sequence[str]) -> None:
    """Say of each statement which equations before it in its sentence it goes on from."""
    for k, s in enumerate(said):
        if len(s.sides) != 2 or s.sides[1].relation != "=" or s.goes_on or shown[s.display].own:
            continue
        trees = [side.trees[0] for side in s.sides]
        if not names_in(trees[0]) or any(has_kind(t, Dots, Derivative) for t in trees):
            continue
        sentence = up_to_its_end(after(lines, shown[s.display]))
        if not (GIVES.match(sentence) or BECAUSE.search(lead(lines, shown[s.display]))):
            continue
        last = last_within(sentence, shown, s.display)
        for t in said[k + 1 : k + 1 + LATER]:
            if s.display < t.display <= last and t.section == s.section:
                t.given.append(s)
        if last > s.display:
            s.given.append(s)


def up_to_its_end(text: str) -> str:
    """The text up to a full stop before a capital or a formula."""
    end = STOP.search(INLINE.sub(lambda m: "_" * len(m[0]), text))
    return text[: end.start()] if end else text


def last_within(sentence: str, shown: Sequence[Display], first: int) -> int:
    """The last formula behind the first one in the rest of its sentence."""
    place, k = 0, first
    while k + 1 < len(shown) and k - first < LATER:
        text = shown[k + 1].latex.strip().rstrip(".,; \n")
        place = sentence.find(text, place)
        if place < 0:
            break
        place, k = place + len(text), k + 1
    return k


def judged_as_said(found: Judgement, stand: Stand, names: Names, left: Side, right: Side, s: Said) -> Judgement:
    """A link that differs, where what its sentence supposes holds as well; undecided where that cannot be imposed."""
    if found.verdict != "different":
        return found
    ground = stand.ground
    read = {n for side in (left, right) for n in stand.speaks_of(ground.renamed(side.trees[0]))}
    if any(t is s for t in s.given) and s.sides[1].trees[0] == ZERO:
        return found  # its roots may be printed next
    if any(t is s for t in s.given):
        one = len(read - stand.sizes() - CONSTANTS) == 1 and not read & stand.definitions.keys()
        return Judgement("undecided", "it is supposed, or to be solved") if one else found
    given = [t for t in s.given if supposes(stand, names, t, read)]
    if not given:
        return found
    pairs = [[ground.renamed(side.trees[0]) for side in t.sides] for t in given]
    premises = [Premise(a, "=", b, t.latex) for (a, b), t in zip(pairs, given)]
    held = replace(stand, ground=replace(ground, premises=[*ground.premises, *premises]))
    again = judge_claim(held, names, left, right, s.where)
    if again.verdict == "undecided":
        return Judgement("undecided", f"it is said of {given[0].latex.strip()}, which cannot be made true at random")
    return again if again.verdict == "equal" else found


def supposes(stand: Stand, names: Names, t: Said, read: set[str]) -> bool:
    """Does an equation restrict what the link reads? Not what is defined already, nor where it holds anyway."""
    a, b = (stand.ground.renamed(side.trees[0]) for side in t.sides)
    about = names_in(a) | names_in(b)
    if t.defines is not None or t.premise or not about & read or about & stand.definitions.keys():
        return False
    return judge_claim(stand, names, t.sides[0], t.sides[1], t.where).verdict != "equal"


__all__ = ["judged_as_said", "suppose"]
