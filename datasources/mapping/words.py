"""The words in which German and English lists say the values of the hub's own lists, and yes and no.

A mapping's value table comes first; these are for what it leaves out, and for the templates' drop-downs.
"""

from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from types import MappingProxyType

from datasources.mapping.cells import fold
from datasources.vocabulary import (
    Commitment,
    EventAttendanceMode,
    EventStatus,
    HoursUnit,
    InstitutionKind,
    LegalForm,
    OpportunityStatus,
    OrganizationStatus,
    OrganizationType,
    RemoteMode,
    RequirementKind,
    Weekday,
)

WORDS: Mapping[type[StrEnum], Mapping[str, tuple[str, ...]]] = {
    OrganizationType: {
        "CLUB": ("Verein", "Club", "Klub", "Association", "Förderverein", "Verband"),
        "INITIATIVE": ("Initiative", "Bürgerinitiative", "Gruppe", "Projektgruppe", "Group"),
        "INSTITUTION": ("Einrichtung", "Institution", "Behörde", "Facility"),
    },
    OrganizationStatus: {
        "ACTIVE": ("aktiv", "eingetragen", "bestehend", "active"),
        "IN_LIQUIDATION": ("in Liquidation", "in Auflösung", "i. L.", "i.L."),
        "DISSOLVED": ("aufgelöst", "gelöscht", "erloschen", "dissolved", "inactive", "inaktiv"),
        "UNKNOWN": ("unbekannt", "unknown"),
    },
    LegalForm: {
        "EINGETRAGENER_VEREIN": ("eingetragener Verein", "e.V.", "e. V.", "eV", "registered association"),
        "NICHT_EINGETRAGENER_VEREIN": ("nicht eingetragener Verein", "nicht rechtsfähiger Verein", "n.e.V."),
        "STIFTUNG": ("Stiftung", "foundation"),
        "GGMBH": ("gGmbH", "gemeinnützige GmbH"),
        "GENOSSENSCHAFT": ("Genossenschaft", "eG", "e.G.", "cooperative"),
        "OTHER": ("Sonstige", "andere", "other"),
    },
    InstitutionKind: {
        "SCHOOL": ("Schule", "school"),
        "KINDERGARTEN": ("Kindergarten", "Kita", "Kindertagesstätte"),
        "FIRE_BRIGADE": ("Feuerwehr", "Freiwillige Feuerwehr", "fire brigade"),
        "CHURCH": ("Kirche", "Kirchengemeinde", "Pfarrei", "Pfarrgemeinde", "church", "parish"),
        "PUBLIC_OFFICE": ("Behörde", "Verwaltung", "Amt", "public office"),
        "SOCIAL_SERVICE": ("Sozialer Dienst", "Pflegeheim", "Seniorenheim", "social service"),
        "LIBRARY": ("Bücherei", "Bibliothek", "library"),
        "OTHER": ("Sonstige", "andere", "other"),
    },
    EventStatus: {
        "SCHEDULED": ("geplant", "findet statt", "bestätigt", "scheduled", "confirmed", "EventScheduled"),
        "TENTATIVE": ("vorläufig", "unter Vorbehalt", "tentative"),
        "CANCELLED": ("abgesagt", "fällt aus", "entfällt", "cancelled", "canceled", "EventCancelled"),
        "POSTPONED": ("verschoben", "postponed", "EventPostponed"),
        "RESCHEDULED": ("verlegt", "neuer Termin", "rescheduled", "EventRescheduled"),
        "MOVED_ONLINE": ("findet online statt", "moved online", "EventMovedOnline"),
    },
    EventAttendanceMode: {
        "OFFLINE": ("vor Ort", "Präsenz", "in person", "OfflineEventAttendanceMode"),
        "ONLINE": ("online", "digital", "OnlineEventAttendanceMode"),
        "MIXED": ("hybrid", "vor Ort und online", "mixed", "MixedEventAttendanceMode"),
    },
    Commitment: {
        "SPONTANEOUS": ("spontan", "spontaneous"),
        "ONE_TIME": ("einmalig", "one-time", "one-off", "once"),
        "PROJECT": ("Projekt", "auf Zeit", "befristet", "project"),
        "REGULAR": ("regelmäßig", "dauerhaft", "laufend", "regular", "ongoing"),
        "OFFICE": ("Amt", "Ehrenamt mit Amt", "Wahlamt", "office"),
    },
    HoursUnit: {
        "TOTAL": ("insgesamt", "einmalig", "total"),
        "DAY": ("Tag", "pro Tag", "täglich", "day"),
        "WEEK": ("Woche", "pro Woche", "wöchentlich", "week"),
        "MONTH": ("Monat", "pro Monat", "monatlich", "month"),
        "YEAR": ("Jahr", "pro Jahr", "jährlich", "year"),
    },
    RemoteMode: {
        "NO": ("vor Ort", "nein", "no"),
        "POSSIBLE": ("möglich", "teilweise", "auch von zu Hause", "possible", "partly"),
        "FULL": ("nur von zu Hause", "online", "ja", "full", "yes"),
    },
    RequirementKind: {
        "ERWEITERTES_FUEHRUNGSZEUGNIS": ("erweitertes Führungszeugnis", "Führungszeugnis"),
        "FIRST_AID": ("Erste Hilfe", "Erste-Hilfe-Kurs", "first aid"),
        "JULEICA": ("Juleica", "Jugendleitercard"),
        "MEASLES_PROTECTION": ("Masernschutz", "Masernimpfung", "measles protection"),
        "DRIVING_LICENCE": ("Führerschein", "Fahrerlaubnis", "driving licence", "driver's license"),
        "TRAINING": ("Schulung", "Ausbildung", "Fortbildung", "training"),
        "GUARDIAN_CONSENT": ("Einverständnis der Eltern", "Einwilligung der Eltern", "guardian consent"),
        "OTHER": ("Sonstiges", "other"),
    },
    OpportunityStatus: {
        "DRAFT": ("Entwurf", "draft"),
        "OPEN": ("offen", "aktuell", "gesucht", "open"),
        "FULL": ("besetzt", "voll", "ausgebucht", "full"),
        "PAUSED": ("pausiert", "ruht", "paused"),
        "CLOSED": ("geschlossen", "beendet", "closed"),
        "EXPIRED": ("abgelaufen", "expired"),
    },
    Weekday: {
        "MONDAY": ("Montag", "montags", "Mo", "Mon"),
        "TUESDAY": ("Dienstag", "dienstags", "Di", "Tue", "Tu"),
        "WEDNESDAY": ("Mittwoch", "mittwochs", "Mi", "Wed", "We"),
        "THURSDAY": ("Donnerstag", "donnerstags", "Do", "Thu", "Thur", "Thurs", "Th"),
        "FRIDAY": ("Freitag", "freitags", "Fr", "Fri"),
        "SATURDAY": ("Samstag", "samstags", "Sonnabend", "Sa", "Sat"),
        "SUNDAY": ("Sonntag", "sonntags", "So", "Sun", "Su"),
    },
}
"""The first word is the one that templates offer."""

TRUE = frozenset(map(fold, ("ja", "j", "yes", "y", "true", "wahr", "x", "1", "✓", "✔", "☑", "richtig", "on")))
FALSE = frozenset(map(fold, ("nein", "n", "no", "false", "falsch", "0", "✗", "✘", "☐", "off", "o")))


@cache
def words_of(values: type[StrEnum]) -> Mapping[str, str]:
    """Folded word → value, the values' own names among them."""
    table = {fold(word): value for value, words in WORDS.get(values, {}).items() for word in words}
    for member in values:
        table[fold(member.value)] = member.value
        table[fold(member.value.replace("_", " "))] = member.value
        table[fold(member.value.replace("_", ""))] = member.value
    return MappingProxyType(table)
