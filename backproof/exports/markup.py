"""A statement's Markdown as HTML: paragraphs, numbered lists, bold and italic words, mathematics left to MathJax."""

from __future__ import annotations

import re
from html import escape

MATH = re.compile(r"\$\$(.+?)\$\$|\$(.+?)\$", re.DOTALL)


def html(text: str, moodle: bool = False) -> str:
    """The statement as HTML. moodle: mathematics in \\( \\) and \\[ \\], because $ is a dollar there."""
    return "\n".join(block(b, moodle) for b in re.split(r"\n\s*\n", text.strip()))


def block(text: str, moodle: bool) -> str:
    """A paragraph, or a numbered list."""
    items = re.split(r"^\d+\. ", text, flags=re.MULTILINE)
    if len(items) > 1:
        first = f"<p>{inline(items[0], moodle)}</p>\n" if items[0].strip() else ""
        return first + "<ol>" + "".join(f"<li>{inline(i.strip(), moodle)}</li>" for i in items[1:]) + "</ol>"
    return f"<p>{inline(text, moodle)}</p>"


def inline(text: str, moodle: bool = False) -> str:
    """Words escaped, mathematics too, so that < and & in it are no markup."""
    out, end = [], 0
    for m in MATH.finditer(text):
        out.append(words(text[end : m.start()]))
        shown, body = m[1] is not None, escape(m[1] or m[2], quote=False)
        if moodle:
            out.append(rf"\[{body}\]" if shown else rf"\({body}\)")
        else:
            out.append(f"$${body}$$" if shown else f"${body}$")
        end = m.end()
    return "".join(out) + words(text[end:])


def words(text: str) -> str:
    found = escape(text, quote=False)
    found = re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", found)
    found = re.sub(r"(?<!\w)\*(.+?)\*(?!\w)", r"<em>\1</em>", found)
    return re.sub(r"`(.+?)`", r"<code>\1</code>", found)
