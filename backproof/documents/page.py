"""A solution, or several, as one HTML file that needs no other: KaTeX, its fonts, the style and the script lie inside.

The page carries a content security policy that allows its own two scripts and nothing from outside.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path

from derivations.printing.evidence import NONE, Evidence
from derivations.printing.html_document import html_fragment, slug
from derivations.printing.html_markup import inline_html
from derivations.printing.solution import Solution

HERE = Path(__file__).parent
KATEX = HERE.parent / "web" / "assets" / "katex"
ALWAYS = (
    "Main-Regular",
    "Main-Bold",
    "Main-Italic",
    "Math-Italic",
    "AMS-Regular",
    *(f"Size{n}-Regular" for n in "1234"),
)
ON_COMMAND = {
    r"\\(mathcal|cal)\b": ("Caligraphic-Regular", "Caligraphic-Bold"),
    r"\\(mathfrak|frak)\b": ("Fraktur-Regular", "Fraktur-Bold"),
    r"\\mathscr\b": ("Script-Regular",),
    r"\\(mathsf|textsf)\b": ("SansSerif-Regular", "SansSerif-Bold", "SansSerif-Italic"),
    r"\\(mathtt|texttt)\b": ("Typewriter-Regular",),
    r"\\(boldsymbol|bm|mathbfit)\b": ("Math-BoldItalic", "Main-BoldItalic"),
}
"""LaTeX that asks for a font -> the fonts of KaTeX that it brings in."""
NOTE = "The formulas of this page are drawn by a script that lies in it; they are not shown while scripts are off."


def html_page(solutions: Sequence[Solution], evidence: Mapping[str, Evidence] | None = None, title: str = "") -> str:
    """The page. evidence: name of a solution -> what judges found; title: of several solutions together."""
    known = evidence or {}
    single = len(solutions) == 1
    level = 1 if single else 2
    articles = "\n".join(html_fragment(s, known.get(s.name, NONE), level) for s in solutions)
    title = solutions[0].title if single else title or solutions[0].name.partition("/")[0]
    scripts = [inert((KATEX / "katex.min.js").read_text("utf-8")), inert((HERE / "solution.js").read_text("utf-8"))]
    styles = katex_style(articles) + (HERE / "solution.css").read_text("utf-8") + (HERE / "page.css").read_text("utf-8")
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy(scripts)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="backproof">
<title>{escape(plain(title))}</title>
<link rel="icon" href="data:,">
<style>{styles}</style>
</head>
<body>
<a class="skip" href="#solution">Skip to the solution</a>
<header class="page">
<div class="bar"><span>Derived and printed by backproof</span>
<span><button type="button" data-fold="open" hidden>Unfold all steps</button>
<button type="button" data-fold="closed" hidden>Fold all steps</button></span></div>
{"" if single else f"<h1>{inline_html(title)}</h1>"}
{contents(solutions)}
<noscript><p>{NOTE}</p></noscript>
</header>
<main class="page" id="solution" tabindex="-1">
{articles}
</main>
<footer class="page">{legend(any(known.values()))}</footer>
<script>{scripts[0]}</script>
<script>{scripts[1]}</script>
</body>
</html>
"""


def contents(solutions: Sequence[Solution]) -> str:
    """Links to the solutions, or to the parts of a single one."""
    if len(solutions) == 1:
        only = solutions[0]
        links = [(f"{slug(only.name)}-{slug(p.label)}", f"Part {p.label}") for p in only.parts]
    else:
        links = [(slug(s.name), s.title) for s in solutions]
    items = "".join(f'<li><a href="#{to}">{inline_html(words)}</a></li>' for to, words in links)
    return f'<nav aria-label="Contents"><ol>{items}</ol></nav>' if len(links) > 1 else ""


def legend(judged: bool) -> str:
    """What a badge means."""
    if not judged:
        return "<p>Nothing on this page was judged when it was printed.</p>"
    return (
        "<p>A badge opens what was judged when this page was printed: steps that the kernel replayed, conditions that "
        "were proved for all sizes, and values compared in double precision. Where there is no badge, nothing was "
        "judged.</p>"
    )


def policy(scripts: Sequence[str]) -> str:
    """Own scripts by their hashes, own styles, fonts and images that lie in the page; nothing else."""
    hashes = " ".join(f"'sha256-{base64.b64encode(hashlib.sha256(s.encode()).digest()).decode()}'" for s in scripts)
    return (
        f"default-src 'none'; script-src {hashes}; style-src 'unsafe-inline'; font-src data:; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def inert(script: str) -> str:
    """A script that cannot end its own element."""
    return script.replace("</script", "<\\/script")


def katex_style(body: str) -> str:
    """KaTeX's style sheet with the fonts that the page may need inside, and without the others."""
    wanted = set(ALWAYS).union(*(fonts for pattern, fonts in ON_COMMAND.items() if re.search(pattern, body)))

    def face(rule: re.Match[str]) -> str:
        named = re.search(r"fonts/KaTeX_([A-Za-z0-9-]+)\.woff2", rule[0])
        assert named, "a font of KaTeX without its file"
        if named[1] not in wanted:
            return ""
        data = base64.b64encode((KATEX / "fonts" / f"KaTeX_{named[1]}.woff2").read_bytes()).decode()
        source = f"src:url(data:font/woff2;base64,{data}) format('woff2')"
        return re.sub(r"src:[^;}]*", lambda _: source, rule[0])

    sheet = (KATEX / "katex.min.css").read_text("utf-8")
    return re.sub(r"@font-face\{[^}]*\}", face, sheet)


def plain(markdown: str) -> str:
    """A title without its marks, for the window."""
    return re.sub(r"[$*`\\{}]", "", markdown)
