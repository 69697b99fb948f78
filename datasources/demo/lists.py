"""The lists of organisations in the demo district, each as its keeper would write it.

    vereinsregister.csv      cp1252, semicolons     every registered club, with the register's spelling
    kreisverzeichnis.csv     UTF-8 with BOM, commas what clubs told the district: short names, contacts, some mistakes
    sportkreis.json          clubs and departments  the sports federation: member numbers, departments of clubs
    einrichtungen.geojson    points on a map        schools, kindergartens, fire brigades, libraries, …
    initiativen.json         an object by key       with a second table of meeting places

Lists overlap: most clubs are in two of them under the same register number, with values that differ. A few rows are
wrong on purpose, and each says so in the comment beside it here.
"""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from random import Random
from typing import Final

from datasources.demo.district import COURT, Organization
from datasources.drafts import Json
from datasources.vocabulary import OrganizationType

MAIFELD: Final = "071375002"
"""The association that keeps a list of its own, as a workbook."""

_SPORT_LEFT_OUT: Final = 7
"""Every seventh sports club is no member of the federation."""


def vereinsregister(organizations: Iterable[Organization]) -> bytes:
    """The register's extract: names and addresses as entered long ago."""
    rows = [
        (
            COURT,
            f"VR {each.register_number}",
            each.name,
            "e. V.",
            each.place,
            each.street,
            each.postal_code,
            each.founded.strftime("%d.%m.%Y") if each.founded else "",
            _STATUS.get((each.register_number or 0) % 97, "eingetragen"),
        )
        for each in organizations
        if each.register_number is not None
    ]
    heading = ("Gericht", "Nummer", "Name", "Rechtsform", "Sitz", "Straße", "PLZ", "Satzung vom", "Status")
    return _csv(heading, rows, delimiter=";").encode("cp1252")


def kreisverzeichnis(organizations: Iterable[Organization]) -> bytes:
    """The district's own list: what clubs filled into a form. It holds private contacts and birthdays."""
    random = Random("Kreisverzeichnis")
    rows: list[tuple[str, ...]] = []
    for place, (number, each) in enumerate(listed_by_district(organizations), 1):
        register = f"VR {each.register_number}, AG {COURT}" if each.register_number is not None else ""
        if place % 31 == 0:
            register = ""  # a club that did not know its number: it stays a second entry until someone matches it
        founded = str(each.founded.year) if each.founded else ""
        topics, website = each.topics, each.website
        name = each.short if random.random() < 0.4 and register else each.name
        if place == 40:
            founded = "31.02.1987"  # no such day: DATE_NOT_OF_FORMAT
        if place == 70:
            topics += ", Quidditch"  # no topic of ours: CATEGORY_UNKNOWN
        if place == 100:
            website = "siehe Aushang"  # no address: URL_UNREADABLE
        if place == 150:
            name = ""  # a row without a name: FIELD_MISSING, refused
        street = each.street if random.random() < 0.8 else f"Postfach {random.randint(10, 99)} 0{random.randint(1, 9)}"
        rows.append(
            (
                number,
                name,
                each.short,
                "Verein",
                topics,
                each.purposes,
                register,
                founded,
                str(_older(each.members, random)),
                f"{street}, {each.postal_code} {each.place}",
                f"{each.lat:.5f}".replace(".", ","),
                f"{each.lon:.5f}".replace(".", ","),
                website,
                each.email,
                f"({each.telephone[:3]}) {each.telephone[4:]}",
                each.person.role,
                each.person.name,
                each.person.email,
                each.person.telephone,
                each.person.birthday.strftime("%d.%m.%Y"),
                each.text,
            )
        )
    heading = (
        "ID",
        "Vereinsname",
        "Kurzname",
        "Art",
        "Sparten",
        "Gemeinnützige Zwecke",
        "Vereinsregister",
        "Gegründet",
        "Mitglieder",
        "Anschrift",
        "Breite",
        "Länge",
        "Homepage",
        "E-Mail",
        "Telefon",
        "Funktion",
        "Ansprechperson",
        "E-Mail privat",
        "Telefon privat",
        "Geburtstag",
        "Beschreibung",
    )
    return _csv(heading, rows, delimiter=",").encode("utf-8-sig")


def listed_by_district(organizations: Iterable[Organization]) -> Iterator[tuple[str, Organization]]:
    """The clubs in the district's list under their numbers: Maifeld's aside, and a sixth that told it nothing."""
    listed = [
        each
        for each in organizations
        if each.type is OrganizationType.CLUB and each.parent is None and each.association != MAIFELD
    ]
    for number, each in enumerate(listed, 1):
        if number % 6 or each.register_number is None:
            yield f"MK-{number:04d}", each


