"""What must hold for someone to sign up: each rule by itself, from rows to problems.

A  the opportunity can be joined         open_problem
B  the shifts are its own, to come       chosen_shifts
C  the times are free                    overlap_problems, earlier_problems
D  the person is old enough              age_problems
E  they can be reached, and consent      contact_problems, missing_consents
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Final

import orjson

from datasources.people import ages
from datasources.people.consents import covers
from datasources.people.outcome import problem
from datasources.people.vocabulary import LIVE, EngagementState, Purpose
from datasources.problems import Problem
from datasources.store import days
from datasources.store.people.engagements import OwnSignUp
from datasources.store.people.engagements_places import ShiftPlaces
from datasources.store.people.rows import ConsentRow, VolunteerRow
from datasources.store.rows import OpportunityRow
from datasources.vocabulary import Commitment, OpportunityStatus, RequirementKind

__all__ = [
    "INSPECTED",
    "MAX_LIVE",
    "age_problems",
    "chosen_shifts",
    "contact_problems",
    "earlier_problems",
    "missing_consents",
    "needed_purposes",
    "open_problem",
    "overlap_problems",
]

MAX_LIVE: Final = 50
"""So many sign-ups of one person may be waiting for something at a time."""
INSPECTED: Final = frozenset(
    {
        RequirementKind.ERWEITERTES_FUEHRUNGSZEUGNIS.value,
        RequirementKind.FIRST_AID.value,
        RequirementKind.JULEICA.value,
        RequirementKind.MEASLES_PROTECTION.value,
        RequirementKind.DRIVING_LICENCE.value,
    }
)
"""Requirements whose document the organisation must look at: it learns of certificates under VETTING."""
_WITHOUT_SHIFTS: Final = frozenset({Commitment.PROJECT.value, Commitment.REGULAR.value, Commitment.OFFICE.value})
_JOINABLE: Final = frozenset({OpportunityStatus.OPEN.value, OpportunityStatus.FULL.value})


# A


def open_problem(opportunity: OpportunityRow, today: str) -> Problem | None:
    """A full one can be joined: whoever signs up waits."""
    status = opportunity.status
    if status in _JOINABLE:
        if opportunity.last_date is None or opportunity.last_date >= today:
            return None
        status = OpportunityStatus.EXPIRED.value
    return problem("OPPORTUNITY_NOT_OPEN", "opportunity", status=status)


# B


def chosen_shifts(
    opportunity: OpportunityRow, shifts: Iterable[ShiftPlaces], named: Sequence[str] | None, now: int
) -> list[ShiftPlaces] | Problem:
    """The shifts a sign-up is for: those it names; else the only one to come; else none, where the opportunity has none
    or asks for help over weeks and years."""
    own = {shift.id: shift for shift in shifts if not shift.gone}
    if named is not None:
        if any(id not in own for id in named):
            return problem("SHIFT_UNKNOWN", "shifts")
        chosen = sorted((own[id] for id in named), key=lambda shift: (shift.start, shift.pk))
        return problem("SHIFT_PAST", "shifts") if any(shift.start <= now for shift in chosen) else chosen
    to_come = [shift for shift in own.values() if shift.start > now]
    if len(to_come) == 1:
        return to_come
    if not own or opportunity.commitment in _WITHOUT_SHIFTS:
        return []
    return problem("SHIFTS_NEEDED", "shifts") if to_come else problem("SHIFT_PAST", "shifts")


# C


def overlap_problems(chosen: Sequence[ShiftPlaces], earlier: Iterable[OwnSignUp], now: int) -> list[Problem]:
    """Nobody can be in two places at a time: among the chosen shifts, and with what they signed up for elsewhere."""
    among = any(first.end > second.start for first, second in pairwise(chosen))
    taken = [(each.start, each.end) for each in earlier if _is_live(each, now)]
    elsewhere = any(
        start < shift.end and end > shift.start
        for start, end in taken
        if start is not None and end is not None
        for shift in chosen
    )
    return [problem("SHIFTS_OVERLAP", "shifts")] if among or elsewhere else []


def earlier_problems(earlier: Sequence[OwnSignUp], opportunity_pk: int, now: int) -> list[Problem]:
    """One sign-up of a person and opportunity at a time, none after it was declined, and not too many in all."""
    here = [each for each in earlier if each.opportunity_pk == opportunity_pk]
    if any(_is_live(each, now) for each in here):
        return [problem("ALREADY_SIGNED_UP", "opportunity")]
    if any(each.state == EngagementState.DECLINED for each in here):
        return [problem("DECLINED_BEFORE", "opportunity")]
    if len({each.pk for each in earlier if _is_live(each, now)}) >= MAX_LIVE:
        return [problem("TOO_MANY_SIGN_UPS", most=str(MAX_LIVE))]
    return []


def _is_live(sign_up: OwnSignUp, now: int) -> bool:
    lapsed = sign_up.state == EngagementState.AWAITING_GUARDIAN and (sign_up.held_until or 0) <= now
    return sign_up.state in LIVE and not lapsed


# D


def age_problems(
    opportunity: OpportunityRow, volunteer: VolunteerRow, chosen: Sequence[ShiftPlaces], today: str
) -> list[Problem]:
    """Old enough on the day of the first chosen shift; without shifts, when it begins; or today, if it has begun."""
    if volunteer.birth_month is None:
        return [problem("BIRTH_MONTH_NEEDED", "contact.birthMonth")]
    if opportunity.min_age is None:
        return []
    first = days.date_of(chosen[0].start) if chosen else max(opportunity.start or today, today)
    if ages.age_on(volunteer.birth_month, date.fromisoformat(first)) >= opportunity.min_age:
        return []
    return [problem("TOO_YOUNG", "opportunity", age=str(opportunity.min_age))]


# E


def contact_problems(volunteer: VolunteerRow) -> list[Problem]:
    """A mail address or a telephone number: either will do."""
    return [] if volunteer.email or volunteer.telephone else [problem("CONTACT_NEEDED", "contact")]


def needed_purposes(opportunity: OpportunityRow) -> tuple[Purpose, ...]:
    """What must be consented to for the organisation: CONTACT; VETTING where it must look at a document."""
    kinds = {each["kind"] for each in _stated(opportunity.requirements) if "kind" in each}
    return (Purpose.CONTACT, Purpose.VETTING) if kinds & INSPECTED else (Purpose.CONTACT,)


def missing_consents(
    opportunity: OpportunityRow, given: Iterable[Purpose], standing: Sequence[ConsentRow]
) -> list[Problem]:
    """The consents a sign-up lacks, given with it or standing before, each by itself, so that a page can ask for them;
    a guardian's is waited for, not asked here."""
    now_given = set(given)
    return [
        problem("CONSENT_NEEDED", f"consents.{purpose.value}", purpose=purpose.value)
        for purpose in needed_purposes(opportunity)
        if purpose not in now_given and not covers(standing, purpose, opportunity.organization_pk, guarded=False)
    ]


def _stated(requirements: str) -> list[Mapping[str, str]]:
    stated: list[Mapping[str, str]] = orjson.loads(requirements)
    return stated
