"""Calendars: dates that are stored, UIDs that change, events that end, and days that pass."""

from datasources.drafts import Draft, Json
from datasources.ingest.dates import DateRange
from datasources.ingest.rolling import Rolled, roll_occurrences
from datasources.store import tables
from datasources.vocabulary import RunOutcome
from tests.datasources.ingest.world import DAY_S, World, club, codes, event, opportunity


async def test_dates_are_stored_from_a_year_back_to_three_ahead(world: World) -> None:
    await world.say("kalender", event("e", "Probe", "2020-01-07T19:30:00", rrule="FREQ=WEEKLY"))
    rows = await world.rows(tables.OccurrenceTable)
    within = DateRange.around(world.now)
    assert min(row["start"] for row in rows) >= within.start - 7_200
    assert max(row["start"] for row in rows) < within.end
    assert 4 * 52 - 1 <= len(rows) <= 4 * 52 + 2
    found = await world.one(tables.EventTable)
    assert (found["last_end"], rows[0]["weekday"], rows[0]["hour"]) == (None, 1, 19)
    assert rows[0]["id"] == f"occ_{found['id'][4:]}_{rows[0]['recurrence_id']}"


async def test_wall_clock_times_stay_across_daylight_saving(plain: World) -> None:
    await plain.say("kalender", event("e", "Probe", "2026-10-20T19:30:00", rrule="FREQ=WEEKLY;COUNT=2"))
    first, second = await plain.rows(tables.OccurrenceTable)
    assert (first["hour"], second["hour"]) == (19, 19)
    assert second["start"] - first["start"] == 7 * DAY_S + 3_600


async def test_calendars_that_change_their_uids_keep_ids_and_dates(world: World) -> None:
    def export(number: int) -> list[Draft]:
        return [event(f"{number}-{each}", f"Kurs {each}", f"2026-09-{each + 1:02}T18:00:00") for each in range(20)]

    await world.say("kalender", *export(1))
    before = {row["name"]: row["id"] for row in await world.rows(tables.EventTable)}
    dates = {row["id"] for row in await world.rows(tables.OccurrenceTable)}
    for number in (2, 3):
        report = await world.say("kalender", *export(number))
        assert (report.outcome, report.created, report.removed, report.held) == (RunOutcome.CHANGED, 0, 0, 0)
    rows = await world.rows(tables.EventTable)
    assert {row["name"]: row["id"] for row in rows} == before
    assert {row["id"] for row in await world.rows(tables.OccurrenceTable)} == dates
    assert {row["uid"] for row in rows} == {f"3-{each}" for each in range(20)}


async def test_two_events_alike_under_new_uids_stay_two(plain: World) -> None:
    await plain.say("kalender", event("1a"), event("1b"))
    before = {row["id"] for row in await plain.rows(tables.EventTable)}
    await plain.say("kalender", event("2a"), event("2b"))
    assert {row["id"] for row in await plain.rows(tables.EventTable)} == before


async def test_an_old_uid_given_to_another_event_is_another_entry(plain: World) -> None:
    await plain.say("kalender", event("1", "Probe"))
    first = (await plain.one(tables.EventTable))["id"]
    await plain.say("kalender", event("2", "Probe"))
    await plain.say("kalender", event("2", "Probe"), event("1", "Konzert"))
    found = {row["name"]: row["id"] for row in await plain.rows(tables.EventTable)}
    assert found["Probe"] == first
    assert found["Konzert"] != first


async def test_a_series_that_is_gone_keeps_what_was_and_loses_what_was_to_come(world: World) -> None:
    await world.say("kalender", event("e", "Probe", "2026-05-05T19:30:00", rrule="FREQ=WEEKLY"), event("x"))
    await world.say("kalender", event("x"))
    found = await world.one(tables.EventTable, uid="e")
    dates = await world.rows(tables.OccurrenceTable, event_pk=found["pk"])
    assert found["listed"] is True
    assert found["last_end"] == world.now
    assert dates
    assert all(row["start"] < world.now for row in dates)


async def test_an_event_that_never_took_place_leaves_lists_with_its_dates(world: World) -> None:
    await world.say("kalender", event("e", "Fest", "2026-09-05T19:30:00"), event("x"))
    await world.say("kalender", event("x"))
    found = await world.one(tables.EventTable, uid="e")
    assert found["listed"] is False
    assert await world.rows(tables.OccurrenceTable, event_pk=found["pk"]) == []
    assert {row["label"] for row in await world.rows(tables.SearchEntryTable, type="EVENT")} == {"Übungsabend"}


