"""Rows become drafts: rules of one value and of lists, unknown words, identity."""

from typing import Any

import pytest

from datasources.mapping.record import MAX_DISTINCT, MAX_ORIGIN_CHARS, MAX_TOLD
from datasources.mapping.values import MAX_REMEMBERED
from datasources.vocabulary import RecordKind
from tests.datasources.reading import cell, clubs, objects, read

REGISTER = """Nr;Name;Straße;PLZ;Ort;Gericht;Register;Vorsitz;Telefon privat;Geburtstag;Mail
7;TV Polch 1902 e.V.;Am Markt 1;56751;Polch;AG Koblenz;VR2726;Erika Mustermann;0170 1111111;1.2.1960;info@tv.example
"""


def test_mapped_columns_become_fields_in_their_normal_forms() -> None:
    mapping = clubs(
        seat={"street": "Straße", "postalCode": "PLZ", "locality": "Ort"},
        registerCourt="Gericht",
        registerNumber="Register",
        contactPoints=[{"role": {"constant": "Büro"}, "email": "Mail", "public": True}],
    )
    result = read("CSV", REGISTER, mapping)
    assert result.problems == []
    assert (result.drafts[0].kind, result.drafts[0].origin_id, result.drafts[0].line) == (
        RecordKind.ORGANIZATION,
        "7",
        2,
    )
    assert result.fields == {
        "name": "TV Polch 1902 e.V.",
        "seat": {"street": "Am Markt 1", "postalCode": "56751", "locality": "Polch", "country": "DE"},
        "registerCourt": "Koblenz",
        "registerNumber": "VR 2726",
        "identifiers": [{"scheme": "DE-VR", "value": "Koblenz VR 2726", "uri": None}],
        "contactPoints": [
            {"role": "Büro", "name": None, "email": "info@tv.example", "telephone": None, "url": None, "public": True},
        ],
    }


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("a", "Alpha"),
        ({"from": "a"}, "Alpha"),
        ({"constant": "Fest"}, "Fest"),
        ({"first_of": ["leer", "strich", "b"]}, "Beta"),
        ({"first_of": ["leer", {"constant": "sonst"}]}, "sonst"),
        ({"template": "{a}, {b}"}, "Alpha, Beta"),
        ({"template": "{a}, {leer}"}, "Alpha"),
        ({"template": "{{{a}}}"}, "{Alpha}"),
        ({"from": "leer", "default": "nichts"}, "nichts"),
        ({"from": "strich", "default": "nichts"}, "nichts"),
        ({"from": "c", "extract": "Nr\\. *([0-9]+)"}, "17"),
        ({"from": "c", "extract": "[A-Z]{3}", "default": "keine"}, "keine"),
        ({"from": "liste"}, "eins"),
        ({"from": "liste.1"}, "zwei"),
        ({"from": "tief.ganz.unten"}, "hier"),
        ({"from": "reihe.n"}, "x"),
        ({"from": "mit.punkt"}, "selten"),
        ({"from": "d", "split": "/"}, "rot"),
        ({"from": "a", "values": {"alpha": "A"}}, "A"),
        ({"from": "b", "values": {"alpha": "A"}, "otherwise": "Z"}, "Z"),
        ({"from": "b", "values": {"alpha": "A"}, "unknown": "keep"}, "Beta"),
    ],
)
def test_rule_gives_a_value(rule: Any, expected: str) -> None:
    row = {
        "id": "1",
        "name": "x",
        "a": "Alpha",
        "b": " Beta ",
        "c": "Haus Nr. 17",
        "d": "rot/grün",
        "leer": "",
        "strich": "-",
        "liste": [None, "eins", "zwei"][1:],
        "tief": {"ganz": {"unten": "hier"}},
        "reihe": [{"m": 1}, {"n": "x"}],
        "mit.punkt": "selten",
    }
    result = objects({"name": rule}, row)
    assert (result.fields["name"], result.problems) == (expected, [])


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ({"from": "d", "split": ["/", ";"]}, ["rot", "grün", "blau"]),
        (["a", "liste"], ["Alpha", "eins", "zwei"]),
        ({"all_of": ["a", "a", "b"]}, ["Alpha", "Beta"]),
        ({"first_of": ["leer", "liste", "a"]}, ["eins", "zwei"]),
        ({"constant": "Fest"}, ["Fest"]),
        ({"constant": ["A", "B"]}, ["A", "B"]),
        ({"from": "reihe.n"}, ["x", "y"]),
        ({"from": "leer", "default": "nichts"}, ["nichts"]),
        (
            {"from": "d", "split": ["/", ";"], "values": {"rot": ["r", "R"], "grün": ""}, "unknown": "keep"},
            ["r", "R", "blau"],
        ),
    ],
)
def test_rule_gives_a_list(rule: Any, expected: list[str]) -> None:
    row = {
        "id": "1",
        "name": "x",
        "a": "Alpha",
        "b": "Beta",
        "d": "rot/grün;blau",
        "leer": "",
        "liste": ["eins", "zwei"],
        "reihe": [{"n": "x"}, {"m": 1}, {"n": "y"}],
    }
    assert objects({"alternateNames": rule}, row).fields["alternateNames"] == expected


