"""A schedule in words, in German and English, for people who read a calendar page and not RFC 5545.

    jeden Dienstag, 18:00 bis 20:00 Uhr, bis 31.12.2027, außer an 2 Terminen
    every first Saturday of the month, 10:00 to 12:00
    jedes Jahr am 24. Dezember, ganztägig

Rules that no short sentence tells are named by their rhythm ("monatlich nach besonderer Regel") rather than told
wrongly.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Final, Literal

from datasources.drafts import Json
from datasources.recurrence.expansion import last_local
from datasources.recurrence.rule import SUB_DAILY, Frequency, Rule, render_rule
from datasources.recurrence.schedule import Series, read_schedule, starts_by_rule
from datasources.vocabulary import EventStatus

Language = Literal["de", "en"]

_WEEKDAYS: Final[Mapping[Language, tuple[str, ...]]] = {
    "de": ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_MONTHS: Final[Mapping[Language, tuple[str, ...]]] = {
    "de": (
        *("Januar", "Februar", "März", "April", "Mai", "Juni"),
        *("Juli", "August", "September", "Oktober", "November", "Dezember"),
    ),
    "en": (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
}
_ORDINALS: Final[Mapping[Language, Mapping[int, str]]] = {
    "de": {1: "ersten", 2: "zweiten", 3: "dritten", 4: "vierten", 5: "fünften", -1: "letzten", -2: "vorletzten"},
    "en": {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth", -1: "last", -2: "second to last"},
}
_RHYTHMS: Final[Mapping[Language, Mapping[Frequency, tuple[str, str]]]] = {
    "de": {
        "SECONDLY": ("jede Sekunde", "alle {n} Sekunden"),
        "MINUTELY": ("jede Minute", "alle {n} Minuten"),
        "HOURLY": ("stündlich", "alle {n} Stunden"),
        "DAILY": ("täglich", "alle {n} Tage"),
        "WEEKLY": ("wöchentlich", "alle {n} Wochen"),
        "MONTHLY": ("monatlich", "alle {n} Monate"),
        "YEARLY": ("jedes Jahr", "alle {n} Jahre"),
    },
    "en": {
        "SECONDLY": ("every second", "every {n} seconds"),
        "MINUTELY": ("every minute", "every {n} minutes"),
        "HOURLY": ("every hour", "every {n} hours"),
        "DAILY": ("daily", "every {n} days"),
        "WEEKLY": ("weekly", "every {n} weeks"),
        "MONTHLY": ("monthly", "every {n} months"),
        "YEARLY": ("every year", "every {n} years"),
    },
}


@dataclass(frozen=True, slots=True)
class Parts:
    """What the graph's `Schedule` says: ISO 8601 throughout; the dates are local to `timezone`."""

    start_date: str
    timezone: str
    duration: str | None
    rrule: tuple[str, ...]
    rdate: tuple[str, ...]
    exdate: tuple[str, ...]


def parts(schedule: Mapping[str, Json]) -> Parts:
    """The parts of a stored schedule."""
    series = read_schedule(schedule)
    return Parts(
        start_date=str(schedule["start"]),
        timezone=str(schedule["timezone"]),
        duration=None if series.duration is None else str(series.duration),
        rrule=tuple(render_rule(rule) for rule in series.rules),
        rdate=_texts(schedule, "rdate"),
        exdate=_texts(schedule, "exdate"),
    )


def summary(schedule: Mapping[str, Json], language: str = "de") -> str:
    """The schedule in words: German for "de" and its kin, English for every other language."""
    spoken: Language = "de" if language.lower().startswith("de") else "en"
    series = read_schedule(schedule)
    told = [*_when(_as_shown(series), spoken), *_besides(series, spoken)]
    return ", ".join(piece for piece in told if piece)


