"""A small world for tests of ingest: sources say something, run after run, without files being parsed."""

import re
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import select

from datasources.areas.loading import load_bundled
from datasources.connectors import Connector
from datasources.connectors.content import Content
from datasources.declarations import LicenseDeclaration, PublisherDeclaration, SourceDeclaration
from datasources.drafts import Draft, Json
from datasources.ingest.run import RunReport, run_source
from datasources.problems import Problem
from datasources.store import tables
from datasources.store.database import Database, Transaction
from datasources.store.statements import Parameter, Statement, Value, table
from datasources.vocabulary import RecordKind, Severity, SourceKind

NOW = 1_782_900_000
"""2026-07-01T10:00:00Z."""
DAY_S = 86_400


class Broken(Exception):
    """What a fake connector raises."""


def club(origin: str, name: str | None = None, /, **fields: Json) -> Draft:
    return Draft(RecordKind.ORGANIZATION, origin, {"name": name or f"Turnverein {origin}", **fields})


def register(value: str, scheme: str = "DE-VR") -> list[Json]:
    return [{"scheme": scheme, "value": value, "uri": None}]


def event(origin: str, name: str = "Übungsabend", start: str = "2026-07-07T18:00:00", /, **fields: Json) -> Draft:
    rrule = fields.pop("rrule", None)
    form: dict[str, Json] = {
        "start": start,
        "allDay": False,
        "timezone": "Europe/Berlin",
        "duration": "PT2H",
        "rrule": [rrule] if rrule else [],
        "rdate": [],
        "exdate": [],
        "overrides": [],
    }
    return Draft(RecordKind.EVENT, origin, {"uid": origin, "name": name, "schedule": form, **fields})


def opportunity(origin: str, title: str = "Trikots waschen", /, **fields: Json) -> Draft:
    return Draft(RecordKind.OPPORTUNITY, origin, {"title": title, **fields})


@dataclass
class World:
    """A store, and sources that say what a test has them say."""

    db: Database
    folder: Path
    now: int = NOW
    declared: dict[str, SourceDeclaration] = field(default_factory=dict)
    times: int = 0

    def source(self, key: str, **changes: Any) -> SourceDeclaration:
        """A source's declaration, made at first use."""
        known = self.declared.get(key)
        if known is None or changes:
            described = {
                "key": key,
                "name": f"Quelle {key}",
                "kind": SourceKind.ICALENDAR,
                "file": f"{key}.txt",
                "publisher": PublisherDeclaration(name="Gemeinde Polch"),
                "license": LicenseDeclaration(id="CC0-1.0", name="CC0"),
                **(known.model_dump() if known is not None else {}),
                **changes,
            }
            if changes.get("url"):
                described["file"] = None
            self.declared[key] = SourceDeclaration(**described)
        return self.declared[key]

    async def say(self, key: str, *items: Draft | Problem | Exception, db: Database | None = None) -> RunReport:
        """One run, in which the source says this. The content differs each time, as exports with a date do."""
        self.times += 1
        self.now += 60
        declaration = self.source(key)
        (self.folder / str(declaration.file)).write_text(f"export {self.times}", "utf-8")
        return await run_source(db or self.db, declaration, folder=self.folder, now=self.now, connectors=saying(*items))

    async def rows(self, model: type[Any], **equal: Value) -> list[Mapping[str, Any]]:
        """Rows of a table, by pk where there is one."""
        columns = table(model).c
        found = await self.db.fetch(Statement(select(*columns).order_by(*table(model).primary_key.columns)))
        rows = [dict(zip(columns.keys(), values, strict=True)) for values in found]
        return [row for row in rows if all(row[name] == value for name, value in equal.items())]

    async def one(self, model: type[Any], **equal: Value) -> Mapping[str, Any]:
        """The one row that has these values."""
        (row,) = await self.rows(model, **equal)
        return row

    async def dump(self) -> dict[str, list[Mapping[str, Any]]]:
        """What readers can see, and what it is made of."""
        return {model.__name__: await self.rows(model) for model in ENTITIES}


ENTITIES = (
    tables.OrganizationTable,
    tables.EventTable,
    tables.OpportunityTable,
    tables.RecordTable,
    tables.IdentifierTable,
    tables.OccurrenceTable,
    tables.ShiftTable,
    tables.TagTable,
    tables.AliasTable,
    tables.PlaceTable,
    tables.SearchEntryTable,
)


def saying(*items: Draft | Problem | Exception) -> Any:
    """Connectors that yield these, and raise what is to be raised."""

    def read(content: Content, declaration: SourceDeclaration) -> Iterator[Draft | Problem]:
        for item in items:
            if isinstance(item, Exception):
                raise item
            yield item

    def for_kind(kind: SourceKind) -> Connector:
        return read

    return for_kind


def refused(record: str | None = None, line: int | None = 1) -> Problem:
    """A row that a connector could not read."""
    return Problem(Severity.ERROR, "FIELD_MISSING", record, "name", line, {"name": "name"})


class Recording(Database):
    """A database that notes which tables are written to."""

    written: list[str]

    @classmethod
    def of(cls, db: Database) -> "Recording":
        made = cls(db._driver, db.dialect, db.url)
        made.written = []
        return made

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        async with super().transaction() as inner:
            yield _Recorder(inner, self)


@dataclass
class _Recorder:
    inner: Transaction
    db: Recording

    async def execute(self, statement: Statement, **parameters: Parameter) -> int:
        self._note(statement)
        return await self.inner.execute(statement, **parameters)

    async def executemany(self, statement: Statement, rows: Sequence[Mapping[str, Parameter]]) -> None:
        if rows:
            self._note(statement)
        await self.inner.executemany(statement, rows)

    async def fetch(self, statement: Statement, **parameters: Parameter) -> list[tuple[Any, ...]]:
        return await self.inner.fetch(statement, **parameters)

    def _note(self, statement: Statement) -> None:
        found = re.match(r"(?:INSERT INTO|UPDATE|DELETE FROM) (\w+)", statement.compiled(self.db.dialect).text)
        assert found is not None
        self.db.written.append(found[1])


def parsed(text_: str) -> Any:
    return orjson.loads(text_)


async def prepare(db: Database) -> None:
    """Puts the bundled areas into the store."""
    await load_bundled(db)


def codes(report: RunReport) -> list[str]:
    """What a person should look at."""
    return [problem.code for problem in report.problems if problem.severity is not Severity.INFO]
