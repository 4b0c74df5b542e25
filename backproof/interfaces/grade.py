"""backproof grade: what answers are right, and what is behind those that are not."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator
from typing import Any

import click

from backproof import api
from backproof.errors import Unusable, unknown
from backproof.interface import each, print_json

Job = tuple[str, Callable[[], dict[str, Any]]]


@click.command(
    epilog="Examples: backproof grade ece449/5 --answer 'B=[-0.008621, 0]'; backproof grade ece449/5 answers/ --json"
)
@click.argument("name")
@click.argument("files", nargs=-1, metavar="[FILE]...")
@click.option("--part", metavar="P", help="Grade this part alone.")
@click.option(
    "--answer", "answers", metavar="PART=TEXT", multiple=True, help="An answer to a part; once for each part."
)
@click.option("--json", "as_json", is_flag=True, help="Print the record; a list of them for files or a set.")
def grade(name: str, files: tuple[str, ...], part: str | None, answers: tuple[str, ...], as_json: bool) -> int:
    """Grade answers to the problem NAME: typed here, or in submission files (TOML, JSON) and folders of them.

    A submission has `problem`, `student` and a table `answers` from parts to text; a set has a table for each problem.
    The exit code is 0 whenever everything was graded, however wrong the answers.
    """
    names = api.problem_names(name)
    if not answers and not files:
        raise Unusable("grade takes --answer PART=TEXT or files with submissions")
    for n in names:
        api.chosen(n, part)
    typed = [typed_answers(names[0] if names == (name,) else None, part, answers)] if answers else []
    done, worst = each(
        [*typed, *(job for file in api.submission_files(files) for job in jobs(file, name, names, part))]
    )
    if not done:
        return worst
    if as_json:
        print_json(done[0][1] if names == (name,) and not files else [record for _, record in done])
        return worst
    for source, record in done:
        click.echo(told(record, source))
    return worst


def typed_answers(problem: str | None, part: str | None, answers: tuple[str, ...]) -> Job:
    """The answers of the command line as one submission."""
    if problem is None:
        raise Unusable("--answer needs the name of one problem, not of a set")
    labels = [p.label for p in api.chosen(problem, part).parts]
    found: dict[str, str] = {}
    for answer in answers:
        label, equals, text = answer.partition("=")
        if not equals:
            raise Unusable(f"--answer takes PART=TEXT, such as {labels[-1]}=...; {answer!r} has no =")
        if label.strip() not in labels:
            raise unknown(f"part of {problem}", label.strip(), labels)
        found[label.strip()] = text
    return "", lambda: api.grade(problem, found, part=part)


def jobs(file: str, name: str, names: tuple[str, ...], part: str | None) -> Iterator[Job]:
    """What a file asks to be graded; a file that cannot be used is a job that says so."""
    try:
        found = api.submissions(file)
        wanted = [(s, s.problem or (names[0] if names == (name,) else "")) for s in found]
        fitting = [(s, problem) for s, problem in wanted if problem in names]
        if not fitting:
            answered = ", ".join(sorted({problem or "no problem it names" for _, problem in wanted})) or "nothing"
            raise Unusable(f"it answers {answered}, and {name} is graded")
    except Unusable as error:
        yield file, raising(error)
        return
    for submission, problem in fitting:
        yield file, lambda s=submission, p=problem: api.grade(p, s.answers, s.student, part)  # type: ignore[misc]


def raising(error: Exception) -> Callable[[], Any]:
    def job() -> Any:
        raise error

    return job


def feedback(part: dict[str, Any]) -> list[str]:
    """The feedback in lines; a caret stays below its character."""
    if part["verdict"] == "unreadable":
        return str(part["feedback"]).splitlines()
    told = [part["feedback"]]
    if part["diagnosis"]:
        looks = [f"Looks like {d['name']}. {d['hint']}" for d in part["diagnosis"]]
        told = [f"Not right: {part['witness']['sentence']}.", *looks]
    return [line for text in told for line in textwrap.wrap(text, 95, break_long_words=False, break_on_hyphens=False)]


def told(record: dict[str, Any], source: str) -> str:
    """A record for a reader."""
    who = " · ".join(filter(None, (record["problem"], record["student"], source)))
    lines = [f"{who}: {record['points']} of {record['max_points']} points"]
    missing = [p for p in record["parts"] if p["verdict"] == "missing"]
    for p in record["parts"]:
        if p["verdict"] == "missing":
            continue
        earned = "waits for a person" if p["points"] is None else f"{p['points']} of {p['max_points']}"
        how = f" ({p['how']})" if p["verdict"] == "equal" and p["how"] else ""
        lines.append(f"  {p['part']}: {p['verdict']}{how}, {earned}")
        if p["read_as"]:
            lines.append(f"     read as {p['read_as']}")
        if p["verdict"] != "equal":
            lines += [f"     {line}" for line in feedback(p)]
    if missing:
        lines.append(f"  not answered: {', '.join(p['part'] for p in missing)}")
    if record.get("unknown_parts"):
        lines.append(f"  no part of the problem: {', '.join(record['unknown_parts'])}")
    return "\n".join(lines)
