"""Turns, sessions and workers, without a server."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import pytest

from backproof.web import jobs
from backproof.web.limits import Limits
from backproof.web.rates import MAX_CLIENTS, Rates
from backproof.web.refusal import Refusal, busy, unusable
from backproof.web.session import Sessions
from backproof.web.workers import Workers

T = TypeVar("T")


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_session_gets_its_burst_then_its_rate() -> None:
    clock = Clock()
    rates = Rates(Limits(session_rate=2, session_burst=3), clock)

    def ask() -> None:
        with rates.turn("a", "1.1.1.1"):
            pass

    for _ in range(3):
        ask()
    with pytest.raises(Refusal) as refused:
        ask()
    assert refused.value.status == 429 and refused.value.headers["Retry-After"] == "1"
    with rates.turn("b", "1.1.1.1"):  # somebody else at the same address
        pass
    clock.now += 0.5
    ask()
    with pytest.raises(Refusal):
        ask()
    clock.now += 3_600
    for _ in range(3):
        ask()
    with pytest.raises(Refusal):
        ask()


def test_an_address_with_ever_new_sessions_is_limited_too() -> None:
    rates = Rates(Limits(address_burst=10), Clock())
    taken = 0
    with pytest.raises(Refusal):
        for k in range(100):
            with rates.turn(f"session {k}", "1.1.1.1"):
                taken += 1
    assert taken == 10
    with rates.turn("x", "2.2.2.2"):
        pass


def test_only_so_many_at_once() -> None:
    rates = Rates(Limits(session_waiting=2), Clock())
    with rates.turn("a", "1"), rates.turn("a", "1"):
        with pytest.raises(Refusal), rates.turn("a", "1"):
            pass
        with rates.turn("b", "1"):
            pass
    with rates.turn("a", "1"):
        pass


def test_clients_are_forgotten_before_they_fill_the_memory() -> None:
    rates = Rates(Limits(address_burst=10**9, address_rate=10**9), Clock())
    for k in range(MAX_CLIENTS + 50):
        with rates.turn(str(k), "1"):
            pass
    assert len(rates.buckets) <= MAX_CLIENTS


def test_a_cookie_is_ours_or_nobodys() -> None:
    sessions, other = Sessions(), Sessions()
    cookie = sessions.cookie("me")
    assert sessions.read(cookie) == "me"
    for forged in (other.cookie("me"), cookie[:-1], cookie + "0", "me", ".", "", "me.", "é.é", "me." + "0" * 40):
        assert sessions.read(forged) == ""
    assert sessions.token("me") != sessions.token("you") != other.token("you")
    assert len({sessions.new() for _ in range(100)}) == 100


def test_sentences() -> None:
    assert str(unusable("no part is called 'x'")) == "No part is called 'x'."
    told = unusable("line 2: ( is not closed\n  Y = (\n      ^")
    assert told.sentence == "Line 2: ( is not closed." and told.place == "  Y = (\n      ^"
    assert busy("Busy", 0.2).sentence == "Busy; please try again in a second."
    assert busy("Busy", 4.2).headers == {"Retry-After": "5"}


# ---------------------------------------------------------------- workers


def alone(work: Coroutine[Any, Any, T]) -> T:
    """Run it in a thread of its own: a browser under test keeps a loop running in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    found = Workers(Limits(workers=2, job=2.0, waiting=4))
    found.open(cold=True)
    alone(found.ready())
    yield found
    found.close()


@pytest.mark.parametrize("how", ["crash", "hang", "memory"])
def test_a_worker_that_fails_costs_its_request_alone(workers: Workers, how: str) -> None:
    async def both() -> tuple[Refusal, float]:
        start = time.monotonic()
        bad = asyncio.create_task(workers.work(jobs.fail, how))
        await asyncio.sleep(0.2)
        good = await workers.work(jobs.check, f"$x = x$ {how}", "")
        took = time.monotonic() - start
        assert good["summary"]["displays"] == 1
        with pytest.raises(Refusal) as refused:
            await bad
        again = await workers.work(jobs.check, f"$x = x$ {how} again", "")
        assert again["summary"]["displays"] == 1
        return refused.value, took

    refusal, took = alone(both())
    assert refusal.status in (400, 422) and refusal.sentence.endswith(".")
    assert took < 2.0 or how != "hang", "the other worker was free"


def test_too_many_waiting_is_503(workers: Workers) -> None:
    async def crowd() -> list[object]:
        asked = [workers.work(jobs.check, f"$x = x$ crowd {k}", "") for k in range(12)]
        return list(await asyncio.gather(*asked, return_exceptions=True))

    found = alone(crowd())
    refused = [r for r in found if isinstance(r, Refusal)]
    assert len(refused) == 8 and {r.status for r in refused} == {503}
    assert all("Retry-After" in r.headers for r in refused)
    assert workers.waiting == 0


def test_equal_questions_are_worked_on_once(workers: Workers) -> None:
    async def crowd() -> list[object]:
        asked = [workers.work(jobs.check, "$x = x$ the same", "") for _ in range(40)]
        return list(await asyncio.gather(*asked))

    found = alone(crowd())
    assert all(r is found[0] for r in found)


def test_what_cannot_be_used_is_a_sentence(workers: Workers) -> None:
    with pytest.raises(Refusal) as refused:
        alone(workers.work(jobs.judge, "none", "x", "1"))
    assert refused.value.status == 400 and "no problem is called 'none'" in refused.value.sentence.lower()
