"""The dates a rule gives: from RFC 5545's table of what expands and what limits, period by period.

Outline, for a rule and its first date (both in local time, which is where rules live):

    1  periods   the years, months, weeks or days that INTERVAL picks; without COUNT the first near the window is
                 computed, not counted to, so that a daily event of 1990 costs nothing in 2030
    2  days      each period's days that pass BYMONTH, BYWEEKNO, BYYEARDAY, BYMONTHDAY and BYDAY; where the rule names
                 no day, the first date's own
    3  times     each day's times from BYHOUR, BYMINUTE, BYSECOND; for hourly and shorter rules multiples of INTERVAL
    4  BYSETPOS  picks from a period's sorted set

A year of BYWEEKNO is the weeks' year, which may begin in December (python-dateutil keeps to the calendar's year and
loses those days). Every step is paid from `Work`, so that no rule, however written, runs longer than it may.
"""

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from datasources.recurrence.rule import SUB_DAILY, Rule

LAST_YEAR: Final = 9998
_SYNCHRONISED_WORK: Final = 200_000
_DAY: Final = timedelta(days=1)
_MIDNIGHT: Final = time()


@dataclass(slots=True)
class Work:
    """What an expansion may still cost, in steps of about a microsecond; `exhausted` tells that it was not enough."""

    left: int
    exhausted: bool = False

    def spend(self, steps: int = 1) -> bool:
        self.left -= steps
        if self.left < 0:
            self.exhausted = True
        return self.left >= 0


def dates(
    rule: Rule, start: datetime, *, after: datetime, before: datetime, all_day: bool, work: Work
) -> Iterator[datetime]:
    """The rule's local dates in ascending order: every one in [after, before), perhaps some earlier ones, none before
    `start`. UNTIL is the caller's, who knows the zone; COUNT is kept here and counts what the rule gives, so that a
    `start` which the rule does not give (RFC 5545 calls the result undefined) is a date of its own, as in libical."""
    left = rule.count
    near = start if rule.count is not None else max(start, after)
    for local in _all(rule, start, near, before, work, all_day=all_day):
        if local < start:
            continue
        if left is not None:
            if left <= 0:
                return
            left -= 1
        if local >= before:
            return
        yield local


def gives(rule: Rule, start: datetime, *, all_day: bool) -> bool:
    """Whether the rule gives its own first date."""
    if rule.frequency in SUB_DAILY and not all_day and not rule.by_position:
        listed = ((rule.by_hour, start.hour), (rule.by_minute, start.minute), (rule.by_second, start.second))
        return _fits(rule, start.date(), nth_in_month=False) and all(not list_ or at in list_ for list_, at in listed)
    until_start = _all(rule, start, start, start + timedelta(seconds=1), Work(_SYNCHRONISED_WORK), all_day=all_day)
    return any(local == start for local in until_start)


def _all(
    rule: Rule, start: datetime, near: datetime, before: datetime, work: Work, *, all_day: bool
) -> Iterator[datetime]:
    if rule.frequency in SUB_DAILY and not all_day:
        for moments in _short_periods(rule, start, near, before, work):
            yield from _positions(rule, moments)
        return
    times = [_MIDNIGHT] if all_day else _times(rule, start)
    for days in _periods(rule, start, near, before, work):
        if not rule.by_position:
            for day in days:
                if not work.spend():
                    return
                for at in times:
                    yield datetime.combine(day, at)
            continue
        if not work.spend(len(days) * len(times)):
            return
        yield from _positions(rule, [datetime.combine(day, at) for day in days for at in times])


def _positions(rule: Rule, moments: list[datetime]) -> list[datetime]:
    if not rule.by_position:
        return moments
    size = len(moments)
    places = {place - 1 if place > 0 else size + place for place in rule.by_position}
    return [moments[place] for place in sorted(places) if 0 <= place < size]


def _times(rule: Rule, start: datetime) -> list[time]:
    return [
        time(hour, minute, second)
        for hour in rule.by_hour or (start.hour,)
        for minute in rule.by_minute or (start.minute,)
        for second in rule.by_second or (start.second,)
    ]


# 1, 2: periods and their days


def _periods(rule: Rule, start: datetime, near: datetime, before: datetime, work: Work) -> Iterator[list[date]]:
    match rule.frequency:
        case "YEARLY":
            yield from _years(rule, start, near, before, work)
        case "MONTHLY":
            yield from _months(rule, start, near, before, work)
        case "WEEKLY":
            yield from _weeks(rule, start, near, before, work)
        case _:  # DAILY, and shorter rules of an all-day event, whose times the RFC has us ignore
            yield from _single_days(rule, start, near, before, work)


