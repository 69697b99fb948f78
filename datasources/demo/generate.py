"""Makes the demo's feeds, and the calendars' part of hub-demo.toml: `python -m datasources.demo.generate`.

The same code gives the same bytes on every machine; the test that compares them with the files is what keeps both
honest. Words are changed in the modules beside this one, never in the files.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from datasources.demo import events, lists, opportunities
from datasources.demo.calendars import Calendar, calendars
from datasources.demo.district import COURT, Organization, organizations
from datasources.demo.workbooks import Value, workbook
from datasources.templates.clubs import CLUBS
from datasources.templates.dates import DATES
from datasources.templates.form import Template
from datasources.vocabulary import OrganizationType

HERE: Final = Path(__file__).parent
DECLARATION: Final = "hub-demo.toml"
LINE: Final = "# ── below this line: calendars"

_REFRESH_MINUTES: Final = (60, 180, 360, 720)


def files() -> dict[str, bytes]:
    """Every file of the demo by its path beside this module."""
    district = organizations()
    kept = calendars(district)
    made = opportunities.opportunities(district)
    town = kept[0]
    feeds = {
        "vereinsregister.csv": lists.vereinsregister(district),
        "kreisverzeichnis.csv": lists.kreisverzeichnis(district),
        "vereine-maifeld.xlsx": _maifeld_clubs(district),
        "sportkreis.json": lists.sportkreis(district),
        "einrichtungen.geojson": lists.einrichtungen(district),
        "initiativen.json": lists.initiativen(district),
        "veranstaltungen.csv": events.veranstaltungen(district),
        "termine-maifeld.xlsx": _maifeld_dates(district),
        "ehrenamtsboerse.json": opportunities.ehrenamtsboerse(made, district),
        "mitmachen.tsv": opportunities.mitmachen(made),
        "engagement-karte.geojson": opportunities.engagement_karte(made),
        "helfer.xlsx": workbook("Helfer", opportunities.HELPERS_HEADING, opportunities.helpers(town)),
        **{f"kalender/{each.key}.ics": each.content for each in kept},
    }
    declared = (HERE / DECLARATION).read_text(encoding="utf-8").split(LINE)[0]
    line = f"{LINE}, written by datasources/demo/generate.py {'─' * 42}\n"
    blocks = [_helpers_block(town), *(_calendar_block(number, each, district) for number, each in enumerate(kept))]
    text = "\n".join((declared + line, *blocks))
    return {**{f"feeds/{name}": content for name, content in feeds.items()}, DECLARATION: text.encode()}


def main() -> None:
    """Writes the files, and removes feeds that are no longer made."""
    made = files()
    for path in sorted((HERE / "feeds").rglob("*.*")):
        if str(path.relative_to(HERE)) not in made:
            path.unlink()
    for name, content in made.items():
        path = HERE / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _maifeld_clubs(district: Sequence[Organization]) -> bytes:
    rows: list[Mapping[str, Value]] = [
        {
            "origin_id": number,
            "name": each.name.removesuffix(" e. V."),
            "alternateNames": each.short,
            "type": "Verein",
            "legalForm": "eingetragener Verein" if each.register_number is not None else None,
            "registerCourt": COURT if each.register_number is not None else None,
            "registerNumber": f"VR {each.register_number}" if each.register_number is not None else None,
            "categories": each.topics,
            "charitablePurposes": each.purposes.replace(";", ","),
            "description": each.text,
            "website": each.website,
            "seat.street": each.street,
            "seat.postalCode": each.postal_code,
            "seat.locality": each.place,
            "seat.lat": each.lat,
            "seat.lon": each.lon,
            "seat.ags": each.area.ags,
            "contactPoints.role": "Vorstand",
            "contactPoints.email": each.email,
            "contactPoints.telephone": f"+49 30 23125 {each.telephone[-3:]}",
            "foundingDate": each.founded,
            "memberCount": (each.members or 0) + 3,
            "accessibility": _ACCESS[place % len(_ACCESS)],
        }
        for place, (number, each) in enumerate(_numbered(district))
    ]
    return _filled(CLUBS, rows)


def _maifeld_dates(district: Sequence[Organization]) -> bytes:
    rows: list[Mapping[str, Value]] = [
        {
            "origin_id": f"T-{number:03d}",
            "name": each.title,
            "schedule.date": each.first,
            "schedule.start_time": f"{each.start:%H:%M}" if each.start else None,
            "schedule.end_time": f"{each.end:%H:%M}" if each.end else None,
            "schedule.end_date": each.last if each.start is None else None,
            "description": each.text,
            "organizerName": each.organization.name,
            "location.name": each.organization.hall,
            "location.street": each.organization.street,
            "location.postalCode": each.organization.postal_code,
            "location.locality": each.organization.place,
            "categories": each.topics.replace(",", ", "),
            "isAccessibleForFree": "ja" if each.free else "nein",
            "status": "abgesagt" if number % 29 == 0 else None,
            "url": each.organization.website,
        }
        for number, each in enumerate(events.maifeld_dates(district), 1)
    ]
    return _filled(DATES, rows)


def _filled(template: Template, rows: Sequence[Mapping[str, Value]]) -> bytes:
    """A template filled in, rows by the paths of its columns; the example row is left, as people leave it."""
    paths = [each.path for each in template.headings]
    unknown = {path for row in rows for path in row} - set(paths)
    assert not unknown, f"no columns of the template: {sorted(unknown)}"
    filled = ([row.get(path) for path in paths] for row in rows)
    example: list[Value] = [each.example or None for each in template.headings]
    return workbook(template.title, [each.text for each in template.headings], [example, *filled])


def _numbered(district: Sequence[Organization]) -> Iterator[tuple[str, Organization]]:
    for number, each in enumerate(lists.maifeld(district), 1):
        yield f"MF-{number:02d}", each


def _helpers_block(town: Calendar) -> str:
    """Helpers for a town's feasts, each bound to the date in the town's calendar."""
    return f"""\
