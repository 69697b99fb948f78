"""What is asked of the store: filters, orders and pages, as plain values.

They have the names and meanings of the graph's inputs; the schema makes them of what a client sent, checked, and the
store turns them into SQL. A None or empty field does not filter.
"""

from dataclasses import dataclass, field
from typing import TypeAlias

from datasources.vocabulary import (
    Commitment,
    EventAttendanceMode,
    EventStatus,
    InstitutionKind,
    LegalForm,
    OrganizationType,
    RemoteMode,
    RequirementKind,
    TimeOfDay,
    Weekday,
)

Key: TypeAlias = tuple[str | int | float | None, ...]
"""The values a row is ordered by, its pk last: what a cursor holds."""


@dataclass(frozen=True, slots=True)
class Position:
    """A point on the earth, WGS84 degrees."""

    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class Box:
    """A bounding box in WGS84 degrees; `west` may exceed `east` across the antimeridian."""

    west: float
    south: float
    east: float
    north: float


@dataclass(frozen=True, slots=True)
class Around:
    """Within a radius, in kilometres, of a point already looked up."""

    center: Position
    radius_km: float


@dataclass(frozen=True, slots=True)
class AreaCriteria:
    """Official keys (each covers all below it), a radius, a box: all that are given must hold."""

    ars: tuple[str, ...] = ()
    near: Around | None = None
    bbox: Box | None = None


@dataclass(frozen=True, slots=True)
class ConceptCriteria:
    """Notations of one scheme; each tuple of `all_of` is a demanded concept with the narrower ones that satisfy it."""

    any_of: tuple[str, ...] = ()
    all_of: tuple[tuple[str, ...], ...] = ()
    none_of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class InstantRange:
    """Half-open, in UTC seconds."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class IdentifierCriteria:
    """One identifier, normalised."""

    scheme: str
    value: str


@dataclass(frozen=True, slots=True)
class OrganizationCriteria:
    """The graph's OrganizationFilter."""

    text: str | None = None
    types: tuple[OrganizationType, ...] = ()
    area: AreaCriteria | None = None
    categories: ConceptCriteria | None = None
    purposes: tuple[str, ...] = ()
    legal_form: tuple[LegalForm, ...] = ()
    institution_kind: tuple[InstitutionKind, ...] = ()
    identifier: IdentifierCriteria | None = None
    has_opportunities: bool | None = None
    updated_since: int | None = None
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EventCriteria:
    """The graph's EventFilter."""

    text: str | None = None
    area: AreaCriteria | None = None
    categories: ConceptCriteria | None = None
    organizer: tuple[str, ...] = ()
    status: tuple[EventStatus, ...] = ()
    attendance_mode: tuple[EventAttendanceMode, ...] = ()
    free: bool | None = None
    needs_helpers: bool | None = None
    updated_since: int | None = None


@dataclass(frozen=True, slots=True)
class OccurrenceCriteria:
    """The graph's OccurrenceFilter; `between` matches what overlaps it."""

    between: InstantRange
    text: str | None = None
    area: AreaCriteria | None = None
    categories: ConceptCriteria | None = None
    organizer: tuple[str, ...] = ()
    status: tuple[EventStatus, ...] = ()
    attendance_mode: tuple[EventAttendanceMode, ...] = ()
    weekday: tuple[Weekday, ...] = ()
    time_of_day: tuple[TimeOfDay, ...] = ()
    free: bool | None = None
    needs_helpers: bool | None = None


@dataclass(frozen=True, slots=True)
class OpportunityCriteria:
    """The graph's OpportunityFilter. `today` is the local date that open and past are judged by."""

    today: str
    text: str | None = None
    area: AreaCriteria | None = None
    between: InstantRange | None = None
    commitment: tuple[Commitment, ...] = ()
    long_term: bool | None = None
    weekday: tuple[Weekday, ...] = ()
    time_of_day: tuple[TimeOfDay, ...] = ()
    institution_kind: tuple[InstitutionKind, ...] = ()
    accessibility: tuple[str, ...] = ()
    updated_since: int | None = None
    max_hours_per_week: float | None = None
    categories: ConceptCriteria | None = None
    skills: ConceptCriteria | None = None
    languages: tuple[str, ...] = ()
    remote: tuple[RemoteMode, ...] = ()
    age: int | None = None
    without_requirements: tuple[RequirementKind, ...] = ()
    open_only: bool = True
    organization: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Window:
    """A page: `limit` rows after or before a key. Backwards takes the last rows; they still come in forward order."""

    limit: int
    backwards: bool = False
    after: Key | None = None
    before: Key | None = None


@dataclass(frozen=True, slots=True)
class Sort:
    """One order: a member of the graph's order enum by name, and the point that DISTANCE is measured from."""

    by: tuple[str, ...] = ()
    center: Position | None = field(default=None)
