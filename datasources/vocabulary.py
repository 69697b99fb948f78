"""The closed lists of the domain: one word, one meaning, in every room.

The values are those of the graph's enums, which schema/enums.py describes for readers. A value is stored by its name.
"""

from enum import StrEnum


class OrganizationStatus(StrEnum):
    """Whether an organisation still exists."""

    ACTIVE = "ACTIVE"
    IN_LIQUIDATION = "IN_LIQUIDATION"
    DISSOLVED = "DISSOLVED"
    UNKNOWN = "UNKNOWN"


class LegalForm(StrEnum):
    """The legal form of a club."""

    EINGETRAGENER_VEREIN = "EINGETRAGENER_VEREIN"
    NICHT_EINGETRAGENER_VEREIN = "NICHT_EINGETRAGENER_VEREIN"
    STIFTUNG = "STIFTUNG"
    GGMBH = "GGMBH"
    GENOSSENSCHAFT = "GENOSSENSCHAFT"
    OTHER = "OTHER"


class OrganizationType(StrEnum):
    """The concrete type of an organisation."""

    CLUB = "CLUB"
    INITIATIVE = "INITIATIVE"
    INSTITUTION = "INSTITUTION"


class InstitutionKind(StrEnum):
    """What an institution is."""

    SCHOOL = "SCHOOL"
    KINDERGARTEN = "KINDERGARTEN"
    FIRE_BRIGADE = "FIRE_BRIGADE"
    CHURCH = "CHURCH"
    PUBLIC_OFFICE = "PUBLIC_OFFICE"
    SOCIAL_SERVICE = "SOCIAL_SERVICE"
    LIBRARY = "LIBRARY"
    OTHER = "OTHER"


class EventStatus(StrEnum):
    """RFC 5545 STATUS and schema.org EventStatusType in one list."""

    SCHEDULED = "SCHEDULED"
    TENTATIVE = "TENTATIVE"
    CANCELLED = "CANCELLED"
    POSTPONED = "POSTPONED"
    RESCHEDULED = "RESCHEDULED"
    MOVED_ONLINE = "MOVED_ONLINE"


class EventAttendanceMode(StrEnum):
    """schema.org EventAttendanceModeEnumeration."""

    OFFLINE = "OFFLINE"
    ONLINE = "ONLINE"
    MIXED = "MIXED"


class Commitment(StrEnum):
    """How much a way to help binds."""

    SPONTANEOUS = "SPONTANEOUS"
    ONE_TIME = "ONE_TIME"
    PROJECT = "PROJECT"
    REGULAR = "REGULAR"
    OFFICE = "OFFICE"


class HoursUnit(StrEnum):
    """The period that hours are counted in."""

    TOTAL = "TOTAL"
    DAY = "DAY"
    WEEK = "WEEK"
    MONTH = "MONTH"
    YEAR = "YEAR"


class RemoteMode(StrEnum):
    """Whether help can be given from elsewhere."""

    NO = "NO"
    POSSIBLE = "POSSIBLE"
    FULL = "FULL"


class RequirementKind(StrEnum):
    """What someone must bring to help."""

    ERWEITERTES_FUEHRUNGSZEUGNIS = "ERWEITERTES_FUEHRUNGSZEUGNIS"
    FIRST_AID = "FIRST_AID"
    JULEICA = "JULEICA"
    MEASLES_PROTECTION = "MEASLES_PROTECTION"
    DRIVING_LICENCE = "DRIVING_LICENCE"
    TRAINING = "TRAINING"
    GUARDIAN_CONSENT = "GUARDIAN_CONSENT"
    OTHER = "OTHER"


class OpportunityStatus(StrEnum):
    """Where an opportunity stands."""

    DRAFT = "DRAFT"
    OPEN = "OPEN"
    FULL = "FULL"
    PAUSED = "PAUSED"
    CLOSED = "CLOSED"
    EXPIRED = "EXPIRED"


class GeoPrecision(StrEnum):
    """How exact a point is."""

    EXACT = "EXACT"
    STREET = "STREET"
    POSTAL_CODE = "POSTAL_CODE"
    MUNICIPALITY = "MUNICIPALITY"
    NONE = "NONE"


class AreaKind(StrEnum):
    """The level of an area in the official keys."""

    COUNTRY = "COUNTRY"
    STATE = "STATE"
    DISTRICT = "DISTRICT"
    URBAN_DISTRICT = "URBAN_DISTRICT"
    ASSOCIATION = "ASSOCIATION"
    MUNICIPALITY = "MUNICIPALITY"
    LOCALITY = "LOCALITY"


class ConceptScheme(StrEnum):
    """The lists of concepts (SKOS concept schemes)."""

    TOPIC = "TOPIC"
    SKILL = "SKILL"
    CHARITABLE_PURPOSE = "CHARITABLE_PURPOSE"
    ACCESSIBILITY = "ACCESSIBILITY"


