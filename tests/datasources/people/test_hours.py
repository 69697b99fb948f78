"""Confirmed hours by calendar year, towards the volunteer card; and the page that one prints."""

import base64
import hashlib
import re
from collections.abc import Mapping
from datetime import date
from urllib.parse import quote

import pytest
from starlette.applications import Starlette

from datasources.people.hours import HoursEntry, statement, statements_of
from datasources.people.hours_page import page, routes
from datasources.people.viewer import ANONYMOUS, Viewer
from datasources.people.vocabulary import EngagementState
from datasources.store.database import Database, count_statements
from supergraph.errors import ErrorCode, GraphError
from tests.datasources.people.saturday import ACCOUNT_PK, BERLIN, ISSUER, LENA, OTHER, SUBJECT, Town, at
from tests.supergraph.view.wire import Client

CONFIRMED = EngagementState.CONFIRMED
TODAY = date(2026, 12, 5)


def entry(on: str, hours: float) -> HoursEntry:
    return HoursEntry(f"eng_{on}", "Kuchen backen", "Turnverein", on, hours)


# ── the sum ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("entries", "year", "today", "total", "average", "reached"),
    [
        ([], 2026, TODAY, 0, 0, False),
        # One Saturday is averaged over half a year.
        ([entry("2026-12-05", 5)], 2026, TODAY, 5, 0.19, False),
        ([entry("2026-06-08", 129.9)], 2026, TODAY, 129.9, 5.0, False),
        ([entry("2026-06-08", 130)], 2026, TODAY, 130, 5.0, True),
        # From the first day on, both days included: 1 January to 5 December are 339 days.
        ([entry("2026-01-01", 242)], 2026, TODAY, 242, 5.0, False),
        ([entry("2026-01-01", 242.2)], 2026, TODAY, 242.2, 5.0, True),
        # A year that is over ends with December: five a week would be more than 260, and 250 do.
        ([entry("2025-01-01", 249.9)], 2025, TODAY, 249.9, 4.79, False),
        ([entry("2025-01-01", 250)], 2025, TODAY, 250, 4.79, True),
        # Other years are other statements; December's last day is this year's, January's first is not.
        ([entry("2025-12-31", 200), entry("2026-01-01", 60)], 2026, TODAY, 60, 1.24, False),
        # What was confirmed ahead counts for no shorter time than half a year.
        ([entry("2026-12-24", 3)], 2026, TODAY, 3, 0.12, False),
    ],
)
def test_hours_add_up_by_the_rule(
    entries: list[HoursEntry], year: int, today: date, total: float, average: float, reached: bool
) -> None:
    made = statement(entries, year, today)
    assert (made.year, made.total, made.weekly_average, made.reached) == (year, total, average, reached)
    assert [each for each in entries if each.on.startswith(str(year))] == list(made.entries)


def test_tenths_add_up_without_dust() -> None:
    assert statement([entry(f"2026-03-{day:02}", 0.1) for day in range(1, 31)], 2026, TODAY).total == 3.0


async def test_what_counts_is_confirmed_has_hours_and_is_not_said_not_to_count(db: Database) -> None:
    town = Town()
    cakes, camp = town.offer("Kuchen backen"), town.offer("Zeltlager", "Jugendring", counts_for_ehrenamtskarte=True)
    paid = town.offer("Bezahlter Dienst", counts_for_ehrenamtskarte=False)
    saturday = ("2026-07-04 14:00", "2026-07-04 17:00")
    counted = [
        town.signed_up(cakes, saturday, state=CONFIRMED, hours=3.5, confirmed_at=at("2026-07-10 10:00")),
        town.signed_up(camp, state=CONFIRMED, hours=20, confirmed_at=at("2026-08-20 10:00")),
    ]
    for state in EngagementState:
        if state is not CONFIRMED:
            town.signed_up(town.offer(state), saturday, state=state, hours=7)
    town.signed_up(paid, saturday, state=CONFIRMED, hours=9)
    town.signed_up(cakes, saturday, state=CONFIRMED, hours=None)
    town.signed_up(cakes, saturday, state=CONFIRMED, hours=11, volunteer=OTHER)
    await town.write(db)
    with count_statements(db) as counter:
        lena, jonas, nobody = await statements_of(db, [LENA, OTHER, 99], 2026, TODAY, BERLIN)
    assert counter.count == 1
    assert [(each.engagement, each.title, each.organization, each.on, each.hours) for each in lena.entries] == [
        (counted[0], "Kuchen backen", "Turnverein Mayen", "2026-07-04", 3.5),
        (counted[1], "Zeltlager", "Jugendring", "2026-08-20", 20.0),
    ]
    assert (lena.total, jonas.total, nobody.total) == (23.5, 11, 0)


