"""A class: an upload, how far its grading is, its marks."""

from __future__ import annotations

import json
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from backproof.web import bodies, jobs
from backproof.web.refusal import Refusal
from backproof.web.roster import Graded
from backproof.web.site import Site

FILES = {
    "csv": ("text/csv; charset=utf-8", "marks.csv", "Marks as CSV"),
    "report": ("text/html; charset=utf-8", "report.html", "Report for the teacher"),
    "json": ("application/json", "records.json", "Records as JSON"),
    "gradescope": ("application/zip", "gradescope.zip", "Gradescope, a file for each student"),
    "nbgrader": ("text/csv; charset=utf-8", "nbgrader.csv", "nbgrader"),
}


async def classes(request: Request) -> Response:
    """The form for an upload."""
    site: Site = request.app.state.site
    known = (await site.catalogue())["problems"]
    sets: dict[str, list[dict[str, Any]]] = {}
    for p in known.values():
        sets.setdefault(p["set"], []).append(p)
    return site.page(request, "classes.html", sets=sets, megabytes=site.limits.upload // 1_000_000)


async def upload(request: Request) -> Response:
    """Take a class in; its own page says how far it is."""
    site: Site = request.app.state.site
    fields = await site.form(request, site.limits.upload)
    file = fields.get("file")
    if not isinstance(file, bodies.Upload) or not file.name:
        raise Refusal(400, "Choose a file: TOML, JSON, Markdown, LaTeX, or a .zip of them.")
    new = await taken(request, bodies.text(fields, "graded"), file)
    return RedirectResponse(f"/classes/{new.id}", 303)


async def taken(request: Request, name: str, file: bodies.Upload) -> Graded:
    """A file as a class that is being graded. Raises Refusal."""
    site: Site = request.app.state.site
    session = request.scope["backproof.session"] or (request.client.host if request.client else "")
    site.roster.room(session)
    if len(name) > 200:
        raise Refusal(400, "The name of a problem or a set is short.")
    found = await site.work(request, jobs.gather, name, file.name, file.content, site.limits.submissions, keep=False)
    if not found["entries"] and not found["refused"]:
        raise Refusal(400, "The file holds no submissions.")
    return site.roster.add(session, name, found)


async def state(request: Request) -> Response:
    """How far the grading is; the whole page, or its changing part for htmx."""
    site: Site = request.app.state.site
    found = site.roster.get(request.path_params["id"])
    shown: dict[str, Any] = {**found.state(), "files": FILES, "rows": rows(found)}
    template = "class_state.html" if request.headers.get("hx-request") == "true" else "class.html"
    return site.page(request, template, graded=shown)


def rows(found: Graded) -> list[dict[str, Any]]:
    """A line for each submission that is done, the first hundred of them."""
    done = [(e, r) for e, r in zip(found.entries, found.records, strict=True) if r is not None]
    return [
        {
            "student": r["student"] or e["source"],
            "problem": r["problem"],
            "points": r["points"],
            "max": r["max_points"],
            "waits": sum(p["points"] is None for p in r["parts"]),
        }
        for e, r in done[:100]
    ]


async def marks(request: Request) -> Response:
    """The marks as a file."""
    site: Site = request.app.state.site
    found, form = site.roster.get(request.path_params["id"]), request.path_params["form"]
    if form not in FILES:
        raise Refusal(404, f"Marks can be had as {', '.join(FILES)}.")
    kind, file, _ = FILES[form]
    content = await site.work(request, jobs.marks, found.name, form, whole(found), keep=False)
    return Response(content, media_type=kind, headers={"Content-Disposition": f'attachment; filename="{file}"'})


def whole(found: Graded) -> str:
    """All records as JSON. Raises Refusal while some are missing."""
    if not found.done:
        raise Refusal(409, "The class is still being graded; its marks can be had when it is done.")
    sources = [e["source"] for e in found.entries]
    return json.dumps({"records": found.records, "sources": sources, "refused": found.refused})


ROUTES = [
    Route("/classes", classes, methods=["GET"]),
    Route("/classes", upload, methods=["POST"]),
    Route("/classes/{id}", state),
    Route("/classes/{id}/{form}", marks),
]
