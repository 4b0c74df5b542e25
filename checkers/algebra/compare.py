"""One answer against one reference: the record of `compare`."""

from __future__ import annotations

import json
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import zip_longest
from typing import Any

import numpy as np

from checkers.algebra.alternatives import with_rows_named
from checkers.algebra.chain_counting import judge_chain
from checkers.algebra.constants import is_constant
from checkers.algebra.context import Context, ContextError, read_context, spellings
from checkers.algebra.decide import decide
from checkers.algebra.diagnosis import diagnose
from checkers.algebra.echo import latex
from checkers.algebra.evaluate import Ambiguous
from checkers.algebra.fields import measured, table
from checkers.algebra.findings import finding
from checkers.algebra.own_definitions import with_own_definitions
from checkers.algebra.pairs import of_question
from checkers.algebra.program_counting import counted
from checkers.algebra.question import Question
from checkers.algebra.reading import Side, read_sides
from checkers.algebra.settling import by_convention, settle
from checkers.algebra.several import alternatives, judged, values
from checkers.algebra.solution_sets import compared
from checkers.algebra.table import places_of
from checkers.algebra.tree import (
    MAX_BYTES,
    Apply,
    Derivative,
    Dots,
    Entry,
    Name,
    Node,
    Operation,
    ReadingError,
    Relation,
    Rows,
    has_kind,
    names_in,
    walked,
)
from checkers.algebra.unclosed import closed
from checkers.algebra.values import Unsure

QUESTIONS, ANSWERS, LONG_TEXT = 1024, 4096, 4_000
UNUSABLE = "the question cannot be used: "


class Comparer:
    """Compares any number of answers; the questions and the answers met last are kept, a fixed number of them."""

    def __init__(self, seed: int = 0, prover: Callable[..., str] | None = None):
        self.seed, self.prover = seed, prover
        self.questions: OrderedDict[str, Question] = OrderedDict()
        self.answers: OrderedDict[str, dict[str, Any]] = OrderedDict()

    def compare(self, record: Mapping[str, Any]) -> dict[str, Any]:
        """The record for one line; what cannot be used is undecided with the reason, never an exception.

        In a class many give the same answer to the same question: it is judged once.
        """
        start = time.perf_counter()
        given = record if isinstance(record, Mapping) else {}
        key = kept_under(record)
        if key in self.answers:
            self.answers.move_to_end(key)
            out = copied(self.answers[key])
        else:
            out = self._compared(record)
            if key:
                self.answers[key] = copied(out)
            while len(self.answers) > ANSWERS:
                self.answers.popitem(last=False)
        return {"id": given.get("id"), **out, "seconds": round(time.perf_counter() - start, 6)}

    def _compared(self, record: Mapping[str, Any]) -> dict[str, Any]:
        """The record without the line's own id."""
        out: dict[str, Any] = {
            "verdict": "undecided",
            "how": "",
            "read_as": "",
            "witness": None,
            "diagnosis": [],
            "links": [],
            "first_bad_link": None,
        }
        try:
            with np.errstate(all="ignore"):
                self._fill(record, out)
        except ContextError as error:
            out.update(verdict="undecided", how=f"{UNUSABLE}{error}")
        except ReadingError as error:
            out.update(verdict="unreadable", how=error.message, position=error.position)
            if whole := closed(str(record["answer"]), error.message):
                again = self._compared({**record, "answer": whole})
                if again["verdict"] == "equal":  # one that is closed elsewhere may be meant: that is left open
                    return {**again, "how": f"{again['how']}; a bracket is closed at the end"}
        except Ambiguous as error:
            out.update(verdict="unreadable", how=str(error))
        except RecursionError:
            out.update(verdict="unreadable", how="the answer is nested too deeply")
        except Exception as error:  # a fault of ours must not lose the other lines
            out.update(verdict="undecided", how=f"the judge failed on this answer ({type(error).__name__})")
        return out

    def _fill(self, record: Mapping[str, Any], out: dict[str, Any]) -> None:
        if not isinstance(record, Mapping):
            raise ContextError("a line is a table with 'reference' and 'answer'")
        reference, answer = record.get("reference"), record.get("answer")
        if not isinstance(reference, str) or not isinstance(answer, str):
            raise ContextError("'reference' and 'answer' are texts")
        asked = self.question(reference, record.get("context") or {})
        if wanted := values(reference, asked.context.names):
            context = {k: v for k, v in (record.get("context") or {}).items() if k != "label"}

            def one(right: str, own: str) -> dict[str, Any]:
                return self._compared({"reference": right, "answer": own, "context": context})

            out.update(judged(wanted, values(answer, asked.context.names, 1), one))
            return
        if name := alternatives(answer, asked.context.names):
            raise ReadingError(f"the answer gives several values of {name}; the question asks for one", 0)
        answer, own = with_own_definitions(answer, asked.context, asked.tree)
        question = self.defining(asked, own, record)
        sides = read_sides(answer, question.context.names)
        sides = without_label(sides, question)
        if question.context.chain and len(sides) > 1:
            judge_chain(question, [with_rows_named(s, question) for s in sides], out)
        elif found := compared(read_sides(reference, question.context.names), sides, question):
            out.update(read_as=" = ".join(latex(s.trees[0]) for s in sides), verdict=found.verdict, how=found.how,
                       witness=found.witness)  # fmt: skip
        else:
            out["read_as"] = latex(chosen(sides, question).trees[0])
            settle(question, chosen(sides, question), out, asked)
        if out["how"] == "rounded too coarsely" and len(sides) > 1 and chosen(sides, question).relation == "≈":
            exact = decide(question, sides[-2], sides[-2].trees[0])  # ln 2 ≈ 0.693
            if exact.verdict == "equal":
                out.update(verdict="equal", how=exact.how, witness=None, diagnosis=[])
        if out["verdict"] != "equal" and question.context.earlier:
            self._carried(record, out)

    def question(self, reference: str, given: Mapping[str, Any]) -> Question:
        """The question of a reference and a context, made once. Raises ContextError."""
        key = text_of([reference, given])
        if key in self.questions:
            self.questions.move_to_end(key)
            return self.questions[key]
        made = Question(*read_question(reference, given), self.seed, prover=self.prover)
        made = of_question(counted(with_convention(made)))
        self.questions[key] = made
        while len(self.questions) > QUESTIONS:
            self.questions.popitem(last=False)
        return made

    def defining(self, question: Question, own: Mapping[str, str], record: Mapping[str, Any]) -> Question:
        """The question with what an answer defines itself."""
        if not own:
            return question
        given = dict(record.get("context") or {})
        try:
            return self.question(
                str(record["reference"]), {**given, "definitions": {**own, **(given.get("definitions") or {})}}
            )
        except ContextError as error:
            raise ReadingError(f"what the answer defines is not read: {error}", 0) from None

    def _carried(self, record: Mapping[str, Any], out: dict[str, Any]) -> None:
        """The same answer with the student's own earlier values in place of the true ones."""
        given = dict(record.get("context") or {})
        earlier = given.pop("earlier")
        definitions = dict(given.get("definitions") or {})
        for name, e in earlier.items():
            value = e.get("answer") if isinstance(e, Mapping) else e
            if not isinstance(value, str) or degenerate(value):
                if isinstance(value, str) and "zero" in [d["name"] for d in out["diagnosis"]]:
                    out["diagnosis"] = [finding("earlier_value_degenerate"), *out["diagnosis"]][:3]
                return
            definitions[name] = value
        try:
            given["definitions"] = definitions
            question = self.question(str(record["reference"]), given)
            answer, own = with_own_definitions(str(record["answer"]), question.context, question.tree)
            question = self.defining(question, own, {**record, "context": given})
            side = chosen(without_label(read_sides(answer, question.context.names), question), question)
        except (ContextError, ReadingError):
            return
        found = decide(question, side, side.trees[0])
        if found.verdict == "equal":
            out.update(verdict="equal", how="right with the student's own earlier value carried on", witness=None,
                       diagnosis=[], carried_forward=True)  # fmt: skip
        elif found.verdict == out["verdict"] == "different":
            out["diagnosis"] = merged(
                out["diagnosis"], diagnose(question.with_answer(side), side, side.trees[0], found)
            )


