"""backproof grade: what answers are right, and what is behind those that are not."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from backproof import api, classroom, policies
from backproof.errors import UNUSABLE, Unusable, unknown
from backproof.interface import complain, each, print_json, write
from backproof.names import Named
from backproof.table import counting

Job = tuple[str, Callable[[], dict[str, Any]]]


def known_form(ctx: click.Context, option: click.Parameter, value: str | None) -> str | None:
    if value is not None and value not in classroom.FORMS:
        raise unknown("format", value, classroom.FORMS)
    return value


def known_engine(ctx: click.Context, option: click.Parameter, value: str) -> str:
    if value not in classroom.ENGINES:
        raise unknown("engine", value, classroom.ENGINES)
    return value


@click.command(
    epilog="Examples: backproof grade ece449/5 --answer 'B=[-0.008621, 0]'; backproof grade ece449/5 answers/ --json; "
    "backproof grade ece449 answers/ --store marks.db --format report -o report.html"
)
@click.argument("name", type=Named("problems"))
@click.argument("files", nargs=-1, metavar="[FILE]...")
@click.option("--part", metavar="P", help="Grade this part alone.")
@click.option(
    "--answer", "answers", metavar="PART=TEXT", multiple=True, help="An answer to a part; once for each part."
)
@click.option("--json", "as_json", is_flag=True, help="Print the record; a list of them for files or a set.")
@click.option(
    "--format",
    "form",
    metavar="FORMAT",
    callback=known_form,
    help=f"One of {', '.join(classroom.FORMS)}; default text.",
)
@click.option(
    "-o", "--output", metavar="FILE", help="Write there; a folder takes gradescope and lti, a file for each student."
)
@click.option(
    "--policy", "policy_file", metavar="FILE", help="What the course pays, in TOML: credit, points, tolerances."
)
@click.option(
    "--store", metavar="FILE", help="Keep results there as they come; a run that was stopped goes on from it."
)
@click.option(
    "--jobs", metavar="N", type=click.IntRange(0, 256), help="Worker processes; default one a core, 0 for none."
)
@click.option(
    "--limit",
    metavar="SECONDS",
    type=click.FloatRange(min=0, min_open=True),
    default=60.0,
    show_default=True,
    help="After which a submission waits for a person.",
)
@click.option(
    "--engine", metavar="NAME", default="local", show_default=True, callback=known_engine, help="local or dask."
)
@click.option("--scheduler", metavar="ADDRESS", help="The dask scheduler, such as tcp://10.0.0.5:8786.")
@click.option(
    "--batch", metavar="N", type=click.IntRange(1), default=100, show_default=True, help="Answers in one task of dask."
)
@click.pass_context
def grade(
    ctx: click.Context,
    name: str,
    files: tuple[str, ...],
    part: str | None,
    answers: tuple[str, ...],
    as_json: bool,
    form: str | None,
    output: str | None,
    policy_file: str | None,
    store: str | None,
    jobs: int | None,
    limit: float,
    engine: str,
    scheduler: str | None,
    batch: int,
) -> int:
    """Grade answers to the problem NAME: typed here, or in submission files, folders and .zip archives of them.

    Submissions are TOML, JSON, Markdown or LaTeX files. One has `problem`, `student` and a table `answers` from parts
    to text, or a section for each part. The exit code is 0 whenever everything was graded, however wrong the answers.
    """
    names = api.problem_names(name)
    if not answers and not files:
        raise Unusable("grade takes --answer PART=TEXT or files with submissions")
    if as_json and form not in (None, "json"):
        raise Unusable(f"--json and --format {form} contradict each other; give one of them")
    form = "json" if as_json else form or "text"
    for n in names:
        api.chosen(n, part)
    policy = None if policy_file is None else policies.read_policy(policy_file, name)
    typed = [typed_answers(names[0] if names == (name,) else None, part, answers, policy)] if answers else []
    done, worst = each(typed)
    records, sources = [record for _, record in done], [source for source, _ in done]
    refused: tuple[tuple[str, str], ...] = ()
    if files:
        folders = tuple(ctx.find_root().params.get("folders") or ())
        cores = {} if jobs is None else {"jobs": jobs}
        options = classroom.Options(
            engine,
            limit=limit,
            store=store,
            scheduler=scheduler,
            folders=folders,
            batch=batch,
            policy=policy,
            **cores,
        )
        with counting() as bar:
            found = classroom.grade_class(name, files, part, options, bar)
        records, sources, refused = records + list(found.records), sources + list(found.sources), found.refused
        for source, reason in refused:
            worst = max(worst, complain(f"{source}: {reason}", UNUSABLE))
    if not records:
        return worst
    everything = classroom.Class(tuple(records), tuple(sources), refused)
    if output is not None and Path(output).is_dir():
        for file, text in classroom.one_each(everything, form):
            write(text, str(Path(output) / file))
    elif form == "text":
        write("\n".join(told(r, source) for r, source in zip(records, sources, strict=True)), output)
    elif form == "json" and output is None:
        print_json(records[0] if names == (name,) and not files else records)
    else:
        text = classroom.written(everything, form, name, html=(output or "").lower().endswith((".html", ".htm")))
        write(text if output else text.removesuffix("\n"), output)
    return worst


def typed_answers(problem: str | None, part: str | None, answers: tuple[str, ...], policy: Any = None) -> Job:
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
    return "", lambda: api.grade(problem, found, part=part, policy=policy)


def feedback(part: dict[str, Any]) -> list[str]:
    """The feedback in lines; a caret stays below its character."""
    if part["verdict"] == "unreadable":
        return str(part["feedback"]).splitlines()
    told = [part["feedback"]]
    if part["diagnosis"] and part["how"] == "by value":
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
        if p["verdict"] != "equal" or p["feedback"] != "Right.":
            lines += [f"     {line}" for line in feedback(p)]
    if missing:
        lines.append(f"  not answered: {', '.join(p['part'] for p in missing)}")
    if record.get("unknown_parts"):
        lines.append(f"  no part of the problem: {', '.join(record['unknown_parts'])}")
    return "\n".join(lines)
