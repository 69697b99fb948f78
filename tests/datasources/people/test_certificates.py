"""Certificates by date: what may be noted of an inspection, until when it counts, and which of several."""

from datetime import date

import pytest

from datasources.people.certificates import DOCUMENTS, checked, newest, standing, valid_until
from datasources.problems import LANGUAGES, Problem
from datasources.store.people.rows import CertificateRow
from datasources.vocabulary import RequirementKind

TODAY = "2026-07-04"
CONDUCT, AID, JULEICA = (
    RequirementKind.ERWEITERTES_FUEHRUNGSZEUGNIS,
    RequirementKind.FIRST_AID,
    RequirementKind.JULEICA,
)
MEASLES, LICENCE = RequirementKind.MEASLES_PROTECTION, RequirementKind.DRIVING_LICENCE


@pytest.mark.parametrize(
    ("kind", "inspected", "until"),
    [
        (CONDUCT, "2026-07-04", "2031-07-04"),
        (AID, "2026-02-28", "2028-02-28"),
        (JULEICA, "2026-07-04", "2029-07-04"),
        (MEASLES, "2026-07-04", None),
        (LICENCE, "2026-08-31", "2027-02-28"),
        (AID, "2024-02-29", "2026-02-28"),
        (LICENCE, "2025-12-31", "2026-06-30"),
    ],
)
def test_each_kind_counts_for_its_time(kind: RequirementKind, inspected: str, until: str | None) -> None:
    assert valid_until(kind, date.fromisoformat(inspected)) == (date.fromisoformat(until) if until else None)


@pytest.mark.parametrize(
    ("kind", "inspected", "until", "kept"),
    [
        (AID, TODAY, None, (TODAY, "2028-07-04")),
        (AID, "2026-01-01", "2026-07-04", ("2026-01-01", "2026-07-04")),
        (AID, TODAY, TODAY, (TODAY, TODAY)),
        (MEASLES, "2016-07-04", None, ("2016-07-04", None)),
        (CONDUCT, TODAY, "2036-07-04", (TODAY, "2036-07-04")),
    ],
)
def test_dates_that_can_be_are_kept(
    kind: RequirementKind, inspected: str, until: str | None, kept: tuple[str, str | None]
) -> None:
    assert checked(kind, inspected, until, TODAY) == kept


@pytest.mark.parametrize(
    ("kind", "inspected", "until", "code", "path"),
    [
        *((kind, TODAY, None, "CERTIFICATE_NO_DOCUMENT", "kind") for kind in sorted(set(RequirementKind) - DOCUMENTS)),
        (AID, "2026-07-05", None, "CERTIFICATE_IN_FUTURE", "inspectedOn"),
        (AID, "2016-07-03", None, "CERTIFICATE_TOO_OLD", "inspectedOn"),
        (AID, "0001-01-01", None, "CERTIFICATE_TOO_OLD", "inspectedOn"),
        (AID, "2024-07-03", None, "CERTIFICATE_EXPIRED", "inspectedOn"),
        (AID, "2026-01-01", "2026-07-03", "CERTIFICATE_EXPIRED", "validUntil"),
        (AID, TODAY, "2026-07-03", "CERTIFICATE_ENDS_BEFORE", "validUntil"),
        (AID, TODAY, "2036-07-05", "CERTIFICATE_TOO_LONG", "validUntil"),
        (AID, TODAY, "9999-12-31", "CERTIFICATE_TOO_LONG", "validUntil"),
        (AID, "9999-12-31", None, "CERTIFICATE_IN_FUTURE", "inspectedOn"),
    ],
)
def test_dates_that_cannot_be_are_told_with_a_way_out(
    kind: RequirementKind, inspected: str, until: str | None, code: str, path: str
) -> None:
    problem = checked(kind, inspected, until, TODAY)
    assert isinstance(problem, Problem)
    assert (problem.code, problem.path) == (code, path)
    for language in LANGUAGES:
        assert "{" not in problem.message(language)
        assert problem.hint(language)


def certificate(pk: int, kind: str, inspected: str, until: str | None) -> CertificateRow:
    return CertificateRow(pk, 1, kind, inspected, until, pk, 0)


def test_the_newest_of_a_kind_counts_and_what_expired_is_for_its_bearer_alone() -> None:
    rows = [
        certificate(1, "JULEICA", "2026-01-01", "2026-07-03"),
        certificate(2, "FIRST_AID", "2026-03-01", "2026-07-04"),
        certificate(3, "FIRST_AID", "2025-01-01", "2030-01-01"),
        certificate(4, "MEASLES_PROTECTION", "2020-01-01", None),
        certificate(5, "MEASLES_PROTECTION", "2020-01-01", None),
    ]
    assert [row.pk for row in newest(rows)] == [2, 1, 5]
    assert [row.pk for row in standing(rows, TODAY)] == [2, 5]
    assert [row.pk for row in standing(rows, "2026-07-05")] == [5], "no older one takes its place"
    assert newest([]) == []
