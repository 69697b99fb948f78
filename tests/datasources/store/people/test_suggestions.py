"""What the statement finds, scores and orders, beside the same arithmetic row by row in Python, on both databases."""

import json
import random
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from datasources.criteria import Position, Window
from datasources.people.ages import age_on
from datasources.people.suggestions import NOTHING_STATED, Parts, Wishes, score, wishes_of
from datasources.people.suggestions.wishes import TAKING_TIME, primary
from datasources.store.database import Database, count_statements
from datasources.store.days import ZONE
from datasources.store.paging import InvalidKey
from datasources.store.people import suggestions
from datasources.store.people.core import ACCOUNT, ENGAGEMENT, ENGAGEMENT_SHIFT, VOLUNTEER
from datasources.store.people.rows import VolunteerRow
from datasources.store.people.suggestions import Asked, Suggested
from datasources.store.sphere import distance_km
from datasources.store.statements import OPPORTUNITY, ORGANIZATION, SHIFT
from datasources.vocabulary import Commitment, ConceptScheme, RecordKind, RequirementKind
from tests.resolvers.filling import DAY, MAYEN, NOW, POLCH, POSITIONS, District

TODAY = "2026-07-01"
HOME = Position(*POSITIONS[POLCH])
SPOKEN = ("de", "de-AT", "tr", "uk")
TOPICS = ("sport", "football", "gymnastics", "culture", "theatre")
SKILLS = ("cooking", "driving", "writing", "first-aid")
ENGAGED = {"created_at": NOW, "updated_at": NOW}
OPEN = {"status": "OPEN", "listed": True}


class World:
    """Opportunities and what is known of them, written to the database and kept for Python."""

    def __init__(self) -> None:
        self.district = District()
        self.offers: dict[int, dict[str, Any]] = {}
        self.shifts: dict[int, list[tuple[datetime, datetime]]] = {}
        self.places: dict[int, Position] = {}
        self.club = self.district.organization("org_a", "Turnverein", seat_pk=self.place(0.0))

    def place(self, offset: float) -> int:
        pk = self.district.place(f"Platz {offset}", POLCH, offset=offset)
        self.places[pk] = Position(HOME.lat + offset, HOME.lon + offset)
        return pk

    def offer(self, title: str = "Mithelfen", *, shifts: Any = (), **values: Any) -> int:
        stated = {name: json.dumps(value) if isinstance(value, list) else value for name, value in values.items()}
        pk = self.district.opportunity(f"opp_{len(self.offers):016d}", title, self.club, **stated)
        for scheme, name in ((ConceptScheme.TOPIC, "categories"), (ConceptScheme.SKILL, "skills")):
            self.district.tagged(RecordKind.OPPORTUNITY, pk, scheme, values.get(name, []))
        self.offers[pk] = OPEN | values
        self.shifts[pk] = list(shifts)
        for number, (start, end) in enumerate(shifts):
            self.district.add(
                SHIFT,
                id=f"shf_{pk}_{number}",
                opportunity_pk=pk,
                start=int(start.timestamp()),
                end=int(end.timestamp()),
                weekday=start.weekday(),
                hour=start.hour,
                capacity=5,
            )
        return pk


def local(day: int, clock: str, hours: float = 2.0) -> tuple[datetime, datetime]:
    """A shift so many days after Wednesday, 1 July 2026."""
    at = datetime.combine(date(2026, 7, 1) + timedelta(days=day), datetime.min.time(), ZONE)
    start = at.replace(hour=int(clock[:2]), minute=int(clock[3:]))
    return start, start + timedelta(hours=hours)


def profile(**values: Any) -> VolunteerRow:
    """A profile of whom nothing is stated but these; lists become JSON."""
    stated = {name: json.dumps(value) if isinstance(value, list) else value for name, value in values.items()}
    empty: dict[str, Any] = dict.fromkeys(VolunteerRow._fields)
    lists = dict.fromkeys(("availability", "commitment", "skills", "interests", "languages"), "[]")
    row = {**empty, **lists, "pk": 1, "id": "vol_1", "account_pk": 1, "created_at": NOW, "updated_at": NOW, **stated}
    return VolunteerRow(**row)


