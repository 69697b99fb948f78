"""What people say of themselves, checked: the fields of a profile as they come, and the columns they become.

    stated({"display_name": " Lena Vogt ", "skills": ["urn:engagement-hub:skill:cooking"]}, "input", known)
    → ({"display_name": "Lena Vogt", "skills": '["cooking"]'}, ())

A field that is not named stays as it is, and None clears it. Fields are independent of each other: all their problems
are told at once, and any of them keeps the whole change from being made.
"""

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from itertools import groupby
from typing import Final, NamedTuple

import orjson
from babel import Locale

from datasources import concepts
from datasources.people import ages
from datasources.people.outcome import problem
from datasources.people.requests import ContactDetails
from datasources.people.texts import checked, checked_email, checked_phone
from datasources.problems import Problem
from datasources.store.rows import AreaRow
from datasources.store.statements import Parameter
from datasources.vocabulary import AreaKind, Commitment, ConceptScheme, Weekday

__all__ = ["FreeHours", "Known", "NameLength", "birth_month_problem", "checked_contact", "free_hours_of", "stated"]


class NameLength(NamedTuple):
    """How long a display name may be, in characters."""

    least: int
    most: int


NAME: Final = NameLength(2, 80)
MAX_RADIUS_KM: Final = 200.0
MAX_FREE_HOURS: Final = 50
MAX_CONCEPTS: Final = 50
MAX_LANGUAGES: Final = 20
_HOMES: Final = frozenset({AreaKind.MUNICIPALITY.value, AreaKind.URBAN_DISTRICT.value})
_CLOCK: Final = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]|24:00", re.ASCII)
_LANGUAGE: Final = re.compile(r"([A-Za-z]{2,3})(?:-([A-Za-z]{4}))?(?:-([A-Za-z]{2}|[0-9]{3}))?", re.ASCII)


class FreeHours(NamedTuple):
    """Hours of one day of the week in which someone has time, in local time: 16:00 to 20:00; 24:00 ends a day."""

    weekday: Weekday
    begins: str
    ends: str


@dataclass(frozen=True, slots=True)
class Known:
    """What a change is judged by. `homes` are the areas that it may name, by id; `birth_month` is the one stated so
    far; `has_signed_up` says that a sign-up or a letter to a guardian was made with it."""

    today: date
    homes: Mapping[str, AreaRow]
    birth_month: str | None = None
    has_signed_up: bool = False


def stated(changes: Mapping[str, object], path: str, known: Known) -> tuple[dict[str, Parameter], tuple[Problem, ...]]:
    """The columns that a change sets, and what is wrong with it.

    `changes` holds, by name: display_name, email, telephone, birth_month, home (an area's id): texts; radius_km: a
    number; availability: FreeHours; commitment: members of Commitment; skills, interests: uris of concepts; languages:
    BCP 47 tags. `path` is the argument, for the problems.
    """
    columns: dict[str, Parameter] = {}
    problems: list[Problem] = []
    for name, value in changes.items():
        column, read, empty = _FIELDS[name]
        found = (empty, ()) if value is None else read(value, f"{path}.{_camel(name)}", known)
        if name == "birth_month" and not found[1]:
            problems += birth_month_problem(value if isinstance(value, str) else None, f"{path}.birthMonth", known)
        columns[column] = found[0]
        problems += found[1]
    return columns, tuple(problems)


def checked_contact(contact: ContactDetails, path: str, today: date) -> ContactDetails | tuple[Problem, ...]:
    """What someone without a profile says of themselves with a first sign-up, as it is kept; or what is wrong with it.
    Whether there is a way to reach them is for the sign-up to ask."""
    given = {
        name: value for name in ContactDetails.__dataclass_fields__ if (value := getattr(contact, name)) is not None
    }
    columns, problems = stated(given, path, Known(today, {}))
    if problems:
        return problems
    return replace(contact, **{name: str(value) for name, value in columns.items()})


def birth_month_problem(birth_month: str | None, path: str, known: Known) -> tuple[Problem, ...]:
    """Why a month of birth that is stated already may not become another one.

    A mistake can be put right at any time, but for one: once someone who is under 16 by what they said has signed up,
    or had a letter sent to a guardian, a correction does not make them old enough to do without. None clears it, which
    would let it be stated anew.
    """
    before = known.birth_month
    if before is None or before == birth_month or not known.has_signed_up:
        return ()
    if birth_month is None:
        return (problem("BIRTH_MONTH_FIXED", path),)
    evades = ages.needs_guardian(before, known.today) and not ages.needs_guardian(birth_month, known.today)
    return (problem("BIRTH_MONTH_FIXED", path),) if evades else ()


def free_hours_of(text: str) -> list[FreeHours]:
    """The hours that a column holds."""
    if text == "[]":
        return []
    return [FreeHours(Weekday(each["weekday"]), each["from"], each["to"]) for each in orjson.loads(text)]


_Read = tuple[Parameter, tuple[Problem, ...]]


def _name(value: object, path: str, _: Known) -> _Read:
    return _text(checked(_str(value), path, most=NAME.most, least=NAME.least))


def _email(value: object, path: str, _: Known) -> _Read:
    return _text(checked_email(_str(value), path))


def _telephone(value: object, path: str, _: Known) -> _Read:
    return _text(checked_phone(_str(value), path))


def _birth_month(value: object, path: str, known: Known) -> _Read:
    text = _str(value)
    if not ages.is_birth_month(text, known.today):
        return None, (problem("BIRTH_MONTH_UNREADABLE", path),)
    return text, ()


