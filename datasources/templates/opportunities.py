"""The template of opportunities: Ways to help."""

from datetime import date
from typing import Final

from datasources.templates.form import LISTED, Heading, Template
from datasources.vocabulary import Commitment, ConceptScheme, HoursUnit, OpportunityStatus, RemoteMode

OPPORTUNITIES: Final = Template(
    "angebote",
    "Angebote",
    "opportunity",
    (
        Heading(
            "Nummer",
            "origin_id",
            "Ihre eigene Nummer des Angebots. Sie bleibt immer dieselbe.",
            "Beispiel: 1",
            needed=True,
            width=14,
        ),
        Heading(
            "Gesucht", "title", "Wer oder was gesucht wird.", "Beispiel: Lesepatin oder Lesepate", needed=True, width=36
        ),
        Heading(
            "Organisation",
            "organization.name",
            "Name des Vereins oder der Einrichtung.",
            "Bücherei Musterdorf",
            needed=True,
            width=30,
        ),
        Heading("Beschreibung", "description", "Was zu tun ist.", "Einmal in der Woche Kindern vorlesen.", width=50),
        Heading("Bindung", "commitment", "Wie sehr man sich bindet.", "regelmäßig", Commitment),
        Heading("Stunden von", "hours.min", "Kleinste Stundenzahl.", 1, width=12),
        Heading("Stunden bis", "hours.max", "Größte Stundenzahl.", 2, width=12),
        Heading("Stunden je", "hours.per", "Zeitraum der Stunden.", "Woche", HoursUnit, width=12),
        Heading("Beginnt am", "start", "Erster Tag.", date(2027, 9, 1), width=14),
        Heading("Endet am", "end", "Letzter Tag; leer, wenn offen.", "", width=14),
        Heading("Melden bis", "applyBy", "Letzter Tag, sich zu melden.", "", width=14),
        Heading("Plätze", "places", "Anzahl der Gesuchten.", 3, width=10),
        Heading("Mindestalter", "minAge", "In Jahren.", 16, width=12),
        Heading(
            "Fähigkeiten",
            "skills",
            "Aus der Liste; mehrere durch Semikolon getrennt.",
            "",
            ConceptScheme.SKILL,
            split=LISTED,
        ),
        Heading("Sprachen", "languages", "Zum Beispiel: Deutsch, Ukrainisch.", "Deutsch", split=LISTED),
        Heading(
            "Themen",
            "categories",
            "Aus der Liste; mehrere durch Semikolon getrennt.",
            "",
            ConceptScheme.TOPIC,
            split=LISTED,
            width=26,
        ),
        Heading("Von zu Hause", "remote", "Ob man von zu Hause helfen kann.", "vor Ort", RemoteMode),
        Heading(
            "Voraussetzungen",
            "requirements.kind",
            "Zum Beispiel: erweitertes Führungszeugnis.",
            "erweitertes Führungszeugnis",
        ),
        Heading("Einsatzort", "location.name", "Name des Ortes, wie man ihn kennt.", "Bücherei Musterdorf"),
        Heading("Straße", "location.street", "Straße und Hausnummer.", "Schulstraße 2"),
        Heading("PLZ", "location.postalCode", "Postleitzahl.", "56789", width=10),
        Heading("Ort", "location.locality", "Ort.", "Musterdorf"),
        Heading("Kontakt (öffentlich)", "contact.name", "Wer Fragen beantwortet. Wird veröffentlicht.", "Büchereiteam"),
        Heading(
            "E-Mail (öffentlich)",
            "contact.email",
            "Wird veröffentlicht: bitte keine privaten Adressen.",
            "buecherei@example.org",
        ),
        Heading("Telefon (öffentlich)", "contact.telephone", "Wird veröffentlicht: bitte keine privaten Nummern.", ""),
        Heading("Bewerbungsseite", "applyUrl", "Seite, auf der man sich meldet.", ""),
        Heading(
            "Ehrenamtskarte",
            "countsForEhrenamtskarte",
            "Ob die Zeit für die Ehrenamtskarte zählt: ja oder nein.",
            "ja",
            choices=True,
        ),
        Heading("Status", "status", "Leer, wenn offen.", "", OpportunityStatus),
    ),
    {"contact": {"public": True}},
)
