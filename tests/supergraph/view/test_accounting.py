"""What a caller has left, and what a repeated mutation is answered, over HTTP."""

from __future__ import annotations

from typing import Any

import pytest

from supergraph.accounting import Accounting, Payer
from supergraph.quota import Allowances, Quota
from tests.supergraph.graphs import Fields, Info
from tests.supergraph.keeping import Memory
from tests.supergraph.view.wire import GRAPHQL, Client, application

HELLO = {"query": "{ hello }"}
RENAME = {"query": "mutation ($name: String!) { rename(id: 1, name: $name) }", "variables": {"name": "TuS"}}


class Counting(Fields):
    """Counts its renames, and fails when it is told to."""

    renamed = 0
    breaks = False

    def rename(self, info: Info, id: str, name: str) -> str:
        self.renamed += 1
        if self.breaks:
            raise RuntimeError("the password is 1234")
        return f"{name} {self.renamed}"


def client(fields: Fields | None = None, **allowances: int) -> Client:
    accounting = Accounting(
        payer_of=lambda context: Payer("somebody"),
        quota=Quota(Allowances(**allowances), lambda: 1_000.0) if allowances else None,
        keeper=Memory(),
    )
    return Client(application(fields, accounting=accounting))


async def test_what_is_left_is_told_in_headers_and_extensions() -> None:
    response = await client(anonymous_points=10).post(HELLO)
    assert response.headers["ratelimit-limit"] == "10"
    assert response.headers["ratelimit-remaining"] == "9"
    assert response.headers["ratelimit-reset"] == "60"
    told = {"limit": 10, "remaining": 9, "resetSeconds": 60, "unit": "points"}
    assert response.json()["extensions"]["rateLimit"] == told


@pytest.mark.parametrize("accept", ["application/json", GRAPHQL])
async def test_a_used_up_allowance_is_429_whatever_is_accepted(accept: str) -> None:
    asking = client(anonymous_points=1)
    await asking.post(HELLO)
    response = await asking.post(HELLO, accept=accept)
    assert (response.status, response.code) == (429, "TOO_MANY_REQUESTS")
    assert response.headers["retry-after"] == "60"
    assert "data" not in response.json()


async def test_a_get_tells_what_is_left_in_headers_alone_so_that_its_etag_stays() -> None:
    asking = client(anonymous_points=10)
    first, second = [await asking.get(query="{ hello }") for _ in range(2)]
    assert first.headers["etag"] == second.headers["etag"]
    assert (first.headers["ratelimit-remaining"], second.headers["ratelimit-remaining"]) == ("9", "8")
    assert "rateLimit" not in first.json()["extensions"]


async def test_more_mutations_than_allowed_are_refused() -> None:
    fields = Counting()
    asking = client(fields, mutations=2)
    for _ in range(2):
        assert (await asking.post(RENAME)).status == 200
    response = await asking.post(RENAME)
    assert (response.status, response.code) == (429, "TOO_MANY_REQUESTS")
    assert fields.renamed == 2


async def test_mutations_of_one_operation_are_counted_each() -> None:
    fields = Counting()
    asking = client(fields, mutations=2)
    two = 'fragment Two on Mutation { a: rename(id: 1, name: "TuS") b: rename(id: 2, name: "SC") }'
    three = 'mutation { ...Two c: rename(id: 3, name: "FC") } ' + two
    response = await asking.post({"query": three})
    assert (response.status, response.code) == (429, "TOO_MANY_REQUESTS")
    assert fields.renamed == 0


async def test_a_repeated_mutation_is_executed_once_and_answered_the_same() -> None:
    fields = Counting()
    asking = client(fields)
    first = await asking.post(RENAME, idempotency_key="one")
    second = await asking.post(RENAME, idempotency_key="one")
    assert fields.renamed == 1
    assert first.json()["data"] == second.json()["data"] == {"rename": "TuS 1"}
    assert "idempotency-replayed" not in first.headers
    assert second.headers["idempotency-replayed"] == "true"


async def test_another_key_is_another_mutation() -> None:
    fields = Counting()
    asking = client(fields)
    await asking.post(RENAME, idempotency_key="one")
    assert (await asking.post(RENAME, idempotency_key="two")).json()["data"] == {"rename": "TuS 2"}


async def test_a_key_used_for_something_else_is_refused() -> None:
    fields = Counting()
    asking = client(fields)
    await asking.post(RENAME, idempotency_key="one")
    response = await asking.post({**RENAME, "variables": {"name": "SV"}}, idempotency_key="one", accept=GRAPHQL)
    assert (response.status, response.code) == (400, "BAD_REQUEST")
    assert fields.renamed == 1


async def test_a_defect_is_not_kept() -> None:
    fields = Counting()
    fields.breaks = True
    asking = client(fields)
    failed = await asking.post(RENAME, idempotency_key="one")
    assert failed.code == "INTERNAL_SERVER_ERROR"
    fields.breaks = False
    assert (await asking.post(RENAME, idempotency_key="one")).json()["data"] == {"rename": "TuS 2"}


async def test_a_query_takes_no_notice_of_a_key() -> None:
    asking = client(Fields())
    for _ in range(2):
        assert "idempotency-replayed" not in (await asking.post(HELLO, idempotency_key="one")).headers


@pytest.mark.parametrize("key", ["", "k" * 256, "a\x7fb"])
async def test_a_key_that_is_none_is_refused(key: str) -> None:
    fields = Counting()
    response = await client(fields).post(RENAME, idempotency_key=key)
    assert (response.status, response.code) == (400, "BAD_REQUEST")
    assert fields.renamed == 0


async def test_repeating_is_charged_only_when_it_is_executed() -> None:
    asking = client(Counting(), mutations=1)
    results: list[Any] = [await asking.post(RENAME, idempotency_key="one") for _ in range(3)]
    assert [each.status for each in results] == [200, 200, 200]


async def test_who_has_lost_a_role_is_not_told_what_it_showed() -> None:
    rights = ["editor"]
    accounting = Accounting(payer_of=lambda context: Payer("somebody", rights=rights[0]), keeper=Memory())
    fields = Counting()
    asking = Client(application(fields, accounting=accounting))
    await asking.post(RENAME, idempotency_key="k")
    rights[0] = ""
    assert (await asking.post(RENAME, idempotency_key="k", accept=GRAPHQL)).code == "BAD_REQUEST"
    assert fields.renamed == 1


async def test_a_mutation_that_is_repeated_as_an_event_stream_is_executed_once() -> None:
    fields = Counting()
    asking = client(fields)
    told = [await asking.post(RENAME, idempotency_key="k", accept="text/event-stream") for _ in range(2)]
    assert fields.renamed == 1
    assert all("TuS 1" in each.body.decode() for each in told)
