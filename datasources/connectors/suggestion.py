"""Proposing a mapping from headings, for a source that is connected for the first time.

    Verein;Straße;PLZ;Ort;Mail   →   { record = "organization", fields = { name = "Verein", seat = { street = …

It is a proposal: a person reads it before it is used. Contacts are proposed private; whether they may be shown is for
the one who publishes the list to say.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from datasources.connectors.content import Content
from datasources.connectors.delimited import read_delimited
from datasources.connectors.features import read_features
from datasources.connectors.objects import read_objects, seen_names
from datasources.connectors.workbook import read_workbook
from datasources.drafts import Json
from datasources.mapping.cells import fold
from datasources.problems import Problem
from datasources.vocabulary import RecordKind, Severity, SourceKind

_SHARED: Mapping[str, tuple[str, ...]] = {
    "origin_id": (
        "nummer",
        "nr",
        "nr.",
        "id",
        "uuid",
        "kennung",
        "lfd. nr.",
        "lfd nr",
        "schlüssel",
        "@key",
        "identifier",
    ),
    "description": (
        "beschreibung",
        "beschreibungstext",
        "text",
        "description",
        "body",
        "mission",
        "über uns",
        "inhalt",
    ),
    "categories": (
        "kategorie",
        "kategorien",
        "thema",
        "themen",
        "sparte",
        "sparten",
        "rubrik",
        "bereich",
        "category",
        "categories",
        "tags",
        "topic",
        "topics",
    ),
    "accessibility": ("barrierefreiheit", "barrierefrei", "accessibility", "handicap_access"),
    "images": ("bild", "bilder", "foto", "image", "images", "picture"),
}
_PLACE: Mapping[str, tuple[str, ...]] = {
    "street": (
        "straße",
        "strasse",
        "straße und hausnummer",
        "straße hausnummer",
        "street",
        "address_1",
        "street address",
    ),
    "postalCode": ("plz", "postleitzahl", "zip", "zip code", "zipcode", "postal_code", "postcode", "postal code"),
    "locality": ("ort", "ortschaft", "stadt", "gemeinde", "wohnort", "city", "town", "locality", "sitz"),
    "lat": ("lat", "latitude", "breite", "breitengrad", "geo_lat", "y"),
    "lon": ("lon", "lng", "long", "longitude", "länge", "längengrad", "geo_lon", "x"),
    "ags": ("ags", "gemeindeschlüssel", "amtlicher gemeindeschlüssel"),
    "ars": ("ars", "regionalschlüssel", "amtlicher regionalschlüssel"),
    "address": ("adresse", "anschrift", "address", "mailing address", "postal address", "location_address"),
    "point": ("latlng", "koordinaten", "geo", "coordinates", "point"),
}
_CONTACT: Mapping[str, tuple[str, ...]] = {
    "name": (
        "ansprechpartner",
        "ansprechpartnerin",
        "ansprechperson",
        "kontaktperson",
        "vorsitzender",
        "vorsitz",
        "1. vorsitzender",
        "contact",
        "contact name",
        "contact_name",
    ),
    "email": ("e-mail", "email", "mail", "e-mail-adresse", "emailadresse", "kontakt e-mail", "e mail"),
    "telephone": ("telefon", "telefonnummer", "tel", "tel.", "mobil", "handy", "phone", "phone number", "telephone"),
}
_NAMES: Final = ("name", "titel", "bezeichnung", "title")

_FIELDS: Mapping[RecordKind, Mapping[str, tuple[str, ...]]] = {
    RecordKind.ORGANIZATION: {
        "name": (
            "vereinsname",
            "verein",
            "name des vereins",
            "name der organisation",
            "organisation",
            "organization",
            "institution",
            "einrichtung",
            "organization_name",
            "club",
            *_NAMES,
        ),
        "alternateNames": ("kurzname", "abkürzung", "kürzel", "alternate name", "alternate_name", "label"),
        "type": ("art", "typ", "type", "organisationstyp"),
        "website": (
            "website",
            "webseite",
            "homepage",
            "internet",
            "internetseite",
            "web",
            "url",
            "website address",
            "www",
        ),
        "legalForm": ("rechtsform", "legal form", "legal_form", "legal_status"),
        "registerNumber": (
            "registernummer",
            "vereinsregisternummer",
            "vr-nummer",
            "vr-nr.",
            "vr nr",
            "register number",
        ),
        "registerCourt": ("registergericht", "amtsgericht", "gericht", "register court"),
        "foundingDate": ("gründungsdatum", "gründung", "gegründet", "founding date"),
        "memberCount": ("mitglieder", "mitgliederzahl", "anzahl mitglieder", "members", "member count"),
        "charitablePurposes": ("zwecke", "gemeinnützige zwecke", "satzungszweck", "purposes"),
        "openingHours": ("öffnungszeiten", "sprechzeiten", "opening hours"),
        "logo": ("logo", "wappen"),
    },
    RecordKind.EVENT: {
        "name": ("veranstaltung", "termin", "event", "betreff", "subject", "summary", *_NAMES),
        "organizerName": ("veranstalter", "veranstalterin", "organizer", "organiser"),
        "url": ("url", "link", "website", "webseite"),
        "status": ("status",),
        "isAccessibleForFree": ("kostenlos", "eintritt frei", "free"),
        "virtualLocation": ("online-adresse", "zugangslink", "videolink"),
    },
    RecordKind.OPPORTUNITY: {
        "title": ("gesucht", "angebot", "aufgabe", "tätigkeit", "engagement", "opportunity", *_NAMES),
        "commitment": ("bindung", "commitment"),
        "start": ("beginn", "beginnt am", "ab", "start"),
        "end": ("ende", "endet am", "bis", "end"),
        "applyBy": ("bewerbungsschluss", "melden bis", "bewerben bis", "apply by"),
        "minAge": ("mindestalter", "min age"),
        "skills": ("fähigkeiten", "kenntnisse", "skills"),
        "languages": ("sprachen", "languages"),
        "places": ("plätze", "anzahl plätze", "places", "gesuchte personen"),
        "applyUrl": ("bewerbungsseite", "bewerbungslink", "link", "url", "website"),
        "hours": ("stunden", "zeitaufwand", "umfang", "hours"),
    },
}
_SCHEDULE: Mapping[str, tuple[str, ...]] = {
    "start": ("start", "dtstart", "beginnt", "startdatum", "start date", "startzeitpunkt"),
    "end": ("dtend", "endet", "enddatum", "end date", "endzeitpunkt"),
    "date": ("datum", "tag", "date", "am"),
    "start_time": ("beginn", "uhrzeit", "von", "startzeit", "zeit", "start time"),
    "end_time": ("ende", "bis", "endzeit", "end time"),
    "end_date": ("letzter tag", "bis datum", "datum bis"),
    "all_day": ("ganztägig", "ganztags", "all day"),
    "rrule": ("wiederholung", "rrule"),
}
_EVENT_PLACE: Final = ("veranstaltungsort", "location", "venue", "treffpunkt", "wo")
_OWNER: Final = ("organisation", "organization", "verein", "träger", "einrichtung", "anbieter")


def suggest_mapping(content: Content, kind: SourceKind) -> Json | Problem:
    """A mapping proposed from a content's headings, or why there are none."""
    header = _header(content, kind)
    if isinstance(header, Problem):
        return header
    record = _record(header)
    mapping: dict[str, Json] = {"record": record.value.lower()}
    fields = {
        name: column for name, words in {**_SHARED, **_FIELDS[record]}.items() if (column := _find(header, words))
    }
    if "origin_id" in fields:
        mapping["origin_id"] = fields.pop("origin_id")
    composites = {
        "seat" if record is RecordKind.ORGANIZATION else "location": _parts(header, _PLACE),
        "contact" if record is RecordKind.OPPORTUNITY else "contactPoints": _parts(header, _CONTACT),
    }
    if record is RecordKind.EVENT:
        composites.pop("contactPoints")
        composites["schedule"] = _schedule(header)
        if venue := _find(header, _EVENT_PLACE):
            composites["location"] = {"name": venue, **composites["location"]}
    if record is RecordKind.OPPORTUNITY and (owner := _find(header, _OWNER)):
        composites["organization"] = {"name": owner}
    declared: dict[str, Json] = {**fields}
    for name, parts in composites.items():
        if parts.keys() & {"email", "telephone"}:
            declared[name] = {**parts, "public": False}
        elif parts:
            declared[name] = parts
    return {**mapping, "fields": declared}


