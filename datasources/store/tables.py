"""The tables. SQLite and PostgreSQL share them; nothing outside this package knows their names.

Habits that hold for all of them, because rows are read by the driver alone, without conversion:

- `pk` is the internal integer key that joins use; `id` is the public one, answered for ever.
- Instants are whole seconds since 1970 in UTC (`…_at`, `start`, `end`); local dates are ISO text ("2026-07-04").
- JSON is text in the forms that `datasources.fields` declares; what is filtered by has columns or rows of its own.
- An official key (ARS) covers all below it by prefix, so areas are filtered by a range of text.
- Texts compare byte by byte in both databases (`ByteText`): orders, ranges and keys of pages are the same.
"""

from typing import Any

from sqlalchemy import BigInteger, Column, Index, String, Text, UniqueConstraint, text
from sqlalchemy.ext.compiler import compiles
from sqlmodel import AutoString, Field, SQLModel


class ByteText(String):
    """A text that compares byte by byte whatever the database's language: COLLATE "C" on PostgreSQL."""

    def __init__(self) -> None:
        super().__init__(collation="C")


@compiles(ByteText, "sqlite")
def _compares_so_anyway(type_: ByteText, compiler: Any, **options: Any) -> str:
    return "VARCHAR"


_LONG = text('until - "start" > 86400')
"""Dates that last longer than a day: of the few that go on when a range begins, long after they began."""


def instant(*, nullable: bool = False, index: bool = False) -> Column[int]:
    """A column of whole seconds since 1970 in UTC."""
    return Column(BigInteger, nullable=nullable, index=index)


class AreaTable(SQLModel, table=True):
    """A municipality or an area above it."""

    __tablename__ = "area"

    ars: str = Field(primary_key=True)
    ags: str | None = Field(default=None, index=True)
    name: str
    folded: str = Field(index=True, description="datasources.folding.fold of the name")
    sort_key: str
    kind: str = Field(index=True)
    parent_ars: str | None = Field(default=None, index=True)
    population: int | None = None
    area_km2: float | None = None
    lat: float | None = None
    lon: float | None = None
    postal_code: str | None = Field(default=None, index=True)
    boundary: str | None = Field(default=None, description="GeoJSON geometry")


class PlaceTable(SQLModel, table=True):
    """A place. Its id is derived from what it says, so that places are shared, never change and never die."""

    __tablename__ = "place"
    __table_args__ = (Index("place_by_position", "lat", "lon"),)

    pk: int | None = Field(default=None, primary_key=True)
    id: str = Field(unique=True)
    name: str | None = None
    street: str | None = None
    postal_code: str | None = Field(default=None, index=True)
    locality: str | None = None
    country: str = "DE"
    lat: float | None = None
    lon: float | None = None
    x: float | None = Field(default=None, description="unit vector of the point: distances by arithmetic alone")
    y: float | None = None
    z: float | None = None
    precision: str
    ars: str | None = Field(default=None, index=True)


class SourceTable(SQLModel, table=True):
    """What the graph tells of a source; how it is read, with its secrets, stays in the declaration."""

    __tablename__ = "source"

    pk: int | None = Field(default=None, primary_key=True)
    id: str = Field(unique=True)
    key: str = Field(unique=True)
    name: str
    kind: str
    url: str | None = Field(default=None, description="without credentials, query and fragment")
    publisher_name: str
    publisher_url: str | None = None
    publisher_ars: str | None = None
    municipality: str | None = Field(default=None, description="where entries belong that name none of their own")
    license_id: str
    license_name: str
    license_url: str | None = None
    license_attribution: str | None = None
    trust: int
    status: str = Field(index=True)
    refresh_minutes: int
    declared_hash: str = Field(description="of the declaration: a changed mapping reads an unchanged file anew")
    etag: str | None = None
    last_modified: str | None = None
    content_hash: str | None = None
    created_at: int = Field(sa_column=instant())
    first_run_ended_at: int | None = Field(default=None, sa_column=instant(nullable=True))
    last_success_at: int | None = Field(default=None, sa_column=instant(nullable=True))
    next_due_at: int = Field(sa_column=instant(index=True))
    failures: int = 0
    record_count: int = 0


