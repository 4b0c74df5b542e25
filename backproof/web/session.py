"""Who asks: a signed cookie for a browser, a token in its forms, the origin of what it sends."""

from __future__ import annotations

import hmac
import secrets
from hashlib import sha256
from urllib.parse import urlsplit

from starlette.requests import Request

from backproof.web.refusal import Refusal

COOKIE = "backproof"


class Sessions:
    """Signs with a secret that lives as long as the server does; nothing is stored for a session."""

    def __init__(self) -> None:
        self.secret = secrets.token_bytes(32)

    def sign(self, what: str, value: str) -> str:
        return hmac.new(self.secret, f"{what}:{value}".encode(), sha256).hexdigest()[:40]

    def new(self) -> str:
        """A session that nobody had before."""
        return secrets.token_urlsafe(16)

    def cookie(self, session: str) -> str:
        """The cookie's value."""
        return f"{session}.{self.sign('session', session)}"

    def read(self, cookie: str) -> str:
        """The session of a cookie, "" for one that we did not sign."""
        session, _, signature = cookie.partition(".")
        fits = hmac.compare_digest(signature.encode(), self.sign("session", session).encode())
        return session if session and fits else ""

    def token(self, session: str) -> str:
        """What a form of this session carries; no other page can know it."""
        return self.sign("form", session)

    def check(self, request: Request, token: str) -> None:
        """Refuse a form that did not come from our own page in the same browser. Raises Refusal."""
        session = request.scope["backproof.session"]
        if not session:
            raise Refusal(403, "This form needs the cookie that the page sets; allow it, and load the page again.")
        if not hmac.compare_digest(token.encode(), self.token(session).encode()):
            raise Refusal(403, "This form is older than the server, or came from elsewhere; load the page again.")


def check_origin(request: Request) -> None:
    """Refuse what another site's page sends through a visitor's browser. Raises Refusal."""
    origin, host = request.headers.get("origin"), request.headers.get("host", "")
    if origin is not None and (origin == "null" or urlsplit(origin).netloc.casefold() != host.casefold()):
        raise Refusal(403, "This was sent by a page of another site, and only our own pages may send it.")
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise Refusal(403, "This was sent by a page of another site, and only our own pages may send it.")
