"""A class is uploaded, graded beside everything else, and its marks taken home."""

from __future__ import annotations

import csv
import io
import json
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.web.serving import Answer, Client

SAMPLE = (Path(__file__).parents[2] / "samples" / "ece449.toml").read_bytes()


def sent(client: Client, name: str, content: bytes, graded: str = "ece449") -> Answer:
    """An upload by the page's form."""
    lines = [b"--b0undary"]
    for field, value in (("token", client.token.encode()), ("graded", graded.encode())):
        lines += [f'Content-Disposition: form-data; name="{field}"'.encode(), b"", value, b"--b0undary"]
    lines += [f'Content-Disposition: form-data; name="file"; filename="{name}"'.encode()]
    lines += [b"Content-Type: application/octet-stream", b"", content, b"--b0undary--", b""]
    return client.send(
        "POST", "/classes", b"\r\n".join(lines), {"Content-Type": "multipart/form-data; boundary=b0undary"}
    )


def done(client: Client, id_: str) -> dict[str, Any]:
    """The state when everything is graded."""
    for _ in range(600):
        state: dict[str, Any] = client.get(f"/api/classes/{id_}").json
        if state["done"]:
            return state
        time.sleep(0.1)
    raise AssertionError("the class was not graded within a minute")


def archive(files: dict[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in files.items():
            out.writestr(name, content)
    return held.getvalue()


def student(name: str, z: str) -> bytes:
    return f"problem = 'ece449/5'\nstudent = '{name}'\n[answers]\nZ = '{z}'\n".encode()


def test_a_zip_of_students_with_a_bad_file_between(client: Client) -> None:
    files = {"ada.toml": student("Ada", "[1, 0]"), "bob.toml": student("Bob", "[1, 2]"), "c.toml": b"no toml at all ["}
    taken = sent(client, "class.zip", archive(files), "ece449/5")
    assert taken.status == 303
    id_ = taken.headers["location"].rpartition("/")[2]
    state = done(client, id_)
    assert state["submissions"] == 2 and "c.toml" in state["refused"][0]["file"]
    verdicts = {r["student"]: r["parts"][0]["verdict"] for r in state["records"]}
    assert verdicts == {"Ada": "equal", "Bob": "different"}
    page = client.get(f"/classes/{id_}").text
    assert "Ada" in page and "marks.csv" in page and "c.toml" in page
    rows = list(csv.reader(io.StringIO(client.get(f"/classes/{id_}/csv").text)))
    assert any("Ada" in row for row in rows)
    found = client.get(f"/classes/{id_}/report")
    assert "attachment" in found.headers["content-disposition"] and "<table" in found.text
    assert len(client.get(f"/classes/{id_}/json").json) == 2
    assert client.get(f"/classes/{id_}/nbgrader").status == 200
    connection = client.send("GET", f"/classes/{id_}/gradescope")
    assert connection.headers["content-type"] == "application/zip"
    assert client.get(f"/classes/{id_}/exe").status == 404


def test_the_records_are_those_of_the_command(client: Client) -> None:
    from backproof import classroom

    path = Path(__file__).parents[2] / "samples" / "ece449.toml"
    state = done(client, sent(client, "ece449.toml", SAMPLE).headers["location"].rpartition("/")[2])
    here = classroom.grade_class("ece449", [str(path)], options=classroom.Options(jobs=0))
    assert json.loads(json.dumps(list(here.records))) == state["records"]


def test_a_program_sends_the_file_itself(client: Client) -> None:
    taken = client.send(
        "POST", "/api/classes?name=ece449&file=../../x/ece449.toml", SAMPLE, {"Content-Type": "application/toml"}
    )
    assert taken.status == 201 and taken.headers["location"] == f"/api/classes/{taken.json['id']}"
    assert done(client, taken.json["id"])["graded"] == 4
    assert client.send("POST", "/api/classes?name=ece449", b"x", {"Content-Type": "application/toml"}).status == 400
    assert client.send("POST", "/api/classes?name=none&file=a.toml", b"x", {"Content-Type": "a/b"}).status == 400


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.toml", b"x = [", "no TOML"),
        ("a.exe", b"MZ", "none of the formats"),
        ("a.zip", b"PK no zip", "no .zip"),
        ("a.tar.gz", b"x", "archive that is not read"),
        ("a.zip", archive({"../../evil.toml": student("E", "1")}), "leads out of the archive"),
        ("a.zip", archive({"big.toml": b"0" * 2_000_000}), "larger than"),
        ("a.json", b"\xff\xfe\x00", "UTF-16"),
        ("a.json", b"[" * 50_000, "nested"),
    ],
)
def test_a_file_that_cannot_be_used_is_named(client: Client, name: str, content: bytes, told: str) -> None:
    taken = sent(client, name, content)
    assert taken.status == 303
    page = client.get(taken.headers["location"]).text
    assert "Not read" in page and told in page


def test_what_is_no_upload(client: Client) -> None:
    assert sent(client, "", b"").status == 400
    assert sent(client, "a.toml", SAMPLE, "none").status == 400
    assert sent(client, "a.toml", SAMPLE, "x" * 500).status == 400
    assert client.post("/classes", {"graded": "ece449", "file": "x"}).status == 400


def test_names_of_students_are_escaped(client: Client) -> None:
    evil = b"problem = 'ece449/5'\nstudent = '<script>alert(1)</script>'\n[answers]\nZ = '=cmd()'\n"
    taken = sent(client, "<b>.toml", evil, "ece449/5")
    done(client, taken.headers["location"].rpartition("/")[2])
    assert "<script>alert" not in client.get(taken.headers["location"]).text
