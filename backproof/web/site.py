"""What the pages share: templates, workers, sessions, limits, and how a refusal is told."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from backproof.web import bodies, jobs
from backproof.web.limits import Limits
from backproof.web.rates import Rates
from backproof.web.refusal import Refusal
from backproof.web.roster import Roster
from backproof.web.session import Sessions, check_origin
from backproof.web.workers import Workers

HERE = Path(__file__).parent
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}


class Site:
    """One server's state."""

    def __init__(self, limits: Limits):
        self.limits = limits
        self.sessions = Sessions()
        self.rates = Rates(limits)
        self.workers = Workers(limits)
        self.roster = Roster(self.workers, limits)
        self.assets = assets()
        self.templates = Environment(
            loader=FileSystemLoader(HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        digest = sha256(b"".join(self.assets[name][0] for name in sorted(self.assets))).hexdigest()[:10]
        self.templates.globals.update(version=digest, query=urlencode)
        self.templates.filters.update(path=lambda name: quote(str(name)), html=Markup)

    async def catalogue(self) -> dict[str, Any]:
        """Every problem and layer, by name. Nothing is derived for it, so it waits for no worker."""
        found = jobs.catalogue()
        return {kind: {x["name"]: x for x in found[kind]} for kind in ("problems", "layers")}

    # ---------------------------------------------------------------- a request

    async def work(self, request: Request, job: Any, *arguments: Any, keep: bool = True) -> Any:
        """A job for the client who asks, in turn. Raises Refusal."""
        address = request.client.host if request.client else ""
        with self.rates.turn(request.scope["backproof.session"], address):
            return await self.workers.work(job, *arguments, keep=keep)

    async def form(self, request: Request, limit: int | None = None) -> dict[str, Any]:
        """The fields of a form from our own page. Raises Refusal."""
        check_origin(request)
        found = await bodies.form(request, limit or self.limits.form, self.limits.body)
        self.sessions.check(request, bodies.text(found, "token", ""))
        return found

    async def table(self, request: Request, limit: int | None = None) -> dict[str, Any]:
        """The JSON that a program sent. Raises Refusal."""
        check_origin(request)
        return await bodies.table(request, limit or self.limits.document, self.limits.body)

    # ---------------------------------------------------------------- a response

    def page(self, request: Request, template: str, status: int = 200, **shown: Any) -> Response:
        """A template; a form in it finds `token`, a fragment for htmx is not a whole page."""
        session = request.scope["backproof.page_session"]
        shown |= {"token": self.sessions.token(session) if session else "", "here": request.url.path}
        return HTMLResponse(self.templates.get_template(template).render(**shown), status)

    def refused(self, request: Request, refusal: Refusal) -> Response:
        """The one sentence of a refusal: as JSON for a program, as a paragraph for htmx, as a page else."""
        if request.url.path.startswith("/api/"):
            told = {"error": refusal.sentence, **({"place": refusal.place} if refusal.place else {})}
            return JSONResponse(told, refusal.status, refusal.headers)
        template = "refusal.html" if for_htmx(request) else "error.html"
        shown = {"sentence": refusal.sentence, "place": refusal.place, "number": refusal.status}
        response = self.page(request, template, refusal.status, **shown)
        response.headers.update(refusal.headers)
        return response


def for_htmx(request: Request) -> bool:
    """Does htmx ask, for a piece of a page?"""
    return request.headers.get("hx-request") == "true"


def assets() -> Mapping[str, tuple[bytes, str]]:
    """Every file that a page may load, by its name below /assets/, with its type; read once."""
    found = {}
    for folder, names in ((HERE / "assets", "**/*"), (HERE.parent / "documents", "solution.*")):
        for path in folder.glob(names):
            if path.suffix in TYPES:
                found[path.relative_to(folder).as_posix()] = (path.read_bytes(), TYPES[path.suffix])
    return found
