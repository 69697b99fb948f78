"""What the demo district asks people for: from an hour's help to an office for years."""

from dataclasses import dataclass
from typing import Final

from datasources.vocabulary import Commitment, HoursUnit, RemoteMode

SPONTANEOUS, ONE_TIME, PROJECT = Commitment.SPONTANEOUS, Commitment.ONE_TIME, Commitment.PROJECT
REGULAR, OFFICE = Commitment.REGULAR, Commitment.OFFICE
TOTAL, WEEK, MONTH, YEAR = HoursUnit.TOTAL, HoursUnit.WEEK, HoursUnit.MONTH, HoursUnit.YEAR


@dataclass(frozen=True, slots=True)
class Offer:
    """A way to help. `hours` is least and most per `per`; `kinds` those who ask for it.

    `month` is when a date or a project takes place, `days` how long a project lasts; one date has shifts from `at`,
    each as long as the least hours.
    """

    title: str
    text: str
    kinds: tuple[str, ...]
    commitment: Commitment
    hours: tuple[float, float]
    per: HoursUnit
    skills: str = ""
    needs: str = ""
    min_age: int | None = None
    places: int | None = None
    month: int = 0
    days: int = 0
    at: str = ""
    shifts: int = 1
    languages: str = ""
    remote: RemoteMode = RemoteMode.NO
    flexible: bool = False
    card: bool = False


_POLICE: Final = "erweitertes Führungszeugnis"
_CLUBS: Final = ("turnverein", "fussball", "chor", "blasmusik", "karneval", "heimat", "wandern", "verschoenerung")