def test_words_of_the_hub_come_before_otherwise_and_behind_the_value_table() -> None:
    options = {"values": {"Zunft": "GENOSSENSCHAFT", "Stiftung": "OTHER"}, "otherwise": "OTHER"}
    for text, expected in (
        ("Zunft", "GENOSSENSCHAFT"),
        ("e.V.", "EINGETRAGENER_VEREIN"),
        ("Stiftung", "OTHER"),
        ("?", "OTHER"),
    ):
        assert cell("legalForm", text, **options) == (expected, [])


def test_unknown_category_is_told_once_with_its_count_and_is_no_concept() -> None:
    rows = "".join(f"{number};TV {number};Fußball, Zeppelinbau\n" for number in range(250))
    mapping = clubs(categories={"from": "Sparte", "split": ","})
    result = read("CSV", "Nr;Name;Sparte\n" + rows, mapping)
    assert {tuple(draft.fields["categories"]) for draft in result.drafts} == {("football",)}  # type: ignore[arg-type]
    assert [(each.code, each.path, dict(each.parameters)) for each in result.problems] == [
        ("CATEGORY_UNKNOWN", "categories", {"value": "Zeppelinbau", "count": "250"})
    ]
    assert cell("categories", "Zeppelinbau", unknown="ignore") == (None, [])


def test_unknown_words_told_are_bounded() -> None:
    rows = "".join(f"{number};TV;Art {number}\n" for number in range(MAX_DISTINCT + 5))
    result = read("CSV", "Nr;Name;Art\n" + rows, clubs(legalForm="Art"))
    assert result.codes == ["VALUE_UNKNOWN"] * MAX_DISTINCT + ["MORE_OF_THE_SAME"]
    assert result.problems[-1].parameters["count"] == "5"


@pytest.mark.parametrize(("rows", "told", "more"), [(MAX_TOLD, MAX_TOLD, 0), (MAX_TOLD + 1, MAX_TOLD, 1)])
def test_problems_of_one_field_are_bounded(rows: int, told: int, more: int) -> None:
    table = "Nr;Name;Web\n" + "".join(f"{number};TV;kein Ziel\n" for number in range(rows))
    result = read("CSV", table, clubs(website="Web"))
    assert (result.codes.count("URL_UNREADABLE"), result.codes.count("MORE_OF_THE_SAME")) == (told, more)
    assert len(result.drafts) == rows


def test_remembering_is_bounded_and_changes_nothing() -> None:
    count = MAX_REMEMBERED + 10
    rows = "".join(f"{number};TV;{number}\n" for number in range(count)) * 2
    result = read("CSV", "Nr;Name;Mitglieder\n" + rows, clubs(memberCount="Mitglieder"))
    assert [draft.fields["memberCount"] for draft in result.drafts] == [*range(count), *range(count)]


