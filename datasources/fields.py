"""The fields a source may state, per kind of record, and the normal form of their values.

One list serves four rooms: mappings are checked against it before anything is read, connectors normalise by it, ingest
chooses between records field by field, and the graph's `statements(field)` names its entries. Names are the graph's.

Normal forms (JSON):

    TEXT       "TV Polch 1902"                        one line, NFC, no control characters
    MARKDOWN   "We **train** on Mondays."             CommonMark without HTML
    URL        "https://example.org/"                 http(s), absolute
    DATE       "2026-07-04"
    DATETIME   "2026-07-04T18:00:00Z"                 UTC
    INTEGER 12 · NUMBER 1.5 · BOOLEAN true · ENUM "CLUB"
    TEXTS      ["…"] · URLS ["https://…"] · LANGUAGES ["de", "uk"] (BCP 47)
    CONCEPTS   ["sport", "youth"]                     notations of the field's scheme
    IDENTIFIERS [{"scheme": "DE-VR", "value": "Koblenz VR 2726", "uri": null}]
    CONTACTS   [{"role": "…", "name": …, "email": …, "telephone": …, "url": …, "public": false}]
    IMAGES     [{"url": …, "alt": …, "width": …, "height": …, "credit": …, "license": …}]   IMAGE: one of them
    OPENING_HOURS [{"weekday": "MONDAY", "opens": "09:00", "closes": "12:30", "note": null}]
    PLACE      {"name": …, "street": …, "postalCode": …, "locality": …, "country": "DE", "lat": …, "lon": …,
                "ars": …, "ags": …}                   absent keys are not stated
    HOURS      {"min": 1.0, "max": 2.0, "per": "WEEK", "flexible": false}
    SHIFTS     [{"id": "1", "start": "…Z", "end": "…Z", "capacity": 4}]
    REQUIREMENTS [{"kind": "FIRST_AID", "note": null}]
    REFERENCE  {"identifier": {"scheme": …, "value": …}} | {"source": "src-key", "origin": "…"} | {"name": "…"}
               without "source": an origin id of the same source
    SCHEDULE   see `datasources.recurrence`
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum, auto

from datasources.vocabulary import (
    Commitment,
    ConceptScheme,
    EventAttendanceMode,
    EventStatus,
    InstitutionKind,
    LegalForm,
    OpportunityStatus,
    OrganizationStatus,
    OrganizationType,
    RecordKind,
    RemoteMode,
)


class Form(StrEnum):
    """The normal form of a field's value."""

    TEXT = auto()
    MARKDOWN = auto()
    URL = auto()
    DATE = auto()
    DATETIME = auto()
    INTEGER = auto()
    NUMBER = auto()
    BOOLEAN = auto()
    ENUM = auto()
    TEXTS = auto()
    URLS = auto()
    LANGUAGES = auto()
    CONCEPTS = auto()
    IDENTIFIERS = auto()
    CONTACTS = auto()
    IMAGE = auto()
    IMAGES = auto()
    OPENING_HOURS = auto()
    PLACE = auto()
    HOURS = auto()
    SHIFTS = auto()
    REQUIREMENTS = auto()
    REFERENCE = auto()
    SCHEDULE = auto()


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its form, the enum or concept scheme its values come from, and whether a record must state it."""

    form: Form
    values: type[StrEnum] | None = None
    scheme: ConceptScheme | None = None
    required: bool = False


_SHARED: Mapping[str, Field] = {
    "description": Field(Form.MARKDOWN),
    "categories": Field(Form.CONCEPTS, scheme=ConceptScheme.TOPIC),
    "accessibility": Field(Form.CONCEPTS, scheme=ConceptScheme.ACCESSIBILITY),
    "images": Field(Form.IMAGES),
}

ORGANIZATION_FIELDS: Mapping[str, Field] = {
    **_SHARED,
    "type": Field(Form.ENUM, values=OrganizationType),
    "name": Field(Form.TEXT, required=True),
    "alternateNames": Field(Form.TEXTS),
    "identifiers": Field(Form.IDENTIFIERS),
    "website": Field(Form.URL),
    "socialMedia": Field(Form.URLS),
    "logo": Field(Form.IMAGE),
    "contactPoints": Field(Form.CONTACTS),
    "openingHours": Field(Form.OPENING_HOURS),
    "seat": Field(Form.PLACE),
    "status": Field(Form.ENUM, values=OrganizationStatus),
    "legalForm": Field(Form.ENUM, values=LegalForm),
    "registerNumber": Field(Form.TEXT),
    "registerCourt": Field(Form.TEXT),
    "charitablePurposes": Field(Form.CONCEPTS, scheme=ConceptScheme.CHARITABLE_PURPOSE),
    "foundingDate": Field(Form.DATE),
    "memberCount": Field(Form.INTEGER),
    "parent": Field(Form.REFERENCE),
    "institutionKind": Field(Form.ENUM, values=InstitutionKind),
}

EVENT_FIELDS: Mapping[str, Field] = {
    **_SHARED,
    "uid": Field(Form.TEXT),
    "name": Field(Form.TEXT, required=True),
    "status": Field(Form.ENUM, values=EventStatus),
    "attendanceMode": Field(Form.ENUM, values=EventAttendanceMode),
    "organizerName": Field(Form.TEXT),
    "organizer": Field(Form.REFERENCE),
    "location": Field(Form.PLACE),
    "virtualLocation": Field(Form.URL),
    "isAccessibleForFree": Field(Form.BOOLEAN),
    "inLanguage": Field(Form.LANGUAGES),
    "url": Field(Form.URL),
    "schedule": Field(Form.SCHEDULE, required=True),
}

OPPORTUNITY_FIELDS: Mapping[str, Field] = {
    **_SHARED,
    "title": Field(Form.TEXT, required=True),
    "organization": Field(Form.REFERENCE, required=True),
    "event": Field(Form.REFERENCE),
    "commitment": Field(Form.ENUM, values=Commitment),
    "hours": Field(Form.HOURS),
    "shifts": Field(Form.SHIFTS),
    "start": Field(Form.DATE),
    "end": Field(Form.DATE),
    "applyBy": Field(Form.DATE),
    "location": Field(Form.PLACE),
    "remote": Field(Form.ENUM, values=RemoteMode),
    "minAge": Field(Form.INTEGER),
    "skills": Field(Form.CONCEPTS, scheme=ConceptScheme.SKILL),
    "languages": Field(Form.LANGUAGES),
    "requirements": Field(Form.REQUIREMENTS),
    "contact": Field(Form.CONTACTS),
    "places": Field(Form.INTEGER),
    "status": Field(Form.ENUM, values=OpportunityStatus),
    "applyUrl": Field(Form.URL),
    "countsForEhrenamtskarte": Field(Form.BOOLEAN),
}

FIELDS: Mapping[RecordKind, Mapping[str, Field]] = {
    RecordKind.ORGANIZATION: ORGANIZATION_FIELDS,
    RecordKind.EVENT: EVENT_FIELDS,
    RecordKind.OPPORTUNITY: OPPORTUNITY_FIELDS,
}
