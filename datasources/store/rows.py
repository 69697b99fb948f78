"""Rows as the store answers them: plain tuples with names, built at C speed, one per row of a table.

Attributes are the columns of `datasources.store.tables`, in its words and units. JSON columns stay text. A row may be
read with some of its columns only (`projection`): the others are then not attributes, so that reading one by mistake is
an error and never a wrong value.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache, partial
from typing import Any, NamedTuple, TypeVar, cast

Row = TypeVar("Row", bound=tuple[Any, ...])

_TYPENAMES = {"CLUB": "Club", "INITIATIVE": "Initiative", "INSTITUTION": "Institution"}


class AreaRow(NamedTuple):
    """A municipality or an area above it; without its boundary, which `areas.boundaries` answers."""

    ars: str
    ags: str | None
    name: str
    folded: str
    sort_key: str
    kind: str
    parent_ars: str | None
    population: int | None
    area_km2: float | None
    lat: float | None
    lon: float | None
    postal_code: str | None

    @property
    def typename(self) -> str:
        return "Municipality"


class PlaceRow(NamedTuple):
    """A place."""

    pk: int
    id: str
    name: str | None
    street: str | None
    postal_code: str | None
    locality: str | None
    country: str
    lat: float | None
    lon: float | None
    precision: str
    ars: str | None

    @property
    def typename(self) -> str:
        return "Place"


class SourceRow(NamedTuple):
    """A source."""

    pk: int
    id: str
    key: str
    name: str
    kind: str
    url: str | None
    publisher_name: str
    publisher_url: str | None
    publisher_ars: str | None
    license_id: str
    license_name: str
    license_url: str | None
    license_attribution: str | None
    trust: int
    status: str
    refresh_minutes: int
    created_at: int
    last_success_at: int | None
    next_due_at: int
    failures: int
    record_count: int

    @property
    def typename(self) -> str:
        return "Source"


class RunRow(NamedTuple):
    """One reading of a source."""

    pk: int
    id: str
    source_pk: int
    started_at: int
    finished_at: int | None
    outcome: str
    created: int
    updated: int
    unchanged: int
    removed: int
    refused: int
    released_at: int | None

    @property
    def typename(self) -> str:
        return "Run"


class ProblemRow(NamedTuple):
    """A problem of a run."""

    pk: int
    run_pk: int
    severity: str
    code: str
    record: str | None
    path: str | None
    line: int | None
    parameters: str

    @property
    def typename(self) -> str:
        return "Problem"


class RecordRow(NamedTuple):
    """What one source says of one entry."""

    pk: int
    id: str
    source_pk: int
    kind: str
    origin_id: str
    hash: str
    fields: str
    entity_pk: int
    first_seen_at: int
    changed_at: int
    last_seen_at: int | None
    held_by_run_pk: int | None
    gone_at: int | None

    @property
    def typename(self) -> str:
        return "SourceRecord"


class IdentifierRow(NamedTuple):
    """An identifier that a record states."""

    pk: int
    record_pk: int
    source_pk: int
    organization_pk: int
    scheme: str
    value: str
    uri: str | None

    @property
    def typename(self) -> str:
        return "Identifier"


class OrganizationRow(NamedTuple):
    """A club, initiative or institution."""

    pk: int
    id: str
    slug: str
    type: str
    name: str
    sort_key: str
    status: str
    alternate_names: str
    description: str | None
    website: str | None
    social_media: str
    logo: str | None
    images: str
    contact_points: str
    opening_hours: str
    categories: str
    accessibility: str
    charitable_purposes: str
    legal_form: str | None
    register_number: str | None
    register_court: str | None
    founding_date: str | None
    founding_decade: int | None
    member_count: int | None
    institution_kind: str | None
    parent_pk: int | None
    parent_reference: str | None
    seat_pk: int | None
    ars: str | None
    listed: bool
    created_at: int
    updated_at: int

    @property
    def typename(self) -> str:
        """The concrete type's name in the graph."""
        return _TYPENAMES[self.type]


