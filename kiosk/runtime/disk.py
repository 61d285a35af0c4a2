"""The kiosk's own file: an SQLite database that has what it was given even after a power cut."""

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

FILE = "outbox.sqlite"
TURN_FILE = "outbox.turn"  # an empty SQLite file: only its lock is used
VERSION = 5
_BUSY_MS = 5000
_PRAGMAS = {
    "busy_timeout": _BUSY_MS,  # first: the next one waits for other processes
    "journal_mode": "wal",
    "synchronous": 2,  # FULL: a commit returns when it is on the disk
}
_SCHEMA = """
CREATE TABLE entry (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  key TEXT NOT NULL,
  command TEXT NOT NULL,
  args TEXT NOT NULL,
  actor TEXT NOT NULL,
  station TEXT NOT NULL,
  device_at TEXT NOT NULL,
  deadline TEXT,
  state TEXT NOT NULL,
  told INTEGER NOT NULL DEFAULT 0,
  error TEXT,
  result TEXT,
  at TEXT NOT NULL
) STRICT;
CREATE INDEX entry_by_state ON entry (state, seq);
CREATE UNIQUE INDEX entry_open_key ON entry (key) WHERE state = 'waiting';
CREATE TABLE person (
  badge TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  role TEXT NOT NULL,
  language TEXT NOT NULL,
  last_at TEXT NOT NULL
) STRICT;
CREATE TABLE draft (
  screen TEXT PRIMARY KEY,
  body TEXT NOT NULL,
  at TEXT NOT NULL
) STRICT;
CREATE TABLE label (
  job INTEGER PRIMARY KEY AUTOINCREMENT,
  lot TEXT NOT NULL,
  copies INTEGER NOT NULL,
  data TEXT NOT NULL,
  label_id TEXT,
  state TEXT NOT NULL,
  reason TEXT,
  at TEXT NOT NULL
) STRICT;
"""


_HELD = "ALTER TABLE entry ADD COLUMN held_by TEXT"
_PERMIT = "ALTER TABLE entry ADD COLUMN permit TEXT NOT NULL DEFAULT ''"
_PRINTING = """
ALTER TABLE label ADD COLUMN printed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE label ADD COLUMN tries INTEGER NOT NULL DEFAULT 1;
ALTER TABLE label ADD COLUMN told INTEGER NOT NULL DEFAULT 0;
ALTER TABLE label ADD COLUMN asker TEXT;
ALTER TABLE label ADD COLUMN permit TEXT NOT NULL DEFAULT '';
CREATE INDEX label_by_state ON label (state, job);
CREATE INDEX label_by_name ON label (label_id);
CREATE INDEX label_to_tell ON label (job) WHERE told = 0 AND label_id IS NOT NULL AND asker IS NOT NULL;
"""
_LABELS = "CREATE INDEX label_by_lot ON label (lot, job)"
_SCHEMAS = (_SCHEMA, _HELD, _PERMIT, _PRINTING, _LABELS)
"""What brings a file from each version to the next."""


class DiskError(RuntimeError):
    """The file cannot keep what it is given, or is not one this version reads."""


class Disk:
    """`outbox.sqlite` in the data folder (mode 0600), shared by threads and processes.

    Raises DiskError where a pragma did not take or a newer version made the file.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.path = folder / FILE
        for name in (FILE, TURN_FILE):
            os.close(os.open(folder / name, os.O_RDWR | os.O_CREAT, 0o600))
        self._lock = threading.RLock()
        self._connection = self._open()
        self._turn = sqlite3.connect(
            folder / TURN_FILE, timeout=0, isolation_level=None, check_same_thread=False
        )

    def _open(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self.path, timeout=_BUSY_MS / 1000, isolation_level=None, check_same_thread=False
        )
        try:
            connection.row_factory = sqlite3.Row
            _set_pragmas(connection)
            _bring_up_to_date(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """A transaction that is on the disk when the block has ended, or was never there."""
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    def read(self, sql: str, *values: str | int | None) -> list[sqlite3.Row]:
        """All rows of a query."""
        with self._lock:
            return self._connection.execute(sql, values).fetchall()

    @contextmanager
    def turn(self) -> Iterator[bool]:
        """Whether this process may send now: one at a time on this PC. A process that dies loses its turn."""
        if not self._take_turn():
            yield False
            return
        try:
            yield True
        finally:
            self._turn.execute("ROLLBACK")

    def close(self) -> None:
        """Give the files back; a second call does nothing."""
        with self._lock:
            self._connection.close()
            self._turn.close()

    def _take_turn(self) -> bool:
        try:
            self._turn.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as exc:
            if exc.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                raise
            return False
        return True


def _set_pragmas(connection: sqlite3.Connection) -> None:
    for name, wanted in _PRAGMAS.items():
        connection.execute(f"PRAGMA {name} = {wanted}")
        (actual,) = connection.execute(f"PRAGMA {name}").fetchone()
        if actual != wanted:
            raise DiskError(f"SQLite keeps {name} at {actual} instead of {wanted}")


def _bring_up_to_date(connection: sqlite3.Connection) -> None:
    connection.execute("BEGIN IMMEDIATE")
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version < VERSION:
        for script in _SCHEMAS[version:]:
            for statement in filter(str.strip, script.split(";")):
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {VERSION}")
    connection.execute("COMMIT")
    if version > VERSION:
        raise DiskError(f"{FILE} was made by a newer Nyárs (version {version})")
