"""The one way in which the hub asks other servers.

    async with Outbound(allowed_hosts={"intranet.kreis.example"}) as outbound:
        fetched = await outbound.fetch("https://verein.example/termine.ics", etag=known_etag)
        if not fetched.not_modified:
            calendar = fetched.body

What it hides: http and https only; public addresses only, at every redirect and after resolution (`addresses`); caps on
bytes before and after decompression (`content`), on redirects, headers and time; retries of requests that change
nothing; a breaker per host (`breaker`); credentials that leave with no redirect and appear in no error.

An exchange, hop by hop:

    (a) judge the address, and pick the session: the public one checks again at the socket
    (b) ask the breaker of the host
    (c) send, with credentials only while the origin is the caller's
    (d) follow a redirect from (a), or take the body under the caps
    (e) tell the breaker how it went; retry the whole exchange when the failure may pass
"""

from __future__ import annotations

import asyncio
import datetime
import socket
from collections.abc import AsyncIterator, Collection, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from email.utils import parsedate_to_datetime
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Final, Self

import aiohttp
import orjson
import stamina
from aiohttp.abc import AbstractResolver
from pydantic import BaseModel, ConfigDict, Field
from yarl import URL

from supergraph.errors import (
    AddressRefused,
    BadCertificate,
    BadEncoding,
    CircuitOpen,
    OutboundError,
    RedirectRefused,
    StatusRefused,
    TimedOut,
    TooLarge,
    UnknownHost,
    Unreachable,
)
from supergraph.outbound.addresses import AddressPolicy, PublicResolver, is_public_text, redact
from supergraph.outbound.breaker import Breaker
from supergraph.outbound.content import PIECE_BYTES, READABLE_ENCODINGS, Content, Intake

__all__ = [
    "AddressRefused",
    "BadEncoding",
    "CircuitOpen",
    "Fetched",
    "Outbound",
    "OutboundError",
    "OutboundLimits",
    "RedirectRefused",
    "StatusRefused",
    "TimedOut",
    "TooLarge",
    "Unreachable",
    "redact",
]

_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_TRANSIENT_STATUSES: Final = frozenset({408, 425, 429, 500, 502, 503, 504})
_ORIGIN_FREE_HEADERS: Final = frozenset({"accept", "accept-language", "accept-encoding", "user-agent"})
"""What goes along to another origin; anything else may be a secret."""


class OutboundLimits(BaseModel):
    """Bounds of one exchange, its redirects and retries included. All are settings."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    wire_bytes: int = Field(64 * 1024 * 1024, gt=0, description="Bytes of a body as sent.")
    body_bytes: int = Field(256 * 1024 * 1024, gt=0, description="Bytes of a body after decompression.")
    spool_bytes: int = Field(8 * 1024 * 1024, ge=0, description="Above this a body is kept in a temporary file.")
    header_bytes: int = Field(16 * 1024, gt=0, description="Bytes of one header; there may be 128 of them.")
    redirects: int = Field(5, ge=0, description="Redirects that are followed.")
    total_s: float = Field(120.0, gt=0, description="Seconds for everything.")
    connect_s: float = Field(10.0, gt=0, description="Seconds until a connection stands.")
    read_s: float = Field(20.0, gt=0, description="Seconds of silence within an answer.")
    attempts: int = Field(3, gt=0, description="Times that a request is sent which changes nothing.")
    retry_wait_s: float = Field(0.5, ge=0, description="Seconds before the first retry; they double with each.")
    retry_after_s: float = Field(20.0, ge=0, description="The longest Retry-After that is waited for.")


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer: a success (2xx), or 304 where the caller's etag or last_modified still holds."""

    status: int
    content: Content
    content_type: str | None
    "As the server wrote it: 'text/calendar; charset=utf-8'."
    etag: str | None
    last_modified: str | None
    final_url: str
    "Where the body came from, after redirects; may hold secrets: show it through `redact`."

    @property
    def not_modified(self) -> bool:
        return self.status == 304

    @property
    def body(self) -> bytes:
        """The whole body, decompressed."""
        return self.content.read()

    @property
    def size(self) -> int:
        """Bytes of the body."""
        return self.content.size

    @property
    def path(self) -> Path | None:
        """The file of a large body, which exists as long as this value; None for one kept in memory."""
        return self.content.path

    def open(self) -> BinaryIO:
        """A stream over the body; close it after use."""
        return self.content.open()

    def json(self) -> object:
        """The body as JSON; raises BadEncoding when it is none."""
        try:
            return orjson.loads(self.body)
        except orjson.JSONDecodeError as error:
            raise BadEncoding(
                redact(self.final_url), f"is not JSON ({error})", hint="Check that the address leads to JSON."
            ) from None


