"""What is not mapped never enters, and what is private is never said."""

from hypothesis import given
from hypothesis import strategies as st

from tests.datasources.reading import clubs, objects, read

REGISTER = """Nr;Name;Straße;PLZ;Ort;Gericht;Register;Vorsitz;Telefon privat;Geburtstag;Mail
7;TV Polch 1902 e.V.;Am Markt 1;56751;Polch;AG Koblenz;VR2726;Erika Mustermann;0170 1111111;1.2.1960;info@tv.example
"""


def test_contact_is_private_unless_it_is_declared_public() -> None:
    for stated, public in (({}, False), ({"public": False}, False), ({"public": True}, True)):
        result = read("CSV", REGISTER, clubs(contactPoints=[{"email": "Mail", **stated}]))
        assert result.fields["contactPoints"][0]["public"] is public


def test_columns_that_are_not_mapped_never_enter() -> None:
    result = read("CSV", REGISTER, clubs(contactPoints=[{"email": "Mail"}]))
    told = repr(result)
    assert "info@tv.example" in told
    for private in ("0170 1111111", "1.2.1960", "Erika", "1960"):
        assert private not in told


@given(st.text(st.characters(exclude_categories=["C"]), min_size=8, max_size=30))
def test_whatever_stands_in_a_private_column_never_enters(secret: str) -> None:
    secret = f"geheim-{secret}"
    row = {"id": "1", "name": "TV Polch", "privat": secret, "liste": [{"privat": secret, "rolle": "Büro"}], secret: 1}
    fields = {"contactPoints": [{"each": "liste", "name": "rolle"}], "website": "web"}
    assert secret not in repr(objects(fields, row, {"id": "2", "name": "X", "privat": secret}))


def test_problem_of_a_contact_does_not_repeat_its_value() -> None:
    fields = {"contactPoints": [{"email": "mail", "telephone": "tel", "url": "web", "name": "wer"}]}
    row = {
        "id": "1",
        "name": "TV",
        "mail": "erika@privat",
        "tel": "bei Erika",
        "web": "erika privat",
        "wer": "E" * 2000,
    }
    result = objects(fields, row)
    assert sorted(result.codes) == ["EMAIL_UNREADABLE", "TELEPHONE_UNREADABLE", "TEXT_TOO_LONG", "URL_UNREADABLE"]
    assert "rika" not in repr(result.problems)
    assert "contactPoints" not in result.fields