def wishes(home: Position | None = None, certificates: tuple[str, ...] = (), **values: Any) -> Wishes:
    return wishes_of(profile(**values), home, certificates, date.fromisoformat(TODAY))


async def suggested(db: Database, wished: Wishes, first: int = 100, now: int = NOW) -> list[Suggested]:
    found, _ = await suggestions.page(db, Asked(1, wished, now, TODAY), Window(limit=first))
    return found


async def pks(db: Database, wished: Wishes = NOTHING_STATED, now: int = NOW) -> list[int]:
    return [each.row.pk for each in await suggested(db, wished, now=now)]


# ── the same arithmetic, row by row ──────────────────────────────────────────────────────────────────────────────


def expected(world: World, pk: int, wished: VolunteerRow, certificates: tuple[str, ...]) -> Parts | None:
    """The parts of an opportunity by the words of docs/suggestions.md; None where it is not suggested."""
    offer = world.offers[pk]
    coming = [shift for shift in world.shifts[pk] if shift[0].timestamp() > NOW]
    goes_on = offer.get("commitment") in ("PROJECT", "REGULAR", "OFFICE")
    if world.shifts[pk] and not coming and not goes_on:
        return None
    if wished.birth_month is not None and age_on(wished.birth_month, date(2026, 7, 1)) < (offer.get("min_age") or 0):
        return None
    remote = offer.get("remote")
    place = world.places.get(offer.get("location_pk") or 1)
    radius = wished.radius_km or 25.0
    nearness: float = 50
    if wished.home_ars is not None:
        assert place is not None
        far = distance_km(HOME, place)
        nearness = 100.0 if remote == "FULL" else max(0.0, 100 - 100 * (far / radius) ** 2)
        if remote == "POSSIBLE":
            nearness = max(50.0, nearness)
        if wished.radius_km is not None and far > radius and remote not in ("FULL", "POSSIBLE"):
            return None
    spoken = {primary(each) for each in json.loads(wished.languages)}
    asked = offer.get("languages", [])
    unspoken = [each for each in asked if primary(each) not in spoken] if spoken else []
    kinds = {each["kind"] for each in offer.get("requirements", [])} & {kind.value for kind in TAKING_TIME}
    unproven = kinds - set(certificates)
    commitment = json.loads(wished.commitment)
    return Parts(
        time=_time(coming, json.loads(wished.availability)),
        nearness=nearness,
        interests=_interests(offer.get("categories", []), json.loads(wished.interests)),
        skills=_skills(offer.get("skills", []), json.loads(wished.skills)),
        commitment=50 if not commitment or not offer.get("commitment") else 100 * (offer["commitment"] in commitment),
        languages=50 if not spoken or not asked else 0 if unspoken else 100,
        certificates=50 if not kinds else 0 if unproven else 100,
        languages_lacking=len(unspoken),
        certificates_lacking=len(unproven),
    )


def _time(coming: list[tuple[datetime, datetime]], free: list[dict[str, str]]) -> int:
    if not coming or not free:
        return 50
    days = ("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY")

    def fits(start: datetime, end: datetime, window: dict[str, str]) -> bool:
        on_day = days[start.weekday()] == window["weekday"] and start.date() == (end - timedelta(seconds=1)).date()
        ends = "24:00" if end.date() > start.date() else f"{end:%H:%M}"
        return on_day and f"{start:%H:%M}" >= window["from"] and ends <= window["to"]

    return 100 if any(fits(*shift, window) for shift in coming for window in free) else 0


def _interests(categories: list[str], interests: list[str]) -> int:
    parents = {"football": "sport", "gymnastics": "sport", "theatre": "culture"}
    if not categories or not interests:
        return 50
    if any(each in interests or parents.get(each) in interests for each in categories):
        return 100
    return 75 if any(parents.get(each) in categories for each in interests) else 0


