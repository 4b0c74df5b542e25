"""Submissions in every format: what answers which part, and what is refused in one sentence."""

from __future__ import annotations

import io
import json
import os
import tarfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkers.submission import Submission, SubmissionError
from checkers.submissions.files import Refusal, gather, read_content
from checkers.submissions.final import final_answer
from checkers.submissions.sheet import Sheet

SHEET = Sheet(
    {"set/1": ("dS", "dC", "dK"), "set/5": ("Z", "W", "B"), "set/2.1": ("advantages",)},
    frozenset({("set/2.1", "advantages")}),
)
ONE = Sheet({"set/5": ("Z", "W", "B")})


def read(text: str, name: str, sheet: Sheet = SHEET) -> dict[str, dict[str, str]]:
    found = list(read_content(text.encode(), name, name, sheet))
    assert all(isinstance(s, Submission) for s in found)
    return {s.problem: dict(s.answers) for s in found if isinstance(s, Submission)}


MARKDOWN = r"""---
problem: set
student: "s-1"
---
# Problem 1
## dS
A factor of the pool comes in:
$$ x = 3 $$
so that
$$\frac14 g_{\lceil d/2\rceil}$$
## (b)
dS = 3 is used here, $y$, and then $\boxed{g[d,e]}$, as said.
# set/2.1
## advantages
They are fast.

They cost $5.
# Problem 5
**W:** `[[1,0],[0,-1]]`
- B = [0,
  1]
$Z = [1, 0]$
"""


def test_markdown() -> None:
    assert read(MARKDOWN, "a.md") == {
        "set/1": {"dS": r"\frac14 g_{\lceil d/2\rceil}", "dC": "g[d,e]"},
        "set/2.1": {"advantages": "They are fast.\n\nThey cost $5."},
        "set/5": {"W": "[[1,0],[0,-1]]", "B": "[0,\n  1]", "Z": "[1, 0]"},
    }
    [first, *_] = read_content(MARKDOWN.encode(), "a.md", "a.md", SHEET)
    assert isinstance(first, Submission) and first.student == "s-1"


LATEX = r"""\documentclass{article}
\title{Homework, set/5}\author{s-2}
\newcommand{\R}{x} % W = 7
\begin{document}\maketitle
\section*{W}
We get 50\% of it % W = 8
\begin{align}
 W &= \begin{bmatrix} 1 & 0\\0 & -1 \end{bmatrix} \\
   &= \begin{bmatrix} 2 & 0\\0 & -1 \end{bmatrix}. \label{w}
\end{align}
\subsection{Part B}
\[
B = [0, 1] \tag{3}
\]
\paragraph{$Z$} $[0.4,0]$
\end{document}
B = 9
"""


def test_latex() -> None:
    matrix = r"\begin{bmatrix} 2 & 0\\0 & -1 \end{bmatrix}"
    assert read(LATEX, "a.tex") == {"set/5": {"W": matrix, "B": "B = [0, 1]", "Z": "[0.4,0]"}}


@pytest.mark.parametrize(
    "text",
    [
        "\\problem{set/1}\\student{s}\n\\begin{parts}\n\\part[2] $a$\n\\part[2]\n$b$\n\\part c\n\\end{parts}",
        "% problem: set/1\n\\begin{enumerate}\n\\item[(a)] $a$\n\\item[(b)] \\(b\\)\n\\item[(c)] c\n\\end{enumerate}",
        "problem: set/1\n(a) a\n(b) $b$\n(c) \\fbox{$c$}",
        "problem: set/1\n\\textbf{dS}:\na\n\\textbf{dC}\n\\begin{equation*} b \\end{equation*}\n\\question{dK} c",
        "problem: set/1\ndS = a\ndC: b\ndK := c",
    ],
)
def test_parts_in_latex(text: str) -> None:
    assert read(text, "a.tex") == {"set/1": {"dS": "a", "dC": "b", "dK": "c"}}


