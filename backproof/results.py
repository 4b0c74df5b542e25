"""What the functions of Python return: frozen records, named as in the JSON of the command line.

Each is shown by Jupyter as mathematics or as a table, and by `print` as text. `as_dict()` is the record as plain lists,
numbers and strings. A record of a judgement has no truth value: "could not tell" must not pass for "wrong".
"""

from __future__ import annotations

from typing import Any, NoReturn

import msgspec

from backproof import displays


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """Base of the records."""

    def as_dict(self) -> dict[str, Any]:
        """Plain lists, numbers and strings, as JSON holds them."""
        found: dict[str, Any] = msgspec.to_builtins(self)
        return found


class Judgement(Record, frozen=True, kw_only=True):
    """Base of the records that judge."""

    def __bool__(self) -> NoReturn:
        raise TypeError(f"a {type(self).__name__} has no truth value; ask its attributes")


# ---------------------------------------------------------------- derivations


class Step(Record, frozen=True, kw_only=True):
    """A line of a derivation: `term` in the notation, equal to the line before for the `reason`.

    rules: the names of the rules applied; proved: the facts about indices that the step needed, proved for all sizes.
    """

    term: str
    latex: str
    reason: str
    reason_latex: str = ""
    rules: tuple[str, ...] = ()
    proved: tuple[str, ...] = ()


class Form(Record, frozen=True, kw_only=True):
    """A result in whole arrays, such as a matrix product; symbols: a sentence that tells its signs."""

    text: str
    latex: str
    symbols: str = ""


class Numbers(Record, frozen=True, kw_only=True):
    """The entries of a quantity as nested lists: exact ones in the notation, and decimals."""

    exact: Any
    decimals: Any


class Worked(Record, frozen=True, kw_only=True):
    """A quantity worked out. goal: its entry, `dL_W[m,d]`; ranges: of its indices; result: the closed form."""

    goal: str
    ranges: tuple[str, ...]
    result: str
    latex: str
    steps: tuple[Step, ...] = ()
    operator: Form | None = None
    value: Numbers | None = None

    def _repr_latex_(self) -> str:
        return f"$\\displaystyle {self.latex}$"


class Part(Record, frozen=True, kw_only=True):
    """One question, or one gradient. worked: what leads to the answer, and the answer last.

    count, routes and argument are plain tables: what a counting part counts, textbook chains, judged lines of a proof.
    """

    part: str
    wording: str = ""
    points: str | None = None
    worked: tuple[Worked, ...] = ()
    count: dict[str, Any] | None = None
    routes: tuple[dict[str, Any], ...] = ()
    argument: list[Any] = []

    @property
    def answer(self) -> Worked | None:
        """The quantity asked for; None where the answer is a count or words."""
        return self.worked[-1] if self.worked else None


class Derived(Record, frozen=True, kw_only=True):
    """The gradients of a layer, or a solved problem: `parts`, each with its steps.

    solution: the same as the printers take it; it is no part of `as_dict()`.
    """

    name: str
    title: str
    statement: str
    forward: tuple[str, ...]
    lengths: dict[str, str]
    premises: tuple[str, ...]
    conventions: tuple[str, ...]
    parts: tuple[Part, ...]
    source: str
    solution: Any

    def as_dict(self) -> dict[str, Any]:
        found: dict[str, Any] = msgspec.to_builtins({n: getattr(self, n) for n in self.__struct_fields__[:-1]})
        return found

    def __getitem__(self, label: str) -> Part:
        """The part of that label; KeyError when there is none."""
        return {p.part: p for p in self.parts}[label]

    def __repr__(self) -> str:
        found = ", ".join(p.part for p in self.parts)
        return f"<{self.name}: {found}>"

    def __str__(self) -> str:
        return self.text

    @property
    def text(self) -> str:
        """As plain text."""
        return self.printed("text")

    @property
    def markdown(self) -> str:
        """As Markdown with $$ blocks."""
        return self.printed("markdown")

    @property
    def latex(self) -> str:
        """As a complete LaTeX document."""
        return self.printed("latex")

    def printed(self, form: str) -> str:
        """In a format of `backproof solve --format`. Raises Unusable for one that is not known."""
        from backproof import api

        return api.printed([self.solution], form, whole=True)

    def _repr_markdown_(self) -> str:
        return self.markdown

    def _repr_latex_(self) -> str:
        found = r" \\ ".join(w.latex for p in self.parts if (w := p.answer) is not None)
        return rf"$\displaystyle \begin{{gathered}}{found}\end{{gathered}}$" if found else ""


