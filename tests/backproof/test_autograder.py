"""The Gradescope archive from end to end: built, laid out as on Gradescope, installed, run on uploads."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from backproof.autograder_archive import archive
from backproof.errors import Unusable

ROOT = Path(__file__).parents[2]
SCHEMA = json.loads((Path(__file__).parent / "gradescope_results.schema.json").read_text())
NAME = "ece449/5"
RIGHT = """problem = "ece449/5"
[answers]
Z = '[1, 0]'
W = '[[0.9914, -0.008621], [0, -1]]'
B = [-0.008621, 0]
"""


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of the archive, installed alone into a folder, as set-up does into an environment of its own."""
    folder = tmp_path_factory.mktemp("image")
    (folder / "autograder.zip").write_bytes(archive(NAME))
    with zipfile.ZipFile(folder / "autograder.zip") as held:
        held.extractall(folder / "source")
    [wheel] = (folder / "source").glob("*.whl")
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--no-index", "--no-compile"]
        + ["--disable-pip-version-check", "--root-user-action=ignore", "--target", str(folder / "site"), str(wheel)],
        check=True,
        timeout=120,
    )
    return folder


def graded(image: Path, root: Path, name: str = NAME, fill: Callable[[Path], None] = lambda folder: None) -> Any:
    """results.json of an upload; the folder is laid out as on Gradescope, and the run script runs from its copy."""
    with zipfile.ZipFile(io.BytesIO(archive(name)) if name != NAME else image / "autograder.zip") as held:
        held.extractall(root / "source")
    (root / "submission").mkdir()
    fill(root / "submission")
    (root / "submission_metadata.json").write_text('{"id": 1, "users": [{"name": "Ann", "email": "a@b.c", "id": 2}]}')
    (root / "run_autograder").write_bytes((root / "source" / "run_autograder").read_bytes())
    (root / "run_autograder").chmod(0o755)
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("BACKPROOF", "PYTEST"))}
    environment |= {
        "AUTOGRADER_ROOT": str(root),
        "AUTOGRADER_PYTHON": sys.executable,
        "PYTHONPATH": str(image / "site"),
        "OMP_NUM_THREADS": "1",
    }
    ran = subprocess.run(
        [str(root / "run_autograder")], cwd=root, env=environment, capture_output=True, text=True, timeout=250
    )
    found = json.loads((root / "results" / "results.json").read_text())
    jsonschema.validate(found, SCHEMA)
    assert not ran.stderr, ran.stderr
    assert sorted(p.name for p in (root / "results").iterdir()) == ["results.json"]
    return found


def scores(found: dict[str, Any]) -> dict[str, Any]:
    return {t["name"]: t["score"] for t in found["tests"] if t["max_score"]}


def test_a_right_upload(image: Path, tmp_path: Path) -> None:
    found = graded(image, tmp_path, fill=lambda folder: (folder / "answers.toml").write_text(RIGHT) and None)
    assert found["score"] == 7
    assert scores(found) == {"W": 5, "B": 2}
    assert found["extra_data"]["student"] == "Ann"
    assert found["output"] == "Everything was decided."
    assert {t["name"]: t["status"] for t in found["tests"]}["W"] == "passed"


def test_the_wheel_is_what_ran(image: Path) -> None:
    code = "import backproof, checkers.grade; print(backproof.__file__)"
    ran = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(image / "site")},
        cwd=image,
        capture_output=True,
        text=True,
        check=True,
    )
    assert Path(ran.stdout.strip()).is_relative_to(image / "site")
    assert (image / "site" / "derivations" / "notation.lark").exists()


def test_a_partly_right_upload_in_two_files(image: Path, tmp_path: Path) -> None:
    def fill(folder: Path) -> None:
        (folder / "first.md").write_text("## W\n$$[[1.0016, 0.0016], [0, -1]]$$\n")
        (folder / "second.toml").write_text(
            "problem = 'ece449/5'\n[answers]\nB = '[-0.008621, 0]'\nW = '[[1,1],[1,1]]'\n"
        )

    found = graded(image, tmp_path, fill=fill)
    assert scores(found) == {"W": 2, "B": 2}
    assert found["score"] == 4
    [wrong] = [t for t in found["tests"] if t["name"] == "W"]
    assert wrong["status"] == "failed"
    assert "W[1,1] is 1.0016 in the answer; expected 0.9914" in wrong["output"]
    assert "ece449/5, W was answered twice; the answer in the first file counts." in found["output"]


def test_an_unreadable_upload(image: Path, tmp_path: Path) -> None:
    def fill(folder: Path) -> None:
        (folder / "answers.toml").write_text("problem = 'ece449/5'\n[answers]\nW = '[[1, 2'\nB = '<script>'\n")
        (folder / "scan.toml").write_bytes(b"\xff\xfe\x00\x01")

    found = graded(image, tmp_path, fill=fill)
    assert found["score"] == 0
    outputs = {t["name"]: t["output"] for t in found["tests"]}
    assert "could not be read" in outputs["W"] and "could not be read" in outputs["B"]
    assert "scan.toml was not graded" in found["output"]
    assert str(tmp_path) not in json.dumps(found)