def _years(rule: Rule, start: datetime, near: datetime, before: datetime, work: Work) -> Iterator[list[date]]:
    first = start.year
    if rule.by_week:
        year = _week_year(start.date(), rule.week_start)
        # Years are counted from the weeks' year of the first date, unless that year has nothing left to give.
        first = year if any(day >= start.date() for day in _days_of_weeks(rule, start, year)) else start.year
    skipped = max(0, near.year - 1 - first) // rule.interval
    for year in range(first + skipped * rule.interval, min(before.year + 1, LAST_YEAR) + 1, rule.interval):
        if not work.spend(10):
            return
        yield _days_of_weeks(rule, start, year) if rule.by_week else _days_of_year(rule, start, year, work)


def _days_of_weeks(rule: Rule, start: datetime, year: int) -> list[date]:
    first = _first_week(year, rule.week_start)
    weeks = (_first_week(year + 1, rule.week_start) - first).days // 7
    wanted = sorted({week if week > 0 else weeks + 1 + week for week in rule.by_week})
    weekdays = {day for _, day in rule.by_day} or {start.weekday()}
    days = [
        first + timedelta(days=(week - 1) * 7 + offset)
        for week in wanted
        if 1 <= week <= weeks
        for offset in range(7)
        if (rule.week_start + offset) % 7 in weekdays
    ]
    return [day for day in days if not rule.by_month or day.month in rule.by_month]


def _days_of_year(rule: Rule, start: datetime, year: int, work: Work) -> list[date]:
    named = rule.by_month_day or rule.by_year_day or rule.by_day
    if rule.by_year_day:
        length = 366 if calendar.isleap(year) else 365
        numbers = sorted({n if n > 0 else length + 1 + n for n in rule.by_year_day})
        days = [date(year, 1, 1) + timedelta(days=n - 1) for n in numbers if 1 <= n <= length]
        return [day for day in days if _fits(rule, day, nth_in_month=False)]
    if not named:
        months = rule.by_month or (start.month,)
        return [date(year, month, start.day) for month in months if start.day <= calendar.monthrange(year, month)[1]]
    work.spend(100)
    # BYMONTHDAY alone takes its month from the first date, as a day without BYMONTHDAY takes its number from there.
    months = rule.by_month or ((start.month,) if rule.by_month_day and not rule.by_day else tuple(range(1, 13)))
    return [
        day for month in months for day in _days_of_month(rule, start, year, month, nth_in_month=bool(rule.by_month))
    ]


def _months(rule: Rule, start: datetime, near: datetime, before: datetime, work: Work) -> Iterator[list[date]]:
    first = start.year * 12 + start.month - 1
    skipped = max(0, near.year * 12 + near.month - 2 - first) // rule.interval
    last = min(before.year * 12 + before.month - 1, LAST_YEAR * 12 + 11)
    for number in range(first + skipped * rule.interval, last + 1, rule.interval):
        if not work.spend(5):
            return
        year, month = number // 12, number % 12 + 1
        if rule.by_month and month not in rule.by_month:
            continue
        yield _days_of_month(rule, start, year, month, nth_in_month=True)


def _days_of_month(rule: Rule, start: datetime, year: int, month: int, *, nth_in_month: bool) -> list[date]:
    length = calendar.monthrange(year, month)[1]
    if not rule.by_day:
        wanted = rule.by_month_day or (start.day,)
        numbers = sorted({n if n > 0 else length + 1 + n for n in wanted})
        return [date(year, month, n) for n in numbers if 1 <= n <= length]
    days = (date(year, month, n) for n in range(1, length + 1))
    return [day for day in days if _fits(rule, day, nth_in_month=nth_in_month)]


def _weeks(rule: Rule, start: datetime, near: datetime, before: datetime, work: Work) -> Iterator[list[date]]:
    weekdays = {day for _, day in rule.by_day} or {start.weekday()}
    offsets = sorted((day - rule.week_start) % 7 for day in weekdays)
    monday = start.date().toordinal() - (start.weekday() - rule.week_start) % 7
    step = 7 * rule.interval
    skipped = max(0, near.date().toordinal() - 7 - monday) // step
    last = min(before.date(), date(LAST_YEAR, 12, 24)).toordinal()
    for first in range(monday + skipped * step, last + 1, step):
        if not work.spend():
            return
        days = [date.fromordinal(first + offset) for offset in offsets if first + offset > 0]
        yield [day for day in days if day.month in rule.by_month] if rule.by_month else days