class RunTable(SQLModel, table=True):
    """One reading of a source."""

    __tablename__ = "run"
    __table_args__ = (Index("run_by_source", "source_pk", "started_at", "pk"),)

    pk: int | None = Field(default=None, primary_key=True)
    id: str = Field(unique=True)
    source_pk: int = Field(foreign_key="source.pk")
    started_at: int = Field(sa_column=instant())
    finished_at: int | None = Field(default=None, sa_column=instant(nullable=True))
    outcome: str = Field(
        description="RunOutcome; FAILED until it is known to be better, so that a killed run reads true"
    )
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    removed: int = 0
    refused: int = 0
    released_at: int | None = Field(default=None, sa_column=instant(nullable=True))


class ProblemTable(SQLModel, table=True):
    """A problem of a run, said when it is read."""

    __tablename__ = "problem"

    pk: int | None = Field(default=None, primary_key=True)
    run_pk: int = Field(foreign_key="run.pk", index=True)
    severity: str
    code: str
    record: str | None = None
    path: str | None = None
    line: int | None = None
    parameters: str


class RecordTable(SQLModel, table=True):
    """An entry as a source gave it: the mapped fields. Unchanged records are not written again, so that a record
    that is there was last seen at its source's last success; `last_seen_at` is written when it goes missing."""

    __tablename__ = "record"
    __table_args__ = (
        UniqueConstraint("source_pk", "kind", "origin_id", name="record_by_origin"),
        Index("record_by_entity", "kind", "entity_pk"),
        Index("record_by_source", "source_pk", "pk"),
    )

    pk: int | None = Field(default=None, primary_key=True)
    id: str = Field(unique=True)
    source_pk: int = Field(foreign_key="source.pk")
    kind: str
    origin_id: str
    hash: str
    fields: str = Field(sa_column=Column(Text, nullable=False))
    fingerprint: str | None = Field(default=None, index=True, description="recognises events whose UIDs change")
    entity_pk: int = Field(sa_column=Column(BigInteger, nullable=False))
    first_seen_at: int = Field(sa_column=instant())
    changed_at: int = Field(sa_column=instant())
    last_seen_at: int | None = Field(default=None, sa_column=instant(nullable=True))
    held_by_run_pk: int | None = Field(default=None, index=True)
    gone_at: int | None = Field(default=None, sa_column=instant(nullable=True))


class IdentifierTable(SQLModel, table=True):
    """An identifier that a record states."""

    __tablename__ = "identifier"
    __table_args__ = (
        Index("identifier_by_value", "scheme", "value"),
        UniqueConstraint("record_pk", "scheme", "value", name="identifier_once"),
    )

    pk: int | None = Field(default=None, primary_key=True)
    record_pk: int = Field(foreign_key="record.pk")
    source_pk: int = Field(foreign_key="source.pk")
    organization_pk: int = Field(index=True)
    scheme: str
    value: str
    uri: str | None = None


class AliasTable(SQLModel, table=True):
    """An id or slug that was once answered and now yields another entry."""

    __tablename__ = "alias"

    kind: str = Field(primary_key=True, description="RecordKind")
    alias: str = Field(primary_key=True, description="a public id or a slug")
    target_pk: int = Field(index=True)


class TagTable(SQLModel, table=True):
    """A concept of an entry, for filters and facets."""

    __tablename__ = "tag"
    __table_args__ = (Index("tag_by_concept", "kind", "scheme", "notation", "entity_pk"),)

    kind: str = Field(primary_key=True, description="RecordKind")
    entity_pk: int = Field(primary_key=True)
    scheme: str = Field(primary_key=True)
    notation: str = Field(primary_key=True)


