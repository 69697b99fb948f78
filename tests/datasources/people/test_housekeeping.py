"""Housekeeping: chores are done by one process, again and again, whatever fails, and end with the server."""

import asyncio
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import structlog
from sqlalchemy import func, select

from datasources.ids import IdKind, chance_id
from datasources.people import housekeeping as module
from datasources.people.housekeeping import CHORES, Chore, housekeeping
from datasources.people.letters.carriers import Receipt
from datasources.people.letters.message import Letter
from datasources.people.requests import ContactDetails
from datasources.people.vocabulary import Purpose
from datasources.store.database import Database
from datasources.store.lease import Lease
from datasources.store.people import accounts, clearing, guardians, profiles
from datasources.store.people import letters as outbox
from datasources.store.people.core import GUARDIAN_REQUEST, KEPT_ANSWER
from datasources.store.statements import MARK, Statement
from datasources.store.writing.shapes import inserting
from tests.datasources.people.letters.outbox import BODY, NOW, RECIPIENT, SUBJECT, Carrier, Clock, lay_in, whole

QUICK_S = 0.01


async def until(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not is_so():  # noqa: ASYNC110  what is waited for is a count, kept by nobody but the test
            await asyncio.sleep(0.005)


def counting(into: list[int]) -> Chore:
    async def count(_: Database, now: int) -> None:
        into.append(now)

    return count


async def test_chores_are_done_again_and_again_by_the_given_clock(db: Database) -> None:
    done: list[int] = []
    clock = Clock()
    async with housekeeping(db, None, clock=clock, chores={"one": counting(done)}, every_s=QUICK_S):
        await until(lambda: len(done) >= 2)
        clock.now += 5
        await until(lambda: done[-1] == NOW + 5)
    ended = len(done)
    await asyncio.sleep(3 * QUICK_S)
    assert len(done) == ended


async def test_a_chore_that_fails_is_logged_and_keeps_neither_the_others_nor_the_letters(db: Database) -> None:
    done: list[int] = []

    async def fail(_db: Database, _now: int) -> None:
        raise OSError("the disk is full")

    carrier = Carrier()
    await lay_in(db, "a")
    chores = {"one": fail, "two": counting(done)}
    with structlog.testing.capture_logs() as logs:
        async with housekeeping(db, carrier, clock=Clock(), chores=chores, every_s=QUICK_S):
            await until(lambda: len(done) >= 2 and carrier.sent == ["a"])
    assert {each.get("chore") for each in logs} == {"one"}
    assert {each["log_level"] for each in logs} == {"error"}


async def test_of_two_processes_one_keeps_house_and_the_other_follows(db: Database) -> None:
    first: list[int] = []
    second: list[int] = []
    clock = Clock()
    async with housekeeping(db, None, clock=clock, chores={"one": counting(second)}, every_s=QUICK_S):
        await until(lambda: bool(second))
        async with housekeeping(db, None, clock=clock, chores={"one": counting(first)}, every_s=QUICK_S):
            before = len(second)
            await until(lambda: len(second) > before + 3)
            assert first == []
    async with housekeeping(db, None, clock=clock, chores={"one": counting(first)}, every_s=QUICK_S):
        await until(lambda: bool(first))


async def test_a_store_that_does_not_answer_is_asked_again(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[int] = []
    failed: list[int] = []
    take = Lease.take

    async def fail(lease: Lease) -> bool:
        failed.append(1)
        if len(failed) < 3:
            raise OSError("the store does not answer")
        return await take(lease)

    monkeypatch.setattr(Lease, "take", fail)
    with structlog.testing.capture_logs() as logs:
        async with housekeeping(db, None, clock=Clock(), chores={"one": counting(done)}, every_s=QUICK_S):
            await until(lambda: bool(done))
    assert [each["log_level"] for each in logs] == ["error", "error"]


async def test_it_ends_promptly_and_a_letter_under_way_is_noted_first(db: Database) -> None:
    carrier = Carrier(takes_s=0.2)
    await lay_in(db, "a", "b")
    async with housekeeping(db, carrier, clock=Clock(), chores={}, every_s=60):
        await until(lambda: bool(carrier.asked))
    assert sorted((each.state, each.letters) for each in await outbox.counts(db)) == [("SENT", 1), ("WAITING", 1)]


async def test_a_server_that_hangs_does_not_keep_the_hub_from_ending(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "GRACE_S", 0.05)
    asked = asyncio.Event()

    class Hanging(Carrier):
        async def hand_over(self, letter: Letter) -> Receipt:
            asked.set()
            await asyncio.sleep(60)
            return await super().hand_over(letter)

    await lay_in(db, "a")
    async with housekeeping(db, Hanging(), clock=Clock(), chores={}, every_s=60):
        await asked.wait()
        begun = time.monotonic()
    assert time.monotonic() - begun < 2
    assert [each.state for each in await outbox.counts(db)] == ["WAITING"]


async def test_a_clearing_that_was_cut_short_is_done(db: Database) -> None:
    async with db.transaction() as transaction:
        await clearing.mark_unclear(transaction)
    await CHORES["erasures"](db, NOW)
    assert await db.fetch(Statement(select(MARK.c.value).where(MARK.c.name == "people.unclear"))) == []


async def test_what_a_server_changed_or_sent_leaves_nothing_in_the_file(tmp_path: Path) -> None:
    db = await Database.open(f"sqlite+aiosqlite:///{tmp_path / 'hub.db'}")
    carrier = Carrier()
    async with housekeeping(db, carrier, clock=Clock(), chores={}, every_s=QUICK_S):
        async with db.transaction() as transaction:
            account = await accounts.ensure(transaction, "https://issuer.example", "lena", NOW)
            contact = ContactDetails("Lena", "1992-04", "alte-adresse@lena.example")
            volunteer = await profiles.ensure(transaction, account, contact, NOW)
        async with db.transaction() as transaction:
            await profiles.save(transaction, volunteer, {"email": None}, NOW)
        await lay_in(db, "a", "b")
        await until(lambda: len(carrier.sent) == 2)
    await db.close()
    content = whole(tmp_path)
    assert b"https://issuer.example" in content
    for secret in (RECIPIENT, SUBJECT, BODY, "alte-adresse"):
        assert secret.encode() not in content


async def test_what_is_no_longer_needed_is_dropped(db: Database) -> None:
    async with db.transaction() as transaction:
        account = await accounts.ensure(transaction, "https://issuer.example", "lena", NOW)
        volunteer = await profiles.ensure(transaction, account, None, NOW)
        for expires in (NOW - 1, NOW + 60):
            await transaction.execute(
                inserting(GUARDIAN_REQUEST),
                pk=expires,
                volunteer_pk=volunteer.pk,
                email="eltern@familie.example",
                code_hash=chance_id(IdKind.ACCOUNT),
                purposes=f'["{Purpose.CONTACT}"]',
                text_version="2026-11",
                requested_at=NOW - 172_800,
                expires_at=expires,
                confirmed_at=None,
                revoked_at=None,
            )
            await transaction.execute(
                inserting(KEPT_ANSWER),
                key_hash=str(expires),
                account_pk=None,
                fingerprint="",
                begun_at=NOW - 100,
                expires_at=expires,
                answer="{}",
            )
    for chore in CHORES.values():
        await chore(db, NOW)
    for table in (GUARDIAN_REQUEST, KEPT_ANSWER):
        rows = await db.fetch(Statement(select(table.c.expires_at, func.count()).group_by(table.c.expires_at)))
        assert [tuple(row) for row in rows] == [(NOW + 60, 1)]
    async with db.transaction() as transaction:
        assert (await guardians.latest(transaction, [volunteer.pk]))[volunteer.pk].expires_at == NOW + 60
