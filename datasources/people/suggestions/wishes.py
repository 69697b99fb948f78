"""A profile as it is compared with opportunities: times in minutes of the day, concepts with their relatives, an age.

    availability SATURDAY 22:00-24:00, SUNDAY 00:00-06:00   → one window, from either day: (5, 1320, 1800), (6, 0, 360)
    interests football, nature                              → football, nature and what is narrower; related: sport
    languages de-AT, tr                                     → de, tr: a language covers its regions

An interest covers what is narrower; a skill covers what is broader: who can do the special can do the general.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

import orjson

from datasources.concepts import broader_closure, narrower_closure, uri_of
from datasources.concepts import concept as concept_at
from datasources.criteria import Position
from datasources.people.ages import age_on
from datasources.people.certificates import MONTHS_VALID
from datasources.store.people.rows import VolunteerRow
from datasources.vocabulary import ConceptScheme, Weekday

__all__ = ["MAX_WINDOWS", "NOTHING_STATED", "TAKING_TIME", "Window", "Wishes", "primary", "windows_of", "wishes_of"]

MAX_WINDOWS: Final = 64
"""More windows of availability than these are not compared; a profile's own bound is lower."""
DAY_MINUTES: Final = 1_440
WEEK_MINUTES: Final = 7 * DAY_MINUTES

TAKING_TIME: Final = tuple(MONTHS_VALID)
"""Requirements that nobody meets within a day, and that a certificate proves. Who asks for a training gives it."""

_TIME: Final = re.compile(r"(\d\d):(\d\d)(?::\d\d)?", flags=re.ASCII)
_WEEKDAYS: Final = {day.value: number for number, day in enumerate(Weekday)}


class Window(NamedTuple):
    """Local minutes, from midnight of a weekday (Monday is 0), in which what begins on that day may lie.

    It begins at 0 where the window began the day before, and may end on another day, beyond 1440.
    """

    weekday: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Wishes:
    """What one person states; what is empty or None is not stated."""

    windows: tuple[Window, ...] = ()
    home: Position | None = None
    radius_km: float | None = None
    interests: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    "Topics that are broader than an interest."
    skills: tuple[str, ...] = ()
    commitment: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    age: int | None = None
    certificates: frozenset[str] | None = None
    "Kinds that are proven; None where certificates are not compared at all."

    @property
    def certificates_lacking(self) -> tuple[str, ...]:
        """The kinds that take time to get and are not there."""
        proven = self.certificates
        return () if proven is None else tuple(kind.value for kind in TAKING_TIME if kind.value not in proven)


NOTHING_STATED: Final = Wishes()
"""Of whom nothing may be compared."""


def wishes_of(volunteer: VolunteerRow, home: Position | None, certificates: Iterable[str], today: date) -> Wishes:
    """What a profile says. `home` is the centre of its municipality, `certificates` the kinds valid today."""
    interests = _texts(volunteer.interests)
    covered = _relatives(ConceptScheme.TOPIC, interests, narrower_closure)
    wider = _relatives(ConceptScheme.TOPIC, interests, broader_closure)
    return Wishes(
        windows=windows_of(orjson.loads(volunteer.availability)),
        home=home,
        radius_km=volunteer.radius_km,
        interests=tuple(covered),
        related=tuple(each for each in wider if each not in covered),
        skills=tuple(_relatives(ConceptScheme.SKILL, _texts(volunteer.skills), broader_closure)),
        commitment=tuple(_texts(volunteer.commitment)),
        languages=tuple(dict.fromkeys(primary(each) for each in _texts(volunteer.languages))),
        age=None if volunteer.birth_month is None else age_on(volunteer.birth_month, today),
        certificates=frozenset(certificates),
    )


def windows_of(availability: Sequence[Mapping[str, str]]) -> tuple[Window, ...]:
    """Windows of the week; those that touch are one, also across midnight and across the end of the week."""
    spans: list[tuple[int, int]] = []
    for each in availability[:MAX_WINDOWS]:
        day = _WEEKDAYS[each["weekday"]] * DAY_MINUTES
        start, end = _minutes(each["from"]), _minutes(each["to"])
        spans.append((day + start, day + (end if end > start else end + DAY_MINUTES)))
    merged = _merged(spans)
    if merged and merged[-1][1] >= WEEK_MINUTES and merged[0][0] <= merged[-1][1] - WEEK_MINUTES:
        merged[-1] = (merged[-1][0], max(merged[-1][1], WEEK_MINUTES + merged[0][1]))
    # What goes on beyond Sunday is Monday's as well, for a shift that begins there.
    beyond = [(0, end - WEEK_MINUTES) for _, end in merged[-1:] if end > WEEK_MINUTES]
    return tuple(window for start, end in _merged([*beyond, *merged]) for window in _by_day(start, end))


def _merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _by_day(start: int, end: int) -> Iterable[Window]:
    """The window as each of its days has it, for what begins on that day."""
    for day in range(start // DAY_MINUTES, min(-(-end // DAY_MINUTES), len(_WEEKDAYS))):
        yield Window(day, max(0, start - day * DAY_MINUTES), end - day * DAY_MINUTES)


def primary(language: str) -> str:
    """The language of a tag, without its region: de-AT is de."""
    return language.partition("-")[0].lower()


def _relatives(scheme: ConceptScheme, notations: Iterable[str], closure: Callable[[str], frozenset[str]]) -> list[str]:
    """These notations and what the closure adds; one that the list no longer has stands for itself."""
    found: dict[str, None] = {}
    for notation in notations:
        found[notation] = None
        for uri in sorted(closure(uri_of(scheme, notation))):
            each = concept_at(uri)
            assert each is not None
            found[each.notation] = None
    return list(found)


def _texts(column: str) -> list[str]:
    return [] if column == "[]" else [str(each) for each in orjson.loads(column)]


def _minutes(time: str) -> int:
    match = _TIME.fullmatch(time)
    assert match is not None, "a profile's times are HH:MM"
    return int(match[1]) * 60 + int(match[2])
