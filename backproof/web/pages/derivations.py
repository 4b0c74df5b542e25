"""A whole derivation, pasted: every link judged, the first bad line marked."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from backproof.web import bodies, jobs
from backproof.web.refusal import Refusal
from backproof.web.site import Site, for_htmx

EXAMPLE = r"""The softmax is $q_i = e^{z_i} / \sum_k e^{z_k}$, and the loss $L = -\sum_i p_i \ln q_i$.

Its slope on the diagonal:

$$
\frac{e^{z} (e^{z} + e^{w}) - e^{z} e^{z}}{(e^{z} + e^{w})^2}
= \frac{e^{z} e^{w}}{(e^{z} + e^{w})^2}
= \frac{e^{z}}{e^{z} + e^{w}} \left(1 - \frac{e^{z}}{e^{z} + e^{w}}\right)
= \frac{e^{z}}{e^{z} + e^{w}} - \frac{e^{z}}{(e^{z} + e^{w})^2}
$$
"""
VERDICTS = {"equal": "holds", "different": "does not hold", "undecided": "not decided"}
WORST = {"different": 3, "unread": 2, "undecided": 1, "equal": 0}


async def check(request: Request) -> Response:
    """The page to paste into."""
    site: Site = request.app.state.site
    return site.page(request, "check.html", text=EXAMPLE, context="", found=None)


async def checked(request: Request) -> Response:
    """The document with its lines marked."""
    site: Site = request.app.state.site
    fields = await site.form(request, site.limits.document)
    text, context = bodies.text(fields, "text"), bodies.text(fields, "context", "")
    if not text.strip():
        raise Refusal(400, "Nothing was pasted; Markdown or LaTeX with formulas is judged.")
    record = await site.work(request, jobs.check, text, context)
    found = marked(text, record)
    template = "checked.html" if for_htmx(request) else "check.html"
    return site.page(request, template, text=text, context=context, found=found)


def marked(text: str, record: dict[str, Any]) -> dict[str, Any]:
    """The lines of the text, each with the worst that was found about a link that begins on it."""
    links = [link for d in record["displays"] for link in d["links"]]
    bad = [link for link in links if link["verdict"] == "different"]
    marks: dict[int, str] = {}
    for line, verdict in [(x["line"], x["verdict"]) for x in links] + [(u["line"], "unread") for u in record["unread"]]:
        if line not in marks or WORST[verdict] > WORST[marks[line]]:
            marks[line] = verdict
    lines = [(k, line, marks.get(k, "")) for k, line in enumerate(text.split("\n"), 1)]
    return {
        "lines": lines,
        "first": bad[0] if bad else None,
        "bad": bad,
        "links": links,
        "unread": record["unread"],
        "summary": record["summary"],
        "words": VERDICTS,
    }


ROUTES = [Route("/check", check, methods=["GET"]), Route("/check", checked, methods=["POST"])]