def _skills(asked: list[str], known: list[str]) -> int:
    return 50 if not asked or not known else 100 * len(set(asked) & set(known)) // len(asked)


def _some(rng: random.Random, of: tuple[str, ...], most: int = 2) -> list[str]:
    return rng.sample(of, rng.randrange(most + 1))


def _random_world(rng: random.Random) -> World:
    world = World()
    spots = [world.place(0.02 * number) for number in range(1, 20)]
    for _ in range(60):
        kinds = rng.sample([kind.value for kind in RequirementKind], rng.choice((0, 0, 1, 2)))
        world.offer(
            shifts=[
                local(
                    rng.randrange(-3, 20), f"{rng.randrange(7, 20):02d}:{rng.choice(('00', '30'))}", rng.randrange(1, 5)
                )
                for _ in range(rng.randrange(3))
            ],
            location_pk=rng.choice((None, *spots)),
            commitment=rng.choice((None, *(member.value for member in Commitment))),
            remote=rng.choice((None, None, "NO", "POSSIBLE", "FULL")),
            min_age=rng.choice((None, 16, 18)),
            languages=_some(rng, SPOKEN),
            categories=_some(rng, TOPICS),
            skills=_some(rng, SKILLS, 3),
            requirements=[{"kind": kind, "note": 'im "JULEICA"-Heft'} for kind in kinds],
        )
    return world


def _random_profile(rng: random.Random) -> tuple[VolunteerRow, tuple[str, ...]]:
    def maybe(value: Any, nothing: Any) -> Any:
        return value if rng.random() < 0.7 else nothing

    days = rng.sample(("MONDAY", "WEDNESDAY", "THURSDAY", "SATURDAY", "SUNDAY"), 3)
    free = [
        {"weekday": day, "from": f"{rng.randrange(7, 14):02d}:30", "to": f"{rng.randrange(15, 23)}:00"} for day in days
    ]
    row = profile(
        availability=maybe(free, []),
        home_ars=maybe(POLCH, None),
        radius_km=maybe(rng.choice((5.0, 20.0, 60.0)), None),
        commitment=maybe(["SPONTANEOUS", "REGULAR"], []),
        interests=maybe(_some(rng, TOPICS), []),
        skills=maybe(_some(rng, SKILLS), []),
        languages=maybe(_some(rng, SPOKEN, 3), []),
        birth_month=maybe(rng.choice(("1990-01", "2009-05")), None),
    )
    return row, tuple(rng.sample([kind.value for kind in TAKING_TIME], rng.randrange(3)))


@pytest.mark.parametrize("seed", range(4))
async def test_the_statement_scores_as_the_arithmetic_does(db: Database, seed: int) -> None:
    rng = random.Random(seed)
    world = _random_world(rng)
    await world.district.write(db)
    for _ in range(12):
        row, certificates = _random_profile(rng)
        wished = wishes_of(row, HOME if row.home_ars else None, certificates, date.fromisoformat(TODAY))
        found = await suggested(db, wished)
        parts = {pk: expected(world, pk, row, certificates) for pk in world.offers}
        assert {each.row.pk for each in found} == {pk for pk, own in parts.items() if own is not None}
        for each in found:
            own = parts[each.row.pk]
            assert own is not None
            assert each.parts.nearness == pytest.approx(own.nearness, abs=0.01)
            for name in ("time", "interests", "skills", "commitment", "languages", "certificates"):
                assert getattr(each.parts, name) == getattr(own, name), (name, world.offers[each.row.pk], row)
            assert each.parts.languages_lacking == own.languages_lacking
            assert each.parts.certificates_lacking == own.certificates_lacking
            assert each.score == pytest.approx(score(each.parts))
        assert [-each.score for each in found] == sorted(-each.score for each in found)
        assert await suggestions.count(db, Asked(1, wished, NOW, TODAY)) == len(found)


