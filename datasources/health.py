"""Whether the hub lives, and whether it has read every source once.

GET /healthz   200 {"status": "ok"}                             the process answers; 503 where its store does not
GET /readyz    200 {"status": "ready", "waiting": []}            every source's first run has ended, well or not
               503 {"status": "starting", "waiting": ["…"]}      those whose first run has not ended yet
               503 {"status": "the store does not answer", …}
"""

import asyncio
from collections.abc import Sequence
from typing import Final

import apsw
from asyncpg import InterfaceError, PostgresError
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from datasources.ingest.declared import waiting
from datasources.store.areas import by_ars
from datasources.store.database import Database
from datasources.store.errors import StoreError

ANSWER_S: Final = 2.0
"""A store that takes longer does not live."""
_NO_ANSWER: Final = (StoreError, PostgresError, InterfaceError, apsw.Error, OSError, TimeoutError)
_NO_STORE: Final = {"cache-control": "no-store"}
_SILENT: Final[dict[str, object]] = {"status": "the store does not answer"}


def routes(db: Database, keys: Sequence[str]) -> list[Route]:
    """Both endpoints; `keys` are the declared sources'."""

    async def healthz(_: Request) -> JSONResponse:
        try:
            async with asyncio.timeout(ANSWER_S):
                await by_ars(db, ["00"])
        except _NO_ANSWER:
            return _answer(503, _SILENT)
        return _answer(200, {"status": "ok"})

    async def readyz(_: Request) -> JSONResponse:
        try:
            async with asyncio.timeout(ANSWER_S):
                missing = await waiting(db, keys)
        except _NO_ANSWER:
            return _answer(503, _SILENT | {"waiting": []})
        return _answer(503 if missing else 200, {"status": "starting" if missing else "ready", "waiting": missing})

    return [
        Route("/healthz", healthz, methods=["GET"], name="healthz"),
        Route("/readyz", readyz, methods=["GET"], name="readyz"),
    ]


def _answer(status: int, content: dict[str, object]) -> JSONResponse:
    return JSONResponse(content, status, headers=_NO_STORE)
