"""A letter is laid in with its cause, and once."""

import pytest

from datasources.people import letters
from datasources.store.database import Database, Transaction
from datasources.store.people import letters as outbox

NOW = 1_795_000_000


async def lay_in(transaction: Transaction, key: str = "guardian:1") -> bool:
    return await letters.post(
        transaction,
        key=key,
        recipient="jürgen.schäfer@example.org",
        subject="Bitte um Zustimmung",
        body="Grüße",
        volunteer_pk=7,
        now=NOW,
    )


async def test_the_same_cause_is_one_letter(db: Database) -> None:
    async with db.transaction() as transaction:
        assert await lay_in(transaction)
        assert not await lay_in(transaction)
        assert await lay_in(transaction, "guardian:2")
    async with db.transaction() as transaction:
        assert not await lay_in(transaction)
    assert [(each.state, each.letters) for each in await outbox.counts(db)] == [("WAITING", 2)]


async def test_a_letter_goes_with_the_transaction_that_fails(db: Database) -> None:
    async def fail() -> None:
        async with db.transaction() as transaction:
            await lay_in(transaction)
            raise RuntimeError("its cause did not happen")

    with pytest.raises(RuntimeError):
        await fail()
    assert await outbox.counts(db) == []


async def test_a_sent_letter_is_empty_and_still_the_only_one_of_its_cause(db: Database) -> None:
    async with db.transaction() as transaction:
        await lay_in(transaction)
    (claimed,) = await outbox.claim_due(db, "me", NOW, NOW + 60, 10)
    assert claimed.recipient == "jürgen.schäfer@example.org"
    assert await outbox.mark_sent(db, "me", claimed.pk, NOW + 1)
    async with db.transaction() as transaction:
        assert not await lay_in(transaction)
    assert await outbox.claim_due(db, "me", NOW + 10_000, NOW + 10_060, 10) == []
    assert [each.state for each in await outbox.counts(db)] == ["SENT"]


async def test_a_claimed_letter_is_nobody_elses_until_the_claim_has_ended(db: Database) -> None:
    async with db.transaction() as transaction:
        await lay_in(transaction)
    (claimed,) = await outbox.claim_due(db, "me", NOW, NOW + 60, 10)
    assert await outbox.claim_due(db, "other", NOW + 59, NOW + 119, 10) == []
    assert not await outbox.mark_sent(db, "other", claimed.pk, NOW + 59)
    assert len(await outbox.claim_due(db, "other", NOW + 60, NOW + 120, 10)) == 1
    assert not await outbox.mark_sent(db, "me", claimed.pk, NOW + 61)
    assert not await outbox.give_up(db, "me", claimed.pk, NOW + 61, "REFUSED")
    assert await outbox.put_back(db, "me", [claimed.pk], NOW, None, tried=False) == 0
    assert await outbox.mark_sent(db, "other", claimed.pk, NOW + 62)
