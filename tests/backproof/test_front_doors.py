"""The command line as a whole: names, errors, exit codes, a course's own folder."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from backproof import interface
from backproof.errors import Unusable, natural, unknown
from backproof.interface import Doors, each
from backproof.main import doors

COMMANDS = ("derive", "grade", "list", "solve", "verify")


def backproof(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """The program as a user starts it."""
    program = Path(sys.executable).parent / "backproof"
    return subprocess.run(
        [str(program), *arguments], capture_output=True, text=True, timeout=240, env={**os.environ, **environment}
    )


def test_the_commands_of_the_contract_are_there() -> None:
    assert set(COMMANDS) <= set(doors.list_commands(click.Context(doors)))


@pytest.mark.parametrize("command", COMMANDS)
def test_help_has_an_example(command: str) -> None:
    result = CliRunner().invoke(doors, [command, "--help"])
    assert result.exit_code == 0
    assert f"backproof {command}" in result.stdout
    assert "Example" in result.stdout


def test_the_bare_program_shows_its_help() -> None:
    result = CliRunner().invoke(doors, [])
    assert result.exit_code == 0
    assert all(command in result.stdout for command in COMMANDS)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["slove"], "nearest: solve"),
        (["solve"], "Missing argument 'NAME'"),
        (["solve", "ece449/11"], "nearest: ece449/1"),
        (["solve", "zzz"], "known: "),
        (["solve", "ece449/1", "--part", "dk"], "nearest: dK"),
        (["solve", "ece449/1", "--format", "odt"], "known: html, json, latex, markdown, pdf, text"),
        (["solve", "ece449/1", "--frmat", "text"], "No such option"),
        (["derive", "linaer", "--wrt", "W"], "nearest: linear"),
        (["derive", "linear", "--wrt", "w"], "nearest: W"),
        (["derive", "linear"], "Missing option '--wrt'"),
        (["derive", "--wrt", "W"], "--forward FILE"),
        (["derive", "linear", "--forward", "-", "--wrt", "W"], "--forward FILE"),
        (["derive", "--forward", "/nowhere/rule.txt", "--wrt", "X"], "No such file"),
        (["derive", "embedding", "--wrt", "ids"], "ids"),
        (["verify", "sofmax"], "nearest: softmax"),
        (["verify", "linear", "--device", "tpu"], "tpu"),
        (["verify"], "--all"),
        (["grade", "ece449/55", "--answer", "W=1"], "nearest: ece449/5"),
        (["grade", "ece449/5", "--answer", "W"], "PART=TEXT"),
        (["grade", "ece449/5", "--answer", "V=1"], "known:"),
        (["grade", "ece449/5", "--part", "V", "--answer", "W=1"], "part"),
        (["grade", "ece449/5"], "--answer"),
        (["--with", "/nowhere", "list"], "/nowhere"),
    ],
)
def test_input_that_cannot_be_used_is_a_sentence_and_exit_code_2(arguments: list[str], said: str) -> None:
    result = CliRunner().invoke(doors, arguments)
    assert result.exit_code == 2, result.output
    assert result.stdout == ""
    assert said in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
    assert "Traceback" not in result.stderr


def test_the_program_itself_exits_with_the_code() -> None:
    ran = backproof("solve", "ece449/11")
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr.startswith("backproof: no problem is called 'ece449/11'; nearest: ece449/1")


def test_a_defect_is_a_sentence_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise ZeroDivisionError("in some\nplace")

    monkeypatch.setattr("backproof.api.list_everything", broken)
    result = CliRunner().invoke(doors, ["list"])
    assert result.exit_code == 3
    assert result.stderr == (
        "backproof: a defect of backproof itself, please report it: ZeroDivisionError: in some place\n"
    )
    shown = CliRunner().invoke(doors, ["list"], env={"BACKPROOF_TRACEBACK": "1"})
    assert "Traceback" in shown.stderr


def test_one_bad_item_does_not_lose_the_rest(capsys: pytest.CaptureFixture[str]) -> None:
    def bad() -> int:
        raise KeyError("x")

    def unusable() -> int:
        raise Unusable("no such thing")

    done, worst = each([("a", lambda: 1), ("b", bad), ("c", unusable), ("d", lambda: 4)])
    assert done == [("a", 1), ("d", 4)]
    assert worst == 3
    assert [line.split(": ")[1] for line in capsys.readouterr().err.splitlines()] == ["b", "c"]
    assert each([("a", lambda: 1)])[1] == 0


def test_a_reader_that_leaves_is_no_error() -> None:
    program = Path(sys.executable).parent / "backproof"
    ran = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {program} list | head -1"], capture_output=True, text=True, timeout=60
    )
    assert (ran.returncode, ran.stderr) == (0, "")


def test_a_command_exists_because_its_file_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import backproof.interfaces

    (tmp_path / "hello.py").write_text(
        "import click\n@click.command()\ndef hello():\n    'Greet.'\n    click.echo('hello')\n    return 3\n"
    )
    monkeypatch.setattr(interface, "INTERFACES", tmp_path)
    monkeypatch.setattr(backproof.interfaces, "__path__", [str(tmp_path)])
    result = CliRunner().invoke(Doors(), ["hello"])
    assert (result.stdout, result.exit_code) == ("hello\n", 3)


def test_names_are_sorted_as_people_count() -> None:
    assert sorted(["a/10", "a/2.1", "a/2", "a/1"], key=natural) == ["a/1", "a/2", "a/2.1", "a/10"]


def test_nearest_names_ignore_case_and_fall_back_to_all() -> None:
    assert "nearest: Conv2d" in str(unknown("layer", "conv2D", ["Conv2d", "linear"]))
    assert str(unknown("layer", "qqq", ["b", "a"])) == "no layer is called 'qqq'; known: a, b"


def test_list_shows_every_kind() -> None:
    plain = CliRunner().invoke(doors, ["list"])
    record = json.loads(CliRunner().invoke(doors, ["list", "--json"]).stdout)
    assert {"problems", "layers", "rules", "misconceptions"} <= set(record)
    assert {"ece449/1", "ece449/3", "ece449/4", "ece449/5"} <= {row["name"] for row in record["problems"]}
    for rows in record.values():
        assert rows
        assert all(row["name"] in plain.stdout and row["is"] for row in rows)
