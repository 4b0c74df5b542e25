"""The front page, the assets, and a sign of life."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from backproof.web.refusal import Refusal
from backproof.web.site import Site

FOREVER = "public, max-age=31536000, immutable"


async def home(request: Request) -> Response:
    """What there is to do here."""
    site: Site = request.app.state.site
    known = await site.catalogue()
    return site.page(request, "home.html", problems=len(known["problems"]), layers=len(known["layers"]))


async def asset(request: Request) -> Response:
    """A file that a page loads. Its name is looked up, and opens nothing."""
    site: Site = request.app.state.site
    name = request.path_params["name"]
    if name not in site.assets:
        raise Refusal(404, "There is no such file here.")
    content, kind = site.assets[name]
    fixed = "v" in request.query_params or name.endswith(".woff2")
    return Response(content, media_type=kind, headers={"Cache-Control": FOREVER if fixed else "public, max-age=3600"})


async def icon(request: Request) -> Response:
    """The icon that browsers ask for unasked."""
    site: Site = request.app.state.site
    content, kind = site.assets["icon.svg"]
    return Response(content, media_type=kind, headers={"Cache-Control": "public, max-age=86400"})


async def health(request: Request) -> Response:
    """For whoever watches the server."""
    return PlainTextResponse("ok\n")


ROUTES = [
    Route("/", home),
    Route("/favicon.ico", icon),
    Route("/health", health),
    Route("/assets/{name:path}", asset),
]
