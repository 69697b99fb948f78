"""The whole exchange, against real servers on this machine."""

from __future__ import annotations

import asyncio
import datetime
import gzip
from email.utils import format_datetime

import aiohttp
import pytest
from aiohttp import web
from yarl import URL

from supergraph.errors import (
    AddressRefused,
    BadEncoding,
    CircuitOpen,
    OutboundError,
    RedirectRefused,
    StatusRefused,
    TimedOut,
    TooLarge,
    Unreachable,
)
from supergraph.outbound import Outbound, _Asked
from supergraph.outbound.breaker import Breaker
from tests.supergraph.outbound.conftest import QUICK, Partner, quick

ICS = b"BEGIN:VCALENDAR\r\nSUMMARY:Fr\xc3\xbchlingsfest\r\nEND:VCALENDAR\r\n"
CREDENTIALS = "anna:geheim@"


async def test_feed_is_fetched_with_what_identifies_it(partner: Partner, outbound: Outbound) -> None:
    headers = {"Content-Type": "text/calendar; charset=utf-8", "ETag": 'W/"7"', "Last-Modified": "x"}
    partner.answers("/termine.ics", web.Response(body=ICS, headers=headers))
    fetched = await outbound.fetch(partner.url("/termine.ics"))
    assert (fetched.status, fetched.body, fetched.size, fetched.not_modified) == (200, ICS, len(ICS), False)
    assert fetched.content_type == "text/calendar; charset=utf-8"
    assert (fetched.etag, fetched.last_modified) == ('W/"7"', "x")
    assert fetched.final_url == partner.url("/termine.ics")
    assert partner.requests[0][2]["User-Agent"].startswith("EngagementHub/")


async def test_unchanged_feed_is_not_sent_again(partner: Partner, outbound: Outbound) -> None:
    partner.answers("/termine.ics", web.Response(status=304, headers={"ETag": '"7"'}))
    fetched = await outbound.fetch(
        partner.url("/termine.ics"), etag='"7"', last_modified="Sun, 01 Nov 2026 10:00:00 GMT"
    )
    assert fetched.not_modified
    assert fetched.body == b""
    sent = partner.requests[0][2]
    assert sent["If-None-Match"] == '"7"'
    assert sent["If-Modified-Since"] == "Sun, 01 Nov 2026 10:00:00 GMT"


async def test_gzip_is_asked_for_and_inflated(partner: Partner, outbound: Outbound) -> None:
    partner.answers("/x", web.Response(body=gzip.compress(ICS), headers={"Content-Encoding": "gzip"}))
    assert (await outbound.fetch(partner.url("/x"), headers={"accept-encoding": "br"})).body == ICS
    assert partner.requests[0][2]["Accept-Encoding"] == "gzip, deflate"


async def test_bomb_is_refused(partner: Partner) -> None:
    bomb = gzip.compress(b"\0" * 50_000_000)
    partner.answers("/bomb", web.Response(body=bomb, headers={"Content-Encoding": "gzip"}))
    async with Outbound(allowed_hosts={partner.host}, limits=quick(body_bytes=1_000_000)) as outbound:
        with pytest.raises(TooLarge):
            await outbound.fetch(partner.url("/bomb"))
    assert len(partner.requests) == 1, "what is too large is not asked for again"


@pytest.mark.parametrize(("size", "is_taken"), [(999, True), (1000, True), (1001, False)])
async def test_body_is_bounded(partner: Partner, outbound: Outbound, size: int, is_taken: bool) -> None:
    partner.answers("/x", web.Response(body=b"x" * size))
    limits = quick(wire_bytes=1000)
    if is_taken:
        assert (await outbound.fetch(partner.url("/x"), limits=limits)).size == size
    else:
        with pytest.raises(TooLarge):
            await outbound.fetch(partner.url("/x"), limits=limits)