# ── what is never suggested ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "values",
    [
        {"status": "DRAFT"},
        {"status": "FULL"},
        {"status": "PAUSED"},
        {"status": "CLOSED"},
        {"listed": False},
        {"is_full": True},
        {"last_date": "2026-06-30"},
        {"apply_by": "2026-06-30"},
        {"shifts": [local(-2, "14:00")]},
        {"shifts": [local(0, "09:00")], "last_date": TODAY},
        {"shifts": [local(0, "09:00")], "commitment": "REGULAR", "last_date": TODAY},
    ],
    ids=str,
)
async def test_what_cannot_be_joined_is_not_suggested(db: Database, values: Mapping[str, Any]) -> None:
    world = World()
    still = world.offer(shifts=[local(3, "14:00")], last_date="2026-07-04", apply_by=TODAY)
    world.offer(**values)
    await world.district.write(db)
    assert await pks(db) == [still]


async def test_an_open_end_goes_on_when_its_shifts_are_over(db: Database) -> None:
    world = World()
    coaching = world.offer(shifts=[local(-2, "14:00")], commitment="REGULAR")
    await world.district.write(db)
    assert await pks(db) == [coaching]


@pytest.mark.parametrize(
    ("state", "again"),
    [
        ("AWAITING_GUARDIAN", False),
        ("INTERESTED", False),
        ("WAITLISTED", False),
        ("ACCEPTED", False),
        ("DECLINED", False),
        ("WITHDRAWN", True),
        ("DONE", True),
        ("CONFIRMED", True),
        ("CANCELLED_BY_ORGANIZATION", True),
        ("NO_SHOW", True),
    ],
)
async def test_what_someone_signed_up_for_is_not_suggested_to_them(db: Database, state: str, again: bool) -> None:
    world = World()
    mine, other = world.offer(), world.offer()
    for pk in (1, 2):
        world.district.add(ACCOUNT, pk=pk, id=f"acc_{pk}", issuer="i", subject=str(pk), created_at=NOW)
        world.district.add(VOLUNTEER, pk=pk, id=f"vol_{pk}", account_pk=pk, created_at=NOW, updated_at=NOW)
    for pk, opportunity in ((1, mine), (2, other)):
        world.district.add(
            ENGAGEMENT,
            id=f"eng_{pk}",
            volunteer_pk=pk,
            opportunity_pk=opportunity,
            state=state,
            **ENGAGED,
        )
    await world.district.write(db)
    assert await pks(db) == ([mine, other] if again else [other])


async def test_who_is_too_young_is_not_asked_and_who_says_nothing_is(db: Database) -> None:
    world = World()
    free, sixteen = world.offer(), world.offer(min_age=16)
    await world.district.write(db)
    assert await pks(db, wishes(birth_month="2010-07")) == [free]
    assert await pks(db, wishes(birth_month="2010-06")) == [free, sixteen]
    assert await pks(db) == [free, sixteen]


async def test_beyond_the_radius_only_what_can_be_done_from_home_is_left(db: Database) -> None:
    world = World()
    far = world.place(0.5)
    near = world.offer(location_pk=world.place(0.01))
    world.offer(location_pk=far)
    world.offer(location_pk=far, remote="NO")
    possible, full = world.offer(location_pk=far, remote="POSSIBLE"), world.offer(location_pk=far, remote="FULL")
    await world.district.write(db)
    found = await suggested(db, wishes(home=HOME, home_ars=POLCH, radius_km=10.0))
    assert {each.row.pk for each in found} == {near, possible, full}
    distances = {each.row.pk: each.distance_km for each in found}
    assert distances[full] is None
    assert distances[near] == pytest.approx(distance_km(HOME, Position(HOME.lat + 0.01, HOME.lon + 0.01)), abs=0.01)
    assert len(await pks(db, wishes(home=HOME, home_ars=POLCH))) == 5


