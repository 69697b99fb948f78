"""The kinds of institutions in the demo district, and its initiatives."""

from dataclasses import dataclass
from typing import Final

from datasources.vocabulary import InstitutionKind


@dataclass(frozen=True, slots=True)
class InstitutionGroup:
    """A kind of institution, as in ClubKind; `hours` are opening hours as such places write them."""

    key: str
    count: int
    kind: InstitutionKind
    name: str
    label: str
    topics: str
    text: str
    hours: str = ""
    access: str = ""


INSTITUTION_GROUPS: Final = (
    InstitutionGroup(
        "grundschule",
        10,
        InstitutionKind.SCHOOL,
        "Grundschule {e} {o}",
        "Schule",
        "Schule",
        "Ganztagsschule in Angebotsform mit Schulgarten und Lesepaten.",
        "Mo–Do 7:30–16:00, Fr 7:30–13:00",
        "Stufenloser Zugang, Aufzug",
    ),
    InstitutionGroup(
        "schule",
        3,
        InstitutionKind.SCHOOL,
        "Schulzentrum {e} {o}",
        "Schule",
        "Schule, Jugend",
        "Weiterführende Schule mit Streitschlichtern, Schulsanitätsdienst und Berufspaten.",
        "Mo–Fr 7:30–16:00",
        "Stufenloser Zugang, Aufzug, Rollstuhlgerechte Toilette",
    ),
    InstitutionGroup(
        "kita",
        14,
        InstitutionKind.KINDERGARTEN,
        "Kindertagesstätte {e} {o}",
        "Kindertagesstätte",
        "Kita",
        "Vier Gruppen, ein naturnahes Außengelände und Vorlesepaten aus dem Dorf.",
        "Mo–Fr 7:00–16:30",
        "Stufenloser Zugang",
    ),
    InstitutionGroup(
        "feuerwehr",
        14,
        InstitutionKind.FIRE_BRIGADE,
        "Freiwillige Feuerwehr {o}, Löschgruppe {e}",
        "Feuerwehr",
        "Feuerwehr, Jugendfeuerwehr",
        "Brandschutz und technische Hilfe, Tag und Nacht. Wir bilden aus; Vorkenntnisse sind nicht nötig.",
    ),
    InstitutionGroup(
        "buecherei",
        8,
        InstitutionKind.LIBRARY,
        "Gemeindebücherei {e} {o}",
        "Bücherei",
        "Bücherei, Vorlesen",
        "Bücher, Spiele und Tonies; Vorlesestunde für Kinder ab vier Jahren.",
        "Di 15:00–18:00, Do 16:00–19:00, Sa 10:00–12:00",
        "Stufenloser Zugang, Große Schrift",
    ),
    InstitutionGroup(
        "kirche",
        7,
        InstitutionKind.CHURCH,
        "Kirchengemeinde Am {e}weg {o}",
        "Kirche",
        "Kirchengemeinde",
        "Gottesdienste, Seniorennachmittage, Messdienerinnen und Messdiener, ein offenes Pfarrhaus.",
        "",
        "Induktionsanlage, Teilweise stufenlos",
    ),
    InstitutionGroup(
        "rathaus",
        4,
        InstitutionKind.PUBLIC_OFFICE,
        "Ehrenamtsbüro {e} {o}",
        "Amt",
        "Ehrenamt",
        "Beratung für Vereine und für alle, die sich engagieren möchten; Ausgabe der Ehrenamtskarte.",
        "Mo–Fr 8:30–12:00, Do auch 14:00–18:00",
        "Stufenloser Zugang, Aufzug, Behindertenparkplatz, Leichte Sprache",
    ),
    InstitutionGroup(
        "pflege",
        6,
        InstitutionKind.SOCIAL_SERVICE,
        "Seniorenhaus {e} {o}",
        "Soziale Einrichtung",
        "Senioren, Besuchsdienst",
        "Wohnen und Pflege für 64 Menschen, mit Garten, Chor und einem Café, das allen offensteht.",
        "täglich 8:00–19:00",
        "Stufenloser Zugang, Aufzug, Rollstuhlgerechte Toilette, Induktionsanlage",
    ),
    InstitutionGroup(
        "familie",
        4,
        InstitutionKind.OTHER,
        "Mehrgenerationenhaus {e} {o}",
        "Begegnungsstätte",
        "Kinder und Familie, Seniorentreff",
        "Offener Treff, Krabbelgruppe, Digitalsprechstunde und Mittagstisch unter einem Dach.",
        "Mo–Fr 9:00–17:00",
        "Stufenloser Zugang, Rollstuhlgerechte Toilette, Mehrsprachig",
    ),
)

INITIATIVES: Final = (
    ("Repaircafé {e}", "Reparaturcafé", "Gemeinsam reparieren statt wegwerfen, jeden ersten Samstag im Monat."),
    ("Essbare Beete {e}", "Garten", "Gemüse für alle auf öffentlichen Flächen: säen, gießen, ernten."),
    ("Lesepaten {e}", "Vorlesen", "Wir lesen Kindern vor und hören ihnen beim Lesen zu."),
    ("Klimatisch {e}", "Klimaschutz", "Ein Tisch, an dem Ideen für Energie und Verkehr zu Projekten werden."),
    ("Sprachcafé {e}", "Sprachcafé", "Deutsch üben bei Tee und Gebäck, ohne Anmeldung und ohne Noten."),
    ("Digitalsprechstunde {e}", "Digitalhilfe", "Geduldige Hilfe mit Smartphone, Tablet und Formularen im Netz."),
    ("Bürgerbus {e}", "Bürgerbus", "Ehrenamtlich gefahren, telefonisch bestellt, von Dorf zu Dorf."),
    ("Dorfcafé {e}", "Seniorentreff", "Kuchen, Karten und Gespräche am Mittwochnachmittag."),
    ("Fluthilfe {e}", "Fluthilfe", "Aus der Nachbarschaft entstanden, für die Nachbarschaft geblieben."),
    ("Spielplatzpaten {e}", "Spielplatzpaten", "Wir schauen nach, fegen und melden, was kaputt ist."),
    ("Bündnis Miteinander {e}", "Demokratie", "Feste, Gespräche und Gedenken für ein offenes Zusammenleben."),
    ("Kleidertausch {e}", "Kleiderkammer", "Zweimal im Jahr wechselt alles Gute den Schrank."),
    ("Wandertaxi {e}", "Fahrdienst", "Wir bringen Menschen mit Gehhilfe dorthin, wo der Weg schön ist."),
    ("Werkbank {e}", "Maker", "Offene Werkstatt mit Lötkolben, Nähmaschine und 3D-Drucker."),
)