def _as_shown(series: Series) -> Series:
    """A series whose rule keeps UTC's clock, with the first date as its readers' clock tells it."""
    start = series.start.replace(tzinfo=series.tz).astimezone(series.shown).replace(tzinfo=None, fold=0)
    if series.all_day or start == series.start:
        return series
    same_day = start.date() == series.start.date()
    # Where the readers' day is another than the rule's, its weekdays are not theirs.
    rules = series.rules if same_day else tuple(replace(rule, by_hour=(series.start.hour,)) for rule in series.rules)
    return replace(series, start=start, tz=series.shown, rules=rules)


def _texts(schedule: Mapping[str, Json], key: str) -> tuple[str, ...]:
    values = schedule.get(key)
    return tuple(str(value) for value in values) if isinstance(values, list) else ()


def _when(series: Series, language: Language) -> list[str]:
    if not series.rules:
        return _once(series, language)
    rhythm = (" und " if language == "de" else " and ").join(_rhythm(series, rule, language) for rule in series.rules)
    bounds = [_bound(series, rule, language) for rule in series.rules]
    return [rhythm, _time(series, language), *dict.fromkeys(bounds)]


def _once(series: Series, language: Language) -> list[str]:
    first = series.start
    end = _end_of_first(series)
    if series.all_day:
        last = end - timedelta(days=1) if end is not None else first
        whole = "ganztägig" if language == "de" else "all day"
        if last.date() > first.date():
            return [f"{_day(first, language)} {_to(language)} {_day(last, language)}", whole]
        return [_day(first, language), whole]
    if end is not None and end.date() > first.date() and end - first >= timedelta(days=1):
        begins, ends = f"{_day(first, language)}, {_clock(first)}", f"{_day(end, language)}, {_clock(end)}"
        return [f"{begins} {_to(language)} {ends}{_oclock(language)}"]
    return [_day(first, language), _time(series, language)]


def _end_of_first(series: Series) -> datetime | None:
    if series.duration is None:
        return None
    start = series.start.replace(tzinfo=series.tz) + timedelta(days=series.duration.days)
    end = start.astimezone(UTC) + timedelta(seconds=series.duration.seconds)
    return end.astimezone(series.tz).replace(tzinfo=None, fold=0)


def _time(series: Series, language: Language) -> str:
    if series.all_day:
        whole = "ganztägig" if language == "de" else "all day"
        days = series.duration.days if series.duration is not None else 1
        if days <= 1:
            return whole
        return f"{whole}, {days} Tage" if language == "de" else f"{whole}, {days} days"
    end = _end_of_first(series)
    if any(rule.frequency in SUB_DAILY for rule in series.rules):
        return f"{'ab' if language == 'de' else 'from'} {_clock(series.start)}{_oclock(language)}"
    if end is None or end == series.start:
        return f"{_clock(series.start)}{_oclock(language)}"
    if end - series.start >= timedelta(days=1):
        return f"{_clock(series.start)}{_oclock(language)}, {_length(end - series.start, language)}"
    return f"{_clock(series.start)} {_to(language)} {_clock(end)}{_oclock(language)}"


def _length(span: timedelta, language: Language) -> str:
    hours = round(span.total_seconds() / 3_600)
    days, rest = divmod(hours, 24)
    if language == "de":
        told = f"{days} Tag{'e' if days > 1 else ''}"
        return f"Dauer {told}" + (f" und {rest} Stunde{'n' if rest > 1 else ''}" if rest else "")
    told = f"{days} day{'s' if days > 1 else ''}"
    return f"for {told}" + (f" and {rest} hour{'s' if rest > 1 else ''}" if rest else "")


# The rhythm of a rule


def _rhythm(series: Series, rule: Rule, language: Language) -> str:
    told = _plain(series, rule, language)
    if told is None:
        special = "nach besonderer Regel" if language == "de" else "by a special rule"
        return f"{_every(rule, language)} {special}"
    if not rule.by_month or rule.frequency == "YEARLY":
        return told
    if len(rule.by_month) > 2 and len(rule.by_month) == rule.by_month[-1] - rule.by_month[0] + 1:
        within = "von" if language == "de" else "from"
    else:
        within = "im" if language == "de" else "in"
    return f"{told} {within} {_months(rule.by_month, language)}"


