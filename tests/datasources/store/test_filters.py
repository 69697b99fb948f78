"""Every filter, against the same condition said in Python over all rows."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from datasources.criteria import (
    AreaCriteria,
    Around,
    Box,
    ConceptCriteria,
    EventCriteria,
    IdentifierCriteria,
    InstantRange,
    OccurrenceCriteria,
    OpportunityCriteria,
    OrganizationCriteria,
    Position,
    Sort,
    Window,
)
from datasources.store import events, occurrences, opportunities, organizations, places
from datasources.store.database import Database
from datasources.store.rows import EventRow, OccurrenceRow, OpportunityRow, OrganizationRow
from datasources.store.slices import Parents
from datasources.vocabulary import (
    Commitment,
    EventAttendanceMode,
    EventStatus,
    InstitutionKind,
    LegalForm,
    OrganizationType,
    RemoteMode,
    RequirementKind,
    TimeOfDay,
    Weekday,
)
from tests.datasources.store.district import DAY_S, MAYEN, NOW, POLCH, POLCH_CENTER, TODAY, TOPICS, YEAR

ALL = Window(10_000)
EVERYWHERE = OrganizationCriteria()
OPEN = OpportunityCriteria(today=TODAY)
ANY = replace(OPEN, open_only=False)
JULY = InstantRange(NOW, NOW + 31 * DAY_S)


def _has_topic(pk: int, *topics: str) -> bool:
    return bool(set(TOPICS[pk % len(TOPICS)]) & set(topics))


ORGANIZATIONS: dict[str, tuple[OrganizationCriteria, Callable[[OrganizationRow], bool]]] = {
    "type": (replace(EVERYWHERE, types=(OrganizationType.CLUB,)), lambda row: row.type == "CLUB"),
    "types": (
        replace(EVERYWHERE, types=(OrganizationType.INITIATIVE, OrganizationType.INSTITUTION)),
        lambda row: row.type != "CLUB",
    ),
    "municipality": (replace(EVERYWHERE, area=AreaCriteria(ars=(POLCH,))), lambda row: row.ars == POLCH),
    "association": (
        replace(EVERYWHERE, area=AreaCriteria(ars=("071375002",))),
        lambda row: (row.ars or "").startswith("071375002"),
    ),
    "district": (replace(EVERYWHERE, area=AreaCriteria(ars=("07137",))), lambda row: row.ars is not None),
    "country": (replace(EVERYWHERE, area=AreaCriteria(ars=("00",))), lambda row: row.ars is not None),
    "several keys": (
        replace(EVERYWHERE, area=AreaCriteria(ars=(MAYEN, "071375002089"))),
        lambda row: row.ars in (MAYEN, POLCH),
    ),
    "any topic": (
        replace(EVERYWHERE, categories=ConceptCriteria(any_of=("football", "music"))),
        lambda row: _has_topic(row.pk, "football", "music"),
    ),
    "all topics": (
        replace(EVERYWHERE, categories=ConceptCriteria(all_of=(("sport",), ("football", "music")))),
        lambda row: _has_topic(row.pk, "sport") and _has_topic(row.pk, "football", "music"),
    ),
    "no topic": (
        replace(EVERYWHERE, categories=ConceptCriteria(none_of=("sport", "youth"))),
        lambda row: not _has_topic(row.pk, "sport", "youth"),
    ),
    "purpose": (replace(EVERYWHERE, purposes=("21",)), lambda row: row.pk % 2 == 1),
    "legal form": (replace(EVERYWHERE, legal_form=(LegalForm.STIFTUNG,)), lambda row: row.legal_form == "STIFTUNG"),
    "institution kind": (
        replace(EVERYWHERE, institution_kind=(InstitutionKind.FIRE_BRIGADE,)),
        lambda row: row.institution_kind == "FIRE_BRIGADE",
    ),
    "identifier": (
        replace(EVERYWHERE, identifier=IdentifierCriteria("DE-VR", "Koblenz VR 2726")),
        lambda row: row.pk == 1,
    ),
    "updated since": (
        replace(EVERYWHERE, updated_since=NOW - 3 * DAY_S),
        lambda row: row.updated_at >= NOW - 3 * DAY_S,
    ),
    "source": (replace(EVERYWHERE, sources=("src_2",)), lambda row: row.pk % 4 == 0 and row.pk != 8),
    "several filters": (
        replace(
            EVERYWHERE,
            text="feuerwehr",
            types=(OrganizationType.INSTITUTION,),
            area=AreaCriteria(ars=("07137",), near=Around(POLCH_CENTER, 50.0), bbox=Box(7.0, 50.0, 8.0, 51.0)),
        ),
        lambda row: "euerwehr" in row.name and row.type == "INSTITUTION" and row.ars is not None,
    ),
}


@pytest.mark.parametrize("name", ORGANIZATIONS)
async def test_a_filter_of_organisations_keeps_those_it_says(district: Database, name: str) -> None:
    criteria, holds = ORGANIZATIONS[name]
    (everything,) = await organizations.pages(district, EVERYWHERE, Sort(), ALL)
    expected = [row for row in everything.rows if holds(row)]
    assert 0 < len(expected) < len(everything.rows)
    (page,) = await organizations.pages(district, criteria, Sort(), ALL)
    assert page.rows == expected
    assert await organizations.counts(district, criteria) == [len(expected)]
    own = [row for row in expected if row.ars == POLCH]
    assert await organizations.counts(district, criteria, Parents("area", [POLCH])) == [len(own)]


async def test_unlisted_organisations_are_in_no_list(district: Database) -> None:
    (page,) = await organizations.pages(district, EVERYWHERE, Sort(), ALL)
    assert {row.pk for row in page.rows} == {pk for pk in range(1, 49) if pk % 16 != 15}


async def test_organisations_with_and_without_open_opportunities_make_up_all(district: Database) -> None:
    offering = await _organizations(district, replace(EVERYWHERE, has_opportunities=True))
    others = await _organizations(district, replace(EVERYWHERE, has_opportunities=False))
    (open_ones,) = await opportunities.pages(district, OPEN, Sort(), ALL)
    everything = await _organizations(district, EVERYWHERE)
    assert offering == {row.organization_pk for row in open_ones.rows} & everything
    assert offering
    assert offering | others == everything
    assert not offering & others


@pytest.mark.parametrize("radius_km", [0.5, 1.5, 4.0, 8.0, 20.0, 25_000.0])
async def test_a_radius_keeps_what_lies_within_it(district: Database, radius_km: float) -> None:
    (everything,) = await organizations.pages(district, EVERYWHERE, Sort(), ALL)
    seats = await places.by_pks(district, [row.seat_pk or 0 for row in everything.rows])
    expected = {
        row.pk
        for row, seat in zip(everything.rows, seats, strict=True)
        if seat is not None
        and places.distance_km(POLCH_CENTER, Position(seat.lat or 0.0, seat.lon or 0.0)) <= radius_km
    }
    around = AreaCriteria(near=Around(POLCH_CENTER, radius_km))
    assert await _organizations(district, replace(EVERYWHERE, area=around)) == expected


async def test_a_box_across_the_date_line_holds_both_sides(district: Database) -> None:
    west = AreaCriteria(bbox=Box(west=170.0, south=-90.0, east=7.25, north=90.0))
    east = AreaCriteria(bbox=Box(west=7.25, south=-90.0, east=170.0, north=90.0))
    (everything,) = await organizations.pages(district, EVERYWHERE, Sort(), ALL)
    left = await _organizations(district, replace(EVERYWHERE, area=west))
    right = await _organizations(district, replace(EVERYWHERE, area=east))
    assert left
    assert right
    assert left | right == {row.pk for row in everything.rows if row.seat_pk is not None}


EVENTS: dict[str, tuple[EventCriteria, Callable[[EventRow], bool]]] = {
    "text": (EventCriteria(text="übung"), lambda row: row.name == "Übungsabend"),
    "organizer": (EventCriteria(organizer=("org_0003", "org_0009")), lambda row: row.organizer_pk in (3, 9)),
    "a merged organizer": (EventCriteria(organizer=("org_old",)), lambda row: row.organizer_pk == 3),
    "status": (EventCriteria(status=(EventStatus.CANCELLED,)), lambda row: row.status == "CANCELLED"),
    "attendance": (
        EventCriteria(attendance_mode=(EventAttendanceMode.ONLINE,)),
        lambda row: row.attendance_mode == "ONLINE",
    ),
    "free": (EventCriteria(free=True), lambda row: row.is_accessible_for_free is True),
    "not free": (EventCriteria(free=False), lambda row: row.is_accessible_for_free is False),
    "area": (EventCriteria(area=AreaCriteria(ars=(MAYEN,))), lambda row: row.ars == MAYEN),
    "topic": (
        EventCriteria(categories=ConceptCriteria(any_of=("sport",))),
        lambda row: _has_topic(row.pk, "sport"),
    ),
    "updated since": (EventCriteria(updated_since=NOW - 4 * DAY_S), lambda row: row.updated_at >= NOW - 4 * DAY_S),
}


@pytest.mark.parametrize("name", EVENTS)
async def test_a_filter_of_events_keeps_those_it_says(district: Database, name: str) -> None:
    criteria, holds = EVENTS[name]
    (everything,) = await events.pages(district, EventCriteria(), Sort(), ALL)
    expected = [row for row in everything.rows if holds(row)]
    assert 0 < len(expected) < len(everything.rows)
    assert (await events.pages(district, criteria, Sort(), ALL))[0].rows == expected
    assert await events.counts(district, criteria) == [len(expected)]


async def test_events_that_need_helpers_are_those_with_open_opportunities(district: Database) -> None:
    (open_ones,) = await opportunities.pages(district, OPEN, Sort(), ALL)
    helped = {row.event_pk for row in open_ones.rows} - {None}
    for wanted in (True, False):
        (page,) = await events.pages(district, EventCriteria(needs_helpers=wanted), Sort(), ALL)
        assert page.rows
        assert all((row.pk in helped) is wanted for row in page.rows)
        (dates,) = await occurrences.pages(district, OccurrenceCriteria(YEAR, needs_helpers=wanted), Sort(), ALL)
        assert all((row.event_pk in helped) is wanted for row in dates.rows)


DATES: dict[str, tuple[OccurrenceCriteria, Callable[[OccurrenceRow], bool]]] = {
    "weekday": (
        OccurrenceCriteria(YEAR, weekday=(Weekday.MONDAY, Weekday.SUNDAY)),
        lambda row: row.weekday in (0, 6),
    ),
    "morning": (
        OccurrenceCriteria(YEAR, time_of_day=(TimeOfDay.MORNING,)),
        lambda row: row.hour is not None and row.hour < 12,
    ),
    "afternoon and evening": (
        OccurrenceCriteria(YEAR, time_of_day=(TimeOfDay.AFTERNOON, TimeOfDay.EVENING)),
        lambda row: row.hour is not None and row.hour >= 12,
    ),
    "status": (OccurrenceCriteria(YEAR, status=(EventStatus.CANCELLED,)), lambda row: row.status == "CANCELLED"),
    "organizer": (OccurrenceCriteria(YEAR, organizer=("org_0009",)), lambda row: row.organizer_pk == 9),
    "free": (OccurrenceCriteria(YEAR, free=True), lambda row: row.event_pk % 3 == 0),
    "attendance": (
        OccurrenceCriteria(YEAR, attendance_mode=(EventAttendanceMode.ONLINE,)),
        lambda row: row.event_pk % 3 == 1,
    ),
    "area": (OccurrenceCriteria(YEAR, area=AreaCriteria(ars=(POLCH,))), lambda row: row.ars == POLCH),
    "topic": (
        OccurrenceCriteria(YEAR, categories=ConceptCriteria(any_of=("youth",))),
        lambda row: _has_topic(row.event_pk, "youth"),
    ),
    "text": (OccurrenceCriteria(YEAR, text="chor"), lambda row: row.name == "Chorprobe"),
}


@pytest.mark.parametrize("name", DATES)
async def test_a_filter_of_dates_keeps_those_it_says(district: Database, name: str) -> None:
    criteria, holds = DATES[name]
    (everything,) = await occurrences.pages(district, OccurrenceCriteria(YEAR), Sort(), ALL)
    expected = [row for row in everything.rows if holds(row)]
    assert 0 < len(expected) < len(everything.rows)
    assert (await occurrences.pages(district, criteria, Sort(), ALL))[0].rows == expected
    assert await occurrences.counts(district, criteria) == [len(expected)]


async def test_a_range_is_half_open_and_matches_what_overlaps_it(district: Database) -> None:
    (everything,) = await occurrences.pages(district, OccurrenceCriteria(YEAR), Sort(), ALL)
    edges = [row.start for row in everything.rows[20:40]] + [row.until for row in everything.rows[20:40]]
    for start in edges:
        for length in (1, 3600, 3 * DAY_S, 40 * DAY_S):
            between = InstantRange(start, start + length)
            expected = [
                row
                for row in everything.rows
                if row.start < between.end and (row.until > between.start or row.start >= between.start)
            ]
            criteria = OccurrenceCriteria(between)
            assert (await occurrences.pages(district, criteria, Sort(), ALL))[0].rows == expected
            assert await occurrences.counts(district, criteria) == [len(expected)]
            own = [row for row in expected if row.organizer_pk == 9]
            (page,) = await occurrences.pages(district, criteria, Sort(), ALL, Parents("organization", [9]))
            assert page.rows == own


async def test_an_exhibition_of_months_goes_on_within_its_last_day(district: Database) -> None:
    (page,) = await occurrences.pages(district, OccurrenceCriteria(InstantRange(NOW, NOW + 60)), Sort(), Window(5))
    assert page.rows[0].name == "Dauerausstellung"


OPPORTUNITIES: dict[str, tuple[OpportunityCriteria, Callable[[OpportunityRow], bool]]] = {
    "open": (OPEN, lambda row: row.status == "OPEN" and (row.last_date is None or row.last_date >= TODAY)),
    "commitment": (replace(ANY, commitment=(Commitment.OFFICE,)), lambda row: row.commitment == "OFFICE"),
    "long-term": (replace(ANY, long_term=True), lambda row: row.commitment in ("REGULAR", "OFFICE")),
    "short-term": (replace(ANY, long_term=False), lambda row: row.commitment in ("SPONTANEOUS", "ONE_TIME")),
    "weekday": (replace(ANY, weekday=(Weekday.SUNDAY,)), lambda row: row.pk in (2, 10, 14)),
    "a weekday and a time of one shift": (
        replace(ANY, weekday=(Weekday.SUNDAY,), time_of_day=(TimeOfDay.EVENING,)),
        lambda row: row.pk in (2, 10, 14),
    ),
    "a range within the second shift": (
        replace(ANY, between=InstantRange(NOW + 11 * DAY_S + 6 * 3600, NOW + 11 * DAY_S + 7 * 3600)),
        lambda row: row.pk != 6,
    ),
    "a range after the shifts": (
        replace(ANY, between=InstantRange(NOW + 20 * DAY_S, NOW + 21 * DAY_S)),
        lambda row: row.pk % 4 != 2,
    ),
    "a range before the dates": (
        replace(ANY, between=InstantRange(NOW, NOW + DAY_S)),
        lambda row: row.pk % 4 == 0,
    ),
    "institution": (
        replace(ANY, institution_kind=(InstitutionKind.FIRE_BRIGADE,)),
        lambda row: ((row.pk * 3 % 48) + 1) % 4 == 3,
    ),
    "accessibility": (replace(ANY, accessibility=("step-free", "toilet")), lambda row: row.pk % 4 == 0),
    "hours": (
        replace(ANY, max_hours_per_week=2.0),
        lambda row: row.hours_per_week is not None and row.hours_per_week <= 2.0,
    ),
    "topic": (replace(ANY, categories=ConceptCriteria(any_of=("sport",))), lambda row: _has_topic(row.pk, "sport")),
    "skill": (replace(ANY, skills=ConceptCriteria(any_of=("cooking",))), lambda row: row.pk % 2 == 1),
    "language": (replace(ANY, languages=("uk",)), lambda row: '"uk"' in row.languages),
    "a language with its regions": (replace(ANY, languages=("de",)), lambda row: '"de' in row.languages),
    "remote": (replace(ANY, remote=(RemoteMode.FULL,)), lambda row: row.remote == "FULL"),
    "age": (replace(ANY, age=16), lambda row: row.min_age is None or row.min_age <= 16),
    "without requirements": (
        replace(ANY, without_requirements=(RequirementKind.FIRST_AID,)),
        lambda row: row.requirements == "[]",
    ),
    "organisation": (replace(ANY, organization=("org_0004",)), lambda row: row.organization_pk == 4),
    "updated since": (replace(ANY, updated_since=NOW - 5 * DAY_S), lambda row: row.updated_at >= NOW - 5 * DAY_S),
    "text": (replace(ANY, text="trainer"), lambda row: row.title == "Trainerin gesucht"),
    "area": (replace(ANY, area=AreaCriteria(ars=("071375002",))), lambda row: (row.ars or "").startswith("071375002")),
}


@pytest.mark.parametrize("name", OPPORTUNITIES)
async def test_a_filter_of_opportunities_keeps_those_it_says(district: Database, name: str) -> None:
    criteria, holds = OPPORTUNITIES[name]
    (everything,) = await opportunities.pages(district, ANY, Sort(), ALL)
    expected = [row for row in everything.rows if holds(row)]
    assert 0 < len(expected) < len(everything.rows)
    assert (await opportunities.pages(district, criteria, Sort(), ALL))[0].rows == expected
    assert await opportunities.counts(district, criteria) == [len(expected)]


async def test_a_requirement_that_a_note_names_is_not_required(district: Database) -> None:
    without = replace(ANY, without_requirements=(RequirementKind.TRAINING,))
    assert await opportunities.counts(district, without) == await opportunities.counts(district, ANY)


async def test_a_shift_that_is_gone_is_on_no_weekday(district: Database) -> None:
    (page,) = await opportunities.pages(district, replace(ANY, weekday=(Weekday.SUNDAY,)), Sort(), ALL)
    assert 6 not in {row.pk for row in page.rows}


async def _organizations(db: Database, criteria: OrganizationCriteria) -> set[int]:
    (page,) = await organizations.pages(db, criteria, Sort(), ALL)
    assert await organizations.counts(db, criteria) == [len(page.rows)]
    return {row.pk for row in page.rows}
