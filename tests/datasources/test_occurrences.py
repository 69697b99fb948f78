"""Dates that are stored and dates that are not: the same answers either way."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import pytest

from datasources import expanded, occurrences
from datasources.criteria import (
    AreaCriteria,
    Around,
    Box,
    InstantRange,
    OccurrenceCriteria,
    Position,
    Sort,
    Window,
)
from datasources.ids import entity_id
from datasources.ingest.dates import DateRange, occurrence_row, spread
from datasources.occurrences import RangeTooLong, TooManyDates
from datasources.problems import Problem
from datasources.recurrence import Override, schedule
from datasources.store.database import Database
from datasources.store.horizon import DAY_S, stored_range
from datasources.store.matching import search_entry
from datasources.store.paging import InvalidKey
from datasources.store.rows import OccurrenceRow
from datasources.store.slices import Parents
from datasources.store.sphere import vector
from datasources.store.statements import EVENT, OCCURRENCE, ORGANIZATION, PLACE, SEARCH_ENTRY, TAG
from datasources.vocabulary import EventStatus, OccurrenceDimension, RecordKind, SearchType, TimeOfDay, Weekday
from tests.datasources.store.district import complete, inserting, organization_row


def _local(*parts: int) -> datetime:
    """Local time, as calendars state it."""
    return datetime(*parts)  # type: ignore[arg-type]  # noqa: DTZ001


NOW: Final = int(datetime(2026, 7, 1, 10, tzinfo=UTC).timestamp())
MUCH_LATER: Final = NOW + 4 * 365 * DAY_S
"""From here on the same range lies outside what is stored, and is expanded."""
RANGE: Final = InstantRange(NOW - 100 * DAY_S, NOW + 300 * DAY_S)
ALL: Final = Window(10_000)
CENTER: Final = Position(50.3, 7.3)
PLACES: Final[dict[Any, int]] = {"Halle 1": 1, "Halle 2": 2, "Halle 3": 3}
POLCH, MAYEN = "071375002089", "071370068068"

EVENTS: Final[tuple[tuple[str, Any], ...]] = (
    (
        "Training",
        {
            "start": _local(2026, 1, 6, 18),
            "end": _local(2026, 1, 6, 20),
            "rrule": ["FREQ=WEEKLY"],
            "exdate": [_local(2026, 7, 14, 18)],
            "overrides": [
                Override(_local(2026, 7, 21, 18), start=_local(2026, 7, 22, 19), location={"name": "Halle 3"}),
                Override(_local(2026, 7, 28, 18), location={"name": "Halle 2"}),
                Override(_local(2026, 8, 4, 18), status=EventStatus.CANCELLED, name="Training fällt aus"),
                Override(_local(2026, 8, 11, 18), location={"name": "Unbekannt"}),
            ],
        },
    ),
    ("Nachtwanderung", {"start": _local(2026, 1, 31, 23), "end": _local(2026, 2, 1, 3), "rrule": ["FREQ=MONTHLY"]}),
    ("Kirmes", {"start": _local(2026, 8, 14, 0), "end": _local(2026, 8, 18, 0)}),
    ("Chorprobe", {"start": _local(2026, 3, 2, 9), "rrule": ["FREQ=DAILY;COUNT=40"]}),
)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("calendar") / "hub.db"

    async def write() -> None:
        db = await Database.open(f"sqlite+aiosqlite:///{path}")
        await _fill(db)
        await db.close()

    asyncio.run(write())
    return path


@pytest.fixture
async def calendar(written: Path) -> AsyncIterator[Database]:
    db = await Database.open(f"sqlite+aiosqlite:///{written}", migrate_first=False)
    yield db
    await db.close()


CRITERIA: Final[dict[str, OccurrenceCriteria]] = {
    "everything": OccurrenceCriteria(RANGE),
    "a day": OccurrenceCriteria(InstantRange(NOW + 6 * DAY_S, NOW + 7 * DAY_S)),
    "the night clocks go forward": OccurrenceCriteria(InstantRange(1_774_652_400, 1_774_825_200)),
    "text": OccurrenceCriteria(RANGE, text="training"),
    "area": OccurrenceCriteria(RANGE, area=AreaCriteria(ars=(POLCH,))),
    "near": OccurrenceCriteria(RANGE, area=AreaCriteria(near=Around(CENTER, 5.0))),
    "in a box": OccurrenceCriteria(RANGE, area=AreaCriteria(bbox=Box(7.25, 50.2, 7.4, 50.4))),
    "organizer": OccurrenceCriteria(RANGE, organizer=("org_0002",)),
    "weekday": OccurrenceCriteria(RANGE, weekday=(Weekday.TUESDAY, Weekday.FRIDAY)),
    "evening": OccurrenceCriteria(RANGE, time_of_day=(TimeOfDay.EVENING,)),
    "status": OccurrenceCriteria(RANGE, status=(EventStatus.SCHEDULED,)),
    "free": OccurrenceCriteria(RANGE, free=True),
    "nothing": OccurrenceCriteria(RANGE, text="xyzzy"),
}


@pytest.mark.parametrize("name", CRITERIA)
async def test_expanded_dates_are_those_that_would_be_stored(calendar: Database, name: str) -> None:
    criteria = CRITERIA[name]
    (kept,) = await occurrences.pages(calendar, criteria, Sort(), ALL, now=NOW)
    (made,) = await occurrences.pages(calendar, criteria, Sort(), ALL, now=MUCH_LATER)
    assert [row._replace(pk=0) for row in kept.rows] == made.rows
    assert bool(kept.rows) == (name != "nothing")
    assert await occurrences.counts(calendar, criteria, now=NOW) == [len(made.rows)]
    assert await occurrences.counts(calendar, criteria, now=MUCH_LATER) == [len(made.rows)]


async def test_expanded_dates_come_in_the_same_orders(calendar: Database) -> None:
    by_distance = Sort(("DISTANCE", "START"), CENTER)
    (kept,) = await occurrences.pages(calendar, CRITERIA["everything"], by_distance, ALL, now=NOW)
    (made,) = await occurrences.pages(calendar, CRITERIA["everything"], by_distance, ALL, now=MUCH_LATER)
    assert [row.id for row in made.rows] == [row.id for row in kept.rows]
    assert made.extras == kept.extras
    ranked = Sort(("RELEVANCE",))
    criteria = replace(CRITERIA["everything"], text="er")
    (kept,) = await occurrences.pages(calendar, criteria, ranked, ALL, now=NOW)
    (made,) = await occurrences.pages(calendar, criteria, ranked, ALL, now=MUCH_LATER)
    assert [row.id for row in made.rows] == [row.id for row in kept.rows]


@pytest.mark.parametrize("size", [1, 7, 50])
async def test_pages_of_expanded_dates_make_up_the_list(calendar: Database, size: int) -> None:
    criteria = CRITERIA["everything"]
    (whole,) = await occurrences.pages(calendar, criteria, Sort(), ALL, now=MUCH_LATER)
    for backwards in (False, True):
        seen: list[OccurrenceRow] = []
        window = Window(size, backwards=backwards)
        for _ in range(len(whole.rows) + 1):
            (page,) = await occurrences.pages(calendar, criteria, Sort(), window, now=MUCH_LATER)
            seen = [*page.rows, *seen] if backwards else [*seen, *page.rows]
            if not page.more:
                break
            window = replace(window, before=page.keys[0]) if backwards else replace(window, after=page.keys[-1])
        assert seen == whole.rows


async def test_expanded_dates_of_parents_are_their_own(calendar: Database) -> None:
    for parents in (Parents("organization", [2, 1]), Parents("event", [4, 1]), Parents("area", [MAYEN, POLCH])):
        kept = await occurrences.pages(calendar, CRITERIA["everything"], Sort(), Window(5), parents, now=NOW)
        made = await occurrences.pages(calendar, CRITERIA["everything"], Sort(), Window(5), parents, now=MUCH_LATER)
        assert [[row.id for row in each.rows] for each in made] == [[row.id for row in each.rows] for each in kept]
        assert [each.more for each in made] == [each.more for each in kept]


async def test_facets_of_expanded_dates_count_the_same(calendar: Database) -> None:
    by = list(OccurrenceDimension)
    criteria = replace(CRITERIA["weekday"], time_of_day=(TimeOfDay.EVENING,))
    kept = await occurrences.facets(calendar, criteria, by, limit=1_000, now=NOW)
    made = await occurrences.facets(calendar, criteria, by, limit=1_000, now=MUCH_LATER)
    assert made == kept
    assert kept[0][0].counts


async def test_a_date_is_answered_by_id_whether_it_is_stored_or_not(calendar: Database) -> None:
    (kept,) = await occurrences.pages(calendar, CRITERIA["everything"], Sort(), ALL, now=NOW)
    ids = [kept.rows[0].id, "occ_nothing", kept.rows[5].id]
    assert await occurrences.by_ids(calendar, ids) == [kept.rows[0], None, kept.rows[5]]
    event = entity_id(RecordKind.EVENT, "cal", "0")[4:]
    far, winter, none = await occurrences.by_ids(
        calendar, [f"occ_{event}_20450704T160000Z", f"occ_{event}_20451205T170000Z", f"occ_{event}_20450705T160000Z"]
    )
    assert far is not None
    assert (far.start_date, far.hour, far.pk) == ("2045-07-04", 18, 0)
    assert winter is not None
    assert (winter.start_date, winter.hour) == ("2045-12-05", 18)
    assert none is None
    for id_ in (f"occ_{event}_99999999T999999Z", f"occ_{event}_00010101", "occ_aaaaaaaaaaaaaaaa_20260101"):
        assert await occurrences.by_ids(calendar, [id_]) == [None]


async def test_expanded_dates_that_moved_elsewhere_stand_where_they_are_known(calendar: Database) -> None:
    criteria = OccurrenceCriteria(InstantRange(NOW, NOW + 50 * DAY_S), text="training")
    (page,) = await occurrences.pages(calendar, criteria, Sort((), CENTER), ALL, now=MUCH_LATER)
    places = {row.recurrence_id[:8]: row.location_pk for row in page.rows}
    assert [places[day] for day in ("20260707", "20260721", "20260728", "20260804", "20260811")] == [1, 3, 2, 1, None]
    assert "20260714" not in places
    in_mayen = replace(criteria, area=AreaCriteria(ars=("07137",), near=Around(Position(50.33, 7.2), 2.0)))
    assert await occurrences.counts(calendar, in_mayen, now=MUCH_LATER) == [0]


async def test_ranges_have_bounds(calendar: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    stored = stored_range(NOW)
    await occurrences.pages(calendar, OccurrenceCriteria(stored), Sort(), Window(1), now=NOW)
    beyond = InstantRange(stored.start - 1, stored.start - 1 + expanded.MAX_DAYS * DAY_S)
    await occurrences.pages(calendar, OccurrenceCriteria(beyond), Sort(), Window(1), now=NOW)
    with pytest.raises(RangeTooLong, match="732"):
        await occurrences.counts(calendar, OccurrenceCriteria(InstantRange(beyond.start - 1, beyond.end)), now=NOW)
    everything = CRITERIA["everything"]
    number = (await occurrences.counts(calendar, everything, now=MUCH_LATER))[0]
    monkeypatch.setattr(expanded, "MAX_DATES", number)
    assert await occurrences.counts(calendar, everything, now=MUCH_LATER) == [number]
    monkeypatch.setattr(expanded, "MAX_DATES", number - 1)
    with pytest.raises(TooManyDates):
        await occurrences.counts(calendar, everything, now=MUCH_LATER)
    monkeypatch.setattr(expanded, "MAX_DATES", 10_000)
    monkeypatch.setattr(expanded, "MAX_EVENTS", len(EVENTS) - 1)
    with pytest.raises(TooManyDates):
        await occurrences.counts(calendar, everything, now=MUCH_LATER)


async def test_keys_of_another_order_are_refused(calendar: Database) -> None:
    for key in ((), (1, 2), ("a", 1, "b"), (1, 1, 1)):
        with pytest.raises(InvalidKey):
            await occurrences.pages(calendar, CRITERIA["everything"], Sort(), Window(5, after=key), now=MUCH_LATER)


async def _fill(db: Database) -> None:
    places = []
    for pk, (lat, lon) in enumerate(((50.3, 7.31), (50.33, 7.2), (50.29, 7.32)), start=1):
        point = vector(Position(lat, lon))
        places.append(
            {
                "pk": pk,
                "id": f"plc_{pk}",
                "name": f"Halle {pk}",
                "lat": lat,
                "lon": lon,
                "x": point.x,
                "y": point.y,
                "z": point.z,
                "precision": "EXACT",
                "ars": (POLCH, MAYEN, POLCH)[pk - 1],
            }
        )
    events, dates, entries, tags = [], [], [], []
    for number, (name, times) in enumerate(EVENTS):
        form = schedule(**times)
        assert not isinstance(form, Problem), form
        times_ = spread(form, DateRange.around(NOW))
        place = 1 + number % 2
        event: dict[str, Any] = {
            "pk": number + 1,
            "id": entity_id(RecordKind.EVENT, "cal", str(number)),
            "slug": f"termin-{number}",
            "uid": str(number),
            "name": name,
            "sort_key": name.lower(),
            "status": "CANCELLED" if number == 3 else "SCHEDULED",
            "organizer_pk": 1 + number % 2,
            "location_pk": place,
            "is_accessible_for_free": number == 1,
            "categories": json.dumps(["sport"] if number % 2 else []),
            "schedule": json.dumps(form),
            "first_start": times_.first_start,
            "last_end": times_.last_end,
            "ars": (POLCH, MAYEN)[place - 1],
            "created_at": NOW,
            "updated_at": NOW,
        }
        events.append(event)
        entries.append(
            {"pk": number + 1, **search_entry(SearchType.EVENT, number + 1, name, [], event["ars"], place_pk=place)}
        )
        tags += [
            {"kind": "EVENT", "entity_pk": number + 1, "scheme": "TOPIC", "notation": "sport"}
            for _ in range(number % 2)
        ]
        for date in times_.dates:
            there = PLACES.get(date.location["name"]) if date.location is not None else place
            dates.append(occurrence_row(event, date, there, (POLCH, MAYEN, POLCH)[(there or place) - 1]))
    dates.sort(key=lambda row: (str(row["event_pk"]), str(row["recurrence_id"])))
    rows = {
        PLACE: places,
        ORGANIZATION: [organization_row(pk, f"Verein {pk}") for pk in (1, 2)],
        EVENT: events,
        OCCURRENCE: [{"pk": number, **row} for number, row in enumerate(dates, start=1)],
        TAG: tags,
        SEARCH_ENTRY: entries,
    }
    async with db.transaction() as transaction:
        for table, own in rows.items():
            await transaction.executemany(inserting(table), [complete(table, row) for row in own])
