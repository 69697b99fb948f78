"""Proposing a mapping from headings, for a source that is connected for the first time.

    Verein;Straße;PLZ;Ort;Mail   →   { record = "organization", fields = { name = "Verein", seat = { street = …
    {"angebote": [{"titel": …   →   { record = "opportunity", items = "angebote", fields = { title = "titel", …
    Register: AG Koblenz VR 12   →   registerNumber = { from = "Register", extract = "VR *[0-9]+" }, registerCourt = …

It is a proposal: a person reads it before it is used. Contacts are proposed private; whether they may be shown is for
the one who publishes the list to say.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Final, TypeAlias

from datasources.connectors.content import Content
from datasources.connectors.delimited import read_delimited
from datasources.connectors.features import read_features
from datasources.connectors.objects import NAMES_SEEN, find_items, read_objects
from datasources.connectors.workbook import read_workbook
from datasources.drafts import Json
from datasources.mapping.cells import Cell, blank, fold, text_of
from datasources.mapping.record import Numbered
from datasources.mapping.registers import court_and_number
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
            "register",
            "vereinsregister",
            "registereintrag",
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
        "commitment": ("bindung", "commitment", "art"),
        "start": ("beginn", "beginnt am", "ab", "start"),
        "end": ("ende", "endet am", "bis", "end"),
        "applyBy": ("bewerbungsschluss", "melden bis", "bewerben bis", "apply by"),
        "minAge": ("mindestalter", "min age"),
        "skills": ("fähigkeiten", "kenntnisse", "skills"),
        "languages": ("sprachen", "languages"),
        "places": ("plätze", "anzahl plätze", "places", "gesuchte personen", "plaetze"),
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
_OFFERS: Final = (
    *("gesucht", "bindung", "mindestalter", "ehrenamtskarte", "commitment", "zeitaufwand", "stunden"),
    *("schicht", "schichten", "einsatz", "einsatzort", "bewerbung_bis", "kenntnisse", "aufgabe", "tätigkeit"),
)
"""Headings that only opportunities have."""
_LISTS: Mapping[str, RecordKind] = {
    **dict.fromkeys(("angebote", "engagements", "gesuche", "stellen", "opportunities"), RecordKind.OPPORTUNITY),
    **dict.fromkeys(("termine", "veranstaltungen", "events", "kalender"), RecordKind.EVENT),
    **dict.fromkeys(("vereine", "organisationen", "organizations", "clubs", "einrichtungen"), RecordKind.ORGANIZATION),
}
"""What a list is called whose entries are all of one kind."""
_SAMPLES: Final = 20
_NUMBER_PATTERN: Final = "(?:VR|HRB|GnR) *[0-9]+"
_COURT_BEFORE: Final = re.compile(r"(?:AG|Amtsgericht) +\D+?,? *(?:VR|HRB|GnR) *[0-9]+")
_COURT_AFTER: Final = re.compile(r"(?:VR|HRB|GnR) *[0-9]+,? *(?:AG|Amtsgericht) +\D+")

Columns: TypeAlias = dict[str, list[str]]
"""Headings, each with some of the texts below it."""


@dataclass(frozen=True, slots=True)
class _Seen:
    """What a content shows of itself. `inner` are the values of objects within objects, by their path."""

    columns: Columns = field(default_factory=dict)
    inner: tuple[str, ...] = ()
    items: str | None = None


def suggest_mapping(content: Content, kind: SourceKind) -> Json | Problem:
    """A mapping proposed from a content's headings, or why there are none."""
    seen = _look(content, kind)
    if isinstance(seen, Problem):
        return seen
    header = list(seen.columns)
    record = _record(header, seen.items)
    mapping: dict[str, Json] = {"record": record.value.lower()}
    if seen.items is not None:
        mapping["items"] = seen.items
    fields: dict[str, Json] = {
        name: column for name, words in {**_SHARED, **_FIELDS[record]}.items() if (column := _find(header, words))
    }
    if record is RecordKind.ORGANIZATION:
        fields.update(_register(seen.columns, fields))
    if "origin_id" in fields:
        mapping["origin_id"] = fields.pop("origin_id")
    composites = {
        "seat" if record is RecordKind.ORGANIZATION else "location": _parts([*header, *seen.inner], _PLACE),
        "contact" if record is RecordKind.OPPORTUNITY else "contactPoints": _parts([*header, *seen.inner], _CONTACT),
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


def _look(content: Content, kind: SourceKind) -> _Seen | Problem:
    wanted = [
        word
        for words in (*_PLACE.values(), *_CONTACT.values(), *_FIELDS[RecordKind.ORGANIZATION].values())
        for word in words
    ]
    if kind in {SourceKind.CSV, SourceKind.XLSX}:
        read = read_delimited if kind is SourceKind.CSV else read_workbook
        table = read(content, None, wanted)
        if isinstance(table, Problem):
            return table
        columns: Columns = {name: [] for name in table.header if name}
        for row in _first(table.rows):
            for name, cell in zip(table.header, row, strict=False):
                _sample(columns, name, cell)
        return _Seen(columns)
    if kind in {SourceKind.JSON, SourceKind.GEOJSON}:
        items = find_items(content) if kind is SourceKind.JSON else None
        rows = read_objects(content, items) if kind is SourceKind.JSON else read_features(content)
        if isinstance(rows, Problem):
            return rows
        return _seen_objects(rows, items, frozenset() if kind is SourceKind.JSON else _FEATURE)
    return Problem(
        Severity.ERROR,
        "KIND_NOT_READ",
        path="kind",
        parameters={"kind": kind.value, "known": "CSV, XLSX, JSON, GEOJSON"},
    )


_FEATURE: Final = frozenset({"properties", "geometry"})


def _seen_objects(rows: Iterable[Numbered | Problem], items: str | None, but: frozenset[str]) -> _Seen:
    columns: Columns = {}
    inner: dict[str, None] = {}
    for row in _first(rows):
        for name, value in row.items() if isinstance(row, dict) else ():
            if name in but:
                continue
            if isinstance(value, dict):
                inner.update(dict.fromkeys(f"{name}.{part}" for part in value))
            else:
                columns.setdefault(name, [])
                _sample(columns, name, value)
    return _Seen(columns, tuple(inner), items)


def _first(rows: Iterable[Numbered | Problem]) -> Iterable[Sequence[Cell] | dict[str, Json]]:
    return (item[1] for item in islice(rows, NAMES_SEEN) if not isinstance(item, Problem))


def _sample(columns: Columns, name: str, cell: Cell) -> None:
    samples = columns.get(name)
    if samples is not None and len(samples) < _SAMPLES and not blank(cell):
        samples.append(text_of(cell)[:200].strip())


def _register(columns: Columns, fields: Mapping[str, Json]) -> dict[str, Json]:
    """Number and court that stand in one column, each cut out of it: "AG Koblenz VR 12", "VR 12, AG Koblenz"."""
    if "registerCourt" in fields:
        return {}
    for name, samples in columns.items():
        before = sum(court_and_number(text) is not None and bool(_COURT_BEFORE.match(text)) for text in samples)
        after = sum(bool(_COURT_AFTER.match(text)) for text in samples)
        if max(before, after) * 2 > len(samples):
            court = "(?:AG|Amtsgericht) +(.+?),? *(?:VR|HRB|GnR)" if before >= after else "(?:AG|Amtsgericht) +(.+)"
            return {
                "registerNumber": {"from": name, "extract": _NUMBER_PATTERN},
                "registerCourt": {"from": name, "extract": court},
            }
    return {}


def _record(header: Sequence[str], items: str | None) -> RecordKind:
    """The list's name, else what only opportunities have, else dates make it events, else it is organisations."""
    called = _LISTS.get(fold((items or "").rpartition(".")[2]))
    if called is not None:
        return called
    if _find(header, _OFFERS):
        return RecordKind.OPPORTUNITY
    timed = _find(header, (*_SCHEDULE["date"], *_SCHEDULE["start"]))
    if timed and _find(header, _FIELDS[RecordKind.EVENT]["name"]):
        return RecordKind.EVENT
    if _find(header, ("titel", "title", "angebot")) and _find(header, _OWNER):
        return RecordKind.OPPORTUNITY
    return RecordKind.ORGANIZATION


def _find(header: Sequence[str], words: Sequence[str], *, inner: bool = False) -> str | None:
    """The heading that is one of the words; the earlier word counts more. `inner`: the end of a path will do."""
    folded = {_plain(heading.rpartition(".")[2] if inner else heading): heading for heading in reversed(header)}
    return next((folded[word] for word in map(_plain, words) if word in folded), None)


def _plain(heading: str) -> str:
    return re.sub(r"[\s_\-./:*]+", "", fold(heading)) or fold(heading)


def _parts(header: Sequence[str], words: Mapping[str, tuple[str, ...]]) -> dict[str, Json]:
    return {name: column for name, listed in words.items() if (column := _find(header, listed, inner=True))}


def _schedule(header: Sequence[str]) -> dict[str, Json]:
    parts = _parts(header, _SCHEDULE)
    if "date" in parts:
        parts.pop("start", None)
        if "end_time" in parts:
            parts.pop("end", None)
    return parts
