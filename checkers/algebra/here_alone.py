"""A special value that holds in its sentence alone: `Taking $A = I$ gives ...` of an A that is any matrix before."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from checkers.algebra.definitions import Definition
from checkers.algebra.leads import lead
from checkers.algebra.learning import Said
from checkers.algebra.nearby_words import LONG_LINE
from checkers.algebra.statements import Display
from checkers.algebra.tree import Derivative, Name, Node, names_in, walked, with_names

SUPPOSES = re.compile(
    r"\b(?:for|with|if|when|whenever|taking|setting|putting|choosing|letting|inserting|substituting|(?:special )?case"
    r"|where also|für|mit|wenn|falls|speziell|pour|avec|si|en prenant|para|con|com|se|per|tomando|ponendo)"
    r"(?:[ ]+(?:example|instance|that|only|simply|now|e\.g\.|say|the (?:special )?(?:case|choice)|Beispiel))?,?[ ]*\Z",
    re.IGNORECASE,
)
LIMITS = re.compile(r"\W*(?:for|if|when|whenever|with|für|wenn|falls|pour|si|para|se|per)[ ]*")
ENDS = re.compile(r"[.!?](?=\s*+(?:\\+(?:\]|end\b)|\$\$|\n[ \t]*+\n|\s[A-ZÀ-Ý$\\*]|\Z))|\n[ \t]*+\n")
INLINE = re.compile(r"\$[^$]*+\$")
CASE = re.compile(r"case|choice|now|Fall\b|cas\b|caso", re.IGNORECASE)
NEAR = 10  # lines in which it may still be meant, if the sentence does not begin a case
LONGEST = 12  # lines of a sentence


def hold_here(said: Sequence[Said], shown: Sequence[Display], lines: Sequence[str], scopes: Sequence[str]) -> None:
    """Put each such value into the other formulas of its sentence; the statement itself gives it to no others."""
    for k, s in enumerate(said):
        found = special_value(s)
        if found is None or shown[s.display].own or not SUPPOSES.search(lead(lines, shown[s.display])):
            continue
        scope = scopes[s.section]
        others = [(j, t) for j, t in enumerate(said) if t.display != s.display and scopes[t.section] == scope]
        if not any(j < k and names_in(side.trees[0]) & {found.name} for j, t in others for side in t.sides):
            continue  # it is what the letter stands for from here on
        if any(t.sides and t.sides[0].trees[0] == Name(found.name) for _, t in others):
            continue  # it has another meaning already
        words = lead(lines, shown[s.display])
        s.here = found, len(lines) if CASE.search(words) else s.line + NEAR
        sentence = after(lines, shown[s.display])
        for j, t in others:
            if (j > k and within(sentence, shown[t.display])) or (j < k and limited(lines, shown, t, s)):
                t.sides = [replace(x, trees=tuple(put_in(tree, found) for tree in x.trees)) for x in t.sides]


def special_value(s: Said) -> Definition | None:
    """A = I, or Sigma = sigma^2 I; None for any other statement."""
    if len(s.sides) != 2 or s.goes_on or s.sides[1].relation not in ("=", "≈"):
        return None
    left, right = s.sides[0].trees[0], s.sides[1].trees[0]
    read = names_in(right)
    if not isinstance(left, Name) or left.name in read or left.name == "I" or "I" not in read:
        return None
    return Definition(left.name, (), right, s.line)


def after(lines: Sequence[str], display: Display) -> str:
    """The rest of the sentence behind a formula, "" on a line that no person writes."""
    here = lines[display.line - 1 : display.line + LONGEST]
    if any(len(line) > LONG_LINE for line in here):
        return ""
    text = "\n".join(here)
    start = text.find(display.latex.strip())
    if start < 0:
        return ""
    rest = text[start + len(display.latex.strip()) :].removeprefix("$")[:LONG_LINE]
    hidden = INLINE.sub(lambda m: "_" * len(m[0]), rest)
    end = ENDS.search(hidden)
    return rest[: end.start()] if end else rest


def within(sentence: str, display: Display) -> bool:
    """Does the formula stand in the sentence?"""
    return display.latex.strip().rstrip(".,; \n") in sentence


def limited(lines: Sequence[str], shown: Sequence[Display], t: Said, s: Said) -> bool:
    """Is t right before s, with nothing but `for` or `if` between the two?"""
    if t.display != s.display - 1 or shown[t.display].line != s.line:
        return False
    line = lines[s.line - 1]
    first, second = shown[t.display].latex.strip(), shown[s.display].latex.strip()
    start = line.find(first)
    end = line.find(second, start + len(first))
    return start >= 0 and bool(LIMITS.fullmatch(line[start + len(first) : max(end, 0)].strip("$()\\ ") + " "))


def put_in(tree: Node, found: Definition) -> Node:
    """The formula with the value, unless it is differentiated by the letter."""
    by = (v for n in walked(tree, Derivative) for v in n.variables)
    return tree if any(found.name in names_in(v) for v in by) else with_names(tree, {found.name: found.body})
