"""A class at the page at once: how long answers take, whether one is lost. `python -m benchmarks.load_page SECONDS`.

Students open a problem, type (each pause asks how the answer is read), take hints and hand in answers, right and wrong,
each waiting for one thing at a time. A hostile client sends huge bodies, wrong types, forged forms, rubbish and slow
heads meanwhile, from an address of its own. Every response to a student is checked for what it should say.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import re
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode, urlsplit

from tests.web.serving import served

FORM = "application/x-www-form-urlencoded"
RIGHT = {
    ("ece449/1", "dS"): ["1/4 g[ceil(d/2), ceil(e/2)]", r"\frac14 g_{\lceil d/2\rceil,\lceil e/2\rceil}"],
    ("ece449/1", "dC"): ["1/4 g[ceil(d/2),ceil(e/2)] s[d,e] (1 - s[d,e])"],
    ("ece449/5", "Z"): ["[1, 0]", "[1; 0]"],
    ("ece449/3", "total"): ["513466"],
}
WRONG = {
    ("ece449/1", "dS"): ["g[ceil(d/2), ceil(e/2)]", "1/2 g[ceil(d/2), ceil(e/2)]", "1/4 g[floor(d/2), floor(e/2)]"],
    ("ece449/1", "dC"): ["1/4 g[ceil(d/2),ceil(e/2)] s[d,e]", "g[d,e] s[d,e] (1 - s[d,e])"],
    ("ece449/5", "W"): ["[[1, 0], [0, -1]]", "[[1.0086, 0.0086], [0, -1]]"],
    ("ece449/3", "total"): ["513000"],
}


@dataclass
class Tally:
    """Seconds by what was asked; statuses; what went wrong."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    statuses: Counter[int] = field(default_factory=Counter)
    lost: list[str] = field(default_factory=list)
    hostile: Counter[str] = field(default_factory=Counter)


class Visitor:
    """A browser that keeps its connection, its cookie and its token."""

    def __init__(self, address: str, source: str = "127.0.0.1"):
        place = urlsplit(address)
        self.host, self.port, self.source = place.hostname or "", place.port or 80, source
        self.cookie = self.token = ""
        self.streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, method: str, path: str, body: bytes = b"", *headers: str) -> tuple[int, str]:
        """Status and text of one request."""
        if self.streams is None or self.streams[1].is_closing():
            self.streams = await asyncio.open_connection(self.host, self.port, local_addr=(self.source, 0), limit=2**22)
        reader, writer = self.streams
        head = [f"{method} {path} HTTP/1.1", f"Host: {self.host}:{self.port}", f"Content-Length: {len(body)}", *headers]
        head += [f"Cookie: {self.cookie}"] if self.cookie else []
        writer.write("\r\n".join([*head, "", ""]).encode() + body)
        await writer.drain()
        answer = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        length = int(re.search(r"(?i)\r\ncontent-length: (\d+)", answer)[1])  # type: ignore[index]
        text = (await reader.readexactly(length)).decode()
        cookie = re.search(r"(?i)\r\nset-cookie: ([^;]+)", answer)
        self.cookie = cookie[1] if cookie else self.cookie
        token = re.search(r'name="token" value="([0-9a-f]+)"', text)
        self.token = token[1] if token else self.token
        if re.search(r"(?i)\r\nconnection: close", answer):
            writer.close()
            self.streams = None
        return int(answer.split(" ", 2)[1]), text

    async def post(self, path: str, fields: dict[str, str], *headers: str) -> tuple[int, str]:
        body = urlencode({"token": self.token, **fields}).encode()
        return await self.ask("POST", path, body, f"Content-Type: {FORM}", *headers)


