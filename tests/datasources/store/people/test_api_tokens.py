"""API tokens are kept by hash, revoked once, and their use is noted when the last note is old."""

from datasources.store.database import Database
from datasources.store.people import api_tokens

NOW = 1_790_000_000


async def add(db: Database, name: str, now: int = NOW, expires_at: int | None = NOW + 100) -> None:
    async with db.transaction() as transaction:
        await api_tokens.add(
            transaction,
            id=f"tok_{name}",
            name=name,
            hash=f"hash of {name}",
            scopes=("analyst", "steward:07137"),
            created_at=now,
            expires_at=expires_at,
        )


async def note(db: Database, pk: int, now: int) -> int | None:
    async with db.transaction() as transaction:
        await api_tokens.note_use(transaction, pk, now, now - 60)
    (row,) = await api_tokens.all_tokens(db, 10)
    return row.last_used_at


async def test_a_token_is_found_by_its_hash_alone(db: Database) -> None:
    await add(db, "amt")
    row = await api_tokens.by_hash(db, "hash of amt")
    assert row is not None
    assert (row.id, row.name, row.scopes, row.created_at) == ("tok_amt", "amt", '["analyst","steward:07137"]', NOW)
    assert (row.expires_at, row.last_used_at, row.revoked_at) == (NOW + 100, None, None)
    assert await api_tokens.by_hash(db, "tok_amt") is None


async def test_tokens_are_listed_as_they_were_made(db: Database) -> None:
    for number, name in enumerate(("c", "a", "b")):
        await add(db, name, NOW + number, None)
    assert [row.name for row in await api_tokens.all_tokens(db, 10)] == ["c", "a", "b"]
    assert [row.name for row in await api_tokens.all_tokens(db, 2)] == ["a", "b"]


async def test_a_token_is_revoked_once_and_for_good(db: Database) -> None:
    await add(db, "amt")
    async with db.transaction() as transaction:
        assert await api_tokens.revoke(transaction, "tok_amt", NOW + 5)
        assert not await api_tokens.revoke(transaction, "tok_amt", NOW + 9)
        assert not await api_tokens.revoke(transaction, "tok_other", NOW + 9)
    row = await api_tokens.by_hash(db, "hash of amt")
    assert row is not None
    assert row.revoked_at == NOW + 5


async def test_use_is_noted_once_a_minute(db: Database) -> None:
    await add(db, "amt")
    row = await api_tokens.by_hash(db, "hash of amt")
    assert row is not None
    assert [await note(db, row.pk, NOW + s) for s in (0, 59, 60, 61)] == [NOW, NOW, NOW + 60, NOW + 60]