# One row an offer, as in a table: formatted one argument a line, it takes ten pages.
# fmt: off
OFFERS: Final = (
    Offer("Kuchen backen fürs Sommerfest", "Blech oder Torte, süß oder salzig: Bitte bis 11 Uhr bringen.", _CLUBS,
          SPONTANEOUS, (1, 1), TOTAL, "Backen", month=7, at="10:00", places=12),
    Offer("Aufbau am Freitag", "Bänke, Zelt und Lichterketten: Viele Hände machen es leicht.", _CLUBS, SPONTANEOUS,
          (2, 2), TOTAL, "Anpacken", min_age=14, month=6, at="16:00", places=10),
    Offer("Theke beim Dorffest", "Getränke ausgeben und kassieren, immer zu zweit.", (*_CLUBS, "kirmes"), ONE_TIME,
          (3, 3), TOTAL, "Ausschank", min_age=16, month=8, at="15:00", shifts=3, places=4),
    Offer("Streckenposten am Wandertag", "An einer Kreuzung stehen, winken, Wasser reichen.",
          ("wandern", "turnverein"), ONE_TIME, (4, 4), TOTAL, "", min_age=16, month=10, at="07:30", shifts=2,
          places=6),
    Offer("Fahrerin oder Fahrer für den Zug", "Ein Traktor, ein Wagen, Schritttempo.", ("karneval",), ONE_TIME,
          (5, 5), TOTAL, "Fahren", "Führerschein", 18, 2, 2, at="12:00"),
    Offer("Bäume pflanzen", "Hundert junge Obstbäume warten auf ihr Loch.", ("natur", "garten", "verschoenerung"),
          ONE_TIME, (3, 3), TOTAL, "Gartenarbeit", min_age=10, month=11, at="09:30", places=20),
    Offer("Krötenzaun betreuen", "Zwei Wochen lang morgens Eimer leeren; wir zeigen, wie.", ("natur",), PROJECT,
          (1, 2), WEEK, "Naturkunde", min_age=12, month=3, days=21, places=8, flexible=True),
    Offer("Trainerin oder Trainer für die Bambini", "Einmal in der Woche toben mit System; die Lizenz zahlen wir.",
          ("fussball", "turnverein"), REGULAR, (1.5, 3), WEEK, "Trainer", _POLICE, 18, 2, card=True),
    Offer("Übungsleitung Seniorensport", "Beweglich bleiben im Sitzen und Stehen, freitags um zehn.", ("turnverein",),
          REGULAR, (1, 1.5), WEEK, "Übungsleiter", "Schulung, Erste Hilfe", 18, 1, card=True),
    Offer("Schiedsrichterin oder Schiedsrichter", "Lehrgang, Pfeife und Trikot stellt der Verein.", ("fussball",),
          REGULAR, (4, 8), MONTH, "Schiedsrichter", "Schulung", 14, 3, card=True),
    Offer("Kasse führen", "Belege buchen, Beiträge einziehen, einmal im Jahr berichten.",
          (*_CLUBS, "foerder-schule", "foerder-kita", "foerder-feuerwehr", "garten", "theater"), OFFICE, (2, 5),
          MONTH, "Buchhaltung", min_age=18, places=1, remote=RemoteMode.POSSIBLE, card=True),
    Offer("Erster Vorsitz", "Wir suchen jemanden, der gern moderiert; das Team steht.",
          ("chor", "heimat", "verschoenerung", "partnerschaft", "foerder-kita"), OFFICE, (4, 10), MONTH, "Leitung",
          min_age=18, places=1, card=True),
    Offer("Schriftführung", "Protokolle und Einladungen, vier Sitzungen im Jahr.", (*_CLUBS, "imker", "angeln"),
          OFFICE, (10, 25), YEAR, "Protokoll", min_age=16, places=1, remote=RemoteMode.POSSIBLE),
    Offer("Vereinsseite betreuen", "Termine eintragen, Bilder hochladen, gelegentlich aufräumen.",
          (*_CLUBS, "schach", "imker", "theater"), REGULAR, (1, 3), MONTH, "Webseiten", places=1,
          remote=RemoteMode.FULL, flexible=True),
    Offer("Notenwart gesucht", "Mappen sortieren, fehlende Stimmen finden.", ("chor", "blasmusik", "gospelchor"),
          REGULAR, (1, 2), MONTH, "Organisation", places=1, flexible=True),
    Offer("Instrumente putzen und richten", "Klappen ölen, Pauken stimmen, Kaffee trinken.",
          ("blasmusik", "spielmannszug"), PROJECT, (6, 10), TOTAL, "Reparatur", month=9, days=30, places=3),
    Offer("Kostüme nähen", "Dreißig Garderöckchen bis November, Maschinen sind da.", ("karneval", "theater"), PROJECT,
          (10, 30), TOTAL, "Nähen", month=9, days=60, places=5, flexible=True),
    Offer("Licht und Ton bei der Premiere", "Drei Abende am Pult, zwei Proben vorher.", ("theater", "gospelchor"),
          PROJECT, (12, 16), TOTAL, "Veranstaltungstechnik", min_age=16, month=4, days=14, places=2),
    Offer("Fotos digitalisieren", "Alte Bilder einscannen und beschriften, gern zu Hause.", ("heimat", "wandern"),
          PROJECT, (2, 4), WEEK, "EDV", month=1, days=90, places=3, remote=RemoteMode.POSSIBLE, flexible=True),
    Offer("Führung durch die Heimatstube", "Sonntags zwei Stunden erzählen, Einarbeitung inklusive.", ("heimat",),
          REGULAR, (2, 4), MONTH, "Stadtführung", places=3),
    Offer("Einkaufen für Nachbarn", "Einmal in der Woche mitbringen, was jemand nicht tragen kann.",
          ("nachbarschaft",), REGULAR, (1, 2), WEEK, "", places=8, flexible=True, card=True),
    Offer("Fahrdienst zum Arzt", "Mit dem eigenen Wagen oder unserem; Benzin wird ersetzt.",
          ("nachbarschaft", "hospiz"), REGULAR, (2, 4), WEEK, "Fahrdienst", "Führerschein", 21, 5, flexible=True,
          card=True),
    Offer("Telefonkette am Morgen", "Um neun kurz anrufen: Ist alles in Ordnung?", ("nachbarschaft", "pflege"),
          REGULAR, (0.5, 1), WEEK, "Zuhören", places=4, remote=RemoteMode.FULL),
    Offer("Lebensmittel sortieren", "Prüfen, putzen, Kisten packen, dienstags und freitags.", ("tafel",), REGULAR,
          (3, 3), WEEK, "Anpacken", "Schulung", 16, 6, card=True),
    Offer("Abholfahrt zu den Märkten", "Mit dem Kühlwagen, Führerschein Klasse B genügt.", ("tafel",), REGULAR,
          (3, 5), WEEK, "Fahrer", "Führerschein", 21, 3, card=True),
    Offer("Sprachcafé begleiten", "Deutsch sprechen, Tee trinken, lachen.", ("integration", "familie", "initiative"),
          REGULAR, (2, 2), WEEK, "Gespräche führen", languages="de, uk, ar", places=6),
    Offer("Zu Ämtern begleiten", "Formulare verstehen und Termine wahrnehmen.", ("integration", "familie"), REGULAR,
          (2, 6), MONTH, "Sprachmittlung", _POLICE, 18, 5, languages="de, fa, ar", flexible=True, card=True),
    Offer("Fahrräder reparieren", "Samstags in der Werkstatt, Ersatzteile sind da.",
          ("integration", "jugend", "initiative"), REGULAR, (3, 3), MONTH, "Fahrradreparatur", min_age=14, places=4),
    Offer("Sterbende begleiten", "Nach dem Befähigungskurs: da sein, zuhören, entlasten.", ("hospiz",), REGULAR,
          (2, 3), WEEK, "Zuhören", f"Schulung, {_POLICE}", 23, 10, card=True),
    Offer("Zeltlager: Betreuung", "Acht Tage Wald, Lagerfeuer und vierzig Kinder.", ("jugend", "pfadfinder"), PROJECT,
          (80, 100), TOTAL, "Jugendleiter", f"JuLeiCa, {_POLICE}, Erste Hilfe", 18, 8, 7, 8, card=True),
    Offer("Zeltlager: Küche", "Kochen für fünfzig, mit Gaskocher und Humor.", ("jugend", "pfadfinder"), PROJECT,
          (60, 80), TOTAL, "Kochen", _POLICE, 18, 3, 7, 8),
    Offer("Lesepatin oder Lesepate", "Eine Stunde, ein Kind, ein Buch.", ("grundschule", "kita", "buecherei"),
          REGULAR, (1, 1), WEEK, "Vorlesen", _POLICE, places=6, card=True),
    Offer("Hausaufgaben begleiten", "Zwei Nachmittage in der Woche, Fächer nach Neigung.", ("grundschule", "schule"),
          REGULAR, (1.5, 3), WEEK, "Nachhilfe", f"{_POLICE}, Masernschutz", 16, 5, card=True),
    Offer("Schulgarten gießen in den Ferien", "Eine Woche im Sommer, wann immer es passt.",
          ("grundschule", "schule", "kita"), PROJECT, (1, 2), WEEK, "Gartenarbeit", month=7, days=28, places=6,
          flexible=True),
    Offer("Spielgeräte streichen", "Ein Samstag, zwölf Pinsel, viel Farbe.", ("kita", "grundschule", "foerder-kita"),
          ONE_TIME, (4, 4), TOTAL, "Streichen", month=5, at="09:00", places=10),
    Offer("Ausleihe in der Bücherei", "Zwei Stunden am Tresen, eingearbeitet wird gründlich.", ("buecherei",),
          REGULAR, (2, 4), MONTH, "EDV", places=4),
    Offer("Bücher einbinden", "Folie, Schere, Geduld; gern in der Gruppe.", ("buecherei",), SPONTANEOUS, (1, 2),
          TOTAL, "Basteln", month=2, at="15:00", places=6),
    Offer("Aktiv in der Feuerwehr", "Grundausbildung, Übungsabende und das Gefühl, gebraucht zu werden.",
          ("feuerwehr",), REGULAR, (2, 4), WEEK, "Anpacken", "Schulung", 16, 10, card=True),
    Offer("Betreuung der Jugendfeuerwehr", "Technik erklären, Spiele spielen, Vorbild sein.", ("feuerwehr",), OFFICE,
          (2, 3), WEEK, "Jugendarbeit", f"JuLeiCa, {_POLICE}", 18, 2, card=True),
    Offer("Gulaschkanone beim Tag der offenen Tür", "Schneiden, rühren, ausgeben.",
          ("feuerwehr", "foerder-feuerwehr"), ONE_TIME, (4, 4), TOTAL, "Küche", month=5, at="09:00", shifts=2,
          places=4),
    Offer("Besuche im Seniorenhaus", "Spazieren, Karten spielen, zuhören.", ("pflege", "kirche"), REGULAR, (1, 2),
          WEEK, "Begleiten", _POLICE, 16, 8, flexible=True, card=True),
    Offer("Rollstuhlausflug begleiten", "Ein Nachmittag am Rhein, eine Person, ein Eis.", ("pflege",), ONE_TIME,
          (4, 4), TOTAL, "Begleiten", min_age=16, month=6, at="13:30", places=12),
    Offer("Digitalbotschafterin oder Digitalbotschafter", "Smartphones erklären, ohne zu seufzen.",
          ("familie", "initiative", "pflege"), REGULAR, (2, 4), MONTH, "EDV", "Schulung", places=4, card=True),
    Offer("Kerzen und Kränze binden", "Ein Abend mit Draht, Tanne und Plätzchen.", ("kirche", "landfrauen"),
          SPONTANEOUS, (2, 3), TOTAL, "Basteln", month=11, at="18:00", places=15),
    Offer("Messdienergruppe leiten", "Zu zweit eine Gruppenstunde gestalten.", ("kirche",), REGULAR, (2, 4), MONTH,
          "Jugendleiter", f"{_POLICE}, Einverständnis der Eltern", 15, 2),
    Offer("Beratung fürs Ehrenamt", "Menschen und Vereine zusammenbringen, donnerstags im Büro.", ("rathaus",),
          REGULAR, (2, 4), WEEK, "Beraten", "Schulung", 18, 2, card=True),
    Offer("Pflegestelle für Katzen", "Vier Wochen Gast auf dem Sofa; Tierarzt und Futter zahlen wir.",
          ("tierschutz",), PROJECT, (5, 7), WEEK, "Tierpflege", month=5, days=28, places=6),
    Offer("Hunde ausführen", "Zwei Pfoten oder vier: Hauptsache, raus.", ("tierschutz", "hundesport"), REGULAR,
          (1, 3), WEEK, "Hunde ausführen", min_age=16, places=10, flexible=True),
    Offer("Laden einräumen", "Ab sieben kommt die Ware, ab acht duftet es nach Brot.", ("dorfladen",), REGULAR,
          (2, 3), WEEK, "Verkauf", places=4),
    Offer("Gastfamilie für die Partnerstadt", "Drei Nächte Betten und Frühstück für zwei Gäste.", ("partnerschaft",),
          ONE_TIME, (10, 15), TOTAL, "Fremdsprachen", month=5, at="17:00", places=15, languages="fr, en"),
)
# fmt: on
