"""What becomes of all sign-ups of someone who erases themselves: counts, and nothing that tells anybody apart."""

from datetime import UTC, datetime

from sqlalchemy import select

from datasources.people.vocabulary import EngagementState
from datasources.store.database import Database
from datasources.store.people import engagements
from datasources.store.people.core import ENGAGEMENT, ENGAGEMENT_SHIFT, MESSAGE
from datasources.store.statements import Statement
from tests.datasources.people.taking_part.world import DAY, KUCHEN, TRAINER, TRAINER_ID, World, club

S = EngagementState
JULY, AUGUST = (int(datetime(2026, month, 1, tzinfo=UTC).timestamp()) for month in (7, 8))


async def test_what_stays_of_someone_is_the_opportunity_the_state_the_hours_and_the_month(db: Database) -> None:
    world = await club(db)
    await world.opportunity(KUCHEN, places=2)
    await world.opportunity(TRAINER, places=1)
    shift = await world.shift(1, KUCHEN, capacity=2)
    row = await world.signed_up("lena", shifts=[shift], message="Ich bringe Kuchen mit.")
    row = await world.decided(row, S.ACCEPTED, message="Gern!")
    asks = await world.signed_up("lena", TRAINER_ID, message="Auch am Donnerstag?")
    other = await world.signed_up("jonas", shifts=[shift], message="Bis Samstag.")
    waits = await world.signed_up("jonas", TRAINER_ID)
    world.now = AUGUST + 3 * DAY
    await world.decided(row, S.CONFIRMED, hours=2.5)
    assert row.volunteer_pk is not None
    async with db.transaction() as transaction:
        assert await engagements.anonymise(transaction, row.volunteer_pk, "A27_59", world.now) == 2
    left, withdrawn = await world.read(row), await world.read(asks)
    assert (left.volunteer_pk, left.state, left.hours, left.age_band) == (None, S.CONFIRMED, 2.5, "A27_59")
    assert (left.created_at, left.updated_at, left.confirmed_at) == (JULY, AUGUST, AUGUST)
    assert (withdrawn.volunteer_pk, withdrawn.state, withdrawn.created_at) == (None, S.WITHDRAWN, JULY)
    assert (withdrawn.waiting_since, withdrawn.held_until, withdrawn.confirmed_at) == (None, None, None)
    assert await db.fetch(Statement(select(MESSAGE.c.engagement_pk))) == [(other.pk,)]
    assert await db.fetch(Statement(select(ENGAGEMENT_SHIFT.c.engagement_pk))) == [(other.pk,)]
    assert (await world.read(other)).volunteer_pk == other.volunteer_pk
    assert (await world.read(waits)).state == S.INTERESTED


async def test_without_a_consent_to_statistics_no_age_band_stays(db: Database) -> None:
    world = await club(db)
    await world.opportunity(KUCHEN)
    row = await world.signed_up("lena")
    async with db.transaction() as transaction:
        await engagements.anonymise(transaction, row.volunteer_pk or 0, None, world.now)
    assert (await world.read(row)).age_band is None


async def test_who_never_signed_up_leaves_nothing(db: Database) -> None:
    world = await club(db)
    await world.opportunity(KUCHEN)
    row = await world.signed_up("lena")
    async with db.transaction() as transaction:
        assert await engagements.anonymise(transaction, (row.volunteer_pk or 0) + 1, None, world.now) == 0
    assert (await world.read(row)).volunteer_pk == row.volunteer_pk


async def test_nobody_edits_an_anonymous_count_into_someone_again(db: Database) -> None:
    """A confirmation after the erasure is still a count: without person, without message."""
    world: World = await club(db)
    await world.opportunity(KUCHEN)
    row = await world.decided(await world.signed_up("lena"), S.ACCEPTED)
    row = await world.decided(row, S.DONE)
    async with db.transaction() as transaction:
        await engagements.anonymise(transaction, row.volunteer_pk or 0, None, world.now)
    confirmed = await world.decided(row, S.CONFIRMED, hours=2, message="Danke, Lena!")
    assert (confirmed.volunteer_pk, confirmed.hours) == (None, 2)
    assert await db.fetch(Statement(select(MESSAGE.c.pk))) == []
    assert await db.fetch(Statement(select(ENGAGEMENT.c.volunteer_pk))) == [(None,)]
