"""When an event takes place, said in words: German or English.

    RRULE FREQ=WEEKLY;BYDAY=TU, 18:00   jeden Dienstag, 18:00 Uhr                     every Tuesday, 18:00
    FREQ=MONTHLY;BYDAY=1SA              jeden ersten Samstag im Monat                 every first Saturday of the month
    FREQ=WEEKLY;INTERVAL=2;COUNT=10     alle 2 Wochen am Dienstag, 10 Mal             every 2 weeks on Tuesday, 10 times
    no rule                             am 4. Juli 2026, 18:00 Uhr                    on 4 July 2026, 18:00

A rule that has no short name is not retold by half: then the words are that it repeats by its own rule, and the rule
stands beside them in `rrule`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from babel.dates import format_date, get_day_names, get_month_names

from datasources.problems import Language
from datasources.timezones import zone

__all__ = ["Schedule", "schedule_of", "summary"]

MAX_NAMED = 7
"""Days or months that are named one by one; longer rows are not short words any more."""

_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_WORKDAYS = ("MO", "TU", "WE", "TH", "FR")
_ORDINALS: Mapping[Language, Mapping[int, str]] = {
    "de": {1: "ersten", 2: "zweiten", 3: "dritten", 4: "vierten", 5: "fünften", -1: "letzten", -2: "vorletzten"},
    "en": {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth", -1: "last", -2: "second last"},
}
_UNITS: Mapping[Language, Mapping[str, tuple[str, str]]] = {
    "de": {
        "DAILY": ("täglich", "alle {} Tage"),
        "WEEKLY": ("wöchentlich", "alle {} Wochen"),
        "MONTHLY": ("monatlich", "alle {} Monate"),
        "YEARLY": ("jährlich", "alle {} Jahre"),
    },
    "en": {
        "DAILY": ("every day", "every {} days"),
        "WEEKLY": ("every week", "every {} weeks"),
        "MONTHLY": ("every month", "every {} months"),
        "YEARLY": ("every year", "every {} years"),
    },
}
_SAID = {"FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "BYMONTH", "UNTIL", "COUNT", "WKST", "BYSETPOS"}


class Schedule(NamedTuple):
    """The form that the store keeps, as the graph reads it."""

    start_date: str
    timezone: str | None
    duration: str | None
    rrule: Sequence[str]
    rdate: Sequence[str]
    exdate: Sequence[str]


@dataclass(frozen=True, slots=True)
class _Rule:
    """One RRULE, its parts by name."""

    parts: Mapping[str, str]

    @property
    def frequency(self) -> str:
        return self.parts.get("FREQ", "")

    @property
    def interval(self) -> int:
        return int(self.parts.get("INTERVAL", "1"))

    def several(self, name: str) -> list[str]:
        return [each for each in self.parts.get(name, "").split(",") if each]


def schedule_of(form: Mapping[str, Any]) -> Schedule:
    """What the graph tells of a stored schedule; all-day dates have no time zone of their own."""
    return Schedule(
        start_date=form["start"],
        timezone=None if form.get("allDay") else form.get("timezone"),
        duration=form.get("duration"),
        rrule=form.get("rrule") or (),
        rdate=form.get("rdate") or (),
        exdate=form.get("exdate") or (),
    )


def summary(schedule: Schedule, language: Language) -> str:
    """The schedule in words."""
    day, _, time = schedule.start_date.partition("T")
    first = date.fromisoformat(day)
    series, ending = _series(schedule, first, language)
    words = [series]
    if time:
        words.append(f"{time[:5]} Uhr" if language == "de" else time[:5])
    if ending:
        words.append(ending)
    more = len(schedule.rdate)
    if more and schedule.rrule:
        words.append(_counted(more, _MORE[language]))
    without = len(schedule.exdate)
    if without:
        words.append(_counted(without, _WITHOUT[language]))
    return ", ".join(words)


def _series(schedule: Schedule, first: date, language: Language) -> tuple[str, str]:
    """When it takes place, and when that ends, where one rule says so."""
    german = language == "de"
    if not schedule.rrule:
        on = f"{'am' if german else 'on'} {_day(first, language)}"
        if not schedule.rdate:
            return on, ""
        more = _counted(len(schedule.rdate), _AND_MORE[language])
        return (f"{on} und an {more}" if german else f"{on} and {more}"), ""
    rules = [_Rule(dict(part.split("=", 1) for part in text.split(";") if "=" in part)) for text in schedule.rrule]
    said = [_rule(rule, first, language) for rule in rules]
    known = [each for each in said if each is not None]
    if len(known) < len(said):
        start = _day(first, language)
        own = f"wiederholt nach eigener Regel ab {start}" if german else f"repeated by a rule of its own from {start}"
        return own, ""
    endings = [_ending(rule, schedule.timezone, language) for rule in rules]
    if len(known) == 1:
        return known[0], endings[0]
    parts = [", ".join(filter(None, pair)) for pair in zip(known, endings, strict=True)]
    return (" und " if german else " and ").join(parts), ""


def _rule(rule: _Rule, first: date, language: Language) -> str | None:
    """One rule in words, its end aside, or None where there are no short ones."""
    if not rule.parts.keys() <= _SAID or rule.frequency not in _UNITS["de"]:
        return None
    core = _core(rule, first, language)
    if core is None:
        return None
    months = rule.several("BYMONTH")
    if months and rule.frequency != "YEARLY":
        named = _months(months, language)
        if named is None:
            return None
        core += f" im {named}" if language == "de" else f" in {named}"
    return core


def _core(rule: _Rule, first: date, language: Language) -> str | None:
    by_day, by_month_day, positions = rule.several("BYDAY"), rule.several("BYMONTHDAY"), rule.several("BYSETPOS")
    if positions and (rule.frequency != "MONTHLY" or len(positions) > 1 or len(by_day) != 1):
        return None
    match rule.frequency:
        case "DAILY" | "WEEKLY" if not by_month_day:
            return _weekly(rule, by_day, first, language)
        case "MONTHLY" if not (by_day and by_month_day):
            return _monthly(rule, [positions[0] + by_day[0]] if positions else by_day, by_month_day, first, language)
        case "YEARLY":
            return _yearly(rule, by_day, by_month_day, first, language)
        case _:
            return None


def _weekly(rule: _Rule, by_day: Sequence[str], first: date, language: Language) -> str | None:
    german = language == "de"
    if rule.frequency == "DAILY" and not by_day:
        return _every(rule, language)
    days = by_day or [_DAYS[first.weekday()]]
    if any(day not in _DAYS for day in days) or (rule.frequency == "DAILY" and rule.interval > 1):
        return None
    if rule.interval == 1 and sorted(days, key=_DAYS.index) == list(_WORKDAYS):
        return "montags bis freitags" if german else "Monday to Friday"
    named = _row([_weekday(day, language) for day in sorted(set(days), key=_DAYS.index)], language)
    if rule.interval == 1:
        return f"jeden {named}" if german else f"every {named}"
    return f"{_every(rule, language)} am {named}" if german else f"{_every(rule, language)} on {named}"


def _monthly(
    rule: _Rule, by_day: Sequence[str], by_month_day: Sequence[str], first: date, language: Language
) -> str | None:
    german = language == "de"
    if by_day:
        named = _ordinal_days(by_day, language)
        if named is None:
            return None
        if rule.interval == 1:
            return f"jeden {named} im Monat" if german else f"every {named} of the month"
        return f"{_every(rule, language)} am {named}" if german else f"{_every(rule, language)} on the {named}"
    days = [int(day) for day in by_month_day] or [first.day]
    if len(days) > MAX_NAMED or any(day < -1 for day in days):
        return None
    named = _row([_month_day(day, language) for day in days], language)
    return f"{_every(rule, language)} am {named}" if german else f"{_every(rule, language)} on {named}"


def _yearly(
    rule: _Rule, by_day: Sequence[str], by_month_day: Sequence[str], first: date, language: Language
) -> str | None:
    german = language == "de"
    months = rule.several("BYMONTH") or [str(first.month)]
    named_months = _months(months, language)
    if named_months is None or (by_day and by_month_day):
        return None
    if by_day:
        if not rule.several("BYMONTH"):
            return None
        days = _ordinal_days(by_day, language)
        if days is None:
            return None
        on = f"am {days} im {named_months}" if german else f"on the {days} of {named_months}"
    else:
        numbers = [int(day) for day in by_month_day] or [first.day]
        if len(numbers) > MAX_NAMED or any(day < -1 for day in numbers):
            return None
        named = _row([_month_day(day, language) for day in numbers], language)
        on = f"am {named} {named_months}" if german else f"on {named} {named_months}"
    return f"{_every(rule, language)} {on}"


def _ordinal_days(by_day: Sequence[str], language: Language) -> str | None:
    """ "1SA", "-1FR" in words; all must name their week."""
    if len(by_day) > MAX_NAMED:
        return None
    words = []
    for each in by_day:
        number, day = each[:-2], each[-2:]
        if day not in _DAYS or not number or int(number) not in _ORDINALS[language]:
            return None
        words.append(f"{_ORDINALS[language][int(number)]} {_weekday(day, language)}")
    return _row(words, language)


def _every(rule: _Rule, language: Language) -> str:
    single, many = _UNITS[language][rule.frequency]
    return single if rule.interval == 1 else many.format(rule.interval)


def _ending(rule: _Rule, timezone: str | None, language: Language) -> str:
    german = language == "de"
    if count := rule.parts.get("COUNT"):
        return f"{count} Mal" if german else f"{count} times"
    if until := rule.parts.get("UNTIL"):
        last = _day(_last_day(until, timezone), language)
        return f"bis {last}" if german else f"until {last}"
    return ""


def _last_day(until: str, timezone: str | None) -> date:
    """The local day of an UNTIL: with a time it is told in UTC."""
    if not until.endswith("Z"):
        return datetime.strptime(until[:8], "%Y%m%d").replace(tzinfo=UTC).date()
    moment = datetime.strptime(until, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    local = None if timezone is None else zone(timezone)
    return moment.astimezone(local).date() if local is not None else moment.date()


def _months(numbers: Sequence[str], language: Language) -> str | None:
    names = get_month_names("wide", locale=_LOCALES[language])
    if len(numbers) > MAX_NAMED:
        return None
    return _row([names[int(number)] for number in numbers], language)


def _month_day(day: int, language: Language) -> str:
    if day == -1:
        return "letzten Tag" if language == "de" else "the last day"
    return f"{day}." if language == "de" else f"day {day}"


def _weekday(day: str, language: Language) -> str:
    return str(get_day_names("wide", locale=_LOCALES[language])[_DAYS.index(day)])


def _day(day: date, language: Language) -> str:
    return format_date(day, "d. MMMM y" if language == "de" else "d MMMM y", locale=_LOCALES[language])


def _row(words: Sequence[str], language: Language) -> str:
    """ "Montag, Dienstag und Freitag"; runs of days stay as they are: people look for their own."""
    if len(words) == 1:
        return words[0]
    return f"{', '.join(words[:-1])} {'und' if language == 'de' else 'and'} {words[-1]}"


def _counted(count: int, words: tuple[str, str]) -> str:
    one, many = words
    return one if count == 1 else f"{count} {many}"


_LOCALES: Mapping[Language, str] = {"de": "de", "en": "en_GB"}
_MORE: Mapping[Language, tuple[str, str]] = {
    "de": ("ein weiterer Termin", "weitere Termine"),
    "en": ("one more date", "more dates"),
}
_AND_MORE: Mapping[Language, tuple[str, str]] = {
    "de": ("einem weiteren Termin", "weiteren Terminen"),
    "en": ("one more date", "more dates"),
}
_WITHOUT: Mapping[Language, tuple[str, str]] = {
    "de": ("ein Ausfall", "Ausfälle"),
    "en": ("one date left out", "dates left out"),
}
