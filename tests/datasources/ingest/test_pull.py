"""Pulling: files beside the configuration, addresses through the outbound policy, and what has not changed."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from pydantic import SecretStr

from datasources.areas import Area
from datasources.areas.loading import load
from datasources.declarations import SourceDeclaration
from datasources.ingest.pull import Known, NotModified, Pulled, pull
from datasources.ingest.run import run_source
from datasources.problems import Problem
from datasources.store import tables
from datasources.vocabulary import AreaKind, RunOutcome, SourceKind
from supergraph.outbound import Outbound, OutboundLimits
from tests.datasources.ingest.world import World, club, saying

_TABLE = {"record": "organization", "origin_id": "Nr", "fields": {"name": "Name"}}
_JOINED = {**_TABLE, "joins": {"orte": {"file": "orte.csv", "key": "Nr", "of": "Nr"}}}


class Partner:
    """A server that answers one text, and says what it was asked with."""

    def __init__(self) -> None:
        self.text = "Nr;Name\n1;TV Polch\n"
        self.etag: str | None = '"1"'
        self.status = 200
        self.headers: list[dict[str, str]] = []
        application = web.Application()
        application.router.add_get("/{path:.*}", self._answer)
        self.server = TestServer(application, host="127.0.0.1")

    async def _answer(self, request: web.Request) -> web.Response:
        self.headers.append(dict(request.headers))
        if self.status != 200:
            return web.Response(status=self.status)
        if self.etag is not None and request.headers.get("If-None-Match") == self.etag:
            return web.Response(status=304)
        headers = {"ETag": self.etag} if self.etag is not None else {}
        return web.Response(text=self.text, headers=headers, content_type="text/csv")

    def source(self, world: World, **changes: object) -> SourceDeclaration:
        url = SecretStr(f"http://127.0.0.1:{self.server.port}/liste.csv?schluessel=geheim")
        return world.source("liste", url=url, kind=SourceKind.CSV, mapping=_TABLE, **changes)


@pytest.fixture
async def partner() -> AsyncIterator[Partner]:
    serving = Partner()
    await serving.server.start_server()
    yield serving
    await serving.server.close()


@pytest.fixture
async def outbound(partner: Partner) -> AsyncIterator[Outbound]:
    limits = OutboundLimits(attempts=1, total_s=5)
    async with Outbound(allowed_hosts=(f"127.0.0.1:{partner.server.port}",), limits=limits) as client:
        yield client


async def test_an_address_is_asked_whether_it_has_changed_and_not_parsed_if_not(
    plain: World, partner: Partner, outbound: Outbound
) -> None:
    declaration = partner.source(plain)
    first = await run_source(plain.db, declaration, folder=plain.folder, outbound=outbound, now=plain.now)
    second = await run_source(
        plain.db,
        declaration,
        folder=plain.folder,
        outbound=outbound,
        now=plain.now + 60,
        connectors=saying(AssertionError("parsed")),
    )
    assert (first.created, second.outcome) == (1, RunOutcome.UNCHANGED)
    assert partner.headers[1]["If-None-Match"] == '"1"'
    source = await plain.one(tables.SourceTable)
    assert (source["etag"], source["last_success_at"]) == ('"1"', plain.now + 60)


async def test_a_server_without_etag_is_recognised_by_its_content(
    plain: World, partner: Partner, outbound: Outbound
) -> None:
    partner.etag = None
    declaration = partner.source(plain)
    await run_source(plain.db, declaration, folder=plain.folder, outbound=outbound, now=plain.now)
    again = await run_source(
        plain.db,
        declaration,
        folder=plain.folder,
        outbound=outbound,
        now=plain.now + 60,
        connectors=saying(AssertionError("parsed")),
    )
    assert again.outcome is RunOutcome.UNCHANGED


async def test_a_changed_mapping_does_not_ask_whether_anything_changed(
    plain: World, partner: Partner, outbound: Outbound
) -> None:
    await run_source(plain.db, partner.source(plain), folder=plain.folder, outbound=outbound, now=plain.now)
    changed = plain.source("liste", trust=90)
    await run_source(plain.db, changed, folder=plain.folder, outbound=outbound, now=plain.now + 60)
    assert "If-None-Match" not in partner.headers[1]


@pytest.mark.parametrize(("status", "code"), [(404, "FETCH_STATUS"), (401, "FETCH_STATUS"), (503, "FETCH_STATUS")])
async def test_a_server_that_refuses_is_a_failed_run_and_nothing_is_lost(
    plain: World, partner: Partner, outbound: Outbound, status: int, code: str
) -> None:
    declaration = partner.source(plain)
    await run_source(plain.db, declaration, folder=plain.folder, outbound=outbound, now=plain.now)
    partner.status = status
    report = await run_source(plain.db, declaration, folder=plain.folder, outbound=outbound, now=plain.now + 60)
    assert (report.outcome, report.problems[0].code) == (RunOutcome.FAILED, code)
    assert "geheim" not in report.problems[0].message("de")
    assert len(await plain.rows(tables.OrganizationTable, listed=True)) == 1


async def test_a_local_address_is_refused_unless_it_is_allowed(plain: World, partner: Partner) -> None:
    async with Outbound(limits=OutboundLimits(attempts=1)) as closed:
        found = await pull(partner.source(plain), folder=plain.folder, outbound=closed)
    assert isinstance(found, Problem)
    assert found.code == "FETCH_REFUSED"
    assert partner.headers == []


async def test_what_a_source_sends_along_goes_with_it(plain: World, partner: Partner, outbound: Outbound) -> None:
    declaration = partner.source(plain, headers={"Authorization": SecretStr("Bearer t0ken")})
    assert isinstance(await pull(declaration, folder=plain.folder, outbound=outbound), Pulled)
    assert partner.headers[0]["Authorization"] == "Bearer t0ken"
    known = await pull(declaration, folder=plain.folder, outbound=outbound, known=Known('"1"'))
    assert isinstance(known, NotModified)


async def test_a_file_that_is_not_there_is_a_problem_with_its_name(plain: World) -> None:
    found = await pull(plain.source("fehlt"), folder=plain.folder, outbound=None)
    assert isinstance(found, Problem)
    assert (found.code, found.parameters) == ("FILE_NOT_FOUND", {"name": "fehlt.txt"})
    (plain.folder / "ordner.txt").mkdir()
    found = await pull(plain.source("ordner"), folder=plain.folder, outbound=None)
    assert isinstance(found, Problem)


async def test_a_changed_further_table_makes_the_source_changed(plain: World) -> None:
    declaration = plain.source("liste", kind=SourceKind.CSV, mapping=_JOINED)
    _write(plain.folder / "liste.txt", "Nr;Name\n1;TV Polch\n")
    _write(plain.folder / "orte.csv", "Nr;Ort\n1;Polch\n")
    first = await pull(declaration, folder=plain.folder, outbound=None)
    _write(plain.folder / "orte.csv", "Nr;Ort\n1;Mayen\n")
    second = await pull(declaration, folder=plain.folder, outbound=None)
    assert isinstance(first, Pulled)
    assert isinstance(second, Pulled)
    assert [each.name for each in first.content.attachments] == ["orte"]
    assert first.digest != second.digest


async def test_new_municipalities_read_an_unchanged_file_anew(plain: World) -> None:
    said = club("1", seat={"locality": "Neudorf an der Nette"})
    await plain.say("quelle", said)
    assert (await plain.one(tables.OrganizationTable))["ars"] is None
    new = Area("071379999001", "07137001", "Neudorf an der Nette", AreaKind.MUNICIPALITY, "07137")
    await load(plain.db, [new])
    await run_source(plain.db, plain.source("quelle"), folder=plain.folder, now=plain.now + 60, connectors=saying(said))
    assert (await plain.one(tables.OrganizationTable))["ars"] == "071379999001"


def _write(path: Path, text: str) -> None:
    path.write_text(text, "utf-8")
