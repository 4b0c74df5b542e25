"""The functions of Python: `from backproof import derive, solve, verify, grade, compare, check`.

Each takes names as the command line has them, or objects of one's own, and returns a frozen record that Jupyter shows.
All raise `backproof.Unusable` for input that cannot be used; its text is one sentence that says what would be accepted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar

import msgspec

from backproof import api, comparing, reports
from backproof.errors import Unusable
from backproof.results import Checked, Comparison, Derived, Grade, Record, Verified

if TYPE_CHECKING:
    from derivations.layer import Layer
    from derivations.printing.solution import Solution
    from derivations.problem import Problem

R = TypeVar("R", bound=Record)
DOCUMENTS = (".md", ".markdown", ".tex", ".txt")


def derive(
    rule: str | Layer, wrt: str | Sequence[str] | None = None, kind: Literal["jacobian", "hessian"] | None = None
) -> Derived:
    """The gradient of a loss by the inputs of a layer, step by step, for all sizes.

    rule: the name of a layer, such as "conv2d"; a `derivations.layer.Layer`; or a forward rule as text, which declares
    its tensors above its definitions ("X: N D\\nY[n] = sum[d] X[n,d]^2"). wrt: the input to differentiate by, or
    several; default all. kind: instead of the gradient the whole `jacobian` of the output, or the `hessian` of a loss.

    A gradient has the axes of what it is taken by, indices count from 1, and `dL_Y` is the gradient by the output, that
    is given (1 where the output is a number).
    """
    found = layer(rule)
    names = tuple(found.program.inputs) if wrt is None else (wrt,) if isinstance(wrt, str) else tuple(wrt)
    if not names:
        raise Unusable(f"nothing of {found.name} is asked for; wrt names one or more of its inputs")
    solutions = [api.derive(found, name, kind) for name in names]
    if len(names) == 1:
        return derived(solutions[0])
    if kind is not None:
        parts = tuple(p for s in solutions for p in s.parts)
        return derived(replace(solutions[0], parts=parts))
    from derivations.solve import derive_layer

    with api.readable():
        return derived(derive_layer(found, names))


def solve(name: str, part: str | None = None) -> Derived:
    """The solution of a problem such as "ece449/1", or of one part of it; of an optimiser, its steps."""
    return derived(api.solve(name, part))


def verify(*rules: str | Layer, device: str = "auto", seed: int = 0) -> Verified:
    """The kernel, every step and every result, judged against torch in double precision.

    rules: names of layers, problems, sets of problems or optimisers; or layers of one's own. device: auto, cpu or cuda.
    seed: of the values and sizes drawn. A gap beyond 1e-12 of the largest entry is a failure.
    """
    from checkers.verify_jacobian import verify_whole

    if not rules:
        raise Unusable("verify takes at least one layer, optimiser or problem")
    where, _ = api.resolve_device(device)
    found = []
    for rule in rules:
        if isinstance(rule, str):
            found += [api.verify(name, where, seed) for name in api.names([rule])]
        else:
            with api.readable():
                found.append(verify_whole(rule, where, seed))
    report = reports.merged(found)
    record = report.as_json()
    rows = [{**row, "ok": r.ok} for row, r in zip(record["results"], report.results, strict=True)]
    return as_record({**record, "torch": str(record["torch"]), "results": rows}, Verified)


def grade(problem: str | Problem, answers: Mapping[str, Any], student: str = "", part: str | None = None) -> Grade:
    """One submission to one problem: every part read, decided and diagnosed.

    problem: a name such as "ece449/5", or a `derivations.problem.Problem`. answers: part -> the answer, as text in
    LaTeX or in the notation, as a number, or as nested lists or an array of numbers. part: grade this part alone.
    """
    given = {label: spelled(value, label) for label, value in answers.items()}
    if isinstance(problem, str):
        return as_record(api.grade(problem, given, student, part), Grade)
    from checkers.grade import Grader

    if part is not None:
        labels = [p.label for p in problem.parts]
        if part not in labels:
            raise Unusable(f"{problem.name} has no part {part!r}; its parts are {', '.join(labels)}")
        problem = replace(problem, parts=(problem.part(part),))
    with api.readable():
        return as_record(Grader(problem, tuple(api.misconceptions().values())).grade(given, student), Grade)


def compare(
    reference: str, answer: str, context: Mapping[str, Any] | None = None, seed: int = 0, **fields: Any
) -> Comparison:
    """Is the answer the reference? In LaTeX, NumPy, Unicode, MATLAB or plain spelling; no problem is needed.

    context, or the same as keywords: tensors={"X": [5, 3]}, domains={"z": "nonzero real"}, premises=["p_1+p_2=1"],
    definitions={...}, tolerance={"type": "decimals", "value": 4}, chain=True, ... seed: of the points compared.
    """
    from checkers.algebra.context import FIELDS

    unknown = sorted(set(fields) - FIELDS)
    if unknown:
        raise Unusable(f"compare has no field {unknown[0]!r}; known: {', '.join(sorted(FIELDS))}")
    return as_record(comparing.compare(reference, answer, {**(context or {}), **fields}, seed), Comparison)


def check(document: str | Path, context: Mapping[str, Any] | None = None, problem: str | None = None) -> Checked:
    """Every displayed chain a = b = c of a Markdown or LaTeX document, judged link by link.

    document: a path, a file's name ending in .md, .markdown, .tex or .txt, or the document itself as text.
    context: what it takes for granted, as for `compare`. problem: the problem or set that it is about.
    """
    if isinstance(document, Path) or ("\n" not in document and document.lower().endswith(DOCUMENTS)):
        return as_record(comparing.check(str(document), context, problem), Checked)
    return as_record(comparing.check_text(document, context, problem), Checked)


# ---------------------------------------------------------------- from and to the machinery


def layer(rule: str | Layer) -> Layer:
    """A layer by name, a layer as it is, or a forward rule as text."""
    if not isinstance(rule, str):
        return rule
    if "=" in rule:
        return api.read_forward(rule, "forward")
    if rule in api.problems():
        raise Unusable(f"{rule} is a problem, and derive takes layers; solve({rule!r}) solves it")
    return api.layer(rule)


def derived(solution: Solution) -> Derived:
    """A solution as a record."""
    from derivations.printing.record import solution_record

    return as_record({**solution_record(solution), "solution": solution}, Derived)


def as_record(found: Mapping[str, Any], kind: type[R]) -> R:
    """A record of the machinery as one of the frozen kind."""
    return msgspec.convert(found, kind, strict=False)


def spelled(value: Any, label: str) -> str:
    """An answer as text: numbers, nested lists and arrays as `[[1, 0], [0, -1]]`."""
    from checkers.submission import SubmissionError, as_text

    if isinstance(value, tuple):
        value = list(value)
    elif hasattr(value, "tolist"):  # an array of NumPy, a tensor of torch
        value = value.tolist()
    if isinstance(value, list):
        return f"[{', '.join(spelled(v, label) for v in value)}]"
    try:
        return as_text(value, f"the answer to {label}")
    except SubmissionError as error:
        raise Unusable(str(error)) from None
