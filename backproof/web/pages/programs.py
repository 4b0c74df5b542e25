"""The same for programs: JSON in, JSON out, below /api/."""

from __future__ import annotations

import json
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from backproof.web import bodies, jobs
from backproof.web.pages import classes
from backproof.web.refusal import Refusal
from backproof.web.session import check_origin
from backproof.web.site import Site

FORMATS = ("json", "latex", "text", "markdown", "numpy", "torch")
NOT_RAW = (bodies.FORM, bodies.FILES, "text/plain", "")
"""Types that a page of another site could send unasked."""


async def problems(request: Request) -> Response:
    """Every problem, with its parts and points."""
    site: Site = request.app.state.site
    return JSONResponse(list((await site.catalogue())["problems"].values()))


async def layers(request: Request) -> Response:
    """Every layer, with its inputs."""
    site: Site = request.app.state.site
    return JSONResponse(list((await site.catalogue())["layers"].values()))


async def solution(request: Request) -> Response:
    """The record of a solution, as `solve --format json` prints it."""
    site: Site = request.app.state.site
    name = request.path_params["name"]
    if name not in (await site.catalogue())["problems"]:
        raise Refusal(404, "There is no problem of that name; /api/problems lists them all.")
    return PlainTextResponse(await site.work(request, jobs.printed, name, "json"), media_type="application/json")


async def read(request: Request) -> Response:
    """How an answer is read."""
    return await answered(request, jobs.read)


async def judge(request: Request) -> Response:
    """The record of one answer."""
    return await answered(request, jobs.judge)


async def answered(request: Request, job: Any) -> Response:
    site: Site = request.app.state.site
    given = await site.table(request)
    asked = (bodies.text(given, k) for k in ("problem", "part", "answer"))
    return JSONResponse(await site.work(request, job, *asked))


async def grade(request: Request) -> Response:
    """The record of a submission to one problem, as `grade --json` prints it."""
    site: Site = request.app.state.site
    given = await site.table(request)
    answers = given.get("answers")
    if not isinstance(answers, dict) or not all(isinstance(v, str) for v in answers.values()):
        raise Refusal(400, "The field 'answers' is a table from parts to texts.")
    asked = bodies.text(given, "problem"), json.dumps(answers, sort_keys=True), bodies.text(given, "student", "")
    return JSONResponse(await site.work(request, jobs.grade, *asked))


async def compare(request: Request) -> Response:
    """The record of `compare`."""
    site: Site = request.app.state.site
    given = await site.table(request)
    asked = bodies.text(given, "reference"), bodies.text(given, "answer"), context(given)
    return JSONResponse(await site.work(request, jobs.compare, *asked))


async def check(request: Request) -> Response:
    """The record of `check`."""
    site: Site = request.app.state.site
    given = await site.table(request)
    return JSONResponse(await site.work(request, jobs.check, bodies.text(given, "text"), context(given)))


def context(given: dict[str, Any]) -> str:
    """The context as JSON, which names a question for the memory of answers."""
    found = given.get("context") or {}
    if not isinstance(found, dict):
        raise Refusal(400, "The field 'context' is a table.")
    return json.dumps(found, sort_keys=True)


async def derive(request: Request) -> Response:
    """The gradient of a layer, or of a forward rule, in one of the formats of `derive`."""
    site: Site = request.app.state.site
    given = await site.table(request)
    rule, layer = bodies.text(given, "forward", ""), bodies.text(given, "layer", "")
    wrt, form = bodies.text(given, "wrt"), bodies.text(given, "format", "json")
    if bool(rule) == bool(layer):
        raise Refusal(400, "Give either 'forward', a rule in the notation, or 'layer', the name of one.")
    if form not in FORMATS:
        raise Refusal(400, f"The field 'format' is one of {', '.join(FORMATS)}.")
    if rule:
        text = await site.work(request, jobs.rule_printed, rule, wrt, form)
    elif form in ("numpy", "torch"):
        text = await site.work(request, jobs.layer_code, layer, wrt, form)
    else:
        text = await site.work(request, jobs.layer_printed, layer, wrt, form)
    return Response(text, media_type="application/json") if form == "json" else JSONResponse({form: text})


async def upload(request: Request) -> Response:
    """A file of submissions as the body; `?name=ece449&file=class.zip`."""
    site: Site = request.app.state.site
    check_origin(request)
    if bodies.media_type(request) in NOT_RAW:
        raise Refusal(415, "The file is the body itself, sent as application/zip, application/json or the like.")
    name, file = (request.query_params.get(k, "") for k in ("name", "file"))
    if not name or not file:
        raise Refusal(400, "Say what is graded and what the file is called: ?name=ece449&file=class.zip.")
    content = await bodies.body(request, site.limits.upload, site.limits.body)
    new = await classes.taken(request, name, bodies.Upload(file, content))
    return JSONResponse(new.state(), 201, {"Location": f"/api/classes/{new.id}"})


async def state(request: Request) -> Response:
    """How far a class is, with the records that are there."""
    site: Site = request.app.state.site
    found = site.roster.get(request.path_params["id"])
    return JSONResponse({**found.state(), "records": found.records if found.done else []})


ROUTES = [
    Route("/api/problems", problems),
    Route("/api/layers", layers),
    Route("/api/solutions/{name:path}", solution),
    Route("/api/read", read, methods=["POST"]),
    Route("/api/answer", judge, methods=["POST"]),
    Route("/api/grade", grade, methods=["POST"]),
    Route("/api/compare", compare, methods=["POST"]),
    Route("/api/check", check, methods=["POST"]),
    Route("/api/derive", derive, methods=["POST"]),
    Route("/api/classes", upload, methods=["POST"]),
    Route("/api/classes/{id}", state),
    Route("/api/classes/{id}/{form}", classes.marks),
]
