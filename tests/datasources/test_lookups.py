"""Lookups: a partner's booking system is asked in batches, and costs its own keys only when it fails."""

from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any

import pytest
from aiohttp import web
from pydantic import SecretStr, ValidationError

from datasources.lookups import MAX_PLACES, LiveDeclaration, LivePlaces, live_places
from supergraph.errors import BadEncoding, OutboundError
from supergraph.outbound import Outbound, OutboundLimits

Answer = Callable[[list[str]], Any]


class Partner:
    """A booking system on this machine: `answer` says what it answers, `asked` what it was asked."""

    def __init__(self) -> None:
        self.asked: list[list[str]] = []
        self.headers: list[str | None] = []
        self.answer: Answer = lambda ids: {"places": {each: len(each) for each in ids}}
        self.url = ""

    async def places(self, request: web.Request) -> web.Response:
        ids = (await request.json())["ids"]
        self.asked.append(ids)
        self.headers.append(request.headers.get("Authorization"))
        answer = self.answer(ids)
        return answer if isinstance(answer, web.Response) else web.json_response(answer)


@pytest.fixture
async def partner() -> AsyncIterator[Partner]:
    partner = Partner()
    app = web.Application()
    app.router.add_post("/places", partner.places)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    partner.url = f"http://127.0.0.1:{runner.addresses[0][1]}/places"
    yield partner
    await runner.cleanup()


@pytest.fixture
async def outbound() -> AsyncIterator[Outbound]:
    async with Outbound(allowed_hosts={"127.0.0.1"}, limits=OutboundLimits(attempts=1)) as outbound:
        yield outbound


def declared(url: str, **rest: Any) -> LiveDeclaration:
    return LiveDeclaration(key="buchung", url=SecretStr(url), sources=("boerse",), **rest)


async def asked(partner: Partner, outbound: Outbound, keys: Sequence[str], **rest: Any) -> list[Any]:
    return list(await LivePlaces(declared(partner.url, **rest), outbound).by_keys(keys))


async def test_values_come_in_the_order_of_their_keys_and_none_is_invented(
    partner: Partner, outbound: Outbound
) -> None:
    partner.answer = lambda ids: {"places": {"b": 2, "a": 0}}
    assert await asked(partner, outbound, ["a", "x", "b"]) == [0, None, 2]


@pytest.mark.parametrize(("keys", "calls"), [(0, 0), (3, 1), (4, 2), (7, 3)])
async def test_keys_travel_in_batches(partner: Partner, outbound: Outbound, keys: int, calls: int) -> None:
    names = ["x" * (number + 1) for number in range(keys)]
    assert await asked(partner, outbound, names, batch_size=3) == [number + 1 for number in range(keys)]
    assert len(partner.asked) == calls
    assert all(len(batch) <= 3 for batch in partner.asked)


async def test_a_batch_that_fails_leaves_the_others(partner: Partner, outbound: Outbound) -> None:
    partner.answer = lambda ids: web.Response(status=500) if "bad" in ids else {"places": dict.fromkeys(ids, 1)}
    good, bad = await asked(partner, outbound, ["good", "bad"], batch_size=1)
    assert good == 1
    assert isinstance(bad, OutboundError)


@pytest.mark.parametrize(
    "answer",
    [[], None, "x", {"places": []}, {"plaetze": {}}, web.Response(text="<html>", content_type="text/html")],
    ids=repr,
)
async def test_an_answer_of_another_form_is_an_error_of_its_keys(
    partner: Partner, outbound: Outbound, answer: object
) -> None:
    partner.answer = lambda ids: answer
    values = await asked(partner, outbound, ["a", "b"])
    assert all(isinstance(value, BadEncoding) for value in values)
    assert len(values) == 2


@pytest.mark.parametrize(
    ("places", "believed"),
    [(0, True), (MAX_PLACES, True), (MAX_PLACES + 1, False), (-1, False), (True, False), ("3", False)],
)
async def test_only_numbers_of_places_are_believed(
    partner: Partner, outbound: Outbound, places: object, believed: bool
) -> None:
    partner.answer = lambda ids: {"places": {"a": places, "b": 1}}
    first, second = await asked(partner, outbound, ["a", "b"])
    assert (first == places and not isinstance(first, Exception)) is believed
    assert second == 1


async def test_a_dead_partner_is_an_error_per_key_and_names_no_secret(outbound: Outbound) -> None:
    lookup = LivePlaces(declared("http://user:s3cret@127.0.0.1:9/places?token=s3cret"), outbound)
    values = await lookup.by_keys(["a", "b"])
    assert all(isinstance(value, OutboundError) for value in values)
    assert "s3cret" not in "".join(str(value) for value in values)


async def test_headers_are_sent_and_never_shown(partner: Partner, outbound: Outbound) -> None:
    declaration = declared(partner.url, headers={"Authorization": SecretStr("Bearer s3cret")})
    await LivePlaces(declaration, outbound).by_keys(["a"])
    assert partner.headers == ["Bearer s3cret"]
    assert "s3cret" not in repr(declaration)


async def test_the_first_declared_service_of_a_source_is_asked(outbound: Outbound) -> None:
    first, second = declared("http://127.0.0.1:1/a"), declared("http://127.0.0.1:1/b")
    found = live_places([first, second], outbound)
    assert set(found) == {"boerse"}
    assert found["boerse"]._declaration is first


def test_a_service_for_no_source_is_refused() -> None:
    with pytest.raises(ValidationError):
        LiveDeclaration(key="buchung", url=SecretStr("https://buchung.example/"), sources=())
