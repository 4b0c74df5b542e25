"""A class that nobody taught: submissions to the ECE449 sheet, right in several spellings, wrong, or garbage; seeded.

The same number and seed give the same submissions, byte for byte, so two runs over them can be compared.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path

RIGHT = {
    ("ece449/1", "dS"): (
        r"\frac14 g_{\lceil d/2\rceil,\lceil e/2\rceil}",
        "g[floor((d+1)/2),floor((e+1)/2)]*0.25",
        "g[ceil(d/2),ceil(e/2)]/4",
    ),
    ("ece449/1", "dC"): (
        r"\frac{1}{4} g_{\lceil \frac{d}{2} \rceil, \lceil \frac{e}{2} \rceil} s_{d,e}(1-s_{d,e})",
        "g[ceil(d/2),ceil(e/2)]*s[d,e]*(1-s[d,e])/4",
    ),
    ("ece449/1", "dK"): ("1/4*sum[a,b] x[a+d-1,b+e-1]*g[ceil(a/2),ceil(b/2)]*(s[a,b]-s[a,b]^2)",),
    ("ece449/2.1", "advantages"): ("One-stage detectors are fast and need no region proposals.",),
    ("ece449/3", "total"): ("513,466", "513466", "2432 + 13872 + 27712 + 393600 + 73920 + 1930"),
    ("ece449/4", "dz"): ("q_x - p_x", "-p[x] + q[x]", r"\frac{\partial E}{\partial z_k} = q_k - p_k"),
    ("ece449/5", "W"): (
        "[[0.9914,-0.008621],[0,-1]]",
        r"\begin{bmatrix} 0.9914 & -0.008621 \\ 0 & -1 \end{bmatrix}",
        "[[0.991379, -0.00862117], [0, -1.000]]",
    ),
    ("ece449/5", "B"): ("[-0.008621,0]", "[[-8.621e-3],[0]]"),
}
WRONG = {
    ("ece449/1", "dS"): ("g[ceil(d/2),ceil(e/2)]", "g[d,e]/4"),
    ("ece449/1", "dC"): (
        "g[ceil(d/2), ceil(e/2)] * s[d,e]*(1 - s[d,e])",
        r"\frac14 g_{\lceil d/2\rceil,\lceil e/2\rceil}",
    ),
    ("ece449/1", "dK"): ("sum[a,b] x[a+d-1,b+e-1]*g[ceil(a/2),ceil(b/2)]",),
    ("ece449/2.1", "advantages"): ("None that I know of.",),
    ("ece449/3", "total"): ("513,465", "1000"),
    ("ece449/4", "dz"): ("p_x - q_x", "q_x"),
    ("ece449/5", "W"): ("[[1.0016,0.0016],[0,-1]]", "[[1,2],[3,4]]"),
    ("ece449/5", "B"): ("[0.008621,0]", "[1]"),
}
GARBAGE = (
    "[[1,2",
    "().__class__",
    "9^9^9^9^9",
    r"\input{x}",
    "∂∂∂",
    "{{{{",
    "x" * 300,
    "=cmd|' /C calc'!A0",
    "<b>?</b>",
)


def submissions(count: int, seed: int = 0) -> Iterator[tuple[str, str]]:
    """(file name, text) of so many submissions, of every format; about 60 % of the answers are right."""
    draw = random.Random(seed)
    for k in range(count):
        answers: dict[str, dict[str, str]] = {}
        for place, right in RIGHT.items():
            chance = draw.random()
            if chance < 0.05:
                continue
            if chance < 0.65:
                text = draw.choice(right)
            elif chance < 0.85:
                text = draw.choice(WRONG[place])
            elif chance < 0.95:  # nearly every one of these is a text of its own
                text = f"{draw.choice(right)} + {draw.randrange(10**6)}"
            else:
                text = draw.choice(GARBAGE)
            answers.setdefault(place[0], {})[place[1]] = text
        student = f"s-{k:05}"
        form = k % 4
        if form == 3:
            yield f"{student}.md", markdown(student, answers)
        elif form == 2:
            yield f"{student}.tex", latex(student, answers)
        else:
            yield f"{student}.json", json.dumps({"problem": "ece449", "student": student, "answers": answers})


def markdown(student: str, answers: dict[str, dict[str, str]]) -> str:
    """A submission with a heading for each problem and part."""
    rows = ["---", "problem: ece449", f"student: {student}", "---"]
    for problem, parts in answers.items():
        rows += [f"# {problem}", *(row for part, text in parts.items() for row in (f"## {part}", text, ""))]
    return "\n".join(rows)


def latex(student: str, answers: dict[str, dict[str, str]]) -> str:
    """A submission with a section for each problem and part."""
    rows = [r"\documentclass{article}", rf"\author{{{student}}}", r"\begin{document}"]
    for problem, parts in answers.items():
        rows.append(rf"\section{{{problem}}}")
        rows += [row for part, text in parts.items() for row in (rf"\subsection{{{part}}}", rf"\[ {text} \]")]
    return "\n".join([*rows, r"\end{document}"])


def write_class(folder: Path, count: int, seed: int = 0) -> None:
    """The submissions as files in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in submissions(count, seed):
        (folder / name).write_text(text, encoding="utf-8")
