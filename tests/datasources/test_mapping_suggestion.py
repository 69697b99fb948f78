"""A mapping is proposed from headings, for a person to read."""

import json
from typing import Any

import pytest

from datasources.connectors.content import Content
from datasources.connectors.suggestion import suggest_mapping
from datasources.mapping import check_mapping
from datasources.mapping.declaration import RecordMapping
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


def proposed(document: object, kind: SourceKind = SourceKind.JSON) -> dict[str, Any]:
    data = document if isinstance(document, str) else json.dumps(document)
    mapping = suggest_mapping(Content("liste", data=data.encode()), kind)
    assert isinstance(mapping, dict)
    assert check_mapping(mapping, kind).__class__ is RecordMapping
    return mapping


def test_list_inside_an_object_is_found_and_known_by_its_name() -> None:
    offers = [{"id": 1, "titel": "Vorlesen", "text": "…", "verein": "TV", "kontakt": {"email": "a@b.de"}}]
    document = {"stand": "2026-07-01", "quelle": {"name": "Kreis"}, "angebote": offers}
    mapping = proposed(document)
    assert (mapping["record"], mapping["items"], mapping["origin_id"]) == ("opportunity", "angebote", "id")
    assert mapping["fields"] == {
        "title": "titel", "description": "text", "organization": {"name": "verein"},
        "contact": {"email": "kontakt.email", "public": False},
    }  # fmt: skip
    assert read("JSON", json.dumps(document), mapping).drafts[0].origin_id == "1"
    assert proposed({"daten": {"treffer": 1, "liste": offers}})["items"] == "daten.liste"
    assert "items" not in proposed({"items": offers})
    assert "items" not in proposed({key: {"name": key, "orte": [{"ort": "Polch"}]} for key in "abc"})


@pytest.mark.parametrize(
    ("entry", "record"),
    [
        ({"titel": "Vorlesen", "verein": "TV", "art": "regelmäßig"}, "opportunity"),
        ({"name": "Theke", "schichten": [], "datum": "2026-07-04"}, "opportunity"),
        ({"titel": "Fest", "datum": "2026-07-04", "verein": "TV"}, "event"),
        ({"name": "TV", "art": "Sportverein", "ort": "Polch"}, "organization"),
    ],
)
def test_bare_list_is_known_by_its_headings(entry: dict[str, Any], record: str) -> None:
    mapping = proposed([entry])
    assert (mapping["record"], "items" in mapping) == (record, False)


@pytest.mark.parametrize("text", ["AG Koblenz VR 99001", "Amtsgericht Koblenz, VR 99001", "VR 99001, AG Koblenz"])
def test_register_in_one_column_is_cut_into_number_and_court(text: str) -> None:
    table = f'Verein;Register\nTV;"{text}"\nSV;\n'
    mapping = proposed(table, SourceKind.CSV)
    fields = read("CSV", table, mapping).drafts[0].fields
    assert (fields["registerNumber"], fields["registerCourt"]) == ("VR 99001", "Koblenz")


def test_register_that_is_a_number_alone_stays_one_column() -> None:
    assert proposed("Verein;Register\nTV;VR 99001\n", SourceKind.CSV)["fields"]["registerNumber"] == "Register"
