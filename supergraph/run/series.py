"""The fetches of a plan, each sent as soon as those before it have answered.

(a) variables: those of the client that the request names, and the representations, deduplicated
(b) nothing to represent: the request is not sent
(c) the answer: entities counted and joined into their objects; root fields joined into the root
(d) a failure of the subgraph stands at every field that it was to fill, and nothing else is touched
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Final

import orjson
import structlog

from supergraph.plan import Fetch, Plan
from supergraph.run.answers import Failure, failure_of, place, renamed
from supergraph.run.data import Asked, Object, asked_of, fail, join
from supergraph.run.fetching import Fetcher, SubgraphAnswer, SubgraphFailed, SubgraphRequest

MAX_REPRESENTATIONS: Final = 100_000
"""In one request."""

_log = structlog.get_logger(__name__)


class Series:
    """One run of a plan: `data` is what the subgraphs answered, joined; `failures` are all that went wrong."""

    def __init__(
        self,
        plan: Plan,
        fetcher: Fetcher,
        variables: Mapping[str, object],
        headers: Mapping[str, str],
    ) -> None:
        self.data: Object = {}
        self.failures: list[Failure] = []
        self._plan = plan
        self._fetcher = fetcher
        self._variables = variables
        self._headers = headers

    async def run(self) -> None:
        """Asks everyone whom the plan names; what goes wrong is in the data."""
        for fetches in self._plan.series:
            await self._run(fetches)

    async def _run(self, fetches: tuple[Fetch, ...]) -> None:
        done: set[int] = set()
        left = list(fetches)
        running: dict[asyncio.Task[None], int] = {}
        try:
            while left or running:
                ready = [fetch for fetch in left if done.issuperset(fetch.after)]
                left = [fetch for fetch in left if fetch not in ready]
                if len(ready) == 1 and not running:  # most plans are such a chain: no task is needed
                    await self._fetch(ready[0])
                    done.add(ready[0].id)
                    continue
                for fetch in ready:
                    running[asyncio.create_task(self._fetch(fetch))] = fetch.id
                finished, _ = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
                for task in finished:
                    done.add(running.pop(task))
                    task.result()
        finally:
            for task in running:
                task.cancel()
            if running:
                await asyncio.gather(*running, return_exceptions=True)

    async def _fetch(self, fetch: Fetch) -> None:
        variables = {name: self._variables[name] for name in fetch.variables if name in self._variables}  # (a)
        asked = [asked_of(self.data, part) for part in fetch.parts]
        if asked:
            count = sum(len(each.representations) for each in asked)
            if not count:  # (b)
                return
            if count > MAX_REPRESENTATIONS:
                self._fail(
                    fetch, asked, self._failed(fetch.subgraph, f"{count} entities are more than it is asked for")
                )
                return
            for each in asked:
                variables[each.part.variable] = [orjson.Fragment(one) for one in each.representations]
        request = SubgraphRequest(
            fetch.subgraph,
            fetch.text,
            variables,
            is_mutation=self._plan.kind == "mutation" and not fetch.parts,
            headers=self._headers,
        )
        try:
            answer = await self._fetcher.fetch(request)
        except SubgraphFailed as error:
            self._fail(fetch, asked, self._failed(fetch.subgraph, error.reason))
            return
        if asked:
            self._join_entities(fetch, asked, answer)
        else:
            self._join_root(fetch, answer)

    def _join_root(self, fetch: Fetch, answer: SubgraphAnswer) -> None:  # (c)
        data: Object = answer.data if answer.data is not None else {}
        unplaced = [
            failure
            for error, failure in self._errors(fetch, answer)
            if answer.data is None or not place(failure, data, error.get("path"))
        ]
        if answer.data is None and unplaced:
            fail((self.data,), fetch.keys, unplaced[0])
            return
        if fetch.renamed:
            found = renamed(data, fetch.renamed)
            assert isinstance(found, dict)
            data = found
        join(self.data, data)

    def _join_entities(self, fetch: Fetch, asked: list[Asked], answer: SubgraphAnswer) -> None:
        data: Object = answer.data if answer.data is not None else {}
        lost: Failure | None = None
        for error, failure in self._errors(fetch, answer):
            if answer.data is None or not place(failure, data, error.get("path")):
                lost = lost or failure
        for each in asked:
            entities = data.get(each.part.alias)
            if isinstance(entities, Failure) or (entities is None and lost is not None):
                reason = entities if isinstance(entities, Failure) else lost
                assert reason is not None
                self._fail(fetch, [each], reason)
                continue
            if not isinstance(entities, list) or len(entities) != len(each.representations):
                if each.representations:
                    count = f"{len(entities)} entities" if isinstance(entities, list) else "no list of entities"
                    reason = self._failed(fetch.subgraph, f"answered {count} for {len(each.representations)}")
                    self._fail(fetch, [each], reason)
                continue
            self._join_each(fetch, each, entities)

    def _join_each(self, fetch: Fetch, asked: Asked, entities: list[object]) -> None:
        odd: Failure | None = None
        for places, entity in zip(asked.representations.values(), entities, strict=True):
            if isinstance(entity, dict):
                found = renamed(entity, fetch.renamed) if fetch.renamed else entity
                assert isinstance(found, dict)
                for each in places:
                    join(each, found)
            elif isinstance(entity, Failure):
                fail(places, asked.part.keys, entity)
            elif entity is not None:
                odd = odd or self._failed(fetch.subgraph, "answered an entity that is no object")
                fail(places, asked.part.keys, odd)

    def _errors(self, fetch: Fetch, answer: SubgraphAnswer) -> list[tuple[Mapping[str, object], Failure]]:
        found = [(error, failure_of(fetch.subgraph, error)) for error in answer.errors]
        self.failures += [failure for _, failure in found]
        if found:
            _log.warning(
                "subgraph_errors", subgraph=fetch.subgraph, count=len(found), first=found[0][1].message, fetch=fetch.id
            )
        return found

    def _failed(self, subgraph: str, reason: str) -> Failure:
        _log.warning("subgraph_failed", subgraph=subgraph, reason=reason)
        failure = Failure(subgraph, "the subgraph cannot be asked just now", is_own=True)
        self.failures.append(failure)
        return failure

    def _fail(self, fetch: Fetch, asked: list[Asked], failure: Failure) -> None:  # (d)
        if not fetch.parts:
            fail((self.data,), fetch.keys, failure)
        for each in asked:
            for places in each.representations.values():
                fail(places, each.part.keys, failure)
