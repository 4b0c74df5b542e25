"""Evidence as HTML: a badge that says `verified`, or `wrong`, and opens to what was judged."""

from __future__ import annotations

from html import escape

from derivations.printing.evidence import Case, Finding
from derivations.printing.html_markup import inline_html

VERIFIED, WRONG = "verified", "judged wrong"


def badge(finding: Finding | None) -> str:
    """Nothing where nothing was judged."""
    if finding is None or not (finding.proofs or finding.cases or finding.wrong):
        return ""
    kind, word = ("ok", VERIFIED) if finding.ok else ("bad", WRONG)
    items = "".join(f"<li>{inline_html(p)}</li>" for p in finding.proofs)
    items += "".join(f"<li><strong>{escape(w)}</strong></li>" for w in finding.wrong)
    body = (f"<ul>{items}</ul>" if items else "") + (_table(finding.cases) if finding.cases else "")
    return f'<details class="evidence {kind}"><summary>{word}</summary><div class="proof">{body}</div></details>'


def gap_text(case: Case) -> str:
    """A gap as `verify` prints it."""
    return f"{case.gap:.1e}"


def _table(cases: tuple[Case, ...]) -> str:
    body = "".join(
        f"<tr><td>{escape(c.sizes)}</td><td>{escape(c.against)}</td>"
        f'<td class="number">{gap_text(c)}</td><td>{"ok" if c.ok else "wrong"}</td></tr>'
        for c in cases
    )
    heads = "".join(f'<th scope="col">{h}</th>' for h in ("Sizes", "Against", "Gap", "Verdict"))
    return (
        '<div class="scroll" role="group" aria-label="Evidence by numbers"><table><caption>By value, in double '
        f"precision; gap relative to the largest entry</caption><thead><tr>{heads}</tr></thead>"
        f"<tbody>{body}</tbody></table></div>"
    )
