"""A partner's booking system, in small: it knows how many places are left, and is asked in batches.

    POST /places   {"ids": ["EA-001", "EA-007", "EA-999"]}
    200            {"places": {"EA-001": 3, "EA-007": 0}}        an id it does not know is absent
    400            {"error": "…"}                                not JSON, no list of texts, more than MAX_IDS of them

The ids are those of the opportunities in the demo's lists (`datasources/demo/feeds`). The numbers are fixed for each
id, so that an answer in the documentation stays true.
"""

import zlib
from typing import Final

import orjson
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

MAX_IDS: Final = 500
MAX_BYTES: Final = 64 * 1024
_MOST_PLACES: Final = 6
_PREFIXES: Final = ("EA-", "H")


def application() -> Starlette:
    """The booking system as an application to be mounted: the demo's lookup source points at its /places."""
    return Starlette(routes=[Route("/places", places, methods=["POST"])])


async def places(request: Request) -> JSONResponse:
    """Answers the places left for each id that is known."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BYTES:
            return _refused(f"the body has more than {MAX_BYTES} bytes")
    try:
        asked = orjson.loads(bytes(body))
    except orjson.JSONDecodeError:
        return _refused("the body is not JSON")
    ids = asked.get("ids") if isinstance(asked, dict) else None
    if not isinstance(ids, list) or not all(isinstance(each, str) for each in ids):
        return _refused('the body must be {"ids": ["…"]}')
    if len(ids) > MAX_IDS:
        return _refused(f"more than {MAX_IDS} ids at once")
    return JSONResponse({"places": {each: left(each) for each in ids if _is_known(each)}})


def left(identity: str) -> int:
    """The places left for an opportunity: 1 to 6, the same at every call."""
    return 1 + zlib.crc32(identity.encode()) % _MOST_PLACES


def _is_known(identity: str) -> bool:
    return any(identity.startswith(prefix) and identity[len(prefix) :].isdigit() for prefix in _PREFIXES)


def _refused(reason: str) -> JSONResponse:
    return JSONResponse({"error": reason}, status_code=400)