def text_of(parts: list[Any]) -> str:
    """The same text for the same parts."""
    return json.dumps(parts, sort_keys=True, default=str)


def copied(out: dict[str, Any]) -> dict[str, Any]:
    """A record of its own, its tables too."""
    return {k: [dict(x) for x in v] if isinstance(v, list) else v for k, v in out.items()}


def kept_under(record: Any) -> str:
    """The text under which the record of an answer is kept, '' for one that is not."""
    if not isinstance(record, Mapping):
        return ""
    try:
        key = text_of([record.get("reference"), record.get("answer"), record.get("context")])
    except (TypeError, ValueError, RecursionError):
        return ""
    return key if len(key) <= LONG_TEXT else ""


def merged(first: list[dict[str, str]], second: list[dict[str, str]]) -> list[dict[str, str]]:
    """Names with the true earlier values and with the student's own, what both have and what is specific first."""
    by_name = {d["name"]: d for d in (*first, *second) if d["name"] not in ("constant_factor", "wrong_shape")}
    both = [n for n in by_name if n in {d["name"] for d in first} and n in {d["name"] for d in second}]
    turn = [d["name"] for pair in zip_longest(second, first) for d in pair if d is not None and d["name"] in by_name]
    names = list(dict.fromkeys([*both, *turn]))
    return [by_name[n] for n in names[:3]] or (first or second)


def degenerate(value: str) -> bool:
    """An earlier answer of 0 would give the rest away."""
    return value.strip().strip("$").replace("0", "").strip(".[](),; ") == ""


