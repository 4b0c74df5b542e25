"""Shells complete commands and names."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from backproof.main import doors

COMMAND = Path(sys.executable).parent / "backproof"


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_of_each_shell_is_printed(shell: str) -> None:
    ran = CliRunner().invoke(doors, ["completion", shell])
    assert ran.exit_code == 0
    assert f"_BACKPROOF_COMPLETE={shell}_complete" in ran.output.replace('"', "")


def test_another_shell_is_refused() -> None:
    ran = subprocess.run([COMMAND, "completion", "tcsh"], capture_output=True, text=True, timeout=60)
    assert ran.returncode == 2
    assert "bash, zsh, fish" in ran.stderr


@pytest.mark.parametrize(
    ("typed", "offered", "not_offered"),
    [
        ("backproof so", {"solve"}, {"verify"}),
        ("backproof solve ece449/", {"ece449/1", "ece449/2.1"}, {"ai501/6.1"}),
        ("backproof derive layer_n", {"layer_norm"}, {"conv2d", "ece449/1"}),
        ("backproof count res", {"resnet18"}, {"lenet5"}),
        ("backproof verify lin", {"linear"}, {"relu"}),
    ],
)
def test_names_are_completed(typed: str, offered: set[str], not_offered: set[str]) -> None:
    words = typed.split()
    environment = {
        **os.environ,
        "_BACKPROOF_COMPLETE": "bash_complete",
        "COMP_WORDS": typed,
        "COMP_CWORD": str(len(words) - 1),
    }
    ran = subprocess.run([COMMAND], env=environment, capture_output=True, text=True, timeout=60)
    found = {line.partition(",")[2] for line in ran.stdout.split()}
    assert offered <= found
    assert not found & not_offered