def test_an_empty_upload(image: Path, tmp_path: Path) -> None:
    found = graded(image, tmp_path)
    assert found["score"] == 0
    assert found["output"].startswith("No answer was found")
    assert scores(found) == {"W": 0, "B": 0}


def test_a_hostile_upload(image: Path, tmp_path: Path) -> None:
    """A zip that climbs out, one that swells, a pipe, a link outside, a name with markup, deep brackets."""

    def fill(folder: Path) -> None:
        with zipfile.ZipFile(folder / "climbs.zip", "w") as held:
            held.writestr("../../results/results.json", '{"score": 1000}')
            held.writestr("../source/assignment.json", "{}")
        with zipfile.ZipFile(folder / "swells.zip", "w", zipfile.ZIP_DEFLATED) as held:
            held.writestr("a.toml", b"#" * 60_000_000)
        os.mkfifo(folder / "pipe.toml")
        (folder / "outside.toml").symlink_to("/etc/passwd")
        (folder / "<img src=x onerror=alert(1)>.toml").write_text(
            "problem = 'ece449/5'\n[answers]\nZ = '__import__(1)'\n"
        )
        (folder / "deep.toml").write_text(f"problem = 'ece449/5'\n[answers]\nW = '{'(' * 50_000}'\nB = '9**9**9**9'\n")

    found = graded(image, tmp_path, fill=fill)
    assert found["score"] == 0
    assert json.loads((tmp_path / "source" / "assignment.json").read_text())["name"] == NAME
    told = found["output"]
    for file in ("climbs.zip", "swells.zip", "pipe.toml", "outside.toml"):
        assert f"{file} was not graded" in told, told
    assert "root:" not in json.dumps(found)
    assert found["output_format"] == "text"
    assert all(t["output_format"] == t["name_format"] == "text" for t in found["tests"])


def test_a_set_with_a_part_for_a_person(image: Path, tmp_path: Path) -> None:
    def fill(folder: Path) -> None:
        (folder / "a.toml").write_text((ROOT / "samples" / "ece449-submission.toml").read_text())

    found = graded(image, tmp_path, "ece449", fill)
    names = [t["name"] for t in found["tests"]]
    assert "ece449/1 dS" in names and "ece449/6 vanishing" in names
    waiting = [t for t in found["tests"] if "score" not in t]
    assert waiting and all("status" not in t for t in waiting)
    assert "Waits for a person" in found["output"]
    assert found["score"] == pytest.approx(sum(t.get("score", 0) for t in found["tests"]))


def test_an_autograder_that_fails_says_so_to_the_student(image: Path, tmp_path: Path) -> None:
    from backproof.autograder import main

    (tmp_path / "source").mkdir()
    (tmp_path / "source" / "assignment.json").write_text("{}")
    assert main([str(tmp_path)]) == 1
    found = json.loads((tmp_path / "results" / "results.json").read_text())
    jsonschema.validate(found, SCHEMA)
    assert "says nothing about these answers" in found["output"]


def test_the_run_script_writes_a_result_where_python_is_missing(tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(archive(NAME))) as held:
        (tmp_path / "run_autograder").write_bytes(held.read("run_autograder"))
    subprocess.run(
        ["bash", "run_autograder"],
        cwd=tmp_path,
        env={**os.environ, "AUTOGRADER_ROOT": str(tmp_path), "AUTOGRADER_PYTHON": "/no/such/python"},
        capture_output=True,
        check=True,
    )
    found = json.loads((tmp_path / "results" / "results.json").read_text())
    jsonschema.validate(found, SCHEMA)


def test_the_archive_itself(tmp_path: Path) -> None:
    content = archive(NAME)
    assert content == archive(NAME), "the same bytes each time"
    with zipfile.ZipFile(io.BytesIO(content)) as held:
        assert {"setup.sh", "run_autograder", "requirements.txt", "assignment.json"} < set(held.namelist())
        modes = {i.filename: i.external_attr >> 16 & 0o777 for i in held.infolist()}
        assert modes["setup.sh"] == modes["run_autograder"] == 0o755
        lines = held.read("requirements.txt").decode().splitlines()
        assert any(line.startswith("torch==") for line in lines) and not any("+cpu" in line for line in lines)
        for script in ("setup.sh", "run_autograder"):
            subprocess.run(["bash", "-n"], input=held.read(script), check=True)
    course = tmp_path / "course" / "problems"
    course.mkdir(parents=True)
    (course / "own.py").write_text('"""Own."""\n')
    with zipfile.ZipFile(io.BytesIO(archive(NAME, folders=(str(course.parent),)))) as held:
        assert "course/0/problems/own.py" in held.namelist()
        assert json.loads(held.read("assignment.json"))["folders"] == ["course/0"]


def test_what_cannot_be_graded_is_refused() -> None:
    with pytest.raises(Unusable, match="optimiser"):
        archive("momentum")
    with pytest.raises(Unusable, match="nearest"):
        archive("ece44")


@pytest.mark.parametrize(
    "bad",
    [
        {},
        {"tests": [{"name": "x"}]},
        {"score": "7"},
        {"score": 1, "visibility": "always"},
        {"score": 1, "tests": [{"status": "right"}]},
        {"score": 1, "tets": []},
    ],
)
def test_the_schema_notices(bad: object) -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(bad, SCHEMA)
