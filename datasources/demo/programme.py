"""What happens in the demo district: series and feasts by kind of organisation.

Rules are written as calendars write them; every series ends with 2027, so that the demo looks the same on any day.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Series:
    """A series: `rule` without its end, `at` the local start. `breaks` leaves out school holidays."""

    title: str
    rule: str
    at: str
    minutes: int
    topics: str
    text: str
    breaks: bool = True


@dataclass(frozen=True, slots=True)
class Feast:
    """A date of each year: the `nth` (−1 the last) weekday (0 Monday) of a month.

    With `days` it is all-day and lasts so many; else it begins `at` and lasts `minutes`.
    """

    title: str
    month: int
    nth: int
    weekday: int
    topics: str
    text: str
    at: str = ""
    minutes: int = 0
    days: int = 0
    free: bool = True


WEEKLY, FORTNIGHTLY = "FREQ=WEEKLY;BYDAY={}", "FREQ=WEEKLY;INTERVAL=2;BYDAY={}"
MONTHLY: Final = "FREQ=MONTHLY;BYDAY={}"

SERIES: Final[dict[str, tuple[Series, ...]]] = {
    "turnverein": (
        Series(
            "Eltern-Kind-Turnen", WEEKLY.format("MO"), "16:00", 60, "Turnen,Kinder", "Für Kinder von 1 bis 3 Jahren."
        ),
        Series(
            "Kinderturnen", WEEKLY.format("WE"), "16:30", 75, "Turnen,Kinder", "Von 4 bis 9 Jahren, ohne Anmeldung."
        ),
        Series(
            "Wirbelsäulengymnastik", WEEKLY.format("TU,TH"), "19:00", 60, "Gesundheitssport", "Bitte Matte mitbringen."
        ),
        Series("Seniorensport", WEEKLY.format("FR"), "10:00", 60, "Turnen,Senioren", "Im Sitzen und im Stehen."),
    ),
    "fussball": (
        Series("Training Bambini", WEEKLY.format("TU"), "16:30", 60, "Fußball,Kinder", "Einfach vorbeikommen."),
        Series("Training Frauen", WEEKLY.format("MO,WE"), "19:00", 90, "Fußball", "Torhüterin gesucht!"),
        Series(
            "Walking Football", FORTNIGHTLY.format("TH"), "18:00", 60, "Fußball,Senioren", "Fußball im Gehen, ab 55."
        ),
    ),
    "chor": (
        Series("Chorprobe", WEEKLY.format("TH"), "20:00", 120, "Chor", "Schnuppern ist jederzeit möglich."),
        Series(
            "Offenes Singen", MONTHLY.format("1SU"), "15:00", 90, "Chor", "Für alle, die gern singen.", breaks=False
        ),
    ),
    "blasmusik": (
        Series("Orchesterprobe", WEEKLY.format("FR"), "19:30", 120, "Blasmusik", "Notenpulte bitte mitbringen."),
        Series("Jugendorchester", WEEKLY.format("FR"), "17:45", 75, "Blasmusik,Jugend", "Ab dem zweiten Lehrjahr."),
    ),
    "karneval": (
        Series("Training Kindergarde", WEEKLY.format("MO"), "17:00", 60, "Gardetanz,Karneval", "Von 5 bis 10 Jahren."),
        Series("Wagenbau", FORTNIGHTLY.format("SA"), "10:00", 240, "Karneval", "Hammer und gute Laune mitbringen."),
    ),
    "wandern": (
        Series("Tageswanderung", MONTHLY.format("3SU"), "09:30", 360, "Wandern", "Etwa 15 km, mit Rast.", breaks=False),
        Series("Feierabendrunde", FORTNIGHTLY.format("WE"), "18:00", 120, "Wandern", "Etwa 6 km, auch für Ungeübte."),
    ),
    "heimat": (
        Series("Heimatstube geöffnet", MONTHLY.format("1SU,3SU"), "14:00", 180, "Geschichte,Museum", "", breaks=False),
    ),
    "natur": (
        Series(
            "Pflegeeinsatz", MONTHLY.format("2SA"), "09:00", 180, "Naturschutz", "Feste Schuhe genügen.", breaks=False
        ),
    ),
    "nachbarschaft": (
        Series("Offene Sprechstunde", WEEKLY.format("TU"), "10:00", 120, "Nachbarschaftshilfe", "Auch per Telefon."),
    ),
    "jugend": (Series("Offener Treff", WEEKLY.format("TU,TH,FR"), "16:00", 240, "Jugendtreff", "Ab 12 Jahren."),),
    "feuerwehr": (
        Series(
            "Übungsabend", FORTNIGHTLY.format("MO"), "19:00", 120, "Feuerwehr", "Gäste sind willkommen.", breaks=False
        ),
        Series("Jugendfeuerwehr", WEEKLY.format("TH"), "17:30", 105, "Jugendfeuerwehr", "Von 10 bis 16 Jahren."),
    ),
    "buecherei": (
        Series("Vorlesestunde", WEEKLY.format("TH"), "16:00", 45, "Vorlesen,Kinder", "Für Kinder ab 4 Jahren."),
        Series(
            "Literaturkreis",
            MONTHLY.format("2TU"),
            "19:30",
            120,
            "Literatur",
            "Ein Buch, viele Meinungen.",
            breaks=False,
        ),
        Series("Spieleabend", MONTHLY.format("-1FR"), "19:00", 180, "Spiele", "Von Skat bis Siedeln.", breaks=False),
    ),
    "kirche": (
        Series("Gottesdienst", WEEKLY.format("SU"), "10:30", 60, "Gottesdienst", "Mit Kinderkirche.", breaks=False),
        Series("Seniorennachmittag", MONTHLY.format("2WE"), "14:30", 150, "Seniorentreff", "Mit Kaffee.", breaks=False),
    ),
    "rathaus": (
        Series("Wochenmarkt", WEEKLY.format("SA"), "08:00", 300, "Markt", "Obst, Brot, Blumen, Käse.", breaks=False),
        Series("Ratssitzung", MONTHLY.format("3TH"), "18:30", 150, "Gemeinderat", "Öffentlich, mit Fragestunde."),
        Series("Sprechstunde Ehrenamtskarte", MONTHLY.format("1TU"), "16:00", 120, "Ehrenamt", "", breaks=False),
    ),
    "familie": (
        Series("Krabbelgruppe", WEEKLY.format("TU"), "09:30", 90, "Krabbelgruppe", "Bis 18 Monate."),
        Series("Digitalsprechstunde", WEEKLY.format("WE"), "14:00", 120, "Digitalhilfe", "Gerät bitte mitbringen."),
        Series(
            "Mittagstisch", WEEKLY.format("TH"), "12:00", 90, "Nachbarschaftshilfe,Senioren", "Anmeldung bis Dienstag."
        ),
        Series("Sprachcafé", WEEKLY.format("FR"), "15:00", 120, "Sprachcafé", "Ohne Anmeldung."),
    ),
    "pflege": (
        Series("Singkreis", WEEKLY.format("WE"), "10:00", 60, "Chor,Senioren", "Auch für Gäste.", breaks=False),
        Series("Café für alle", WEEKLY.format("SU"), "14:30", 150, "Seniorentreff", "Selbst gebacken.", breaks=False),
    ),
    "schule": (Series("Schulgarten", WEEKLY.format("WE"), "14:00", 90, "Garten,Schule", "Eltern sind willkommen."),),
}

_FEST = "Für Essen und Getränke ist gesorgt; der Erlös kommt der Jugendarbeit zugute."

FEASTS: Final[dict[str, tuple[Feast, ...]]] = {
    "turnverein": (
        Feast("Jahreshauptversammlung", 3, 3, 4, "Sport", "Berichte, Wahlen, Ehrungen.", "19:30", 150),
        Feast("Sportfest", 6, 3, 5, "Sport,Kinder", _FEST, days=2),
        Feast("Nikolausturnen", 12, 1, 5, "Turnen,Kinder", "Der Nikolaus turnt mit.", "15:00", 120),
    ),
    "fussball": (
        Feast("Hallenturnier der Jugend", 1, 3, 5, "Fußball,Jugend", "Zwölf Mannschaften.", "09:00", 480),
        Feast("Dorfturnier", 7, 2, 5, "Fußball", _FEST, days=2),
    ),
    "chor": (
        Feast(
            "Frühjahrskonzert", 4, 3, 5, "Konzert,Chor", "Mit Gästen aus der Partnerstadt.", "18:00", 120, free=False
        ),
        Feast("Adventssingen", 12, 2, 6, "Konzert,Chor", "Danach Glühwein auf dem Platz.", "17:00", 90),
    ),
    "blasmusik": (
        Feast("Platzkonzert", 5, 3, 6, "Konzert,Blasmusik", "Bei Regen in der Halle.", "11:00", 120),
        Feast(
            "Jahreskonzert", 11, 3, 5, "Konzert,Blasmusik", "Filmmusik aus fünf Jahrzehnten.", "19:30", 150, free=False
        ),
    ),
    "karneval": (
        Feast("Kappensitzung", 1, 4, 5, "Karneval", "Kostüm erwünscht.", "19:11", 300, free=False),
        Feast("Kindersitzung", 1, -1, 6, "Karneval,Kinder", "Mit Kindergarde und Kamelle.", "14:11", 180),
        Feast("Sessionseröffnung", 11, 2, 5, "Karneval", "Pünktlich um 11:11 Uhr.", "11:11", 180),
    ),
    "kirmes": (
        Feast("Baumstellen", 4, -1, 4, "Brauchtum", "Mit vereinten Kräften.", "18:00", 180),
        Feast("Kirmes", 9, 1, 5, "Kirmes", _FEST, days=3),
    ),
    "wandern": (
        Feast("Volkswandertag", 10, 1, 5, "Wandern", "Strecken von 6, 12 und 20 km.", "07:00", 540),
        Feast("Fackelwanderung", 12, 3, 4, "Wandern", "Mit Punsch am Ziel.", "17:30", 150),
    ),
    "heimat": (
        Feast(
            "Tag des offenen Denkmals", 9, 2, 6, "Denkmal,Geschichte", "Führungen zu jeder vollen Stunde.", "10:00", 420
        ),
        Feast("Erzählabend", 2, 2, 4, "Geschichte,Mundart", "Auf Platt und auf Hochdeutsch.", "19:00", 120),
    ),
    "natur": (
        Feast("Krötenwanderung", 3, 2, 4, "Naturschutz", "Warnweste und Eimer stellen wir.", "19:00", 150),
        Feast("Fledermausnacht", 8, -1, 5, "Naturschutz,Kinder", "Mit Detektor durch die Nacht.", "20:30", 120),
    ),
    "nachbarschaft": (
        Feast("Nachbarschaftsfest", 5, -1, 4, "Nachbarschaftshilfe", "Jeder bringt etwas mit.", "16:00", 240),
    ),
    "jugend": (
        Feast("Zeltlager", 7, 4, 5, "Zeltlager,Jugend", "Anmeldung ab März.", days=8, free=False),
        Feast("Filmnacht", 11, 1, 4, "Jugend,Kino", "Popcorn gratis.", "20:00", 240),
    ),
    "feuerwehr": (
        Feast("Tag der offenen Tür", 5, 2, 6, "Feuerwehr", "Fahrzeugschau, Hüpfburg, Erbsensuppe.", "10:00", 480),
        Feast("Sankt-Martins-Feuer", 11, 2, 2, "Sankt Martin,Kinder", "Mit Pferd und Weckmann.", "17:30", 120),
    ),
    "buecherei": (
        Feast("Bücherflohmarkt", 3, 4, 5, "Flohmarkt,Bücher", "Jedes Buch ein Euro.", "10:00", 300),
        Feast("Sommerleseclub", 6, -1, 0, "Leseförderung,Kinder", "Lesen, stempeln, feiern.", days=40),
        Feast("Lange Lesenacht", 10, -1, 4, "Lesung", "Bis Mitternacht geöffnet.", "18:00", 360),
    ),
    "kirche": (
        Feast("Pfarrfest", 6, 4, 6, "Kirchengemeinde,Fest", _FEST, "11:00", 420),
        Feast("Adventsbasar", 11, -1, 6, "Basar", "Kränze, Plätzchen, Gestricktes.", "11:00", 360),
    ),
    "rathaus": (
        Feast("Neujahrsempfang", 1, 2, 6, "Ehrenamt", "Mit Ehrung langjährig Engagierter.", "11:00", 150),
        Feast("Dreck-weg-Tag", 3, 3, 5, "Dreck-weg-Tag", "Handschuhe und Zangen stellen wir.", "09:00", 180),
        Feast("Stadtfest", 6, 2, 5, "Fest", "Drei Bühnen, achtzig Vereine.", days=2),
        Feast("Weinfest", 9, 3, 4, "Weinfest", _FEST, days=3),
        Feast("Weihnachtsmarkt", 12, 1, 4, "Weihnachtsmarkt", "Über vierzig Stände.", days=3),
    ),
    "familie": (
        Feast("Kinderkleiderbasar", 3, 1, 5, "Basar,Kinder", "Gut erhalten, günstig.", "10:00", 240),
        Feast("Tag der Nachbarn", 5, -1, 4, "Nachbarschaft", "Lange Tafel im Hof.", "15:00", 240),
        Feast("Laternenbasteln", 10, -1, 2, "Basteln,Kinder", "Material ist da.", "15:00", 120),
    ),
    "pflege": (
        Feast("Sommerfest", 7, 1, 5, "Senioren,Fest", "Mit Tanzmusik.", "14:00", 240),
        Feast("Weihnachtskonzert", 12, 3, 6, "Konzert,Senioren", "Kinder singen für Ältere.", "15:00", 90),
    ),
    "schule": (
        Feast("Schulfest", 5, 4, 5, "Schule,Fest", _FEST, "10:00", 300),
        Feast("Lesenacht", 11, 3, 4, "Vorlesen,Schule", "Schlafsack nicht vergessen.", "18:00", 840),
    ),
}

SCHOOL_HOLIDAYS: Final = (
    ("2026-03-30", "2026-04-10"),
    ("2026-06-29", "2026-08-07"),
    ("2026-10-05", "2026-10-16"),
    ("2026-12-23", "2027-01-08"),
    ("2027-03-22", "2027-04-02"),
    ("2027-06-28", "2027-08-06"),
    ("2027-10-04", "2027-10-15"),
)
"""When series with `breaks` pause, both days included; close to the school year of Rhineland-Palatinate."""
