"""Statements: every value a source stated, which was chosen, and why."""

from typing import Any

import orjson
import pytest

from datasources.drafts import Json
from datasources.statements import Said, chosen, ranked, statements
from datasources.store.rows import RecordRow, SourceRow
from datasources.vocabulary import RecordKind

_KIND = RecordKind.ORGANIZATION


def test_a_value_that_one_source_states_is_chosen_as_the_only_one() -> None:
    (found,) = _statements([_record(1, {"website": "https://a.example/"})], field="website")
    assert (found.value, found.chosen, found.reason_code) == ("https://a.example/", True, "ONLY")
    assert found.reason("de") == "Nur diese Quelle nennt einen Wert."
    assert found.reason("en-GB") == "Only this source states a value."


def test_trust_decides_before_recency_and_recency_before_the_key() -> None:
    records = [
        _record(1, {"name": "bei A", "memberCount": 1}, changed_at=10),
        _record(2, {"name": "bei B", "memberCount": 2, "website": "https://b.example/"}, changed_at=20),
        _record(3, {"name": "bei C", "memberCount": 2, "website": "https://c.example/"}, changed_at=20),
    ]
    trust = {1: 80, 2: 50, 3: 50}
    names = _statements(records, trust=trust, field="name")
    assert [(each.value, each.reason_code) for each in names] == [
        ("bei A", "TRUST"),
        ("bei B", "LOST_TRUST"),
        ("bei C", "LOST_TRUST"),
    ]
    assert "80" in names[0].reason("de")
    sites = _statements(records, trust=trust, field="website")
    assert [(each.value, each.reason_code) for each in sites] == [
        ("https://b.example/", "KEY"),
        ("https://c.example/", "LOST_KEY"),
    ]
    records[2] = _record(3, {"website": "https://c.example/"}, changed_at=30)
    sites = _statements(records, trust=trust, field="website")
    assert [(each.value, each.reason_code) for each in sites] == [
        ("https://c.example/", "RECENT"),
        ("https://b.example/", "LOST_RECENT"),
    ]


def test_what_agrees_with_the_chosen_value_says_so() -> None:
    records = [_record(1, {"memberCount": 4}, changed_at=9), _record(2, {"memberCount": 4}, changed_at=5)]
    assert [each.reason_code for each in _statements(records, field="memberCount")] == ["RECENT", "SAME"]


def test_united_lists_are_chosen_from_all() -> None:
    records = [_record(1, {"alternateNames": ["TVP"]}), _record(2, {"alternateNames": ["TVP", "Turner"]})]
    found = _statements(records, field="alternateNames")
    assert [(each.chosen, each.reason_code) for each in found] == [(True, "UNITED"), (True, "UNITED")]


def test_records_that_are_gone_are_told_and_not_chosen_while_another_is_there() -> None:
    records = [_record(1, {"name": "alt"}, gone_at=99), _record(2, {"name": "neu"})]
    assert [(each.value, each.chosen) for each in _statements(records, field="name")] == [
        ("neu", True),
        ("alt", False),
    ]
    (only,) = _statements(records[:1], field="name")
    assert only.chosen


def test_private_contacts_are_stated_by_nobody() -> None:
    private: dict[str, Json] = {"role": "Vorstand", "email": "privat@example.org", "public": False}
    public: dict[str, Json] = {"role": "Büro", "email": "info@example.org", "public": True}
    records = [_record(1, {"contactPoints": [private]}), _record(2, {"contactPoints": [private, public]})]
    (found,) = _statements(records, field="contactPoints")
    assert found.value == [public]


def test_an_unknown_field_has_no_statements() -> None:
    assert _statements([_record(1, {"name": "a"})], field="nosuch") == []


def test_what_is_chosen_is_what_statements_call_chosen() -> None:
    fields: list[dict[str, Json]] = [
        {"name": "A", "website": "https://a.example/", "socialMedia": ["https://x.example/a"]},
        {"name": "B", "memberCount": 3, "socialMedia": ["https://x.example/b"], "description": ""},
    ]
    records = [_record(number, each, changed_at=number) for number, each in enumerate(fields, 1)]
    said = [Said(50, number, f"s{number}", "x", False, each) for number, each in enumerate(fields, 1)]
    values = chosen(ranked(said), _KIND)
    for name in ("name", "website", "memberCount"):
        (best,) = [each for each in _statements(records, field=name) if each.chosen]
        assert best.value == values[name]
    assert values["socialMedia"] == ["https://x.example/b", "https://x.example/a"]
    assert "description" not in values


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_the_choice_does_not_hang_on_the_order_of_reading(order: tuple[int, ...]) -> None:
    said = [Said(50, 7, f"s{number}", "x", False, {"name": f"Name {number}"}) for number in range(3)]
    assert chosen(ranked(said[number] for number in order), _KIND)["name"] == "Name 0"


def test_fields_come_in_the_order_of_the_graph() -> None:
    records = [_record(1, {"memberCount": 1, "name": "a", "website": "https://a.example/"})]
    assert [each.field for each in _statements(records)] == ["name", "website", "memberCount"]


def _statements(
    records: list[RecordRow], *, trust: dict[int, int] | None = None, field: str | None = None
) -> list[Any]:
    sources = {
        record.source_pk: _source(record.source_pk, (trust or {}).get(record.source_pk, 50)) for record in records
    }
    return list(statements(_KIND, records, sources, field))


def _record(source_pk: int, fields: dict[str, Json], *, changed_at: int = 5, gone_at: int | None = None) -> RecordRow:
    values: dict[str, Any] = dict.fromkeys(RecordRow._fields)
    values.update(
        pk=source_pk,
        source_pk=source_pk,
        origin_id="x",
        fields=orjson.dumps(fields).decode(),
        changed_at=changed_at,
        gone_at=gone_at,
        last_seen_at=gone_at,
    )
    return RecordRow(**values)


def _source(pk: int, trust: int) -> SourceRow:
    values: dict[str, Any] = dict.fromkeys(SourceRow._fields)
    values.update(pk=pk, key=f"s{pk}", trust=trust, last_success_at=100)
    return SourceRow(**values)