def _single_days(rule: Rule, start: datetime, near: datetime, before: datetime, work: Work) -> Iterator[list[date]]:
    first = start.date().toordinal()
    skipped = max(0, near.date().toordinal() - 1 - first) // rule.interval
    last = min(before.date(), date(LAST_YEAR, 12, 31)).toordinal()
    limited = bool(rule.by_month or rule.by_month_day or rule.by_day or rule.by_year_day)
    for ordinal in range(first + skipped * rule.interval, last + 1, rule.interval):
        if not work.spend():
            return
        day = date.fromordinal(ordinal)
        if not limited or _fits(rule, day, nth_in_month=False):
            yield [day]


def _fits(rule: Rule, day: date, *, nth_in_month: bool) -> bool:
    """Whether `day` passes every list of days the rule has."""
    if rule.by_month and day.month not in rule.by_month:
        return False
    if rule.by_month_day:
        length = calendar.monthrange(day.year, day.month)[1]
        if day.day not in rule.by_month_day and day.day - length - 1 not in rule.by_month_day:
            return False
    year_day = day.timetuple().tm_yday if rule.by_year_day or rule.by_day else 0
    year_length = 366 if calendar.isleap(day.year) else 365
    if rule.by_year_day and year_day not in rule.by_year_day and year_day - year_length - 1 not in rule.by_year_day:
        return False
    if not rule.by_day:
        return True
    place, length = day.day, calendar.monthrange(day.year, day.month)[1]
    if not nth_in_month:
        place, length = year_day, year_length
    ordinals = (0, (place - 1) // 7 + 1, -((length - place) // 7 + 1))
    return any(weekday == day.weekday() and nth in ordinals for nth, weekday in rule.by_day)


# The weeks' year: its first week is the first with at least four days in the calendar's year.


def _first_week(year: int, week_start: int) -> date:
    fourth = date(year, 1, 4)
    return fourth - timedelta(days=(fourth.weekday() - week_start) % 7)


def _week_year(day: date, week_start: int) -> int:
    if day.year < LAST_YEAR and day >= _first_week(day.year + 1, week_start):
        return day.year + 1
    return day.year if day >= _first_week(day.year, week_start) else day.year - 1


# 3: hourly and shorter rules


def _short_periods(
    rule: Rule, start: datetime, near: datetime, before: datetime, work: Work
) -> Iterator[list[datetime]]:
    """The moments of each hour, minute or second that the rule picks, day by day: the days and hours that a list rules
    out cost one step each instead of one for each second."""
    first = max(start.date(), near.date() - _DAY)
    last = min(before.date(), date(LAST_YEAR, 12, 31))
    for ordinal in range(first.toordinal(), last.toordinal() + 1):
        if not work.spend():
            return
        day = date.fromordinal(ordinal)
        if not _fits(rule, day, nth_in_month=False):
            continue
        match rule.frequency:
            case "HOURLY":
                yield from _hours(rule, start, day, work)
            case "MINUTELY":
                yield from _minutes(rule, start, day, work)
            case _:
                yield from _seconds(rule, start, day, work)


def _hours(rule: Rule, start: datetime, day: date, work: Work) -> Iterator[list[datetime]]:
    passed = (day.toordinal() - start.date().toordinal()) * 24 - start.hour
    for hour in rule.by_hour or range(24):
        if (passed + hour) % rule.interval:
            continue
        minutes = rule.by_minute or (start.minute,)
        seconds = rule.by_second or (start.second,)
        if not work.spend(len(minutes) * len(seconds)):
            return
        yield [datetime.combine(day, time(hour, minute, second)) for minute in minutes for second in seconds]


def _minutes(rule: Rule, start: datetime, day: date, work: Work) -> Iterator[list[datetime]]:
    passed = (day.toordinal() - start.date().toordinal()) * 1440 - start.hour * 60 - start.minute
    for hour in rule.by_hour or range(24):
        for minute in range(-(passed + hour * 60) % rule.interval, 60, rule.interval):
            seconds = rule.by_second or (start.second,)
            if not work.spend(len(seconds)):
                return
            if not rule.by_minute or minute in rule.by_minute:
                yield [datetime.combine(day, time(hour, minute, second)) for second in seconds]


def _seconds(rule: Rule, start: datetime, day: date, work: Work) -> Iterator[list[datetime]]:
    days = day.toordinal() - start.date().toordinal()
    passed = days * 86_400 - start.hour * 3_600 - start.minute * 60 - start.second
    for hour in rule.by_hour or range(24):
        for minute in rule.by_minute or range(60):
            if not work.spend():
                return
            elapsed = passed + hour * 3_600 + minute * 60
            for second in range(-elapsed % rule.interval, 60, rule.interval):
                if not work.spend():
                    return
                if not rule.by_second or second in rule.by_second:
                    yield [datetime.combine(day, time(hour, minute, second))]
