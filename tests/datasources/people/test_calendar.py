"""The personal calendar: accepted shifts behind a secret, and nothing for whoever has none."""

import re
from datetime import UTC, datetime

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette

from datasources.people.calendar import (
    KEEPS_ENDED_S,
    KEEPS_PAST_S,
    calendar,
    fresh_secret,
    hash_of,
    path_of,
    routes,
)
from datasources.people.vocabulary import EngagementState
from datasources.store.database import Database, count_statements
from datasources.store.people.calendar import CalendarShiftRow, keep_hash
from tests.datasources.calendars import dates, reading
from tests.datasources.people.saturday import LENA, OTHER, Town, at
from tests.supergraph.view.wire import Client, Response

TODAY = at("2026-07-01 12:00")
SATURDAY, SUNDAY = ("2026-07-04 14:00", "2026-07-04 17:00"), ("2026-07-05 22:00", "2026-07-06 01:30")
SECRET = fresh_secret()


async def share(db: Database, secret: str | None, volunteer: int = LENA) -> None:
    async with db.transaction() as transaction:
        await keep_hash(transaction, volunteer, None if secret is None else hash_of(secret), TODAY)


async def get(db: Database, secret: str = SECRET, *, now: int = TODAY, method: str = "GET", **headers: str) -> Response:
    site = Starlette(routes=routes(db, clock=lambda: now))
    return await Client(site).send(
        method, path=path_of(secret), headers={name.replace("_", "-"): value for name, value in headers.items()}
    )


def events(answer: Response) -> list[icalendar.Event]:
    parsed = icalendar.Calendar.from_ical(answer.body)
    assert isinstance(parsed, icalendar.Calendar)
    return list(parsed.events)


async def test_accepted_shifts_stand_in_it_as_calendars_write_them(db: Database) -> None:
    town = Town()
    cakes = town.offer("Kuchen backen; „Waffeln“, Kaffee\\Tee", location_pk=town.hall())
    sign_up = town.signed_up(cakes, SATURDAY, SUNDAY)
    await town.write(db)
    await share(db, SECRET)
    answer = await get(db)
    assert answer.status == 200
    assert answer.media == "text/calendar; charset=utf-8"
    assert answer.headers["cache-control"] == "private, no-cache"
    assert answer.headers["x-robots-tag"] == "noindex"
    first, second = events(answer)
    assert str(first["UID"]) == f"{sign_up}-shf_0@engagement-hub"
    assert str(first["SUMMARY"]) == "Kuchen backen; „Waffeln“, Kaffee\\Tee"
    assert str(first["LOCATION"]) == "Turnhalle; am Bach, Hauptstraße 1, 56727 Mayen"
    assert str(first["DESCRIPTION"]) == "Turnverein Mayen"
    assert str(first["STATUS"]) == "CONFIRMED"
    assert (first.start, first.end) == (
        datetime(2026, 7, 4, 12, tzinfo=UTC),
        datetime(2026, 7, 4, 15, tzinfo=UTC),
    )
    assert second.start == datetime(2026, 7, 5, 20, tzinfo=UTC)
    assert (await get(db, now=TODAY + 60)).body == answer.body


async def test_the_hubs_own_reader_finds_nothing_wrong_with_it(db: Database) -> None:
    town = Town()
    cakes = town.offer("Kuchen backen, für das Sommerfest der Grundschule am Bach " * 3, location_pk=town.hall())
    accepted = town.signed_up(cakes, SATURDAY)
    ended = town.signed_up(town.offer("Zelte aufbauen"), SUNDAY, state=EngagementState.WITHDRAWN, updated_at=TODAY)
    await town.write(db)
    await share(db, SECRET)
    drafts, problems = reading((await get(db)).body)
    assert problems == []
    assert drafts[f"{accepted}-shf_0@engagement-hub"].fields["name"] == "Kuchen backen, für das Sommerfest der " + (
        "Grundschule am Bach Kuchen backen, für das Sommerfest der Grundschule am Bach Kuchen backen, für das "
        "Sommerfest der Grundschule am Bach"
    )
    (date,) = dates(drafts[f"{accepted}-shf_0@engagement-hub"])
    assert date.start == datetime(2026, 7, 4, 12, tzinfo=UTC)
    assert drafts[f"{ended}-shf_1@engagement-hub"].fields["status"] == "CANCELLED"


