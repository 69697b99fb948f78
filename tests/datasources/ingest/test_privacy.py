"""Privacy: private contacts reach no entry, and secrets of addresses are written nowhere."""

import logging
from pathlib import Path

import pytest
from pydantic import SecretStr

from datasources.drafts import Json
from datasources.ingest.run import run_source
from datasources.problems import LANGUAGES
from datasources.store import tables
from datasources.store.database import Database
from supergraph import logs
from supergraph.outbound import Outbound, OutboundLimits
from tests.datasources.ingest.world import World, club, opportunity, parsed, register, saying

_PRIVATE: dict[str, Json] = {
    "role": "Vorstand",
    "name": "Erika Beispiel",
    "email": "privat@example.org",
    "public": False,
}
_PUBLIC: dict[str, Json] = {"role": "Büro", "name": None, "email": "info@example.org", "public": True}
_SECRETS = ("geheim", "p4ssw0rt", "t0ken", "kopfzeile")


async def test_private_contacts_reach_no_entry(world: World) -> None:
    await world.say(
        "quelle",
        club("1", contactPoints=[_PRIVATE, _PUBLIC]),
        opportunity("h", organization={"origin": "1"}, contact=[_PRIVATE]),
        opportunity("i", "Waffeln backen", organization={"origin": "1"}, contact=[_PRIVATE, _PUBLIC]),
    )
    assert parsed((await world.one(tables.OrganizationTable))["contact_points"]) == [_PUBLIC]
    assert (await world.one(tables.OpportunityTable, title="Trikots waschen"))["contact"] is None
    assert parsed((await world.one(tables.OpportunityTable, title="Waffeln backen"))["contact"]) == _PUBLIC
    for model in (tables.OrganizationTable, tables.OpportunityTable, tables.SearchEntryTable, tables.ProblemTable):
        assert "Erika" not in str(await world.rows(model))


async def test_a_private_contact_of_a_trusted_source_does_not_hide_a_public_one(world: World) -> None:
    world.source("a", trust=90)
    await world.say("a", club("1", identifiers=register("Koblenz VR 1"), contactPoints=[_PRIVATE]))
    await world.say("b", club("1", identifiers=register("Koblenz VR 1"), contactPoints=[_PUBLIC]))
    assert parsed((await world.one(tables.OrganizationTable))["contact_points"]) == [_PUBLIC]


async def test_a_contact_that_becomes_private_goes(world: World) -> None:
    await world.say("a", club("1", contactPoints=[_PUBLIC]))
    await world.say("a", club("1", contactPoints=[{**_PUBLIC, "public": False}]))
    assert (await world.one(tables.OrganizationTable))["contact_points"] == "[]"


@pytest.mark.parametrize("address", ["https://geheim:p4ssw0rt@127.0.0.1:1/x.ics?key=t0ken#t0ken"])
async def test_secrets_of_a_source_are_written_nowhere(
    address: str, plain: World, capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    handlers, level = logging.getLogger().handlers[:], logging.getLogger().level
    logs.configure(level="debug", as_json=True)
    try:
        declaration = plain.source("quelle", url=SecretStr(address), headers={"Authorization": SecretStr("kopfzeile")})
        limits = OutboundLimits(attempts=1, total_s=2)
        async with Outbound(limits=limits, allowed_hosts=("127.0.0.1:1",)) as outbound:
            report = await run_source(plain.db, declaration, folder=tmp_path, outbound=outbound, now=plain.now)
        assert report.failed
        told = repr(report) + "".join(
            problem.message(language) + str(problem.hint(language))
            for problem in report.problems
            for language in LANGUAGES
        )
        kept = str([await plain.rows(model) for model in (tables.SourceTable, tables.RunTable, tables.ProblemTable)])
        logged = "".join(capfd.readouterr())
        assert "run ended" in logged
        for secret in _SECRETS:
            assert secret not in told
            assert secret not in kept
            assert secret not in logged
            assert secret not in repr(declaration)
        assert (await plain.one(tables.SourceTable))["url"] == "https://127.0.0.1:1/x.ics"
    finally:
        logging.getLogger().handlers[:] = handlers
        logging.getLogger().setLevel(level)


async def test_a_defect_tells_its_kind_and_no_values(plain: World) -> None:
    report = await run_source(
        _Failing.of(plain.db),
        plain.source("quelle"),
        folder=_written(plain),
        now=plain.now,
        connectors=saying(club("1", contactPoints=[_PRIVATE])),
    )
    (problem,) = report.problems
    assert (problem.code, problem.parameters) == ("RUN_FAILED", {"error": "ZeroDivisionError"})


def _written(world: World) -> Path:
    (world.folder / "quelle.txt").write_text("x", "utf-8")
    return world.folder


class _Failing(Database):
    """Fails while a run writes, with what it writes in the error."""

    @classmethod
    def of(cls, db: Database) -> "_Failing":
        return cls(db._driver, db.dialect, db.url)

    transactions = 0

    def transaction(self):  # type: ignore[no-untyped-def]
        self.transactions += 1
        if self.transactions == 2:
            raise ZeroDivisionError("privat@example.org")
        return super().transaction()
