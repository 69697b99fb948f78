"""Recurrence: when an event takes place (RFC 5545), as a form that is stored and as dates in any window of time.

    form = schedule(start=datetime(2026, 7, 7, 18), end=datetime(2026, 7, 7, 20), rrule=["FREQ=WEEKLY;UNTIL=20271231"])
    expand(form, from_, to).dates          each Tuesday, 18 to 20 by the wall clock, until the end of 2027
    summary(form, "de")                    "jeden Dienstag, 18:00 bis 20:00 Uhr, bis 31.12.2027"
    parts(form)                            what the graph's Schedule says
    fingerprint(draft.fields)              knows an event again whose UID changes at each export

Beneath stand `rule` (what a rule says), `dates` (the dates it gives), `schedule` (the stored form), `zones` (those
that only a calendar describes), `expansion` and `words`.
"""

from datasources.recurrence.expansion import MAX_DATES, Date, Expansion, expand
from datasources.recurrence.rule import normal_rule
from datasources.recurrence.schedule import Override, fingerprint, schedule
from datasources.recurrence.words import Parts, parts, summary

__all__ = [
    "MAX_DATES",
    "Date",
    "Expansion",
    "Override",
    "Parts",
    "expand",
    "fingerprint",
    "normal_rule",
    "parts",
    "schedule",
    "summary",
]
