"""The write-ahead log: entered although others are at the file, and not waited for without end."""

import sqlite3
import threading
from pathlib import Path

import pytest

from datasources.store.wal import enter_wal


def test_who_comes_while_another_writes_waits_for_it(tmp_path: Path) -> None:
    writer = sqlite3.connect(tmp_path / "hub.db", isolation_level=None, check_same_thread=False)
    writer.execute("CREATE TABLE area (ars)")
    writer.execute("BEGIN EXCLUSIVE")
    comer = sqlite3.connect(tmp_path / "hub.db", isolation_level=None, timeout=0)
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        enter_wal(comer, wait_s=0)
    ending = threading.Timer(0.05, writer.execute, ("COMMIT",))
    ending.start()
    enter_wal(comer)
    ending.join()
    assert comer.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    comer.close()
    writer.close()


def test_what_is_no_database_is_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "hub.db").write_bytes(b"no database" * 100)
    connection = sqlite3.connect(tmp_path / "hub.db")
    with pytest.raises(sqlite3.DatabaseError, match="not a database"):
        enter_wal(connection)
    connection.close()
