"""Subgraphs over HTTP, under the one outbound policy (`supergraph.outbound`).

What it adds: a deadline for each subgraph, that bounds its retries too; retries of what changes nothing; one request
where several operations ask the same at the same time; and rules for headers. Nothing of the client's request is passed
on unless it is listed, and nothing to a partner that does not list it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import orjson
import structlog

from supergraph.errors import CircuitOpen, OutboundError, StatusRefused
from supergraph.outbound import Outbound, OutboundLimits
from supergraph.run.answers import read_answer
from supergraph.run.fetching import SubgraphAnswer, SubgraphFailed, SubgraphRequest

MAX_ANSWER_BYTES: Final = 16 * 1024 * 1024
"""Of one answer, before and after decompression."""

RETRY_WAIT_S: Final = 0.05
"""Before the second attempt; it doubles with each."""

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Partner:
    """How a subgraph is asked."""

    name: str
    url: str = field(repr=False)
    timeout_s: float = 5.0
    "For an answer, retries included."
    attempts: int = 2
    "For a query; a mutation has one."
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    "Sent with each request: a token for this partner, say."
    passed_on: tuple[str, ...] = ()
    "Names of the client's headers that this partner is told, in lower case."
    answer_bytes: int = MAX_ANSWER_BYTES


@dataclass(slots=True)
class _Shared:
    """A request under way, and how many wait for it."""

    task: asyncio.Task[SubgraphAnswer]
    waiting: int = 0


class HttpFetcher:
    """Asks partners by their names. `outbound` must be allowed to go to their hosts, and is closed by its owner."""

    def __init__(self, outbound: Outbound, partners: Mapping[str, Partner]) -> None:
        self._outbound = outbound
        self._partners = dict(partners)
        self._limits = {
            name: OutboundLimits.model_validate(
                {
                    "wire_bytes": partner.answer_bytes,
                    "body_bytes": partner.answer_bytes,
                    "spool_bytes": partner.answer_bytes,
                    "total_s": partner.timeout_s,
                    "connect_s": partner.timeout_s,
                    "read_s": partner.timeout_s,
                }
            )
            for name, partner in self._partners.items()
        }
        self._under_way: dict[tuple[str, bytes, tuple[tuple[str, str], ...]], _Shared] = {}

    async def fetch(self, request: SubgraphRequest) -> SubgraphAnswer:
        partner = self._partners[request.subgraph]
        body = _body(request)
        headers = {name: request.headers[name] for name in partner.passed_on if name in request.headers}
        headers.update(partner.headers)
        if request.is_mutation:
            return await self._ask(partner, body, headers, 1)
        key = partner.name, body, tuple(sorted(headers.items()))
        shared = self._under_way.get(key)
        if shared is None:
            task = asyncio.create_task(self._ask(partner, body, headers, partner.attempts))
            shared = self._under_way[key] = _Shared(task)
            task.add_done_callback(lambda _: self._under_way.pop(key, None))
        shared.waiting += 1
        try:
            return _own(await asyncio.shield(shared.task), shared)
        finally:
            shared.waiting -= 1
            if not shared.waiting and not shared.task.done():
                self._under_way.pop(key, None)
                shared.task.cancel()  # nobody waits for it any more

    async def _ask(self, partner: Partner, body: bytes, headers: Mapping[str, str], attempts: int) -> SubgraphAnswer:
        try:
            async with asyncio.timeout(partner.timeout_s):
                for attempt in range(attempts):
                    try:
                        return await self._ask_once(partner, body, headers)
                    except OutboundError as error:
                        is_last = attempt + 1 >= attempts or not error.transient or isinstance(error, CircuitOpen)
                        if is_last:
                            raise _failed(partner, error) from None
                    await asyncio.sleep(RETRY_WAIT_S * 2**attempt)
        except TimeoutError:
            raise SubgraphFailed(partner.name, f"gave no answer within {partner.timeout_s:g} s") from None
        raise AssertionError("the last attempt returns or raises")

    async def _ask_once(self, partner: Partner, body: bytes, headers: Mapping[str, str]) -> SubgraphAnswer:
        fetched = await self._outbound.post_json(
            partner.url,
            orjson.Fragment(body),
            headers,
            partner.timeout_s,
            limits=self._limits[partner.name],
        )
        return read_answer(partner.name, fetched.body)


def _own(answer: SubgraphAnswer, shared: _Shared) -> SubgraphAnswer:
    """The answer for one of those who wait: data is joined in place, so each has a copy but the last."""
    if shared.waiting <= 1 or answer.data is None:
        return answer
    return SubgraphAnswer(orjson.loads(orjson.dumps(answer.data)), answer.errors)


def _body(request: SubgraphRequest) -> bytes:
    body: dict[str, object] = {"query": request.query}
    if request.variables:
        body["variables"] = request.variables
    if request.operation_name is not None:
        body["operationName"] = request.operation_name
    return orjson.dumps(body)


def _failed(partner: Partner, error: OutboundError) -> SubgraphFailed:
    status = f" ({error.status})" if isinstance(error, StatusRefused) else ""
    return SubgraphFailed(partner.name, f"{error.rule}{status}")
