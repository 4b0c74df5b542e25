"""A tutor for one question: says where a student's own line stands in the derivation, and what to do next.

Every line of a derivation is equal to the result, so a line that is right is placed by its shape: how many derivatives,
conditions and sums it still has. A hint has three degrees: why the next line follows, what it looks like, the line.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from backproof import api
from backproof.errors import unknown

if TYPE_CHECKING:
    from checkers.grade import Grader
    from derivations import terms as T
    from derivations.printing.solution import SolvedPart
    from derivations.problem import Part, Problem

Shape = tuple[int, int, int]
"""Derivatives not taken, conditions in brackets, indices of sums."""

DEGREES = 3


@dataclass(frozen=True)
class Station:
    """One line of the way: why it follows, what it looks like, the line itself; shape and about: of a formula."""

    why: str
    look: str
    line: str
    shape: Shape | None = None
    about: str = ""  # the quantity it works out


@dataclass(frozen=True)
class Reply:
    """What the tutor says; done: the question is answered."""

    text: str
    done: bool = False


class Tutor:
    """One question of a problem, or the gradient of a layer by one of its inputs, and how far the student is.

    Raises Unusable for names that do not exist.
    """

    def __init__(self, name: str, part: str | None = None):
        self.problem = _problem(name)
        labels = [p.label for p in self.problem.parts]
        if part is not None and part not in labels:
            raise unknown(f"part of {name}", part, labels)
        self.part: Part = self.problem.part(part or labels[0])
        self.reached = -1  # the last line known to be right
        self.told = 0  # degrees of the hint for the next line

    @cached_property
    def stations(self) -> tuple[Station, ...]:
        """The way to the answer."""
        from derivations.solve import solve

        with api.readable():
            [solved] = solve(self.problem, (self.part.label,)).parts
        return tuple(_stations(solved, self.part))

    @cached_property
    def grader(self) -> Grader:
        """The judge of the question."""
        from checkers.grade import Grader

        return Grader(self.problem, tuple(api.misconceptions().values()))

    def question(self) -> str:
        """What is asked."""
        from derivations.printing.text_document import definition_text, paragraphs

        title = f"{self.problem.title}, part {self.part.label}"
        rules = self.problem.layer.program.definitions if self.problem.layer else ()
        forward = (
            "\n".join(["Forward rule", *(f"    {definition_text(d, ranges=True)}" for d in rules)]) if rules else ""
        )
        said = (title, paragraphs(self.problem.statement), forward, paragraphs(self.part.wording))
        return "\n\n".join(filter(None, said))

    def hint(self) -> Reply:
        """The next degree of the hint for the line after the last right one."""
        following = self.reached + 1
        if following >= len(self.stations):
            return Reply("Nothing is left to do: that is the answer.", True)
        station = self.stations[following]
        if self.told == 0:
            words = station.why
        elif self.told == 1 and station.look:
            words = station.look
        else:
            words = f"The line is\n{station.line}"
            self.reached, self.told = following, -1
        self.told += 1
        several = len({s.about for s in self.stations}) > 1
        about = f", for {station.about}" if several and station.about else ""
        said = f"Step {following + 1} of {len(self.stations)}{about}. {words}"
        return Reply(said, self.reached == len(self.stations) - 1)

    def line(self, text: str) -> Reply:
        """Judge the student's current line and say what comes next; `Q = ...` is judged as the part of that label."""
        label = self._meant(text)
        answered = self.grader.grade({label: text})["parts"]
        [record] = [p for p in answered if p["part"] == label]
        verdict = record["verdict"]
        if verdict == "unreadable":
            return Reply(str(record["feedback"]))
        read = f"Read as {record['read_as']}.\n" if record["read_as"] else ""
        if verdict == "different":
            return Reply(read + _objection(record) + "\nType `hint` for the step after your last right line.")
        if verdict == "undecided":
            return Reply(f"{read}This could not be decided: {record['how'] or record['feedback']}")
        place = self._place(text) if label == self.part.label else self._end_of(label)
        if place == len(self.stations) - 1:
            self.reached = place
            return Reply(f"{read}Right, and that is the answer.", True)
        if place > self.reached:
            self.reached, self.told = place, 0
        stands = f"your line stands at step {place + 1} of {len(self.stations)}" if place >= 0 else f"that is {label}"
        told = f"{read}Right so far: {stands}."
        return Reply(f"{told}\n{self.hint().text}")

    def _meant(self, text: str) -> str:
        """The label of the part that stands left of the first equals sign; this part where there is none."""
        left = text.partition("=")[0].strip()
        return left if left in {p.label for p in self.problem.parts} else self.part.label

    def _end_of(self, label: str) -> int:
        """The line that completes another part's quantity on the way to this one; where there is none, no further."""
        names = {label, f"dL_{label[1:]}" if label.startswith("d") else label}
        return max((k for k, s in enumerate(self.stations) if s.about in names), default=self.reached)

    def _place(self, text: str) -> int:
        """The last line whose shape is nearest to that of the text; the result where it has no shape or is simpler."""
        last = len(self.stations) - 1
        own = _shape_of_answer(text)
        shaped = [(k, s.shape) for k, s in enumerate(self.stations) if s.shape is not None]
        if own is None or not shaped or own <= shaped[-1][1]:
            return last
        nearest = min((sum(abs(a - b) for a, b in zip(own, shape, strict=True)), -k) for k, shape in shaped)
        return last if -nearest[1] == shaped[-1][0] else -nearest[1]