@dataclass(frozen=True, slots=True)
class _Asked:
    """One request of an exchange, changed by redirects."""

    method: str
    url: URL
    headers: Mapping[str, str]
    payload: bytes | None
    timeout: aiohttp.ClientTimeout
    limits: OutboundLimits


class Outbound:
    """The hub's client. One per process: it pools connections and remembers which hosts fail.

    `allowed_hosts` are asked whatever their address ("10.0.0.7:8080", "intranet.kreis.example"). `resolver` replaces
    name resolution; `connections_per_host` is how many requests one host has at a time. Use as an async context
    manager, or call `close`.
    """

    def __init__(
        self,
        *,
        allowed_hosts: Collection[str] = (),
        limits: OutboundLimits | None = None,
        user_agent: str = "EngagementHub/0.1",
        resolver: AbstractResolver | None = None,
        breaker: Breaker | None = None,
        connections_per_host: int = 8,
    ) -> None:
        self.limits = limits or OutboundLimits()
        self._policy = AddressPolicy(allowed_hosts)
        self._user_agent = user_agent
        self._resolver = resolver
        self._breaker = breaker or Breaker()
        self._connections_per_host = connections_per_host
        self._sessions: dict[bool, aiohttp.ClientSession] = {}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Close every connection."""
        while self._sessions:
            _, session = self._sessions.popitem()
            await session.close()

    async def fetch(
        self,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        etag: str | None = None,
        last_modified: str | None = None,
        limits: OutboundLimits | None = None,
    ) -> Fetched:
        """GET the address; raises OutboundError.

        `etag` and `last_modified` are those of the last answer: if they still hold, the answer is `not_modified` and
        empty. A user and password in the address are sent as Basic authorization, to that origin only.
        """
        bounds = limits or self.limits
        conditions = {"If-None-Match": etag, "If-Modified-Since": last_modified}
        given = {**(headers or {}), **{name: value for name, value in conditions.items() if value}}
        timeout = aiohttp.ClientTimeout(total=None, sock_connect=bounds.connect_s, sock_read=bounds.read_s)
        asked = _Asked("GET", self._policy.parse(url), given, None, timeout, bounds)

        def hold_back(error: Exception) -> bool | float:
            return _wait_before_retry(error, bounds)

        async with _deadline(redact(url), bounds.total_s):
            async for attempt in stamina.retry_context(
                on=hold_back,
                attempts=bounds.attempts,
                timeout=bounds.total_s,
                wait_initial=bounds.retry_wait_s,
                wait_jitter=bounds.retry_wait_s,
            ):
                with attempt:
                    return await self._exchange(asked)
        raise AssertionError("a retry context returns or raises")

    async def post_json(
        self,
        url: str,
        payload: object,
        headers: Mapping[str, str] | None = None,
        timeout_s: float = 5.0,
        *,
        limits: OutboundLimits | None = None,
    ) -> Fetched:
        """POST the payload as JSON, once: neither retried nor redirected; raises OutboundError."""
        bounds = limits or self.limits
        timeout = aiohttp.ClientTimeout(
            total=None, sock_connect=min(bounds.connect_s, timeout_s), sock_read=min(bounds.read_s, timeout_s)
        )
        given = {"Accept": "application/json", **(headers or {}), "Content-Type": "application/json"}
        asked = _Asked("POST", self._policy.parse(url), given, orjson.dumps(payload), timeout, bounds)
        async with _deadline(redact(url), timeout_s):
            return await self._exchange(asked)

    async def _exchange(self, asked: _Asked) -> Fetched:
        for _ in range(asked.limits.redirects + 1):
            answer = await self._hop(asked)
            if isinstance(answer, Fetched):
                return answer
            asked = self._redirected(asked, answer)
        raise RedirectRefused(
            redact(str(asked.url)),
            f"redirects more than {asked.limits.redirects} times",
            hint="Enter the address that it finally leads to.",
        )

    async def _hop(self, asked: _Asked) -> Fetched | URL:
        """One request; the place it redirects to, or its answer."""
        self._policy.check(asked.url)  # (a)
        subject = redact(str(asked.url))
        host = str(asked.url.origin())
        if wait_s := self._breaker.wait_s(host):  # (b)
            raise CircuitOpen(subject, retry_after_s=wait_s)
        try:
            answer = await self._send(asked, subject)
        except OutboundError as error:
            self._breaker.record(host, succeeded=not error.transient)  # (e)
            raise
        except BaseException:
            self._breaker.release(host)
            raise
        self._breaker.record(host, succeeded=True)
        return answer

    async def _send(self, asked: _Asked, subject: str) -> Fetched | URL:
        session = self._session(is_allowed_by_name=self._policy.is_allowed_by_name(asked.url))
        headers = {"User-Agent": self._user_agent, "Accept": "*/*", **asked.headers}
        headers = {name: value for name, value in headers.items() if name.lower() != "accept-encoding"}
        headers["Accept-Encoding"] = READABLE_ENCODINGS
        has_authorization = any(name.lower() == "authorization" for name in headers)
        limits = asked.limits
        with _translated(subject):
            async with session.request(  # (c)
                asked.method,
                asked.url.with_user(None) if has_authorization else asked.url,
                headers=headers,
                data=asked.payload,
                timeout=asked.timeout,
                allow_redirects=False,
                max_line_size=limits.header_bytes,
                max_field_size=limits.header_bytes,
            ) as response:
                location = response.headers.get("Location")
                if response.status in _REDIRECTS and location:
                    return self._target(asked.url, location, subject)
                if not (200 <= response.status < 300 or response.status == 304):
                    raise _refused(subject, response)
                intake = Intake(
                    subject,
                    response.headers.get("Content-Encoding", "") if response.status != 304 else "",
                    wire_bytes=limits.wire_bytes,
                    body_bytes=limits.body_bytes,
                    spool_bytes=limits.spool_bytes,
                )
                try:
                    intake.expect(response.content_length)
                    async for piece in response.content.iter_chunked(PIECE_BYTES):  # (d)
                        intake.take(piece)
                    content = intake.finish()
                finally:
                    intake.abandon()
                return Fetched(
                    status=response.status,
                    content=content,
                    content_type=response.headers.get("Content-Type"),
                    etag=response.headers.get("ETag"),
                    last_modified=response.headers.get("Last-Modified"),
                    final_url=str(asked.url.with_user(None)),
                )

    def _target(self, url: URL, location: str, subject: str) -> URL:
        try:
            return self._policy.parse(str(url.join(URL(location))))
        except ValueError:
            raise RedirectRefused(subject, "redirects to what is no address", hint="Ask its operators.") from None

    def _redirected(self, asked: _Asked, target: URL) -> _Asked:
        subject = redact(str(asked.url))
        if asked.method != "GET":
            raise RedirectRefused(
                subject, "redirects a POST, which is not sent twice", hint=f"Enter {redact(str(target))} instead."
            )
        if asked.url.scheme == "https" and target.scheme == "http":
            raise RedirectRefused(
                subject, "redirects from https to http", hint=f"If that is right, enter {redact(str(target))} itself."
            )
        if asked.url.origin() == target.origin():
            if target.user is None:
                target = target.with_user(asked.url.user).with_password(asked.url.password)
            return replace(asked, url=target)
        kept = {name: value for name, value in asked.headers.items() if name.lower() in _ORIGIN_FREE_HEADERS}
        return replace(asked, url=target.with_user(None), headers=kept)

    def _session(self, *, is_allowed_by_name: bool) -> aiohttp.ClientSession:
        """The session for allowed hosts, or the public one, whose names and sockets are checked."""
        session = self._sessions.get(is_allowed_by_name)
        if session is None:
            inner = self._resolver or aiohttp.ThreadedResolver()
            connector = aiohttp.TCPConnector(
                resolver=inner if is_allowed_by_name else PublicResolver(inner),
                socket_factory=None if is_allowed_by_name else _public_socket,
                use_dns_cache=False,
                limit_per_host=self._connections_per_host,
            )
            session = self._sessions[is_allowed_by_name] = aiohttp.ClientSession(
                connector=connector, auto_decompress=False, cookie_jar=aiohttp.DummyCookieJar(), trust_env=False
            )
        return session


def _public_socket(address: aiohttp.AddrInfoType) -> socket.socket:
    """The last check, on the very address that is connected to: (family, type, protocol, name, (host, port, …))."""
    family, kind, protocol, _, place = address
    if not is_public_text(str(place[0])):
        raise AddressPolicy.refusal(str(place[0]), "is not a public address")
    return socket.socket(family, kind, protocol)


@asynccontextmanager
async def _deadline(subject: str, total_s: float) -> AsyncIterator[None]:
    try:
        async with asyncio.timeout(total_s):
            yield
    except TimeoutError:
        raise TimedOut(
            subject, f"took longer than {total_s:g} s", hint="Ask its operators, or raise outbound.total_s."
        ) from None


@contextmanager
def _translated(subject: str) -> Iterator[None]:
    """aiohttp's errors as ours. Their causes are left out: they may quote the address."""
    try:
        yield
    except aiohttp.ClientConnectorCertificateError:
        raise BadCertificate(
            subject, "has no valid certificate", hint="Its operators must renew it.", transient=False
        ) from None
    except aiohttp.ClientConnectorSSLError:
        raise BadCertificate(
            subject, "does not speak TLS as required", hint="Its operators must repair it.", transient=False
        ) from None
    except aiohttp.ClientConnectorDNSError:
        raise UnknownHost(subject, "has a host name that cannot be resolved", hint="Check the address.") from None
    except (aiohttp.ServerTimeoutError, TimeoutError):
        raise TimedOut(
            subject, "was silent for too long", hint="Ask its operators, or raise outbound.read_s."
        ) from None
    except aiohttp.ClientConnectorError as error:
        reason = error.os_error.strerror or "no connection"
        raise Unreachable(subject, f"cannot be connected to ({reason})", hint="Check that it is up.") from None
    except (aiohttp.InvalidURL, ValueError):
        raise AddressRefused(
            subject, "has characters in its address or headers that are not allowed", hint="Check the configuration."
        ) from None
    except aiohttp.ClientResponseError:
        raise BadEncoding(subject, "answers what is not HTTP, or too long a head", hint="Ask its operators.") from None
    except (aiohttp.ClientError, OSError):
        raise Unreachable(subject, "broke the connection off", hint="Try again later.") from None


