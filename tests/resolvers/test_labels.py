"""Values in words: every member of every enum that is counted by has them, in both languages."""

import pytest

from datasources.vocabulary import Commitment, EventStatus, LegalForm, RequirementKind, SearchType, Weekday
from resolvers.labels import _WORDS, _known

COUNTED = {
    "TYPE": SearchType,
    "LEGAL_FORM": LegalForm,
    "STATUS": EventStatus,
    "COMMITMENT": Commitment,
    "REQUIREMENT": RequirementKind,
}


def test_every_member_has_words() -> None:
    assert {name: set(words) for name, words in _WORDS.items()} == {name: set(enum) for name, enum in COUNTED.items()}
    assert all(said.keys() == {"de", "en"} for words in _WORDS.values() for said in words.values())


@pytest.mark.parametrize(
    ("dimension", "key", "german", "english"),
    [
        ("CATEGORY", "football", "Fußball", "Football"),
        ("CATEGORY", "of-another-version", "of-another-version", "of-another-version"),
        ("MONTH", "2026-03", "März 2026", "March 2026"),
        ("MONTH_OPEN", "2026-03", "März 2026", "March 2026"),
        ("DAY", "2026-07-04", "4. Juli 2026", "4 July 2026"),
        ("WEEKDAY", Weekday.SUNDAY, "Sonntag", "Sunday"),
        ("HOUR", "9", "9 Uhr", "09:00"),
        ("FOUNDING_DECADE", "1950", "1950er Jahre", "1950s"),
        ("STATUS", "CANCELLED", "Abgesagt", "Cancelled"),
        ("LEGAL_FORM", "UNHEARD_OF", "UNHEARD_OF", "UNHEARD_OF"),
    ],
)
def test_values_in_words(dimension: str, key: str, german: str, english: str) -> None:
    assert _known(dimension, key, "de") == german
    assert _known(dimension, key, "en") == english
