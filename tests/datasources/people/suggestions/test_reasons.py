"""Why something suits, in words: what is said, in which order, and what is kept quiet."""

from datetime import datetime
from itertools import product
from typing import get_args

import pytest

from datasources.criteria import Position
from datasources.people.suggestions import NOTHING_STATED, Offer, Parts, Wishes, why
from datasources.people.suggestions.wishes import TAKING_TIME
from datasources.problems import Language
from datasources.store.days import ZONE
from datasources.vocabulary import Commitment

HOME = Position(50.3, 7.3)
KEEN = Wishes(
    home=HOME,
    interests=("gardening", "sport", "football"),
    related=("nature",),
    skills=("cooking",),
    languages=("tr", "de"),
    certificates=frozenset({"JULEICA"}),
)
GARDEN = Offer(
    fits=datetime(2026, 7, 1, 15, 30, tzinfo=ZONE),
    distance_km=3.4,
    categories=("gardening", "culture"),
    skills=("cooking", "driving"),
    commitment="SPONTANEOUS",
    languages=("tr",),
    requirements=("JULEICA", "OTHER"),
)
ALL = Parts(100, 100, 100, 100, 100, 100, 100)


@pytest.mark.parametrize(
    ("language", "reasons"),
    [
        (
            "de",
            (
                "Mittwoch nachmittags",
                "3 km entfernt",
                "Garten und Obstbau",
                "Kochen und Backen",
                "für ein paar Stunden",
                "Sprache: Türkisch",
                "Juleica liegt vor",
            ),
        ),
        (
            "en",
            (
                "Wednesday afternoon",
                "3 km away",
                "Gardening",
                "Cooking and baking",
                "for a few hours",
                "Language: Turkish",
                "youth leader card (Juleica) is there",
            ),
        ),
    ],
)
def test_reasons_are_said_in_the_language_of_the_request(language: Language, reasons: tuple[str, ...]) -> None:
    assert why(KEEN, GARDEN, ALL, language) == reasons


def test_the_strongest_reason_stands_first() -> None:
    parts = Parts(time=100, nearness=60, interests=100, skills=100, commitment=100)
    assert why(KEEN, GARDEN, parts, "de") == (
        "Mittwoch nachmittags",
        "Garten und Obstbau",
        "Kochen und Backen",
        "für ein paar Stunden",
        "3 km entfernt",
    )


def test_what_speaks_against_or_for_nothing_is_no_reason() -> None:
    assert why(KEEN, GARDEN, Parts(time=0, nearness=0, skills=50, commitment=0), "de") == ()
    assert why(NOTHING_STATED, GARDEN, Parts(), "de") == ()


def test_how_far_it_is_is_said_within_the_radius_even_where_it_is_far() -> None:
    assert why(KEEN, GARDEN, Parts(nearness=10, commitment=100), "de") == ("für ein paar Stunden", "3 km entfernt")


@pytest.mark.parametrize(
    ("clock", "phrase"),
    [(0, "vormittags"), (11, "vormittags"), (12, "nachmittags"), (16, "nachmittags"), (17, "abends"), (23, "abends")],
)
def test_parts_of_the_day_begin_when_filters_say_so(clock: int, phrase: str) -> None:
    offer = Offer(fits=datetime(2026, 7, 4, clock, tzinfo=ZONE))
    assert why(KEEN, offer, Parts(time=100), "de") == (f"Samstag {phrase}",)


@pytest.mark.parametrize(
    ("remote", "distance_km", "phrases"),
    [
        ("FULL", None, ("von zu Hause aus",)),
        ("POSSIBLE", 3.0, ("3 km entfernt",)),
        ("POSSIBLE", None, ("von zu Hause aus",)),
        ("NO", 0.2, ("unter 1 km entfernt",)),
        (None, None, ()),
    ],
)
def test_where_it_is(remote: str | None, distance_km: float | None, phrases: tuple[str, ...]) -> None:
    assert why(KEEN, Offer(remote=remote, distance_km=distance_km), Parts(nearness=80), "de") == phrases


def test_without_a_home_nothing_is_near() -> None:
    assert why(Wishes(), Offer(remote="FULL", distance_km=2.0), Parts(nearness=50), "de") == ()


def test_few_of_a_kind_are_named_and_none_twice() -> None:
    topics = ("sport", "football", "gardening", "nature")
    assert why(KEEN, Offer(categories=topics), Parts(interests=100), "en") == ("Sport", "Football", "Gardening")
    spoken = Offer(languages=("de", "de-AT", "tr"))
    assert why(KEEN, spoken, Parts(languages=100), "de") == ("Sprache: Deutsch", "Sprache: Türkisch")


@pytest.mark.parametrize(("language", "commitment"), list(product(get_args(Language), Commitment)), ids=str)
def test_every_commitment_is_said(language: Language, commitment: Commitment) -> None:
    (said,) = why(NOTHING_STATED, Offer(commitment=commitment.value), Parts(commitment=100), language)
    assert said != commitment.value


@pytest.mark.parametrize(("language", "kind"), list(product(get_args(Language), [kind.value for kind in TAKING_TIME])))
def test_every_certificate_is_said(language: Language, kind: str) -> None:
    wished = Wishes(certificates=frozenset({kind}))
    (said,) = why(wished, Offer(requirements=(kind,)), Parts(certificates=100), language)
    assert kind not in said