async def test_what_has_no_place_stands_where_its_organisation_does(db: Database) -> None:
    world = World()
    unplaced = world.offer()
    club = world.district.add(
        ORGANIZATION,
        id="org_b",
        slug="b",
        type="CLUB",
        name="B",
        sort_key="b",
        status="ACTIVE",
        ars=MAYEN,
        created_at=NOW,
        updated_at=NOW,
    )
    nowhere = world.district.opportunity("opp_nowhere", "Irgendwo", club)
    await world.district.write(db)
    found = await suggested(db, wishes(home=HOME, home_ars=POLCH, radius_km=5.0))
    assert [(each.row.pk, each.distance_km, each.parts.nearness) for each in found] == [
        (unplaced, 0.0, 100.0),
        (nowhere, None, 50.0),
    ]


# ── times ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("shift", "free", "fits"),
    [
        (local(0, "16:00"), ("WEDNESDAY", "16:00", "18:00"), True),
        (local(0, "16:00"), ("WEDNESDAY", "16:01", "18:00"), False),
        (local(0, "16:00"), ("WEDNESDAY", "16:00", "17:59"), False),
        (local(0, "16:00"), ("THURSDAY", "00:00", "24:00"), False),
        (local(0, "22:00"), ("WEDNESDAY", "20:00", "24:00"), True),
        (local(0, "23:00"), ("WEDNESDAY", "20:00", "24:00"), False),
        (local(200, "16:30", 1.5), ("SUNDAY", "16:30", "18:00"), True),
    ],
    ids=str,
)
async def test_a_shift_fits_where_it_lies_within_a_window(
    db: Database, shift: tuple[datetime, datetime], free: tuple[str, str, str], fits: bool
) -> None:
    world = World()
    world.offer(shifts=[shift])
    await world.district.write(db)
    window = dict(zip(("weekday", "from", "to"), free, strict=True))
    (found,) = await suggested(db, wishes(availability=[window]))
    assert found.parts.time == (100 if fits else 0)
    assert found.fits == (int(shift[0].timestamp()) if fits else None)


async def test_a_night_shift_fits_windows_on_both_sides_of_midnight_and_of_the_week(db: Database) -> None:
    world = World()
    sunday_night, monday_early = world.offer(shifts=[local(4, "22:00", 4)]), world.offer(shifts=[local(5, "00:30", 1)])
    await world.district.write(db)
    both = [
        {"weekday": "SUNDAY", "from": "20:00", "to": "24:00"},
        {"weekday": "MONDAY", "from": "00:00", "to": "02:00"},
    ]
    times = {each.row.pk: each.parts.time for each in await suggested(db, wishes(availability=both))}
    assert times == {sunday_night: 100, monday_early: 100}
    times = {each.row.pk: each.parts.time for each in await suggested(db, wishes(availability=both[:1]))}
    assert times == {sunday_night: 0, monday_early: 0}


async def test_the_first_shift_that_fits_is_told(db: Database) -> None:
    world = World()
    shifts = [local(7, "16:00"), local(0, "16:00"), local(14, "16:00"), local(1, "16:00")]
    world.offer(shifts=shifts)
    await world.district.write(db)
    (found,) = await suggested(db, wishes(availability=[{"weekday": "WEDNESDAY", "from": "15:00", "to": "19:00"}]))
    assert found.fits == int(shifts[1][0].timestamp())
    after = int(shifts[1][0].timestamp())
    (found,) = await suggested(
        db, wishes(availability=[{"weekday": "WEDNESDAY", "from": "15:00", "to": "19:00"}]), now=after
    )
    assert found.fits == int(shifts[0][0].timestamp())


async def test_a_shift_without_a_place_left_fits_nobody(db: Database) -> None:
    world = World()
    shifts = [local(0, "16:00"), local(7, "16:00")]
    pk = world.offer(shifts=shifts)
    for number in range(1, 6):
        world.district.add(ENGAGEMENT, id=f"eng_{number}", opportunity_pk=pk, state="INTERESTED", **ENGAGED)
        world.district.add(ENGAGEMENT_SHIFT, engagement_pk=number, shift_pk=1)
    await world.district.write(db)
    (found,) = await suggested(db, wishes(availability=[{"weekday": "WEDNESDAY", "from": "15:00", "to": "19:00"}]))
    assert found.fits == int(shifts[1][0].timestamp())


