"""References: whoever arrives first, the same entries belong together in the end."""

from itertools import permutations

import pytest

from datasources.drafts import Draft
from datasources.store import tables
from tests.datasources.ingest.world import World, club, codes, event, opportunity, register

_CLUB = club("1", "Möhnenverein Polch", identifiers=register("Koblenz VR 9"), seat={"locality": "Polch"})
_EVENT = event("e", "Weiberfastnacht", organizer={"source": "vereine", "origin": "1"})
_HELP = opportunity(
    "h",
    organization={"identifier": {"scheme": "de-vr", "value": "Amtsgericht Koblenz VR 9"}},
    event={"source": "kalender", "origin": "e"},
)


@pytest.mark.parametrize("order", list(permutations(range(3))), ids=str)
async def test_the_order_of_sources_does_not_matter(plain: World, order: tuple[int, ...]) -> None:
    said: list[tuple[str, Draft]] = [("vereine", _CLUB), ("kalender", _EVENT), ("angebote", _HELP)]
    for number in order:
        await plain.say(said[number][0], said[number][1])
    owner = await plain.one(tables.OrganizationTable)
    found, wanted = await plain.one(tables.EventTable), await plain.one(tables.OpportunityTable)
    assert (found["organizer_pk"], found["ars"]) == (owner["pk"], "071375002089")
    assert (wanted["organization_pk"], wanted["event_pk"], wanted["listed"]) == (owner["pk"], found["pk"], True)
    assert wanted["ars"] == "071375002089"
    assert {row["organizer_pk"] for row in await plain.rows(tables.OccurrenceTable)} == {owner["pk"]}
    assert len(await plain.rows(tables.SearchEntryTable, type="OPPORTUNITY")) == 1


async def test_an_opportunity_of_an_unknown_organisation_is_kept_unlisted_and_told(world: World) -> None:
    report = await world.say("angebote", _HELP)
    assert codes(report) == ["ORGANIZATION_UNKNOWN"]
    assert (await world.one(tables.OpportunityTable))["listed"] is False
    again = await world.say("angebote", _HELP)
    assert codes(again) == ["ORGANIZATION_UNKNOWN"]
    await world.say("vereine", _CLUB)
    assert (await world.one(tables.OpportunityTable))["listed"] is True
    assert codes(await world.say("angebote", _HELP)) == []


async def test_a_name_means_the_one_organisation_that_bears_it(world: World) -> None:
    await world.say("angebote", opportunity("h", organization={"name": "MÖHNENVEREIN  Polch"}))
    await world.say("vereine", _CLUB)
    assert (await world.one(tables.OpportunityTable))["organization_pk"] is not None


async def test_a_name_that_several_bear_leads_to_none(world: World) -> None:
    await world.say("vereine", club("1", "Förderverein"))
    report = await world.say("angebote", opportunity("h", organization={"name": "Förderverein"}))
    assert codes(report) == []
    await world.say("vereine", club("1", "Förderverein"), club("2", "Förderverein"))
    wanted = await world.one(tables.OpportunityTable)
    assert (wanted["organization_pk"], wanted["listed"]) == (None, False)
    again = await world.say("angebote", opportunity("h", organization={"name": "Förderverein"}))
    assert codes(again) == ["REFERENCE_AMBIGUOUS"]
    await world.say("vereine", club("1", "Förderverein"), club("2", "Förderverein Kita Mayen"))
    assert (await world.one(tables.OpportunityTable))["listed"] is True


async def test_an_organiser_is_recognised_by_the_name_in_its_calendar(world: World) -> None:
    report = await world.say("kalender", event("e", organizerName="Möhnenverein Polch"))
    assert codes(report) == []
    await world.say("vereine", _CLUB)
    found = await world.one(tables.EventTable)
    assert (found["organizer_name"], found["organizer_pk"] is not None) == ("Möhnenverein Polch", True)


async def test_an_opportunity_finds_its_event_by_name_among_its_organisations(world: World) -> None:
    helping = opportunity("h", organization={"name": "Möhnenverein Polch"}, event={"name": "Weiberfastnacht"})
    await world.say("angebote", helping)
    await world.say("vereine", _CLUB, club("2", "Anderer Verein"))
    await world.say("kalender", event("fremd", "Weiberfastnacht", organizerName="Anderer Verein"), _EVENT)
    own = await world.one(tables.EventTable, uid="e")
    assert (await world.one(tables.OpportunityTable))["event_pk"] == own["pk"]


async def test_a_department_finds_its_main_club_further_down_the_list(world: World) -> None:
    await world.say("vereine", club("a", "TV Polch, Abteilung Turnen", parent={"origin": "z"}), club("z", "TV Polch"))
    main = await world.one(tables.OrganizationTable, name="TV Polch")
    assert (await world.one(tables.OrganizationTable, name="TV Polch, Abteilung Turnen"))["parent_pk"] == main["pk"]


async def test_where_a_club_moves_its_events_without_a_place_move_too(world: World) -> None:
    await world.say("vereine", _CLUB)
    await world.say("kalender", _EVENT)
    await world.say("vereine", club("1", "Möhnenverein Polch", seat={"locality": "Mayen"}))
    assert (await world.one(tables.EventTable))["ars"] == "071370068068"
    assert {row["ars"] for row in await world.rows(tables.OccurrenceTable)} == {"071370068068"}
