"""The template of dates: What takes place, date by date."""

from datetime import date
from typing import Final

from datasources.templates.form import LISTED, Heading, Template
from datasources.vocabulary import ConceptScheme, EventStatus

DATES: Final = Template(
    "termine",
    "Termine",
    "event",
    (
        Heading(
            "Nummer",
            "origin_id",
            "Ihre eigene Nummer des Termins. Sie bleibt immer dieselbe.",
            "Beispiel: 1",
            needed=True,
            width=14,
        ),
        Heading("Titel", "name", "Wie der Termin heißt.", "Beispiel: Sommerfest", needed=True, width=36),
        Heading("Datum", "schedule.date", "Erster Tag.", date(2027, 7, 3), needed=True, width=14),
        Heading("Beginn", "schedule.start_time", "Uhrzeit; leer, wenn ganztägig.", "14:00", width=10),
        Heading("Ende", "schedule.end_time", "Uhrzeit.", "18:00", width=10),
        Heading("Letzter Tag", "schedule.end_date", "Nur bei mehreren Tagen; er zählt mit.", "", width=14),
        Heading("Wiederholung", "schedule.rrule", "Regel nach RFC 5545, zum Beispiel FREQ=WEEKLY;UNTIL=20271231", ""),
        Heading(
            "Beschreibung", "description", "Wenige Sätze.", "Kaffee, Kuchen und Spiele auf dem Dorfplatz.", width=50
        ),
        Heading(
            "Veranstalter",
            "organizerName",
            "Name des Vereins oder der Einrichtung.",
            "Turnverein Musterdorf 1902 e.V.",
            width=30,
        ),
        Heading("Veranstaltungsort", "location.name", "Name des Ortes, wie man ihn kennt.", "Dorfplatz"),
        Heading("Straße", "location.street", "Straße und Hausnummer.", "Hauptstraße 1"),
        Heading("PLZ", "location.postalCode", "Postleitzahl.", "56789", width=10),
        Heading("Ort", "location.locality", "Ort.", "Musterdorf"),
        Heading("Online-Adresse", "virtualLocation", "Wenn man von zu Hause teilnehmen kann.", ""),
        Heading(
            "Themen",
            "categories",
            "Aus der Liste; mehrere durch Semikolon getrennt.",
            "",
            ConceptScheme.TOPIC,
            split=LISTED,
            width=26,
        ),
        Heading("Kostenlos", "isAccessibleForFree", "ja oder nein.", "ja", choices=True, width=12),
        Heading("Status", "status", "Leer, wenn der Termin stattfindet.", "", EventStatus),
        Heading(
            "Barrierefreiheit",
            "accessibility",
            "Aus der Liste; mehrere durch Semikolon getrennt.",
            "",
            ConceptScheme.ACCESSIBILITY,
            split=LISTED,
        ),
        Heading("Sprachen", "inLanguage", "Zum Beispiel: Deutsch, Ukrainisch.", "", split=LISTED),
        Heading("Website", "url", "Seite des Termins.", "https://www.example.org/fest"),
    ),
    {},
)
