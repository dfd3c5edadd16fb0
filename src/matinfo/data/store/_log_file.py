"""The SQLite file behind an experiment log: append-only changes, so that nothing that was written is ever lost.

A run is a number; what is known of it is the last change of each of its columns. SQLite's write-ahead log makes every
call all or nothing, for two processes and for a process that is killed; each call opens the file and closes it again.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from matinfo.exceptions import MatinfoError

APPLICATION = 0x6D61746C  # "matl": tells the file from other SQLite files
VERSION = 1
PATIENCE = 60.0  # seconds to wait for another process

_TABLES = """
CREATE TABLE IF NOT EXISTS columns (name TEXT PRIMARY KEY, role TEXT NOT NULL, unit TEXT, place INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS runs (run INTEGER PRIMARY KEY AUTOINCREMENT, started TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS changes (
    change INTEGER PRIMARY KEY AUTOINCREMENT,
    run INTEGER NOT NULL REFERENCES runs (run),
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    time TEXT NOT NULL,
    why TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS last_change ON changes (run, name, change);
"""
_LATEST = """
SELECT run, name, value FROM changes JOIN
    (SELECT max(change) AS last FROM changes GROUP BY run, name) ON change = last ORDER BY run
"""


class LogFileError(MatinfoError, ValueError):
    """The file is no experiment log, or was made by a newer version."""


class LogFile:
    """Reads and writes one file; safe for several processes and threads."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def create(self, columns: Iterable[tuple[str, str, str | None]]) -> None:
        """Make the file with its columns (name, role, unit) unless it is there."""
        with self._connect(make=True) as db:
            if db.execute("PRAGMA application_id").fetchone()[0] == APPLICATION:
                return
            if db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
                raise LogFileError(f"{self.path.name!r} is an SQLite file of another program.")
            for statement in filter(str.strip, _TABLES.split(";")):
                db.execute(statement)
            db.executemany(
                "INSERT INTO columns VALUES (?, ?, ?, ?)", [(*column, place) for place, column in enumerate(columns)]
            )
            db.execute(f"PRAGMA application_id = {APPLICATION}")
            db.execute(f"PRAGMA user_version = {VERSION}")

    def columns(self) -> list[tuple[str, str, str | None]]:
        """Name, role and unit of every column."""
        with self._connect() as db:
            if db.execute("PRAGMA application_id").fetchone()[0] != APPLICATION:
                raise LogFileError(f"{self.path.name!r} is no experiment log.")
            version = db.execute("PRAGMA user_version").fetchone()[0]
            if version > VERSION:
                raise LogFileError(
                    f"{self.path.name!r} was made by a newer matinfo (format {version}). Update matinfo."
                )
            return list(db.execute("SELECT name, role, unit FROM columns ORDER BY place"))

    def add_columns(self, columns: Iterable[tuple[str, str, str | None]]) -> None:
        """Add columns at the end."""
        with self._connect() as db:
            place = db.execute("SELECT count(*) FROM columns").fetchone()[0]
            rows = [(*column, place + i) for i, column in enumerate(columns)]
            db.executemany("INSERT INTO columns VALUES (?, ?, ?, ?)", rows)

    def add_runs(self, rows: Iterable[Mapping[str, Any]], why: str) -> list[int]:
        """Write new runs, all or none; return their numbers."""
        numbers = []
        now = _now()
        with self._connect() as db:
            for row in rows:
                run = db.execute("INSERT INTO runs (started) VALUES (?)", (now,)).lastrowid
                assert run is not None
                db.executemany(
                    "INSERT INTO changes (run, name, value, time, why) VALUES (?, ?, ?, ?, ?)",
                    [(run, name, json.dumps(value, ensure_ascii=False), now, why) for name, value in row.items()],
                )
                numbers.append(run)
        return numbers

    def change(self, run: int, values: Mapping[str, Any], why: str) -> None:
        """Write new values of one run, all or none."""
        now = _now()
        with self._connect() as db:
            if db.execute("SELECT 1 FROM runs WHERE run = ?", (run,)).fetchone() is None:
                last = db.execute("SELECT max(run) FROM runs").fetchone()[0]
                raise KeyError(f"There is no run {run}; the last one is {last}.")
            db.executemany(
                "INSERT INTO changes (run, name, value, time, why) VALUES (?, ?, ?, ?, ?)",
                [(run, name, json.dumps(value, ensure_ascii=False), now, why) for name, value in values.items()],
            )

    def latest(self) -> dict[int, dict[str, Any]]:
        """What is known of every run, by number."""
        known: dict[int, dict[str, Any]] = {}
        with self._connect() as db:
            for run, started in db.execute("SELECT run, started FROM runs ORDER BY run"):
                known[run] = {"started": started}
            for run, name, value in db.execute(_LATEST):
                known[run][name] = json.loads(value)
        return known

    def changes(self, run: int) -> list[tuple[str, str, Any, str]]:
        """Time, column, value and reason of every change of a run, in order."""
        query = "SELECT time, name, value, why FROM changes WHERE run = ? ORDER BY change"
        with self._connect() as db:
            return [(time, name, json.loads(value), why) for time, name, value, why in db.execute(query, (run,))]

    def count(self) -> int:
        """Number of runs."""
        with self._connect() as db:
            return int(db.execute("SELECT count(*) FROM runs").fetchone()[0])

    @contextmanager
    def _connect(self, *, make: bool = False) -> Iterator[sqlite3.Connection]:
        """One transaction: committed at the end, or rolled back when anything goes wrong."""
        if not make and not self.path.is_file():
            raise FileNotFoundError(f"There is no experiment log {self.path.name!r} in {str(self.path.parent)!r}.")
        try:
            with closing(sqlite3.connect(self.path, timeout=PATIENCE, isolation_level=None)) as db:
                db.execute("PRAGMA journal_mode = WAL")
                db.execute("PRAGMA synchronous = FULL")  # a finished call survives a crash of the computer, too
                db.execute("PRAGMA foreign_keys = ON")
                db.execute("BEGIN IMMEDIATE")
                yield db
                db.execute("COMMIT")  # closing a connection rolls back what was not committed
        except sqlite3.DatabaseError as error:
            raise LogFileError(f"{self.path.name!r} cannot be used as an experiment log: {error}.") from None


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