class SourceKind(StrEnum):
    """The format a source speaks."""

    ICALENDAR = "ICALENDAR"
    CSV = "CSV"
    XLSX = "XLSX"
    JSON = "JSON"
    GEOJSON = "GEOJSON"
    XML = "XML"
    RPDE = "RPDE"
    GRAPHQL = "GRAPHQL"
    HUB = "HUB"
    EDITORIAL = "EDITORIAL"


class SourceStatus(StrEnum):
    """Where a source stands."""

    DRAFT = "DRAFT"
    ACTIVE = "ACTIVE"
    FAILING = "FAILING"
    HELD = "HELD"
    PAUSED = "PAUSED"
    RETIRED = "RETIRED"


class RunOutcome(StrEnum):
    """How a reading of a source ended."""

    CHANGED = "CHANGED"
    UNCHANGED = "UNCHANGED"
    HELD = "HELD"
    FAILED = "FAILED"


class Severity(StrEnum):
    """How grave a problem is."""

    INFO = "INFO"
    WARNING = "WARNING"
    ERROR = "ERROR"


class Weekday(StrEnum):
    """ISO 8601 weekdays, Monday first."""

    MONDAY = "MONDAY"
    TUESDAY = "TUESDAY"
    WEDNESDAY = "WEDNESDAY"
    THURSDAY = "THURSDAY"
    FRIDAY = "FRIDAY"
    SATURDAY = "SATURDAY"
    SUNDAY = "SUNDAY"


class SearchDimension(StrEnum):
    """What search hits are counted by."""

    TYPE = "TYPE"
    MUNICIPALITY = "MUNICIPALITY"
    CATEGORY = "CATEGORY"


class TimeOfDay(StrEnum):
    """MORNING until 12:00, AFTERNOON until 17:00, EVENING after it, by local start."""

    MORNING = "MORNING"
    AFTERNOON = "AFTERNOON"
    EVENING = "EVENING"


class SearchType(StrEnum):
    """What search finds."""

    CLUB = "CLUB"
    INITIATIVE = "INITIATIVE"
    INSTITUTION = "INSTITUTION"
    EVENT = "EVENT"
    OPPORTUNITY = "OPPORTUNITY"
    MUNICIPALITY = "MUNICIPALITY"


class OrganizationOrder(StrEnum):
    """Orders of organisations."""

    NAME = "NAME"
    RELEVANCE = "RELEVANCE"
    DISTANCE = "DISTANCE"
    UPDATED = "UPDATED"


class OccurrenceOrder(StrEnum):
    """Orders of occurrences."""

    START = "START"
    DISTANCE = "DISTANCE"
    RELEVANCE = "RELEVANCE"


class OpportunityOrder(StrEnum):
    """Orders of opportunities."""

    RELEVANCE = "RELEVANCE"
    DISTANCE = "DISTANCE"
    START = "START"
    NEWEST = "NEWEST"
    FEWEST_HOURS = "FEWEST_HOURS"


class OrganizationDimension(StrEnum):
    """What organisations are counted by."""

    MUNICIPALITY = "MUNICIPALITY"
    ASSOCIATION = "ASSOCIATION"
    CATEGORY = "CATEGORY"
    PURPOSE = "PURPOSE"
    LEGAL_FORM = "LEGAL_FORM"
    SOURCE = "SOURCE"
    FOUNDING_DECADE = "FOUNDING_DECADE"


class OrganizationMetric(StrEnum):
    """Figures beside a count of organisations."""

    PER_1000_INHABITANTS = "PER_1000_INHABITANTS"
    MEMBERS = "MEMBERS"


class OccurrenceDimension(StrEnum):
    """What occurrences are counted by."""

    MUNICIPALITY = "MUNICIPALITY"
    ASSOCIATION = "ASSOCIATION"
    CATEGORY = "CATEGORY"
    DAY = "DAY"
    MONTH = "MONTH"
    WEEKDAY = "WEEKDAY"
    HOUR = "HOUR"
    STATUS = "STATUS"
    SOURCE = "SOURCE"


class OpportunityDimension(StrEnum):
    """What opportunities are counted by."""

    MUNICIPALITY = "MUNICIPALITY"
    ASSOCIATION = "ASSOCIATION"
    CATEGORY = "CATEGORY"
    COMMITMENT = "COMMITMENT"
    MONTH_OPEN = "MONTH_OPEN"
    MONTH_PUBLISHED = "MONTH_PUBLISHED"
    REQUIREMENT = "REQUIREMENT"
    SOURCE = "SOURCE"


class OpportunityMetric(StrEnum):
    """Figures beside a count of opportunities."""

    PER_1000_INHABITANTS = "PER_1000_INHABITANTS"
    SHARE_SPONTANEOUS = "SHARE_SPONTANEOUS"
    PLACES = "PLACES"


class RecordKind(StrEnum):
    """What one record of a source describes."""

    ORGANIZATION = "ORGANIZATION"
    EVENT = "EVENT"
    OPPORTUNITY = "OPPORTUNITY"