async def test_endless_body_without_length_is_cut_off(partner: Partner, outbound: Outbound) -> None:
    async def endless(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        for _ in range(10_000):
            await response.write(b"x" * 10_000)
        return response

    partner.handlers["/x"] = endless
    with pytest.raises(TooLarge):
        await outbound.fetch(partner.url("/x"), limits=quick(wire_bytes=100_000))


async def test_large_body_is_kept_in_a_file(partner: Partner, outbound: Outbound) -> None:
    partner.answers("/x", web.Response(body=b"x" * 5000))
    fetched = await outbound.fetch(partner.url("/x"), limits=quick(spool_bytes=1000))
    assert fetched.path is not None
    assert fetched.body == b"x" * 5000


async def test_long_header_is_refused(partner: Partner, outbound: Outbound) -> None:
    partner.answers("/x", web.Response(headers={"X-Long": "x" * 20_000}))
    with pytest.raises(BadEncoding):
        await outbound.fetch(partner.url("/x"))


# ── redirects ───────────────────────────────────────────────────────────────────────────────────────────────────────


def to(location: str, status: int = 302) -> web.Response:
    return web.Response(status=status, headers={"Location": location})


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_redirect_is_followed(partner: Partner, outbound: Outbound, status: int) -> None:
    partner.answers("/alt", to("/neu?x=1", status))
    partner.answers("/neu", web.Response(body=ICS))
    fetched = await outbound.fetch(partner.url("/alt"))
    assert fetched.body == ICS
    assert fetched.final_url == partner.url("/neu?x=1")


async def test_redirects_are_bounded(partner: Partner, outbound: Outbound) -> None:
    for number in range(10):
        partner.answers(f"/{number}", to(f"/{number + 1}"))
    partner.answers(f"/{QUICK.redirects}", web.Response(body=ICS))
    assert (await outbound.fetch(partner.url("/0"))).body == ICS
    partner.answers(f"/{QUICK.redirects}", to(f"/{QUICK.redirects + 1}"))
    partner.answers(f"/{QUICK.redirects + 1}", web.Response(body=ICS))
    with pytest.raises(RedirectRefused, match="more than 5 times"):
        await outbound.fetch(partner.url("/0"))


@pytest.mark.parametrize(
    "target",
    [
        "http://169.254.169.254/latest/meta-data/",
        "http://localhost:1/",
        "http://[::1]:1/",
        "http://0x7f000001:1/",
        "file:///etc/passwd",
        "ftp://verein.example/",
        "//10.0.0.1/x",
        "http://[",
    ],
)
async def test_redirect_inside_is_refused(partner: Partner, outbound: Outbound, target: str) -> None:
    partner.answers("/x", to(target))
    with pytest.raises((AddressRefused, RedirectRefused)):
        await outbound.fetch(partner.url("/x"))


async def test_credentials_stay_with_their_origin(partner: Partner, other: Partner, outbound: Outbound) -> None:
    partner.answers("/alt", to("/neu"))
    partner.answers("/neu", to(other.url("/fremd")))
    other.answers("/fremd", web.Response(body=ICS))
    secret = {"X-Api-Key": "geheim", "Cookie": "a=b", "Accept": "text/calendar"}
    fetched = await outbound.fetch(partner.url("/alt", credentials=CREDENTIALS), headers=secret, etag='"7"')
    for _, _, headers in partner.requests:
        assert headers["Authorization"].startswith("Basic ")
        assert headers["X-Api-Key"] == "geheim"
    foreign = other.requests[0][2]
    assert foreign["Accept"] == "text/calendar"
    assert not {"Authorization", "X-Api-Key", "Cookie", "Referer", "If-None-Match"} & set(foreign)
    assert "geheim" not in fetched.final_url


async def test_given_authorization_goes_before_that_of_the_address(partner: Partner, outbound: Outbound) -> None:
    partner.answers("/x", web.Response())
    await outbound.fetch(partner.url("/x", credentials=CREDENTIALS), headers={"authorization": "Bearer 1"})
    assert partner.requests[0][2]["Authorization"] == "Bearer 1"


async def test_header_with_a_line_break_is_refused(partner: Partner, outbound: Outbound) -> None:
    with pytest.raises(AddressRefused, match="headers"):
        await outbound.fetch(partner.url("/x"), headers={"X-Key": "a\r\nHost: b"})


def test_redirect_from_https_to_http_is_refused() -> None:
    timeout = aiohttp.ClientTimeout()
    asked = _Asked("GET", URL("https://verein.example/a"), {}, None, timeout, QUICK)
    with pytest.raises(RedirectRefused, match="from https to http"):
        Outbound()._redirected(asked, URL("http://verein.example/a"))
    assert Outbound()._redirected(asked, URL("https://verein.example/b")).url == URL("https://verein.example/b")


async def test_socket_itself_refuses_what_slipped_through(partner: Partner) -> None:
    partner.answers("/x", web.Response(body=ICS))
    async with Outbound() as outbound:
        asked = _Asked("GET", URL(partner.url("/x")), {}, None, aiohttp.ClientTimeout(), QUICK)
        with pytest.raises(AddressRefused):
            await outbound._send(asked, "amt.example")
    assert partner.requests == []


async def test_plain_server_behind_https_is_unreachable(partner: Partner, outbound: Outbound) -> None:
    with pytest.raises(Unreachable, match="TLS"):
        await outbound.fetch(partner.url("/x").replace("http:", "https:"))


# ── failures and retries ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
async def test_failure_that_may_pass_is_retried(partner: Partner, outbound: Outbound, status: int) -> None:
    partner.answers("/x", web.Response(status=status), web.Response(status=status), web.Response(body=ICS))
    assert (await outbound.fetch(partner.url("/x"))).body == ICS
    assert len(partner.requests) == 3


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 501])
async def test_failure_that_stays_is_not_retried(partner: Partner, outbound: Outbound, status: int) -> None:
    partner.answers("/x", web.Response(status=status))
    with pytest.raises(StatusRefused) as refused:
        await outbound.fetch(partner.url("/x"))
    assert refused.value.status == status
    assert refused.value.hint
    assert len(partner.requests) == 1


