"""Results on disk: SQLite with a write-ahead log, one row for each graded entry, committed as it is graded.

What is committed outlives a kill; a run that is started again finds it and grades the rest.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

APPLICATION = 0x6270_6772  # told apart from other programs' databases by this number in the file
LAYOUT = 1
MANY = 500


class StoreError(ValueError):
    """A file that is no store of results, or one that cannot be written."""


class Store:
    """Key -> record as JSON. Used as a context manager."""

    def __init__(self, path: Path):
        self.path = path
        with self.said():
            self.connection = sqlite3.connect(path, timeout=60, isolation_level=None)
        try:
            self.open()
        except BaseException:
            self.connection.close()
            raise

    def open(self) -> None:
        """Make the table, or make sure that it is ours."""
        with self.said():
            known = self.connection.execute("PRAGMA application_id").fetchone()[0]
            tables = self.connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
            if tables and known != APPLICATION:
                raise StoreError(f"{self.path} is a database of another program; name a new file")
            if tables and self.connection.execute("PRAGMA user_version").fetchone()[0] != LAYOUT:
                raise StoreError(f"{self.path} was written by another version; name a new file")
            self.connection.execute("PRAGMA journal_mode = WAL")
            self.connection.execute("PRAGMA synchronous = NORMAL")
            if not tables:
                self.connection.execute(f"PRAGMA application_id = {APPLICATION}")
                self.connection.execute(f"PRAGMA user_version = {LAYOUT}")
            self.connection.execute(
                "CREATE TABLE IF NOT EXISTS results (key TEXT PRIMARY KEY, record TEXT NOT NULL) WITHOUT ROWID"
            )

    @contextmanager
    def said(self) -> Iterator[None]:
        """Errors of the database as one sentence."""
        try:
            yield
        except sqlite3.Error as error:
            raise StoreError(f"{self.path} cannot be used as a store of results: {error}") from None

    def put(self, results: Sequence[tuple[str, str]]) -> None:
        """Keep (key, record) pairs; all of them or none."""
        with self.said():
            self.connection.execute("BEGIN IMMEDIATE")
            self.connection.executemany("INSERT OR REPLACE INTO results VALUES (?, ?)", results)
            self.connection.execute("COMMIT")

    def get(self, keys: Sequence[str]) -> dict[str, str]:
        """The records that are kept under these keys."""
        found: dict[str, str] = {}
        with self.said():
            for k in range(0, len(keys), MANY):
                some = keys[k : k + MANY]
                marks = ",".join("?" * len(some))
                found.update(
                    self.connection.execute(f"SELECT key, record FROM results WHERE key IN ({marks})", some).fetchall()
                )
        return found

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.connection.close()