async def test_a_moved_date_changes_only_its_own_row(world: World) -> None:
    await world.say("kalender", event("e", "Probe", "2026-09-01T18:00:00", rrule="FREQ=DAILY;COUNT=3"))
    before = await world.rows(tables.OccurrenceTable)
    moved = event("e", "Probe", "2026-09-01T18:00:00", rrule="FREQ=DAILY;COUNT=3")
    schedule = dict(moved.fields["schedule"])  # type: ignore[arg-type]
    change: dict[str, Json] = {
        "id": "2026-09-02T18:00:00",
        "start": "2026-09-02T20:00:00",
        "duration": "PT1H",
        "location": {"name": "Bürgerhaus", "locality": "Mayen"},
    }
    schedule["overrides"] = [change]
    await world.say("kalender", event("e", "Probe", "2026-09-01T18:00:00", schedule=schedule))
    first, second, third = await world.rows(tables.OccurrenceTable)
    assert (first, third) == (before[0], before[2])
    assert (second["pk"], second["id"]) == (before[1]["pk"], before[1]["id"])
    assert second["start"] - before[1]["start"] == 7_200
    assert second["previous_start"] == before[1]["start"]
    assert (second["status"], second["ars"]) == ("RESCHEDULED", "071370068068")


async def test_an_event_without_end_of_dates_is_told_and_bounded(plain: World) -> None:
    report = await plain.say("kalender", event("e", "Stunde", "2026-06-01T00:00:00", rrule="FREQ=HOURLY"))
    assert codes(report) == ["DATES_TRUNCATED"]
    assert len(await plain.rows(tables.OccurrenceTable)) == 2_000


async def test_each_day_adds_the_day_that_came_into_reach_and_drops_the_one_that_left(world: World) -> None:
    await world.say(
        "kalender",
        event("endlos", "Probe", "2020-01-01T10:00:00", rrule="FREQ=DAILY"),
        event("fern", "Jubiläum", "2029-07-02T10:00:00"),
        event("vorbei", "Fest", "2025-07-02T10:00:00"),
    )
    await roll_occurrences(world.db, world.now)
    before = {row["id"] for row in await world.rows(tables.OccurrenceTable)}
    assert await roll_occurrences(world.db, world.now + 3_600) == Rolled(0, 0)
    later = world.now + 5 * DAY_S
    rolled = await roll_occurrences(world.db, later)
    rows = await world.rows(tables.OccurrenceTable)
    within = DateRange.around(later)
    assert rolled.events == 2
    assert all(row["until"] >= within.start for row in rows)
    assert len({row["id"] for row in rows} - before) == 5 + 1
    assert len(before - {row["id"] for row in rows}) == 5 + 1
    assert max(row["start"] for row in rows) > DateRange.around(world.now).end
    assert await roll_occurrences(world.db, later) == Rolled(0, 0)


async def test_rolling_leaves_a_series_that_is_gone_alone(plain: World) -> None:
    await plain.say("kalender", event("e", "Probe", "2026-05-05T19:30:00", rrule="FREQ=WEEKLY"), event("x"))
    await plain.say("kalender", event("x"))
    before = await plain.rows(tables.OccurrenceTable)
    await roll_occurrences(plain.db, plain.now)
    await roll_occurrences(plain.db, plain.now + 3 * DAY_S)
    assert await plain.rows(tables.OccurrenceTable) == before


async def test_a_shift_that_is_not_stated_any_more_is_marked_gone(world: World) -> None:
    shifts = [
        {
            "id": str(number),
            "start": f"2026-07-1{number}T08:00:00Z",
            "end": f"2026-07-1{number}T12:00:00Z",
            "capacity": 2,
        }
        for number in (1, 2)
    ]
    helping = opportunity("h", organization={"origin": "1"}, shifts=shifts)  # type: ignore[arg-type]
    await world.say("quelle", club("1"), helping)
    first, _ = await world.rows(tables.ShiftTable)
    assert (first["weekday"], first["hour"], first["capacity"]) == (5, 10, 2)
    await world.say("quelle", club("1"), opportunity("h", organization={"origin": "1"}, shifts=shifts[:1]))  # type: ignore[arg-type]
    assert [row["gone"] for row in await world.rows(tables.ShiftTable)] == [False, True]
    found = await world.one(tables.OpportunityTable)
    assert (found["first_date"], found["last_date"]) == ("2026-07-11", "2026-07-11")
