"""A class on a cluster of two dask workers: one killed, an entry that kills, another version; nothing is lost."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

distributed = pytest.importorskip("distributed")

from checkers.classroom.cluster import Cluster, ClusterError  # noqa: E402
from checkers.classroom.entry import Entry  # noqa: E402
from checkers.classroom.fingerprint import fingerprint  # noqa: E402
from checkers.classroom.grading import Here, grade_class  # noqa: E402
from tests.checkers.faulty_grader import faulty, honest  # noqa: E402

pytestmark = pytest.mark.filterwarnings("ignore")  # distributed's own, about ports and loops
PACKAGES = ("checkers.classroom",)


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    import dask

    settings = {"distributed.scheduler.allowed-failures": 1, "distributed.worker.daemon": False}
    with (
        dask.config.set(settings),
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50, env={"OMP_NUM_THREADS": "1"}
        ) as found,
    ):
        yield found


def engine(cluster: Any, graders: Any = honest, **more: Any) -> Cluster:
    return Cluster(graders, cluster.scheduler_address, PACKAGES, fingerprint(PACKAGES), **more)


def entries(count: int, *bad: str) -> list[Entry]:
    texts = [str(513400 + k) for k in range(count)]
    texts[count // 2 : count // 2] = bad
    return [Entry("ece449/3", f"s-{k}", (("total", text),)) for k, text in enumerate(texts)]


def test_one_worker_killed_and_nothing_lost(cluster: Any) -> None:
    asked = entries(600)
    with distributed.Client(cluster.scheduler_address, set_as_default=False) as client:
        [pid, *_] = client.run(os.getpid).values()
    done: list[int] = []
    killed = threading.Event()

    def kill_one(count: int) -> None:
        done.append(count)
        if len(done) > 50 and not killed.is_set():
            killed.set()
            os.kill(pid, 9)

    found = grade_class(asked, engine(cluster, batch=50), honest, advance=kill_one)
    assert killed.is_set()
    assert sum(done) == len(asked), "each exactly once"
    assert found == grade_class(asked, Here(honest), honest), "the records are those of this process"


@pytest.mark.parametrize("bad", ["exit", "hang"])
def test_an_entry_that_kills_workers_costs_itself_alone(cluster: Any, bad: str) -> None:
    asked = entries(20, bad)
    started = time.monotonic()
    found = grade_class(asked, engine(cluster, faulty, batch=7, limit=2), faulty)
    assert [r["parts"][0]["verdict"] == "undecided" for r in found] == [e.answers[0][1] == bad for e in asked]
    assert "waits for a person" in found[10]["parts"][0]["feedback"]
    assert time.monotonic() - started < 200


def test_a_worker_of_another_version_is_said(cluster: Any) -> None:
    stale = Cluster(honest, cluster.scheduler_address, PACKAGES, "another fingerprint")
    with pytest.raises(ClusterError, match="another version"):
        grade_class(entries(3), stale, honest)


def test_a_scheduler_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("checkers.classroom.cluster.WAIT", 1.0)
    nowhere = Cluster(honest, "tcp://127.0.0.1:9", PACKAGES, "")
    with pytest.raises(ClusterError, match="no scheduler answers"):
        grade_class(entries(3), nowhere, honest)
