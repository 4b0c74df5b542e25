"""An answer while it is typed, and when it is handed in."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from backproof.web import bodies, jobs
from backproof.web.refusal import Refusal
from backproof.web.site import Site, for_htmx


async def answered(request: Request) -> tuple[str, str, str]:
    """The problem, the part and the answer of a form. Raises Refusal."""
    site: Site = request.app.state.site
    fields = await site.form(request)
    name, part, answer = (bodies.text(fields, k) for k in ("problem", "part", "answer"))
    known = (await site.catalogue())["problems"]
    if name not in known or part not in (p["label"] for p in known[name]["parts"]):
        raise Refusal(404, "There is no such problem, or it has no part of that name.")
    return name, part, answer


async def reading(request: Request) -> Response:
    """How the answer is read, shown below it while it is typed."""
    site: Site = request.app.state.site
    name, part, answer = await answered(request)
    if not answer.strip():
        return site.page(request, "reading.html", reading={}, answer=answer)
    found = await site.work(request, jobs.read, name, part, answer)
    return site.page(request, "reading.html", reading=found, answer=answer, at=around(answer, found))


def around(answer: str, found: dict[str, Any]) -> tuple[str, str, str] | None:
    """The line of the answer where reading stopped: before, the character, after."""
    place = found.get("position")
    if place is None:
        return None
    place = min(place, len(answer))
    start = max(answer.rfind("\n", 0, place) + 1, place - 40)
    end = answer.find("\n", place)
    end = min(len(answer) if end < 0 else end, place + 30)
    return answer[start:place], answer[place : place + 1], answer[place + 1 : end]


async def judgement(request: Request) -> Response:
    """Verdict, witness, diagnosis and credit."""
    site: Site = request.app.state.site
    name, part, answer = await answered(request)
    record = await site.work(request, jobs.judge, name, part, answer)
    echo = await site.work(request, jobs.read, name, part, answer) if answer.strip() else {}
    template = "verdict.html" if for_htmx(request) else "verdict_page.html"
    return site.page(request, template, record=record, reading=echo, answer=answer, at=around(answer, echo), name=name)


ROUTES = [Route("/read", reading, methods=["POST"]), Route("/answer", judgement, methods=["POST"])]