class EventRow(NamedTuple):
    """An event or series."""

    pk: int
    id: str
    slug: str
    uid: str
    name: str
    sort_key: str
    description: str | None
    status: str
    attendance_mode: str | None
    organizer_name: str | None
    organizer_pk: int | None
    organizer_reference: str | None
    location_pk: int | None
    virtual_location: str | None
    categories: str
    accessibility: str
    is_accessible_for_free: bool | None
    in_language: str
    url: str | None
    images: str
    schedule: str
    first_start: int
    last_end: int | None
    ars: str | None
    listed: bool
    created_at: int
    updated_at: int

    @property
    def typename(self) -> str:
        return "Event"


class OccurrenceRow(NamedTuple):
    """One date of an event. `pk` is 0 where the date is expanded on request and not stored."""

    pk: int
    id: str
    event_pk: int
    recurrence_id: str
    start: int
    end: int | None
    until: int
    all_day: bool
    start_date: str
    end_date: str
    timezone: str
    weekday: int
    hour: int | None
    status: str
    previous_start: int | None
    name: str
    location_pk: int | None
    organizer_pk: int | None
    ars: str | None

    @property
    def typename(self) -> str:
        return "Occurrence"


class OpportunityRow(NamedTuple):
    """A way to help."""

    pk: int
    id: str
    slug: str
    title: str
    sort_key: str
    description: str | None
    organization_pk: int | None
    organization_reference: str | None
    event_pk: int | None
    event_reference: str | None
    commitment: str | None
    hours_min: float | None
    hours_max: float | None
    hours_per: str | None
    hours_flexible: bool | None
    hours_per_week: float | None
    start: str | None
    end: str | None
    apply_by: str | None
    first_date: str | None
    last_date: str | None
    location_pk: int | None
    remote: str | None
    min_age: int | None
    skills: str
    languages: str
    categories: str
    requirements: str
    accessibility: str
    images: str
    contact: str | None
    places: int | None
    status: str
    apply_url: str | None
    counts_for_ehrenamtskarte: bool | None
    ars: str | None
    listed: bool
    is_full: bool
    created_at: int
    updated_at: int

    @property
    def typename(self) -> str:
        return "Opportunity"


class ShiftRow(NamedTuple):
    """A shift of an opportunity."""

    pk: int
    id: str
    opportunity_pk: int
    start: int
    end: int
    weekday: int
    hour: int
    capacity: int
    gone: bool

    @property
    def typename(self) -> str:
        return "Shift"


class HitRow(NamedTuple):
    """What search found: `entity_pk` keys its own table (an area's is its ARS as a number)."""

    pk: int
    type: str
    entity_pk: int
    label: str
    sort_key: str
    ars: str | None


class SuggestionRow(NamedTuple):
    """A title that begins as someone types; `id` is the public id of its entry."""

    text: str
    type: str
    id: str


@lru_cache(maxsize=1024)
def projection(row_type: type[Row], columns: frozenset[str], *, keyed: bool = True) -> type[Row]:
    """The row type with some of its columns only, in its own order; `pk` is among them, if only as the row's key."""
    names = fields_of(row_type)
    unknown = columns - set(names)
    assert not unknown, f"{row_type.__name__} has no columns {sorted(unknown)}"
    kept = [name for name in names if name in columns or (keyed and name == "pk")]
    narrow = NamedTuple(row_type.__name__, [(name, object) for name in kept])  # type: ignore[misc]
    body = {"__slots__": (), "__doc__": row_type.__doc__, "typename": vars(row_type)["typename"]}
    return cast(type[Row], type(row_type.__name__, (narrow,), body))


def fields_of(row_type: type[tuple[Any, ...]]) -> tuple[str, ...]:
    """The names of a row type's columns, in order."""
    return cast(tuple[str, ...], row_type._fields)  # type: ignore[attr-defined]


def builder(row_type: type[Row]) -> Callable[[Iterable[object]], Row]:
    """Makes a row of a driver's row, without a Python call per row."""
    return cast(Callable[[Iterable[object]], Row], partial(tuple.__new__, row_type))


def rows_of(row_type: type[Row], values: Sequence[Iterable[object]]) -> list[Row]:
    """Rows of the driver's rows, in order."""
    return list(map(builder(row_type), values))
