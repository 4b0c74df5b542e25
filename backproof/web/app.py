"""The application: routes, what refuses, what every request passes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from importlib import import_module
from pkgutil import iter_modules

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from backproof.web import jobs, pages
from backproof.web.gate import Gate
from backproof.web.limits import Limits
from backproof.web.refusal import Refusal
from backproof.web.site import Site

SENTENCES = {
    404: "There is no page at this address.",
    405: "This address does not take that kind of request.",
}


def build(
    limits: Limits | None = None,
    hosts: frozenset[str] = frozenset(),
    cold: bool = False,
    ready: Callable[[], None] = lambda: None,
) -> Starlette:
    """The application. hosts: names it answers to, empty for every one; cold: no key is derived before it is needed.

    ready: called when the workers are warm.
    """
    site = Site(limits or Limits())

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        jobs.catalogue()
        site.workers.open(cold)
        told = asyncio.create_task(site.workers.ready())
        told.add_done_callback(lambda done: None if done.cancelled() or done.exception() else ready())
        try:
            yield
        finally:
            told.cancel()
            await asyncio.to_thread(site.workers.close)

    app = Starlette(
        routes=routes(),
        lifespan=lifespan,
        middleware=[Middleware(Gate, sessions=site.sessions, hosts=hosts)],
        exception_handlers={Refusal: refused, HTTPException: not_found, 500: defect},
    )
    app.state.site = site
    return app


def routes() -> list[BaseRoute]:
    """The routes of every file in pages/ that has some."""
    found: list[BaseRoute] = []
    for module in sorted(iter_modules(pages.__path__), key=lambda m: m.name):
        found += getattr(import_module(f"backproof.web.pages.{module.name}"), "ROUTES", [])
    return found


async def refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refusal)
    site: Site = request.app.state.site
    return site.refused(request, error)


async def not_found(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    site: Site = request.app.state.site
    sentence = SENTENCES.get(error.status_code, "This request cannot be answered.")
    return site.refused(request, Refusal(error.status_code, sentence, dict(error.headers or {})))


async def defect(request: Request, error: Exception) -> Response:
    site: Site = request.app.state.site
    return site.refused(request, Refusal(500, "This is a defect of backproof itself; please report it."))
