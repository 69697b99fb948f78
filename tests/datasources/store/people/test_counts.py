"""Sign-ups counted by each dimension, on both databases."""

import random
from collections import defaultdict
from datetime import UTC, date, datetime
from typing import Any

import pytest

from datasources.people.ages import age_on, band_of, needs_guardian
from datasources.people.suppression import Cell
from datasources.people.vocabulary import EngagementDimension as By
from datasources.people.vocabulary import EngagementState
from datasources.store.database import Database
from datasources.store.days import ZONE
from datasources.store.people.core import ACCOUNT, CONSENT, ENGAGEMENT, VOLUNTEER
from datasources.store.people.counts import MOST_MONTHS, Moment, groups
from datasources.vocabulary import ConceptScheme, RecordKind
from tests.resolvers.filling import DAY, MAYEN, NOW, POLCH, District

TODAY = date(2026, 7, 1)
MOMENT = Moment(NOW, TODAY, ZONE)


class Made:
    """Sign-ups of people, two opportunities to sign up for."""

    def __init__(self) -> None:
        self.district = District()
        club = self.district.organization("org_a", "Turnverein")
        self.cakes = self.district.opportunity("opp_a", "Kuchen", club, commitment="SPONTANEOUS", ars=POLCH)
        self.coach = self.district.opportunity("opp_b", "Trainer", club, ars=MAYEN)
        self.district.tagged(RecordKind.OPPORTUNITY, self.cakes, ConceptScheme.TOPIC, ["sport", "culture"])
        self.district.tagged(RecordKind.OPPORTUNITY, self.cakes, ConceptScheme.SKILL, ["cooking"])
        self.people = 0
        self.sign_ups = 0

    def person(self, birth_month: str | None = None, *consents: str, **consent: Any) -> int:
        """A volunteer, with consents to STATISTICS by these givers."""
        self.people += 1
        pk = self.people
        self.district.add(ACCOUNT, pk=pk, id=f"acc_{pk}", issuer="i", subject=str(pk), created_at=NOW)
        profile = {"birth_month": birth_month, "created_at": NOW, "updated_at": NOW}
        self.district.add(VOLUNTEER, pk=pk, id=f"vol_{pk}", account_pk=pk, **profile)
        for giver in consents:
            stated = {"purpose": "STATISTICS", "text_version": "2026-11", "given_by": giver, "granted_at": NOW}
            self.district.add(CONSENT, volunteer_pk=pk, **stated | consent)
        return pk

    def signs_up(self, volunteer: int | None, opportunity: int | None = None, **values: Any) -> None:
        self.sign_ups += 1
        own = {"state": "DONE", "created_at": NOW, "updated_at": NOW, "opportunity_pk": opportunity or self.cakes}
        self.district.add(ENGAGEMENT, id=f"eng_{self.sign_ups}", volunteer_pk=volunteer, **own | values)

    async def counted(self, db: Database, *by: By, moment: Moment = MOMENT, limit: int = 100) -> list[Cell]:
        await self.district.write(db)
        return await groups(db, by, moment, limit)


def at(local: str) -> int:
    """The instant of a local time."""
    return int(datetime.fromisoformat(local).replace(tzinfo=ZONE).timestamp())


async def test_people_are_told_apart_from_their_sign_ups(db: Database) -> None:
    made = Made()
    busy, other = made.person(), made.person()
    for _ in range(3):
        made.signs_up(busy)
    made.signs_up(other)
    made.signs_up(None, made.coach)
    made.signs_up(None, made.coach)
    assert await made.counted(db, By.MUNICIPALITY) == [Cell((POLCH,), 4, 2), Cell((MAYEN,), 2, 2)]


async def test_a_sign_up_stands_in_each_of_its_categories(db: Database) -> None:
    made = Made()
    made.signs_up(made.person())
    made.signs_up(made.person())
    made.signs_up(made.person(), made.coach)
    assert await made.counted(db, By.CATEGORY, By.COMMITMENT) == [
        Cell(("culture", "SPONTANEOUS"), 2, 2),
        Cell(("sport", "SPONTANEOUS"), 2, 2),
        Cell((None, None), 1, 1),
    ]


