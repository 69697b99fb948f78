"""Keys of repeated mutations: claimed once, kept for a day, taken over from the dead."""

import asyncio

import pytest

from datasources.ids import IdKind, chance_id
from datasources.store.database import Database
from datasources.store.people import access, accounts, erasure, profiles
from datasources.store.people.kept_answers import CLAIM_S, KEEPS_S, KeptAnswers, drop_expired, withhold
from datasources.store.people.rows import AccessEventRow
from supergraph.idempotency import Claimed, Kept, Running

OWNER = ("https://issuer.example", "jana")


class Clock:
    """A clock that a test sets."""

    now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


async def test_a_key_is_claimed_once(db: Database, clock: Clock) -> None:
    keeper = KeptAnswers(db, clock)
    outcomes = await asyncio.gather(*(keeper.claim("key", "asked") for _ in range(20)))
    assert sum(isinstance(outcome, Claimed) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, Running) for outcome in outcomes) == 19


async def test_what_was_answered_is_kept_with_what_was_asked(db: Database, clock: Clock) -> None:
    keeper = KeptAnswers(db, clock)
    await keeper.claim("key", "asked")
    async with db.transaction() as transaction:
        await accounts.ensure(transaction, *OWNER, now=1)
    await keeper.keep("key", OWNER, '{"data": 1}')
    assert await keeper.claim("key", "another") == Kept("asked", '{"data": 1}')


async def test_nothing_is_kept_of_who_is_gone_but_the_receipt(db: Database, clock: Clock) -> None:
    keeper = KeptAnswers(db, clock)
    receipt = f'{{"data": {{"eraseMe": {{"id": "{chance_id(IdKind.ERASURE)}"}}}}}}'
    for key, answer in (("export", '{"data": {"exportMyData": {"id": "vol_x"}}}'), ("receipt", receipt)):
        await keeper.claim(key, "asked")
        await keeper.keep(key, OWNER, answer)
    assert await keeper.claim("export", "asked") == Claimed()
    assert await keeper.claim("receipt", "asked") == Kept("asked", receipt)


async def test_a_released_key_is_free_again(db: Database, clock: Clock) -> None:
    keeper = KeptAnswers(db, clock)
    await keeper.claim("key", "asked")
    await keeper.release("key")
    assert await keeper.claim("key", "asked") == Claimed()


async def test_an_answer_is_not_released(db: Database, clock: Clock) -> None:
    keeper = KeptAnswers(db, clock)
    await keeper.claim("key", "asked")
    await keeper.keep("key", None, "{}")
    await keeper.release("key")
    assert await keeper.claim("key", "asked") == Kept("asked", "{}")


async def test_a_claim_is_taken_over_when_its_process_must_be_dead(db: Database, clock: Clock) -> None:
    keeper = KeptAnswers(db, clock)
    await keeper.claim("key", "asked")
    clock.now += CLAIM_S - 1
    assert await keeper.claim("key", "asked") == Running()
    clock.now += 1
    assert await keeper.claim("key", "asked") == Claimed()


async def test_an_answer_is_kept_for_a_day(db: Database, clock: Clock) -> None:
    keeper = KeptAnswers(db, clock)
    await keeper.claim("key", "asked")
    await keeper.keep("key", None, "{}")
    clock.now += KEEPS_S - 1
    assert isinstance(await keeper.claim("key", "asked"), Kept)
    assert await drop_expired(db, int(clock.now)) == 0
    clock.now += 1
    assert await keeper.claim("key", "asked") == Claimed()


async def test_expired_answers_are_dropped(db: Database, clock: Clock) -> None:
    keeper = KeptAnswers(db, clock)
    await keeper.claim("key", "asked")
    assert await drop_expired(db, int(clock.now) + KEEPS_S) == 1
    assert await keeper.claim("key", "asked") == Claimed()


async def test_what_was_read_leaves_kept_answers_with_the_consent(db: Database, clock: Clock) -> None:
    keeper, now = KeptAnswers(db, clock), int(clock.now)
    async with db.transaction() as transaction:
        editor, jana = [await accounts.ensure(transaction, "https://issuer.example", name, now=1) for name in "ej"]
        volunteer = (await profiles.ensure(transaction, jana, None, 1)).pk
    for key, at in (("read", now), ("before", now - 2 * CLAIM_S)):
        clock.now = at
        await keeper.claim(key, "asked")
        await keeper.keep(key, ("https://issuer.example", "e"), '{"data": "jana@post.example"}')
    clock.now = now
    event = AccessEventRow(0, volunteer, now - 1, "TV", 7, editor, '["email"]', "CONTACT")
    async with db.transaction() as transaction:
        await access.record(transaction, [event])
        assert await withhold(transaction, volunteer, 8) == 0
        assert await withhold(transaction, volunteer, 7) == 1
    withheld = await keeper.claim("read", "asked")
    assert isinstance(withheld, Kept)
    assert "jana" not in withheld.answer
    assert "IDEMPOTENCY_ANSWER_WITHHELD" in withheld.answer
    assert await keeper.claim("before", "asked") == Kept("asked", '{"data": "jana@post.example"}')
    async with db.transaction() as transaction:
        assert await withhold(transaction, volunteer) == 1


async def test_copies_are_whole_texts_so_that_a_short_name_takes_nothing_of_others(db: Database, clock: Clock) -> None:
    keeper = KeptAnswers(db, clock)
    await keeper.claim("key", "asked")
    await keeper.keep("key", None, '{"errors":[],"data":{"name":"Alma","al":null,"email":"al@post.example"}}')
    async with db.transaction() as transaction:
        assert await erasure.erase_copies(transaction, 1, ["al", "data", "name", "post.example"]) == 0
        assert await erasure.erase_copies(transaction, 1, ["al@post.example"]) == 1