def _header(content: Content, kind: SourceKind) -> Sequence[str] | Problem:
    wanted = [
        word
        for words in (*_PLACE.values(), *_CONTACT.values(), *_FIELDS[RecordKind.ORGANIZATION].values())
        for word in words
    ]
    if kind in {SourceKind.CSV, SourceKind.XLSX}:
        read = read_delimited if kind is SourceKind.CSV else read_workbook
        table = read(content, None, wanted)
        return table if isinstance(table, Problem) else [name for name in table.header if name]
    if kind in {SourceKind.JSON, SourceKind.GEOJSON}:
        rows = read_objects(content, None) if kind is SourceKind.JSON else read_features(content)
        if isinstance(rows, Problem):
            return rows
        names, _ = seen_names(rows)
        return [name for name in names if kind is SourceKind.JSON or name not in {"properties", "geometry"}]
    return Problem(
        Severity.ERROR,
        "KIND_NOT_READ",
        path="kind",
        parameters={"kind": kind.value, "known": "CSV, XLSX, JSON, GEOJSON"},
    )


def _record(header: Sequence[str]) -> RecordKind:
    """Dates make it events, what only opportunities have makes it opportunities, else it is organisations."""
    if _find(header, ("gesucht", "bindung", "mindestalter", "ehrenamtskarte", "commitment", "zeitaufwand", "stunden")):
        return RecordKind.OPPORTUNITY
    timed = _find(header, (*_SCHEDULE["date"], *_SCHEDULE["start"]))
    if timed and _find(header, _FIELDS[RecordKind.EVENT]["name"]):
        return RecordKind.EVENT
    return RecordKind.ORGANIZATION


def _find(header: Sequence[str], words: Sequence[str]) -> str | None:
    """The heading that is one of the words; the earlier word counts more."""
    folded = {_plain(heading): heading for heading in reversed(header)}
    return next((folded[word] for word in map(_plain, words) if word in folded), None)


def _plain(heading: str) -> str:
    return re.sub(r"[\s_\-./:*]+", "", fold(heading)) or fold(heading)


def _parts(header: Sequence[str], words: Mapping[str, tuple[str, ...]]) -> dict[str, Json]:
    return {name: column for name, listed in words.items() if (column := _find(header, listed))}


def _schedule(header: Sequence[str]) -> dict[str, Json]:
    parts = _parts(header, _SCHEDULE)
    if "date" in parts:
        parts.pop("start", None)
        if "end_time" in parts:
            parts.pop("end", None)
    return parts