async def test_retries_are_bounded(partner: Partner, outbound: Outbound) -> None:
    partner.answers("/x", web.Response(status=503))
    with pytest.raises(StatusRefused):
        await outbound.fetch(partner.url("/x"))
    assert len(partner.requests) == QUICK.attempts


@pytest.mark.parametrize(
    ("header", "requests"),
    [
        ("0", 2),
        ("1", 2),
        ("2", 1),
        ("999999999999999", 1),
        (format_datetime(datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC), usegmt=True), 2),
        (format_datetime(datetime.datetime(2099, 1, 1, tzinfo=datetime.UTC), usegmt=True), 1),
        ("soon", 2),
    ],
)
async def test_retry_after_is_honoured_within_its_bound(
    partner: Partner, outbound: Outbound, header: str, requests: int
) -> None:
    partner.answers("/x", web.Response(status=503, headers={"Retry-After": header}), web.Response(body=ICS))
    if requests == 2:
        assert (await outbound.fetch(partner.url("/x"))).body == ICS
    else:
        with pytest.raises(StatusRefused):
            await outbound.fetch(partner.url("/x"))
    assert len(partner.requests) == requests


async def test_broken_connection_is_retried(partner: Partner, outbound: Outbound) -> None:
    calls = 0

    async def breaks_once(request: web.Request) -> web.StreamResponse:
        nonlocal calls
        calls += 1
        if calls == 1:
            assert request.transport is not None
            request.transport.close()
        return web.Response(body=ICS)

    partner.handlers["/x"] = breaks_once
    assert (await outbound.fetch(partner.url("/x"))).body == ICS


async def test_silent_server_times_out(partner: Partner, outbound: Outbound) -> None:
    async def silent(request: web.Request) -> web.StreamResponse:
        await asyncio.sleep(30)
        return web.Response()

    partner.handlers["/x"] = silent
    with pytest.raises(TimedOut, match="silent"):
        await outbound.fetch(partner.url("/x"), limits=quick(read_s=0.05, attempts=1))


