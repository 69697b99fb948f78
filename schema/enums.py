"""The closed lists of the graph, each value described for those who read the data.

The lists themselves are `datasources.vocabulary`: one enum per word, in every room. Here they get their descriptions; a
value without one stops the import, so that the graph never shows a list that nobody explained.
"""

from collections.abc import Mapping
from enum import StrEnum

import strawberry

from datasources import vocabulary
from datasources.vocabulary import (
    AreaKind,
    Commitment,
    ConceptScheme,
    EventAttendanceMode,
    EventStatus,
    GeoPrecision,
    HoursUnit,
    InstitutionKind,
    LegalForm,
    OccurrenceDimension,
    OccurrenceOrder,
    OpportunityDimension,
    OpportunityMetric,
    OpportunityOrder,
    OpportunityStatus,
    OrganizationDimension,
    OrganizationMetric,
    OrganizationOrder,
    OrganizationStatus,
    OrganizationType,
    RemoteMode,
    RequirementKind,
    RunOutcome,
    SearchDimension,
    SearchType,
    Severity,
    SourceKind,
    SourceStatus,
    TimeOfDay,
    Weekday,
)

__all__ = [
    "ENUMS",
    "AreaKind",
    "Commitment",
    "ConceptScheme",
    "EventAttendanceMode",
    "EventStatus",
    "GeoPrecision",
    "HoursUnit",
    "InstitutionKind",
    "LegalForm",
    "OccurrenceDimension",
    "OccurrenceOrder",
    "OpportunityDimension",
    "OpportunityMetric",
    "OpportunityOrder",
    "OpportunityStatus",
    "OrganizationDimension",
    "OrganizationMetric",
    "OrganizationOrder",
    "OrganizationStatus",
    "OrganizationType",
    "RemoteMode",
    "RequirementKind",
    "RunOutcome",
    "SearchDimension",
    "SearchType",
    "Severity",
    "SourceKind",
    "SourceStatus",
    "TimeOfDay",
    "Weekday",
]

_BY_MUNICIPALITY = "By municipality."
_BY_ASSOCIATION = "By association of municipalities (Verbandsgemeinde); a municipality outside any counts as its own."
_BY_CATEGORY = "By topic; an entry with several topics counts in each."
_BY_SOURCE = "By source; an entry known from several sources counts in each."
_PER_1000 = "The count for every 1,000 inhabitants of the area; only where the groups are areas."