def _plain(series: Series, rule: Rule, language: Language) -> str | None:
    """The rhythm as a phrase, or None where no short one tells all of it."""
    if rule.by_hour or rule.by_minute or rule.by_second or rule.by_week or rule.by_year_day:
        return None
    days = _ordered(rule)
    if days is None:
        return None
    match rule.frequency:
        case "WEEKLY":
            return _weekly(rule, days or [(0, series.start.weekday())], language)
        case "DAILY":
            if rule.by_month_day:
                return None
            if not days:
                return _every(rule, language)
            return _weekly(rule, days, language) if rule.interval == 1 else None
        case "MONTHLY":
            return _monthly(rule, days, series.start, language)
        case "YEARLY":
            return _yearly(rule, days, series.start, language)
        case _:
            limited = days or rule.by_month or rule.by_month_day
            return None if limited else _every(rule, language)


def _ordered(rule: Rule) -> list[tuple[int, int]] | None:
    """BYDAY with BYSETPOS drawn in: "BYDAY=SA;BYSETPOS=1" is the first Saturday. None for what is not that simple."""
    days = list(rule.by_day)
    if not rule.by_position:
        return days
    simple = rule.frequency == "MONTHLY" and len(days) == 1 and not days[0][0] and not rule.by_month_day
    return [(position, days[0][1]) for position in rule.by_position] if simple else None


def _weekly(rule: Rule, days: Sequence[tuple[int, int]], language: Language) -> str:
    weekdays = [day for _, day in days]
    names = [_WEEKDAYS[language][day] for day in weekdays]
    if rule.interval == 1:
        if len(weekdays) == 7:
            return _RHYTHMS[language]["DAILY"][0]
        if len(weekdays) > 2 and weekdays == list(range(weekdays[0], weekdays[-1] + 1)):
            return f"{_each(language)} {names[0]} {_to(language)} {names[-1]}"
        return f"{_each(language)} {_and(names, language)}"
    return f"{_every(rule, language)} {'am' if language == 'de' else 'on'} {_and(names, language)}"


def _monthly(rule: Rule, days: Sequence[tuple[int, int]], start: datetime, language: Language) -> str | None:
    if days and rule.by_month_day:
        return None
    if days:
        told = _nth(days, language)
        if told is None:
            return None
        if rule.interval > 1:
            return f"{_every(rule, language)} {'am' if language == 'de' else 'on the'} {told}"
        return f"jeden {told} im Monat" if language == "de" else f"every {told} of the month"
    numbers = _month_days(rule.by_month_day or (start.day,), language)
    if rule.interval > 1:
        return f"{_every(rule, language)} {'am' if language == 'de' else 'on the'} {numbers}"
    return f"am {numbers} jedes Monats" if language == "de" else f"on the {numbers} of every month"


def _yearly(rule: Rule, days: Sequence[tuple[int, int]], start: datetime, language: Language) -> str | None:
    if days and (rule.by_month_day or not rule.by_month):
        return None
    months = _months(rule.by_month or (start.month,), language)
    on = "am" if language == "de" else "on the"
    if days:
        told = _nth(days, language)
        within = "im" if language == "de" else "in"
        return None if told is None else f"{_every(rule, language)} {on} {told} {within} {months}"
    if len(rule.by_month) > 1:
        return None
    numbers = rule.by_month_day or (start.day,)
    if any(number < 0 for number in numbers):
        of = "im" if language == "de" else "of"
        return f"{_every(rule, language)} {on} {_month_days(numbers, language)} {of} {months}"
    if language == "de":
        return f"{_every(rule, language)} am {_month_days(numbers, language)} {months}"
    return f"{_every(rule, language)} on {_and([str(number) for number in numbers], language)} {months}"


