"""Ids: their form, that they stay apart, and the way back."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasources import ids
from datasources.concepts import CONCEPTS
from datasources.ids import IdKind
from datasources.vocabulary import RecordKind

_FORM = re.compile(r"[a-z]{3}_[A-Za-z0-9._-]+")


@pytest.mark.parametrize("kind", RecordKind)
def test_entity_ids_are_prefixed_by_kind_and_safe_in_addresses(kind: RecordKind) -> None:
    made = ids.entity_id(kind, "vereinsregister", "VR 2726 / Mülheim-Kärlich")
    assert _FORM.fullmatch(made)
    assert len(made) == 4 + ids.KEY_CHARS
    found = ids.kind_of(made)
    assert found is not None
    assert found.name == kind.name


def test_ids_stay_the_same_for_ever() -> None:
    assert ids.entity_id(RecordKind.ORGANIZATION, "register", "VR 1") == "org_5oztlonbfors5cxv"
    assert ids.record_id(RecordKind.ORGANIZATION, "register", "VR 1") == "rec_tbnhlq6cikpan2ld"
    assert ids.source_id("register") == "src_jw2uy2uzotmi3buf"


def test_parts_do_not_run_into_each_other() -> None:
    assert ids.entity_id(RecordKind.EVENT, "ab", "c") != ids.entity_id(RecordKind.EVENT, "a", "bc")
    assert ids.place_id("a", "", "b") != ids.place_id("a", "b", "")


def test_an_origin_id_given_a_second_time_gets_another_id() -> None:
    first = ids.entity_id(RecordKind.EVENT, "kalender", "1@example.org")
    again = [ids.entity_id(RecordKind.EVENT, "kalender", "1@example.org", attempt) for attempt in range(5)]
    assert again[0] == first
    assert len(set(again)) == 5


def test_a_hundred_thousand_entries_have_as_many_ids() -> None:
    made = {ids.entity_id(RecordKind.ORGANIZATION, "register", f"VR {number}") for number in range(100_000)}
    assert len(made) == 100_000


def test_run_ids_differ() -> None:
    assert len({ids.chance_id(IdKind.RUN) for _ in range(1_000)}) == 1_000
    assert ids.kind_of(ids.chance_id(IdKind.RUN)) is IdKind.RUN


@pytest.mark.parametrize("recurrence", ["20260707T160000Z", "20260704", "20260707T160000"])
def test_an_occurrence_leads_back_to_its_event(recurrence: str) -> None:
    event = ids.entity_id(RecordKind.EVENT, "kalender", "übung")
    made = ids.occurrence_id(event, recurrence)
    assert ids.kind_of(made) is IdKind.OCCURRENCE
    assert ids.event_of(made) == (event, recurrence)


def test_every_concept_leads_back_to_its_address() -> None:
    for concept in CONCEPTS:
        made = ids.concept_id(concept.uri)
        assert ids.kind_of(made) is IdKind.CONCEPT
        assert ids.concept_uri_of(made) == concept.uri


@pytest.mark.parametrize("ars", ["07", "07137", "071375002", "071375002089"])
def test_an_area_leads_back_to_its_key(ars: str) -> None:
    assert ids.ars_of(ids.area_id(ars)) == ars


@pytest.mark.parametrize(
    "text",
    [
        "",
        "_",
        "org_",
        "org_UPPER2345abcdefg",
        "club_aaaaaaaaaaaaaaaa",
        "org_aaaaaaaaaaaaaaaa\n",
        "mun_0713",
        "con_topic",
    ],
)
def test_what_is_no_id_has_no_kind(text: str) -> None:
    assert ids.kind_of(text) is None


@given(st.text(max_size=200))
def test_any_text_is_judged_without_an_error(text: str) -> None:
    ids.kind_of(text)
    ids.event_of(text)
    ids.ars_of(text)
    ids.concept_uri_of(text)


@given(st.text(), st.text())
def test_origin_ids_of_any_kind_make_safe_ids(source: str, origin: str) -> None:
    assert _FORM.fullmatch(ids.entity_id(RecordKind.OPPORTUNITY, source, origin))
