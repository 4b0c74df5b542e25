"""What workers do: each a function of plain texts, with a result of plain data. All work of the page is here."""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import cache
from typing import TYPE_CHECKING, Any

from backproof import answering, api, comparing
from backproof.errors import Unusable
from backproof.web.markup import piece_html, statement_html

if TYPE_CHECKING:
    from derivations.layer import Layer
    from derivations.printing.solution import Solution

MAX_RULE = 20_000
"""Characters of a forward rule."""


@cache
def catalogue() -> dict[str, Any]:
    """Every problem with its parts, and every layer with its inputs."""
    problems = [
        {
            "name": p.name,
            "set": p.name.rpartition("/")[0],
            "title": p.title,
            "points": number(sum(q.points for q in p.parts)),
            "parts": [
                {"label": q.label, "points": number(q.points), "asks": type(q.ask).__name__.lower()} for q in p.parts
            ],
        }
        for p in api.problems().values()
    ]
    layers = [
        {"name": x.name, "title": x.title or x.name, "inputs": list(differentiable(x))} for x in api.layers().values()
    ]
    return {"problems": problems, "layers": layers}


def number(value: Any) -> int | float:
    """Points as JSON has them."""
    return int(value) if value == int(value) else float(value)


def differentiable(layer: Layer) -> tuple[str, ...]:
    """The inputs that a gradient can be taken by."""
    program = layer.program
    return tuple(n for n in (*program.inputs, *program.constants) if n not in program.integers)


@cache
def solution(name: str) -> dict[str, Any]:
    """A problem with its statement and every part in pieces."""
    return told(api.solve(name))


def told(found: Solution) -> dict[str, Any]:
    """A solution for the page: what is not yet to be read stands in pieces of HTML."""
    from derivations.printing.pieces import forward_pieces, part_pieces

    return {
        "name": found.name,
        "title": found.title,
        "statement": statement_html(found.statement),
        "forward": [piece_html(asdict(p)) for p in forward_pieces(found)],
        "conventions": [statement_html(c) for c in found.conventions],
        "parts": [
            {
                "label": part.label,
                "wording": statement_html(part.wording),
                "points": None if part.points is None else number(part.points),
                "pieces": [{"kind": p.kind, **piece_html(asdict(p))} for p in part_pieces(part, found)],
            }
            for part in found.parts
        ],
        "source": found.source,
    }


def whole(name: str, judged: bool) -> str:
    """The whole solution as a fragment of HTML; judged: with what judges find now, as badges that open."""
    from backproof.documents.asked import Asked, judge
    from derivations.printing.html_document import html_fragment

    found = api.solve(name)
    return html_fragment(found, judge(Asked(found, api.problem(name))).evidence) if judged else html_fragment(found)


def printed(name: str, form: str) -> str:
    """A whole solution of a problem as a document in text."""
    return api.printed([api.solve(name)], form, whole=True)


def document(name: str, form: str) -> bytes:
    """A whole solution as one self-contained page with its evidence, or as a PDF."""
    from backproof.documents.asked import Asked, judge
    from backproof.documents.page import html_page
    from backproof.documents.pdf import pdf

    found = api.solve(name)
    if form == "pdf":
        return pdf([found])
    return html_page([found], {found.name: judge(Asked(found, api.problem(name))).evidence}).encode()


def layer(name: str) -> dict[str, Any]:
    """A layer: its forward rule and what it can be differentiated by."""
    return about(api.layer(name))


def about(found: Layer) -> dict[str, Any]:
    """The forward rule of a layer, shown before anything is derived."""
    from derivations.choices import sentences
    from derivations.printing.pieces import forward_pieces
    from derivations.printing.solution import Solution

    program = found.program
    shown = Solution(
        found.name, found.title or found.name, (), program=program, premises=tuple(found.premises), source=found.source
    )
    with api.readable():
        return {
            "name": found.name,
            "title": found.title or found.name,
            "inputs": list(differentiable(found)),
            "forward": [piece_html(asdict(p)) for p in forward_pieces(shown)],
            "conventions": [statement_html(c) for c in sentences(found.conventions, program)],
            "source": found.source,
        }