def read_question(reference: str, given: Mapping[str, Any]) -> tuple[Side, Context]:
    """The reference and its context; earlier parts stand at their true values. Raises ContextError."""
    measured(given)
    if len(reference) > MAX_BYTES:
        raise ContextError(f"the reference is longer than {MAX_BYTES} bytes")
    if earlier := table(given, "earlier"):
        true = {n: e["reference"] for n, e in earlier.items() if isinstance(e, Mapping) and "reference" in e}
        given = {**given, "definitions": {**true, **table(given, "definitions")}}
    context = read_context(given, [reference])
    try:
        sides = read_sides(reference, context.names)
    except ReadingError as error:
        raise ContextError(f"the reference is not read: {error.message}") from None
    if "e" not in context.names.known.names and is_variable("e", sides[-1].trees[0]):
        return read_question(reference, {**given, "domains": {"e": "real", **(given.get("domains") or {})}})
    names = frozenset(spelled for n in walked(sides[-1].trees[0], Name) for spelled in (n.name,))
    words = frozenset(s for n in names for s in spellings(n))
    euler = "e" in names and "e" not in context.names.known.names
    number = is_constant(sides[-1].trees[0], context.definitions, context.functions)
    number = number and not has_kind(sides[-1].trees[0], Rows)
    known = replace(context.names.known, listed=listed(sides[-1].trees[0]), grid=grid(sides[-1].trees[0]))
    reading = replace(context.names, spelled=context.names.spelled | words, known=known, euler=euler, number=number,
                      condition=isinstance(sides[-1].trees[0], Relation))  # fmt: skip
    return sides[-1], replace(context, names=reading)


def listed(tree: Node) -> int:
    """How many entries a list of values has, 0 for what is none."""
    if not isinstance(tree, Rows) or any(isinstance(c, Dots) for c in tree.cells):
        return 0
    first = tree.cells[0]
    row = first if len(tree.cells) == 1 and isinstance(first, Rows) else tree
    columns = [c for r in row.cells for c in (r.cells if isinstance(r, Rows) and len(r.cells) == 1 else (r,))]
    return 0 if any(isinstance(c, Rows) for c in columns) else len(columns)


def grid(tree: Node) -> tuple[int, int]:
    """The rows and columns of a matrix of values, (0, 0) for what is none."""
    if not isinstance(tree, Rows) or not all(isinstance(r, Rows) for r in tree.cells):
        return (0, 0)
    widths = {len(r.cells) for r in tree.cells if isinstance(r, Rows)}
    return (len(tree.cells), widths.pop()) if len(widths) == 1 else (0, 0)


def is_variable(name: str, tree: Node) -> bool:
    """Is a number's own name used as a quantity: |e|, sign(e), e > 0, and never as the base of a power?"""
    inside = list(walked(tree))
    if any(isinstance(n, Operation) and n.operator == "^" and n.left == Name(name) for n in inside):
        return False
    asked = [n.arguments for n in inside if isinstance(n, Apply) and n.function in ("abs", "sign")]
    asked += [(n.left, n.right) for n in inside if isinstance(n, Relation)]
    return any(Name(name) in walked(part) for parts in asked for part in parts)


def without_label(sides: list[Side], question: Question) -> list[Side]:
    """The sides without a leading name of what is asked (`dW =`, `\\frac{\\partial L}{\\partial W} =`)."""
    if len(sides) > 1 and names_the_asked(sides[0].trees[0], question):
        letters = letters_of(sides[0].trees[0])
        return [replace(s, letters=letters) for s in sides[1:]]
    return sides


def letters_of(label: Node) -> tuple[str, ...]:
    """The letters of the entry that a label names, in its order: i, j in dL/dW_{ij}."""
    entries = list(walked(label, Entry))
    found = [p.name for p in places_of(entries[-1], None) if isinstance(p, Name)] if entries else []
    return tuple(found) if len(set(found)) == len(found) else ()


def names_the_asked(node: Node, question: Question) -> bool:
    if isinstance(node, Derivative):
        return isinstance(node.body, (Name, Entry))
    if isinstance(node, (Name, Entry)):
        inside = names_in(question.tree)
        base = node.base if isinstance(node, Entry) else node
        return isinstance(base, Name) and (base.name not in inside) and not question.table.declared(base.name)
    return False


def chosen(sides: list[Side], question: Question) -> Side:
    """The side that is the answer: the last one, unless it only names what is asked."""
    if len(sides) > 1 and names_the_asked(sides[-1].trees[0], question):
        return sides[0]
    return sides[-1]


def with_convention(question: Question) -> Question:
    """The question with its reference as A \\odot (B C) where that has a value."""
    side = question.reference
    if by_convention(side, side.trees):
        other = replace(question, reference=replace(side, trees=side.trees[::-1]), variants={}, tables={}, last=None)
        try:
            if other.stages:
                return other
        except (Unsure, Ambiguous):
            pass
    return question


def compare(
    reference: str,
    answer: str,
    context: Mapping[str, Any] | None = None,
    seed: int = 0,
    prover: Callable[..., str] | None = None,
) -> dict[str, Any]:
    """Is the answer the reference? The record of the contract, for one pair."""
    record = {"id": None, "reference": reference, "answer": answer, "context": context or {}}
    return Comparer(seed, prover).compare(record)
