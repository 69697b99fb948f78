"""Recurrence: when an event takes place (RFC 5545), as a form that is stored and as dates in any window of time.

    form = schedule(start=datetime(2026, 7, 7, 18), end=datetime(2026, 7, 7, 20), rrule=["FREQ=WEEKLY;UNTIL=20271231"])
    expand(form, from_, to).dates          each Tuesday, 18 to 20 by the wall clock, until the end of 2027

Beneath stand `rule` (what a rule says), `dates` (the dates it gives), `schedule` (the stored form) and `expansion`.
"""

from datasources.recurrence.expansion import MAX_DATES, Date, Expansion, expand
from datasources.recurrence.rule import normal_rule
from datasources.recurrence.schedule import Override, schedule

__all__ = ["MAX_DATES", "Date", "Expansion", "Override", "expand", "normal_rule", "schedule"]
