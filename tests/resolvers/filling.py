"""Rows for tests, collected with the tables' defaults and written in one transaction."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import orjson
from sqlalchemy import Table, insert
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from datasources.criteria import Position
from datasources.folding import slug, sort_key
from datasources.ids import occurrence_id, place_id, record_id
from datasources.store.database import Database
from datasources.store.matching import search_entry
from datasources.store.sphere import vector
from datasources.store.statements import (
    EVENT,
    OCCURRENCE,
    OPPORTUNITY,
    ORGANIZATION,
    PLACE,
    RECORD,
    SEARCH_ENTRY,
    TAG,
    Statement,
)
from datasources.vocabulary import ConceptScheme, RecordKind, SearchType

NOW = int(datetime(2026, 7, 1, 10, 0, tzinfo=UTC).timestamp())
DAY = 86_400
POLCH, MAYEN, OCHTENDUNG = "071375005086", "071370003003", "071375005080"
POSITIONS = {POLCH: (50.2994, 7.3167), MAYEN: (50.3267, 7.2228), OCHTENDUNG: (50.3500, 7.3897)}
REGISTER, CALENDAR, EXCHANGE = "vereinsregister", "kalender", "ehrenamt-boerse"
SOURCE_PK = {REGISTER: 1, CALENDAR: 2, EXCHANGE: 3}


class District:
    """Collects rows and writes them in one transaction."""

    def __init__(self) -> None:
        self._rows: dict[str, list[dict[str, Any]]] = {}
        self._tables: dict[str, Table] = {}

    def add(self, table: Table, **values: Any) -> int:
        """A row with the table's defaults; answers its pk."""
        rows = self._rows.setdefault(table.name, [])
        self._tables[table.name] = table
        row = _defaults(table) | values
        if "pk" in table.c and row.get("pk") is None:
            row["pk"] = len(rows) + 1
        rows.append(row)
        return int(row.get("pk", 0))

    async def write(self, db: Database) -> None:
        async with db.transaction() as transaction:
            for name, rows in self._rows.items():
                await transaction.executemany(_insert(self._tables[name]), rows)

    def place(self, name: str | None, ars: str, *, offset: float = 0.0, **values: Any) -> int:
        lat, lon = POSITIONS[ars][0] + offset, POSITIONS[ars][1] + offset
        x, y, z = vector(Position(lat, lon))
        return self.add(
            PLACE,
            id=place_id(name or "", ars, str(offset)),
            name=name,
            street="Hauptstraße 1",
            postal_code="56751" if ars == POLCH else "56727",
            locality="Polch" if ars == POLCH else "Mayen",
            lat=lat,
            lon=lon,
            x=x,
            y=y,
            z=z,
            precision="EXACT",
            ars=ars,
            **values,
        )

    def organization(self, id: str, name: str, *, type: str = "CLUB", ars: str = POLCH, **values: Any) -> int:
        topics = values.pop("topics", [])
        pk = self.add(
            ORGANIZATION,
            id=id,
            slug=values.pop("slug", slug(name)),
            type=type,
            name=name,
            sort_key=sort_key(name),
            status="ACTIVE",
            ars=ars,
            categories=as_json(topics),
            created_at=NOW - 400 * DAY,
            updated_at=values.pop("updated_at", NOW - 10 * DAY),
            **values,
        )
        self.tagged(RecordKind.ORGANIZATION, pk, ConceptScheme.TOPIC, topics)
        self.add(SEARCH_ENTRY, **search_entry(SearchType(type), pk, name, topics, ars))
        return pk

    def event(self, id: str, name: str, schedule: Mapping[str, Any], *, first_start: int, **values: Any) -> int:
        topics = values.pop("topics", [])
        ars = values.pop("ars", POLCH)
        pk = self.add(
            EVENT,
            id=id,
            slug=slug(f"{name} {id[-4:]}"),
            uid=f"{id}@kalender.example",
            name=name,
            sort_key=sort_key(name),
            status=values.pop("status", "SCHEDULED"),
            schedule=as_json(schedule),
            first_start=first_start,
            categories=as_json(topics),
            ars=ars,
            created_at=NOW - 30 * DAY,
            updated_at=NOW - 5 * DAY,
            **values,
        )
        self.tagged(RecordKind.EVENT, pk, ConceptScheme.TOPIC, topics)
        self.add(SEARCH_ENTRY, **search_entry(SearchType.EVENT, pk, name, topics, ars))
        return pk

    def occurrence(self, event_pk: int, event_id: str, start: datetime, *, hours: float = 2, **values: Any) -> int:
        begins = int(start.timestamp())
        recurrence_id = start.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
        all_day = values.pop("all_day", False)
        local = start + timedelta(hours=2)
        return self.add(
            OCCURRENCE,
            id=occurrence_id(event_id, values.pop("recurrence_id", recurrence_id)),
            event_pk=event_pk,
            recurrence_id=recurrence_id,
            start=begins,
            end=begins + int(hours * 3600),
            until=begins + int(hours * 3600),
            all_day=all_day,
            start_date=local.date().isoformat(),
            end_date=(local + timedelta(hours=hours, seconds=-1)).date().isoformat(),
            timezone="Europe/Berlin",
            weekday=local.weekday(),
            hour=None if all_day else local.hour,
            status=values.pop("status", "SCHEDULED"),
            **values,
        )

    def opportunity(self, id: str, title: str, organization_pk: int, **values: Any) -> int:
        ars = values.pop("ars", POLCH)
        pk = self.add(
            OPPORTUNITY,
            id=id,
            slug=slug(f"{title} {id[-4:]}"),
            title=title,
            sort_key=sort_key(title),
            organization_pk=organization_pk,
            status=values.pop("status", "OPEN"),
            ars=ars,
            created_at=values.pop("created_at", NOW - 3 * DAY),
            updated_at=NOW - 2 * DAY,
            **values,
        )
        self.add(SEARCH_ENTRY, **search_entry(SearchType.OPPORTUNITY, pk, title, [], ars))
        return pk

    def record(self, kind: RecordKind, source: str, origin: str, entity_pk: int, fields: Mapping[str, Any]) -> int:
        return self.add(
            RECORD,
            id=record_id(kind, source, origin),
            source_pk=SOURCE_PK[source],
            kind=kind.value,
            origin_id=origin,
            hash="0",
            fields=as_json(fields),
            entity_pk=entity_pk,
            first_seen_at=NOW - 100 * DAY,
            changed_at=NOW - 20 * DAY,
        )

    def tagged(self, kind: RecordKind, pk: int, scheme: ConceptScheme, notations: Sequence[str]) -> None:
        for notation in notations:
            self.add(TAG, kind=kind.value, entity_pk=pk, scheme=scheme.value, notation=notation)


def as_json(value: object) -> str:
    return orjson.dumps(value).decode()


@cache
def _insert(table: Table) -> Statement:
    return Statement(insert(table))


def _defaults(table: Table) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for column in table.columns:
        default = column.default
        values[column.name] = default.arg if isinstance(default, ScalarElementColumnDefault) else None
    return values
