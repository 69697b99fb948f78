"""Reading a source changes places: what sign-ups made full is judged anew, and stays so where nothing changed."""

from datasources.people import taking_part
from datasources.people.consents import current
from datasources.people.requests import ConsentGrant, ContactDetails, SignUp
from datasources.people.viewer import Viewer
from datasources.people.vocabulary import Purpose
from datasources.store import tables
from tests.datasources.ingest.world import World, club, opportunity, register

_CLUB = club("1", "Möhnenverein Polch", identifiers=register("Koblenz VR 9"))
_OWNER = {"identifier": {"scheme": "DE-VR", "value": "Koblenz VR 9"}}
_CONSENTS = (ConsentGrant(Purpose.CONTACT, current(Purpose.CONTACT)),)


async def _sign_up(world: World, who: str) -> str:
    row = await world.one(tables.OpportunityTable)
    contact = ContactDetails("Lena Vogt", "1992-04", email=f"{who}@beispiel.example")
    asked = SignUp(row["id"], consents=_CONSENTS, contact=contact)
    outcome = await taking_part.express_interest(world.db, Viewer("https://a.example", who), asked, world.now)
    assert outcome.made is not None, outcome.problems
    return outcome.made.state


async def test_places_that_a_source_states_anew_change_what_is_full(plain: World) -> None:
    async def is_full(**said: object) -> bool:
        await plain.say("angebote", opportunity("h", organization=_OWNER, commitment="REGULAR", **said))  # type: ignore[arg-type]
        return bool((await plain.one(tables.OpportunityTable))["is_full"])

    await plain.say("vereine", _CLUB)
    assert not await is_full(places=1)
    assert await _sign_up(plain, "lena") == "INTERESTED"
    assert (await plain.one(tables.OpportunityTable))["is_full"]
    assert await is_full(places=1, description="Wir freuen uns!")
    assert not await is_full(places=2)
    assert await is_full(places=1)
    assert not await is_full()


async def test_a_shift_that_a_source_adds_has_places(plain: World) -> None:
    def shifts(*days: int) -> list[dict[str, object]]:
        return [
            {"id": str(day), "start": f"2026-07-{day:02}T10:00:00+02:00", "end": f"2026-07-{day:02}T12:00:00+02:00"}
            for day in days
        ]

    async def is_full(*days: int) -> bool:
        said = opportunity("h", organization=_OWNER, commitment="ONE_TIME", shifts=shifts(*days))  # type: ignore[arg-type]
        await plain.say("angebote", said)
        return bool((await plain.one(tables.OpportunityTable))["is_full"])

    await plain.say("vereine", _CLUB)
    assert not await is_full(4)
    await _sign_up(plain, "lena")
    assert await is_full(4)
    assert not await is_full(4, 5)
    assert await is_full(4)
    assert not await is_full(5), "the shift she took is gone, and another one free"