[[sources]]
key = "helfer"
name = "Helferliste: {town.organization.place} feiert"
kind = "XLSX"
file = "feeds/helfer.xlsx"
publisher = {{ name = "{town.organization.name} (erfunden)", municipality = "{town.organization.area.ars}" }}
{_CC0}
refresh_minutes = 180

[sources.mapping]
record = "opportunity"
origin_id = "Nr"

[sources.mapping.fields]
title = "Aufgabe"
description = "Beschreibung"
commitment = {{ constant = "ONE_TIME" }}
organization = {{ source = "einrichtungen", origin = "Einrichtung" }}
event = {{ source = "{town.key}", origin = "Termin" }}
shifts = [{{ date = "Datum", start_time = "Von", end_time = "Bis", capacity = "Plätze" }}]
start = "Datum"
end = "Datum"
applyBy = "Anmeldung bis"
places = "Plätze"
minAge = "Mindestalter"
contact = [{{ role = {{ constant = "Ehrenamtsbüro" }}, email = "Kontakt", public = true }}]
"""


def _calendar_block(number: int, calendar: Calendar, district: Sequence[Organization]) -> str:
    owner = calendar.organization
    return f"""\
[[sources]]
key = "{calendar.key}"
name = "{calendar.name}"
kind = "ICALENDAR"
file = "feeds/kalender/{calendar.key}.ics"
publisher = {{ name = "{owner.name} (erfunden)", url = "{owner.website}", municipality = "{owner.area.ars}" }}
{_CC0}
refresh_minutes = {_REFRESH_MINUTES[number % len(_REFRESH_MINUTES)]}
municipality = "{owner.area.ars}"
organizer = {_reference(owner, district)}
"""


def _reference(owner: Organization, district: Sequence[Organization]) -> str:
    """Whose calendar it is: by register number where there is one, else by the list that holds it."""
    if owner.type is OrganizationType.INSTITUTION:
        return f'{{ source = "einrichtungen", origin = "{owner.key}" }}'
    if owner.register_number is not None:
        return f'{{ identifier = {{ scheme = "DE-VR", value = "{COURT} VR {owner.register_number}" }} }}'
    for source, listed in (
        ("kreisverzeichnis", lists.listed_by_district(district)),
        ("vereine-maifeld", _numbered(district)),
    ):
        for number, each in listed:
            if each.key == owner.key:
                return f'{{ source = "{source}", origin = "{number}" }}'
    raise AssertionError(f"{owner.key} is in no list")


_ACCESS: Final = ("Stufenloser Zugang", "Teilweise stufenlos", "Haltestelle in der Nähe, Behindertenparkplatz")
_CC0: Final = (
    'license = { id = "CC0-1.0", name = "Creative Commons Zero 1.0",'
    ' url = "https://creativecommons.org/publicdomain/zero/1.0/" }'
)

if __name__ == "__main__":
    main()