@pytest.mark.parametrize(
    "text",
    [
        "W: a\nB: b",
        "## W\na\n## B\nb",
        "### Part W\n```text\na\n```\n### Part B\n~~~\nb\n~~~",
        "(b) a\n(c) $$b$$",
        "- **W** = a\n- **B** = b",
        "# set/5: W\n$a$\n# set/5 B\n$b$",
        "problem = set/5\nW = a\nB = b",
    ],
)
def test_parts_in_markdown_where_one_problem_is_graded(text: str) -> None:
    assert read(text, "a.md", ONE) == {"set/5": {"W": "a", "B": "b"}}


def test_what_stands_in_a_listing_or_a_display_divides_nothing() -> None:
    text = "## W\n```\n# B\nB = 3\n```\n## B\n$$\nW = 2\n# Z\n$$\n"
    assert read(text, "a.md", ONE) == {"set/5": {"W": "# B\nB = 3", "B": "W = 2\n# Z"}}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", "plain"),
        ("so $a$ and $b$", "b"),
        (r"\boxed{\frac{1}{2}} and $z$", r"\frac{1}{2}"),
        (r"\[ a \] then \[ b = c, \]", "b = c"),
        (r"$$x &= 1 \\ &= 2.$$", "2"),
        (r"\begin{cases} 1 \\ 2 \end{cases}", r"\begin{cases} 1 \\ 2 \end{cases}"),
        ("cost $5", "cost $5"),
        (r"\boxed{unclosed", r"\boxed{unclosed"),
    ],
)
def test_the_final_answer(text: str, expected: str) -> None:
    assert final_answer(text) == expected


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.md", b"nothing here", "no answer"),
        ("a.md", b"---\nproblem: set/5", "no second line"),
        ("a.md", b"W: 1\nW: 2", "twice"),
        ("a.md", b"student: a\nW: 2\nstudent: b\nB: 1", "two students"),
        ("a.tex", "W: \u00e9".encode("latin-1"), "byte 3 has no meaning"),
        ("a.tex", "W: 1".encode("utf-16"), "UTF-16"),
        ("a.md", b"W: 1\0", "zero bytes"),
        ("a.json", b'{"answers": {"W": "\\ud800"}}', "half a character"),
        ("a.json", b'{"student": "\\ud800", "answers": {"W": "1"}}', "half a character"),
        ("a.exe", b"MZ", "none of the formats"),
    ],
)
def test_refused(name: str, content: bytes, said: str) -> None:
    with pytest.raises(SubmissionError, match=said) as refusal:
        list(read_content(content, name, name, ONE))
    assert "\n" not in str(refusal.value)


def test_a_list_of_students_loses_only_its_bad_entries(tmp_path: Path) -> None:
    people = [{"student": "a", "answers": {"W": "1"}}, 7, {"student": "b"}, {"student": "c", "answers": {"W": [1, 2]}}]
    (tmp_path / "class.json").write_text(json.dumps(people))
    found = list(gather([tmp_path], ONE))
    assert [s.student for s in found if isinstance(s, Submission)] == ["a", "c"]
    assert [s.source.rpartition(", ")[2] for s in found if isinstance(s, Refusal)] in (
        ["class.json"] * 2, ["entry 2", "entry 3"], [str(tmp_path / "class.json")] * 2
    )  # fmt: skip
    assert sum("entry" in s.reason for s in found if isinstance(s, Refusal)) == 2


def test_a_folder(tmp_path: Path) -> None:
    folder, outside = tmp_path / "class", tmp_path / "secret.md"
    (folder / "anna").mkdir(parents=True)
    outside.write_text("W: 1")
    (folder / "anna" / "a.md").write_text("W: 2")
    (folder / "b.md").symlink_to(folder / "anna" / "a.md")
    (folder / "c.md").symlink_to(outside)
    (folder / "d").symlink_to(tmp_path)
    (folder / "e.md").symlink_to(folder / "nowhere")
    (folder / "f.md").write_bytes(b"W: " + b"1" * 1_000_001)
    (folder / "notes.txt").write_text("W: 3")
    (folder / ".hidden.md").write_text("W: 4")
    os.mkfifo(folder / "g.md")
    found = list(gather([folder], ONE))
    assert [(Path(s.source).name, s.answers["W"]) for s in found if isinstance(s, Submission)] == [
        ("a.md", "2"), ("b.md", "2"),
    ]  # fmt: skip
    said = {Path(s.source).name: s.reason for s in found if isinstance(s, Refusal)}
    assert {k: v.split(";")[0] for k, v in said.items()} == {
        "c.md": "it is a link that leads out of its folder",
        "e.md": "cannot be read: No such file or directory",
        "f.md": "is larger than 1000000 bytes",
        "g.md": "is no ordinary file",
    }


