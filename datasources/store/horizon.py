"""Which dates are stored, and what is said of ranges that are not.

Dates are kept from a year back to three ahead and rolled daily (`datasources.ingest.dates`). A day at the far end is
left out here, so that a hub whose roll is hours late does not answer half a day.
"""

import time
from typing import Final

from datasources.criteria import InstantRange

DAY_S: Final = 86_400
DAYS_BACK: Final = 365
DAYS_AHEAD: Final = 3 * 365
DAYS_LATE: Final = 2


class OccurrenceRangeError(ValueError):
    """A range of dates that cannot be answered; the message says which can."""


class RangeTooLong(OccurrenceRangeError):
    """A range beyond what is stored, longer than what is expanded on request."""


class TooManyDates(OccurrenceRangeError):
    """A range beyond what is stored, in which too much takes place to be expanded on request."""


class RangeNotStored(OccurrenceRangeError):
    """A range beyond what is stored, asked for groups or clusters, which read stored dates only."""


def clock() -> int:
    """The instant that ranges are judged by."""
    return int(time.time())


def stored_range(now: int | None = None) -> InstantRange:
    """The range whose dates are all stored, at an instant; now, where none is given."""
    instant = clock() if now is None else now
    today = instant - instant % DAY_S
    return InstantRange(today - DAYS_BACK * DAY_S, today + (DAYS_AHEAD - DAYS_LATE) * DAY_S)


def is_stored(between: InstantRange, now: int | None = None) -> bool:
    """Whether all dates of a range are stored."""
    stored = stored_range(now)
    return stored.start <= between.start and between.end <= stored.end


def require_stored(between: InstantRange, now: int | None = None) -> None:
    """Raises RangeNotStored where some dates of the range are not stored."""
    if not is_stored(between, now):
        raise RangeNotStored(
            "Groups and clusters of dates reach from one year back to three years ahead. Choose a range within that."
        )
