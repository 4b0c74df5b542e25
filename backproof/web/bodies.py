"""What a client sends, read in memory: bounded in size and time, of a type that is expected."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect, Request

from backproof.web.refusal import Refusal

FORM, FILES = "application/x-www-form-urlencoded", "multipart/form-data"
MAX_FIELDS = 60
LINGER_BYTES, LINGER_SECONDS = 32_000_000, 3.0
"""What of a body that is refused is still taken, so that the client reads the refusal instead of a broken pipe."""


@dataclass(frozen=True)
class Upload:
    """A file that was sent: the name it bears there, and what it holds."""

    name: str
    content: bytes


def media_type(request: Request) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


async def body(request: Request, limit: int, seconds: float) -> bytes:
    """The whole body. Raises Refusal: 413 where it is too large, 408 where it comes too slowly."""
    length = request.headers.get("content-length", "")
    stated = int(length) if length.isascii() and length.isdigit() and len(length) < 20 else 0
    kept = bytearray()
    try:
        async with asyncio.timeout(seconds):
            if stated <= limit:
                async for piece in request.stream():
                    kept += piece
                    if len(kept) > limit:
                        break
    except TimeoutError:
        raise Refusal(408, f"The request did not arrive within {seconds:g} seconds.", {"Connection": "close"}) from None
    except ClientDisconnect:
        raise Refusal(400, "The connection ended before the request did.") from None
    if stated > limit or len(kept) > limit:
        await linger(request)
        raise Refusal(413, f"That is larger than the {limit // 1000} kB that are taken here.", {"Connection": "close"})
    return bytes(kept)


async def linger(request: Request) -> None:
    """Take a little more and forget it; a client that waits to be asked for its body is not asked."""
    if request.headers.get("expect"):
        return
    taken = 0
    with suppress(Exception):
        async with asyncio.timeout(LINGER_SECONDS):
            async for piece in request.stream():
                taken += len(piece)
                if taken > LINGER_BYTES:
                    return


async def form(request: Request, limit: int, seconds: float) -> dict[str, str | Upload]:
    """The fields of a form, the last of each name. Raises Refusal."""
    kind = media_type(request)
    if kind not in (FORM, FILES):
        raise Refusal(415, f"A form is sent as {FORM} or {FILES}.")
    held = await body(request, limit, seconds)
    if kind == FILES:
        return await parts(request, held, limit)
    try:
        pairs = parse_qsl(held.decode(), keep_blank_values=True, max_num_fields=MAX_FIELDS, errors="strict")
    except (UnicodeDecodeError, ValueError):
        raise Refusal(400, f"The form cannot be read: at most {MAX_FIELDS} fields of UTF-8 text are.") from None
    return {name: clean(value) for name, value in pairs}


async def parts(request: Request, held: bytes, limit: int) -> dict[str, str | Upload]:
    """The fields and files of a multipart form, which never leave memory."""

    async def stream() -> AsyncGenerator[bytes, None]:
        yield held

    parser = MultiPartParser(request.headers, stream(), max_files=4, max_fields=MAX_FIELDS, max_part_size=limit)
    parser.spool_max_size = limit + 1
    found: dict[str, str | Upload] = {}
    try:
        sent = await parser.parse()
    except (MultiPartException, KeyError, ValueError, UnicodeDecodeError, AssertionError):
        raise Refusal(400, "The form cannot be read: its parts are not separated as its header says.") from None
    for name, value in sent.multi_items():
        if isinstance(value, UploadFile):
            found[name] = Upload(value.filename or "", await value.read())
            await value.close()
        else:
            found[name] = clean(value)
    return found


async def table(request: Request, limit: int, seconds: float) -> dict[str, Any]:
    """A JSON table. Raises Refusal."""
    if media_type(request) != "application/json":
        raise Refusal(415, "This takes application/json.")
    held = await body(request, limit, seconds)
    try:
        found = json.loads(held.decode())
    except (UnicodeDecodeError, ValueError, RecursionError):
        raise Refusal(400, "The body is no JSON that can be read.") from None
    if not isinstance(found, dict):
        raise Refusal(400, "The body is a JSON table with named fields.")
    return found


def clean(text: str) -> str:
    """Text with plain line ends; what is no text in UTF-8 is refused."""
    if "\0" in text or any("\ud800" <= c <= "\udfff" for c in text):
        raise Refusal(400, "The text holds characters that are no text.")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def text(fields: dict[str, Any], name: str, default: str | None = None) -> str:
    """A field that is text. Raises Refusal where it is missing or something else."""
    value = fields.get(name, default)
    if value is None:
        raise Refusal(400, f"The field {name!r} is missing.")
    if not isinstance(value, str):
        raise Refusal(400, f"The field {name!r} is text.")
    return clean(value)