class OrganizationTable(SQLModel, table=True):
    """A club, initiative or institution, as chosen from its records."""

    __tablename__ = "organization"
    __table_args__ = (
        Index("organization_by_name", "listed", "sort_key", "pk", "type"),
        Index("organization_by_update", "listed", "updated_at", "pk"),
        Index("organization_by_area", "ars", "listed", "sort_key", "pk"),
    )

    pk: int | None = Field(default=None, primary_key=True)
    id: str = Field(unique=True)
    slug: str = Field(unique=True)
    type: str = Field(index=True)
    name: str
    sort_key: str = Field(description="DIN 5007-1")
    status: str
    alternate_names: str = "[]"
    description: str | None = None
    website: str | None = None
    social_media: str = "[]"
    logo: str | None = None
    images: str = "[]"
    contact_points: str = Field(default="[]", description="those declared public, and no others")
    opening_hours: str = "[]"
    categories: str = "[]"
    accessibility: str = "[]"
    charitable_purposes: str = "[]"
    legal_form: str | None = Field(default=None, index=True)
    register_number: str | None = None
    register_court: str | None = None
    founding_date: str | None = None
    founding_decade: int | None = None
    member_count: int | None = None
    institution_kind: str | None = Field(default=None, index=True)
    parent_pk: int | None = Field(default=None, index=True)
    parent_reference: str | None = Field(default=None, index=True)
    seat_pk: int | None = Field(default=None, foreign_key="place.pk", index=True)
    ars: str | None = None
    listed: bool = True
    created_at: int = Field(sa_column=instant())
    updated_at: int = Field(sa_column=instant())


class EventTable(SQLModel, table=True):
    """An event or series, as chosen from its records."""

    __tablename__ = "event"
    __table_args__ = (
        Index("event_by_start", "listed", "first_start", "pk"),
        Index("event_by_organizer", "organizer_pk", "listed", "first_start", "pk"),
        Index("event_by_update", "listed", "updated_at", "pk"),
    )

    pk: int | None = Field(default=None, primary_key=True)
    id: str = Field(unique=True)
    slug: str = Field(unique=True)
    uid: str
    name: str
    sort_key: str
    description: str | None = None
    status: str
    attendance_mode: str | None = None
    organizer_name: str | None = None
    organizer_pk: int | None = None
    organizer_reference: str | None = Field(default=None, index=True)
    location_pk: int | None = Field(default=None, foreign_key="place.pk", index=True)
    virtual_location: str | None = None
    categories: str = "[]"
    accessibility: str = "[]"
    is_accessible_for_free: bool | None = None
    in_language: str = "[]"
    url: str | None = None
    images: str = "[]"
    schedule: str = Field(sa_column=Column(Text, nullable=False))
    first_start: int = Field(sa_column=instant())
    last_end: int | None = Field(default=None, sa_column=instant(nullable=True))
    ars: str | None = Field(default=None, index=True, description="of the location, else of the organizer")
    listed: bool = True
    created_at: int = Field(sa_column=instant())
    updated_at: int = Field(sa_column=instant())


class OccurrenceTable(SQLModel, table=True):
    """One date of a listed event, from one year back to three ahead. Others are expanded when they are asked for."""

    __tablename__ = "occurrence"
    __table_args__ = (
        UniqueConstraint("event_pk", "recurrence_id", name="occurrence_of_event"),
        Index("occurrence_by_start", "start", "pk"),
        Index("occurrence_by_event", "event_pk", "start", "pk", "until"),
        Index("occurrence_by_organizer", "organizer_pk", "start", "pk"),
        Index("occurrence_by_area", "ars", "start", "pk"),
        Index("occurrence_by_location", "location_pk", "start", "pk"),
        Index("occurrence_long", "until", sqlite_where=_LONG, postgresql_where=_LONG),
    )

    pk: int | None = Field(default=None, primary_key=True)
    id: str = Field(unique=True, description="occ_<key of the event>_<recurrence id>")
    event_pk: int = Field(foreign_key="event.pk")
    recurrence_id: str
    start: int = Field(sa_column=instant())
    end: int | None = Field(default=None, sa_column=instant(nullable=True))
    until: int = Field(sa_column=instant(), description="the end, or the start where none is stated: for ranges")
    all_day: bool
    start_date: str
    end_date: str
    timezone: str
    weekday: int = Field(description="of the local start, Monday is 0")
    hour: int | None = Field(default=None, description="of the local start; null when all-day")
    status: str
    previous_start: int | None = Field(default=None, sa_column=instant(nullable=True))
    name: str
    location_pk: int | None = None
    organizer_pk: int | None = None
    ars: str | None = None


