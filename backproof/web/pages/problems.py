"""Problems: found, read, solved with one hint after the other."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from backproof.web import jobs
from backproof.web.pages.steps import count, steps
from backproof.web.refusal import Refusal
from backproof.web.site import Site, for_htmx

DOCUMENTS = {
    "html": ("text/html", "html"),
    "pdf": ("application/pdf", "pdf"),
    "latex": ("text/x-tex", "tex"),
    "markdown": ("text/markdown", "md"),
    "text": ("text/plain", "txt"),
    "json": ("application/json", "json"),
}
"""What a solution can be taken along as: its type, and how the file's name ends."""


async def problems(request: Request) -> Response:
    """Every problem, by set; found by words of its title, its name or its parts."""
    site: Site = request.app.state.site
    known = (await site.catalogue())["problems"]
    words = request.query_params.get("q", "")[:200]
    chosen = request.query_params.get("set", "")[:100]
    sets: dict[str, list[dict[str, Any]]] = {}
    for p in known.values():
        if (not chosen or p["set"] == chosen) and fits(p, words):
            sets.setdefault(p["set"], []).append(p)
    names = list(dict.fromkeys(p["set"] for p in known.values()))
    template = "problem_list.html" if for_htmx(request) else "problems.html"
    return site.page(request, template, sets=sets, names=names, words=words, chosen=chosen)


def fits(thing: dict[str, Any], words: str) -> bool:
    """Does every word occur in the name, the title or a part?"""
    labels = " ".join(p["label"] for p in thing.get("parts", ()))
    told = f"{thing['name']} {thing['title']} {labels} {' '.join(thing.get('inputs', ()))}".casefold()
    return all(w in told for w in words.casefold().split())


async def asked(request: Request, name: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the catalogue says of a problem, and its solution in pieces. Raises Refusal."""
    site: Site = request.app.state.site
    known = (await site.catalogue())["problems"]
    if name not in known:
        raise Refusal(404, "There is no problem of that name; the list of problems has them all.")
    return known[name], await site.work(request, jobs.solution, name)


async def problem(request: Request) -> Response:
    """A problem: its statement, and for each part an answer to be typed and hints."""
    site: Site = request.app.state.site
    about, found = await asked(request, request.path_params["name"])
    part, shown = request.query_params.get("part", ""), count(request.query_params.get("shown", "0"))
    parts = [
        {**p, **q, **steps(p["pieces"], shown if p["label"] == part else 0)}
        for p, q in zip(found["parts"], about["parts"], strict=True)
    ]
    return site.page(request, "problem.html", problem=about, solution=found, parts=parts)


async def hints(request: Request) -> Response:
    """The next pieces of a part's solution, for htmx."""
    site: Site = request.app.state.site
    name = request.path_params["name"]
    _, found = await asked(request, name)
    label, shown, seen = (request.query_params.get(k, "") for k in ("part", "shown", "seen"))
    part = next((p for p in found["parts"] if p["label"] == label), None)
    if part is None:
        raise Refusal(404, "The problem has no part of that name.")
    told = steps(part["pieces"], count(shown), count(seen))
    return site.page(request, "hints.html", name=name, part={**part, **told}, fresh=True)


async def whole(request: Request) -> Response:
    """The whole solution, all steps open."""
    site: Site = request.app.state.site
    about, _ = await asked(request, request.path_params["name"])
    judged = request.query_params.get("judged") == "1"
    text = await site.work(request, jobs.whole, about["name"], judged)
    template = "judged.html" if for_htmx(request) else "solution.html"
    return site.page(request, template, problem=about, whole=text, judged=judged, documents=DOCUMENTS)


async def document(request: Request) -> Response:
    """The solution as a file."""
    site: Site = request.app.state.site
    form, name = request.path_params["form"], request.path_params["name"]
    await asked(request, name)
    if form not in DOCUMENTS:
        raise Refusal(404, f"A solution can be had as {', '.join(DOCUMENTS)}.")
    kind, suffix = DOCUMENTS[form]
    job = jobs.document if form in ("html", "pdf") else jobs.printed
    content = await site.work(request, job, name, form)
    file = "".join(c if c.isalnum() else "-" for c in name)
    return Response(
        content, media_type=kind, headers={"Content-Disposition": f'attachment; filename="{file}.{suffix}"'}
    )


ROUTES = [
    Route("/problems", problems),
    Route("/problems/{name:path}", problem),
    Route("/hints/{name:path}", hints),
    Route("/solutions/{name:path}", whole),
    Route("/documents/{form}/{name:path}", document),
]