def layer_gradient(name: str, wrt: str) -> dict[str, Any]:
    """The gradient of a layer by one of its inputs, in pieces."""
    return told(api.derive(api.layer(name), wrt))


def layer_code(name: str, wrt: str, target: str) -> str:
    """The same as a function of numpy or torch."""
    return api.code(name, wrt, target)


def layer_printed(name: str, wrt: str, form: str) -> str:
    """The same in one of the formats of `derive`."""
    return api.printed([api.derive(api.layer(name), wrt)], form, many=False)


def read_rule(text: str) -> Layer:
    """A forward rule that was typed."""
    if len(text) > MAX_RULE:
        raise Unusable(f"a forward rule of {len(text)} characters is longer than the {MAX_RULE} that are read")
    return api.read_forward(text, "your rule")


def rule(text: str) -> dict[str, Any]:
    """How a forward rule is read."""
    return about(read_rule(text))


def rule_gradient(text: str, wrt: str) -> dict[str, Any]:
    """The gradient of a forward rule that was typed."""
    return told(api.derive(read_rule(text), wrt))


def rule_printed(text: str, wrt: str, form: str) -> str:
    """The same in one of the formats of `derive`."""
    found = read_rule(text)
    return api.code(found, wrt, form) if form in api.CODE else api.printed([api.derive(found, wrt)], form, many=False)


def read(name: str, part: str, text: str) -> dict[str, Any]:
    """How an answer is read."""
    return answering.read_answer(name, part, text)


def judge(name: str, part: str, text: str) -> dict[str, Any]:
    """The record of an answer to a part."""
    return answering.judge_answer(name, part, text)


def grade(name: str, answers: str, student: str) -> dict[str, Any]:
    """The record of a submission; answers: JSON of a table from parts to texts."""
    return answering.graded(name, json.loads(answers), student)


def compare(reference: str, answer: str, context: str) -> dict[str, Any]:
    """The record of `compare`; context: JSON."""
    return comparing.compare(reference, answer, table(context))


def check(text: str, context: str) -> dict[str, Any]:
    """The record of `check`; context: JSON."""
    return comparing.check_text(text, table(context))


def table(context: str) -> dict[str, Any]:
    """A context that was typed as JSON. Raises Unusable."""
    if not context.strip():
        return {}
    try:
        found = json.loads(context)
    except (ValueError, RecursionError):
        raise Unusable("the context is no JSON; a table with fields such as tensors and definitions is") from None
    if not isinstance(found, dict):
        raise Unusable("the context is a JSON table with fields such as tensors and definitions")
    return found


def gather(name: str, file: str, content: bytes, most: int) -> dict[str, Any]:
    """The submissions in an uploaded file: entries to be graded one by one, and what was refused."""
    from backproof import classroom

    return classroom.read_upload(name, file, content, most)


def grade_entry(problem: str, student: str, answers: str) -> dict[str, Any]:
    """The record of one submission of a class; equal answers are judged once."""
    from backproof import classroom

    return classroom.grade_one(problem, student, json.loads(answers))


def blank_entry(problem: str, student: str, answers: str, reason: str) -> dict[str, Any]:
    """The record of a submission whose grading was stopped: what was answered waits for a person."""
    from backproof import classroom

    return classroom.waiting(problem, student, json.loads(answers), reason)


def marks(name: str, form: str, graded: str) -> bytes:
    """The marks of a class as a file; graded: JSON of its records, sources and refusals."""
    from backproof import classroom

    found = json.loads(graded)
    refused = tuple((file, reason) for file, reason in found["refused"])
    return classroom.download(classroom.Class(tuple(found["records"]), tuple(found["sources"]), refused), form, name)


def fail(how: str) -> None:
    """What a worker must survive, for the tests: `crash`, `hang` or `memory`."""
    import os
    import time

    match how:
        case "crash":
            os._exit(9)
        case "hang":
            time.sleep(3_600)
        case _:
            len([0] * 10**12)
