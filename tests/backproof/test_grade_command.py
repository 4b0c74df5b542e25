"""backproof grade: typed answers, submission files and folders, and records."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from backproof import api
from backproof.main import doors

RIGHT_W, RIGHT_B = "[[0.9914, -0.008621], [0, -1]]", "[-0.008621, 0]"
SAMPLES = Path(__file__).parent.parent.parent / "samples"


def grade(*arguments: str) -> Result:
    return CliRunner().invoke(doors, ["grade", *arguments])


def record(*arguments: str) -> Any:
    result = grade(*arguments, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def part(found: dict[str, Any], label: str) -> dict[str, Any]:
    [only] = [p for p in found["parts"] if p["part"] == label]
    return only


def test_full_marks() -> None:
    found = record("ece449/5", "--answer", f"W={RIGHT_W}", "--answer", f"B={RIGHT_B}")
    assert (found["points"], found["max_points"]) == (7, 7)
    assert [part(found, label)["verdict"] for label in "WB"] == ["equal", "equal"]
    shown = grade("ece449/5", "--answer", f"W={RIGHT_W}", "--answer", f"B={RIGHT_B}")
    assert shown.stdout.startswith("ece449/5: 7 of 7 points\n")
    assert shown.exit_code == 0


def test_the_record_has_the_fields_of_the_contract() -> None:
    found = record("ece449/5", "--answer", f"W={RIGHT_W}")
    assert {"problem", "student", "points", "max_points", "parts", "policy", "seed", "version"} <= set(found)
    fields = {
        "part", "verdict", "how", "read_as", "witness", "diagnosis", "credit", "points", "max_points",
        "carried_forward", "feedback",
    }  # fmt: skip
    assert all(fields <= set(p) for p in found["parts"])
    assert part(found, "B")["verdict"] == "missing"


def test_a_misconception_is_named_with_a_witness() -> None:
    answer = "W=[[1.0016,0.0016],[0,-1]]"
    found = part(record("ece449/5", "--answer", answer), "W")
    assert found["verdict"] == "different"
    assert (found["witness"]["got"], found["witness"]["expected"]) == ("1.0016", "0.9914")
    assert [d["name"] for d in found["diagnosis"]] == ["softmax Jacobian: diagonal only"]
    shown = grade("ece449/5", "--answer", answer)
    assert shown.exit_code == 0, "graded is graded"
    assert "softmax Jacobian: diagonal only" in shown.stdout


@pytest.mark.parametrize(
    "hostile", ["[[1,2", '__import__("os").system("x")', "().__class__", "9^9^9^9^9", "\\input{x}"]
)
def test_hostile_text_is_unreadable_and_loses_nothing_else(hostile: str) -> None:
    found = record("ece449/5", "--answer", f"W={hostile}", "--answer", f"B={RIGHT_B}")
    assert part(found, "W")["verdict"] in {"unreadable", "undecided", "different"}
    assert part(found, "B")["verdict"] == "equal"
    assert found["points"] == 2
    if hostile in ("[[1,2", '__import__("os").system("x")'):
        shown = grade("ece449/5", "--answer", f"W={hostile}").stdout
        lines = shown.splitlines()
        text = next(k for k, line in enumerate(lines) if line.strip() == hostile)
        assert lines[text + 1].strip() == "^"


def test_one_part_alone() -> None:
    found = record("ece449/5", "--part", "B", "--answer", f"B={RIGHT_B}")
    assert [p["part"] for p in found["parts"]] == ["B"]
    assert (found["points"], found["max_points"]) == (2, 2)


def test_the_same_answers_give_the_same_bytes() -> None:
    arguments = ("ece449/1", "--answer", "dS=g[ceil(d/2),ceil(e/2)]/4", "--answer", "dC=s[d,e]", "--json")
    assert grade(*arguments).stdout == grade(*arguments).stdout


SUBMISSION = """
problem = "ece449/5"
student = "s-7"
[answers]
W = '{W}'
B = [-0.0086210, 0]
"""


def test_a_folder_with_one_bad_file_loses_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(SUBMISSION.format(W=RIGHT_W))
    (tmp_path / "b.toml").write_text("problem = [broken")
    (tmp_path / "c.json").write_text(json.dumps({"student": "s-8", "answers": {"B": [-0.008621, 0], "V": "1"}}))
    (tmp_path / "d.toml").write_text('problem = "ece449/55"\n[answers]\nW = "1"\n')
    (tmp_path / "e.toml").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "f.toml").write_text('problem = "ece449/5"\n[answers]\nW = ' + "9" * 5000)
    (tmp_path / "notes.txt").write_text("not a submission")
    result = grade("ece449/5", str(tmp_path), "--json")
    assert [(r["student"], r["points"]) for r in json.loads(result.stdout)] == [("s-7", 7), ("s-8", 2)]
    assert result.exit_code == 2
    complaints = result.stderr.splitlines()
    assert [name for name in "abcdef" if any(f"/{name}." in line for line in complaints)] == ["b", "d", "e", "f"]
    assert "unknown_parts" in json.loads(result.stdout)[1]


def test_a_set(tmp_path: Path) -> None:
    file = tmp_path / "s.toml"
    file.write_text(
        'problem = "ece449"\nstudent = "s-9"\n[answers."ece449/3"]\ntotal = 513466\n'
        f"[answers.\"ece449/5\"]\nB = '{RIGHT_B}'\n"
    )
    found = record("ece449", str(file))
    assert [(r["problem"], r["student"], r["points"]) for r in found] == [
        ("ece449/3", "s-9", 6),
        ("ece449/5", "s-9", 2),
    ]
    assert [r["problem"] for r in record("ece449/3", str(file))] == ["ece449/3"]
    refused = grade("ece449/4", str(file))
    assert refused.exit_code == 2
    assert "it answers ece449/3, ece449/5, and ece449/4 is graded" in refused.stderr


@pytest.mark.parametrize("file", [SAMPLES / "ece449.toml", SAMPLES / "ece449-5.toml"], ids=lambda f: f.name)
def test_the_samples_can_be_graded(file: Path) -> None:
    for submission in api.submissions(file):
        found = api.grade(submission.problem, submission.answers, submission.student)
        assert found["points"] > 0
        assert not {"unreadable", "undecided"} & {p["verdict"] for p in found["parts"]}
        assert "unknown_parts" not in found


def test_a_whole_submission_gets_a_verdict_for_every_answer() -> None:
    verdicts = {}
    for submission in api.submissions(SAMPLES / "ece449-submission.toml"):
        found = api.grade(submission.problem, submission.answers, submission.student)
        verdicts |= {(found["problem"], p["part"]): p["verdict"] for p in found["parts"]}
    assert verdicts["ece449/3", "total"] == "equal"
    assert verdicts["ece449/5", "W"] == verdicts["ece449/5", "B"] == "different"
