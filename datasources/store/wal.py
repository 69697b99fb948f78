"""SQLite's write-ahead log: readers never wait for the writer."""

import sqlite3
import time
from typing import Any, Final, Protocol

import apsw

WAIT_S: Final = 30.0
_PAUSE_S: Final = 0.02
_PRIMARY: Final = 0xFF
"""The part of an extended error code that names the kind."""


class Connection(Protocol):
    """A connection of either driver: migrations are on the standard library's, all else on apsw."""

    def execute(self, text: str, /) -> Any: ...


def enter_wal(connection: Connection, wait_s: float = WAIT_S) -> None:
    """Has the file kept with a write-ahead log. SQLite's own busy timeout does not hold while that is changed, so where
    another process is at it, this waits for it. Raises the driver's error past `wait_s`."""
    until = time.monotonic() + wait_s
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except (apsw.BusyError, sqlite3.OperationalError) as error:
            if not _is_busy(error) or time.monotonic() >= until:
                raise
            time.sleep(_PAUSE_S)
        else:
            return


def _is_busy(error: apsw.BusyError | sqlite3.OperationalError) -> bool:
    return isinstance(error, apsw.BusyError) or error.sqlite_errorcode & _PRIMARY == sqlite3.SQLITE_BUSY
