"""What every request passes: its host and its session on the way in, headers on the way out."""

from __future__ import annotations

from http.cookies import CookieError, SimpleCookie

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from backproof.web.session import COOKIE, Sessions

POLICY = "; ".join((
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "font-src 'self'", "img-src 'self'",
    "connect-src 'self'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'",
))  # fmt: skip
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class Gate:
    """hosts: the names that the server answers to; empty for every one."""

    def __init__(self, app: ASGIApp, sessions: Sessions, hosts: frozenset[str] = frozenset()):
        self.app, self.sessions, self.hosts = app, sessions, hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        session = self.sessions.read(cookie(headers.get("cookie", "")))
        fresh = "" if session or scope["path"].startswith(("/api/", "/assets/")) else self.sessions.new()
        scope["backproof.session"] = session
        scope["backproof.page_session"] = session or fresh
        secure = "; Secure" if scope.get("scheme") == "https" else ""

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                out = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    out.setdefault(name, value)
                out.setdefault("Cache-Control", "no-store")
                if fresh and scope["method"] == "GET":
                    signed = self.sessions.cookie(fresh)
                    out.append("Set-Cookie", f"{COOKIE}={signed}; Path=/; HttpOnly; SameSite=Strict{secure}")
            await send(message)

        if self.hosts and host_name(headers.get("host", "")) not in self.hosts:
            refusal = PlainTextResponse("This server does not answer to that name.\n", 421)
            await refusal(scope, receive, sent)
            return
        await self.app(scope, receive, sent)


def host_name(host: str) -> str:
    """A host without its port."""
    if host.startswith("["):
        return host.partition("]")[0] + "]"
    return host.partition(":")[0].casefold()


def cookie(header: str) -> str:
    """Our cookie's value, "" where there is none."""
    try:
        found = SimpleCookie(header).get(COOKIE)
    except CookieError:
        return ""
    return found.value if found else ""