def _refused(subject: str, response: aiohttp.ClientResponse) -> StatusRefused:
    match response.status:
        case 401 | 403:
            hint = "Check the credentials that are configured for it."
        case 404 | 410:
            hint = "Check the address: nothing is there."
        case 429:
            hint = "It is asked too often: choose a longer interval."
        case status if status >= 500:
            hint = "Its operators must repair it; it is tried again."
        case _:
            hint = "Check the address in a browser."
    return StatusRefused(
        subject,
        response.status,
        hint=hint,
        transient=response.status in _TRANSIENT_STATUSES,
        retry_after_s=_retry_after_s(response.headers.get("Retry-After")),
    )


def _retry_after_s(header: str | None) -> float | None:
    """Seconds, from a number of seconds or an HTTP date; None for neither."""
    if not header:
        return None
    if header.strip().isascii() and header.strip().isdigit():
        return float(header.strip()[:9])
    try:
        until = parsedate_to_datetime(header)
    except ValueError:
        return None
    if until.tzinfo is None:
        until = until.replace(tzinfo=datetime.UTC)
    return max(0.0, (until - datetime.datetime.now(datetime.UTC)).total_seconds())


def _wait_before_retry(error: Exception, limits: OutboundLimits) -> bool | float:
    """Whether to retry; seconds where the server named them."""
    if not isinstance(error, OutboundError) or isinstance(error, CircuitOpen) or not error.transient:
        return False
    asked_for = error.retry_after_s if isinstance(error, StatusRefused) else None
    if asked_for is None:
        return True
    return asked_for if asked_for <= limits.retry_after_s else False
