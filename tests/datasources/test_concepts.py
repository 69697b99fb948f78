"""The vocabularies: complete, free of collisions, found however people write."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasources.concepts import (
    CONCEPTS,
    MAX_NAME,
    broader_closure,
    concept,
    fold,
    in_scheme,
    narrower_closure,
    notation_of,
    uri_of,
)
from datasources.vocabulary import ConceptScheme

TOPIC, SKILL = ConceptScheme.TOPIC, ConceptScheme.SKILL
PURPOSE, ACCESS = ConceptScheme.CHARITABLE_PURPOSE, ConceptScheme.ACCESSIBILITY


def test_purposes_are_the_numbers_1_to_27_of_the_fiscal_code() -> None:
    assert [each.notation for each in in_scheme(PURPOSE)] == [str(number) for number in range(1, 28)]


@pytest.mark.parametrize("scheme", list(ConceptScheme))
def test_every_name_of_a_concept_leads_to_it_or_to_one_whose_label_it_is(scheme: ConceptScheme) -> None:
    labels = {fold(name): each.notation for each in in_scheme(scheme) for name in (each.label_de, each.label_en)}
    for each in in_scheme(scheme):
        assert notation_of(scheme, each.uri) == each.notation
        assert notation_of(scheme, each.notation) == each.notation
        for name in (each.label_de, each.label_en, *each.alt_de, *each.alt_en):
            assert notation_of(scheme, name) == labels.get(fold(name), each.notation), name


@pytest.mark.parametrize("scheme", list(ConceptScheme))
def test_no_name_means_two_concepts_of_one_list(scheme: ConceptScheme) -> None:
    meant: dict[str, set[str]] = {}
    for each in in_scheme(scheme):
        for name in (each.notation, each.label_de, each.label_en, *each.alt_de, *each.alt_en):
            meant.setdefault(fold(name), set()).add(each.notation)
    assert {name: sorted(notations) for name, notations in meant.items() if len(notations) > 1} == {}


def test_uris_are_unique_and_every_broader_concept_exists_in_the_same_list_before_it() -> None:
    seen: dict[str, ConceptScheme] = {}
    for each in CONCEPTS:
        assert each.uri not in seen
        assert each.broader is None or seen[each.broader] is each.scheme
        seen[each.uri] = each.scheme


def test_labels_are_written_in_both_languages() -> None:
    for each in CONCEPTS:
        assert each.label("de-AT") == each.label_de != ""
        assert each.label("en") == each.label("uk") == each.label_en != ""
        assert each.alternatives("de") == each.alt_de
        assert each.alternatives("fr") == each.alt_en


@pytest.mark.parametrize(
    ("scheme", "text", "notation"),
    [
        (TOPIC, "Fußball", "football"),
        (TOPIC, "FUSSBALL", "football"),
        (TOPIC, "  fussball ", "football"),
        (TOPIC, "Fussbälle", "football"),
        (TOPIC, "Chöre", "choir"),
        (TOPIC, "Choere", "choir"),
        (TOPIC, "Chören", "choir"),
        (TOPIC, "Chor", "choir"),
        (TOPIC, "Natur & Umwelt", "nature"),
        (TOPIC, "Obst- und Gartenbau", "gardening"),
        (TOPIC, "Repair Cafe", "repair"),
        (TOPIC, "Buerger-Initiativen", "citizens-initiative"),
        (TOPIC, "St. Martin", "saint-martin"),
        (TOPIC, "table tennis", "table-tennis"),
        (TOPIC, "Quidditch", None),
        (TOPIC, "", None),
        (TOPIC, " -–- ", None),
        (SKILL, "Übungsleiter", "coaching"),
        (SKILL, "gardening", "gardening"),
        (PURPOSE, "21", "21"),
        (PURPOSE, "Tierschutz", "14"),
        (PURPOSE, "2", "2"),
        (PURPOSE, "28", None),
        (ACCESS, "rollstuhl-gerecht", "step-free"),
        (ACCESS, "barrierefreies WC", "accessible-toilet"),
        (ACCESS, "urn:engagement-hub:topic:football", None),
    ],
)
def test_texts_are_recognised_however_people_write(scheme: ConceptScheme, text: str, notation: str | None) -> None:
    assert notation_of(scheme, text) == notation


def test_a_name_is_read_up_to_its_longest_and_no_longer() -> None:
    assert notation_of(TOPIC, "Chor" + "-" * (MAX_NAME - 4)) == "choir"
    assert notation_of(TOPIC, "Chor" + "-" * (MAX_NAME - 3) + "x") is None


def test_sport_covers_football_and_not_the_other_way() -> None:
    sport, football = uri_of(TOPIC, "sport"), uri_of(TOPIC, "football")
    assert {sport, football} <= narrower_closure(sport)
    assert uri_of(TOPIC, "choir") not in narrower_closure(sport)
    assert narrower_closure(football) == {football}
    assert broader_closure(football) == {sport, football}
    assert broader_closure(sport) == {sport}


def test_an_unknown_address_is_no_concept_and_covers_nothing() -> None:
    unknown = uri_of(TOPIC, "unknown")
    assert concept(unknown) is None
    assert narrower_closure(unknown) == broader_closure(unknown) == frozenset()


def test_concept_is_answered_by_its_address() -> None:
    football = concept("urn:engagement-hub:topic:football")
    assert football is not None
    assert (football.scheme, football.label_de, football.broader) == (
        TOPIC,
        "Fußball",
        "urn:engagement-hub:topic:sport",
    )


@given(st.text(max_size=60))
def test_any_text_gives_a_notation_of_the_list_or_none(text: str) -> None:
    notation = notation_of(TOPIC, text)
    assert notation is None or concept(uri_of(TOPIC, notation)) is not None
