"""Certificates: recorded by the editors of an organisation that inspected a document, read by their bearer."""

from collections.abc import Sequence
from datetime import date

from datasources.people.certificates import checked, newest, standing
from datasources.people.consents import covers
from datasources.people.guardians import needs_guardian
from datasources.people.outcome import Outcome, problem
from datasources.people.vocabulary import HOLDING, EngagementState, Purpose
from datasources.problems import Problem
from datasources.store.people import certificates, consents
from datasources.store.people.rows import CertificateRow, EngagementRow, VolunteerRow
from datasources.vocabulary import RequirementKind
from resolvers.columns import reading
from resolvers.context import Info
from resolvers.people.owners import known

__all__ = ["certificates_of", "record", "standing_of"]

_INSPECTED_IN = (HOLDING | {EngagementState.WAITLISTED}) - {EngagementState.AWAITING_GUARDIAN}
"""The states of a sign-up in which an organisation has a reason to inspect a document."""


@reading("pk")
async def certificates_of(parents: Sequence[VolunteerRow], info: Info) -> Sequence[list[CertificateRow]]:
    """The certificate of each kind that counts, for its bearer: expired ones too, told by `valid_until`."""
    rows = await certificates.of_volunteers(info.context.db, [parent.pk for parent in parents])
    return [newest(each) for each in rows]


@reading("pk")
async def standing_of(parents: Sequence[VolunteerRow], info: Info) -> Sequence[list[CertificateRow]]:
    """The certificates that count today, for organisations. Whether a consent covers them is checked before."""
    rows = await certificates.of_volunteers(info.context.db, [parent.pk for parent in parents])
    return [standing(each, info.context.today) for each in rows]


async def record(
    info: Info, engagement_id: str, kind: RequirementKind, inspected_on: str, valid_until: str | None = None
) -> Outcome[EngagementRow]:
    """Notes that the organisation inspected a document of someone who signed up there.

    By editors of that organisation, while the sign-up goes on and a consent to VETTING stands. Dates are ISO texts.
    `valid_until` is the last day on which it counts; left out, it follows from the kind.
    """
    context = info.context
    await known(context)
    async with context.db.transaction() as transaction:
        bearer = await certificates.bearer_of(transaction, engagement_id)
        if bearer is None or not context.viewer.may_edit(bearer.organization_pk):
            return _refused("ENGAGEMENT_UNKNOWN")
        assert bearer.organization_pk is not None, "nobody edits no organisation"
        if EngagementState(bearer.engagement.state) not in _INSPECTED_IN:
            return _refused("CERTIFICATE_NOT_NOW")
        given = (await consents.standing(transaction, [bearer.volunteer_pk]))[bearer.volunteer_pk]
        guarded = needs_guardian(bearer.birth_month, date.fromisoformat(context.today))
        if not covers(given, Purpose.VETTING, bearer.organization_pk, guarded=guarded):
            return _refused("CERTIFICATE_NO_CONSENT")
        dates = checked(kind, inspected_on, valid_until, context.today)
        if isinstance(dates, Problem):
            return Outcome(problems=(dates,))
        await certificates.record(
            transaction,
            volunteer_pk=bearer.volunteer_pk,
            organization_pk=bearer.organization_pk,
            kind=kind.value,
            inspected_on=dates[0],
            valid_until=dates[1],
            now=context.now,
        )
    return Outcome(bearer.engagement)


def _refused(code: str) -> Outcome[EngagementRow]:
    return Outcome(problems=(problem(code, "engagement"),))
