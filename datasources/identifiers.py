"""Hub ids beside the identifiers of registers, as CSV, so that partners can join their own data.

    GET /identifiers.csv?scheme=DE-VR
    id,scheme,value
    org_3kq5u7w2n4x6y2ab,DE-VR,Koblenz VR 2726

Listed organisations only; without a scheme, all of them. Rows are read page by page and sent as they come. A value that
a spreadsheet would take for a formula comes with an apostrophe before it.
"""

import csv
import io
from collections.abc import AsyncIterator
from typing import Final

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from datasources.ingest.schemes import MAX_CHARS
from datasources.store import identifiers
from datasources.store.database import Database

HEADER: Final = ("id", "scheme", "value")
PAGE: Final = 1_000
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def routes(db: Database) -> list[Route]:
    """The list as an endpoint."""

    async def listed(request: Request) -> Response:
        unknown = sorted(set(request.query_params) - {"scheme"})
        if unknown:
            return _refused(f"There is no parameter {unknown[0]!r}; the only one is scheme.")
        scheme = request.query_params.get("scheme")
        if scheme is not None and not 0 < len(scheme.strip()) <= MAX_CHARS:
            return _refused(f"scheme must have 1 to {MAX_CHARS} characters, such as DE-VR.")
        return StreamingResponse(
            _lines(db, scheme.strip().upper() if scheme is not None else None),
            media_type="text/csv; charset=utf-8; header=present",
            headers={
                "content-disposition": 'attachment; filename="identifiers.csv"',
                "cache-control": "public, max-age=300",
            },
        )

    return [Route("/identifiers.csv", listed, methods=["GET"], name="identifiers")]


async def _lines(db: Database, scheme: str | None) -> AsyncIterator[str]:
    """Pages of lines; the keyset moves on with every page, so that the loop ends with the table."""
    yield _csv([HEADER])
    after: identifiers.After | None = None
    while page := await identifiers.stream(db, scheme, after, PAGE):
        yield _csv([(id_, _harmless(of_scheme), _harmless(value)) for id_, of_scheme, value, _ in page])
        after = page[-1][-1]


def _csv(rows: list[tuple[str, str, str]]) -> str:
    lines = io.StringIO()
    csv.writer(lines, lineterminator="\r\n").writerows(rows)
    return lines.getvalue()


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text


def _refused(reason: str) -> Response:
    return PlainTextResponse(f"{reason}\n", status_code=400)