def test_value_that_cannot_be_read_costs_its_field_alone() -> None:
    result = read("CSV", "Nr;Name;Gegründet\n3;TV;bald\n", clubs(foundingDate="Gegründet"))
    assert result.fields == {"name": "TV"}
    problem = result.problems[0]
    assert (problem.record, problem.path, problem.line, problem.code) == ("3", "foundingDate", 2, "DATE_UNREADABLE")


def test_row_without_a_required_field_is_refused_and_the_rest_is_taken() -> None:
    result = read("CSV", "Nr;Name\n1;TV\n2;\n3;SV\n", clubs())
    assert [draft.origin_id for draft in result.drafts] == ["1", "3"]
    assert [(each.code, each.record, each.line, each.path) for each in result.problems] == [
        ("FIELD_MISSING", "2", 3, "name")
    ]


def test_formats_and_decimal_sign_of_the_whole_mapping_are_for_rules_without_their_own() -> None:
    row = {"id": "1", "name": "x", "am": "07/04/2026", "n": "1.234"}
    mapping = {"formats": ["MM/dd/yyyy"], "decimal": "."}
    assert objects({"foundingDate": "am"}, row, **mapping).fields["foundingDate"] == "2026-07-04"
    assert (
        objects({"foundingDate": {"from": "am", "format": "TT/MM/JJJJ"}}, row, **mapping).fields["foundingDate"]
        == "2026-04-07"
    )
    assert objects({"memberCount": "n"}, row).fields["memberCount"] == 1234
    assert objects({"memberCount": "n"}, row, **mapping).codes == ["NUMBER_UNREADABLE"]


def test_text_too_long_for_a_pattern_is_told() -> None:
    value, codes = cell("registerNumber", "a" * 2000, extract="a*b")
    assert (value, codes) == (None, ["EXTRACT_TOO_LONG"])


def test_rows_that_do_not_count_are_passed_over() -> None:
    table = "Nr;Name;Art;Aktiv\n1;TV;Verein;ja\n2;GmbH;Firma;ja\n3;SV;VEREIN ;nein\n4;FV;Verein;JA\n"
    mapping = {**clubs(), "only": {"Art": ["Verein"], "Aktiv": "ja"}}
    result = read("CSV", table, mapping)
    assert [draft.origin_id for draft in result.drafts] == ["1", "4"]
    assert result.problems == []


def test_identity_may_stand_in_several_columns() -> None:
    mapping = {"record": "organization", "origin_id": ["Gericht", "Nr"], "fields": {"name": "Name"}}
    result = read("CSV", "Gericht;Nr;Name\nKoblenz;7;TV\n;8;SV\n;;FV\n", mapping)
    assert [draft.origin_id for draft in result.drafts] == ["Koblenz|7", "|8"]
    assert result.codes == ["ORIGIN_ID_MISSING"]


def test_identity_is_derived_where_a_list_has_none_and_that_is_told_once() -> None:
    mapping = {"record": "organization", "fields": {"name": "Name", "seat": {"locality": "Ort"}}}
    table = "Name;Ort\nTV;Polch\nTV;Mayen\ntv ;polch\n"
    first, second = read("CSV", table, mapping), read("CSV", table, mapping)
    ids = [draft.origin_id for draft in first.drafts]
    assert ids == [draft.origin_id for draft in second.drafts]
    assert (ids[0] == ids[2], ids[0] == ids[1]) == (True, False)
    assert first.codes == ["ORIGIN_ID_DERIVED"]


def test_long_identity_is_shortened_to_one_of_its_own() -> None:
    short, long = "x" * MAX_ORIGIN_CHARS, "x" * (MAX_ORIGIN_CHARS + 1)
    result = read("CSV", f"Nr;Name\n{short};A\n{long};B\n", clubs())
    assert result.drafts[0].origin_id == short
    assert len(result.drafts[1].origin_id) == 32


def test_number_as_identity_is_the_same_as_its_text() -> None:
    result = objects({}, {"id": 7.0, "name": "TV"}, {"id": "7", "name": "TV"})
    assert [draft.origin_id for draft in result.drafts] == ["7", "7"]
