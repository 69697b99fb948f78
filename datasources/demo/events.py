"""Two tables of single dates, beside the calendars, each kept by an association of municipalities.

veranstaltungen.csv  cp1252, semicolons, German dates; names organisers in words
termine.xlsx         the hub's own template, filled in by the association Maifeld (rows from `maifeld_dates`)
"""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from datasources.demo.calendars import YEARS, calendars, feast_day
from datasources.demo.district import Organization
from datasources.demo.lists import MAIFELD
from datasources.demo.programme import FEASTS, Feast

WEISSENTHURM: Final = "071375008"
"""The association that keeps its dates as a table."""


@dataclass(frozen=True, slots=True)
class Announcement:
    """A single date as tables hold it. Without times it is all-day, `last` included."""

    title: str
    text: str
    first: date
    last: date
    start: time | None
    end: time | None
    topics: str
    free: bool
    organization: Organization


def veranstaltungen(organizations: Iterable[Organization]) -> bytes:
    """The table of Weißenthurm. One row names a day that does not exist, on purpose."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    heading = ("Lfd. Nr.", "Von", "Bis", "Beginn", "Ende", "Veranstaltung", "Info", "Ort", "Adresse", "Veranstalter")
    writer.writerow((*heading, "Rubrik", "Eintritt frei"))
    for number, each in enumerate(_announcements(organizations, WEISSENTHURM), 1):
        owner = each.organization
        writer.writerow(
            (
                f"WT-{number:03d}",
                "30.02.2026" if number == 7 else f"{each.first:%d.%m.%Y}",
                f"{each.last:%d.%m.%Y}",
                f"{each.start:%H:%M} Uhr" if each.start else "",
                f"{each.end:%H:%M} Uhr" if each.end else "",
                each.title,
                each.text,
                owner.hall,
                f"{owner.street}, {owner.postal_code} {owner.place}",
                owner.name,
                each.topics.replace(",", " / "),
                "ja" if each.free else "nein",
            )
        )
    return text.getvalue().encode("cp1252")


def maifeld_dates(organizations: Iterable[Organization]) -> Iterator[Announcement]:
    """The dates of Maifeld's clubs that keep no calendar of their own."""
    yield from _announcements(organizations, MAIFELD)


def _announcements(organizations: Iterable[Organization], within: str) -> Iterator[Announcement]:
    """The feasts of all below a key whose calendars are not among the sixty."""
    listed = tuple(organizations)
    with_calendar = {each.organization.key for each in calendars(listed)}
    for each in listed:
        if each.area.ars.startswith(within) and each.key not in with_calendar:
            for feast in FEASTS.get(each.kind, ()):
                for year in YEARS:
                    yield _announcement(feast, year, each)


def _announcement(feast: Feast, year: int, organization: Organization) -> Announcement:
    day = feast_day(feast, year)
    start = time.fromisoformat(feast.at) if feast.at else None
    end = datetime.combine(day, start or time()) + timedelta(minutes=feast.minutes)
    last = end.date() if start else day + timedelta(days=feast.days - 1)
    return Announcement(
        feast.title,
        feast.text,
        day,
        last,
        start,
        end.time() if start else None,
        feast.topics,
        feast.free,
        organization,
    )
