"""The template of clubs: What a municipality knows of its clubs, initiatives and institutions."""

from datetime import date
from typing import Final

from datasources.templates.form import LISTED, Heading, Template
from datasources.vocabulary import ConceptScheme, InstitutionKind, LegalForm, OrganizationType

CLUBS: Final = Template(
    "vereine",
    "Vereine",
    "organization",
    (
        Heading(
            "Nummer",
            "origin_id",
            "Ihre eigene Nummer des Eintrags. Sie bleibt immer dieselbe.",
            "Beispiel: 1",
            needed=True,
            width=14,
        ),
        Heading(
            "Name", "name", "Vollständiger Name.", "Beispiel: Turnverein Musterdorf 1902 e.V.", needed=True, width=36
        ),
        Heading("Kurzname", "alternateNames", "Andere Namen, durch Komma getrennt.", "TV Musterdorf", split=LISTED),
        Heading("Art", "type", "Verein, Initiative oder Einrichtung.", "Verein", OrganizationType),
        Heading("Rechtsform", "legalForm", "Bei Vereinen.", "eingetragener Verein", LegalForm),
        Heading("Einrichtungsart", "institutionKind", "Nur bei Einrichtungen.", "", InstitutionKind),
        Heading("Registergericht", "registerCourt", "Ort des Amtsgerichts.", "Musterstadt"),
        Heading("Registernummer", "registerNumber", "Wie im Vereinsregister.", "VR 1234"),
        Heading(
            "Themen",
            "categories",
            "Aus der Liste; mehrere durch Semikolon getrennt.",
            "Sport",
            ConceptScheme.TOPIC,
            split=LISTED,
            width=26,
        ),
        Heading(
            "Gemeinnützige Zwecke",
            "charitablePurposes",
            "Nummern des § 52 Abs. 2 AO, durch Komma getrennt.",
            "21",
            split=LISTED,
        ),
        Heading(
            "Beschreibung",
            "description",
            "Wenige Sätze für Menschen, die den Verein nicht kennen.",
            "Turnen, Tanz und Leichtathletik für alle.",
            width=50,
        ),
        Heading("Website", "website", "Internetadresse.", "https://www.example.org"),
        Heading(
            "Soziale Medien",
            "socialMedia",
            "Internetadressen, durch Leerzeichen oder Komma getrennt.",
            "",
            split=(",", ";", " "),
        ),
        Heading("Straße", "seat.street", "Straße und Hausnummer des Sitzes.", "Am Sportplatz 1"),
        Heading("PLZ", "seat.postalCode", "Postleitzahl.", "56789", width=10),
        Heading("Ort", "seat.locality", "Ort des Sitzes.", "Musterdorf"),
        Heading("Breitengrad", "seat.lat", "Nur, wenn bekannt: 50,3012", "", width=12),
        Heading("Längengrad", "seat.lon", "Nur, wenn bekannt: 7,3120", "", width=12),
        Heading("Gemeindeschlüssel", "seat.ags", "Amtlicher Gemeindeschlüssel, acht Ziffern; nur, wenn bekannt.", ""),
        Heading(
            "Kontakt (öffentlich)",
            "contactPoints.role",
            "Wofür der Kontakt da ist. Wird veröffentlicht.",
            "Geschäftsstelle",
        ),
        Heading(
            "E-Mail (öffentlich)",
            "contactPoints.email",
            "Wird veröffentlicht: bitte keine privaten Adressen.",
            "verein@example.org",
        ),
        Heading(
            "Telefon (öffentlich)",
            "contactPoints.telephone",
            "Wird veröffentlicht: bitte keine privaten Nummern.",
            "02601 12345",
        ),
        Heading("Öffnungszeiten", "openingHours.text", "Zum Beispiel: Mo–Fr 9–12 Uhr, Do 14–18 Uhr.", "Di 18–19 Uhr"),
        Heading("Gründungsdatum", "foundingDate", "Tag der Gründung.", date(1902, 5, 4)),
        Heading("Mitglieder", "memberCount", "Anzahl.", 240, width=12),
        Heading(
            "Barrierefreiheit",
            "accessibility",
            "Aus der Liste; mehrere durch Semikolon getrennt.",
            "",
            ConceptScheme.ACCESSIBILITY,
            split=LISTED,
        ),
    ),
    {"contactPoints": {"public": True}},
)
