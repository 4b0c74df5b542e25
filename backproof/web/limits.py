"""What one client may ask for, and how long anything may take."""

from __future__ import annotations

import os
from dataclasses import dataclass, field

KB, MB = 1_000, 1_000_000


@dataclass(frozen=True)
class Limits:
    """Sizes in bytes, times in seconds.

    A session is one browser; an address may be a whole classroom behind one router, so it is allowed more.
    """

    workers: int = field(default_factory=lambda: max(1, os.cpu_count() or 1))
    job: float = 20.0
    memory: int = 1024 * MB
    waiting: int = 200  # jobs that wait or run; more are refused with 503
    form: int = 64 * KB
    document: int = 300 * KB
    upload: int = 8 * MB
    head: float = 10.0  # until the first line and the headers of a request have arrived
    body: float = 20.0  # until its body has arrived
    send: float = 30.0  # until a client has taken what it asked for
    connections: int = 2_000
    connections_each: int = 300  # of one address
    session_rate: float = 10.0  # requests for work a second
    session_burst: int = 60
    session_waiting: int = 6  # jobs of one session at once
    address_rate: float = 150.0
    address_burst: int = 900
    stranger_rate: float = 10.0  # requests for work without a session, from one address
    stranger_burst: int = 60
    stranger_waiting: int = 6
    submissions: int = 2_000  # of an upload
    classes: int = 40  # uploads kept, the oldest finished ones go first
    classes_each: int = 3  # uploads of one session that are graded at once
    class_kept: float = 3_600.0
