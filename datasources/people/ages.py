"""Ages by the month of birth, which is all that is asked for: an age counts as reached when its birth month has ended.

age_on("2010-11", date(2026, 11, 30)) == 15
age_on("2010-11", date(2026, 12, 1)) == 16
"""

import re
from datetime import date
from typing import Final

from datasources.people.vocabulary import AgeBand

GUARDED_BELOW: Final = 16
"""Younger people need the consent of a guardian (GDPR, article 8)."""
OLDEST: Final = 120
_MONTH: Final = re.compile(r"(\d{4})-(0[1-9]|1[0-2])", flags=re.ASCII)
_BANDS: Final = (
    (14, AgeBand.U14),
    (16, AgeBand.A14_15),
    (18, AgeBand.A16_17),
    (27, AgeBand.A18_26),
    (60, AgeBand.A27_59),
)


def is_birth_month(text: str, today: date) -> bool:
    """Whether a text names a month (YYYY-MM) in which someone who lives today can have been born."""
    match = _MONTH.fullmatch(text)
    if match is None:
        return False
    months = _months(today) - (int(match[1]) * 12 + int(match[2]) - 1)
    return 0 <= months <= OLDEST * 12


def age_on(birth_month: str, day: date) -> int:
    """Whole years of age on a day; the month of birth as YYYY-MM."""
    year, month = int(birth_month[:4]), int(birth_month[5:])
    return max(0, (_months(day) - (year * 12 + month)) // 12)


def band_of(age: int) -> AgeBand:
    """The band that an age in years lies in."""
    return next((band for limit, band in _BANDS if age < limit), AgeBand.A60_PLUS)


def needs_guardian(birth_month: str, day: date) -> bool:
    """Whether a guardian's consent is needed on a day."""
    return age_on(birth_month, day) < GUARDED_BELOW


def _months(day: date) -> int:
    return day.year * 12 + day.month - 1
