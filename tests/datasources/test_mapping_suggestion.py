"""A mapping is proposed from headings, for a person to read."""

import json

import pytest

from datasources.connectors.content import Content
from datasources.connectors.suggestion import suggest_mapping
from datasources.problems import Problem
from datasources.vocabulary import SourceKind
from tests.datasources.reading import read


def test_mapping_is_proposed_from_headings() -> None:
    table = (
        "Lfd. Nr.;Vereinsname;Straße;PLZ;Ort;Homepage;E-Mail;Gründungsdatum;Mitglieder;Unbekannt\n"
        "1;TV;A 1;56751;Polch;x.de;a@b.de;1.2.1902;5;?\n"
    )
    mapping = suggest_mapping(Content("liste", data=table.encode("cp1252")), SourceKind.CSV)
    assert mapping == {
        "record": "organization",
        "origin_id": "Lfd. Nr.",
        "fields": {
            "name": "Vereinsname",
            "website": "Homepage",
            "foundingDate": "Gründungsdatum",
            "memberCount": "Mitglieder",
            "seat": {"street": "Straße", "postalCode": "PLZ", "locality": "Ort"},
            "contactPoints": {"email": "E-Mail", "public": False},
        },
    }
    assert isinstance(mapping, dict)
    assert read("CSV", table, mapping).fields["seat"]["locality"] == "Polch"


@pytest.mark.parametrize(
    ("table", "record", "fields"),
    [
        (
            "Datum;Uhrzeit;Veranstaltung;Veranstalter;Ort\n4.7.2026;18:00;Fest;TV;Polch\n",
            "event",
            {"name", "organizerName", "location", "schedule"},
        ),
        (
            "Gesucht;Verein;Stunden;E-Mail\nTrainer;TV;2 Stunden;a@b.de\n",
            "opportunity",
            {"title", "organization", "hours", "contact"},
        ),
    ],
)
def test_proposal_tells_events_and_opportunities(table: str, record: str, fields: set[str]) -> None:
    mapping = suggest_mapping(Content("liste", data=table.encode()), SourceKind.CSV)
    assert isinstance(mapping, dict)
    proposed = mapping["fields"]
    assert isinstance(proposed, dict)
    assert (mapping["record"], set(proposed)) == (record, fields)
    assert len(read("CSV", table, mapping).drafts) == 1


def test_proposal_of_objects_and_of_what_cannot_be_read() -> None:
    document = json.dumps(
        {"features": [{"type": "Feature", "properties": {"titel": "TV", "plz": "56751"}, "geometry": None}]}
    )
    mapping = suggest_mapping(Content("liste", data=document.encode()), SourceKind.GEOJSON)
    assert mapping == {"record": "organization", "fields": {"name": "titel", "seat": {"postalCode": "plz"}}}
    assert isinstance(suggest_mapping(Content("liste", data=b"{"), SourceKind.JSON), Problem)
    assert isinstance(suggest_mapping(Content("liste", data=b""), SourceKind.XML), Problem)
