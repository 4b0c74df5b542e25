"""A forward rule in the notation, typed; its gradient, derived."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from backproof.web import bodies, jobs
from backproof.web.refusal import Refusal
from backproof.web.site import Site, for_htmx

EXAMPLES = {
    "Linear layer": "X: N D\nW: M D\nb: M\n\nY[n,m] = sum[d] X[n,d]*W[m,d] + b[m]",
    "Softmax with cross-entropy": "S: N C\nP: N C\ngiven sum[c] P[n,c] = 1\n\n"
    "Q[n,c] = exp(S[n,c]) / sum[k] exp(S[n,k])\nL = -sum[n,c] P[n,c]*log(Q[n,c])",
    "Average pooling": "X: H W\nI := floor((H - k)/s) + 1\nJ := floor((W - k)/s) + 1\nk >= 1\ns >= 1\n\n"
    "Y[p in 1..I, q in 1..J] = sum[u in 1..k, v in 1..k] X[s*(p-1)+u, s*(q-1)+v] / k^2",
    "Recurrence": "X: T D\nW: D\na: T\n\nh[t] = tanh(a[t]*h[t-1] + sum[d] W[d]*X[t,d])\nY[t] = h[t]",
}


EMPTY: dict[str, Any] = {"read": None, "sentence": "", "place": "", "gradient": None, "wrt": "", "code": ""}


async def derive(request: Request) -> Response:
    """The rule to be typed."""
    site: Site = request.app.state.site
    name = request.query_params.get("example", "")
    rule = EXAMPLES.get(name, EXAMPLES["Linear layer"])
    return site.page(request, "derive.html", **{**EMPTY, "rule": rule, "examples": EXAMPLES})


async def reading(request: Request) -> Response:
    """How the rule is read, and what it can be differentiated by."""
    site: Site = request.app.state.site
    fields = await site.form(request)
    rule, wrt = bodies.text(fields, "rule"), bodies.text(fields, "wrt", "")
    shown = {**EMPTY, "wrt": wrt}
    if rule.strip():
        try:
            shown["read"] = await site.work(request, jobs.rule, rule)
        except Refusal as refusal:
            if refusal.status != 400:
                raise
            shown |= {"sentence": refusal.sentence, "place": refusal.place}
    return site.page(request, "rule.html", **shown)


async def gradient(request: Request) -> Response:
    """The gradient, line by line."""
    site: Site = request.app.state.site
    fields = await site.form(request)
    rule = bodies.text(fields, "rule")
    read = await site.work(request, jobs.rule, rule)
    wrt = bodies.text(fields, "wrt", "") or next(iter(read["inputs"]), "")
    found = await site.work(request, jobs.rule_gradient, rule, wrt)
    code = ""
    try:
        code = await site.work(request, jobs.rule_printed, rule, wrt, "numpy")
    except Refusal as refusal:  # not every rule can be printed as code
        if refusal.status != 400:
            raise
    shown = {**EMPTY, "read": read, "gradient": found, "wrt": wrt, "code": code}
    if for_htmx(request):
        return site.page(request, "gradient.html", **shown)
    return site.page(request, "derive.html", **{**shown, "rule": rule, "examples": EXAMPLES})


ROUTES = [
    Route("/derive", derive, methods=["GET"]),
    Route("/derive", gradient, methods=["POST"]),
    Route("/derive/read", reading, methods=["POST"]),
]