async def test_months_are_local_and_begin_at_midnight(db: Database) -> None:
    made = Made()
    person = made.person()
    for created in map(at, ("2026-05-31T23:59", "2026-06-01", "2026-06-30T23:59", "2026-03-29T12:00")):
        made.signs_up(person, created_at=created)
    made.signs_up(None, created_at=int(datetime(2026, 5, 1, tzinfo=UTC).timestamp()))
    assert await made.counted(db, By.MONTH) == [
        Cell(("2026-05",), 2, 2),
        Cell(("2026-06",), 2, 1),
        Cell(("2026-03",), 1, 1),
    ]


async def test_what_is_very_old_counts_as_of_the_first_month(db: Database) -> None:
    made = Made()
    made.signs_up(made.person(), created_at=0)
    assert await made.counted(db, By.MONTH) == [Cell(("1976-08",), 1, 1)]
    assert MOST_MONTHS == (2026 * 12 + 6) - (1976 * 12 + 7) + 1


async def test_nothing_is_in_no_group(db: Database) -> None:
    assert await Made().counted(db, By.MONTH, By.STATE, By.AGE_BAND) == []


@pytest.mark.parametrize("held_until", [NOW - 1, NOW, NOW + 1])
async def test_who_awaits_a_guardian_for_too_long_has_withdrawn(db: Database, held_until: int) -> None:
    made = Made()
    made.signs_up(made.person(), state="AWAITING_GUARDIAN", held_until=held_until)
    state = EngagementState.AWAITING_GUARDIAN if held_until > NOW else EngagementState.WITHDRAWN
    assert await made.counted(db, By.STATE) == [Cell((state.value,), 1, 1)]


@pytest.mark.parametrize(
    ("born", "givers", "consent", "band"),
    [
        ("1992-03", ["SELF"], {}, "A27_59"),
        ("1992-03", [], {}, None),
        ("1992-03", ["SELF"], {"revoked_at": NOW}, None),
        ("1992-03", ["SELF"], {"text_version": "of nobody"}, None),
        ("1992-03", ["SELF"], {"purpose": "MATCHING"}, None),
        ("1992-03", ["SELF"], {"recipient_pk": 1}, None),
        ("1992-03", ["GUARDIAN"], {}, None),
        (None, ["SELF"], {}, None),
        ("2010-07", ["SELF"], {}, None),
        ("2010-07", ["SELF", "GUARDIAN"], {}, "A14_15"),
        ("2010-06", ["SELF"], {}, "A16_17"),
        ("2014-01", ["SELF", "GUARDIAN"], {}, "U14"),
    ],
)
async def test_an_age_band_is_told_only_under_a_consent(
    db: Database, born: str | None, givers: list[str], consent: dict[str, Any], band: str | None
) -> None:
    made = Made()
    made.signs_up(made.person(born, *givers, **consent))
    assert await made.counted(db, By.AGE_BAND) == [Cell((band,), 1, 1)]


async def test_bands_are_those_of_ages_by_every_month_of_birth(db: Database) -> None:
    made = Made()
    expected: dict[str, int] = defaultdict(int)
    for month in random.Random(1).sample(range(1925 * 12, 2026 * 12 + 6), 250):
        born = f"{month // 12:04d}-{month % 12 + 1:02d}"
        givers = ["SELF", "GUARDIAN"] if needs_guardian(born, TODAY) else ["SELF"]
        made.signs_up(made.person(born, *givers))
        expected[band_of(age_on(born, TODAY)).value] += 1
    assert {cell.keys[0]: cell.people for cell in await made.counted(db, By.AGE_BAND)} == expected


async def test_of_whom_erased_themselves_the_band_is_what_they_left(db: Database) -> None:
    made = Made()
    for band in ("A18_26", "A18_26", None):
        made.signs_up(None, age_band=band)
    assert await made.counted(db, By.AGE_BAND) == [Cell(("A18_26",), 2, 2), Cell((None,), 1, 1)]


async def test_every_dimension_goes_with_every_other(db: Database) -> None:
    made = Made()
    made.signs_up(made.person("1992-03", "SELF"), created_at=NOW - 40 * DAY)
    found = await made.counted(db, By.AGE_BAND, By.MONTH, By.STATE)
    assert found == [Cell(("A27_59", "2026-05", "DONE"), 1, 1)]
    assert await groups(db, (By.MONTH, By.MUNICIPALITY, By.CATEGORY), MOMENT, 1) == [
        Cell(("2026-05", POLCH, "culture"), 1, 1)
    ]