def _nth(days: Sequence[tuple[int, int]], language: Language) -> str | None:
    """As in "ersten und dritten Samstag"; None for weekdays without a place, or with one that has no short name."""
    weekdays = {day for _, day in days}
    if any(nth not in _ORDINALS[language] for nth, _ in days):
        return None
    if len(weekdays) == 1:
        places = sorted((nth for nth, _ in days), key=lambda nth: nth if nth > 0 else 100 + nth)
        return f"{_and([_ORDINALS[language][nth] for nth in places], language)} {_WEEKDAYS[language][days[0][1]]}"
    return _and([f"{_ORDINALS[language][nth]} {_WEEKDAYS[language][day]}" for nth, day in days], language)


def _month_days(numbers: Sequence[int], language: Language) -> str:
    ordered = sorted(numbers, key=lambda number: number if number > 0 else 100 + number)
    return _and([_month_day(number, language) for number in ordered], language)


def _month_day(number: int, language: Language) -> str:
    if number == -1:
        return "letzten Tag" if language == "de" else "last day"
    if number < 0:
        return f"{-number}.-letzten Tag" if language == "de" else f"{_ordinal(-number)} to last day"
    return f"{number}." if language == "de" else _ordinal(number)


def _ordinal(number: int) -> str:
    if number % 100 in (11, 12, 13):
        return f"{number}th"
    return str(number) + {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")


def _months(months: Sequence[int], language: Language) -> str:
    names = [_MONTHS[language][month - 1] for month in months]
    if len(months) > 2 and list(months) == list(range(months[0], months[-1] + 1)):
        return f"{names[0]} {_to(language)} {names[-1]}"
    return _and(names, language)


def _every(rule: Rule, language: Language) -> str:
    one, several = _RHYTHMS[language][rule.frequency]
    return one if rule.interval == 1 else several.format(n=rule.interval)


# How long it goes on, and what is different


def _bound(series: Series, rule: Rule, language: Language) -> str:
    if rule.until is not None:
        last = last_local(rule, series.tz)
        assert last is not None
        # A last moment before the day's start leaves the day out.
        shown = last if last.time() >= series.start.time() else last - timedelta(days=1)
        return f"{'bis' if language == 'de' else 'until'} {_day(shown, language)}"
    if rule.count is None:
        return ""
    return f"{rule.count}-mal" if language == "de" else f"{rule.count} times" if rule.count > 1 else "once"


def _besides(series: Series, language: Language) -> list[str]:
    cancelled = sum(change.status is EventStatus.CANCELLED for change in series.changes)
    counts = {
        "more": len(series.extra) + (bool(series.rules) and not starts_by_rule(series)),
        "without": len(series.without) + len(series.without_days) + cancelled,
        "changed": len(series.changes) - cancelled,
    }
    return [
        (one if number == 1 else several).format(n=number)
        for kind, number in counts.items()
        if number
        for one, several in (_COUNTED[language][kind],)
    ]


_COUNTED: Final[Mapping[Language, Mapping[str, tuple[str, str]]]] = {
    "de": {
        "more": ("und 1 weiterer Termin", "und {n} weitere Termine"),
        "without": ("außer an 1 Termin", "außer an {n} Terminen"),
        "changed": ("1 Termin geändert", "{n} Termine geändert"),
    },
    "en": {
        "more": ("and 1 more date", "and {n} more dates"),
        "without": ("except 1 date", "except {n} dates"),
        "changed": ("1 date changed", "{n} dates changed"),
    },
}


# Small words


def _and(words: Sequence[str], language: Language) -> str:
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {'und' if language == 'de' else 'and'} {words[-1]}"


def _day(day: date, language: Language) -> str:
    if language == "de":
        return f"{day.day:02}.{day.month:02}.{day.year}"
    return f"{day.day} {_MONTHS['en'][day.month - 1]} {day.year}"


def _clock(moment: datetime) -> str:
    return f"{moment.hour:02}:{moment.minute:02}"


def _oclock(language: Language) -> str:
    return " Uhr" if language == "de" else ""


def _to(language: Language) -> str:
    return "bis" if language == "de" else "to"


def _each(language: Language) -> str:
    return "jeden" if language == "de" else "every"