def _problem(name: str) -> Problem:
    """The problem of that name; a layer becomes one that asks for each of its gradients."""
    from fractions import Fraction

    from derivations.problem import Gradient, Part, Problem

    if name not in api.layers():
        if name not in api.problems():
            raise unknown("problem or layer", name, {*api.problems(), *api.layers()})
        return api.problem(name)
    layer = api.layer(name)
    parts = tuple(
        Part(x, Gradient(x), Fraction(1), f"Find the gradient of the loss by {x}; dL_Y stands for the one by Y.")
        for x in layer.program.inputs
    )
    return Problem(layer.name, layer.title or layer.name, "", parts, layer.source, layer)


def _stations(solved: SolvedPart, part: Part) -> Iterator[Station]:
    from derivations.printing.argument_text import argument_text
    from derivations.printing.text import text
    from derivations.printing.text_document import definition_text, nested_text, reason_text
    from derivations.problem import Explain

    for worked in solved.worked:
        name, of = text(worked.result.lhs), worked.result.tensor
        for line in worked.lines:
            shape = _shape_of_term(line.term)
            yield Station(reason_text(line), _look(shape), f"    {name} = {text(line.term)}", shape, of)
        if not worked.lines:
            yield Station(f"Use the definition of {name}.", "", f"    {definition_text(worked.result)}", None, of)
        if worked.value is not None:
            shown = f"    {worked.result.tensor} = {nested_text(worked.value.text)}"
            yield Station(f"Put the numbers into {name}.", "", shown, None, of)
    if not solved.worked:
        for route in solved.routes:
            for step in route.lines:
                yield Station(step.reason, "", f"    {text(step.term)}", _shape_of_term(step.term))
    if isinstance(part.ask, Explain):
        for criterion in part.ask.rubric:
            yield Station("There is one more idea to name.", "", f"    {criterion.idea}")
        return
    for told in argument_text(solved.argument) if not solved.worked else ():
        first, _, rest = told.partition("\n")
        yield Station(first, "", rest or first)
    if solved.tally is not None:
        yield Station(
            "Count layer by layer: each kernel has its height times width times input channels, and a bias.",
            "",
            f"    backproof count shows every layer; {solved.told or 'the total is its last line'}",
        )


def _look(shape: Shape) -> str:
    """The shape in words."""
    kinds = (
        ("derivative not yet taken", "derivatives not yet taken"),
        ("condition in brackets", "conditions in brackets"),
        ("index of a sum", "indices of sums"),
    )
    counted = [f"{n} {one if n == 1 else many}" for n, (one, many) in zip(shape, kinds, strict=True) if n]
    return f"The line has {', '.join(counted) or 'no derivative, no condition and no sum'}."


def _shape_of_term(t: T.Term) -> Shape:
    from derivations import terms as T

    inside = [node for _, node in T.positions(t)]
    return (
        sum(isinstance(n, T.Partial) for n in inside),
        sum(isinstance(n, T.Iverson) for n in inside),
        sum(len(n.indices) for n in inside if isinstance(n, T.Sum)),
    )


def _shape_of_answer(text: str) -> Shape | None:
    """None where the text is no formula that can be taken apart; the notation is read first, then other spellings."""
    from checkers.algebra.reading import Names, read_one
    from checkers.algebra.tree import Apply, Big, Derivative, Entry, Name, ReadingError, Relation, walked
    from derivations.notation import NotationError
    from derivations.syntax import parse_tree

    try:
        found = list(parse_tree(text, "expr").iter_subtrees())
    except NotationError:
        pass
    else:
        sums = [t for t in found if t.data == "big" and str(t.children[0]) == "sum"]
        derivatives = sum(t.data == "call" and str(t.children[0]) == "diff" for t in found)
        return derivatives, sum(t.data == "bracket" for t in found), sum(len(t.children[1].children) for t in sums)
    try:
        inside = list(walked(read_one(text, Names()).trees[0]))
    except ReadingError:
        return None
    deltas = sum(
        (isinstance(n, Entry) and n.base == Name("delta")) or (isinstance(n, Apply) and n.function == "delta")
        for n in inside
    )
    conditions = sum(isinstance(n, Relation) and n.relation in ("=", "|") for n in inside)
    return (
        sum(isinstance(n, Derivative) for n in inside),
        deltas + conditions,
        sum(len(n.bounds) for n in inside if isinstance(n, Big)),
    )


def _objection(record: dict[str, Any]) -> str:
    """What is wrong, without the number that would be right."""
    witness = record["witness"] or {}
    where = witness.get("place") or witness.get("entry")
    said = (
        f"{where} is not right" if where else str(witness.get("sentence", "this is not right")).split("; expected")[0]
    )
    hints = [f"{d['hint']}" for d in record["diagnosis"]]
    return "\n".join([f"Not right: {said}.", *hints])
