"""SQLite's write-ahead log: readers never wait for the writer."""

import sqlite3
import time
from typing import Final

WAIT_S: Final = 30.0
_PAUSE_S: Final = 0.02
_PRIMARY: Final = 0xFF
"""The part of an extended error code that names the kind."""


def enter_wal(connection: sqlite3.Connection, wait_s: float = WAIT_S) -> None:
    """Has the file kept with a write-ahead log. SQLite's own busy timeout does not hold while that is changed, so where
    another process is at it, this waits for it. Raises sqlite3.OperationalError past `wait_s`."""
    until = time.monotonic() + wait_s
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            is_busy = error.sqlite_errorcode & _PRIMARY == sqlite3.SQLITE_BUSY
            if not is_busy or time.monotonic() >= until:
                raise
            time.sleep(_PAUSE_S)
        else:
            return
