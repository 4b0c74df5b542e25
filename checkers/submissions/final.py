"""The final answer in the text of a section: what is boxed, else the last formula, else the text itself."""

from __future__ import annotations

import re

from checkers.algebra.enclosed import hidden

DISPLAYS = re.compile(
    r"\$\$(?P<dollars>.+?)\$\$"
    r"|\\\[(?P<brackets>.+?)\\\]"
    r"|\\begin\{(?P<name>equation|align|gather|multline|displaymath|math)(?P<star>\*?)\}"
    r"(?P<environment>.+?)\\end\{(?P=name)(?P=star)\}"
    r"|(?P<fence>```|~~~)[^\n]*\n(?P<listing>.*?)\n[ \t]*(?P=fence)"
    r"|\\\((?P<round>.+?)\\\)"
    r"|(?<![\\$])\$(?P<inline>[^$\n]+(?:\n[^$\n]+)*)(?<!\\)\$",
    re.DOTALL,
)

CLOSES = ((r"\[", r"\\\]"), (r"\(", r"\\\)"), ("```", r"\n[ \t]*```"), ("~~~", r"\n[ \t]*~~~"))
ENVIRONMENT = re.compile(
    r"\s*(\\(begin|end)\{(parts|questions|solution|enumerate|itemize|center|document|subparts)\}(\[[^\]]*\])?|"
    r"\\maketitle|\\(new|clear)page|-{3,}|\*{3,})\s*"
)


def final_answer(text: str) -> str:
    """The answer that is graded, as typed and without the signs around it; the working above it is not graded.

    A box wins, the last of them where there are several. Else the last formula. Text without any formula is the answer
    itself. One line of a display with several lines is the last one, since that is where a chain ends.
    """
    boxed = last_box(text)
    if boxed is not None:
        return boxed
    spans = [next(m.span(k) for k in KINDS if m[k] is not None) for m in DISPLAYS.finditer(hidden(text, CLOSES, True))]
    found = [text[start:end] for start, end in spans]
    found = [f for f in found if f.strip(" \n\t.,;")]
    if not found:
        text = "\n".join(row for row in text.split("\n") if not ENVIRONMENT.fullmatch(row)).strip()
        return text[1:-1] if re.fullmatch(r"`[^`]+`", text) else text
    return tidied(found[-1])


KINDS = ("dollars", "brackets", "environment", "listing", "round", "inline")


def tidied(formula: str) -> str:
    """A display without its label, number and alignment; of several lines the last one."""
    formula = re.sub(r"\\(label|tag)\*?\{[^{}]*\}|\\(nonumber|notag)\b", "", formula)
    lines = [line for line in rows(formula) if line.strip(" &\n\t.,")]
    last = unaligned(lines[-1] if lines else formula).strip().rstrip(".,; \n")
    return last.removeprefix("=").strip()


def unaligned(formula: str) -> str:
    """The formula without its alignment; the & of a matrix stay."""
    found, depth = [], 0
    for piece in re.split(r"(\\begin\b|\\end\b|\\&|&)", formula):
        depth += (piece == "\\begin") - (piece == "\\end")
        found.append("" if piece == "&" and depth <= 0 else piece)
    return "".join(found)


def rows(formula: str) -> list[str]:
    """A display at its own line breaks; those inside of a matrix stay."""
    found, start, depth = [], 0, 0
    for sign in re.finditer(r"\\begin\b|\\end\b|\\\\", formula):
        if sign[0] == "\\begin":
            depth += 1
        elif sign[0] == "\\end":
            depth -= 1
        elif depth == 0:
            found.append(formula[start : sign.start()])
            start = sign.end()
    return [*found, formula[start:]]


def last_box(text: str) -> str | None:
    """What stands in the last \\boxed or \\fbox, by its braces; None where there is none."""
    boxes = [m.end() for m in re.finditer(r"\\(?:boxed|fbox)\s*\{", text)]
    if not boxes:
        return None
    ends: dict[int, int] = {}  # behind an opening brace -> where its partner stands
    waiting: list[int] = []
    for m in re.finditer(r"[{}]", text):
        k = m.start()
        if text[k - 1 : k] == "\\" and text[k - 2 : k - 1] != "\\":
            continue
        if m[0] == "{":
            waiting.append(k + 1)
        elif waiting:
            ends[waiting.pop()] = k
    last = next((b for b in reversed(boxes) if b in ends), None)
    return None if last is None else tidied(text[last : ends[last]].strip().strip("$"))
