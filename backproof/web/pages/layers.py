"""Layers: their forward rules, and their gradients by any input."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from backproof.web import jobs
from backproof.web.pages.problems import fits
from backproof.web.refusal import Refusal
from backproof.web.site import Site, for_htmx

LIBRARIES = ("numpy", "torch")


async def layers(request: Request) -> Response:
    """Every layer; found by words."""
    site: Site = request.app.state.site
    words = request.query_params.get("q", "")[:200]
    found = [x for x in (await site.catalogue())["layers"].values() if fits(x, words)]
    template = "layer_list.html" if for_htmx(request) else "layers.html"
    return site.page(request, template, layers=found, words=words)


async def layer(request: Request) -> Response:
    """A layer, and its gradient by the input that was chosen."""
    site: Site = request.app.state.site
    about = await asked(request)
    wrt = request.query_params.get("wrt", "")
    shown = await site.work(request, jobs.layer, about["name"])
    gradient = await site.work(request, jobs.layer_gradient, about["name"], known(about, wrt)) if wrt else None
    return site.page(request, "layer.html", layer=shown, wrt=wrt, gradient=gradient, libraries=LIBRARIES)


async def code(request: Request) -> Response:
    """The forward rule and the gradient as functions of numpy or torch, for htmx and without it."""
    site: Site = request.app.state.site
    about = await asked(request)
    wrt, library = known(about, request.query_params.get("wrt", "")), request.query_params.get("as", "numpy")
    if library not in LIBRARIES:
        raise Refusal(404, f"Code is written for {' and '.join(LIBRARIES)}.")
    text = await site.work(request, jobs.layer_code, about["name"], wrt, library)
    template = "code.html" if for_htmx(request) else "code_page.html"
    return site.page(request, template, code=text, library=library, layer=about, wrt=wrt)


async def asked(request: Request) -> dict[str, Any]:
    """What the catalogue says of the layer. Raises Refusal."""
    site: Site = request.app.state.site
    found = (await site.catalogue())["layers"]
    name = request.path_params["name"]
    if name not in found:
        raise Refusal(404, "There is no layer of that name; the list of layers has them all.")
    about: dict[str, Any] = found[name]
    return about


def known(about: dict[str, Any], wrt: str) -> str:
    """The input, if the layer has it. Raises Refusal."""
    if wrt not in about["inputs"]:
        raise Refusal(404, f"The layer has no input of that name; it has {', '.join(about['inputs'])}.")
    return wrt


ROUTES = [Route("/layers", layers), Route("/layers/{name}", layer), Route("/code/{name}", code)]