async def test_the_day_is_the_local_one_of_the_last_shift_and_parts_the_years(db: Database) -> None:
    town = Town()
    watch = town.offer("Silvesterwache")
    confirmed = at("2027-01-10 09:00")
    both = [("2026-12-30 20:00", "2026-12-30 23:00"), ("2026-12-31 23:30", "2027-01-01 02:00")]
    town.signed_up(watch, *both, state=CONFIRMED, hours=6, confirmed_at=confirmed)
    # Half past midnight in Mayen is still the old year in UTC.
    town.signed_up(watch, ("2027-01-01 00:30", "2027-01-01 03:00"), state=CONFIRMED, hours=2, confirmed_at=confirmed)
    await town.write(db)
    found = {
        year: [(each.on, each.hours) for each in made.entries]
        for year in (2025, 2026, 2027)
        for made in await statements_of(db, [LENA], year, date(2027, 2, 1), BERLIN)
    }
    assert found == {2025: [], 2026: [("2026-12-31", 6.0)], 2027: [("2027-01-01", 2.0)]}


# ── the page ─────────────────────────────────────────────────────────────────────────────────────────────────────────

VIEWERS = {
    "lena": Viewer(ISSUER, SUBJECT, ACCOUNT_PK),
    "new": Viewer(ISSUER, "neu"),
    "account": Viewer(ISSUER, "ohne-profil", 77),
    "script": Viewer(token_pk=1),
}


async def admit(authorization: str | None) -> Viewer:
    token = (authorization or "").removeprefix("Bearer ")
    if token == "bad":
        raise GraphError(ErrorCode.UNAUTHENTICATED, "The token has expired.")
    return VIEWERS.get(token, ANONYMOUS)


@pytest.fixture
async def site(db: Database) -> Starlette:
    town = Town()
    cakes = town.offer("Kuchen <backen> & „verkaufen“", "Turnverein <script>alert(1)</script>")
    town.signed_up(
        cakes, ("2026-07-04 14:00", "2026-07-04 17:00"), state=CONFIRMED, hours=3.5, confirmed_at=at("2026-07-10 10:00")
    )
    await town.write(db)
    return Starlette(routes=routes(db, admit, title="Ehrenamt <Kreis>", clock=lambda: at("2026-12-05 12:00")))


async def get(
    site: Starlette, asked: str = "", who: str = "lena", **headers: str
) -> tuple[int, str, Mapping[str, str]]:
    sent = {"authorization": f"Bearer {who}"} | {name.replace("_", "-"): value for name, value in headers.items()}
    answer = await Client(site).send("GET", path="/me/hours", query_string=quote(asked, "=&").encode(), headers=sent)
    return answer.status, answer.body.decode(), answer.headers


async def test_the_page_says_the_sum_and_lets_no_text_become_markup(site: Starlette) -> None:
    status, text, headers = await get(site)
    assert status == 200
    assert headers["content-type"] == "text/html; charset=utf-8"
    assert headers["cache-control"] == "private, no-store"
    assert "script" not in re.findall(r"<(\w+)", text)
    assert "Kuchen &lt;backen&gt; &amp; „verkaufen“" in text
    assert "für Lena Vogt" in text
    assert "<td>04.07.2026</td>" in text
    assert '<td class="number">3,5</td>' in text
    assert "noch nicht erreicht" in text
    assert "Ausgestellt am 05.12.2026 durch Ehrenamt &lt;Kreis&gt;" in text


async def test_the_page_runs_no_script_and_its_style_is_its_own(site: Starlette) -> None:
    _, text, headers = await get(site)
    (style,) = re.findall(r"<style>(.*?)</style>", text, re.DOTALL)
    hashed = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert headers["content-security-policy"].startswith(f"default-src 'none'; style-src 'sha256-{hashed}'")


@pytest.mark.parametrize(
    ("asked", "headers", "spoken"),
    [
        ("", {}, "de"),
        ("", {"accept_language": "en-GB,de;q=0.5"}, "en"),
        ("language=en", {"accept_language": "de"}, "en"),
        ("language=de-AT", {"accept_language": "en"}, "de"),
        ("language=fr", {}, "de"),
    ],
)
async def test_the_page_speaks_the_readers_language(
    site: Starlette, asked: str, headers: dict[str, str], spoken: str
) -> None:
    status, text, answered = await get(site, asked, **headers)
    assert status == 200
    assert (f'<html lang="{spoken}">' in text, answered["content-language"]) == (True, spoken)
    assert ("4 Jul 2026" in text) == (spoken == "en")


@pytest.mark.parametrize(
    ("who", "asked", "status"),
    [
        ("nobody", "", 401),
        ("bad", "", 401),
        ("script", "", 401),
        ("new", "", 404),
        ("account", "", 404),
        ("lena", "year=1999", 400),
        ("lena", "year=2027", 400),
        ("lena", "year=２０２６", 400),
        ("lena", "year=02026", 400),
        ("lena", "year=<b>", 400),
        ("lena", "year=2000", 200),
        ("lena", "year=2026", 200),
    ],
)
async def test_who_asks_for_what_is_answered(site: Starlette, who: str, asked: str, status: int) -> None:
    answered, text, headers = await get(site, asked, who)
    assert answered == status
    assert ("www-authenticate" in headers) == (status == 401)
    assert ("Kuchen" in text) == (asked == "year=2026")


def test_a_year_without_hours_says_so() -> None:
    made = statement([], 2026, TODAY)
    text = page(made, name=None, issuer="Hub", today=TODAY, language="en")
    assert "No hours have been confirmed" in text
    assert "<table>" not in text