def _home(value: object, path: str, known: Known) -> _Read:
    area = known.homes.get(_str(value))
    if area is None:
        return None, (problem("AREA_UNKNOWN", path),)
    if area.kind not in _HOMES:
        return None, (problem("AREA_TOO_WIDE", path, name=area.name),)
    return area.ars, ()


def _radius(value: object, path: str, _: Known) -> _Read:
    assert isinstance(value, int | float), "the graph's Float"
    if not (math.isfinite(value) and 0 < value <= MAX_RADIUS_KM):
        return None, (problem("RADIUS_OUT_OF_RANGE", path, most=f"{MAX_RADIUS_KM:.0f}"),)
    return float(value), ()


def _availability(value: object, path: str, _: Known) -> _Read:
    given = [each for each in _list(value) if isinstance(each, FreeHours)]
    if len(given) > MAX_FREE_HOURS:
        return None, (problem("TOO_MANY_ENTRIES", path, most=str(MAX_FREE_HOURS)),)
    problems = [found for index, each in enumerate(given) for found in _clock_problems(each, f"{path}[{index}]")]
    if problems:
        return None, tuple(problems)
    days = list(Weekday)
    ordered = sorted(given, key=lambda each: (days.index(each.weekday), each.begins, each.ends))
    merged = [hours for _, group in groupby(ordered, key=lambda each: each.weekday) for hours in _merged(group)]
    return _json([{"weekday": each.weekday.value, "from": each.begins, "to": each.ends} for each in merged]), ()


def _clock_problems(hours: FreeHours, path: str) -> Iterable[Problem]:
    for name, text in (("from", hours.begins), ("to", hours.ends)):
        if not _CLOCK.fullmatch(text):
            yield problem("CLOCK_UNREADABLE", f"{path}.{name}")
            return
    if hours.begins >= hours.ends:
        yield problem("HOURS_END_BEFORE_THEY_BEGIN", f"{path}.to")


def _merged(hours: Iterable[FreeHours]) -> list[FreeHours]:
    """Hours of one day, in order, without overlaps: 14:00 to 16:00 and 15:00 to 18:00 are 14:00 to 18:00."""
    merged: list[FreeHours] = []
    for each in hours:
        if merged and each.begins <= merged[-1].ends:
            merged[-1] = merged[-1]._replace(ends=max(merged[-1].ends, each.ends))
        else:
            merged.append(each)
    return merged


def _commitment(value: object, _: str, __: Known) -> _Read:
    wanted = {Commitment(_str(each)) for each in _list(value)}
    return _json([each.value for each in Commitment if each in wanted]), ()


def _skills(value: object, path: str, _: Known) -> _Read:
    return _concepts(value, path, ConceptScheme.SKILL)


def _interests(value: object, path: str, _: Known) -> _Read:
    return _concepts(value, path, ConceptScheme.TOPIC)


def _concepts(value: object, path: str, scheme: ConceptScheme) -> _Read:
    uris = _list(value)
    if len(uris) > MAX_CONCEPTS:
        return None, (problem("TOO_MANY_ENTRIES", path, most=str(MAX_CONCEPTS)),)
    problems: list[Problem] = []
    notations: dict[str, None] = {}
    for index, uri in enumerate(uris):
        concept = concepts.concept(_str(uri))
        if concept is None or concept.scheme is not scheme:
            problems.append(problem("CONCEPT_UNKNOWN", f"{path}[{index}]", scheme=scheme.value))
        else:
            notations[concept.notation] = None
    return _json(list(notations)), tuple(problems)


def _languages(value: object, path: str, _: Known) -> _Read:
    tags = _list(value)
    if len(tags) > MAX_LANGUAGES:
        return None, (problem("TOO_MANY_ENTRIES", path, most=str(MAX_LANGUAGES)),)
    problems: list[Problem] = []
    known: dict[str, None] = {}
    for index, tag in enumerate(tags):
        match = _LANGUAGE.fullmatch(_str(tag))
        if match is None or match[1].lower() not in _language_codes():
            problems.append(problem("LANGUAGE_TAG_UNKNOWN", f"{path}[{index}]"))
            continue
        parts = (match[1].lower(), match[2] and match[2].title(), match[3] and match[3].upper())
        known["-".join(filter(None, parts))] = None
    return _json(list(known)), tuple(problems)


@cache
def _language_codes() -> frozenset[str]:
    """The languages of CLDR, without scripts and regions."""
    listed: Mapping[object, object] = Locale("en").languages
    return frozenset(str(code) for code in listed if "_" not in str(code))


def _text(found: str | Problem) -> _Read:
    return (found, ()) if isinstance(found, str) else (None, (found,))


def _str(value: object) -> str:
    assert isinstance(value, str), "the graph's String"
    return value


def _list(value: object) -> Sequence[object]:
    assert isinstance(value, list | tuple), "the graph's list"
    return value


def _json(values: object) -> str:
    return orjson.dumps(values).decode()


def _camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(map(str.capitalize, others))


_FIELDS: Final[Mapping[str, tuple[str, Callable[[object, str, Known], _Read], Parameter]]] = {
    "display_name": ("display_name", _name, None),
    "email": ("email", _email, None),
    "telephone": ("telephone", _telephone, None),
    "birth_month": ("birth_month", _birth_month, None),
    "home": ("home_ars", _home, None),
    "radius_km": ("radius_km", _radius, None),
    "availability": ("availability", _availability, "[]"),
    "commitment": ("commitment", _commitment, "[]"),
    "skills": ("skills", _skills, "[]"),
    "interests": ("interests", _interests, "[]"),
    "languages": ("languages", _languages, "[]"),
}
"""Each field of ProfileInput: its column, how it is read, and what clears it."""
