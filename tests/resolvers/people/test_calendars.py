"""The address of one's own calendar: made, replaced, revoked; told once, and kept as a hash."""

from sqlalchemy import select
from starlette.applications import Starlette

from datasources.people.calendar import hash_of, routes
from datasources.store.database import Database
from datasources.store.people import profiles
from datasources.store.people.core import VOLUNTEER
from datasources.store.statements import Statement
from resolvers.context import Context
from resolvers.people.calendars import share
from tests.resolvers.district import NOW, District
from tests.resolvers.people.people import codes, info_of
from tests.resolvers.people.world import JANA, JANAS_PK, STRANGER, people
from tests.supergraph.view.wire import Client

HERE = "https://hub.example"


async def hashes(db: Database) -> dict[int, str | None]:
    return dict(map(tuple, await db.fetch(Statement(select(VOLUNTEER.c.pk, VOLUNTEER.c.calendar_hash)))))


async def test_an_address_opens_the_calendar_until_it_is_replaced_or_revoked(hub: Database) -> None:
    made = District()
    people(made)
    await made.write(hub)
    info = info_of(Context(hub, now=NOW, viewer=JANA, address=lambda: HERE))
    site = Client(Starlette(routes=routes(hub, clock=lambda: NOW)))

    async def status(url: str) -> int:
        return (await site.send("GET", path=url.removeprefix(HERE))).status

    urls = []
    for _ in range(2):
        shared = await share(info, True)
        assert shared.made is not None
        assert shared.made.url is not None
        assert shared.made.url.startswith(f"{HERE}/calendars/")
        urls.append(shared.made.url)
    assert [await status(url) for url in urls] == [404, 200]
    secret = urls[1].removeprefix(f"{HERE}/calendars/").removesuffix(".ics")
    kept = await hashes(hub)
    assert kept.pop(JANAS_PK) == hash_of(secret)
    assert set(kept.values()) == {None}, "nobody else's changed"
    revoked = await share(info, False)
    assert revoked.made is not None
    assert revoked.made.url is None
    assert await status(urls[1]) == 404
    assert set((await hashes(hub)).values()) == {None}


async def test_a_profile_that_was_read_before_and_is_saved_after_leaves_the_address_as_it_is(hub: Database) -> None:
    made = District()
    people(made)
    await made.write(hub)
    info = info_of(Context(hub, now=NOW, viewer=JANA, address=lambda: HERE))
    assert (await share(info, True)).made is not None
    before = await hashes(hub)
    (former,) = await profiles.by_pks(hub, [JANAS_PK])
    assert former is not None
    assert (await share(info, False)).made is not None
    async with hub.transaction() as transaction:
        await profiles.save(transaction, former, {"display_name": "Jana K."}, NOW)
    assert before[JANAS_PK] is not None
    assert (await hashes(hub))[JANAS_PK] is None


async def test_without_a_profile_there_is_no_calendar(hub: Database) -> None:
    made = District()
    people(made)
    await made.write(hub)
    shared = await share(info_of(Context(hub, now=NOW, viewer=STRANGER)), True)
    assert shared.made is None
    assert codes(shared.problems) == [("CALENDAR_NO_PROFILE", None)]
