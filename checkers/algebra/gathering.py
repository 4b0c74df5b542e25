"""A document's statements, read, and what each of its sections stands on."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from checkers.algebra.as_numbers import not_used, speaks_of_special
from checkers.algebra.beginnings import stated_beginnings
from checkers.algebra.conditions import conditions
from checkers.algebra.context import Context
from checkers.algebra.counted import MOST_SECTIONS, counted
from checkers.algebra.cursor import Known
from checkers.algebra.definitions import Definition
from checkers.algebra.differentials import (
    UNREAD,
    Loose,
    prefixes,
    speaks_of_differentials,
    with_differentials,
    with_prefix,
)
from checkers.algebra.doubtful import by_cases
from checkers.algebra.enclosed import without_matrices
from checkers.algebra.estimates import cut_at_estimates
from checkers.algebra.examples import examples_of
from checkers.algebra.fitting import fit
from checkers.algebra.gates import gates, with_labels
from checkers.algebra.ground import Ground
from checkers.algebra.headed import deviation, functions_headed, other_form
from checkers.algebra.here_alone import hold_here
from checkers.algebra.inverses import find_inverses
from checkers.algebra.leads import claims_nothing, lead, limits
from checkers.algebra.learning import (
    Said,
    both_cases,
    complete,
    index_letters,
    kronecker,
    learn,
    name_between,
    unsettled,
)
from checkers.algebra.lengths_summed import lengths_summed
from checkers.algebra.nearby_words import LONG_LINE, torn, words_around, words_before
from checkers.algebra.own_letters import defines_e, measures_e, own_length, with_own_e, with_own_pi
from checkers.algebra.padding import zero_beyond
from checkers.algebra.pointwise import normal_distribution
from checkers.algebra.primes import primed_names
from checkers.algebra.reading import Names, function_letters, read_sides
from checkers.algebra.sections import Section, section_at, sections
from checkers.algebra.sentence_premises import suppose
from checkers.algebra.stated import LIST, domains_stated, ranges_stated, shapes_stated, spelled_alike
from checkers.algebra.statements import GOES_ON, JOINS, RELATION, Display, displays, statements
from checkers.algebra.symmetric import called_symmetric
from checkers.algebra.table import bound_names, entry_name, places_of
from checkers.algebra.taken import one_hot, sum_to_one
from checkers.algebra.total_differentials import differentiate, shapes_of_differentials
from checkers.algebra.tree import MAX_BYTES, Entry, Name, Node, ReadingError, walked

CONSEQUENCE = re.compile(r"\\(?:Rightarrow|implies|Longrightarrow|therefore)(?![A-Za-z])|⇒|∴")
WHITE = re.compile(r"\s+")
QUAD = re.compile(
    r"(?:\\(?:qquad|quad)(?![A-Za-z])\s*)+(?:\\text\s*\{[^{}]*\}\s*)?(?:\\(?:qquad|quad)(?![A-Za-z])\s*)*"
)
SYSTEM = re.compile(r"\s*\\begin\{cases\}(.*)\\end\{cases\}\s*", re.DOTALL)
ALIKE, SAME_NUMBER = 0.7, 0.4  # the share of a problem's names that a section speaks of; what its number adds
LOGISTIC = re.compile(
    r"sigmoid|logistic|\bgates?\b|LSTM|\bGRU|e\s*\^\s*\{\s*-|\\exp\s*(?:\\left)?\s*\(\s*-|\\sigma\s*\([^()]*\)\s*\(1\s*-",
    re.IGNORECASE,
)


@dataclass
class Gathered:
    """shown: every formula; said: every statement; grounds: what each section stands on; scopes: the scope of each."""

    shown: list[Display]
    said: list[Said]
    found: list[Section]
    scopes: list[str]
    grounds: list[Ground]
    names: Names

    def last_line(self, s: Said) -> int:
        """The last line of the formula that a statement stands in."""
        display = self.shown[s.display]
        return display.line + display.latex.strip().count("\n")


def gather(text: str, context: Context, problems: Mapping[str, Ground], limit: int) -> Gathered:
    """Read every statement, and what each section stands on.

    problems: number of an exercise ('' for the only one) -> what the problem gives.
    """
    shown = [d for _, d in zip(range(limit), displays(text))]
    formulas = "\n".join(d.latex for d in shown if len(d.latex) <= MAX_BYTES)
    formulas = WHITE.sub(lambda m: "\n" if "\n" in m[0] else " ", formulas)  # searched again and again
    found = sections(text)
    bodies: list[list[str]] = [[] for _ in found]
    for d in shown:
        if len(d.latex) <= MAX_BYTES:
            bodies[section_at(found, d.line)].append(d.latex)
    near_by = ["\n".join(b) for b in bodies]
    scopes = scope_of(found)
    said, cases = list[Said](), set[str]()
    lines = text.splitlines()
    for k, display in enumerate(shown):
        same = display.latex
        if len(same) <= MAX_BYTES:
            same = spelled_alike(same, formulas, near_by[section_at(found, display.line)])
        for line, latex in statements(replace(display, latex=same)):
            if RELATION.search(without_matrices(latex)):
                words, near = words_before(lines, display.line), words_around(lines, display)
                lead_in = lead(lines, display)
                if said and said[-1].line == display.line and limits(lead_in):
                    said[-1].doubt = "it is said to hold under a condition"
                first = claims_nothing(lead_in, latex, cases)
                for part in split_consequences(latex) if len(latex) <= MAX_BYTES else [(0, latex)]:
                    if LIST.fullmatch(part[1].strip()):
                        continue  # i = 1, ..., n
                    new = Said(line + part[0], part[1], k, section_at(found, line), before=words)
                    new.goes_on = display.own and bool(GOES_ON.match(part[1]))
                    new.where = conditions(part[1], near)
                    if not display.own and torn(lines[display.line - 1]):
                        new.doubt = "a formula of this line is cut in the middle"
                    new.condition, first = first, False
                    said.append(new)
    names = read_all(said, formulas, context, found, scopes)
    said = [part for s in said for part in between_estimates(s)]
    suppose(said, shown, lines)
    examples = examples_of(lines, found)
    hold_here(said, shown, lines, scopes)
    grounds, texts, spoken_in = list[Ground](), list[str](), list[list[list[Node]]]()
    last_of: dict[str, int] = {}
    carried: dict[str, list[Definition]] = {}  # functions of the sections so far, as the first one has them
    sigma_is_any = not (problems or LOGISTIC.search(text))
    for k, section in enumerate(found):
        if scopes[k] in last_of:
            ground = copied(grounds[last_of[scopes[k]]])
        else:
            spoken = {n.name.lower() for s in said if scopes[s.section] == scopes[k] for side in s.sides
                      for n in walked(side.trees[0], Name)} if problems else set[str]()  # fmt: skip
            set_up = not problems and "" in last_of  # what stands before the first exercise holds in all of them
            ground = copied(grounds[last_of[""]]) if set_up else inherited(problems, scopes[k], spoken)
            carry_functions(carried, ground)
            take_over(ground, context)
            ground.sigma_is_any = sigma_is_any
        last_of[scopes[k]] = k
        ground.examples = examples
        end = found[k + 1].start if k + 1 < len(found) else len(lines) + 1
        printed = [w for w in lines[section.start - 1 : end - 1] if len(w) <= LONG_LINE]
        own = [s for s in said if s.section == k]
        bound = {x for s in own for side in s.sides for x in bound_names(side.trees[0])}
        texts.append("\n".join([*bodies[k], *printed]))
        spoken_in.append([[side.trees[0] for side in s.sides] for s in own])
        stated_in(ground, texts[k], bound)
        ground.indices |= {x for s in own for side in s.sides for x in index_letters(side.trees[0])}
        ground.apart |= both_cases(own)
        for s in own:
            learn(ground, s)
        for name in by_cases(own) & ground.definitions.keys():
            del ground.definitions[name]
        lengths_summed(ground)
        normal_distribution(ground)
        fit(ground, [side.trees[0] for s in own for side in s.sides])
        shapes_of_differentials(ground, [side.trees[0] for s in own for side in s.sides])
        heads = ground.heads()
        for name in [n for n in ground.shapes if n.startswith("∂") and n.rpartition("∂")[2] in heads]:
            del ground.shapes[name]  # it follows from what it is differentiated by
        ground.assumed |= unsettled(ground, own)
        ground.unused = ground.unused | not_used(own, ground.heads())
        ground.kronecker = kronecker(text, [s for s in said if scopes[s.section] == scopes[k]], ground)
        complete(ground)
        find_inverses(ground)
        stated_beginnings(ground, own, texts[k])
        since = [j for j in range(k, max(k - MOST_SECTIONS, -1), -1) if scopes[j] == scopes[k]]
        taken = {*ground.indices, *ground.definitions, *ground.functions}
        ground.counted = counted([spoken_in[j] for j in since], [texts[j] for j in since], ground.ranges, taken)
        name_between(ground, own)
        grounds.append(ground)
        for name, defined in ground.functions.items():
            carried.setdefault(name, defined)
    return Gathered(shown, said, found, scopes, grounds, names)


def split_consequences(latex: str) -> list[tuple[int, str]]:
    """(line breaks before it, text) of `a = b` and `c = d` in a = b => c = d, and of each row of => {c = d; e = f."""
    out: list[tuple[int, str]] = []
    place = 0
    for part in CONSEQUENCE.split(latex):
        lines = latex.count("\n", 0, place + len(part) - len(part.lstrip()))
        place = latex.find(part, place) + len(part)
        m = SYSTEM.fullmatch(part)
        rows = re.split(r"\\\\", m[1]) if m and all("=" in r for r in re.split(r"\\\\", m[1]) if r.strip()) else [part]
        begins, at = len(part) - len(part.lstrip()), 0
        for said in (p for r in rows for p in side_by_side(r)):
            at = max(part.find(said, at), at)
            further = part.count("\n", begins, at + len(said) - len(said.lstrip()))
            if RELATION.search(without_matrices(said)):
                out.append((lines + further, said.strip().rstrip(",.; ")))
            at += len(said)
    return out or [(0, latex)]


def side_by_side(text: str) -> list[str]:
    """The equations of `a = b \\quad c = d`; the text itself where one of the parts is no equation."""
    kept = without_matrices(text, lambda matrix: re.sub(r"\\quad", "     ", matrix))
    cuts = [0, *(x for m in QUAD.finditer(kept) for x in m.span()), len(text)]
    parts = [text[a:b] for a, b in zip(cuts[::2], cuts[1::2])]
    equations = [p for p in parts if RELATION.search(without_matrices(p)) and not JOINS.match(p)]
    return parts if len(parts) > 1 and len(equations) == len([p for p in parts if p.strip()]) else [text]


def scope_of(found: list[Section]) -> list[str]:
    """The scope of each section: sections of one number share it, one without a number goes on with the last."""
    out: list[str] = []
    for s in found:
        out.append(s.number or (out[-1] if out else ""))
    return out


def read_all(said: list[Said], formulas: str, context: Context, found: list[Section], scopes: list[str]) -> Names:
    """Read every statement with the function letters of its scope and the primed names of the document."""
    primed = primed_names(formulas)
    base = context.names
    total = speaks_of_differentials(formulas)
    measured = any(measures_e(axes) for axes in shapes_stated(formulas).values())
    for scope in dict.fromkeys(scopes):
        own = [s for s in said if scopes[s.section] == scope]
        latex = [s.latex for s in own if len(s.latex) <= MAX_BYTES]
        letters = function_letters(latex, frozenset(base.known.names)) | functions_headed(latex)
        letters |= other_form(letters, formulas)
        plain = base.known.names | primed | deviation(latex)
        known = Known(
            plain, base.known.scalars, base.known.functions | letters, base.known.sizes
        )  # fmt: skip
        names = Names(base.spelled, known, latex=True, random=True)
        for s in own:
            try:
                s.sides = read_sides(s.latex, names)
                s.sides = s.sides if total else with_differentials(s.latex, s.sides)
            except ReadingError as error:
                s.why = error.message
            except Loose:
                s.why = UNREAD
        if total:
            differentiate(own)
        for letter in prefixes([s.sides for s in own]):
            for s in own:
                s.sides = with_prefix(letter, s.sides)
        if labels := gates(s.sides for s in own):
            for s in own:
                s.sides = with_labels(s.sides, labels)
        if measured or any(defines_e(s.sides) for s in own):
            for s in own:
                s.sides = with_own_e(s.sides)
        for s, sides in zip(own, with_own_pi([s.sides for s in own])):
            s.sides = sides
    return Names(base.spelled, replace(base.known, names=base.known.names | primed), latex=True)


def between_estimates(s: Said) -> list[Said]:
    """a = b <= c = d as the statements a = b and c = d."""
    first, *rest = cut_at_estimates(s.sides)
    return [replace(s, sides=first), *(replace(s, sides=sides, goes_on=False) for sides in rest)] if rest else [s]


def inherited(problems: Mapping[str, Ground], scope: str, spoken: set[str]) -> Ground:
    """A ground of its own, begun with what its problem gives: the only one, or the one that it speaks of most.

    scope: the number of the exercise; spoken: the names in its formulas.
    """
    if "" in problems:
        return copied(problems[""])
    scores: dict[str, float] = {}
    for number, ground in problems.items():
        heads = {h.lower() for h in {*ground.heads(), *ground.shapes} if not h.startswith("∂")}
        if len(heads & spoken) >= min(3, len(heads)):
            scores[number] = len(heads & spoken) / len(heads) + (SAME_NUMBER if number == scope else 0)
    best = max(scores, key=lambda n: scores[n], default="")
    return copied(problems[best]) if best and scores[best] >= ALIKE else Ground()


def copied(found: Ground) -> Ground:
    """A ground that can go on by itself."""
    return replace(
        found, definitions={n: list(d) for n, d in found.definitions.items()},
        functions={n: list(d) for n, d in found.functions.items()},
        numbers={n: list(d) for n, d in found.numbers.items()}, shapes=dict(found.shapes),
        families=dict(found.families), ranges=dict(found.ranges), axes=dict(found.axes), premises=list(found.premises),
        aliases=dict(found.aliases), indices=set(found.indices), spoken=set(found.spoken), assumed=set(found.assumed),
        weighed=set(found.weighed), here=dict(found.here), inverses=[],
        domains=dict(found.domains), zeros=set(found.zeros),
        restated={n: list(d) for n, d in found.restated.items()}, begins={n: list(d) for n, d in found.begins.items()},
    )  # fmt: skip


def stated_in(ground: Ground, text: str, bound: set[str]) -> None:
    """Shapes and ranges that the text states; a shape of the problem's is not overwritten.

    bound: the indices of the section's sums.
    """
    for spelling, measured in shapes_stated(text).items():
        axes = tuple(map(own_length, measured))
        try:
            node = read_sides(spelling, Names(latex=True))[0].trees[0]
        except ReadingError:
            continue
        name = entry_name(node)
        if isinstance(node, Entry) and isinstance(node.base, Name) and len(places_of(node, None)) == 1:
            (place,) = places_of(node, None)
            if isinstance(place, Name) and (place.name in "tnijkls" or place.name in bound):
                ground.families.setdefault(node.base.name, axes)
                continue
        if name is not None and name not in ground.heads() and ground.meaning(name) == name:
            ground.shapes.setdefault(name, axes)
    for spelling, domain in domains_stated(text).items():
        name = spelling.removeprefix("\\")
        if name not in ground.heads() and ground.meaning(name) == name:
            ground.domains.setdefault(name, domain)
    ground.zeros |= zero_beyond(text)
    ground.special |= speaks_of_special(text)
    ground.symmetric = ground.symmetric | called_symmetric(text)
    for name in sorted(one_hot(text) - ground.heads()):
        ground.premises += [p for p in [sum_to_one(name)] if p not in ground.premises]
    for letter, ends in ranges_stated(text).items():
        ground.ranges.setdefault(letter, ends)


def take_over(ground: Ground, context: Context) -> None:
    """What the context given by the caller defines."""
    for name, (letters, body) in context.definitions.items():
        ground.definitions.setdefault(name, [Definition(name, letters, body, given=True)])
    for name, (letters, body) in context.functions.items():
        ground.functions.setdefault(name, [Definition(name, letters, body, function=True, given=True)])
    ground.shapes.update(context.shapes)
    ground.premises += [p for p in context.premises if p not in ground.premises]


def carry_functions(carried: Mapping[str, list[Definition]], ground: Ground) -> None:
    """A function that one section defines holds in the later ones, unless they say otherwise."""
    heads = set(ground.heads())
    for name, found in carried.items():
        if name not in heads:
            ground.functions[name] = [replace(d, line=0) for d in found]
