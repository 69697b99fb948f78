"""What a change answers: what was made, or its problems in words, in the language of the request."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from datasources.people.calendar import CalendarAddress
from datasources.people.outcome import Outcome
from datasources.store.people.rows import EngagementRow, VolunteerRow
from resolvers.context import Context
from resolvers.sources import Problem

__all__ = [
    "CalendarPayload",
    "EngagementPayload",
    "GuardianPayload",
    "ProfilePayload",
    "calendar",
    "engagement",
    "guardian",
    "profile",
]


class ProfilePayload(NamedTuple):
    """A profile after a change."""

    profile: VolunteerRow | None
    problems: Sequence[Problem]


class EngagementPayload(NamedTuple):
    """A sign-up after a change."""

    engagement: EngagementRow | None
    problems: Sequence[Problem]


class GuardianPayload(NamedTuple):
    """Whether a guardian's consent stands after their answer."""

    confirmed: bool
    problems: Sequence[Problem]


class CalendarPayload(NamedTuple):
    """The secret address of a calendar, where there is one now."""

    url: str | None
    problems: Sequence[Problem]


def profile(outcome: Outcome[VolunteerRow], context: Context) -> ProfilePayload:
    return ProfilePayload(outcome.made, _said(outcome, context))


def engagement(outcome: Outcome[EngagementRow], context: Context) -> EngagementPayload:
    return EngagementPayload(outcome.made, _said(outcome, context))


def guardian(outcome: Outcome[bool], context: Context) -> GuardianPayload:
    return GuardianPayload(outcome.made is True, _said(outcome, context))


def calendar(outcome: Outcome[CalendarAddress], context: Context) -> CalendarPayload:
    return CalendarPayload(None if outcome.made is None else outcome.made.url, _said(outcome, context))


def _said(outcome: Outcome[Any], context: Context) -> list[Problem]:
    language = context.language
    return [
        Problem(
            severity=each.severity.value,
            code=each.code,
            record=None,
            path=each.path,
            line=None,
            message=each.message(language),
            hint=each.hint(language),
        )
        for each in outcome.problems
    ]