# ── pages ────────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_pages_follow_one_another_without_gap_or_repetition(db: Database) -> None:
    rng = random.Random(7)
    world = _random_world(rng)
    await world.district.write(db)
    wished = wishes(home=HOME, home_ars=POLCH, interests=["sport"], commitment=["REGULAR"])
    asked = Asked(1, wished, NOW, TODAY)
    whole = [each.row.pk for each in await suggested(db, wished)]
    read: list[int] = []
    window, more = Window(limit=7), True
    while more:
        found, more = await suggestions.page(db, asked, window)
        read += [each.row.pk for each in found]
        window = Window(limit=7, after=found[-1].key)
    assert read == whole
    assert len(whole) > 20


async def test_equals_stand_by_distance_and_then_as_they_came(db: Database) -> None:
    world = World()
    yonder = world.place(0.4)
    full = world.offer(remote="FULL", location_pk=yonder)
    far, near = world.offer(location_pk=yonder), world.offer(location_pk=world.place(0.3))
    equal = world.offer(location_pk=world.offers[near]["location_pk"])
    await world.district.write(db)
    assert await pks(db, wishes(home=HOME, home_ars=POLCH)) == [full, near, equal, far]
    assert await pks(db) == [full, far, near, equal]


@pytest.mark.parametrize("key", [(), (1.0, 2.0), ("a", 0.0, 1), (0.0, 0.0, None), (0.0, 0.0, 1, 1)], ids=str)
async def test_a_key_of_another_list_is_refused(db: Database, key: tuple[Any, ...]) -> None:
    with pytest.raises(InvalidKey):
        await suggestions.page(db, Asked(1, NOTHING_STATED, NOW, TODAY), Window(limit=3, after=key))


@pytest.mark.parametrize("opportunities", [1, 50])
async def test_one_statement_whatever_is_open(db: Database, opportunities: int) -> None:
    world = World()
    for _ in range(opportunities):
        world.offer(shifts=[local(3, "14:00")])
    await world.district.write(db)
    with count_statements(db) as counted:
        assert len(await suggested(db, wishes(home=HOME, home_ars=POLCH))) == opportunities
    assert counted.count == 1


@pytest.mark.parametrize("number", [0, 1, 2, 3, 5, 17, 64])
async def test_any_number_of_windows_and_languages_is_compared(db: Database, number: int) -> None:
    world = World()
    world.offer(shifts=[local(1, "14:00")], languages=["aa-X", "aa-Y", "de"])
    await world.district.write(db)
    free = [
        {"weekday": "FRIDAY", "from": f"{n // 6:02d}:{n % 6}0", "to": f"{n // 6:02d}:{n % 6}5"} for n in range(number)
    ]
    spoken = [f"{chr(97 + n // 26)}{chr(97 + n % 26)}" for n in range(number)]
    (found,) = await suggested(db, wishes(availability=free, languages=spoken))
    assert found.parts.time == (0 if number else 50)
    assert found.parts.languages_lacking == (1 if number else 0)


def test_what_could_be_suggested_is_written_down_in_the_columns() -> None:
    assert set(OPPORTUNITY.c.keys()) >= suggestions.SPOKEN_OF


def test_scores_lie_between_nothing_and_one() -> None:
    steps: Iterator[Parts] = (Parts(*([value] * 7)) for value in (0, 50, 100))
    scores = [score(parts) for parts in steps]
    assert scores == [0.0, 0.5, 1.0]
    assert all(a < b for a, b in pairwise(scores))
    assert score(Parts(languages_lacking=1)) == pytest.approx(0.2)
    assert score(Parts(certificates_lacking=1)) == pytest.approx(0.375)
    assert score(Parts(certificates_lacking=3)) == pytest.approx(0.25)
    assert DAY == 86_400