async def test_dripping_server_meets_the_deadline(partner: Partner, outbound: Outbound) -> None:
    async def dripping(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        for _ in range(1000):
            await response.write(b"x")
            await asyncio.sleep(0.02)
        return response

    partner.handlers["/x"] = dripping
    with pytest.raises(TimedOut, match=r"longer than 0\.2 s"):
        await outbound.fetch(partner.url("/x"), limits=quick(total_s=0.2))


async def test_closed_port_is_unreachable(outbound: Outbound) -> None:
    with pytest.raises(Unreachable, match="cannot be connected to"):
        await outbound.fetch("http://127.0.0.1:9/")


async def test_unknown_name_is_unreachable(outbound: Outbound) -> None:
    with pytest.raises(Unreachable, match="cannot be resolved"):
        await outbound.fetch("http://gibt-es-nicht.invalid/", limits=quick(attempts=1))


async def test_what_is_not_http_is_refused() -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 mail.example ESMTP\r\n")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server, Outbound(allowed_hosts={"127.0.0.1"}, limits=QUICK) as outbound:
        with pytest.raises(OutboundError):
            await outbound.fetch(f"http://127.0.0.1:{port}/")


async def test_failing_host_is_left_alone_then_tried_again(partner: Partner) -> None:
    now = 0.0
    breaker = Breaker(failures=3, cool_s=30, clock=lambda: now)
    partner.answers("/x", web.Response(status=503))
    async with Outbound(allowed_hosts={"127.0.0.1"}, limits=QUICK, breaker=breaker) as outbound:
        with pytest.raises(StatusRefused):
            await outbound.fetch(partner.url("/x"))
        with pytest.raises(CircuitOpen) as refused:
            await outbound.fetch(partner.url("/x"))
        assert refused.value.retry_after_s == 30
        assert len(partner.requests) == 3
        now = 31.0
        partner.answers("/x", web.Response(body=ICS))
        assert (await outbound.fetch(partner.url("/x"))).body == ICS


async def test_missing_page_opens_no_circuit(partner: Partner, outbound: Outbound) -> None:
    partner.answers("/x", web.Response(status=404))
    for _ in range(10):
        with pytest.raises(StatusRefused):
            await outbound.fetch(partner.url("/x"))


async def test_secrets_appear_in_no_error(partner: Partner, outbound: Outbound) -> None:
    url = partner.url("/k?token=GEHEIM", credentials="anna:GEHEIM@")
    partner.answers("/k", web.Response(status=404))
    for address in (url, "http://anna:GEHEIM@127.0.0.1:9/?t=GEHEIM", "http://anna:GEHEIM@10.0.0.1/?t=GEHEIM#GEHEIM"):
        with pytest.raises(OutboundError) as refused:
            await outbound.fetch(address)
        error = refused.value
        assert "GEHEIM" not in f"{error!r} {error} {error.subject} {error.rule} {error.hint} {error.__cause__!r}"


# ── lookups ─────────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_lookup_posts_json_and_reads_json(partner: Partner, outbound: Outbound) -> None:
    async def echo(request: web.Request) -> web.StreamResponse:
        return web.json_response({"got": await request.json(), "type": request.content_type})

    partner.handlers["/places"] = echo
    fetched = await outbound.post_json(partner.url("/places"), {"ids": ["a", "ü"]}, {"Authorization": "Bearer 1"}, 2.0)
    assert fetched.json() == {"got": {"ids": ["a", "ü"]}, "type": "application/json"}
    assert partner.requests[0][2]["Authorization"] == "Bearer 1"


async def test_lookup_is_asked_once(partner: Partner, outbound: Outbound) -> None:
    partner.answers("/places", web.Response(status=503))
    with pytest.raises(StatusRefused):
        await outbound.post_json(partner.url("/places"), {})
    assert len(partner.requests) == 1


async def test_lookup_is_not_redirected(partner: Partner, outbound: Outbound) -> None:
    partner.answers("/places", to("/elsewhere", 307))
    with pytest.raises(RedirectRefused):
        await outbound.post_json(partner.url("/places"), {})


async def test_lookup_meets_its_deadline(partner: Partner, outbound: Outbound) -> None:
    async def slow(request: web.Request) -> web.StreamResponse:
        await asyncio.sleep(30)
        return web.Response()

    partner.handlers["/places"] = slow
    with pytest.raises(TimedOut):
        await outbound.post_json(partner.url("/places"), {}, timeout_s=0.05)


async def test_answer_that_is_no_json_is_an_error(partner: Partner, outbound: Outbound) -> None:
    partner.answers("/places", web.Response(body=b"<html>"))
    fetched = await outbound.post_json(partner.url("/places"), {})
    with pytest.raises(BadEncoding, match="not JSON"):
        fetched.json()