class OpportunityTable(SQLModel, table=True):
    """A way to help, as chosen from its records."""

    __tablename__ = "opportunity"
    __table_args__ = (
        Index("opportunity_by_creation", "listed", "created_at", "pk"),
        Index("opportunity_by_organization", "organization_pk", "listed", "created_at", "pk"),
        Index("opportunity_by_area", "ars", "listed", "created_at", "pk"),
    )

    pk: int | None = Field(default=None, primary_key=True)
    id: str = Field(unique=True)
    slug: str = Field(unique=True)
    title: str
    sort_key: str
    description: str | None = None
    organization_pk: int | None = Field(default=None, description="unknown until its reference is resolved: not listed")
    organization_reference: str | None = Field(default=None, index=True)
    event_pk: int | None = Field(default=None, index=True)
    event_reference: str | None = Field(default=None, index=True)
    commitment: str | None = Field(default=None, index=True)
    hours_min: float | None = None
    hours_max: float | None = None
    hours_per: str | None = None
    hours_flexible: bool | None = None
    hours_per_week: float | None = Field(default=None, description="the least asked, per week: for filter and order")
    start: str | None = None
    end: str | None = None
    apply_by: str | None = None
    first_date: str | None = Field(default=None, index=True, description="of start and shifts")
    last_date: str | None = Field(default=None, index=True, description="after it nobody can join any more")
    location_pk: int | None = Field(default=None, foreign_key="place.pk", index=True)
    remote: str | None = None
    min_age: int | None = None
    skills: str = "[]"
    languages: str = "[]"
    categories: str = "[]"
    requirements: str = "[]"
    accessibility: str = "[]"
    images: str = "[]"
    contact: str | None = Field(default=None, description="only where declared public")
    places: int | None = None
    status: str = Field(description="as stated; whether it has passed follows from last_date")
    apply_url: str | None = None
    counts_for_ehrenamtskarte: bool | None = None
    ars: str | None = Field(default=None, description="of the location, else of the organization")
    listed: bool = True
    is_full: bool = Field(default=False, description="all places, or all shifts to come, are held; kept by sign-ups")
    created_at: int = Field(sa_column=instant())
    updated_at: int = Field(sa_column=instant())


class ShiftTable(SQLModel, table=True):
    """A shift of an opportunity."""

    __tablename__ = "shift"
    __table_args__ = (Index("shift_by_opportunity", "opportunity_pk", "start", "pk"),)

    pk: int | None = Field(default=None, primary_key=True)
    id: str = Field(unique=True)
    opportunity_pk: int = Field(foreign_key="opportunity.pk")
    start: int = Field(sa_column=instant())
    end: int = Field(sa_column=instant())
    weekday: int
    hour: int
    capacity: int
    gone: bool = False


class SearchEntryTable(SQLModel, table=True):
    """What text search reads of an entry: folded texts. SQLite indexes them by FTS5 (trigrams), PostgreSQL by an array
    of own n-grams with GIN; both beside this table, made by the migrations."""

    __tablename__ = "search_entry"
    __table_args__ = (
        UniqueConstraint("type", "entity_pk", name="search_entry_of"),
        Index("search_entry_by_title", "title", "pk"),
        Index("search_entry_by_name", "sort_key", "pk"),
    )

    pk: int | None = Field(default=None, primary_key=True)
    type: str = Field(description="SearchType")
    entity_pk: int = Field(sa_column=Column(BigInteger, nullable=False), description="an area's: its ARS as a number")
    title: str = Field(description="folded, with a space before and after")
    body: str = Field(description="folded: alternate names, categories, places, description")
    label: str = Field(description="the title as written, for suggestions")
    sort_key: str
    ars: str | None = Field(default=None, index=True)
    place_pk: int | None = Field(default=None, index=True, description="where the entry stands, if at a place")


class LeaseTable(SQLModel, table=True):
    """Who does a task that only one process may do, and until when."""

    __tablename__ = "lease"

    name: str = Field(primary_key=True)
    holder: str
    until: int = Field(sa_column=instant())


class MarkTable(SQLModel, table=True):
    """Single facts about the store itself, such as the day occurrences were last rolled."""

    __tablename__ = "mark"

    name: str = Field(primary_key=True)
    value: str


def compare_by_bytes() -> None:
    """Makes every text of the tables that are defined a ByteText."""
    for table in SQLModel.metadata.tables.values():
        for column in table.columns:
            if isinstance(column.type, AutoString):
                column.type = ByteText()


compare_by_bytes()
