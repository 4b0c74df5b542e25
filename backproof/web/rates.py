"""How often one client may ask: a bucket of tokens each, refilled steadily, and a number of requests at once."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from backproof.web.limits import Limits
from backproof.web.refusal import busy

MAX_CLIENTS = 20_000


@dataclass
class Bucket:
    """Tokens left at a time, and requests that are being answered."""

    tokens: float
    at: float
    waiting: int = 0


class Rates:
    """Counts by session and by address; what has not asked for long is forgotten."""

    def __init__(self, limits: Limits, clock: Callable[[], float] = time.monotonic):
        self.limits, self.clock = limits, clock
        self.buckets: OrderedDict[str, Bucket] = OrderedDict()

    @contextmanager
    def turn(self, session: str, address: str) -> Iterator[None]:
        """The turn of a request for work. Raises Refusal: 429, and after how long to ask again."""
        a, own = self.limits, self._bucket(f"s {session}" if session else f"x {address}")
        rate, burst = (a.session_rate, a.session_burst) if session else (a.stranger_rate, a.stranger_burst)
        if own.waiting >= (a.session_waiting if session else a.stranger_waiting):
            raise busy("You have asked for too much at once", 1, 429)
        self._take(self._bucket(f"a {address}"), a.address_rate, a.address_burst, "Too many requests from your network")
        self._take(own, rate, burst, "You are asking faster than answers can be found")
        own.waiting += 1
        try:
            yield
        finally:
            own.waiting -= 1

    def _bucket(self, name: str) -> Bucket:
        if name not in self.buckets:
            while len(self.buckets) >= MAX_CLIENTS:
                self.buckets.popitem(last=False)
            self.buckets[name] = Bucket(float("inf"), self.clock())
        self.buckets.move_to_end(name)
        return self.buckets[name]

    def _take(self, bucket: Bucket, rate: float, burst: int, sentence: str) -> None:
        now = self.clock()
        bucket.tokens = min(float(burst), bucket.tokens + (now - bucket.at) * rate)
        bucket.at = now
        if bucket.tokens < 1:
            raise busy(sentence, (1 - bucket.tokens) / rate, 429)
        bucket.tokens -= 1
