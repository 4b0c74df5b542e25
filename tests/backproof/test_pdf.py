"""PDF: the same bytes each time, from a pip install alone, complete; refusals in a sentence; no file is ever read."""

from __future__ import annotations

import os
import pty
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from backproof.documents import pdf, typesetting
from backproof.errors import DONE, UNUSABLE
from backproof.main import doors

TEX = pytest.mark.skipif(shutil.which("pdflatex") is None, reason="no pdflatex on this machine")
TEXT = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="no pdftotext on this machine")


def words(file: Path) -> str:
    ran = subprocess.run(["pdftotext", "-layout", str(file), "-"], capture_output=True, text=True, check=True)
    return ran.stdout


def test_the_same_bytes_on_every_run(tmp_path: Path) -> None:
    files = [tmp_path / "a.pdf", tmp_path / "b.pdf"]
    for file in files:
        assert doors(["solve", "eecs545", "-o", str(file)], standalone_mode=False) == DONE
    first, second = (f.read_bytes() for f in files)
    assert first == second and first.startswith(b"%PDF")


@TEXT
def test_the_document_is_complete_and_shows_no_source(tmp_path: Path) -> None:
    file = tmp_path / "x.pdf"
    assert doors(["solve", "ece449/1", "-o", str(file)], standalone_mode=False) == DONE
    text = words(file)
    for said in ("A block of convolution", "Forward rule", "Part dK", "4 points", "Result", "Chain rule over every",
                 "The bracket leaves one value of the index.", "Source: ECE 449"):  # fmt: skip
        assert said in text
    assert text.count("Result") == 3
    assert not any(mark in text for mark in ("\\", "$", "#", "**", "frac("))


def test_no_tex_and_no_shell_variable_is_needed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "typst.py").write_text("raise SystemExit('a file of the user is no part of the program')")
    assert doors(["derive", "relu", "--wrt", "X", "-o", "x.pdf"], standalone_mode=False) == DONE


def test_a_pdf_is_no_text_for_a_terminal(tmp_path: Path) -> None:
    leader, follower = pty.openpty()
    code = "from backproof.main import main; main()"
    command = [sys.executable, "-c", code, "solve", "eecs545/1b", "--format", "pdf"]
    ran = subprocess.run(command, stdout=follower, stderr=subprocess.PIPE, cwd=Path(__file__).parents[2])
    os.close(follower)
    os.close(leader)
    assert ran.returncode == UNUSABLE
    assert b"no text for a terminal; name a file, as in -o solution.pdf" in ran.stderr


def test_a_pipe_gets_the_bytes() -> None:
    code = "from backproof.main import main; main()"
    command = [sys.executable, "-c", code, "solve", "eecs545/1b", "--format", "pdf"]
    ran = subprocess.run(command, capture_output=True, cwd=Path(__file__).parents[2], check=True)
    assert ran.stdout.startswith(b"%PDF") and ran.stdout.rstrip().endswith(b"%%EOF")


def test_what_is_missing_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = str(tmp_path / "x.pdf")
    monkeypatch.setattr(typesetting, "find_spec", lambda name: None)
    assert doors(["solve", "eecs545/1b", "-o", file], standalone_mode=False) == UNUSABLE
    assert "pip install 'backproof[pdf]'" in capsys.readouterr().err
    monkeypatch.setattr(pdf.shutil, "which", lambda name: None)
    assert doors(["solve", "eecs545/1b", "-o", file, "--engine", "tex"], standalone_mode=False) == UNUSABLE
    assert "pdflatex is not installed" in capsys.readouterr().err
    assert doors(["solve", "eecs545/1b", "-o", str(tmp_path), "--engine", "tex"], standalone_mode=False) == UNUSABLE


def test_a_document_reads_no_file(tmp_path: Path) -> None:
    for path in ("/etc/passwd", "../../etc/passwd", "/"):
        with pytest.raises(RuntimeError, match="typst refuses"):
            typesetting.compiled(f'#read("{path}")')


@TEX
def test_tex_sets_the_same_solution(tmp_path: Path) -> None:
    files = [tmp_path / "a.pdf", tmp_path / "b.pdf"]
    for file in files:
        assert doors(["solve", "ece449/1", "--engine", "tex", "-o", str(file)], standalone_mode=False) == DONE
    first, second = (f.read_bytes() for f in files)
    assert first == second and first.startswith(b"%PDF")