async def student(number: int, address: str, end: float, tally: Tally) -> None:
    """One student, until the end."""
    chance, visitor = random.Random(number), Visitor(address)

    async def timed(kind: str, asked: Callable[[], object], *expected: str) -> None:
        start = time.perf_counter()
        try:
            status, text = await asyncio.wait_for(asked(), 60)  # type: ignore[arg-type]
        except Exception as error:
            tally.lost.append(f"{kind}: {type(error).__name__} {error}")
            visitor.streams = None
            return
        tally.seconds.setdefault(kind, []).append(time.perf_counter() - start)
        tally.statuses[status] += 1
        if status != 200 or not any(e in text for e in expected):
            plain = re.sub(r"(?:<[^>]*>|\s)+", " ", text)[-300:]
            tally.lost.append(f"{kind}: {status}, without {expected!r}: {plain}")

    await asyncio.sleep(chance.random() * 2)
    while time.monotonic() < end:
        right = chance.random() < 0.5
        (name, part), answers = chance.choice(list((RIGHT if right else WRONG).items()))
        text = chance.choice(answers)
        if not right and chance.random() < 0.5:  # an answer that nobody gave before
            text = (
                f"{text} + {chance.randint(1, 10**6)}"
                if "[[" not in text
                else text.replace("-1", f"-{chance.random():.6f}")
            )
        await timed("page", lambda n=name: visitor.ask("GET", f"/problems/{n}"), "Your answer")  # type: ignore[misc]
        for cut in sorted({len(text) // 3, len(text) // 2, len(text)}):
            await asyncio.sleep(chance.uniform(0.2, 0.6))
            typed = {"problem": name, "part": part, "answer": text[:cut]}
            await timed("read", lambda f=typed: visitor.post("/read", f, "HX-Request: true"), "")  # type: ignore[misc]
        asked = {"problem": name, "part": part, "answer": text}
        verdict = "verdict equal" if right else "verdict different"
        await timed("judge", lambda f=asked: visitor.post("/answer", f, "HX-Request: true"), verdict)  # type: ignore[misc]
        for k in range(1, 3):
            await asyncio.sleep(chance.uniform(0.3, 1.0))
            path = f"/hints/{name}?part={quote(part)}&shown={k}&seen={k - 1}"
            await timed(
                "hint", lambda p=path: visitor.ask("GET", p, b"", "HX-Request: true"), 'class="piece', "last step"
            )  # type: ignore[misc]
        await asyncio.sleep(chance.uniform(0.3, 1.5))


async def hostile(address: str, end: float, tally: Tally) -> None:
    """Everything at once that should be refused."""
    visitor = Visitor(address, "127.0.0.66")
    slow = [asyncio.create_task(slowly(address, end, tally)) for _ in range(20)]
    bad: list[tuple[str, str, str, bytes, tuple[str, ...]]] = [
        ("huge", "POST", "/answer", b"x" * 2_000_000, (f"Content-Type: {FORM}",)),
        ("type", "POST", "/answer", b"x", ("Content-Type: text/xml",)),
        ("forged", "POST", "/answer", b"token=0&problem=a&part=b&answer=c", (f"Content-Type: {FORM}",)),
        ("json", "POST", "/api/answer", b"[" * 50_000, ("Content-Type: application/json",)),
        ("path", "GET", "/assets/..%2f..%2fetc/passwd", b"", ()),
        ("long", "POST", "/api/check", json.dumps({"text": "$$" + "=".join(["x^2"] * 20_000) + "$$"}).encode(),
         ("Content-Type: application/json",)),
        ("deep", "POST", "/api/derive", json.dumps({"forward": "X: N\nY[n] = " + "exp(" * 900 + "X[n]" + ")" * 900,
                                                    "wrt": "X"}).encode(), ("Content-Type: application/json",)),
    ]  # fmt: skip
    while time.monotonic() < end:
        for kind, method, path, body, headers in bad:
            try:
                status, _ = await asyncio.wait_for(visitor.ask(method, path, body, *headers), 60)
                tally.hostile[f"{kind} {status}"] += 1
            except Exception as error:
                tally.hostile[f"{kind} {type(error).__name__}"] += 1
                visitor.streams = None
        await asyncio.sleep(0.05)
    await asyncio.gather(*slow)


async def slowly(address: str, end: float, tally: Tally) -> None:
    """A head that never ends."""
    place = urlsplit(address)
    while time.monotonic() < end:
        reader, writer = await asyncio.open_connection(place.hostname, place.port, local_addr=("127.0.0.67", 0))
        try:
            writer.write(b"GET / HTTP/1.1\r\n")
            while time.monotonic() < end and not reader.at_eof():
                writer.write(b"A: b\r\n")
                await writer.drain()
                with_answer = asyncio.create_task(reader.read(20))
                done, _ = await asyncio.wait({with_answer}, timeout=1)
                if done:
                    tally.hostile[f"slow {with_answer.result()[9:12].decode()}"] += 1
                    break
                with_answer.cancel()
        except OSError:
            tally.hostile["slow, closed"] += 1
        writer.close()


def figures(values: list[float]) -> str:
    """Half and 95 of 100 are below, and the longest."""
    ordered = sorted(values)
    at = lambda share: ordered[min(len(ordered) - 1, int(share * len(ordered)))] * 1000  # noqa: E731
    return f"{len(values):>7} {at(0.5):>8.1f} {at(0.95):>8.1f} {ordered[-1] * 1000:>8.1f}"


async def load(address: str, seconds: float, students: int, attack: bool) -> Tally:
    """Everybody, for so long."""
    tally, end = Tally(), time.monotonic() + seconds
    everybody = [student(k, address, end, tally) for k in range(students)]
    await asyncio.gather(*everybody, *([hostile(address, end, tally)] if attack else []))
    return tally


def main() -> int:
    """Run, print, and say by the exit code whether anything was lost."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("seconds", type=float, nargs="?", default=60)
    options.add_argument("--students", type=int, default=50)
    options.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    options.add_argument("--peaceful", action="store_true", help="without the hostile client")
    asked = options.parse_args()
    with served("--workers", str(asked.workers)) as address:
        tally = asyncio.run(load(address, asked.seconds, asked.students, not asked.peaceful))
    every = [s for found in tally.seconds.values() for s in found]
    print(f"{asked.students} students, {asked.seconds:g} s, {asked.workers} workers, load {os.getloadavg()[0]:.1f}")
    print("          requests  50 % ms  95 % ms   max ms")
    for kind, found in sorted(tally.seconds.items()):
        print(f"{kind:<10}{figures(found)}")
    print(f"{'all':<10}{figures(every)}   {len(every) / asked.seconds:.0f} a second")
    print(f"lost or wrong: {len(tally.lost)}; statuses: {dict(tally.statuses)}")
    print("\n".join(f"  {line}" for line in tally.lost[:10]))
    if tally.hostile:
        print("the hostile client got: " + ", ".join(f"{k} ({n})" for k, n in sorted(tally.hostile.items())))
    return 1 if tally.lost else 0


if __name__ == "__main__":
    raise SystemExit(main())
