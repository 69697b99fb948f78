"""Zones that only their calendar describes (VTIMEZONE of RFC 5545, 3.6.5), kept in a schedule's `zone`.

    {"observances": [{"start": "19961027T030000", "from": 7200, "to": 3600,
                      "rrule": "FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU", "rdate": ["20261025T030000"]}]}

Offsets are seconds east of Greenwich. Most such zones are an IANA zone under a name of a vendor's own; `iana_name`
finds it by comparing clocks, and only what remains is stored.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from datasources.drafts import Json
from datasources.problems import Problem
from datasources.recurrence.dates import Work, dates
from datasources.recurrence.moments import basic, parse_datetime
from datasources.recurrence.rule import Rule, parse_rule, render_rule
from datasources.timezones import DEFAULT_TIMEZONE, zone

MAX_OBSERVANCES: Final = 100
MAX_SINGLE_CHANGES: Final = 500
_WORK: Final = 20_000
_FROM: Final = datetime(1970, 1, 1)  # noqa: DTZ001 - local time
_UNTIL: Final = datetime(2100, 1, 1)  # noqa: DTZ001 - local time
"""Changes of the clock are reckoned between these; Microsoft's zones begin in 1601. Later the last offset stays."""
_MAX_OFFSET: Final = 18 * 3_600


@dataclass(frozen=True, slots=True)
class Observance:
    """From `start` (local, by the offset before it) and at each date of `rule` and `singles`, clocks change."""

    start: datetime
    offset_from: int
    offset_to: int
    rule: str | None = None
    singles: tuple[datetime, ...] = ()


def describe(observances: Sequence[Observance]) -> dict[str, Json]:
    """The form that a schedule stores."""
    return {
        "observances": [
            {
                "start": basic(observance.start),
                "from": observance.offset_from,
                "to": observance.offset_to,
                "rrule": observance.rule,
                "rdate": [basic(single) for single in observance.singles],
            }
            for observance in observances
        ]
    }


def custom_zone(description: Mapping[str, Json]) -> tzinfo | None:
    """The zone of a stored form; None for a form that is none."""
    observances = tuple(_read(item) for item in _items(description.get("observances")))
    if not observances or any(observance is None for observance in observances):
        return None
    return _zone(tuple(observance for observance in observances if observance is not None))


def iana_name(observances: Sequence[Observance]) -> str | None:
    """The IANA zone whose clocks go as described, in every month of this era; Berlin's before any other that does."""
    described = _zone(tuple(observances))
    if described is None:
        return None
    for name in (DEFAULT_TIMEZONE, *_CANDIDATES):
        candidate = zone(name)
        if candidate is not None and _same_clocks(described, candidate):
            return name
    return None


_EUROPE: Final = ("UTC", "Europe/London", "Europe/Lisbon", "Europe/Athens", "Europe/Istanbul", "Europe/Moscow")
_AMERICA: Final = (
    *("America/New_York", "America/Chicago", "America/Denver", "America/Phoenix", "America/Los_Angeles"),
    *("America/Anchorage", "America/Halifax", "America/St_Johns", "America/Sao_Paulo", "Pacific/Honolulu"),
)
_ASIA: Final = (
    *("Asia/Tokyo", "Asia/Shanghai", "Asia/Kolkata", "Asia/Dubai", "Asia/Jerusalem"),
    *("Australia/Sydney", "Australia/Brisbane", "Pacific/Auckland"),
)
_FIXED: Final = tuple(f"Etc/GMT{hours:+}" for hours in range(-12, 13) if hours)
_CANDIDATES: Final = (*_EUROPE, *_AMERICA, *_ASIA, *_FIXED)
_ERA: Final = (datetime(2018, 1, 1), datetime(2036, 1, 1))  # noqa: DTZ001 - in UTC
_SAMPLES: Final = tuple(
    datetime(year, month, day, tzinfo=UTC) for year in (2022, 2025, 2028) for month in range(1, 13) for day in (8, 26)
)


def _same_clocks(described: "_DescribedZone", known: ZoneInfo) -> bool:
    moments = (*_SAMPLES, *described.around_changes())
    return all(moment.astimezone(described).utcoffset() == moment.astimezone(known).utcoffset() for moment in moments)