# ---------------------------------------------------------------- verification


class Check(Record, frozen=True, kw_only=True):
    """One quantity at one choice of sizes. max_error: relative to the largest entry, None where it is not finite."""

    name: str
    quantity: str
    pattern: str
    sizes: dict[str, int]
    steps: int
    max_error: float | None
    facts_proved: int
    facts_unproved: int
    seconds: float
    failure: str = ""
    conditions: tuple[str, ...] = ()
    judged: dict[str, int] = {}
    ok: bool


class Verified(Judgement, frozen=True, kw_only=True):
    """A verification. ok: every quantity agreed at every choice of sizes; judged: judge -> lines settled by it."""

    device: str
    dtype: str
    torch: str
    results: tuple[Check, ...]
    skipped: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    judged: dict[str, int] = {}
    ok: bool

    @property
    def failures(self) -> tuple[str, ...]:
        """What was wrong, each in a sentence."""
        return tuple(r.failure for r in self.results if r.failure)

    def __str__(self) -> str:
        return displays.verified_text(self)

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        return displays.verified_html(self)


# ---------------------------------------------------------------- grading


class Witness(Record, frozen=True, kw_only=True):
    """Where an answer differs: the entry `at` the sizes given, what stands there and what was expected."""

    got: Any
    expected: Any
    sentence: str
    sizes: dict[str, int] = {}
    at: tuple[int, ...] = ()


class Diagnosis(Record, frozen=True, kw_only=True):
    """A belief that explains a wrong answer, and the hint that answers it."""

    name: str
    belief: str = ""
    hint: str = ""
    misconception: str = ""


class Graded(Judgement, frozen=True, kw_only=True):
    """One part of a submission. verdict: equal, different, undecided, unreadable or missing; how: what settled it.

    points: None while the part waits for a person. position: the character at which an unreadable answer stops.
    """

    part: str
    verdict: str
    how: str
    read_as: str
    witness: Witness | None
    diagnosis: tuple[Diagnosis, ...]
    credit: int | float | None
    points: int | float | None
    max_points: int | float
    carried_forward: bool
    feedback: str
    position: int | None = None
    needs_a_person: bool = False
    suggested: dict[str, Any] | None = None


class Grade(Judgement, frozen=True, kw_only=True):
    """A graded submission; points: those settled, which parts that wait for a person do not add to."""

    problem: str
    student: str
    points: int | float
    max_points: int | float
    parts: tuple[Graded, ...]
    policy: str
    seed: int
    version: str
    unknown_parts: tuple[str, ...] = ()

    def __getitem__(self, label: str) -> Graded:
        """The part of that label; KeyError when there is none."""
        return {p.part: p for p in self.parts}[label]

    def __str__(self) -> str:
        return displays.grade_text(self)

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        return displays.grade_html(self)


# ---------------------------------------------------------------- comparison


class Link(Judgement, frozen=True, kw_only=True):
    """Two sides of a chain a = b = c that stand next to each other; link: its number, line: of the document."""

    left: str
    right: str
    verdict: str
    witness: str | None = None
    how: str = ""
    link: int | None = None
    line: int | None = None


class Comparison(Judgement, frozen=True, kw_only=True):
    """An answer against a reference. verdict: equal, different, undecided or unreadable; read_as: LaTeX."""

    verdict: str
    how: str
    read_as: str
    witness: str | None
    diagnosis: tuple[Diagnosis, ...]
    links: tuple[Link, ...]
    first_bad_link: int | None
    seconds: float
    position: int | None = None
    carried_forward: bool = False

    def __str__(self) -> str:
        return displays.comparison_text(self)

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        return displays.comparison_html(self)


class Display(Record, frozen=True, kw_only=True):
    """A formula of a document, in the line where it begins, with the links of its chain."""

    line: int
    latex: str
    read: bool = True
    links: tuple[Link, ...] = ()


class Checked(Judgement, frozen=True, kw_only=True):
    """A document whose chains were judged. summary: how many links are equal, different, undecided."""

    file: str
    displays: tuple[Display, ...]
    unread: tuple[dict[str, Any], ...]
    summary: dict[str, int]

    @property
    def wrong(self) -> tuple[Link, ...]:
        """The links that do not hold, in their order."""
        return tuple(k for d in self.displays for k in d.links if k.verdict == "different")

    def __str__(self) -> str:
        return displays.checked_text(self)

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        return displays.checked_html(self)