async def test_only_what_was_accepted_stands_in_it_and_what_ended_lately_as_cancelled(db: Database) -> None:
    town = Town()
    signed_up = {
        state: town.signed_up(town.offer(state), SATURDAY, state=state, updated_at=TODAY - 60)
        for state in EngagementState
    }
    gone = town.signed_up(town.offer("Entfallen"), SATURDAY, gone=True)
    others = town.signed_up(town.offer("Von jemand anderem"), SATURDAY, volunteer=OTHER)
    late = town.signed_up(
        town.offer("Lange her"), SATURDAY, state=EngagementState.WITHDRAWN, updated_at=TODAY - KEEPS_ENDED_S - 1
    )
    past = town.signed_up(town.offer("Vor Jahren"), ("2024-07-04 14:00", "2024-07-04 17:00"))
    await town.write(db)
    await share(db, SECRET)
    with count_statements(db) as counter:
        found = {str(event["UID"]).split("-")[0]: str(event["STATUS"]) for event in events(await get(db))}
    assert counter.count == 2
    assert found == {
        signed_up[EngagementState.ACCEPTED]: "CONFIRMED",
        signed_up[EngagementState.DONE]: "CONFIRMED",
        signed_up[EngagementState.CONFIRMED]: "CONFIRMED",
        signed_up[EngagementState.WITHDRAWN]: "CANCELLED",
        signed_up[EngagementState.CANCELLED_BY_ORGANIZATION]: "CANCELLED",
        gone: "CANCELLED",
    }
    assert not {others, late, past} & found.keys()


async def test_past_shifts_stay_for_a_year(db: Database) -> None:
    town = Town()
    town.signed_up(town.offer("Kuchen backen"), SATURDAY)
    await town.write(db)
    await share(db, SECRET)
    ended = at(SATURDAY[1])
    assert len(events(await get(db, now=ended + KEEPS_PAST_S))) == 1
    assert events(await get(db, now=ended + KEEPS_PAST_S + 1)) == []


async def test_a_new_secret_replaces_the_old_and_a_revoked_one_opens_nothing(db: Database) -> None:
    await Town().write(db)
    await share(db, SECRET)
    assert (await get(db)).status == 200
    newer = fresh_secret()
    await share(db, newer)
    assert ((await get(db)).status, (await get(db, newer)).status) == (404, 200)
    await share(db, None)
    assert (await get(db, newer)).status == 404


async def test_wrong_secrets_are_all_answered_alike(db: Database) -> None:
    await Town().write(db)
    await share(db, SECRET)
    await share(db, revoked := fresh_secret(), OTHER)
    await share(db, None, OTHER)
    answers = {
        (answer.status, answer.body, tuple(sorted(answer.headers.items())))
        for secret in (revoked, fresh_secret(), "x", "x" * 4_000, "ä" * 43, hash_of(SECRET), SECRET[:-1], "..%2f" * 9)
        for answer in [await get(db, secret)]
    }
    assert len(answers) == 1
    ((status, body, _),) = answers
    assert (status, body) == (404, b"")


async def test_a_calendar_program_that_has_it_already_is_told_so(db: Database) -> None:
    town = Town()
    town.signed_up(town.offer("Kuchen backen"), SATURDAY)
    await town.write(db)
    await share(db, SECRET)
    tag = (await get(db)).headers["etag"]
    again = await get(db, if_none_match=f'"other", W/{tag}')
    assert (again.status, again.body) == (304, b"")
    assert (await get(db, if_none_match='"other"')).status == 200


async def test_it_is_read_and_not_written(db: Database) -> None:
    await Town().write(db)
    await share(db, SECRET)
    assert (await get(db, method="POST")).status == 405
    assert (await get(db, method="HEAD")).status == 200


def test_secrets_are_long_and_never_the_same() -> None:
    made = {fresh_secret() for _ in range(100)}
    assert len(made) == 100
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{43}", secret) for secret in made)
    assert all(secret not in hash_of(secret) for secret in made)


@pytest.mark.parametrize("language", ["de", "en"])
def test_an_empty_calendar_is_a_calendar(language: str) -> None:
    text = calendar([], "de" if language == "de" else "en").decode()
    assert ("Mein Ehrenamt" in text) == (language == "de")
    assert text.startswith("BEGIN:VCALENDAR\r\n")


@given(st.text(max_size=200), st.text(max_size=200))
def test_no_title_or_place_adds_a_line_to_the_calendar(title: str, place: str) -> None:
    shift = CalendarShiftRow(
        "eng_1",
        "shf_1",
        "ACCEPTED",
        False,
        TODAY,
        TODAY + 60,
        TODAY,
        title,
        "Verein",
        place,
        None,
        None,
        None,
        None,
        None,
    )
    content = calendar([shift], "de").decode("utf-8", "strict")
    names = [line.split(":")[0].split(";")[0] for line in re.sub("\r\n[ \t]", "", content).split("\r\n")]
    assert names.count("BEGIN") == 2
    assert set(names) <= {
        "", "BEGIN", "END", "VERSION", "PRODID", "NAME", "X-WR-CALNAME", "REFRESH-INTERVAL", "X-PUBLISHED-TTL", "UID",
        "DTSTAMP", "LAST-MODIFIED", "DTSTART", "DTEND", "SUMMARY", "LOCATION", "DESCRIPTION", "STATUS",
    }  # fmt: skip