class _DescribedZone(tzinfo):
    """A zone by its list of changes: `changes[i]` is the instant from which `offsets[i + 1]` holds."""

    def __init__(self, changes: Sequence[datetime], offsets: Sequence[timedelta]) -> None:
        self._changes = list(changes)
        self._offsets = list(offsets)
        steps = list(zip(changes, offsets, offsets[1:], strict=False))
        # Of a repeated hour fold 0 is the first, of a skipped one it reads the offset before: both change late.
        self._late = [change + max(before, after) for change, before, after in steps]
        self._early = [change + min(before, after) for change, before, after in steps]

    def around_changes(self) -> Iterator[datetime]:
        """Moments on both sides of this era's changes."""
        for change in self._changes:
            if _ERA[0] <= change < _ERA[1]:
                yield (change - timedelta(hours=6)).replace(tzinfo=UTC)
                yield (change + timedelta(hours=6)).replace(tzinfo=UTC)

    def utcoffset(self, moment: datetime | None) -> timedelta:
        if moment is None:
            return self._offsets[-1]
        local = moment.replace(tzinfo=None, fold=0)
        return self._offsets[bisect_right(self._early if moment.fold else self._late, local)]

    def dst(self, _: datetime | None) -> timedelta | None:
        return None

    def tzname(self, _: datetime | None) -> str | None:
        return None

    def fromutc(self, moment: datetime) -> datetime:
        instant = moment.replace(tzinfo=None)
        local = instant + self._offsets[bisect_right(self._changes, instant)]
        first = self.utcoffset(local.replace(tzinfo=self))
        return local.replace(tzinfo=self, fold=int(local - first != instant))


@lru_cache(maxsize=256)
def _zone(observances: tuple[Observance, ...]) -> "_DescribedZone | None":
    if not observances or len(observances) > MAX_OBSERVANCES:
        return None
    changes: dict[datetime, tuple[int, int]] = {}
    for observance in observances:
        for local in _changes(observance):
            changes[local - timedelta(seconds=observance.offset_from)] = (observance.offset_from, observance.offset_to)
    ordered = sorted(changes)
    if not ordered:
        return None
    before = changes[ordered[0]][0]
    return _DescribedZone(
        ordered, [timedelta(seconds=before), *(timedelta(seconds=changes[change][1]) for change in ordered)]
    )


def _changes(observance: Observance) -> Iterator[datetime]:
    yield observance.start
    yield from observance.singles
    rule = parse_rule(observance.rule) if observance.rule else None
    if not isinstance(rule, Rule):
        return
    last = _last(rule, observance)
    for local in dates(
        rule,
        observance.start,
        after=max(observance.start, _FROM),
        before=min(last + timedelta(seconds=1), _UNTIL),
        all_day=False,
        work=Work(_WORK),
    ):
        if local > last:
            return
        yield local


def _last(rule: Rule, observance: Observance) -> datetime:
    until = rule.until
    if until is None:
        return _UNTIL
    if not isinstance(until, datetime):
        return datetime(until.year, until.month, until.day, 23, 59, 59)  # noqa: DTZ001 - local time
    if until.tzinfo is None:
        return until
    return until.astimezone(UTC).replace(tzinfo=None) + timedelta(seconds=observance.offset_from)


def _items(value: Json) -> list[Json]:
    return value[:MAX_OBSERVANCES] if isinstance(value, list) else []


def _read(item: Json) -> Observance | None:
    if not isinstance(item, dict):
        return None
    start, rule = parse_datetime(str(item.get("start"))), item.get("rrule")
    offset_from, offset_to = item.get("from"), item.get("to")
    if start is None or not isinstance(offset_from, int) or not isinstance(offset_to, int):
        return None
    if max(abs(offset_from), abs(offset_to)) > _MAX_OFFSET:
        return None
    singles = (parse_datetime(str(text)) for text in _items(item.get("rdate"))[:MAX_SINGLE_CHANGES])
    return Observance(
        start=start.replace(tzinfo=None),
        offset_from=offset_from,
        offset_to=offset_to,
        rule=rule if isinstance(rule, str) else None,
        singles=tuple(single.replace(tzinfo=None) for single in singles if single is not None),
    )


def observed_rule(text: str) -> str | None:
    """A VTIMEZONE's rule in normal form, or None: a zone's rule that cannot be followed leaves the single changes."""
    rule = parse_rule(text)
    return None if isinstance(rule, Problem) else render_rule(rule)
