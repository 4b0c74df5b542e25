"""A forward rule in the notation, typed; its gradient, derived."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from backproof.web import bodies, jobs
from backproof.web.refusal import Refusal
from backproof.web.site import Site, for_htmx

EXAMPLES = {
    "Linear layer": "X: N D\nW: M D\nb: M\n\nY[n,m] = sum[d] X[n,d]*W[m,d] + b[m]",
    "Softmax with cross-entropy": "S: N C\nP: N C\nsum[c] P[n,c] = 1\n\n"
    "Q[n,c] = exp(S[n,c]) / sum[k] exp(S[n,k])\nL = -sum[n,c] P[n,c]*log(Q[n,c])",
    "Average pooling": "X: H W\nI := floor((H - k)/s) + 1\nJ := floor((W - k)/s) + 1\nk >= 1\ns >= 1\n\n"
    "Y[p in 1..I, q in 1..J] = sum[u in 1..k, v in 1..k] X[s*(p-1)+u, s*(q-1)+v] / k^2",
    "Recurrence": "X: T D\nW: D\na: T\n\nh[t] = tanh(a[t]*h[t-1] + sum[d] W[d]*X[t,d])",
}


async def derive(request: Request) -> Response:
    """The rule to be typed."""
    site: Site = request.app.state.site
    name = request.query_params.get("example", "")
    rule = EXAMPLES.get(name, EXAMPLES["Linear layer"])
    return site.page(
        request, "derive.html", rule=rule, examples=EXAMPLES, read=None, sentence="", gradient=None, wrt=""
    )


async def reading(request: Request) -> Response:
    """How the rule is read, and what it can be differentiated by."""
    site: Site = request.app.state.site
    fields = await site.form(request)
    rule, wrt = bodies.text(fields, "rule"), bodies.text(fields, "wrt", "")
    read, sentence = None, ""
    if rule.strip():
        try:
            read = await site.work(request, jobs.rule, rule)
        except Refusal as refusal:
            if refusal.status != 400:
                raise
            sentence = refusal.sentence
    return site.page(request, "rule.html", read=read, sentence=sentence, wrt=wrt)


async def gradient(request: Request) -> Response:
    """The gradient, line by line."""
    site: Site = request.app.state.site
    fields = await site.form(request)
    rule, wrt = bodies.text(fields, "rule"), bodies.text(fields, "wrt", "")
    if not wrt:
        raise Refusal(400, "Choose an input to differentiate by.")
    found = await site.work(request, jobs.rule_gradient, rule, wrt)
    code = ""
    try:
        code = await site.work(request, jobs.rule_printed, rule, wrt, "numpy")
    except Refusal as refusal:
        if refusal.status != 400:
            raise
    if for_htmx(request):
        return site.page(request, "gradient.html", gradient=found, wrt=wrt, code=code)
    read = await site.work(request, jobs.rule, rule)
    return site.page(
        request,
        "derive.html",
        rule=rule,
        examples=EXAMPLES,
        read=read,
        sentence="",
        gradient=found,
        wrt=wrt,
        code=code,
    )


ROUTES = [
    Route("/derive", derive, methods=["GET"]),
    Route("/derive", gradient, methods=["POST"]),
    Route("/derive/read", reading, methods=["POST"]),
]
