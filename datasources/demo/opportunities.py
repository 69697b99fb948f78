"""The lists of ways to help in the demo district, each as its keeper would write it.

ehrenamtsboerse.json      the district's exchange: names clubs by their number in the district's list
mitmachen.tsv             a newspaper's table: names clubs by their register number, one shift a row
engagement-karte.geojson  institutions on a map: names them by the key of their own map
helfer.xlsx               helpers for a town's feasts: names the date in the town's calendar (`helpers`)
"""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Final
from zoneinfo import ZoneInfo

from datasources.demo.calendars import Calendar, event_uid, feast_day
from datasources.demo.district import Organization
from datasources.demo.lists import MAIFELD, listed_by_district
from datasources.demo.offers import OFFERS, Offer
from datasources.demo.programme import FEASTS, Feast
from datasources.drafts import Json
from datasources.vocabulary import Commitment, HoursUnit, OrganizationType, RemoteMode

_NEWSPAPER: Final = frozenset({MAIFELD, "071375003", "071375004"})
"""Associations whose clubs advertise in the newspaper: Maifeld, Vordereifel, Mendig."""

_EACH_OFFER: Final = 3
_BERLIN = ZoneInfo("Europe/Berlin")
_PER: Final = {
    HoursUnit.TOTAL: "insgesamt",
    HoursUnit.DAY: "pro Tag",
    HoursUnit.WEEK: "pro Woche",
    HoursUnit.MONTH: "pro Monat",
    HoursUnit.YEAR: "pro Jahr",
}
_COMMITMENT: Final = {
    Commitment.SPONTANEOUS: "spontan",
    Commitment.ONE_TIME: "einmalig",
    Commitment.PROJECT: "Projekt",
    Commitment.REGULAR: "regelmäßig",
    Commitment.OFFICE: "Amt",
}
_REMOTE: Final = {RemoteMode.NO: "vor Ort", RemoteMode.POSSIBLE: "auch online", RemoteMode.FULL: "online"}


@dataclass(frozen=True, slots=True)
class Shift:
    """One stretch of time in which so many are needed."""

    start: datetime
    end: datetime
    capacity: int


@dataclass(frozen=True, slots=True)
class Opportunity:
    """An offer of one organisation, with its dates."""

    id: str
    offer: Offer
    organization: Organization
    start: date | None
    end: date | None
    apply_by: date | None
    shifts: tuple[Shift, ...]


def opportunities(organizations: Sequence[Organization]) -> tuple[Opportunity, ...]:
    """About 150 of them: each offer made by three organisations that would make it."""
    random = Random("Ehrenamt")
    in_district_list = {each.key for _, each in listed_by_district(organizations)}
    made: list[Opportunity] = []
    for offer in OFFERS:
        askers = [
            each
            for each in organizations
            if each.kind in offer.kinds
            and (
                each.type is OrganizationType.INSTITUTION
                or (each.association in _NEWSPAPER and each.register_number is not None)
                or (each.key in in_district_list and each.association not in _NEWSPAPER)
            )
        ]
        for each in random.sample(askers, min(_EACH_OFFER, len(askers))):
            made.append(_opportunity(f"EA-{len(made) + 1:03d}", offer, each, random))
    return tuple(made)


