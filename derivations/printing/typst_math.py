"""LaTeX formulas in Typst's notation: the commands that our printers and statements use, and no others.

What is not known raises `TypstMathError` and is never passed on: text of a formula ends up in quoted strings, and
everything else that is written comes from a table, so that no formula can reach Typst's code.
"""

from __future__ import annotations

import re

from derivations.printing.typst_symbols import (
    ABOVE,
    ACCENTS,
    ALIGNED,
    BIG,
    FONTS,
    IGNORED,
    MATRICES,
    OPERATORS,
    PLAIN,
    SIGNS,
    SPACES,
)

TOKEN = re.compile(r"\\[A-Za-z]+\*?|\\.|[0-9]+(?:\.[0-9]+)?|\s+|.", re.DOTALL)
DEEPEST = 80


class TypstMathError(ValueError):
    """A formula that has no form in Typst's notation; `str` is a sentence."""


def typst_math(tex: str) -> str:
    """The inside of an equation. Rows of an outermost alignment are rows of the equation."""
    reader = _Reader(tex)
    found = reader.run(())
    return re.sub(r" +", " ", found).strip()


def quoted(text: str) -> str:
    """The inside of a string of Typst."""
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")


class _Reader:
    def __init__(self, tex: str):
        self.tex, self.at, self.depth = tex, 0, 0
        self.tokens: list[str] = TOKEN.findall(tex)

    def error(self, what: str) -> TypstMathError:
        shown = self.tex if len(self.tex) < 80 else self.tex[:77] + "..."
        return TypstMathError(f"the formula {shown} {what}")

    def peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self) -> str:
        if self.at >= len(self.tokens):
            raise self.error("ends too early")
        self.at += 1
        return self.tokens[self.at - 1]

    def skip(self) -> None:
        while self.peek().isspace():
            self.at += 1

    def run(self, ends: tuple[str, ...]) -> str:
        """Everything up to one of the ends, which is not taken."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise self.error("is nested too deeply")
        out = []
        while True:
            self.skip()
            token = self.peek()
            if token in ends:
                break
            if not token:
                if ends:
                    raise self.error(f"lacks {ends[0]}")
                break
            out.append(self.atom())
        self.depth -= 1
        return " ".join(filter(None, out))

    def atom(self) -> str:
        """One atom with its scripts."""
        base = self.bare()
        scripts: dict[str, str] = {}
        while True:
            self.skip()
            mark = self.peek()
            if mark == "'":
                self.at += 1
                scripts["^"] = f"{scripts.get('^', '')} ′".strip()
            elif mark in ("_", "^") and mark:
                self.at += 1
                inner = self.argument()
                scripts[mark] = f"{scripts[mark]} {inner}" if mark in scripts else inner
            elif mark in (r"\limits", r"\nolimits"):
                self.at += 1
            else:
                break
        return (base or '""') + "".join(f"{m}({s})" for m, s in scripts.items()) if scripts else base

    def argument(self) -> str:
        """A group, or a single atom without scripts."""
        self.skip()
        token = self.peek()
        if token == "{":
            return self.group()
        if len(token) > 1 and token[0].isdigit():  # x^12 is x^1 2
            self.tokens[self.at : self.at + 1] = [token[0], token[1:]]
        return self.bare()

    def group(self) -> str:
        self.at += 1
        inner = self.run(("}",))
        self.at += 1
        if inner == "comma":  # {,} is no punctuation: 1{,}000
            return 'class("normal", comma)'
        return inner or '""'

    def bare(self) -> str:
        token = self.take()
        if token == "{":
            self.at -= 1
            return self.group()
        if token[0] == "\\":
            return self.command(token[1:])
        if token[0].isdigit() or (token.isalpha() and token.isascii()):
            return token
        if token in ("_", "^", "'"):
            self.at -= 1
            return ""
        if token == "&":
            return "&"
        if token in PLAIN:
            return PLAIN[token]
        if not token.isascii() and token.isprintable():
            return f'"{token}"' if token.isalpha() else token
        raise self.error(f"has {token!r}, which has no meaning there")

    def command(self, name: str) -> str:
        if name in SIGNS:
            return SIGNS[name]
        if name in SPACES:
            return SPACES[name]
        if name == "\\":
            return "\\\n"
        if name in IGNORED:
            return ""
        if name in OPERATORS:
            return name if name not in ABOVE else f'op("{name}", limits: #true)'
        if name in ("frac", "dfrac", "tfrac"):
            fraction = f"frac({self.argument()}, {self.argument()})"
            return f"inline({fraction})" if name == "tfrac" else f"display({fraction})" if name == "dfrac" else fraction
        if name in ACCENTS:
            return f"{ACCENTS[name]}({self.argument()})"
        if name in FONTS:
            return FONTS[name].format(quoted(self.words()))
        if name in ("operatorname", "operatorname*"):
            limits = ", limits: #true" if name.endswith("*") else ""
            return f'op("{quoted(self.words())}"{limits})'
        if name in ("boldsymbol", "bm"):
            return f"bold({self.argument()})"
        if name in ("bmod", "mod"):
            return 'med op("mod") med'
        if name == "boxed":
            return f"#box(stroke: 0.5pt, inset: 4pt, baseline: 4pt, $display({self.argument()})$)"
        if name == "substack":
            return self.argument()
        if name == "phantom":
            return f"#hide($display({self.argument()})$)"
        if name in ("underbrace", "overbrace"):
            return self.braced(name)
        if name == "left":
            return self.fenced()
        if name.rstrip("lrm") in BIG:
            return self.sized(name)
        if name == "begin":
            return self.environment()
        raise self.error(f"uses \\{name}, which the Typst engine does not know; --engine tex may")

    def words(self) -> str:
        """A group as plain text: letters, digits, spaces and marks; formulas in it are not read."""
        self.skip()
        if self.take() != "{":
            raise self.error("has a command for text without braces")
        out, depth = "", 1
        while True:
            token = self.take()
            depth += (token == "{") - (token == "}")
            if depth == 0:
                return out
            if token in ("{", "}"):
                continue
            if token[0] == "\\":
                out += {"\\,": " ", "\\ ": " ", "\\_": "_", "\\%": "%", "\\&": "&", "\\#": "#", "\\$": "$"}.get(
                    token
                ) or ""
                if token[1:] and token not in ("\\,", "\\ ", "\\_", "\\%", "\\&", "\\#", "\\$"):
                    raise self.error(f"has {token} in text")
                continue
            out += " " if token == "~" else token

    def braced(self, name: str) -> str:
        inner = self.argument()
        self.skip()
        if self.peek() in ("_", "^"):
            self.at += 1
            return f"{name}({inner}, {self.argument()})"
        return f"{name}({inner})"

    def bracket(self) -> str:
        """The bracket after \\left, \\right or \\big; a full stop is none."""
        self.skip()
        token = self.take()
        if token == ".":
            return ""
        name = token[1:] if token[0] == "\\" else ""
        found = SIGNS.get(name) if name else PLAIN.get(token)
        if found is None:
            raise self.error(f"has {token} as a bracket")
        return {'class("opening", bar.v)': "bar.v", 'class("closing", bar.v)': "bar.v"}.get(found, found)

    def fenced(self) -> str:
        opening = self.bracket()
        inner = self.run((r"\right",))
        self.at += 1
        return f"lr({opening} {inner} {self.bracket()})"

    def sized(self, name: str) -> str:
        size, side = BIG[name.rstrip("lrm")], name[-1]
        kind = {"l": "opening", "r": "closing"}.get(side, "relation" if side == "m" else "normal")
        return f'class("{kind}", lr(size: #{size}, {self.bracket()}))'

    def environment(self) -> str:
        name = self.words()
        if name == "array":
            self.words()
        known = name in MATRICES or name in ALIGNED or name in ("cases", "array")
        if not known:
            raise self.error(f"uses the environment {name}, which the Typst engine does not know; --engine tex may")
        outermost = self.at_top
        body = self.run((r"\end",))
        self.at += 1
        if self.words() != name:
            raise self.error(f"does not end {name} where it ends")
        rows = [r.strip() for r in body.split("\\\n")]
        rows = rows[:-1] if rows and not rows[-1] else rows
        if name in ALIGNED:
            joined = " \\\n".join(rows)
            return joined if outermost else f"#box(baseline: 50%, $display({joined})$)"
        if name == "cases":
            return f"cases({', '.join(rows)})"
        cells = "; ".join(", ".join(c.strip() or '""' for c in r.split("&")) for r in rows)
        return f"mat(delim: {MATRICES.get(name, '#none')}, {cells})"

    @property
    def at_top(self) -> bool:
        return self.depth == 1
