"""Certificates: that an organisation inspected a document, when, and until when it counts; never the document itself.

standing(rows, "2026-07-04")     the newest of each kind, without those that have expired
valid_until(kind, inspected)     until when a document counts where nobody says otherwise
"""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final, TypeAlias

from datasources.people.outcome import problem
from datasources.problems import Problem
from datasources.store.people.rows import CertificateRow
from datasources.vocabulary import RequirementKind

__all__ = [
    "DOCUMENTS",
    "MONTHS_VALID",
    "OLDEST_YEARS",
    "CertificateDates",
    "checked",
    "newest",
    "standing",
    "valid_until",
]

MONTHS_VALID: Final[dict[RequirementKind, int | None]] = {
    # § 72a SGB VIII asks for a new one "at regular intervals"; five years is what youth offices agree on.
    RequirementKind.ERWEITERTES_FUEHRUNGSZEUGNIS: 60,
    # DGUV: trained helpers are trained again every two years.
    RequirementKind.FIRST_AID: 24,
    # The card is issued for three years.
    RequirementKind.JULEICA: 36,
    # Whoever is immune, or was vaccinated twice, stays so.
    RequirementKind.MEASLES_PROTECTION: None,
    # Whoever lets others drive looks at the licence twice a year.
    RequirementKind.DRIVING_LICENCE: 6,
}
"""Kinds that are documents, and the months that each counts after its inspection; None where it does not expire."""
DOCUMENTS: Final = frozenset(MONTHS_VALID)
OLDEST_YEARS: Final = 10
"""An inspection that is longer ago is none that anybody relies on; nor does one count for longer from now."""


CertificateDates: TypeAlias = tuple[str, str | None]
"""The day of the inspection and the last day on which it counts, as ISO texts."""


def valid_until(kind: RequirementKind, inspected_on: date) -> date | None:
    """The last day on which a document of a kind counts where nobody says otherwise; None where it does not expire."""
    months = MONTHS_VALID[kind]
    return None if months is None else _after(inspected_on, months)


def checked(kind: RequirementKind, inspected_on: str, until: str | None, today: str) -> CertificateDates | Problem:
    """The dates that are kept of an inspection; ISO dates in, and the first rule that they break out."""
    if kind not in DOCUMENTS:
        return problem("CERTIFICATE_NO_DOCUMENT", "kind", kind=kind.value)
    inspected, now = date.fromisoformat(inspected_on), date.fromisoformat(today)
    if inspected > now:
        return problem("CERTIFICATE_IN_FUTURE", "inspectedOn")
    if inspected < _after(now, -12 * OLDEST_YEARS):
        return problem("CERTIFICATE_TOO_OLD", "inspectedOn", years=str(OLDEST_YEARS))
    last = date.fromisoformat(until) if until is not None else valid_until(kind, inspected)
    if last is not None and last < inspected:
        return problem("CERTIFICATE_ENDS_BEFORE", "validUntil")
    if last is not None and last < now:
        return problem("CERTIFICATE_EXPIRED", "validUntil" if until is not None else "inspectedOn")
    if last is not None and last > _after(now, 12 * OLDEST_YEARS):
        return problem("CERTIFICATE_TOO_LONG", "validUntil", years=str(OLDEST_YEARS))
    return inspected_on, None if last is None else last.isoformat()


def newest(certificates: Iterable[CertificateRow]) -> list[CertificateRow]:
    """The certificate of each kind that counts: the last inspected, of one day the last recorded; by kind."""
    found: dict[str, CertificateRow] = {}
    for row in sorted(certificates, key=lambda each: (each.inspected_on, each.pk)):
        found[row.kind] = row
    return sorted(found.values(), key=lambda each: each.kind)


def standing(certificates: Sequence[CertificateRow], today: str) -> list[CertificateRow]:
    """The certificates that count on a day: its last day is one of them."""
    return [row for row in newest(certificates) if row.valid_until is None or row.valid_until >= today]


def _after(day: date, months: int) -> date:
    """The day so many months later, or before; of a month without such a day its last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