def ehrenamtsboerse(made: Iterable[Opportunity], organizations: Sequence[Organization]) -> bytes:
    """The exchange of the district. One entry has no title, one a deadline that is no date: both on purpose."""
    numbers = {each.key: number for number, each in listed_by_district(organizations)}
    entries: list[Json] = []
    for each in made:
        asker, offer = each.organization, each.offer
        if asker.type is not OrganizationType.CLUB or asker.association in _NEWSPAPER:
            continue
        place = len(entries) + 1
        deadline = each.apply_by.isoformat() if each.apply_by else None
        entries.append(
            {
                "id": each.id,
                "titel": "" if place == 30 else offer.title,
                "text": f"{offer.text}\n\n**{asker.short}** freut sich auf Sie.",
                "verein": numbers[asker.key],
                "art": _COMMITMENT[offer.commitment],
                "stunden": {
                    "von": offer.hours[0],
                    "bis": offer.hours[1],
                    "je": _PER[offer.per],
                    "frei_einteilbar": offer.flexible,
                },
                "termine": [
                    {
                        "nr": str(number),
                        "von": shift.start.isoformat(),
                        "bis": shift.end.isoformat(),
                        "plaetze": shift.capacity,
                    }
                    for number, shift in enumerate(each.shifts, 1)
                ],
                "beginn": each.start.isoformat() if each.start else None,
                "ende": each.end.isoformat() if each.end else None,
                "bewerbung_bis": "demnächst" if place == 50 else deadline,
                "thema": _listed(asker.topics),
                "kenntnisse": [offer.skills] if offer.skills else [],
                "voraussetzungen": _listed(offer.needs),
                "sprachen": _listed(offer.languages),
                "mindestalter": offer.min_age,
                "plaetze": offer.places,
                "ort": _REMOTE[offer.remote],
                "ehrenamtskarte": offer.card,
                "treffpunkt": {
                    "name": asker.hall,
                    "strasse": asker.street,
                    "plz": asker.postal_code,
                    "ort": asker.place,
                    "ags": asker.area.ags,
                    "lage": {"lat": asker.lat, "lon": asker.lon},
                },
                "kontakt": {"rolle": "Ehrenamt", "email": asker.email, "telefon": asker.telephone},
                "ansprechperson": {"name": asker.person.name, "mobil": asker.person.telephone},
            }
        )
    return (json.dumps({"stand": "2026-01-05", "angebote": entries}, ensure_ascii=False, indent=1) + "\n").encode()


def mitmachen(made: Iterable[Opportunity]) -> bytes:
    """The newspaper's table, with tabs."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter="\t", lineterminator="\n")
    writer.writerow(
        (
            "Anzeige",
            "Überschrift",
            "Text",
            "Vereinsregister",
            "Wie oft",
            "Aufwand",
            "Datum",
            "Von",
            "Bis",
            "Plätze",
            "Je Schicht",
            "Los geht's",
            "Anmelden bis",
            "Können",
            "Nötig",
            "Außerdem nötig",
            "Ab Alter",
            "Treffpunkt",
            "Kontakt",
            "Chiffre-Telefon",
        )
    )
    for each in made:
        asker, offer = each.organization, each.offer
        if asker.type is not OrganizationType.CLUB or asker.association not in _NEWSPAPER:
            continue
        shift = each.shifts[0] if each.shifts else None
        writer.writerow(
            (
                each.id,
                offer.title,
                offer.text,
                f"Koblenz VR {asker.register_number}",
                _COMMITMENT[offer.commitment],
                _hours_in_words(offer),
                f"{shift.start:%d.%m.%Y}" if shift else "",
                f"{shift.start:%H:%M}" if shift else "",
                f"{shift.end:%H:%M}" if shift else "",
                str(offer.places or ""),
                str(shift.capacity) if shift else "",
                f"{each.start:%d.%m.%Y}" if each.start else "",
                f"{each.apply_by:%d.%m.%Y}" if each.apply_by else "",
                offer.skills,
                *_first_two(offer.needs),
                f"ab {offer.min_age} Jahren" if offer.min_age else "",
                f"{asker.street}, {asker.postal_code} {asker.place}",
                asker.email,
                asker.person.telephone,
            )
        )
    return text.getvalue().encode()


def engagement_karte(made: Iterable[Opportunity]) -> bytes:
    """What institutions ask for, as points of a map. One asks for a skill that no list knows, on purpose."""
    features: list[Json] = []
    for each in made:
        asker, offer = each.organization, each.offer
        if asker.type is not OrganizationType.INSTITUTION:
            continue
        features.append(
            {
                "type": "Feature",
                "id": each.id,
                "geometry": {"type": "Point", "coordinates": [asker.lon, asker.lat]},
                "properties": {
                    "titel": offer.title,
                    "beschreibung": offer.text,
                    "einrichtung": asker.key,
                    "art": _COMMITMENT[offer.commitment],
                    "stunden_min": offer.hours[0],
                    "stunden_max": offer.hours[1],
                    "je": _PER[offer.per],
                    "themen": asker.topics,
                    "kenntnisse": "Teleportieren" if len(features) == 20 else offer.skills,
                    "voraussetzungen": _listed(offer.needs),
                    "mindestalter": offer.min_age,
                    "plaetze": offer.places,
                    "ab": each.start.isoformat() if each.start else None,
                    "bis": each.end.isoformat() if each.end else None,
                    "einsaetze": [
                        {"von": shift.start.isoformat(), "bis": shift.end.isoformat(), "plaetze": shift.capacity}
                        for shift in each.shifts
                    ],
                    "sprachen": offer.languages,
                    "karte": "ja" if offer.card else "nein",
                    "barrierefrei": asker.group.access if asker.group else None,
                    "mail": asker.email,
                },
            }
        )
    return (
        json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False, indent=1) + "\n"
    ).encode()


HELPERS_HEADING: Final = (
    "Nr",
    "Aufgabe",
    "Beschreibung",
    "Termin",
    "Einrichtung",
    "Datum",
    "Von",
    "Bis",
    "Plätze",
    "Mindestalter",
    "Anmeldung bis",
    "Kontakt",
)


def helpers(calendar: Calendar) -> list[tuple[str | int | date | time, ...]]:
    """Rows of the workbook of helpers for the feasts of a town's calendar."""
    rows: list[tuple[str | int | date | time, ...]] = []
    tasks = (
        ("Aufbau", "Stände stellen und Kabel legen.", time(8), time(11), 12, 16),
        ("Infostand", "Fragen beantworten und den Weg zeigen.", time(11), time(15), 4, 16),
        ("Kinderprogramm", "Schminken, Sackhüpfen, Luftballons.", time(14), time(18), 6, 14),
    )
    feasts: list[Feast] = [each for each in FEASTS["rathaus"] if each.days]
    for year in (2026, 2027):
        for feast in feasts:
            day = feast_day(feast, year)
            for title, text, start, end, places, age in tasks[: 3 if feast.month == 6 else 2]:
                rows.append(
                    (
                        f"H{len(rows) + 1:02d}",
                        f"{title} beim {feast.title}",
                        text,
                        event_uid(feast.title, calendar.organization, f"-{year}"),
                        calendar.organization.key,
                        day,
                        start,
                        end,
                        places,
                        age,
                        day - timedelta(days=10),
                        calendar.organization.email,
                    )
                )
    return rows


