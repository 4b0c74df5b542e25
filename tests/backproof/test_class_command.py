"""backproof grade over a class: every format, to stdout, a file or a folder; what contradicts itself is refused."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from backproof.classroom import FORMS
from backproof.main import doors

PEOPLE = {"ann": "513466", "bob": "1000", "=eve()": "((("}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "class"
    path.mkdir()
    for k, (student, total) in enumerate(PEOPLE.items()):
        (path / f"{k}.md").write_text(f"student: {student}\ntotal: {total}\n")
    return path


def grade(*arguments: str | Path) -> Result:
    return CliRunner().invoke(doors, ["grade", "ece449/3", "--jobs", "0", *map(str, arguments)])


@pytest.mark.parametrize("form", FORMS)
def test_every_format_is_the_same_in_a_file_and_twice(folder: Path, tmp_path: Path, form: str) -> None:
    shown = grade(folder, "--format", form)
    assert shown.exit_code == 0 and ("bob" in shown.stdout or form == "report")
    assert grade(folder, "--format", form).stdout == shown.stdout
    assert grade(folder, "--format", form, "-o", tmp_path / "out").stdout == ""
    saved = (tmp_path / "out").read_text()
    assert json.loads(saved) == json.loads(shown.stdout) if form == "json" else saved == shown.stdout


def test_a_spreadsheet_gets_no_formula(folder: Path) -> None:
    rows = list(csv.reader(io.StringIO(grade(folder, "--format", "csv").stdout)))
    assert [row[0] for row in rows] == ["student", "ann", "bob", "'=eve()"]


def test_a_file_for_each_student(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (folder / "9.md").write_text("student: ../ann\ntotal: 513466\n")
    assert grade(folder, "--format", "gradescope", "-o", out).exit_code == 0
    assert sorted(p.name for p in out.iterdir()) == ["ann-2.json", "ann.json", "bob.json", "eve.json"]
    assert json.loads((out / "ann.json").read_text())["score"] == 6
    refused = grade(folder, "--format", "csv", "-o", out)
    assert (refused.exit_code, "gradescope and lti" in refused.stderr) == (2, True)


def test_the_report_is_a_page_where_the_file_is_one(folder: Path, tmp_path: Path) -> None:
    grade(folder, "--format", "report", "-o", tmp_path / "r.html")
    assert (tmp_path / "r.html").read_text().startswith("<!DOCTYPE html>")
    assert grade(folder, "--format", "report").stdout.startswith("# ece449/3\n")


def test_the_store_is_used(folder: Path, tmp_path: Path) -> None:
    store = tmp_path / "s.db"
    first = grade(folder, "--store", store).stdout
    assert store.exists()
    assert grade(folder, "--store", store).stdout == first
    store.unlink()
    (tmp_path / "s.db").write_bytes(b"no database" * 100)
    assert grade(folder, "--store", store).exit_code == 2


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--format", "xml"), "no format is called 'xml'"),
        (("--json", "--format", "csv"), "contradict"),
        (("--engine", "ray"), "no engine is called 'ray'"),
        (("--engine", "dask"), "needs --scheduler"),
        (("--limit", "0"), "limit"),
    ],
)
def test_options_that_cannot_be_used(folder: Path, options: tuple[str, ...], said: str) -> None:
    refused = grade(folder, *options)
    assert refused.exit_code == 2
    assert said in refused.stderr
    assert len(refused.stderr.splitlines()) == 1 and "Traceback" not in refused.stderr
