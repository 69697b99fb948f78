"""The process that refreshes sources: `python -m datasources.ingest.worker`, started by `refresh.refreshing`.

Its orders come over standard input; when that closes, the server has ended, and so does this process.
"""

import asyncio
import contextlib
import os
import pickle
import signal
import sys

import structlog

from datasources.ingest.refresh import Orders, watch
from datasources.store.database import Database
from supergraph import logs
from supergraph.outbound import Outbound

PRIORITY = 10
"""Answering requests comes first."""


def main() -> None:
    """Refreshes until standard input closes."""
    length = int.from_bytes(sys.stdin.buffer.read(8), "big")
    orders = pickle.loads(sys.stdin.buffer.read(length))
    assert isinstance(orders, Orders), "written by refresh"
    logs.configure(level=orders.log_level)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the server decides
    with contextlib.suppress(OSError, AttributeError):
        os.nice(PRIORITY)
    try:
        asyncio.run(_work(orders))
    except Exception:
        structlog.get_logger(__name__).exception("refreshing failed")
        sys.exit(1)


async def _work(orders: Orders) -> None:
    db = await Database.open(orders.database_url, migrate_first=False)
    try:
        async with Outbound(allowed_hosts=orders.allowed_hosts, limits=orders.limits) as outbound:
            working = asyncio.create_task(watch(db, orders.watched, outbound))
            ending = asyncio.create_task(_parent_ends())
            await asyncio.wait({working, ending}, return_when=asyncio.FIRST_COMPLETED)
            for task in (ending, working):
                task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await working
    finally:
        await db.close()


async def _parent_ends() -> None:
    """Returns when standard input closes."""
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while await reader.read(1024):
        pass


if __name__ == "__main__":
    main()