def _opportunity(number: str, offer: Offer, organization: Organization, random: Random) -> Opportunity:
    year = random.choice((2026, 2027))
    if offer.at:
        day = _saturday(year, offer.month)
        begin, length = datetime.combine(day, time.fromisoformat(offer.at), _BERLIN), timedelta(hours=offer.hours[0])
        shifts = tuple(
            Shift(begin + length * place, begin + length * (place + 1), offer.places or 4)
            for place in range(offer.shifts)
        )
        return Opportunity(number, offer, organization, day, day, day - timedelta(days=7), shifts)
    if offer.month:
        begin_day = date(year, offer.month, random.randint(2, 9))
        end_day = begin_day + timedelta(days=offer.days)
        return Opportunity(number, offer, organization, begin_day, end_day, begin_day - timedelta(days=1), ())
    if offer.commitment is Commitment.OFFICE:
        vote = date(year, 3, random.randint(5, 28))
        return Opportunity(number, offer, organization, vote, None, vote - timedelta(days=21), ())
    start = date(year, random.randint(1, 11), 1) if random.random() < 0.5 else None
    return Opportunity(number, offer, organization, start, None, None, ())


def _listed(texts: str) -> list[Json]:
    return list(texts.split(", ")) if texts else []


def _first_two(texts: str) -> tuple[str, str]:
    """The table has two columns for what is needed."""
    first, _, rest = texts.partition(", ")
    return first, rest.partition(", ")[0]


def _saturday(year: int, month: int) -> date:
    first = date(year, month, 8)
    return first + timedelta(days=(5 - first.weekday()) % 7)


def _hours_in_words(offer: Offer) -> str:
    least, most = (f"{value:g}".replace(".", ",") for value in offer.hours)
    span = least if least == most else f"{least}–{most}"
    return f"{span} Stunden {_PER[offer.per]}"
