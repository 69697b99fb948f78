"""A profile is made once, and two who change it at the same time lose nothing of each other."""

import asyncio

from datasources.store.database import Database
from datasources.store.people import accounts, profiles

NOW = 1_790_000_000


async def test_a_sign_up_that_fills_a_profile_leaves_what_is_saved_meanwhile(db: Database) -> None:
    async with db.transaction() as transaction:
        account = await accounts.ensure(transaction, "https://login.kreis.example", "lena", NOW)
        await profiles.ensure(transaction, account, None, NOW)

    async def save() -> None:
        async with db.transaction() as transaction:
            row = await profiles.lock(transaction, account)
            assert row is not None
            await profiles.save(transaction, row, {"telephone": "02654 1234"}, NOW)

    async with db.transaction() as transaction:
        row = await profiles.ensure(transaction, account, None, NOW)
        saving = asyncio.ensure_future(save())
        assert (await asyncio.wait({saving}, timeout=0.1))[0] == set(), "waits for the sign-up"
        await profiles.save(transaction, row, {"email": "lena@posteo.example"}, NOW)
    await saving
    (found,) = await profiles.by_accounts(db, [account])
    assert found is not None
    assert (found.email, found.telephone) == ("lena@posteo.example", "02654 1234")