ENUMS: Mapping[type[StrEnum], tuple[str, Mapping[str, str]]] = {
    OrganizationStatus: (
        "Whether an organisation still exists.",
        {
            "ACTIVE": "It exists.",
            "IN_LIQUIDATION": "It is being wound up.",
            "DISSOLVED": "It no longer exists.",
            "UNKNOWN": "No source says.",
        },
    ),
    LegalForm: (
        "The legal form of a club.",
        {
            "EINGETRAGENER_VEREIN": "A registered association (e.V.).",
            "NICHT_EINGETRAGENER_VEREIN": "An association that is not in the register.",
            "STIFTUNG": "A foundation.",
            "GGMBH": "A charitable company (gGmbH).",
            "GENOSSENSCHAFT": "A cooperative (eG).",
            "OTHER": "Another legal form.",
        },
    ),
    OrganizationType: (
        "The kinds of organisations.",
        {
            "CLUB": "A club or association (Verein).",
            "INITIATIVE": "People who act together without being an association.",
            "INSTITUTION": "A school, kindergarten, fire brigade, parish or office.",
        },
    ),
    InstitutionKind: (
        "What an institution is.",
        {
            "SCHOOL": "A school.",
            "KINDERGARTEN": "A kindergarten or day nursery.",
            "FIRE_BRIGADE": "A fire brigade.",
            "CHURCH": "A parish or another religious community.",
            "PUBLIC_OFFICE": "An office of a municipality or district.",
            "SOCIAL_SERVICE": "A social service: care, advice, a shelter.",
            "LIBRARY": "A library.",
            "OTHER": "Another institution.",
        },
    ),
    EventStatus: (
        "Whether an event takes place as announced.",
        {
            "SCHEDULED": "It takes place as announced.",
            "TENTATIVE": "It is planned, but not yet certain.",
            "CANCELLED": "It does not take place.",
            "POSTPONED": "It was put off, and no new date is known.",
            "RESCHEDULED": "It was moved to another date.",
            "MOVED_ONLINE": "It takes place online instead.",
        },
    ),
    EventAttendanceMode: (
        "How people take part in an event.",
        {"OFFLINE": "At a place.", "ONLINE": "Online.", "MIXED": "At a place or online."},
    ),
    Commitment: (
        "How much a way to help binds.",
        {
            "SPONTANEOUS": "Can be joined until it begins, with no obligation beyond it.",
            "ONE_TIME": "One date, with sign-up in advance.",
            "PROJECT": "For a limited time, weeks or months.",
            "REGULAR": "Again and again, without a planned end.",
            "OFFICE": "An office: board, treasurer, coach, godparent.",
        },
    ),
    HoursUnit: (
        "The time that hours are counted in.",
        {
            "TOTAL": "Altogether.",
            "DAY": "A day.",
            "WEEK": "A week.",
            "MONTH": "A month.",
            "YEAR": "A year.",
        },
    ),
    RemoteMode: (
        "Whether help can be given from home.",
        {"NO": "On site only.", "POSSIBLE": "On site or from home.", "FULL": "From home only."},
    ),
    RequirementKind: (
        "What someone must bring to help.",
        {
            "ERWEITERTES_FUEHRUNGSZEUGNIS": "An extended certificate of good conduct.",
            "FIRST_AID": "A first-aid course.",
            "JULEICA": "The youth leader card (Juleica).",
            "MEASLES_PROTECTION": "Proof of protection against measles.",
            "DRIVING_LICENCE": "A driving licence.",
            "TRAINING": "A training, often offered by the organisation itself.",
            "GUARDIAN_CONSENT": "The consent of a parent or guardian.",
            "OTHER": "Something else, see the note.",
        },
    ),
    OpportunityStatus: (
        "Whether one can still sign up.",
        {
            "DRAFT": "Not published yet.",
            "OPEN": "Helpers are wanted.",
            "FULL": "All places, or all shifts to come, are held.",
            "PAUSED": "Nobody is wanted for the time being.",
            "CLOSED": "Closed by the organisation.",
            "EXPIRED": "Its dates, or the last day to apply, have passed.",
        },
    ),
    GeoPrecision: (
        "How exact the point of a place is.",
        {
            "EXACT": "The place itself.",
            "STREET": "Somewhere on its street.",
            "POSTAL_CODE": "The centre of its postal code.",
            "MUNICIPALITY": "The centre of its municipality.",
            "NONE": "No point is known.",
        },
    ),
    AreaKind: (
        "The level of an area in the official keys.",
        {
            "COUNTRY": "A country.",
            "STATE": "A state (Land).",
            "DISTRICT": "A district (Landkreis).",
            "URBAN_DISTRICT": "A town that is its own district (kreisfreie Stadt).",
            "ASSOCIATION": "An association of municipalities (Verbandsgemeinde).",
            "MUNICIPALITY": "A municipality (Gemeinde).",
            "LOCALITY": "A part of a municipality.",
        },
    ),
    ConceptScheme: (
        "The lists that concepts come from.",
        {
            "TOPIC": "What clubs, events and opportunities are about.",
            "SKILL": "What helpers can do.",
            "CHARITABLE_PURPOSE": "The charitable purposes of section 52 of the German tax code (AO).",
            "ACCESSIBILITY": "What makes a place or an event accessible.",
        },
    ),
    SourceKind: (
        "The format in which a source is read.",
        {
            "ICALENDAR": "A calendar (.ics).",
            "CSV": "A table as text (.csv).",
            "XLSX": "A spreadsheet (.xlsx).",
            "JSON": "A JSON document.",
            "GEOJSON": "A map layer (GeoJSON).",
            "XML": "An XML document.",
            "RPDE": "An OpenActive feed (RPDE).",
            "GRAPHQL": "A GraphQL service.",
            "HUB": "Another hub of this kind.",
            "EDITORIAL": "Entries written in the hub itself.",
        },
    ),
    SourceStatus: (
        "Where a source stands.",
        {
            "DRAFT": "Declared, but not read yet.",
            "ACTIVE": "Read regularly.",
            "FAILING": "The last readings failed; what was known before is still answered.",
            "HELD": "The last reading would have removed too much, and waits for a person.",
            "PAUSED": "Not read for the time being.",
            "RETIRED": "Not read any more.",
        },
    ),
    RunOutcome: (
        "How a reading of a source ended.",
        {
            "CHANGED": "Something was new, different or gone.",
            "UNCHANGED": "Everything was as before.",
            "HELD": "What it would have removed waits for a person.",
            "FAILED": "It could not be read; nothing was changed.",
        },
    ),
    Severity: (
        "How grave a problem is.",
        {
            "INFO": "Worth knowing.",
            "WARNING": "Taken, but not in full.",
            "ERROR": "Not taken.",
        },
    ),
    Weekday: (
        "The days of the week.",
        {day: f"{day.capitalize()}." for day in vocabulary.Weekday.__members__},
    ),
    SearchDimension: (
        "What search hits can be counted by.",
        {"TYPE": "By kind of entry.", "MUNICIPALITY": _BY_MUNICIPALITY, "CATEGORY": _BY_CATEGORY},
    ),
    TimeOfDay: (
        "The part of the day in which something starts, in local time.",
        {"MORNING": "Before 12:00.", "AFTERNOON": "From 12:00, before 17:00.", "EVENING": "From 17:00."},
    ),
    SearchType: (
        "What search can find.",
        {
            "CLUB": "Clubs.",
            "INITIATIVE": "Initiatives.",
            "INSTITUTION": "Institutions.",
            "EVENT": "Events.",
            "OPPORTUNITY": "Opportunities to help.",
            "MUNICIPALITY": "Municipalities and areas above them.",
        },
    ),
    OrganizationOrder: (
        "How organisations can be ordered.",
        {
            "NAME": "By name, from A to Z, as in a German telephone book (ä as a).",
            "RELEVANCE": "The best match for the text first; needs a text.",
            "DISTANCE": "The nearest first; needs a point or place in area.near.",
            "UPDATED": "The last changed first.",
        },
    ),
    OccurrenceOrder: (
        "How dates can be ordered.",
        {
            "START": "The earliest first.",
            "DISTANCE": "The nearest first; needs a point or place in area.near.",
            "RELEVANCE": "The best match for the text first; needs a text.",
        },
    ),
    OpportunityOrder: (
        "How opportunities can be ordered.",
        {
            "RELEVANCE": "The best match for the text first; needs a text.",
            "DISTANCE": "The nearest first; needs a point or place in area.near.",
            "START": "The earliest first; those without a date last.",
            "NEWEST": "The last published first.",
            "FEWEST_HOURS": "The fewest hours a week first; those that name none last.",
        },
    ),
    OrganizationDimension: (
        "What organisations can be counted by.",
        {
            "MUNICIPALITY": _BY_MUNICIPALITY,
            "ASSOCIATION": _BY_ASSOCIATION,
            "CATEGORY": _BY_CATEGORY,
            "PURPOSE": "By charitable purpose; a club with several counts in each.",
            "LEGAL_FORM": "By legal form.",
            "SOURCE": _BY_SOURCE,
            "FOUNDING_DECADE": "By the decade it was founded in.",
        },
    ),
    OrganizationMetric: (
        "Figures beside a count of organisations.",
        {
            "PER_1000_INHABITANTS": _PER_1000,
            "MEMBERS": "The members of all clubs that state them.",
        },
    ),
    OccurrenceDimension: (
        "What dates can be counted by; times are local.",
        {
            "MUNICIPALITY": _BY_MUNICIPALITY,
            "ASSOCIATION": _BY_ASSOCIATION,
            "CATEGORY": _BY_CATEGORY,
            "DAY": "By the day it starts on.",
            "MONTH": "By the month it starts in.",
            "WEEKDAY": "By the day of the week it starts on.",
            "HOUR": "By the hour it starts in; all-day dates have none.",
            "STATUS": "By whether it takes place.",
            "SOURCE": _BY_SOURCE,
        },
    ),
    OpportunityDimension: (
        "What opportunities can be counted by.",
        {
            "MUNICIPALITY": _BY_MUNICIPALITY,
            "ASSOCIATION": _BY_ASSOCIATION,
            "CATEGORY": _BY_CATEGORY,
            "COMMITMENT": "By how much it binds.",
            "MONTH_OPEN": "By month, counted in every month in which it is open.",
            "MONTH_PUBLISHED": "By the month in which it appeared.",
            "REQUIREMENT": "By what helpers must bring; one with several requirements counts in each.",
            "SOURCE": _BY_SOURCE,
        },
    ),
    OpportunityMetric: (
        "Figures beside a count of opportunities.",
        {
            "PER_1000_INHABITANTS": _PER_1000,
            "SHARE_SPONTANEOUS": "The share that can be joined spontaneously, from 0 to 1.",
            "PLACES": "The places of all that state them.",
        },
    ),
}
"""Each enum of the graph: its description, and that of every value by name."""


def describe(enums: Mapping[type[StrEnum], tuple[str, Mapping[str, str]]]) -> None:
    """Makes each list an enum of the graph, with its description and those of its values."""
    for enum, (description, values) in enums.items():
        assert values.keys() == enum.__members__.keys(), f"{enum.__name__}: {values.keys() ^ enum.__members__.keys()}"
        definition = strawberry.enum(enum, description=description).__strawberry_definition__  # type: ignore[attr-defined]
        for value in definition.values:
            value.description = values[value.name]


describe(ENUMS)
