"""Subgraphs over HTTP: what is sent, what is shared, retried and passed on, and who keeps waiting for whom."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import orjson
import pytest
from aiohttp import web

from supergraph.outbound import Outbound
from supergraph.run import HttpFetcher, Partner, SubgraphFailed, SubgraphRequest

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

QUERY = SubgraphRequest("grants", "{ halls { name } }")
MUTATION = SubgraphRequest("grants", "mutation { apply }", is_mutation=True)


@asynccontextmanager
async def serving(handler: Handler, **rules: Any) -> AsyncIterator[HttpFetcher]:
    application = web.Application()
    application.router.add_post("/graphql", handler)
    runner = web.AppRunner(application)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    try:
        async with Outbound(allowed_hosts=[f"127.0.0.1:{port}"]) as outbound:
            partner = Partner("grants", f"http://127.0.0.1:{port}/graphql", **rules)
            yield HttpFetcher(outbound, {"grants": partner})
    finally:
        await runner.cleanup()


class Recorder:
    """Answers in turn from a list of statuses, the last for ever; remembers what it was sent."""

    def __init__(self, *statuses: int, wait_s: float = 0) -> None:
        self.statuses = list(statuses) or [200]
        self.wait_s = wait_s
        self.bodies: list[dict[str, object]] = []
        self.headers: list[dict[str, str]] = []

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.bodies.append(orjson.loads(await request.read()))
        self.headers.append({name.lower(): value for name, value in request.headers.items()})
        status = self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0]
        await asyncio.sleep(self.wait_s)
        return web.json_response({"data": {"halls": []}}, status=status)


async def test_a_request_is_json_with_what_it_has() -> None:
    recorder = Recorder()
    async with serving(recorder.answer) as fetcher:
        answer = await fetcher.fetch(SubgraphRequest("grants", "query A { x }", {"year": 2026}, "A"))
    assert answer.data == {"halls": []}
    assert recorder.bodies == [{"query": "query A { x }", "variables": {"year": 2026}, "operationName": "A"}]


async def test_a_query_is_tried_again_and_a_mutation_is_not() -> None:
    recorder = Recorder(503, 200)
    async with serving(recorder.answer) as fetcher:
        assert (await fetcher.fetch(QUERY)).data == {"halls": []}
        assert len(recorder.bodies) == 2
    recorder = Recorder(503, 200)
    async with serving(recorder.answer) as fetcher:
        with pytest.raises(SubgraphFailed, match="503"):
            await fetcher.fetch(MUTATION)
    assert len(recorder.bodies) == 1


async def test_what_will_not_pass_is_not_tried_again() -> None:
    recorder = Recorder(404)
    async with serving(recorder.answer) as fetcher:
        with pytest.raises(SubgraphFailed, match="404"):
            await fetcher.fetch(QUERY)
    assert len(recorder.bodies) == 1


async def test_equal_queries_under_way_are_one_request_with_answers_of_their_own() -> None:
    recorder = Recorder(wait_s=0.05)
    async with serving(recorder.answer) as fetcher:
        first, second = await asyncio.gather(fetcher.fetch(QUERY), fetcher.fetch(QUERY))
        assert len(recorder.bodies) == 1
        assert first.data == second.data
        assert first.data is not second.data
        await asyncio.gather(fetcher.fetch(MUTATION), fetcher.fetch(MUTATION))
        assert len(recorder.bodies) == 3


async def test_one_who_leaves_does_not_end_the_request_of_others() -> None:
    recorder = Recorder(wait_s=0.05)
    async with serving(recorder.answer) as fetcher:
        leaving, staying = asyncio.create_task(fetcher.fetch(QUERY)), asyncio.create_task(fetcher.fetch(QUERY))
        await asyncio.sleep(0.01)
        leaving.cancel()
        assert (await staying).data == {"halls": []}
        with pytest.raises(asyncio.CancelledError):
            await leaving
        assert (await fetcher.fetch(QUERY)).data == {"halls": []}
    assert len(recorder.bodies) == 2


async def test_callers_of_different_rights_do_not_share() -> None:
    recorder = Recorder(wait_s=0.02)
    async with serving(recorder.answer, passed_on=("authorization",)) as fetcher:
        requests = [SubgraphRequest("grants", "{ halls { name } }", headers={"authorization": who}) for who in "ab"]
        await asyncio.gather(*map(fetcher.fetch, requests))
    assert sorted(each["authorization"] for each in recorder.headers) == ["a", "b"]


async def test_only_listed_headers_are_passed_on() -> None:
    recorder = Recorder()
    given = {"authorization": "Bearer geheim", "accept-language": "de", "x-trace": "7"}
    async with serving(recorder.answer, passed_on=("accept-language",), headers={"x-hub": "mayen"}) as fetcher:
        await fetcher.fetch(SubgraphRequest("grants", "{ x }", headers=given))
    sent = recorder.headers[0]
    assert (sent["accept-language"], sent["x-hub"]) == ("de", "mayen")
    assert "authorization" not in sent
    assert "x-trace" not in sent


async def test_a_partner_that_is_slow_or_drips_is_left_at_its_deadline() -> None:
    async def drip(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        try:
            for _ in range(100):
                await response.write(b" ")
                await asyncio.sleep(0.02)
        except ConnectionResetError:
            pass
        return response

    async with serving(drip, timeout_s=0.1) as fetcher:
        started = asyncio.get_running_loop().time()
        with pytest.raises(SubgraphFailed):
            await fetcher.fetch(QUERY)
        assert asyncio.get_running_loop().time() - started < 1


@pytest.mark.parametrize(("size", "is_taken"), [(999, True), (1000, True), (1001, False)])
async def test_an_answer_has_a_size(size: int, is_taken: bool) -> None:
    body = b'{"data": {"x": "' + b"a" * (size - 19) + b'"}}'
    assert len(body) == size

    async def large(_: web.Request) -> web.StreamResponse:
        return web.Response(body=body, content_type="application/json")

    async with serving(large, answer_bytes=1000) as fetcher:
        if is_taken:
            assert (await fetcher.fetch(QUERY)).data
        else:
            with pytest.raises(SubgraphFailed):
                await fetcher.fetch(QUERY)


async def test_nobody_there_is_a_failure() -> None:
    async with Outbound(allowed_hosts=["127.0.0.1:9"]) as outbound:
        fetcher = HttpFetcher(outbound, {"grants": Partner("grants", "http://127.0.0.1:9/graphql")})
        with pytest.raises(SubgraphFailed):
            await fetcher.fetch(QUERY)