def maifeld(organizations: Iterable[Organization]) -> Iterator[Organization]:
    """The clubs of the association that keeps its list in the hub's own template."""
    for each in organizations:
        if each.type is OrganizationType.CLUB and each.association == MAIFELD and each.parent is None:
            yield each


def sportkreis(organizations: Sequence[Organization]) -> bytes:
    """The sports federation's members, and the departments of the large ones in a list of their own."""
    random = Random("Sportkreis")
    clubs = [each for each in organizations if each.sport and each.parent is None]
    members: list[Json] = []
    for number, each in enumerate(clubs, 1):
        if number % _SPORT_LEFT_OUT == 0 and not any(other.parent == each.key for other in organizations):
            continue
        members.append(
            {
                "verbandsnummer": _federation_number(each),
                "name": each.short,
                "register": None if each.register_number is None else f"VR {each.register_number}",
                "sportarten": list(each.topics.split(", ")),
                "mitglieder": {"gesamt": each.members, "jugend": (each.members or 0) // 3},
                "web": each.website.replace("https://www.", "http://"),
                "sitz": {"plz": each.postal_code, "ort": each.place, "ags": each.area.ags},
                "gruendung": each.founded.isoformat() if each.founded else None,
                "gaeste_willkommen": random.random() < 0.8,
            }
        )
    # A member listed twice under one register number, as such lists have it: an ingest problem, and nothing is merged.
    twin = members[-1]
    assert isinstance(twin, dict)
    members.append({**twin, "verbandsnummer": f"{twin['verbandsnummer']}-B", "name": f"{twin['name']} (Jugend)"})
    departments: list[Json] = []
    for club in clubs:
        for place, each in enumerate((each for each in organizations if each.parent == club.key), 1):
            departments.append(
                {
                    "nummer": f"{_federation_number(club)}-{place}",
                    "name": each.name,
                    "hauptverein": _federation_number(club),
                    "sportart": each.topics,
                    "mitglieder": each.members,
                    "leitung": {"name": each.person.name, "mobil": each.person.telephone},
                    "kontakt": each.email,
                    "ags": each.area.ags,
                }
            )
    return _json({"stand": "2026-01-01", "vereine": members, "abteilungen": departments})


def einrichtungen(organizations: Iterable[Organization]) -> bytes:
    """Institutions as points of a map."""
    features: list[Json] = []
    for number, each in enumerate((each for each in organizations if each.group is not None), 1):
        group = each.group
        assert group is not None
        features.append(
            {
                "type": "Feature",
                "id": f"einrichtung-{number}",
                "geometry": {"type": "Point", "coordinates": [each.lon, each.lat]},
                "properties": {
                    "schluessel": each.key,
                    "name": each.name,
                    "art": "Sternwarte" if number == 66 else group.label,  # 66: no kind of ours
                    "themen": each.topics,
                    "beschreibung": each.text,
                    "oeffnungszeiten": group.hours or None,
                    "barrierefrei": group.access or None,
                    "strasse": each.street,
                    "plz": each.postal_code,
                    "ort": each.place,
                    "ags": each.area.ags,
                    "telefon": f"+49 30 23125 {each.telephone[-3:]}",
                    "email": each.email,
                    "web": each.website,
                    "leitung": each.person.name,
                },
            }
        )
    return _json({"type": "FeatureCollection", "features": features})


def initiativen(organizations: Iterable[Organization]) -> bytes:
    """Initiatives by key, and where they meet in a second table."""
    listed = [each for each in organizations if each.type is OrganizationType.INITIATIVE]
    return _json(
        {
            "initiativen": {
                each.key: {
                    "titel": each.name,
                    "thema": each.topics,
                    "worum_es_geht": each.text,
                    "netz": each.website,
                    "mail": each.email,
                    "privat": {"wer": each.person.name, "handy": each.person.telephone},
                }
                for each in listed
            },
            "treffpunkte": [
                {
                    "initiative": each.key,
                    "ort": each.hall,
                    "strasse": each.street,
                    "plz": each.postal_code,
                    "gemeinde": each.place,
                    "ags": each.area.ags,
                    "lage": [each.lat, each.lon],
                }
                for each in listed
            ],
        }
    )


def _federation_number(organization: Organization) -> str:
    """A number of the invented federation. Every sports club here is registered."""
    return f"SK-{organization.register_number}"


def _older(members: int | None, random: Random) -> int:
    """What a club reported some time ago."""
    return max(7, (members or 20) + random.randint(-12, 9))


def _csv(heading: Sequence[str], rows: Iterable[Sequence[str]], *, delimiter: str) -> str:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(heading)
    writer.writerows(rows)
    return text.getvalue()


def _json(document: Json) -> bytes:
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


_STATUS: Final = {13: "in Liquidation", 57: "aufgelöst"}
