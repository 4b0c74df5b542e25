"""Grades one upload as a Gradescope autograder: `python -m backproof.autograder ROOT`.

ROOT/source/assignment.json says what is graded; ROOT/submission holds what was uploaded; ROOT/results/results.json is
written, whatever was uploaded. A student hands in the problems of a set in as many files as they like.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from backproof import api, classroom

if TYPE_CHECKING:
    from checkers.classroom.entry import Entry

Result = dict[str, Any]


def grade_upload(root: Path) -> Result:
    """The results.json for the upload below the root."""
    from checkers.classroom.grading import grade_class
    from checkers.classroom.local import Local
    from checkers.records.gradescope import result
    from checkers.records.marks import Student

    assignment = json.loads((root / "source" / "assignment.json").read_text(encoding="utf-8"))
    folders = tuple(str(root / "source" / f) for f in assignment["folders"])
    for folder in folders:
        api.use(folder)
    name, student = assignment["name"], student_name(root / "submission_metadata.json")
    found, refused = classroom.read_class(name, [str(root / "submission")])
    entries, told = one_each(found, student)
    told += [f"{within(source, root)} was not graded: {reason}." for source, reason in refused]
    graders = partial(classroom.grader_for, part=None, folders=folders)
    judged = grade_class(entries, Local(graders, 1, assignment["limit"]), graders)
    by_name = {r["problem"]: r for r in judged}
    for problem in api.problem_names(name):
        by_name.setdefault(problem, graders(problem).grade({}, student))
    records = tuple(by_name[n] for n in api.problem_names(name))
    whole = result(Student(student, "", records))
    told += [f"{r['problem']} has no part {', '.join(r['unknown_parts'])}." for r in records if r.get("unknown_parts")]
    if told or not entries:
        none = [] if entries else ["No answer was found in what was handed in."]
        whole["output"] = "\n".join([*none, *told, whole["output"]])
    return whole


def one_each(found: Sequence[Entry], student: str) -> tuple[list[Entry], list[str]]:
    """One entry for each problem, and what is told about answers that were given twice: the first one counts."""
    from checkers.classroom.entry import Entry

    merged: dict[str, dict[str, str]] = {}
    told = []
    for e in found:
        own = merged.setdefault(e.problem, {})
        for part, text in e.answers:
            if not own.get(part, "").strip():
                own[part] = text
            elif text.strip() and own[part] != text:
                told.append(f"{e.problem}, {part} was answered twice; the answer in the first file counts.")
    return [Entry(p, student, tuple(sorted(own.items()))) for p, own in merged.items()], told


def within(source: str, root: Path) -> str:
    """The name of a file as its owner knows it."""
    return source.removeprefix(f"{root / 'submission'}{os.sep}").replace(str(root / "submission"), "the submission")


def student_name(metadata: Path) -> str:
    """Who handed it in, as Gradescope says; "" where it does not."""
    try:
        users = json.loads(metadata.read_text(encoding="utf-8"))["users"]
        return ", ".join(str(u["name"]) for u in users)
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def failed(error: BaseException) -> Result:
    """The result where the autograder itself failed: a person has to look, and the student is told so."""
    return {
        "score": 0,
        "output": "The autograder failed, which says nothing about these answers; the staff has to run it again or "
        f"grade by hand ({type(error).__name__}).",
        "output_format": "text",
        "visibility": "visible",
        "tests": [],
        "extra_data": {"failed": type(error).__name__},
    }


def write_result(root: Path, found: Mapping[str, Any]) -> None:
    """Whole or not at all."""
    folder = root / "results"
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / "results.json.part"
    part.write_text(classroom.as_json(found), encoding="utf-8")
    part.replace(folder / "results.json")


def main(arguments: Sequence[str]) -> int:
    """Grade the upload below ROOT, the only argument; a failure is printed for the staff and told to the student."""
    [root] = map(Path, arguments)
    try:
        found, code = grade_upload(root.resolve()), 0
    except Exception as error:
        import traceback

        traceback.print_exc()
        found, code = failed(error), 1
    write_result(root, found)
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
