"""Why an opportunity suits, in short phrases, the strongest first: "Mittwoch nachmittags", "3 km entfernt".

A phrase stands for a part of the score that speaks for the opportunity. Nearness is said within the radius too, where
it no longer does: how far it is belongs to every suggestion.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from babel import Locale
from babel.dates import get_day_names

from datasources.concepts import concept, uri_of
from datasources.people.suggestions.scoring import NONE, Parts, gain
from datasources.people.suggestions.wishes import TAKING_TIME, Wishes, primary
from datasources.problems import Language
from datasources.store.days import EVENING, NOON
from datasources.vocabulary import Commitment, ConceptScheme, RemoteMode

__all__ = ["MOST_OF_A_KIND", "Offer", "why"]

MOST_OF_A_KIND: Final = 3
"""So many interests, skills, languages and certificates are named, each."""


@dataclass(frozen=True, slots=True)
class Offer:
    """What of an opportunity is spoken of. `fits` is the local start of the first shift that fits."""

    fits: datetime | None = None
    distance_km: float | None = None
    remote: str | None = None
    categories: Sequence[str] = ()
    skills: Sequence[str] = ()
    commitment: str | None = None
    languages: Sequence[str] = ()
    requirements: Sequence[str] = ()


def why(wishes: Wishes, offer: Offer, parts: Parts, language: Language) -> tuple[str, ...]:
    """The reasons, none twice."""
    said = {
        "time": _times(offer, language),
        "nearness": _nearness(offer, language),
        "interests": _concepts(ConceptScheme.TOPIC, offer.categories, (*wishes.interests, *wishes.related), language),
        "skills": _concepts(ConceptScheme.SKILL, offer.skills, wishes.skills, language),
        "commitment": _commitments(offer, language),
        "languages": _languages(wishes, offer, language),
        "certificates": _certificates(wishes, offer, language),
    }
    told = [name for name in said if gain(parts, name) > 0 or (name == "nearness" and parts.nearness > NONE)]
    if wishes.home is None:
        told = [name for name in told if name != "nearness"]
    told.sort(key=lambda name: -gain(parts, name))
    return tuple(dict.fromkeys(phrase for name in told for phrase in said[name]))


def _times(offer: Offer, language: Language) -> list[str]:
    """Mittwoch nachmittags; Wednesday afternoon."""
    if offer.fits is None:
        return []
    hour = offer.fits.hour
    part = "MORNING" if hour < NOON else "AFTERNOON" if hour < EVENING else "EVENING"
    day = get_day_names("wide", locale=_LOCALES[language])[offer.fits.weekday()]
    return [f"{day} {_PARTS_OF_DAY[part][language]}"]


def _nearness(offer: Offer, language: Language) -> list[str]:
    if offer.remote == RemoteMode.FULL:
        return [_FROM_HOME[language]]
    if offer.distance_km is None:
        return [_FROM_HOME[language]] if offer.remote == RemoteMode.POSSIBLE else []
    kilometres = round(offer.distance_km)
    if kilometres < 1:
        return [{"de": "unter 1 km entfernt", "en": "less than 1 km away"}[language]]
    return [{"de": f"{kilometres} km entfernt", "en": f"{kilometres} km away"}[language]]


def _concepts(scheme: ConceptScheme, offered: Sequence[str], wished: Sequence[str], language: Language) -> list[str]:
    """What both name, as the opportunity calls it."""
    known = (concept(uri_of(scheme, notation)) for notation in offered if notation in wished)
    return [each.label(language) for each in known if each is not None][:MOST_OF_A_KIND]


def _commitments(offer: Offer, language: Language) -> list[str]:
    return [] if offer.commitment is None else [_COMMITMENTS[Commitment(offer.commitment)][language]]


def _languages(wishes: Wishes, offer: Offer, language: Language) -> list[str]:
    named = Locale.parse(_LOCALES[language]).languages
    spoken = dict.fromkeys(primary(each) for each in offer.languages if primary(each) in wishes.languages)
    word = {"de": "Sprache", "en": "Language"}[language]
    return [f"{word}: {named.get(each, each)}" for each in spoken][:MOST_OF_A_KIND]


def _certificates(wishes: Wishes, offer: Offer, language: Language) -> list[str]:
    proven = [kind for kind in TAKING_TIME if kind in offer.requirements and kind.value in (wishes.certificates or ())]
    return [_CERTIFICATES[kind.value][language] for kind in proven][:MOST_OF_A_KIND]


_LOCALES: Final[Mapping[Language, str]] = {"de": "de", "en": "en_GB"}
_FROM_HOME: Final[Mapping[Language, str]] = {"de": "von zu Hause aus", "en": "from home"}
_PARTS_OF_DAY: Final[Mapping[str, Mapping[Language, str]]] = {
    "MORNING": {"de": "vormittags", "en": "morning"},
    "AFTERNOON": {"de": "nachmittags", "en": "afternoon"},
    "EVENING": {"de": "abends", "en": "evening"},
}
_COMMITMENTS: Final[Mapping[Commitment, Mapping[Language, str]]] = {
    Commitment.SPONTANEOUS: {"de": "für ein paar Stunden", "en": "for a few hours"},
    Commitment.ONE_TIME: {"de": "an einem Termin", "en": "on a single date"},
    Commitment.PROJECT: {"de": "für eine begrenzte Zeit", "en": "for a limited time"},
    Commitment.REGULAR: {"de": "regelmäßig", "en": "regularly"},
    Commitment.OFFICE: {"de": "als Amt", "en": "as an office"},
}
_CERTIFICATES: Final[Mapping[str, Mapping[Language, str]]] = {
    "ERWEITERTES_FUEHRUNGSZEUGNIS": {
        "de": "Führungszeugnis liegt vor",
        "en": "certificate of good conduct is there",
    },
    "FIRST_AID": {"de": "Erste-Hilfe-Kurs liegt vor", "en": "first aid course is there"},
    "JULEICA": {"de": "Juleica liegt vor", "en": "youth leader card (Juleica) is there"},
    "MEASLES_PROTECTION": {"de": "Masernschutz liegt vor", "en": "measles protection is there"},
    "DRIVING_LICENCE": {"de": "Führerschein liegt vor", "en": "driving licence is there"},
}
