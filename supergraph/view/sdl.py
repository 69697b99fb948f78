"""The schema as text, for tools that generate code and for other routers."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from supergraph.view.etag import matches, weak_etag


class SdlView:
    """An ASGI application that answers the SDL with an ETag; 304 to those who have it. `sdl` is asked once."""

    def __init__(self, sdl: Callable[[], str], *, cache_control: str = "public, max-age=300") -> None:
        self._sdl = sdl
        self._cache_control = cache_control

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        text, etag = self._answer
        headers = {"etag": etag.decode(), "cache-control": self._cache_control, "x-content-type-options": "nosniff"}
        known = HTTPConnection(scope).headers.get("if-none-match")
        if matches(known.encode("latin-1") if known else None, etag):
            response = Response(status_code=304, headers=headers)
        else:
            response = Response(text, media_type="text/plain; charset=utf-8", headers=headers)
        await response(scope, receive, send)

    @cached_property
    def _answer(self) -> tuple[bytes, bytes]:
        text = self._sdl().encode()
        return text, weak_etag(text)
