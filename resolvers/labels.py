"""The values that entries are counted by, in words: German or English.

    MUNICIPALITY 071375001074   Mayen              CATEGORY sport    Sport
    MONTH 2026-07               Juli 2026          WEEKDAY MONDAY    Montag
    FOUNDING_DECADE 1950        1950er Jahre       SOURCE src_…      Vereinsregister Koblenz

Names of areas and sources are loaded for all values at once; the others are known here.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Final, TypeAlias

from babel.dates import format_date, get_day_names

from datasources.concepts import uri_of
from datasources.problems import Language
from datasources.store import sources
from datasources.vocabulary import (
    Commitment,
    ConceptScheme,
    EventStatus,
    LegalForm,
    RequirementKind,
    SearchType,
    Weekday,
)
from resolvers.concepts import label_of
from resolvers.context import Context

__all__ = ["NOT_STATED", "Label", "labels_of", "public_key"]

Label: TypeAlias = Callable[[str, str], str]
"""Dimension and key, as the store counts them → words."""

_AREAS: Final = frozenset({"MUNICIPALITY", "ASSOCIATION"})
_CONCEPTS: Final = {"CATEGORY": ConceptScheme.TOPIC, "PURPOSE": ConceptScheme.CHARITABLE_PURPOSE}
_MONTHS: Final = frozenset({"MONTH", "MONTH_OPEN", "MONTH_PUBLISHED"})
_LOCALES: Final[Mapping[Language, str]] = {"de": "de", "en": "en_GB"}

NOT_STATED: Final[Mapping[Language, str]] = {"de": "nicht angegeben", "en": "not stated"}


def public_key(dimension: str, key: str) -> str:
    """A key as filters take it: a concept's uri for its notation; the others are so already."""
    scheme = _CONCEPTS.get(dimension)
    return key if scheme is None else uri_of(scheme, key)


async def labels_of(context: Context, counted: Iterable[tuple[str, str]]) -> Label:
    """Knows the words for these pairs of dimension and key."""
    pairs = list(counted)
    names: dict[tuple[str, str], str] = {}
    keys = list(dict.fromkeys(key for dimension, key in pairs if dimension in _AREAS))
    for key, area in zip(keys, await context.loaders.areas.load_many(keys), strict=True):
        if area is not None and not isinstance(area, Exception):
            names["AREA", key] = area.name
    ids = list(dict.fromkeys(key for dimension, key in pairs if dimension == "SOURCE"))
    if ids:
        for key, source in zip(ids, await sources.by_ids(context.db, ids), strict=True):
            if source is not None:
                names["SOURCE", key] = source.name

    def label(dimension: str, key: str) -> str:
        if dimension in _AREAS:
            return names.get(("AREA", key), key)
        if dimension == "SOURCE":
            return names.get(("SOURCE", key), key)
        return _known(dimension, key, context.language)

    return label


def _known(dimension: str, key: str, language: Language) -> str:
    if dimension in _CONCEPTS:
        return label_of(_CONCEPTS[dimension], key, language)
    if dimension in _MONTHS:
        return format_date(date.fromisoformat(f"{key}-01"), "MMMM y", locale=_LOCALES[language])
    match dimension:
        case "DAY":
            pattern = "d. MMMM y" if language == "de" else "d MMMM y"
            return format_date(date.fromisoformat(key), pattern, locale=_LOCALES[language])
        case "WEEKDAY":
            return str(get_day_names("wide", locale=_LOCALES[language])[list(Weekday).index(Weekday(key))])
        case "HOUR":
            return f"{key} Uhr" if language == "de" else f"{int(key):02}:00"
        case "FOUNDING_DECADE":
            return f"{key}er Jahre" if language == "de" else f"{key}s"
        case _:
            said = _WORDS.get(dimension, {}).get(key)
            return key if said is None else said[language]


def _words(**said: str) -> dict[Language, str]:
    return {"de": said["de"], "en": said["en"]}


_WORDS: Final[Mapping[str, Mapping[str, Mapping[Language, str]]]] = {
    "TYPE": {
        SearchType.CLUB: _words(de="Verein", en="Club"),
        SearchType.INITIATIVE: _words(de="Initiative", en="Initiative"),
        SearchType.INSTITUTION: _words(de="Einrichtung", en="Institution"),
        SearchType.EVENT: _words(de="Veranstaltung", en="Event"),
        SearchType.OPPORTUNITY: _words(de="Engagement-Angebot", en="Opportunity"),
        SearchType.MUNICIPALITY: _words(de="Gemeinde oder Gebiet", en="Municipality or area"),
    },
    "LEGAL_FORM": {
        LegalForm.EINGETRAGENER_VEREIN: _words(de="Eingetragener Verein", en="Registered association (e.V.)"),
        LegalForm.NICHT_EINGETRAGENER_VEREIN: _words(de="Nicht eingetragener Verein", en="Unregistered association"),
        LegalForm.STIFTUNG: _words(de="Stiftung", en="Foundation"),
        LegalForm.GGMBH: _words(de="gGmbH", en="Charitable company (gGmbH)"),
        LegalForm.GENOSSENSCHAFT: _words(de="Genossenschaft", en="Cooperative"),
        LegalForm.OTHER: _words(de="Andere Rechtsform", en="Other legal form"),
    },
    "STATUS": {
        EventStatus.SCHEDULED: _words(de="Findet statt", en="Takes place"),
        EventStatus.TENTATIVE: _words(de="Unter Vorbehalt", en="Not yet certain"),
        EventStatus.CANCELLED: _words(de="Abgesagt", en="Cancelled"),
        EventStatus.POSTPONED: _words(de="Verschoben, Termin offen", en="Postponed, date open"),
        EventStatus.RESCHEDULED: _words(de="Verlegt", en="Rescheduled"),
        EventStatus.MOVED_ONLINE: _words(de="Findet online statt", en="Moved online"),
    },
    "COMMITMENT": {
        Commitment.SPONTANEOUS: _words(de="Spontan", en="Spontaneous"),
        Commitment.ONE_TIME: _words(de="Einmalig", en="One date"),
        Commitment.PROJECT: _words(de="Projekt", en="Project"),
        Commitment.REGULAR: _words(de="Regelmäßig", en="Regular"),
        Commitment.OFFICE: _words(de="Ehrenamt mit Amt", en="Office"),
    },
    "REQUIREMENT": {
        RequirementKind.ERWEITERTES_FUEHRUNGSZEUGNIS: _words(
            de="Erweitertes Führungszeugnis", en="Extended certificate of good conduct"
        ),
        RequirementKind.FIRST_AID: _words(de="Erste-Hilfe-Kurs", en="First aid"),
        RequirementKind.JULEICA: _words(de="Juleica", en="Youth leader card (Juleica)"),
        RequirementKind.MEASLES_PROTECTION: _words(de="Masernschutz", en="Measles protection"),
        RequirementKind.DRIVING_LICENCE: _words(de="Führerschein", en="Driving licence"),
        RequirementKind.TRAINING: _words(de="Schulung", en="Training"),
        RequirementKind.GUARDIAN_CONSENT: _words(de="Einwilligung der Sorgeberechtigten", en="Guardian's consent"),
        RequirementKind.OTHER: _words(de="Andere Voraussetzung", en="Other requirement"),
    },
}
"""What enums say in words, for those who read counts; every member is here."""