def zipped(path: Path, *members: tuple[str | zipfile.ZipInfo, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return path


def test_a_zip(tmp_path: Path) -> None:
    file = zipped(
        tmp_path / "class.zip", ("b/2.md", b"W: 2"), ("a.toml", b"[answers]\nW = 1"), ("__MACOSX/a.md", b"W: 3"),
        ("c.md", b"\xff\xfe"), ("readme.txt", b"x"),
    )  # fmt: skip
    found = list(gather([file], ONE))
    assert [Path(s.source).name for s in found] == ["a.toml", "2.md", "c.md"]
    assert isinstance(found[2], Refusal)


def link() -> zipfile.ZipInfo:
    info = zipfile.ZipInfo("a.md")
    info.external_attr = 0o120777 << 16
    return info


@pytest.mark.parametrize(
    ("members", "said"),
    [
        ([("../a.md", b"W: 1")], "leads out"),
        ([("/etc/a.md", b"W: 1")], "leads out"),
        ([("x\\..\\a.md", b"W: 1")], "leads out"),
        ([("c:a.md", b"W: 1")], "leads out"),
        ([(link(), b"/etc/passwd")], "is a link"),
        ([("bomb.md", bytes(10**7))], "larger than"),
    ],
)
def test_an_unsafe_zip_is_refused_as_a_whole(
    tmp_path: Path, members: list[tuple[str | zipfile.ZipInfo, bytes]], said: str
) -> None:
    good: tuple[str | zipfile.ZipInfo, bytes] = ("0.md", b"W: 1")
    [refusal] = gather([zipped(tmp_path / "class.zip", good, *members)], ONE)
    assert isinstance(refusal, Refusal) and said in refusal.reason


def test_other_archives_are_refused(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "class.tar.gz", "w:gz") as archive:
        info = tarfile.TarInfo("../a.md")
        info.size = 4
        archive.addfile(info, io.BytesIO(b"W: 1"))
    (tmp_path / "broken.zip").write_bytes(b"PK\x03\x04 and nothing more")
    found = list(gather([tmp_path], ONE))
    assert all(isinstance(s, Refusal) for s in found)
    assert ["no .zip" in str(s) for s in found] == [True, False]
    assert "unpack it" in str(found[1])


PIECES = st.sampled_from(
    ["# ", "## W", "W: ", "B = ", "problem: ", "student: s", "---", "```", "$$", "$", "\\[", "\\]", "\\boxed{", "}",
     "{", "\\begin{align}", "\\end{align}", "\\part", "\\item[(a)]", "\\section{", "(a) ", "set/5", "\\\\",
     "&=", "%", "\n"]
)  # fmt: skip


@given(st.lists(st.one_of(PIECES, st.just("\n"), st.text(max_size=4)), max_size=40), st.sampled_from(["md", "tex"]))
def test_any_text_is_read_or_refused(pieces: list[str], form: str) -> None:
    content = "".join(pieces).encode("utf-8", "replace")
    try:
        found = list(read_content(content, f"a.{form}", "a", SHEET))
    except SubmissionError:
        return
    for s in found:
        assert isinstance(s, Submission)
        assert all(isinstance(text, str) for text in s.answers.values())


@given(st.binary(max_size=200), st.sampled_from(["md", "tex", "toml", "json", "zip"]))
def test_any_bytes_are_read_or_refused(tmp_path_factory: pytest.TempPathFactory, content: bytes, form: str) -> None:
    path = tmp_path_factory.getbasetemp() / f"any.{form}"
    path.write_bytes(content)
    assert all(isinstance(s, (Submission, Refusal)) for s in gather([path], ONE))
